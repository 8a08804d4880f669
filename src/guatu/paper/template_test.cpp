// Goal: what is wrong with a template is said with its place and what to write instead; a sound one is filled
// in as it says. Method: small files and a small playbook; every shipped paper against every shipped
// playbook.
#include "guatu/paper/template.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "guatu/kernel/messages/messages.h"
#include "guatu/kernel/playbook/reader.h"
#include "guatu/paper/docx.h"
#include "guatu/paper/library.h"
#include "guatu/paper/months.h"
#include "guatu/paper/offer.h"
#include "guatu/paper/phrase.h"
#include "guatu/testing/office.h"

namespace guatu::paper {
namespace {

constexpr const char* kSlip = R"(paper: slip
title: {zh: 单, en: Slip}
for: job
heading: "{title} 单"
to: "{unit}"
body:
  - 请于{due_at|近日}办结。
  - {h1: 一、资金, needs: field.fund}
  - pairs:
      - [编号, "{number}", 人, "{holder}"]
      - [备注, "{field.note}"]
  - table: {rows: children, columns: [{title: 项, text: "{row.title}", width: 3}]}
sign: "{unit}"
)";

Vocabulary words() {
  return {{"title", "unit", "due_at", "number", "holder", "field.fund", "field.note"},
          {{"children", {"title", "closed_on"}}}};
}

std::string first_key(const std::string& text) {
  const auto t = read_template(text, "x.yaml");
  return t.has_error() ? t.error().front().key : std::string();
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  text.replace(text.find(from), from.size(), to);
  return text;
}

TEST(Phrase, IsFilledIn) {
  const auto value = [](std::string_view name) { return name == "a" ? std::string("甲") : std::string(); };
  EXPECT_EQ(filled("{a}与{b|乙}与{b}{b|}。", value), "甲与乙与" + std::string(kBlank) + "。");
  for (const char* good : {"", "无", "{a}", "{a.b|x y}", "{a|}"}) EXPECT_TRUE(is_well_formed(good)) << good;
  for (const char* bad : {"{", "}", "{}", "{A}", "{a", "a}", "{{a}}", "{.a}", "{a|{b}}", "{a} }"})
    EXPECT_FALSE(is_well_formed(bad)) << bad;
}

TEST(Template, WrongFilesSayWhere) {
  EXPECT_EQ(first_key(kSlip), "");
  const struct {
    const char* from;
    const char* to;
    const char* key;
    int line;
  } rows[] = {
      {"to: \"{unit}\"", "too: x", "playbook.unknown_key", 5},
      {"for: job\n", "", "playbook.missing", 1},
      {"{due_at|近日}", "{due_at", "paper.braces", 7},
      {"h1: 一、资金, ", "", "paper.one_of", 8},
      {"h1: 一、资金", "h1: 一、资金, h2: 二", "paper.one_of", 8},
      {"[备注, \"{field.note}\"]", "[备注]", "playbook.too_few", 11},
      {"width: 3", "width: 0", "playbook.range", 12},
      {"en: Slip", "fr: Slip", "playbook.title_language", 2},
  };
  for (const auto& r : rows) {
    const auto t = read_template(with(kSlip, r.from, r.to), "x.yaml");
    ASSERT_TRUE(t.has_error()) << r.to;
    EXPECT_EQ(t.error().front().key, r.key) << r.to;
    EXPECT_EQ(t.error().front().place.line, r.line) << r.to;
    for (const auto lang : {Lang::kZh, Lang::kEn}) {
      const auto said = kernel::sentence(t.error().front(), lang);
      EXPECT_NE(said, t.error().front().key);
    }
  }
}

TEST(Template, UnknownPlaceholdersAreFound) {
  const auto problems = [](const std::string& text) {
    const auto t = read_template(text, "x.yaml");
    return check_template(*t, words(), "job");
  };
  EXPECT_TRUE(problems(kSlip).empty());
  auto p = problems(with(kSlip, "{holder}", "{holdr}"));
  ASSERT_EQ(p.size(), 1U);
  EXPECT_EQ(p[0].key, "paper.unknown_placeholder");
  EXPECT_EQ(p[0].place.line, 10);
  EXPECT_NE(kernel::sentence(p[0], Lang::kZh).find("holder"), std::string::npos);
  EXPECT_EQ(problems(with(kSlip, "rows: children", "rows: childs")).at(0).key, "paper.unknown_list");
  EXPECT_EQ(problems(with(kSlip, "{row.title}", "{row.name}")).at(0).key, "paper.unknown_placeholder");
  // Outside of a table there is no row.
  EXPECT_EQ(problems(with(kSlip, "{unit}", "{row.title}")).at(0).key, "paper.unknown_placeholder");
  EXPECT_EQ(problems(with(kSlip, "needs: field.fund", "needs: field.fond")).at(0).place.line, 8);
}

TEST(Template, IsFilledIn) {
  const auto t = read_template(kSlip, "x.yaml");
  Values v;
  v.texts = {{"title", "修路"}, {"unit", "市局"}, {"number", "A-1"}};
  v.lists["children"] = {{{"title", "一"}}, {{"title", "二"}}};
  const auto d = fill(*t, v);
  EXPECT_EQ(d.title, "修路 单");
  EXPECT_EQ(d.recipient, "市局");
  ASSERT_EQ(d.blocks.size(), 3U);  // The heading needs a fund.
  EXPECT_EQ(std::get<Paragraph>(d.blocks[0]).text, "请于近日办结。");
  const auto& form = std::get<Table>(d.blocks[1]);
  EXPECT_EQ(form.rows[0].size(), 4U);
  EXPECT_EQ(form.rows[1][1].spans, 3);
  EXPECT_EQ(form.rows[1][1].text, "");  // Room to write.
  const auto& list = std::get<Table>(d.blocks[2]);
  ASSERT_EQ(list.rows.size(), 3U);
  EXPECT_EQ(list.rows[2][0].text, "二");
  EXPECT_EQ(list.head_rows, 1);
  v.texts["field.fund"] = "30万元";
  EXPECT_EQ(fill(*t, v).blocks.size(), 4U);
  v.lists.clear();
  EXPECT_EQ(std::get<Table>(fill(*t, v).blocks[3]).rows[1][0].text, "无");
}

TEST(Months, AMatterIsColouredFromItsOpeningToItsDueMonth) {
  const auto t =
      month_table({{{"title", "桩基"}, {"_from", "2022-02-03"}, {"_due", "2022-04-13"}, {"_light", "red"}},
                   {{"title", "封顶"}, {"_from", "2022-03-01"}, {"_closed", "2022-03-20"}, {"_due", ""}}});
  ASSERT_EQ(t.rows.size(), 3U);
  ASSERT_EQ(t.rows[0].size(), 14U);
  const auto fills = [&](int row) {
    std::string out;
    for (std::size_t i = 2; i < 14; ++i) out += t.rows[row][i].fill.empty() ? '.' : '#';
    return out;
  };
  EXPECT_EQ(fills(1), "###.........");
  EXPECT_EQ(fills(2), ".#..........");
  EXPECT_EQ(t.rows[1][4].text, "✕13");
  EXPECT_EQ(t.rows[2][3].text, "✓20");
}

TEST(Papers, EveryShippedOneFitsItsPlaybooks) {
  namespace fs = std::filesystem;
  const fs::path root(GUATU_SOURCE_DIR);
  std::vector<kernel::Playbook> playbooks;
  const auto rules =
      kernel::CountingRules::from_yaml(testing::read_file("calendars/counting-rules.yaml"), "rules");
  ASSERT_TRUE(rules.has_value());
  for (const auto& e : fs::directory_iterator(root / "playbooks")) {
    auto p = kernel::read_playbook(testing::read_file("playbooks/" + e.path().filename().string()),
                                   e.path().filename().string(), *rules);
    ASSERT_TRUE(p.has_value()) << e.path();
    playbooks.push_back(std::move(*p));
  }
  Library library({(root / "papers").string(), "/no/such/folder"});
  const auto content = library.content();
  for (const auto& p : content->problems) ADD_FAILURE() << kernel::report_line(p, Lang::kEn);
  ASSERT_FALSE(content->papers.empty());
  for (const auto& t : content->papers) {
    const auto problems = check_subjects(*t, [&](const std::string& id) -> const kernel::Playbook* {
      for (const auto& p : playbooks)
        if (p.id == id) return &p;
      return nullptr;
    });
    for (const auto& p : problems) ADD_FAILURE() << kernel::report_line(p, Lang::kEn);
    // What a paper lacks is told in words.
    for (const auto& subject : t->subjects)
      for (const auto& p : playbooks) {
        if (subject != "any" && subject != p.id) continue;
        for (const auto& word : t->needs)
          EXPECT_NE(word_title(word.text, p).zh, word.text) << t->id << " for " << p.id;
      }
    EXPECT_FALSE(docx(fill(*t, {})).empty());
  }
  EXPECT_EQ(library.content(), content);  // Nothing changed: nothing is read again.
}

TEST(Library, AnOfficesOwnStandsInsteadOfTheShippedOne) {
  namespace fs = std::filesystem;
  const fs::path root = fs::path(::testing::TempDir()) / "papers_library";
  fs::remove_all(root);
  fs::create_directories(root / "a");
  fs::create_directories(root / "b");
  const auto write = [](const fs::path& file, const std::string& text) { std::ofstream(file) << text; };
  write(root / "a" / "slip.yaml", kSlip);
  Library library({(root / "a").string(), (root / "b").string()});
  EXPECT_EQ(library.content()->find("slip")->title.en, "Slip");
  write(root / "b" / "mine.yaml", with(kSlip, "en: Slip", "en: Mine"));
  EXPECT_EQ(library.content()->find("slip")->title.en, "Mine");
  write(root / "b" / "mine.yaml", "paper: slip\n");
  const auto broken = library.content();
  EXPECT_EQ(broken->find("slip")->title.en, "Slip");
  ASSERT_FALSE(broken->problems.empty());
  EXPECT_NE(broken->problems[0].place.file.find("mine.yaml"), std::string::npos);
}

}  // namespace
}  // namespace guatu::paper
