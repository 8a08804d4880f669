// Goal: a personal value comes out of no operation of the API to whoever may not see it, and to whoever may
// only where they ask for it; masked it stands in single reads, lists and exports. Method: every operation
// that reads is asked by each person of a small office, so that one that is added is asked too; whole answers
// are looked through for what was written, CSV and XLSX among them.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "guatu/http/api/api_fixture_test.h"
#include "guatu/http/api/keys_fixture_test.h"
#include "guatu/sheet/table_reader.h"

namespace guatu::http::api {
namespace {

/// kJob with personal fields of several types.
std::string visits() {
  std::string text = testing::kJob;
  const std::string before = "  proof: {type: text,";
  return text.insert(
      text.find(before),
      "  phone: {type: text, personal: true, title: {zh: 电话, en: Phone}}\n"
      "  born_on: {type: date, personal: true, title: {zh: 出生, en: Born}}\n"
      "  home: {type: place, personal: true, title: {zh: 住址, en: Home}}\n"
      "  alone: {type: boolean, personal: true, title: {zh: 独居, en: Alone}}\n"
      "  rent: {type: money, personal: true, title: {zh: 房租, en: Rent}}\n"
      "  names: {type: list, item: {type: text}, personal: true, title: {zh: 家人, en: Family}}\n");
}

/// What was written, and how it might come out.
const std::vector<std::string> kSecrets{"13800001234", "1971-03-09", "112.4321",
                                        "37.8765",     "王小二",     "李大嫂"};

struct Who {
  const char* person;
  bool may_see;  ///< personal values of the matter
  bool sees_matter;
};
const std::vector<Who> kWho{
    {"street", true, true},    // opened it
    {"chief", true, true},     // holds it, head of the bureau
    {"mayor", true, true},     // head above
    {"eve", true, true},       // supervision above
    {"ann", false, true},      // of the bureau
    {"cai", false, true},      // of the bureau
    {"county", false, false},  // another unit
    {"nobody", false, false},
};

class Masked : public ::testing::Test {
 protected:
  Masked() : text(visits()), api({text.c_str(), testing::kPostBox}) {
    service.shelf = &api.shelf;
    mount(router, service);
    auto c = api.office.command(kernel::Verb::kOpen, "street");
    c.playbook = "job";
    c.unit = {"bureau"};
    c.fields = {{"title", "走访"},
                {"phone", "13800001234"},
                {"born_on", "1971-03-09"},
                {"home", json::object{{"at", json::array{"112.4321", "37.8765"}}}},
                {"alone", true},
                {"rent", "1234.56元"},
                {"names", json::array{"王小二", "李大嫂"}}};
    const auto done = desk.execute(c);
    if (done.has_error()) ADD_FAILURE() << done.error().key << " " << done.error().field;
    id = std::to_string(done->matter.value);
  }

  Response ask(const std::string& who, const std::string& target) {
    auto e = make_exchange(Method::kGet, std::string(kRoot) + target);
    e->request.headers.add("X-Test-Person", who);
    e->request.headers.add("Accept-Language", "en");
    router.dispatch(e);
    return e->wait();
  }
  /// All that an answer says; a table as its cells.
  static std::string said(const Response& r) {
    auto out = whole_text(r);
    if (r.headers.get("Content-Type").find("spreadsheetml") == std::string_view::npos) return out;
    std::string cells;
    const auto read = sheet::read_table(out, [&](std::int64_t, const sheet::Row& row) {
      for (const auto& cell : row) cells += cell_text(cell) + "\n";
      return true;
    });
    EXPECT_TRUE(read.has_value());
    return cells;
  }
  static std::string leaked(const std::string& text) {
    for (const auto& s : kSecrets)
      if (text.find(s) != std::string::npos) return s;
    return {};
  }
  /// A target for every way of asking an operation; none for one that needs what is not there.
  std::vector<std::string> targets(const Operation& op) const {
    static const std::map<std::string, std::string> kParams{
        {"playbook", "job"}, {"clock", "todo"}, {"year", "2022"}, {"unit", "bureau"}, {"person", "street"}};
    auto path = op.path;
    for (std::size_t at = 0; (at = path.find('{')) != std::string::npos;) {
      const auto end = path.find('}', at);
      const auto name = path.substr(at + 1, end - at - 1);
      const auto it = kParams.find(name);
      if (name != "matter" && it == kParams.end()) return {};
      path.replace(at, end - at + 1, name == "matter" ? id : it->second);
    }
    std::string query;
    for (const auto& m : op.query)
      if (m.is_required)
        query += (query.empty() ? "?" : "&") + m.name + "=" + (m.name == "box" ? "111,36,114,39" : "x");
    std::vector<std::string> out{path + query};
    const auto with = [&](const std::string& more) {
      out.push_back(path + query + (query.empty() ? "?" : "&") + more);
    };
    const auto has = [&](const char* name) {
      return std::any_of(op.query.begin(), op.query.end(), [&](const Member& m) { return m.name == name; });
    };
    if (has("with")) {
      with("with=fields");
      with("with=moves");
    }
    if (has("q"))
      for (const char* word : {"13800001234", "1971", "%E8%B5%B0%E8%AE%BF"}) with(std::string("q=") + word);
    if (has("playbook")) with("playbook=job");
    if (has("zoom")) with("zoom=12");
    if (has("format"))
      for (const char* format : {"csv", "xlsx"}) with(std::string("playbook=job&format=") + format);
    if (has("as_of"))
      with("as_of=" + std::to_string(api.office.store->read().value()->last_position().value));
    return out;
  }

