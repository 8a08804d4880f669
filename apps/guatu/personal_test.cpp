// Goal: a personal value is nowhere in the data folder as it was written, opens for who may see it, and is
// gone when its key is; and nothing else of the ledger changes by that. Method: through the command line,
// looking at every byte of the folder; a table of what is refused.
#include <array>

#include "guatu/cli_fixture_test.h"
#include "guatu/kernel/ledger/personal.h"
#include "guatu/store/person_keys.h"
#include "guatu/store/sqlite/connection.h"

namespace guatu::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCall = R"(playbook: call
version: 1
title: {zh: 来电, en: Call}
number: "LD-{year}-{seq:3}"
subject: phone
fields:
  phone: {type: text, at_most: 30, personal: true, title: {zh: 电话, en: Phone}}
  name: {type: text, at_most: 10, personal: true, title: {zh: 姓名, en: Name}}
  born_on: {type: date, personal: true, title: {zh: 出生, en: Born}}
  note: {type: text, title: {zh: 说明, en: Note}}
roles:
  any: {title: {zh: 任何人, en: Anyone}, of: anyone}
  head: {title: {zh: 负责人, en: Head}, of: unit.head}
  above: {title: {zh: 上级, en: Above}, of: above.head}
open: any
states:
  doing: {title: {zh: 办理中, en: Being done}, held_by: head, limit: {for: 5 working_days, basis: own rule}}
  checking: {title: {zh: 核查中, en: Being checked}, held_by: above, limit: {for: 2 working_days, basis: own rule}}
  settled: {title: {zh: 办结, en: Done}, final: done}
moves:
  submit: {title: {zh: 报完成, en: Report}, from: doing, to: checking, by: head, asks: [phone], when: {phone: set}}
  accept: {title: {zh: 通过, en: Accept}, from: checking, to: settled, by: above, verifies: submit}
late:
  - {at: limit, tell: [head, above], mark: red}
  - {at: limit + 2 days, hand_to: head}
)";

class Personal : public CliFixture {
 protected:
  void SetUp() override {
    CliFixture::SetUp();
    const auto ran = on({"playbook", "publish", put("call.yaml", kCall)});
    ASSERT_EQ(ran.code, 0) << ran.err;
  }
  Ran open(const std::string& id, const std::string& phone, const std::string& name) const {
    return on({"matter", "open", "call", "--unit", "bureau", "--by", "worker", "--id", id, "--set",
               "title=来电", "--set", "phone=" + phone, "--set", "name=" + name, "--set",
               "born_on=1971-3-9"});
  }
  std::string shown(const std::string& number, const char* field, Words more = {}) const {
    Words words{"matter", "show", number, "--json"};
    words.insert(words.end(), more.begin(), more.end());
    const auto ran = on(words);
    if (ran.code != 0) return std::string(parse_json(ran.err)->at("key").as_string());
    const auto all = ran.json();
    return std::string(all.at("fields").at(field).as_string());
  }
  Ran erase(Words who, const std::string& by = "mayor") const {
    Words words{"person", "erase", "--reason", "asked for", "--by", by};
    words.insert(words.end(), who.begin(), who.end());
    return on(words);
  }
  /// Files of a folder in which the bytes stand.
  static std::vector<std::string> files_with(const std::string& dir, const std::string& bytes) {
    std::vector<std::string> out;
    for (const auto& e : fs::recursive_directory_iterator(dir))
      if (e.is_regular_file() && read(e.path().string()).find(bytes) != std::string::npos)
        out.push_back(e.path().filename().string());
    return out;
  }
  std::string lines() const { return on({"export"}).out; }
  static std::string key_in(const std::string& lines) {
    const auto at = lines.find("\"sealed\":\"");
    return at == std::string::npos ? "" : lines.substr(at + 10, 16);
  }
};

TEST_F(Personal, ValuesAreNowhereAsTheyWereWritten) {
  ASSERT_EQ(open("a1", "13800001234", "王小明").code, 0);
  ASSERT_EQ(on({"matter", "do", "LD-2022-001", "amend", "--by", "boss", "--set", "name=王大明"}).code, 0);
  for (const auto* plain : {"13800001234", "王小明", "王大明", "1971-03-09"})
    EXPECT_EQ(files_with(data(), plain), std::vector<std::string>{}) << plain;
  EXPECT_FALSE(files_with(data(), "来电").empty()) << "the search finds what is there";
  // Nor in what is said, listed or found.
  EXPECT_EQ(on({"matter", "history", "LD-2022-001"}).out.find("王"), std::string::npos);
  EXPECT_EQ(on({"matter", "list", "--search", "13800001234", "--json"}).json().at("items").as_array().size(),
            0U);
}

