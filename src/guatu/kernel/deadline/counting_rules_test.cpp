// Goal: each statute's rule is read as norms 2.1 has it; a wrong file is refused whole, with places and
// hints. Method: the shipped file row by row; a table of broken files. Proves: norms 2.1.
#include "guatu/kernel/deadline/counting_rules.h"

#include "guatu/kernel/deadline/deadline_fixture.h"

namespace guatu::kernel {
namespace {

using namespace fixture;

TEST(CountingRules, ShipsTheRulesOfTheNorms) {
  const std::vector<std::string> expected{"civil_code",       "coercion", "driver_points", "licensing",
                                          "penalty",          "petition", "plain",         "reconsideration",
                                          "social_insurance", "tax",      "urgent_hours",  "working_hours"};
  EXPECT_EQ(rules().names(), expected);
  for (const auto& name : expected) {
    const auto* r = rules().find(name);
    ASSERT_NE(r, nullptr);
    EXPECT_FALSE(r->title.zh.empty() || r->title.en.empty()) << name;
    EXPECT_EQ(r->basis.empty(), name == "plain") << name;
    EXPECT_EQ(r->confirmed, name != "working_hours" && name != "urgent_hours") << name;
  }
  EXPECT_EQ(rules().find("petition")->stops, std::vector<std::string>{"hearing"});
  EXPECT_EQ(rules().find("licensing")->stops, std::vector<std::string>{"hearing"});
  EXPECT_EQ(rules().find("nothing"), nullptr);
}

TEST(CountingRules, TurnsDaysIntoWorkingDaysWhereTheStatuteSaysSo) {
  const auto working = [](const char* rule) {
    std::vector<std::int64_t> out;
    for (std::int64_t n = 1; n <= 12; ++n)
      if (rules().resolve(n, LimitUnit::kDay, rule)->unit == LimitUnit::kWorkingDay) out.push_back(n);
    return out;
  };
  using List = std::vector<std::int64_t>;
  EXPECT_EQ(working(""), List{});
  EXPECT_EQ(working("civil_code"), List{});
  EXPECT_EQ(working("tax"), List{});
  EXPECT_EQ(working("driver_points"), List{});
  EXPECT_EQ(working("petition"), List{});
  EXPECT_EQ(working("penalty"), (List{2, 3, 5, 7}));
  EXPECT_EQ(working("reconsideration"), (List{3, 5, 7, 10}));
  EXPECT_EQ(working("coercion"), (List{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
  EXPECT_EQ(working("licensing").size(), 12U);
  EXPECT_EQ(working("social_insurance").size(), 12U);
  EXPECT_EQ(rules().resolve(2, LimitUnit::kMonth, "penalty")->unit, LimitUnit::kMonth);
  EXPECT_EQ(rules().resolve(0, LimitUnit::kDay, "coercion")->unit, LimitUnit::kDay);
}

TEST(CountingRules, ResolvesToAWholeLimit) {
  const auto tax = rules().resolve(15, LimitUnit::kDay, "tax").value();
  EXPECT_EQ(tax.starts, StartRule::kNextDay);
  EXPECT_EQ(tax.roll, RollRule::kNextWorkingDay);
  EXPECT_EQ(tax.holidays, HolidayRule::kExtendLong);
  EXPECT_EQ(tax.rule, "tax");
  EXPECT_EQ(tax.basis, "税收征收管理法实施细则 第一百〇九条");
  const auto hours = rules().resolve(24, LimitUnit::kHour, "civil_code").value();
  EXPECT_EQ(hours.starts, StartRule::kAtOnce);
  EXPECT_EQ(hours.roll, RollRule::kNone);
  const auto urgent = rules().resolve(4, LimitUnit::kWorkingHour, "urgent_hours").value();
  EXPECT_EQ(urgent.hours, "urgent");
  EXPECT_FALSE(urgent.confirmed);
  const auto plain = rules().resolve(3, LimitUnit::kDay, "").value();
  Limit expected;
  expected.amount = 3;
  EXPECT_EQ(plain, expected);
  const auto unknown = rules().resolve(3, LimitUnit::kDay, "licencing");
  ASSERT_TRUE(unknown.has_error());
  EXPECT_EQ(unknown.error(), Error("rules.unknown", "", {{"name", "licencing"}, {"hint", "licensing"}}));
}

TEST(CountingRules, RefusesWrongFiles) {
  struct Row {
    const char* key;
    int line;
    const char* text;
  };
  const Row rows[] = {
      {"rules.missing", 1, "other: 1\n"},
      {"rules.unknown_key", 1, "other: 1\n"},
      {"rules.value", 1, "rules: none\n"},
      {"rules.value", 2, "rules:\n  a: 3\n"},
      {"rules.missing", 2, "rules:\n  a: {roll: none}\n"},
      {"rules.missing", 2, "rules:\n  a: {title: {zh: 甲}}\n"},
      {"rules.unknown_key", 3, "rules:\n  a:\n    rol: none\n    title: {zh: 甲, en: A}\n"},
      {"rules.value", 3, "rules:\n  a:\n    roll: next\n    title: {zh: 甲, en: A}\n"},
      {"rules.value", 3, "rules:\n  a:\n    starts: [next_day]\n    title: {zh: 甲, en: A}\n"},
      {"rules.value", 3, "rules:\n  a:\n    days_are_working: some\n    title: {zh: 甲, en: A}\n"},
      {"rules.value", 3, "rules:\n  a:\n    days_are_working: [3, 0]\n    title: {zh: 甲, en: A}\n"},
      {"rules.value", 3, "rules:\n  a:\n    days_are_working: {up_to: many}\n    title: {zh: 甲, en: A}\n"},
      {"rules.value", 3, "rules:\n  a:\n    confirmed: yes\n    title: {zh: 甲, en: A}\n"},
      {"rules.value", 3, "rules:\n  a:\n    stops: hearing\n    title: {zh: 甲, en: A}\n"},
      {"yaml.duplicate_key", 3, "rules:\n  a: {title: {zh: 甲, en: A}}\n  a: {title: {zh: 甲, en: A}}\n"}};
  for (const auto& r : rows) {
    const auto read = CountingRules::from_yaml(r.text, "rules.yaml");
    ASSERT_TRUE(read.has_error()) << r.text;
    bool found = false;
    for (const auto& e : read.error())
      found = found || (e.key == r.key && e.place.file == "rules.yaml" && e.place.line == r.line);
    EXPECT_TRUE(found) << r.key << "\n" << r.text;
  }
  const auto both = CountingRules::from_yaml("rules:\n  a: {titel: 1}\n  b: {roll: x}\n", "f");
  EXPECT_EQ(both.error().size(), 4U);  // An unknown key, two missing titles and a wrong word.
}

TEST(Limit, WordsOnDiskReadBack) {
  const auto round = [](auto value, int count) {
    for (int i = 0; i < count; ++i) {
      auto out = value;
      EXPECT_TRUE(from_text(text_of(static_cast<decltype(value)>(i)), out));
      EXPECT_EQ(out, static_cast<decltype(value)>(i));
    }
    EXPECT_FALSE(from_text("never", value));
  };
  round(LimitUnit::kMinute, 6);
  round(StartRule::kAtOnce, 3);
  round(RollRule::kNone, 2);
  round(HolidayRule::kPlain, 2);
  round(DayEnd::kMidnight, 2);
  EXPECT_STREQ(text_of(LimitUnit::kWorkingHour), "working_hour");
  EXPECT_STREQ(text_of(DayEnd::kCloseOfBusiness), "close_of_business");
}

}  // namespace
}  // namespace guatu::kernel
