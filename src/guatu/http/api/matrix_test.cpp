// Goal: each operation, asked by each role about a matter of their own unit and of another one, by the three
// administrators, by nobody, with a session that ended or was ended and with tokens that are too narrow, is
// answered as tests/matrix.yaml says; and what must not be seen is answered as what is not there.
// Method: every cell on a small office with real accounts; requests are made from schema/openapi.yaml. An
// operation without a row, and a row without an operation, fail.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>
#include <sstream>

#include "guatu/base/secret.h"
#include "guatu/base/totp.h"
#include "guatu/http/api/api_fixture_test.h"
#include "guatu/http/api/callers.h"
#include "guatu/http/api/public_window.h"

namespace guatu::http::api {
namespace {

constexpr const char* kWord = "seven blue kettles";

struct Column {
  const char* who;      ///< account, or `nobody`
  const char* unit;     ///< of what is asked about
  const char* how;      ///< `session`, `expired`, `disabled`, `narrow`, `bound`, `none`
  bool is_own = false;  ///< the unit is within the person's
};

// In the order of the table.
const std::vector<std::vector<Column>> kColumns{
    {{"chief", "bureau", "session", true},
     {"cai", "bureau", "session", true},
     {"ann", "bureau", "session", true},
     {"mayor", "bureau", "session", true},
     {"eve", "bureau", "session", true}},
    {{"chief", "county", "session"},
     {"cai", "county", "session"},
     {"ann", "county", "session"},
     {"county", "bureau", "session"}},
    {{"sys", "bureau", "session"}, {"sec", "bureau", "session"}, {"aud", "bureau", "session"}},
    {{"nobody", "bureau", "none"}, {"dan", "bureau", "expired"}, {"bob", "bureau", "disabled"}},
    {{"mayor", "bureau", "narrow"}, {"mayor", "bureau", "bound"}},
};

/// An office in which everybody of the table has an account and a way in.
class City {
 public:
  City() {
    add_administrators();
    for (const auto* who :
         {"dan", "bob", "chief", "cai", "ann", "mayor", "eve", "county", "sys", "sec", "aud"}) {
      sessions_[who] = enter(who);
      // The next ones begin when this one is over.
      if (std::string(who) == "dan") api.office.clock.set(api.office.clock.now() + 13 * kHourUs);
    }
    api.gate.disable(kernel::kSystem, "bob", {}).value();
    const auto mayor = api.gate.check(sessions_["mayor"]).value();
    narrow_ = api.gate.add_token(mayor, "narrow", {true, {"nothing"}, {}, {}}, 30, {}).value();
    bound_ = api.gate.add_token(mayor, "bound", {true, {}, {}, {"county"}}, 30, {}).value();
    service_.window = &window_;
    mount(router_, service_);
  }

  std::string token(const Column& c) {
    const std::string how = c.how;
    if (how == "none") return "";
    if (how == "narrow") return narrow_;
    if (how == "bound") return bound_;
    return sessions_.at(c.who);
  }
  Response send(const std::string& token, const Operation& op, const std::string& target,
                const std::string& body) {
    auto e = make_exchange(op.method, std::string(kRoot) + target);
    e->request.peer = "192.0.2." + std::to_string(++count_ % 250);
    if (!token.empty()) e->request.headers.add("Authorization", "Bearer " + token);
    if (!body.empty()) e->request.headers.add("Content-Type", "application/json");
    if (op.is_write() || op.id == "openPublicMatter")
      e->request.headers.add("Idempotency-Key", "k" + std::to_string(count_));
    e->request.body = body;
    router_.dispatch(e);
    auto r = e->wait();
    api.check(*e->request.route, r, target);
    return r;
  }
  /// A matter in `unit` that nobody of the table opened.
  std::string open(const std::string& unit, const std::string& title) {
    json::object fields;
    fields["title"] = title;
    return std::to_string(api.office.open("job", unit, "street", std::move(fields)).value);
  }
  /// A person of `unit`, with a post, a role and an account, whom nobody misses.
  std::string person(const std::string& unit, bool has_account) {
    const auto id = "p" + std::to_string(++count_);
    auto add = api.office.command(kernel::Verb::kAddPerson, "system");
    add.person = {id};
    add.unit = {unit};
    add.name = id;
    api.office.done(add);
    for (const auto verb : {kernel::Verb::kGivePost, kernel::Verb::kGrant}) {
      auto c = api.office.command(verb, "system");
      c.person = {id};
      c.unit = {unit};
      c.name = "officer";
      api.office.done(c);
    }
    if (has_account) {
      const auto code = api.gate.add(kernel::kSystem, {id}, id, {}).value();
      api.gate.new_password(code, kWord, {}).value();
    }
    return id;
  }
  std::string unit(const std::string& into) {
    const auto id = "u" + std::to_string(++count_);
    auto add = api.office.command(kernel::Verb::kAddUnit, "system");
    add.unit = {id};
    add.into = {into};
    add.fields["zh"] = id;
    api.office.done(add);
    return id;
  }
  /// A session or token of the person, for what is asked about one's own.
  std::string own_id(const std::string& who, bool is_session) {
    const auto caller = api.gate.check(sessions_.at(who)).value();
    if (is_session) {
      enter_again(who);
      return std::to_string(api.gate.sessions(caller).value().back().id.value);
    }
    api.gate.add_token(caller, "x", {}, 30, {}).value();
    return std::to_string(api.gate.tokens(caller).value().back().id.value);
  }
  int next() { return ++count_; }