TEST_F(Personal, OpenForWhoMaySeeThem) {
  ASSERT_EQ(open("a1", "13800001234", "王小明").code, 0);
  EXPECT_EQ(shown("LD-2022-001", "phone"), "1**");
  EXPECT_EQ(shown("LD-2022-001", "name"), "王**");
  const struct {
    const char *by, *phone;
  } kRows[] = {{"worker", "13800001234"},
               {"boss", "13800001234"},
               {"mayor", "13800001234"},
               {"stranger", "matter.personal_refused"},
               {"nobody", "matter.personal_refused"}};
  for (const auto& row : kRows)
    EXPECT_EQ(shown("LD-2022-001", "phone", {"--personal", "--by", row.by}), row.phone) << row.by;
  EXPECT_EQ(shown("LD-2022-001", "born_on", {"--personal", "--by", "boss"}), "1971-03-09");
  EXPECT_EQ(shown("LD-2022-001", "phone", {"--personal"}), "personal.by_missing");
  // A sealed value put where another belongs does not open.
  const auto db = data() + "/guatu.db";
  store::sqlite::Connection(db, {}).run(
      "update matters set snapshot = replace(replace(replace(snapshot, '\"phone\":{', '\"x\":{'), "
      "'\"name\":{', "
      "'\"phone\":{'), '\"x\":{', '\"name\":{')");
  EXPECT_EQ(shown("LD-2022-001", "phone"), "(altered, does not open)");
}

TEST_F(Personal, PlainValuesAreCheckedBeforeTheyAreSealed) {
  const auto before = events();
  EXPECT_NE(open("a1", "138", "一二三四五六七八九十一").err.find("field.too_long"), std::string::npos);
  const auto ran = on({"matter", "open", "call", "--unit", "bureau", "--by", "worker", "--set", "title=x",
                       "--set", "born_on=soon"});
  EXPECT_NE(ran.err.find("field.date"), std::string::npos);
  EXPECT_EQ(events(), before);
  // A guard asks whether one is set.
  ASSERT_EQ(on({"matter", "open", "call", "--unit", "bureau", "--by", "worker", "--set", "title=x"}).code, 0);
  EXPECT_EQ(on({"matter", "move", "LD-2022-001", "submit", "--by", "boss"}).code, 3);
  ASSERT_EQ(on({"matter", "do", "LD-2022-001", "amend", "--by", "boss", "--set", "phone=138"}).code, 0);
  EXPECT_EQ(on({"matter", "move", "LD-2022-001", "submit", "--by", "boss"}).code, 0);
}

TEST_F(Personal, TheSameCommandAnswersTheSame) {
  ASSERT_EQ(open("a1", "13800001234", "王小明").code, 0);
  const auto before = lines();
  EXPECT_EQ(open("a1", "13800001234", "王小明").code, 0);
  EXPECT_EQ(lines(), before);
  const auto other = open("a1", "13800001235", "王小明");
  EXPECT_EQ(other.code, 3);
  EXPECT_NE(other.err.find("command.conflict"), std::string::npos);
  // Its digest is keyed: another office's ledger gives another for the same.
  EXPECT_NE(before.find("\"digest\":\"keyed:"), std::string::npos);
  // Dry, nothing is left: neither events nor keys.
  const auto keys = read(data() + "/keys/persons.db");
  auto dry = on({"matter", "open", "call", "--unit", "bureau", "--by", "worker", "--set", "title=x", "--set",
                 "phone=555", "--dry-run"});
  EXPECT_EQ(dry.code, 0) << dry.err;
  EXPECT_EQ(lines(), before);
  EXPECT_EQ(read(data() + "/keys/persons.db"), keys);
}

TEST_F(Personal, OneKeyServesAllMattersOfAPerson) {
  open("a1", "13800001234", "王小明");
  const auto first = key_in(lines());
  const auto before = lines().size();
  open("a2", "１３８-0000 1234", "王小明");  // The same telephone, written otherwise.
  EXPECT_EQ(key_in(lines().substr(before)), first);
  const auto then = lines().size();
  open("a3", "13900000000", "李四");
  EXPECT_NE(key_in(lines().substr(then)), first);
}

