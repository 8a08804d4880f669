// person and unit: who is there, who leaves, what moves up when they do.
#include <fmt/format.h>

#include "guatu/answer.h"
#include "guatu/matter_text.h"

namespace guatu::app {

namespace {

using kernel::Verb;

kernel::Command command_of(const Session& s, Verb verb) {
  kernel::Command c;
  c.verb = verb;
  c.by = PersonId{s.args.text("--by", "system")};
  c.reason = s.args.text("--reason");
  return c;
}

Outcome send(Session& s, kernel::Command c) {
  GUATU_TRY(office, Office::open(s, Access::kWrite));
  return answer(s, *office, std::move(c));
}

/// Posts or grants of one person: `head (gujiao), inspector`.
template <class Items>
std::string rights(const Items& items, const kernel::Person& p,
                   std::string (*name)(const typename Items::value_type&)) {
  std::vector<std::string> out;
  for (const auto& i : items)
    if (i.person == p.id) out.push_back(i.unit == p.unit ? name(i) : name(i) + " (" + i.unit.value + ")");
  return join(out, ", ");
}

Outcome person_list(Session& s) {
  GUATU_TRY(office, Office::open(s, Access::kRead));
  GUATU_TRY(v, view_of(s, *office));
  const auto& people = v.world->people();
  const UnitId unit{s.args.text("--unit")};
  if (unit && people.unit(unit) == nullptr)
    return Error("people.unknown_unit", "--unit", {{"got", unit.value.substr(0, 60)}});
  Table t;
  t.column(s.say({"编号", "id"}));
  t.column(s.say({"称呼", "name"}), false, true);
  t.column(s.say({"单位", "unit"}), false, true);
  t.column(s.say({"职务", "posts"}), false, true);
  t.column(s.say({"授权", "grants"}), false, true);
  t.column("");
  json::array items;
  for (const auto& [id, p] : people.persons()) {
    if ((p.has_left && !s.args.has("--all")) || (unit && !people.is_below(p.unit, unit))) continue;
    const auto posts = rights(
        people.posts(), p, +[](const kernel::Post& x) { return x.post; });
    const auto grants = rights(
        people.grants(), p, +[](const kernel::Grant& x) { return x.role; });
    t.row({id.value, p.name, unit_name(*v.world, p.unit, s.lang), posts, grants,
           p.has_left ? s.say({"已离任", "left"}) : std::string()});
    json::array jp;
    for (const auto& x : people.posts())
      if (x.person == id) jp.push_back(json::object{{"unit", x.unit.value}, {"post", x.post}});
    json::array jg;
    for (const auto& x : people.grants())
      if (x.person == id) jg.push_back(json::object{{"unit", x.unit.value}, {"role", x.role}});
    items.push_back(json::object{{"person", id.value},
                                 {"name", p.name},
                                 {"unit", p.unit.value},
                                 {"has_left", p.has_left},
                                 {"posts", std::move(jp)},
                                 {"grants", std::move(jg)}});
  }
  if (s.json)
    print_json(s.io.out, json::object{{"items", std::move(items)}, {"next_cursor", nullptr}});
  else
    t.print(s.io);
  return {};
}

Outcome person_add(Session& s) {
  auto c = command_of(s, Verb::kAddPerson);
  c.person = PersonId{s.args.operands.at(0)};
  c.name = s.args.text("--name");
  c.unit = UnitId{s.args.text("--unit")};
  return send(s, std::move(c));
}

Outcome person_leave(Session& s) {
  auto c = command_of(s, Verb::kLeave);
  c.person = PersonId{s.args.operands.at(0)};
  return send(s, std::move(c));
}

Outcome person_right(Session& s, Verb verb, const char* flag) {
  auto c = command_of(s, verb);
  c.person = PersonId{s.args.operands.at(0)};
  c.unit = UnitId{s.args.text("--unit")};
  c.name = s.args.text(flag);
  return send(s, std::move(c));
}

Outcome person_post(Session& s) {
  return person_right(s, s.args.has("--take") ? Verb::kTakePost : Verb::kGivePost, "--post");
}

Outcome person_grant(Session& s) {
  return person_right(s, s.args.has("--revoke") ? Verb::kRevoke : Verb::kGrant, "--role");
}

/// A unit and those below it, each deeper one further in.
void add_units(const Session& s, const kernel::People& people, const kernel::Unit& u, int depth, Table& t) {
  std::vector<std::string> heads;
  for (const auto& h : people.holders(u.id, "head")) heads.push_back(people.name(h));
  const auto merged = u.is_active() ? std::string() : s.say({"并入 ", "merged into "}) + u.merged_into.value;
  if (u.is_active() || s.args.has("--all"))
    t.row({std::string(static_cast<std::size_t>(depth) * 2, ' ') + u.title().in(s.lang), u.id.value, u.code,
           join(heads, ", "), merged});
  for (const auto& [id, child] : people.units())
    if (child.parent == u.id) add_units(s, people, child, depth + 1, t);
}

Outcome unit_list(Session& s) {
  GUATU_TRY(office, Office::open(s, Access::kRead));
  GUATU_TRY(v, view_of(s, *office));
  const auto& people = v.world->people();
  if (s.json) {
    json::array items;
    for (const auto& [id, u] : people.units()) {
      if (!u.is_active() && !s.args.has("--all")) continue;
      json::array heads;
      for (const auto& h : people.holders(id, "head")) heads.push_back(json_text(h.value));
      items.push_back(json::object{{"unit", id.value},
                                   {"zh", u.zh},
                                   {"en", u.en},
                                   {"parent", id_json(u.parent)},
                                   {"code", u.code},
                                   {"lon", u.lon},
                                   {"lat", u.lat},
                                   {"path", people.path(id)},
                                   {"heads", std::move(heads)},
                                   {"merged_into", id_json(u.merged_into)}});
    }
    print_json(s.io.out, json::object{{"items", std::move(items)}, {"next_cursor", nullptr}});
    return {};
  }
  Table t;
  t.column(s.say({"单位", "unit"}), false, true);
  t.column(s.say({"编号", "id"}));
  t.column(s.say({"区划代码", "code"}));
  t.column(s.say({"负责人", "head"}), false, true);
  t.column("");
  if (const auto top = people.top()) add_units(s, people, *people.unit(*top), 0, t);
  t.print(s.io);
  return {};
}

Outcome unit_add(Session& s) {
  auto c = command_of(s, Verb::kAddUnit);
  c.unit = UnitId{s.args.operands.at(0)};
  c.into = UnitId{s.args.text("--in")};
  for (const auto& [flag, field] :
       {std::pair{"--zh", "zh"}, std::pair{"--en", "en"}, std::pair{"--code", "code"},
        std::pair{"--lon", "lon"}, std::pair{"--lat", "lat"}})
    if (s.args.has(flag)) c.fields.emplace(field, s.args.text(flag));
  return send(s, std::move(c));
}

Outcome unit_merge(Session& s) {
  auto c = command_of(s, Verb::kMergeUnit);
  c.unit = UnitId{s.args.operands.at(0)};
  c.into = UnitId{s.args.text("--into")};
  return send(s, std::move(c));
}

const FlagSpec kBy{
    "--by",
    "ID",
    {"谁来办，默认 system（数据目录的管理者）", "who, system (the operator of the folder) unless said"}};
const FlagSpec kId{
    "--id",
    "ID",
    {"命令编号：同一编号再来不会重复办", "id of the command: the same again is not done twice"}};
const FlagSpec kReason{"--reason", "TEXT", {"理由", "why"}, true};
const FlagSpec kAsOf{"--as-of", "INSTANT|POSITION", {"按当时的样子", "as it stood then"}};
const FlagSpec kAll{"--all", "", {"包括已离任、已并入的", "those who left or were merged too"}};
const FlagSpec kUnit{"--unit", "ID", {"哪个单位", "which unit"}, true};

std::vector<CommandSpec> person_commands() {
  return {
      {"person",
       "list",
       {"人员、职务、授权", "persons, posts, grants"},
       "",
       0,
       0,
       {{"--unit", "ID", {"这个单位及以下", "of this unit and all below it"}}, kAll, kAsOf},
       {{"person list --unit gujiao", {"", ""}}},
       &person_list},
      {"person",
       "add",
       {"增加一人", "add a person"},
       "ID",
       1,
       1,
       {{"--name", "TEXT", {"称呼（岗位名或姓名）", "as printed: a post title or a name"}, true},
        kUnit,
        kBy,
        kId},
       {{"person add gj.officer --name 安全员 --unit gujiao", {"", ""}}},
       &person_add},
      {"person",
       "leave",
       {"一人离任；经办的事项同时上交", "a person leaves; what they hold moves up in the same step"},
       "ID",
       1,
       1,
       {kReason, kBy, kId},
       {{"person leave gj.officer --reason 调离 --dry-run",
         {"先看哪些事项会上交", "see first which matters would move up"}}},
       &person_leave},
      {"person",
       "post",
       {"任职或免职；head 是负责人", "give or take a post; `head` is the head of the unit"},
       "ID",
       1,
       1,
       {kUnit,
        {"--post", "ID", {"职务", "the post"}, true},
        {"--take", "", {"免去", "take it away"}},
        kBy,
        kId},
       {{"person post gj.mayor --unit gujiao --post head", {"", ""}}},
       &person_post},
      {"person",
       "grant",
       {"授权或收回：角色对单位及以下", "grant or revoke a role over a unit and all below it"},
       "ID",
       1,
       1,
       {kUnit,
        {"--role",
         "ID",
         {"规程的角色，或 system_admin、security_admin、audit_admin",
          "role of a playbook, or system_admin, security_admin, audit_admin"},
         true},
        {"--revoke", "", {"收回", "take it back"}},
        kBy,
        kId},
       {{"person grant gj.desk --unit gujiao --role dispatcher", {"", ""}}},
       &person_grant},
  };
}

std::vector<CommandSpec> unit_commands() {
  return {
      {"unit",
       "list",
       {"单位的树", "the tree of units"},
       "",
       0,
       0,
       {kAll, kAsOf},
       {{"unit list", {"", ""}}},
       &unit_list},
      {"unit",
       "add",
       {"增设单位", "add a unit"},
       "ID",
       1,
       1,
       {{"--zh", "TEXT", {"中文名称", "Chinese name"}, true},
        {"--en", "TEXT", {"英文名称", "English name"}},
        {"--in", "ID", {"上级单位；第一个单位不写", "the unit above; left out for the first one"}},
        {"--code", "TEXT", {"行政区划代码", "division code (GB/T 2260)"}},
        {"--lon", "DEGREES", {"经度", "longitude"}},
        {"--lat", "DEGREES", {"纬度", "latitude"}},
        kBy,
        kId},
       {{"unit add gujiao --zh 古交市 --en Gujiao --in taiyuan --code 140181", {"", ""}}},
       &unit_add},
      {"unit",
       "merge",
       {"并入另一单位；事项随之转去", "merge a unit into another; its matters go with it"},
       "ID",
       1,
       1,
       {{"--into", "ID", {"并入哪个单位", "into which unit"}, true}, kReason, kBy, kId},
       {{"unit merge old_bureau --into new_bureau --reason 机构改革 --dry-run",
         {"先看哪些事项会转去", "see first which matters would move"}}},
       &unit_merge},
  };
}

}  // namespace

std::vector<CommandSpec> people_commands() {
  auto out = person_commands();
  for (auto& c : unit_commands()) out.push_back(std::move(c));
  return out;
}

}  // namespace guatu::app