  ApiOffice api;

 private:
  void add_administrators() {
    for (const auto& [id, role] : {std::pair{"sys", "system_admin"}, std::pair{"sec", "security_admin"},
                                   std::pair{"aud", "audit_admin"}}) {
      auto add = api.office.command(kernel::Verb::kAddPerson, "system");
      add.person = {id};
      add.unit = {"city"};
      add.name = id;
      api.office.done(add);
      auto grant = api.office.command(kernel::Verb::kGrant, "system");
      grant.person = {id};
      grant.unit = {"city"};
      grant.name = role;
      api.office.done(grant);
    }
  }
  std::string enter(const std::string& who) {
    const auto code = api.gate.add(kernel::kSystem, {who}, who, {}).value();
    auto entry = api.gate.new_password(code, kWord, {"192.0.2.1", "", ""}).value();
    if (entry.step == kernel::Step::kEnrol) {
      const auto secret = from_base32(api.gate.enrol(entry.token).value().secret).value();
      const auto shown = hotp(secret, static_cast<std::uint64_t>(totp_step(api.office.clock.now())));
      entry = api.gate.confirm_enrolment(entry.token, shown, {"192.0.2.1", "", ""}).value();
    }
    EXPECT_EQ(entry.step, kernel::Step::kIn) << who;
    return entry.token;
  }
  void enter_again(const std::string& who) {
    static_cast<void>(api.gate.login(who, kWord, {"192.0.2.1", "", ""}));
  }

  GateCallers callers_{api.gate};
  PublicWindow window_{
      {{{"job", {"bureau"}, {"ann"}, {"title"}, "", {}}}, {}, {}, 16, 20, 5, {}}, "secret", api.office.clock};
  Service service_{*api.office.store, api.office.desk, api.office.clock, callers_, api.gate, nullptr, {},
                   &api.shelf,        nullptr,         &api.imports};
  Router router_;
  std::map<std::string, std::string> sessions_;
  std::string narrow_, bound_;
  int count_ = 0;
};

/// What stands for what in one request.
using Names = std::map<std::string, std::string>;

class Matrix {
 public:
  explicit Matrix(const Operation& op) : op_(op), schemas_(description()) {
    std::string word = text_of(op.method);
    for (char& c : word) c = static_cast<char>(c - 'A' + 'a');
    said_ = description().find("paths")->find(op.path)->find(word);
  }

  /// `sees` `ok` `rule` `no` `hid` `401` or another status.
  std::string cell(const Column& c) {
    ++cells;
    // What ends a session of its own leaves nothing for the next cell.
    if (op_.id == "logOut" || op_.id == "changePassword") city_ = std::make_unique<City>();
    const auto mark = "标记" + std::to_string(city_->next());
    auto names = targets(c, mark);
    const auto token = city_->token(c);
    const auto r = city_->send(token, op_, path(names), body(names));
    const auto word = word_of(r, mark);
    // The two who administer the whole city know which accounts there are.
    const std::string who = c.who;
    const bool is_own = c.is_own || (op_.path.starts_with("/accounts") && (who == "sys" || who == "sec"));
    if (!is_own && (word == "hid" || word == "no")) compare(c, names, token, r);
    return word;
  }

