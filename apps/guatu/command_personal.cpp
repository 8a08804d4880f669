// person erase, person erased: a person's values are made unreadable for ever, and which were.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "guatu/output.h"
#include "guatu/wiring.h"

namespace guatu::app {

namespace {

/// Matters with values under one of the keys, and how many.
struct Concerned {
  std::vector<std::string> keys;
  std::map<MatterId, int> matters;
};

/// The keys of one person, or all keys that a matter's values were ever sealed under.
Result<std::vector<std::string>> keys_asked(const Session& s, kernel::Reader& reader,
                                            kernel::PersonKeys& keys) {
  if (s.args.has("--subject") == s.args.has("--matter")) return Error("personal.one_of", "--subject");
  if (s.args.has("--subject")) return keys.names_of(s.args.text("--subject"));
  GUATU_TRY(id, find_matter_id(reader, s.args.text("--matter"), "--matter"));
  std::set<std::string> found;
  GUATU_TRY_VOID(reader.events({}, {}, id, [&](const kernel::Event& e) {
    found.merge(kernel::keys_of(e));
    return true;
  }));
  return std::vector<std::string>(found.begin(), found.end());
}

Result<Concerned> concerned(Session& s, kernel::Reader& reader, kernel::PersonKeys& keys) {
  GUATU_TRY(asked, keys_asked(s, reader, keys));
  std::set<std::string> wanted(asked.begin(), asked.end());
  std::set<std::string> found;
  Concerned out;
  Progress bar(s.io, s.say({"查找", "looking"}));
  const auto total = reader.last_position().value;
  GUATU_TRY_VOID(reader.events({}, {}, {}, [&](const kernel::Event& e) {
    for (const auto& key : kernel::keys_of(e))
      if (wanted.contains(key)) {
        found.insert(key);
        ++out.matters[e.matter];
      }
    bar.show(e.position.value, total);
    return true;
  }));
  if (found.empty()) return Error("personal.nobody", s.args.has("--subject") ? "--subject" : "--matter");
  out.keys.assign(found.begin(), found.end());
  return out;
}

Outcome erase(Session& s) {
  GUATU_TRY(office, Office::open(s, s.dry_run ? Access::kRead : Access::kWrite));
  if (office->person_keys() == nullptr) return Error("personal.no_keys");
  GUATU_TRY(reader, office->store().read());
  GUATU_TRY(found, concerned(s, *reader, *office->person_keys()));
  std::int64_t erased = 0;
  if (!s.dry_run) {
    GUATU_TRY(done, office->desk().erase_person(found.keys, s.args.text("--reason"),
                                                PersonId{s.args.text("--by")}));
    erased = done;
  }
  json::array items;
  Table t;
  t.column(s.say({"编号", "number"}));
  t.column(s.say({"标题", "title"}), false, true);
  for (const auto& [id, count] : found.matters) {
    const auto m = reader->matter(id);
    if (!m) continue;
    t.row({m->number, m->title()});
    items.push_back(
        json::object{{"matter", std::to_string(id.value)}, {"number", m->number}, {"events", count}});
  }
  if (s.json) {
    print_json(s.io.out, json::object{{"keys", to_json(found.keys)},
                                      {"items", std::move(items)},
                                      {"erased", erased},
                                      {"dry_run", s.dry_run}});
    return {};
  }
  if (s.dry_run) s.io.out << s.say({"试算，未写入。\n", "Dry run, nothing was written.\n"});
  t.print(s.io);
  s.io.out << fmt::format(
      fmt::runtime(
          s.say({"涉及 {} 件事项、{} 个密钥，本次销毁 {} 个；以前的备份里还有，恢复时用 --erased 再次销毁\n",
                 "{} matters, {} keys, {} destroyed by this; backups made before still hold them: restore "
                 "with --erased\n"})),
      found.matters.size(), found.keys.size(), erased);
  return {};
}

Outcome erased(Session& s) {
  GUATU_TRY(office, Office::open(s, Access::kRead));
  GUATU_TRY(v, view_of(s, *office));
  if (s.json) {
    json::array items;
    for (const auto& key : v.world->erased_keys()) items.push_back(json_text(key));
    print_json(s.io.out, json::object{{"items", std::move(items)}, {"next_cursor", nullptr}});
    return {};
  }
  for (const auto& key : v.world->erased_keys()) s.io.out << key << '\n';
  return {};
}

}  // namespace

std::vector<CommandSpec> personal_commands() {
  return {
      {"person",
       "erase",
       {"删除一个人的个人信息：销毁密钥，账本和凭证不变，不可恢复",
        "erase a person's data: the key is destroyed, ledger and proofs stay; it cannot be undone"},
       "",
       0,
       0,
       {{"--subject",
         "VALUE",
         {"此人的电话、证件号或人员编号", "the person's telephone, id number or person id"}},
        {"--matter", "NUMBER", {"这件事项中涉及的人", "whoever the values of this matter concern"}},
        {"--reason", "TEXT", {"理由", "why"}, true},
        {"--by", "ID", {"谁来办", "who does it"}, true}},
       {{"person erase --subject 13800000000 --reason 本人申请 --by gj_mayor --dry-run", {"", ""}}},
       &erase},
      {"person",
       "erased",
       {"已销毁的密钥名，一行一个：恢复较早的备份时用",
        "names of destroyed keys, one a line: for restoring an older backup"},
       "",
       0,
       0,
       {},
       {{"person erased > erased.txt", {"", ""}}},
       &erased},
  };
}

}  // namespace guatu::app
