// Goal: a refusal is a whole sentence in both languages, with its arguments and nothing left over.
// Method: a table; and every message of every table, with and without arguments.
#include "guatu/kernel/messages/messages.h"
#include "guatu/kernel/messages/messages_notice.h"
#include "guatu/kernel/messages/messages_paper.h"
#include "guatu/kernel/messages/messages_schedule.h"

#include <gtest/gtest.h>

#include <set>

namespace guatu::kernel {
namespace {

TEST(Messages, FillTheirMarksAndLeaveOutWhatIsEmpty) {
  EXPECT_EQ(sentence(Error("field.unknown", "titel", {{"hint", "title"}}), Lang::kEn),
            "There is no field titel. The nearest is `title`.");
  EXPECT_EQ(sentence(Error("field.unknown", "zzz", {{"hint", ""}}), Lang::kEn), "There is no field zzz.");
  EXPECT_EQ(sentence(Error("field.unknown", "zzz"), Lang::kZh), "没有字段 zzz。");
  EXPECT_EQ(sentence(Error("no.such_key"), Lang::kEn), "no.such_key");
  // Brackets and braces of an example stand for themselves.
  EXPECT_NE(sentence(Error("field.place", "site"), Lang::kEn).find(R"({"at": [lon, lat], "address": text})"),
            std::string::npos);
}

TEST(Messages, ReportLinesNamePlaceKeyAndField) {
  const Error e("field.date", "born", {}, {"a.yaml", 3, 7});
  EXPECT_EQ(report_line(e, Lang::kEn),
            "a.yaml:3:7: field.date (born): Field born must be a date such as 2022-04-13.");
}

TEST(Messages, EveryKeyStandsOnceAndInBothLanguages) {
  std::set<std::string_view> seen;
  for (const auto table :
       {calendar_messages(), playbook_messages(), proof_messages(), matter_messages(), store_messages(),
        evidence_messages(), migration_messages(), simulation_messages(), backup_messages(),
        personal_messages(), account_messages(), http_messages(), api_messages(), sheet_messages(),
        notice_messages(), paper_messages(), plan_messages(), schedule_messages()})
    for (const auto& m : table) {
      EXPECT_TRUE(seen.insert(m.key).second) << m.key;
      EXPECT_FALSE(m.zh.empty()) << m.key;
      EXPECT_FALSE(m.en.empty()) << m.key;
      EXPECT_NE(m.zh, m.en) << m.key;
    }
  EXPECT_GT(seen.size(), 250U);
}

}  // namespace
}  // namespace guatu::kernel