  /// What is named in a query or body and must not be seen: as what is not there.
  void compare_references() {
    for (const char* name : {"other", "parent", "about"}) {
      const auto* member = in_body(name);
      const bool is_query =
          std::any_of(op_.query.begin(), op_.query.end(), [&](const Member& m) { return m.name == name; });
      if (member == nullptr && !is_query) continue;
      const Column chief{"chief", "bureau", "session", true};
      auto hidden = targets(chief, "标记");
      hidden[name] = city_->open("county", "标记");
      auto unknown = hidden;
      unknown[name] = "999999";
      const auto ask = [&](Names& names) {
        auto target = path(names);
        if (is_query)
          target +=
              (target.find('?') == std::string::npos ? "?" : "&") + std::string(name) + "=" + names[name];
        return city_->send(city_->token(chief), op_, target, body(names));
      };
      const auto here = ask(hidden), nowhere = ask(unknown);
      ++cells;
      same(hidden[name], here, unknown[name], nowhere, std::string("by ") + name);
    }
  }

  std::size_t cells = 0;
  std::size_t compared = 0;
  std::size_t leaks = 0;

 private:
  const YamlNode* in_body(std::string_view name) const {
    if (!op_.body) return nullptr;
    const auto& schema = schemas_.resolved(
        *said_->find("requestBody")->find("content")->find("application/json")->find("schema"));
    const auto* p = schema.find("properties")->find(name);
    return p == nullptr ? nullptr : &schemas_.resolved(*p);
  }

  Names targets(const Column& c, const std::string& mark) {
    Names n{{"mark", mark},
            {"playbook", "job"},
            {"paper", "note"},
            {"clock", "todo"},
            {"year", "2022"},
            {"post", "officer"},
            {"role", "officer"},
            {"move", "take"},
            {"stop", "hearing"},
            {"into", "street"},
            {"reason", "因"},
            {"attachment", std::string(64, 'a')},
            {"upload", "none"},
            {"import", "none"},
            {"up_to", "0"},
            {"name", "名"},
            {"title", "t"},
            {"file", "x.yaml"},
            {"text", "none: 1"},
            {"ticket", "none"},
            {"code", "000000"},
            {"password", op_.id == "changePassword" ? "nine green ladders" : kWord},
            {"kind", "related"},
            {"old", kWord},
            {"number", "T-2022-0001"},
            {"nonce", "none"},
            {"answer", "0"},
            {"contact", "13800001234"},
            {"unit", c.unit}};
    // One of each, for every list to show.
    n["matter"] = city_->open(c.unit, mark);
    if (op_.path.find("{person}") != std::string::npos || op_.path.find("{account}") != std::string::npos ||
        op_.id == "addAccount") {
      n["person"] = n["account"] = city_->person(c.unit, op_.id != "addAccount");
      if (op_.id == "addAccount") n["name"] = "n" + std::to_string(city_->next());
    } else {
      n["person"] = op_.id == "addPerson" ? "n" + std::to_string(city_->next()) : "ann";
    }
    if (op_.id == "transferMatter") n["unit"] = "street";
    if (op_.id == "mergeUnit") n["unit"] = city_->unit(c.unit);
    if (op_.id == "addUnit") {
      n["unit"] = "u" + std::to_string(city_->next());
      n["into"] = c.unit;
    }
    if (in_body("other") != nullptr) n["other"] = city_->open(c.unit, "另一件");
    // One's own where the table says own, else the mayor's.
    const bool is_session = op_.path == "/sessions/{session}";
    if (is_session || op_.path == "/tokens/{token}")
      n["session"] = n["token"] = city_->own_id(c.is_own ? c.who : "mayor", is_session);
    return n;
  }

  std::string path(Names& names) const {
    auto out = op_.path;
    for (std::size_t at = 0; (at = out.find('{')) != std::string::npos;) {
      const auto end = out.find('}', at);
      out.replace(at, end - at + 1, names.at(out.substr(at + 1, end - at - 1)));
    }
    char mark = '?';
    if (op_.id == "exportMatters") {
      out += "?format=csv";
      mark = '&';
    }
    for (const auto& m : op_.query)
      if (m.is_required) {
        out += mark + m.name + "=";
        out += m.name == "box" ? "111,37,113,39" : "%E6%A0%87%E8%AE%B0" + names["mark"].substr(6);
        mark = '&';
      }
    return out;
  }

