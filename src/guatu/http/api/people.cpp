// Units, persons, posts and grants; and who the caller is.
#include <algorithm>
#include <set>
#include <sstream>

#include "guatu/base/limits.h"
#include "guatu/base/text.h"
#include "guatu/http/api/input.h"
#include "guatu/http/api/operation.h"
#include "guatu/http/api/write_parts.h"
#include "guatu/kernel/views/matter_view.h"

namespace guatu::http::api {

namespace {

using kernel::People;
using kernel::Verb;

json::object unit_json(const kernel::Unit& u, const People& people) {
  const auto head = people.holders(u.id, "head");
  return {{"id", u.id.value},
          {"title", json::object{{"zh", u.zh}, {"en", u.en}}},
          {"parent", kernel::id_json(u.parent)},
          {"path", people.path(u.id)},
          {"code", u.code},
          {"at", u.lon.empty() ? json::value(nullptr) : json::value(json::array{u.lon, u.lat})},
          {"head", head.empty() ? json::value(nullptr) : json::value(head.front().value)},
          {"is_active", u.is_active()},
          {"merged_into", kernel::id_json(u.merged_into)}};
}

/// Who sees all grants: those whose work they are. Everybody sees their own.
bool may_see_grants(const People& people, const PersonId& person) {
  const auto top = people.top();
  return top && (people.has_grant(person, kernel::kSystemAdmin, *top) ||
                 people.has_grant(person, kernel::kSecurityAdmin, *top) ||
                 people.has_grant(person, kernel::kAuditAdmin, *top));
}

/// A token that is bound to a unit names no other: what lies outside is not there for it.
bool is_named(const Ask& ask, const UnitId& unit) {
  const auto& people = ask.people();
  return people.path(people.successor(unit)).starts_with(ask.reader->scope().within);
}

json::object person_json(const kernel::Person& p, const Ask& ask) {
  const auto& people = ask.world->people();
  json::array posts;
  for (const auto& x : people.posts())
    if (x.person == p.id) posts.push_back(json::object{{"unit", x.unit.value}, {"post", x.post}});
  json::value grants = nullptr;
  if (p.id == ask.person || may_see_grants(ask.people(), ask.person)) {
    json::array all;
    for (const auto& x : people.grants())
      if (x.person == p.id) all.push_back(json::object{{"unit", x.unit.value}, {"role", x.role}});
    grants = std::move(all);
  }
  return {{"id", p.id.value},
          {"name", p.name},
          {"unit", kernel::id_json(p.unit)},
          {"is_active", people.is_active(p.id)},
          {"posts", std::move(posts)},
          {"grants", std::move(grants)}};
}

/// Names that a page asks for at once: what one list shows.
constexpr std::size_t kMaxIds = 100;

std::string in_lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

/// What a list of units or persons was asked for besides its page.
struct Wanted {
  std::vector<std::string> words;  ///< every one must be found; ASCII letters without case
  std::set<std::string> ids;       ///< these alone; empty: all
  UnitId unit;                     ///< people of this unit itself; none: all
  UnitId within;                   ///< this unit and all below it; none: all
  bool active_only = false;