  std::string text;
  ApiOffice api;
  KeysInMemory keys;
  kernel::Desk desk{*api.office.store, api.office.clock, {.person_keys = &keys}};
  Service service{*api.office.store, desk, api.office.clock, api.callers, api.gate, &keys};
  Router router;
  std::string id;
};

TEST_F(Masked, NoOperationTellsThemUnasked) {
  std::size_t asked = 0, answered = 0;
  for (const auto& op : operations()) {
    if (op.method != Method::kGet || op.is_open) continue;
    for (const auto& target : targets(op))
      for (const auto& who : kWho) {
        const auto r = ask(who.person, target);
        ++asked;
        if (r.status == 200) ++answered;
        EXPECT_EQ(leaked(said(r)), "") << who.person << " " << target;
      }
  }
  // It is no empty table: most of what was asked was answered.
  EXPECT_GT(answered, asked / 2) << asked;
}

TEST_F(Masked, WhoMaySeeThemIsToldThemWhenTheyAsk) {
  std::size_t ways = 0;
  for (const auto& op : operations()) {
    const bool has_way =
        std::any_of(op.query.begin(), op.query.end(), [](const Member& m) { return m.name == "personal"; });
    // A paper of a playbook that has none cannot be asked for.
    if (op.method != Method::kGet || !has_way || targets(op).empty()) continue;
    ++ways;
    for (const auto& who : kWho) {
      const auto r = ask(who.person, targets(op).front() + "?personal=true");
      const auto told = said(r);
      EXPECT_EQ(r.status, who.may_see ? 200 : who.sees_matter ? 422 : 404) << who.person << " " << op.id;
      if (!who.may_see) {
        EXPECT_EQ(leaked(told), "") << who.person << " " << op.id;
        continue;
      }
      for (const auto& s : kSecrets)
        EXPECT_NE(told.find(s), std::string::npos) << who.person << " " << op.id << " " << s;
    }
  }
  EXPECT_GE(ways, 1U);
}

TEST_F(Masked, StandMaskedInSingleReadsListsAndExports) {
  const std::string fields = "&columns=number,field.phone,field.born_on,field.home,field.names";
  for (const auto& [target, is_table] : std::vector<std::pair<std::string, bool>>{
           {"/matters/" + id, false},
           {"/matters/" + id + "?as_of=" + std::to_string(api.office.position().value), false},
           {"/matters?playbook=job&with=fields", false},
           {"/matters/export?format=csv&playbook=job" + fields, true},
           {"/matters/export?format=xlsx&playbook=job" + fields, true}})
    for (const char* who : {"chief", "mayor", "ann"}) {
      const auto told = said(ask(who, target));
      for (const char* masked : {"1**", "王**"})
        EXPECT_NE(told.find(masked), std::string::npos) << who << " " << target << "\n"
                                                        << told.substr(0, 3000);
      if (is_table) {
        EXPECT_NE(told.find("Phone"), std::string::npos) << target;
      }
    }
}

}  // namespace
}  // namespace guatu::http::api
