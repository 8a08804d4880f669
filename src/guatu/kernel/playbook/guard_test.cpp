// Guards: every test on set and unset fields, and their words in both languages.
#include "guatu/kernel/playbook/guard.h"

#include <gtest/gtest.h>

namespace guatu::kernel {
namespace {

using Ask = Guard::Test;

Playbook book() {
  Playbook b;
  Field grade;
  grade.id = "grade";
  grade.type = FieldType::kChoice;
  grade.title = {"等级", "Grade"};
  grade.options = {{"ordinary", {"一般", "Ordinary"}, {}}, {"major", {"重大", "Major"}, {}}};
  Field fund;
  fund.id = "fund";
  fund.type = FieldType::kMoney;
  fund.title = {"资金", "Fund"};
  Field urgent;
  urgent.id = "urgent";
  urgent.type = FieldType::kBoolean;
  urgent.title = {"紧急", "Urgent"};
  b.fields = {grade, fund, urgent};
  return b;
}

bool test(const Guard& g, const char* fields) {
  return holds({g}, book(), boost::json::parse(fields).as_object());
}

TEST(Guards, HoldOnSetFields) {
  EXPECT_TRUE(test({"grade", Ask::kIs, {"major", "huge"}, 0}, R"({"grade": "major"})"));
  EXPECT_FALSE(test({"grade", Ask::kIs, {"huge"}, 0}, R"({"grade": "major"})"));
  EXPECT_FALSE(test({"grade", Ask::kIsNot, {"major"}, 0}, R"({"grade": "major"})"));
  EXPECT_TRUE(test({"grade", Ask::kIsNot, {"ordinary"}, 0}, R"({"grade": "major"})"));
  EXPECT_TRUE(test({"urgent", Ask::kIs, {"true"}, 0}, R"({"urgent": true})"));
  EXPECT_FALSE(test({"urgent", Ask::kIs, {"true"}, 0}, R"({"urgent": false})"));
  EXPECT_TRUE(test({"fund", Ask::kAtLeast, {}, 100}, R"({"fund": 100})"));
  EXPECT_FALSE(test({"fund", Ask::kOver, {}, 100}, R"({"fund": 100})"));
  EXPECT_TRUE(test({"fund", Ask::kAtMost, {}, 100}, R"({"fund": 100.0})"));
  EXPECT_FALSE(test({"fund", Ask::kUnder, {}, 100}, R"({"fund": 100})"));
  EXPECT_TRUE(test({"fund", Ask::kIsSet, {}, 0}, R"({"fund": 0})"));
  EXPECT_FALSE(test({"fund", Ask::kIsUnset, {}, 0}, R"({"fund": 0})"));
}

TEST(Guards, OnAnUnsetFieldHoldOnlyForUnsetAndNot) {
  for (const char* fields : {"{}", R"({"grade": null, "fund": null})"}) {
    EXPECT_FALSE(test({"grade", Ask::kIs, {"major"}, 0}, fields));
    EXPECT_TRUE(test({"grade", Ask::kIsNot, {"major"}, 0}, fields));
    for (const auto t : {Ask::kAtLeast, Ask::kOver, Ask::kAtMost, Ask::kUnder, Ask::kIsSet})
      EXPECT_FALSE(test({"fund", t, {}, 0}, fields));
    EXPECT_TRUE(test({"fund", Ask::kIsUnset, {}, 0}, fields));
  }
}

TEST(Guards, MustAllHold) {
  const Guards both{{"fund", Ask::kAtLeast, {}, 10}, {"fund", Ask::kUnder, {}, 20}};
  EXPECT_TRUE(holds(both, book(), {{"fund", 10}}));
  EXPECT_FALSE(holds(both, book(), {{"fund", 20}}));
  EXPECT_TRUE(holds({}, book(), {}));
}

TEST(Guards, AreSaidInBothLanguages) {
  const Guards g{{"grade", Ask::kIs, {"major"}, 0},
                 {"fund", Ask::kOver, {}, 10'000'050},
                 {"urgent", Ask::kIsNot, {"true"}, 0}};
  EXPECT_EQ(to_text(g, book(), Lang::kZh), "等级 = 重大，且 资金 > 100000.5 元，且 紧急 ≠ 是");
  EXPECT_EQ(to_text(g, book(), Lang::kEn), "Grade = Major and Fund > 100000.5 yuan and Urgent ≠ yes");
  EXPECT_EQ(to_text({}, book(), Lang::kEn), "");
}

}  // namespace
}  // namespace guatu::kernel