  bool has(const std::string& id) const { return ids.empty() || ids.contains(id); }
  bool fits(const std::string& text) const {
    const auto low = in_lower(text);
    return std::ranges::all_of(words, [&](const std::string& w) { return low.find(w) != std::string::npos; });
  }
};

/// @errors http.bad_parameter
Result<Wanted> wanted(const Ask& ask) {
  Wanted out;
  GUATU_TRY(unit, id_text(ask.request, "unit"));
  out.unit = UnitId{std::move(unit)};
  GUATU_TRY(within, id_text(ask.request, "within"));
  out.within = UnitId{std::move(within)};
  GUATU_TRY(active_only, boolean(ask.request, "active_only"));
  out.active_only = active_only;
  const std::string find(ask.query("find"));
  if (!is_utf8(find) || code_points(find) > limits::kMaxTitleChars)
    return bad_parameter("find", find, "0.." + std::to_string(limits::kMaxTitleChars));
  std::istringstream words(in_lower(find));
  for (std::string w; words >> w;) out.words.push_back(std::move(w));
  const std::string* ids = ask.request.query.find("ids");
  if (ids == nullptr) return out;
  std::istringstream each(*ids + ',');
  for (std::string id; std::getline(each, id, ',');) {
    if (!is_id(id) || out.ids.size() == kMaxIds)
      return bad_parameter("ids", *ids, "id,id (1.." + std::to_string(kMaxIds) + ")");
    out.ids.insert(std::move(id));
  }
  return out;
}

/// A page of a map by id: what comes after the cursor.
template <class Map, class Json>
Result<Response> page_of(Ask& ask, const Map& all, Json&& to) {
  GUATU_TRY(limit, integer(ask.request, "limit", 50, 1, limits::kMaxPageRows));
  GUATU_TRY(cursor, id_text(ask.request, "cursor"));
  json::array items;
  json::value next = nullptr;
  std::string last;
  auto it = cursor.empty() ? all.begin() : all.upper_bound(typename Map::key_type{cursor});
  for (; it != all.end(); ++it) {
    auto o = to(it->second);
    if (!o) continue;
    if (items.size() == static_cast<std::size_t>(limit)) {
      next = last;
      break;
    }
    items.push_back(std::move(*o));
    last = it->first.value;
  }
  return ok(json::object{{"items", std::move(items)}, {"next_cursor", std::move(next)}});
}

Result<Response> list_units(Ask& ask) {
  const auto& people = ask.world->people();
  GUATU_TRY(w, wanted(ask));
  return page_of(ask, people.units(), [&](const kernel::Unit& u) -> std::optional<json::object> {
    if (!is_named(ask, u.id) || !w.has(u.id.value) || (w.active_only && !u.is_active()) ||
        (w.within && !people.is_below(u.id, w.within)) || !w.fits(u.zh + ' ' + u.en + ' ' + u.id.value))
      return std::nullopt;
    return unit_json(u, people);
  });
}

Result<Response> read_unit(Ask& ask) {
  const auto& people = ask.world->people();
  const auto* u = people.unit(UnitId{std::string(ask.param("unit"))});
  if (u == nullptr || !is_named(ask, u->id)) return Error("http.not_found", "unit");
  return ok(unit_json(*u, people));
}

Result<Response> list_people(Ask& ask) {
  const auto& people = ask.world->people();
  GUATU_TRY(w, wanted(ask));
  return page_of(ask, people.persons(), [&](const kernel::Person& p) -> std::optional<json::object> {
    if (p.id == kernel::kSystem || !is_named(ask, p.unit) || !w.has(p.id.value) ||
        (w.active_only && !people.is_active(p.id)) || (w.unit && p.unit != w.unit) ||
        (w.within && !people.is_below(p.unit, w.within)))
      return std::nullopt;
    const auto* u = w.words.empty() ? nullptr : people.unit(p.unit);
    if (!w.fits(p.name + ' ' + p.id.value + (u == nullptr ? "" : ' ' + u->zh + ' ' + u->en)))
      return std::nullopt;
    return person_json(p, ask);
  });
}

Result<Response> read_person(Ask& ask) {
  const auto* p = ask.world->people().person(PersonId{std::string(ask.param("person"))});
  if (p == nullptr || !is_named(ask, p->unit)) return Error("http.not_found", "person");
  return ok(person_json(*p, ask));
}

Result<Response> read_me(Ask& ask) {
  const auto* p = ask.people().person(ask.person);
  auto o = person_json(p == nullptr ? kernel::Person{ask.person, ask.person.value, {}, true} : *p, ask);
  GUATU_TRY(account, ask.service.gate.own(ask.caller));
  o["account"] = account ? json::value(account->name) : json::value(nullptr);
  o["has_second_factor"] = account && !account->totp.empty();
  o["sees"] = to_json(ask.reader->scope().paths);
  o["may_see_grants"] = may_see_grants(ask.people(), ask.person);
  o["office"] = ask.today->name();
  o["position"] = std::to_string(ask.all->last_position().value);
  o["now"] = to_text(ask.now);
  return ok(o);
}

using Fill = void (*)(const Ask&, kernel::Command&);

Write people_write(Verb verb, Fill from_path = nullptr) {
  return [verb, from_path](Ask& ask, json::object body, kernel::Command& c) -> Result<void> {
    if (from_path != nullptr) from_path(ask, c);
    auto name = c.name;
    GUATU_TRY_VOID(fill(ask, verb, std::move(body), c));
    if (!name.empty()) c.name = std::move(name);
    return {};
  };
}

void person_of_path(const Ask& ask, kernel::Command& c) {
  c.person = PersonId{std::string(ask.param("person"))};
}
void unit_of_path(const Ask& ask, kernel::Command& c) {
  c.unit = UnitId{std::string(ask.param("unit"))};
}
/// `…/{person}/posts/{unit}/{post}`, and the same with `{role}`.
void holding_of_path(const Ask& ask, kernel::Command& c) {
  person_of_path(ask, c);
  unit_of_path(ask, c);
  c.name = std::string(ask.request.params.has("post") ? ask.param("post") : ask.param("role"));
}

}  // namespace

std::vector<Operation> people_operations() {
  const std::vector<Member> units{{"as_of"},       {"within"}, {"find"},  {"ids"},
                                  {"active_only"}, {"limit"},  {"cursor"}};
  auto people = units;
  people.push_back({"unit"});
  return {
      {Method::kGet, "/units", "listUnits", units, {}, &list_units, {}, 200, Runs::kPool},
      {Method::kGet, "/units/{unit}", "readUnit", {{"as_of"}}, {}, &read_unit},
      {Method::kGet, "/people", "listPeople", people, {}, &list_people, {}, 200, Runs::kPool},
      {Method::kGet, "/people/{person}", "readPerson", {{"as_of"}}, {}, &read_person},
      {Method::kGet, "/me", "readMe", {}, {}, &read_me},
  };
}

std::vector<Operation> people_write_operations() {
  const Member reason{"reason", true};
  const Member unit{"unit", true};
  return {
      {Method::kPost,
       "/units",
       "addUnit",
       {},
       {{unit, {"fields", true}, {"into"}}},
       {},
       people_write(Verb::kAddUnit),
       201},
      {Method::kPost,
       "/units/{unit}/merger",
       "mergeUnit",
       {},
       {{{"into", true}, reason}},
       {},
       people_write(Verb::kMergeUnit, &unit_of_path)},
      {Method::kPost,
       "/people",
       "addPerson",
       {},
       {{{"person", true}, {"name", true}, unit}},
       {},
       people_write(Verb::kAddPerson),
       201},
      {Method::kPost,
       "/people/{person}/departure",
       "letPersonLeave",
       {},
       {{reason}},
       {},
       people_write(Verb::kLeave, &person_of_path)},
      {Method::kPost,
       "/people/{person}/posts",
       "givePost",
       {},
       {{unit, {"post", true}}},
       {},
       people_write(Verb::kGivePost, &person_of_path)},
      {Method::kDelete,
       "/people/{person}/posts/{unit}/{post}",
       "takePost",
       {},
       {},
       {},
       people_write(Verb::kTakePost, &holding_of_path)},
      {Method::kPost,
       "/people/{person}/grants",
       "grantRole",
       {},
       {{unit, {"role", true}}},
       {},
       people_write(Verb::kGrant, &person_of_path)},
      {Method::kDelete,
       "/people/{person}/grants/{unit}/{role}",
       "revokeRole",
       {},
       {},
       {},
       people_write(Verb::kRevoke, &holding_of_path)},
  };
}

}  // namespace guatu::http::api
