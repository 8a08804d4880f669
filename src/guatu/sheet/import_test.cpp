// Goal: a messy table becomes the right commands, and what is wrong is named with its cell and what to write.
// Method: heads and cells as tables, over the office of the tests.
#include <gtest/gtest.h>

#include "guatu/kernel/ledger/fields.h"
#include "guatu/kernel/ledger/projection.h"
#include "guatu/kernel/ledger/world.h"
#include "guatu/kernel/messages/messages.h"
#include "guatu/sheet/matter_import.h"
#include "guatu/testing/office.h"
#include "guatu/testing/playbooks.h"

namespace guatu::sheet {
namespace {

Row cells(const std::vector<const char*>& texts) {
  Row out;
  for (const auto* t : texts) out.push_back(Cell::of(t));
  return out;
}

std::string guessed(const std::vector<std::vector<const char*>>& top) {
  const std::vector<Target> targets{{"title", {"标题", "Title"}},
                                    {"due_on", {"整改时限", "Rectify by"}},
                                    {"owner", {"整改责任人", "Owner"}},
                                    {"unit", {"单位", "责任单位", "Unit"}},
                                    {"fund", {"资金", "Fund"}}};
  std::vector<std::pair<std::int64_t, Row>> rows;
  for (const auto& r : top) rows.emplace_back(static_cast<std::int64_t>(rows.size() + 1), cells(r));
  const auto head = guess_head(rows, targets);
  std::string out = std::to_string(head.row);
  for (const auto& t : head.targets) out += " " + (t.empty() ? "-" : t);
  return out;
}

TEST(GuessHead, FindsItBelowTitles) {
  EXPECT_EQ(guessed({{"标题", "整改时限"}, {"甲", "2022-4-8"}}), "1 title due_on");
  EXPECT_EQ(guessed({{"2022年隐患台账", "2022年隐患台账", "2022年隐患台账"},
                     {"填报单位：古交市", "", "日期：4月"},
                     {"序号", "标 题", "整改责任人", "＊整改时限（必填）：", "责任单位"},
                     {"1", "甲", "张三", "44652", "局"}}),
            "3 - title owner due_on unit");
  EXPECT_EQ(guessed({{"序号", "整改情况", "整改情况", "标题"},
                     {"序号", "整改时限", "资金(万元)", "标题"},
                     {"1", "2", "3", "甲"}}),
            "2 - due_on fund title")
      << "a head of two rows";
  EXPECT_EQ(guessed({{"Title", "FUND", "Rectify by"}}), "1 title fund due_on");
  EXPECT_EQ(guessed({{"x", "y"}, {"1", "2"}}), "0");
  EXPECT_EQ(guessed({}), "0");
}

TEST(PlainLabel, IsWhatTheyAreComparedBy) {
  EXPECT_EQ(plain_label("＊整改 时限（必填）："), "整改时限");
  EXPECT_EQ(plain_label("  Due_On * "), "dueon");
  EXPECT_EQ(half_width("１２３，４５６．７８　ＡＢ"), "123,456.78 AB");
}

class MatterImportTest : public ::testing::Test {
 protected:
  MatterImportTest() {
    std::string playbook = testing::kJob;
    playbook.replace(playbook.find("  proof:"), 0,
                     "  owner: {type: person, title: {zh: 责任人, en: Owner}}\n"
                     "  place: {type: place, title: {zh: 部位, en: Place}}\n"
                     "  sure: {type: boolean, title: {zh: 确认, en: Sure}}\n"
                     "  weight: {type: number, unit: 吨, title: {zh: 重量, en: Weight}}\n"
                     "  bureau: {type: unit, title: {zh: 牵头, en: Lead}}\n");
    office.publish(playbook);
    reader = office.store->read().value();
    world.emplace(kernel::load_world(*reader).value());
  }
  /// The value of a field as the ledger would have it, or `key column: sentence`.
  std::string read(const std::string& field, const Cell& cell, const std::string& label = "列") {
    const auto& p = *world->playbook("job");
    ImportOrder order{"i", PersonId{"ann"}, "job", UnitId{"bureau"}, 1, {{"A", "title"}, {"B", field}}};
    const auto import = MatterImport::make(*world, p, order, {"标题", label}, {}).value();
    auto row = import.read(7, {Cell::of("甲"), cell});
    import.check(row, context(p));
    if (!row.problems.empty()) {
      const auto& e = row.problems.front();
      EXPECT_FALSE(kernel::sentence(e.error, Lang::kZh).empty());
      return e.error.key + " " + e.column + std::to_string(e.row) + " " + e.got;
    }
    EXPECT_EQ(row.command.id, "i:7");
    if (field == "unit") return row.command.unit.value;
    const auto* v = row.command.fields.if_contains(field);
    if (v == nullptr) return "-";
    const kernel::FieldWorld fields{world->people(), {}};
    return json::serialize(kernel::canonical_value(*p.field(field), *v, fields).value());
  }
  kernel::Context context(const kernel::Playbook& p) {
    return {office.clock.now(), Position{100}, world->people(), world->calendar(), &p, 1, {}, {}, {}, {}};
  }