TEST_F(Personal, ErasureLeavesTheLedgerAsItIs) {
  open("a1", "13800001234", "王小明");
  open("a2", "13800001234", "王小明");
  open("a3", "13900000000", "李四");
  const auto before = lines();
  const auto key = key_in(before);
  auto ran = erase({"--subject", "138 0000 1234", "--dry-run", "--json"});
  EXPECT_EQ(ran.json().at("items").as_array().size(), 2U);
  EXPECT_EQ(lines(), before);
  EXPECT_EQ(shown("LD-2022-001", "phone"), "1**");
  ran = erase({"--subject", "138 0000 1234", "--json"});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(ran.json().at("erased").as_int64(), 1);
  for (const auto* number : {"LD-2022-001", "LD-2022-002"})
    EXPECT_EQ(shown(number, "phone", {"--personal", "--by", "boss"}), "(erased)");
  EXPECT_EQ(shown("LD-2022-003", "phone"), "1**");
  // Every earlier line is the same to the byte, and so are the tables, rebuilt or not.
  const auto after = lines();
  EXPECT_EQ(after.substr(0, before.size()), before);
  EXPECT_NE(after.find("person.erased"), std::string::npos);
  EXPECT_EQ(on({"ledger", "rebuild", "--json"}).json().at("is_same").as_bool(), true);
  // Again: nothing more is written.
  EXPECT_EQ(erase({"--subject", "13800001234"}).code, 0);
  EXPECT_EQ(lines(), after);
  // The person comes back: under another key, and the erased stay erased.
  open("a4", "13800001234", "王小明");
  EXPECT_EQ(shown("LD-2022-004", "phone", {"--personal", "--by", "boss"}), "13800001234");
  EXPECT_EQ(shown("LD-2022-001", "phone"), "(erased)");
  EXPECT_NE(key_in(lines().substr(after.size())), key);
  EXPECT_EQ(on({"person", "erased"}).out, key + "\n");
}

TEST_F(Personal, AnErasedKeyIsNoLongerInAnyFile) {
  open("a1", "13800001234", "王小明");
  open("a2", "13900000000", "李四");
  std::string key;
  const auto name = key_in(lines());
  {
    store::sqlite::Connection db(data() + "/keys/persons.db", {});
    auto s = db.statement("select key from keys where name = $1");
    s->bind(1, name);
    ASSERT_TRUE(s->step());
    key = s->text(0);
  }
  ASSERT_EQ(key.size(), 64U);
  EXPECT_EQ(files_with(data(), key), std::vector<std::string>{"persons.db"});
  ASSERT_EQ(erase({"--matter", "LD-2022-001"}).code, 0);
  EXPECT_EQ(files_with(data(), key), std::vector<std::string>{});
}

TEST_F(Personal, BackupsCarryKeysAndRestoresReplayErasures) {
  open("a1", "13800001234", "王小明");
  open("a2", "13900000000", "李四");
  ASSERT_EQ(on({"backup", root() + "/old.tar"}).code, 0);
  ASSERT_EQ(erase({"--subject", "13800001234"}).code, 0);
  ASSERT_EQ(on({"backup", root() + "/new.tar"}).code, 0);
  put("erased.txt", on({"person", "erased"}).out);
  const auto phone = [&](const std::string& dir, const char* number) {
    const auto ran = guatu({"matter", "show", number, "--json", "--data", root() + "/" + dir});
    return ran.code == 0 ? std::string(ran.json().at("fields").at("phone").as_string()) : ran.err;
  };
  const auto restore = [&](const char* tar, const char* dir, Words more = {}) {
    Words words{"restore", root() + "/" + tar, "--data", root() + "/" + dir};
    words.insert(words.end(), more.begin(), more.end());
    const auto ran = guatu(words);
    EXPECT_EQ(ran.code, 0) << ran.err;
  };
  restore("new.tar", "r1");
  EXPECT_EQ(phone("r1", "LD-2022-001"), "(erased)");
  EXPECT_EQ(phone("r1", "LD-2022-002"), "1**");
  restore("old.tar", "r2");
  EXPECT_EQ(phone("r2", "LD-2022-001"), "1**") << "an older backup still holds the key";
  restore("old.tar", "r3", {"--erased", root() + "/erased.txt"});
  EXPECT_EQ(phone("r3", "LD-2022-001"), "(erased)");
  EXPECT_EQ(phone("r3", "LD-2022-002"), "1**");
  put("wrong.txt", "13800001234\n");
  EXPECT_EQ(
      guatu({"restore", root() + "/old.tar", "--data", root() + "/r4", "--erased", root() + "/wrong.txt"})
          .code,
      2);
}