  std::string body(Names& names) const {
    if (!op_.body) return {};
    json::object out;
    for (const auto& m : *op_.body) {
      const bool is_named = m.name == "into" || m.name == "name" || m.name == "parent" || m.name == "about";
      if (!m.is_required && !(is_named && names.contains(m.name))) continue;
      const auto& schema = *in_body(m.name);
      const auto& type = schema.find("type")->scalar;
      if (m.name == "fields")
        out[m.name] = op_.id == "addUnit"
                          ? json::object{{"zh", "新"}, {"en", "New"}}
                          : json::object{{"title", names["mark"] + (op_.id == "amendMatter" ? "改" : "")}};
      else if (schema.find("enum") != nullptr)
        out[m.name] = schema.find("enum")->items.front().scalar;
      else if (type == "integer")
        out[m.name] = 3;
      else if (type == "boolean")
        out[m.name] = true;
      else if (type == "array")
        out[m.name] = json::array();
      else if (names.contains(m.name))
        out[m.name] = names[m.name];
      else
        ADD_FAILURE() << op_.id << ": nothing stands for " << m.name;
    }
    return json::serialize(out);
  }

  static std::string word_of(const Response& r, const std::string& mark) {
    if (r.status < 300) return whole_text(r).find(mark) == std::string::npos ? "ok" : "sees";
    if (r.status == 403) return "no";
    if (r.status == 404) return "hid";
    if (r.status == 409 || r.status == 412 || r.status == 422) return "rule";
    return std::to_string(r.status);
  }
  void compare(const Column& c, Names names, const std::string& token, const Response& here) {
    static const std::map<std::string, std::string> kNowhere{{"matter", "999999"},
                                                             {"account", "nowhere"},
                                                             {"unit", "nowhere"},
                                                             {"session", "999999"},
                                                             {"token", "999999"}};
    for (const auto& [name, unknown] : kNowhere) {
      if (op_.path.find("{" + name + "}") == std::string::npos) continue;
      auto other = names;
      other[name] = unknown;
      const auto nowhere = city_->send(token, op_, path(other), body(other));
      same(names[name], here, unknown, nowhere, std::string("as ") + c.who);
    }
  }

  void same(const std::string& id, const Response& here, const std::string& unknown, const Response& nowhere,
            const std::string& how) {
    ++compared;
    const auto plain = [](const Response& r, const std::string& what) {
      auto out = std::to_string(r.status) + " " + whole_text(r);
      for (auto at = out.find(what); at != std::string::npos; at = out.find(what, at + 1))
        out.replace(at, what.size(), "*");
      return out;
    };
    const auto a = plain(here, id), b = plain(nowhere, unknown);
    if (a == b) return;
    ++leaks;
    ADD_FAILURE() << op_.id << " " << how << ": hidden and unknown are told apart:\n" << a << "\n" << b;
  }

  const Operation& op_;
  testing::JsonSchemas schemas_;
  const YamlNode* said_ = nullptr;
  std::unique_ptr<City> city_ = std::make_unique<City>();
};

std::string joined(const std::vector<std::vector<std::string>>& groups) {
  std::string out;
  for (const auto& g : groups) {
    if (!out.empty()) out += " |";
    for (const auto& word : g) out += (out.empty() ? "" : " ") + word;
  }
  return out;
}

std::string squeezed(const std::string& text) {
  std::istringstream in(text);
  std::string out, word;
  while (in >> word) out += (out.empty() ? "" : " ") + word;
  return out;
}

TEST(Matrix, EachRoleIsAnsweredAsTheTableSays) {
  const auto table = read_yaml(testing::read_file("tests/matrix.yaml"), "matrix.yaml");
  ASSERT_TRUE(table.has_value());
  std::set<std::string> known;
  std::size_t cells = 0, compared = 0, leaks = 0;
  for (const auto& op : operations()) {
    known.insert(op.id);
    Matrix m(op);
    std::vector<std::vector<std::string>> found;
    for (const auto& group : kColumns) {
      found.emplace_back();
      for (const auto& c : group) found.back().push_back(m.cell(c));
    }
    m.compare_references();
    const auto* row = table->find(op.id);
    EXPECT_EQ(row == nullptr ? "" : squeezed(row->scalar), joined(found))
        << op.id << (row == nullptr ? " has no row in tests/matrix.yaml" : " is answered otherwise");
    cells += m.cells;
    compared += m.compared;
    leaks += m.leaks;
  }
  for (const auto& row : table->entries)
    EXPECT_TRUE(known.contains(row.key)) << row.key << " has a row and is no operation";
  std::printf("%zu operations, %zu cells, %zu compared with what is not there, %zu leaks\n",
              operations().size(), cells, compared, leaks);
}

}  // namespace
}  // namespace guatu::http::api