  testing::Office office;
  std::unique_ptr<kernel::Reader> reader;
  std::optional<kernel::World> world;
};

TEST_F(MatterImportTest, CellsAreReadAsPeopleMeanThem) {
  const auto at = [](const char* t) { return Cell{Cell::Kind::kInstant, {}, testing::at(t)}; };
  const struct {
    const char* field;
    Cell cell;
    const char* value;
    const char* label = "列";
  } rows[] = {
      {"planned_on", Cell::date(testing::at("2022-04-01 00:00")), "\"2022-04-01\""},
      {"planned_on", at("2022-04-01 16:30"), "\"2022-04-01\""},
      {"planned_on", Cell::number("44652"), "\"2022-04-01\""},
      {"planned_on", Cell::of("44652"), "\"2022-04-01\""},
      {"planned_on", Cell::of("2022/4/1"), "\"2022-04-01\""},
      {"planned_on", Cell::of("2022.4.1"), "\"2022-04-01\""},
      {"planned_on", Cell::of("2022年4月1日"), "\"2022-04-01\""},
      {"planned_on", Cell::of("２０２２－４－１"), "\"2022-04-01\""},
      {"planned_on", Cell::of("20220401"), "\"2022-04-01\""},
      {"planned_on", Cell::number("20220401"), "\"2022-04-01\""},
      {"planned_on", Cell::of("2022-04-01 00:00:00"), "\"2022-04-01\""},
      {"planned_on", Cell::of("2022年4月"), "field.date B7 2022年4月"},
      {"planned_on", Cell::of("尽快"), "field.date B7 尽快"},
      {"planned_on", Cell::of("2022-02-30"), "field.date B7 2022-02-30"},
      {"planned_on", Cell::number("12"), "field.date B7 12"},
      {"fund", Cell::number("1200.5"), "120050"},
      {"fund", Cell::of("１，２００．５０元"), "120050"},
      {"fund", Cell::of("30万元"), "30000000"},
      {"fund", Cell::number("30"), "30000000", "资金（万元）"},
      {"fund", Cell::of("若干"), "field.type B7 若干"},
      {"weight", Cell::of("1,234.5吨"), "1.2345E3"},  // As the library prints it.
      {"weight", Cell::of("１２"), "12"},
      {"grade", Cell::of("small"), "\"small\""},
      {"grade", Cell::of("中"), "field.choice B7 中"},
      {"sure", Cell::of("√"), "true"},
      {"sure", Cell::of("否"), "false"},
      {"sure", Cell::of("也许"), "field.type B7 也许"},
      {"owner", Cell::of("cai"), "\"cai\""},
      {"owner", Cell::of("ca i"), "\"cai\""},
      {"owner", Cell::of("zhao"), "sheet.person_unknown B7 zhao"},
      {"bureau", Cell::of("county"), "\"county\""},
      {"bureau", Cell::of("没有的局"), "sheet.unit_unknown B7 没有的局"},
      {"unit", Cell::of("city"), "city"},
      {"place", Cell::of("112.549，37.857"), "{\"at\":[\"112.549000\",\"37.857000\"]}"},
      {"place", Cell::of("二号车间"), "{\"address\":\"二号车间\"}"},
      {"result", Cell::of(std::string(60, 'a')),
       "field.too_long B7 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
      {"result", Cell{}, "-"},
  };
  for (const auto& r : rows)
    EXPECT_EQ(read(r.field, r.cell, r.label), r.value) << r.field << " " << cell_text(r.cell);
}

TEST_F(MatterImportTest, TwoPeopleOfOneNameAreNotGuessedAt) {
  for (const char* id : {"li1", "li2"}) {
    auto c = office.command(kernel::Verb::kAddPerson, "system");
    c.person = PersonId{id};
    c.name = "李四";
    c.unit = UnitId{"bureau"};
    office.done(c);
  }
  reader = office.store->read().value();
  world.emplace(kernel::load_world(*reader).value());
  EXPECT_EQ(read("owner", Cell::of("李 四")), "sheet.person_ambiguous B7 李 四");
  EXPECT_EQ(read("owner", Cell::of("li2")), "\"li2\"");
}

TEST_F(MatterImportTest, ARowIsCheckedAsTheKernelWould) {
  const auto& p = *world->playbook("job");
  const ImportOrder order{
      "i", PersonId{"ann"}, "job", {}, 1, {{"A", "title"}, {"B", "grade"}, {"C", "unit"}}};
  const auto import = MatterImport::make(*world, p, order, {"标题", "等级", "单位"}, {}).value();
  const auto key = [&](const Row& row) {
    auto r = import.read(2, row);
    import.check(r, context(p));
    return r.is_skipped         ? std::string("skipped")
           : r.problems.empty() ? std::string()
                                : r.problems.front().error.key + " " + r.problems.front().column;
  };
  EXPECT_EQ(key(cells({"甲", "small", "bureau"})), "");
  EXPECT_EQ(key(cells({"甲", "small"})), "sheet.no_unit ");
  EXPECT_EQ(key(cells({"", "small", "bureau"})).substr(0, 5), "field") << "a title is needed";
  EXPECT_EQ(key(cells({"甲", "big", "bureau"})).substr(0, 6), "field.") << "big ones need a plan";
  EXPECT_EQ(key(cells({"合计", "3"})), "skipped");
  EXPECT_EQ(key(cells({"填表人：张三"})), "skipped");
}

TEST_F(MatterImportTest, AWrongMappingIsRefused) {
  const auto& p = *world->playbook("job");
  const auto key = [&](std::map<std::string, std::string> columns, std::int64_t head) {
    const auto r = MatterImport::make(*world, p, {"i", PersonId{"ann"}, "job", {}, head, std::move(columns)},
                                      {"a", "b"}, {});
    return r.has_error() ? r.error().key : std::string();
  };
  EXPECT_EQ(key({{"A", "title"}}, 1), "");
  EXPECT_EQ(key({{"A", "title"}}, 0), "sheet.no_head");
  EXPECT_EQ(key({}, 1), "sheet.no_head");
  EXPECT_EQ(key({{"A", "nothing"}}, 1), "sheet.unknown_target");
  EXPECT_EQ(key({{"A", "title"}, {"B", "title"}}, 1), "sheet.target_twice");
}

}  // namespace
}  // namespace guatu::sheet