TEST_F(Personal, LedgersOfSm3AreSealedWithTheirFamily) {
  const auto script = put("sm3.yaml", R"(script: sm3
starts_at: 2022-04-01 09:00
units: {city: {zh: 市, en: City}, bureau: {zh: 局, en: Bureau, in: city}}
persons: {mayor: {name: 市长, unit: city, posts: [head]}, boss: {name: 局长, unit: bureau, posts: [head]}}
steps: []
)");
  const Words to{"--data", root() + "/sm3", "--share", share()};
  const auto run = [&](Words words) {
    words.insert(words.end(), to.begin(), to.end());
    const auto ran = guatu(words);
    EXPECT_EQ(ran.code, 0) << ran.err;
    return ran;
  };
  run({"init", "--hash", "sm3", "--script", script});
  std::ofstream(root() + "/sm3/guatu.yaml") << "clock: {fixed: \"2022-04-08T08:30:00+08:00\"}\n";
  run({"playbook", "publish", root() + "/call.yaml"});
  run({"matter", "open", "call", "--unit", "bureau", "--by", "boss", "--set", "title=x", "--set",
       "phone=13800001234"});
  const auto seen = run({"matter", "show", "LD-2022-001", "--json", "--personal", "--by", "boss"}).json();
  EXPECT_EQ(std::string(seen.at("fields").at("phone").as_string()), "13800001234");
  // 16 bytes of nonce, the value in quotes, 32 bytes of tag.
  const auto lines = run({"export"}).out;
  const auto at = lines.find("\"sealed\":\"") + 10 + 17;
  EXPECT_EQ(lines.find('"', at) - at, (16U + 13U + 32U + 2U) / 3U * 4U);
  EXPECT_EQ(files_with(root() + "/sm3", "13800001234"), std::vector<std::string>{});
}

TEST_F(Personal, KeysDoNotTravelWithAnExport) {
  open("a1", "13800001234", "王小明");
  const auto file = put("ledger.jsonl", lines());
  ASSERT_EQ(guatu({"import", file, "--data", root() + "/copy"}).code, 0);
  const auto ran = guatu({"matter", "show", "LD-2022-001", "--json", "--data", root() + "/copy"});
  EXPECT_EQ(std::string(ran.json().at("fields").at("phone").as_string()), "(no key here)");
  EXPECT_EQ(guatu({"export", "--data", root() + "/copy"}).out, lines());
}

TEST_F(Personal, WhatIsNotAllowedIsRefused) {
  open("a1", "13800001234", "王小明");
  const auto before = lines();
  const struct {
    Words words;
    const char* key;
  } kRows[] = {
      {{"person", "erase", "--reason", "x", "--by", "mayor"}, "personal.one_of"},
      {{"person", "erase", "--reason", "x", "--by", "mayor", "--subject", "1", "--matter", "2"},
       "personal.one_of"},
      {{"person", "erase", "--reason", "x", "--by", "mayor", "--subject", "110"}, "personal.nobody"},
      {{"person", "erase", "--reason", "x", "--by", "mayor", "--matter", "ZS-2022-001"}, "personal.nobody"},
      {{"person", "erase", "--reason", "x", "--by", "mayor", "--matter", "none"}, "matter.unknown"},
      {{"person", "erase", "--reason", "x", "--by", "boss", "--subject", "13800001234"},
       "people.may_not_erase"},
      {{"person", "erase", "--reason", "x", "--by", "nobody", "--subject", "13800001234"},
       "people.unknown_person"},
      {{"person", "erase", "--reason", " ", "--by", "mayor", "--subject", "13800001234"}, "field.required"},
  };
  for (const auto& row : kRows) {
    const auto ran = on(row.words);
    EXPECT_NE(ran.code, 0);
    EXPECT_EQ(ran.err.substr(0, ran.err.find_first_of(": ")), row.key) << ran.err;
  }
  EXPECT_EQ(lines(), before);
  EXPECT_EQ(shown("LD-2022-001", "phone"), "1**");
  fs::remove(data() + "/keys/ledger.secret");
  EXPECT_NE(open("a2", "138", "x").err.find("personal.secret_missing"), std::string::npos);
}

TEST_F(Personal, SubjectsAreNormalised) {
  const struct {
    const char *given, *normal;
  } kRows[] = {{"13800001234", "13800001234"},
               {" 138-0000 1234 ", "13800001234"},
               {"１３８００００１２３４", "13800001234"},
               {"14010219710309123X", "14010219710309123x"},
               {"王　小明", "王小明"},
               {"", ""}};
  for (const auto& row : kRows) EXPECT_EQ(store::normalised_subject(row.given), row.normal) << row.given;
}

}  // namespace
}  // namespace guatu::app
