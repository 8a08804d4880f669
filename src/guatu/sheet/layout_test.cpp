// Goal: every shipped layout fits its playbook and its titles are read back as the columns that they are;
// what is wrong with a layout is said with its place. Method: the shipped files; small texts.
#include "guatu/sheet/layout.h"

#include <gtest/gtest.h>

#include "guatu/kernel/messages/messages.h"
#include "guatu/kernel/playbook/reader.h"
#include "guatu/sheet/head_guess.h"
#include "guatu/sheet/matter_columns.h"
#include "guatu/sheet/matter_import.h"
#include "guatu/testing/office.h"

namespace guatu::sheet {
namespace {

kernel::Playbook shipped(const std::string& id) {
  const auto rules = kernel::CountingRules::from_yaml(testing::shipped_rules(), "rules");
  auto p = kernel::read_playbook(testing::read_file("playbooks/" + id + ".yaml"), id, *rules);
  EXPECT_TRUE(p.has_value()) << id;
  return std::move(*p);
}

TEST(Layout, EveryShippedOneFitsItsPlaybookBothWays) {
  Problems problems;
  const auto all = read_layouts({std::string(GUATU_SOURCE_DIR) + "/sheets", "/no/such"}, problems);
  for (const auto& p : problems) ADD_FAILURE() << kernel::report_line(p, Lang::kEn);
  ASSERT_FALSE(all.empty());
  for (const auto& [id, layout] : all) {
    const auto playbook = shipped(id);
    for (const auto& p : check_layout(layout, playbook)) ADD_FAILURE() << kernel::report_line(p, Lang::kEn);
    const auto columns = matter_columns("", &playbook, Lang::kZh, &layout);
    ASSERT_TRUE(columns.has_value()) << id;
    ASSERT_EQ(columns->size(), layout.columns.size()) << id;
    std::vector<std::string> labels;
    for (const auto& c : *columns) labels.push_back(c.label);
    const auto targets = guess_targets(labels, import_targets(playbook, &layout));
    for (std::size_t i = 0; i < columns->size(); ++i) {
      const auto* f = (*columns)[i].field;
      if (f != nullptr && !f->computed && f->type != kernel::FieldType::kFiles) {
        EXPECT_EQ(targets[i], f->id) << id << " " << labels[i];
      }
      if ((*columns)[i].id == "title") {
        EXPECT_EQ(targets[i], "title") << id;
      }
    }
  }
}

TEST(Layout, TitlesAreOfTheLanguageThatTheyAreIn) {
  const auto playbook = shipped("hazard");
  const auto layout =
      read_layout("sheet: hazard\ncolumns: [{id: number, title: 隐患编号}, field.grade]\n", "x.yaml");
  ASSERT_TRUE(layout.has_value());
  EXPECT_EQ((*matter_columns("", &playbook, Lang::kZh, &*layout))[0].label, "隐患编号");
  EXPECT_EQ((*matter_columns("", &playbook, Lang::kEn, &*layout))[0].label, "Number");
  EXPECT_EQ((*matter_columns("state,number", &playbook, Lang::kZh, &*layout))[1].label, "隐患编号");
}

TEST(Layout, WrongOnesSayWhere) {
  const struct {
    const char* text;
    const char* key;
    int line;
  } rows[] = {{"- a\n", "sheet.layout_form", 1},
              {"sheet: hazard\n", "sheet.layout_form", 1},
              {"sheet: hazard\ncolumns: number\n", "sheet.layout_form", 2},
              {"sheet: hazard\ncolumns:\n  - {title: 编号}\n", "sheet.layout_form", 3},
              {"sheet: hazard\ncolumns:\n  - {id: number, name: 编号}\n", "sheet.layout_key", 3},
              {"sheet: hazard\nrows: 3\ncolumns: [number]\n", "sheet.layout_key", 2}};
  for (const auto& r : rows) {
    const auto l = read_layout(r.text, "x.yaml");
    ASSERT_TRUE(l.has_error()) << r.text;
    EXPECT_EQ(l.error().front().key, r.key) << r.text;
    EXPECT_EQ(l.error().front().place.line, r.line) << r.text;
  }
  const auto l = read_layout("sheet: hazard\ncolumns:\n  - number\n  - field.grad\n  - number\n", "x.yaml");
  const auto problems = check_layout(*l, shipped("hazard"));
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(problems[0].key, "sheet.unknown_column");
  EXPECT_EQ(problems[0].place.line, 4);
  EXPECT_EQ(problems[1].key, "sheet.column_twice");
}

}  // namespace
}  // namespace guatu::sheet
