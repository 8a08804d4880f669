// What a map of a migration has to say: the ids that running matters know and those of the version to come,
// with titles, and what is wrong with the map so far. Nothing is written. See docs/operating/migrate.md.
#include <algorithm>
#include <set>

#include "guatu/base/limits.h"
#include "guatu/http/api/rules_parts.h"
#include "guatu/kernel/migration/map.h"
#include "guatu/kernel/playbook/reader.h"
#include "guatu/kernel/views/matter_view.h"

namespace guatu::http::api {

namespace {

using kernel::Playbook;

/// Versions that open matters have, apart from `except`. @errors store.*
Result<std::set<int>> running_versions(kernel::Reader& reader, const std::string& playbook, int except) {
  std::set<int> out;
  kernel::MatterQuery q;
  q.playbook = playbook;
  q.which = kernel::MatterQuery::Which::kOpen;
  q.sort = kernel::MatterQuery::Sort::kOpened;
  q.limit = limits::kMaxPageRows;
  do {
    GUATU_TRY(page, reader.list(q));
    for (const auto& row : page.items)
      if (const auto m = reader.matter(row.id); m && m->version != except) out.insert(m->version);
    q.cursor = page.next_cursor;
  } while (!q.cursor.empty());
  return out;
}

/// Ids with their titles, in the order of the playbooks, each once.
class Names {
 public:
  explicit Names(Lang lang) : lang_(lang) {}

  template <class Items>
  void add(const Items& items, auto&& takes) {
    for (const auto& x : items)
      if (takes(x) && known_.insert(x.id).second)
        items_.push_back(json::object{{"id", x.id}, {"title", x.title.in(lang_)}});
  }
  json::array take() { return std::move(items_); }

 private:
  Lang lang_;
  std::set<std::string> known_;
  json::array items_;
};

/// One section of the map: what `from` has and what `to` has. @param list  `playbook → its items`
json::object section_json(const char* name, const std::vector<const Playbook*>& from, const Playbook& to,
                          Lang lang, auto&& list, auto&& takes) {
  Names olds(lang), news(lang);
  for (const auto* p : from) olds.add(list(*p), takes);
  news.add(list(to), takes);
  return {{"section", name}, {"olds", olds.take()}, {"news", news.take()}};
}

json::array sections_json(const std::vector<const Playbook*>& from, const Playbook& to, Lang lang) {
  const auto any = [](const auto&) { return true; };
  // A migration closes nothing, so final states are neither left nor reached; what is computed is not kept.
  const auto is_open = [](const kernel::State& s) { return s.final == kernel::Final::kNot; };
  const auto is_kept = [](const kernel::Field& f) { return !f.computed; };
  return {section_json(
              "states", from, to, lang, [](const Playbook& p) { return p.states; }, is_open),
          section_json(
              "moves", from, to, lang, [](const Playbook& p) { return p.moves; }, any),
          section_json(
              "fields", from, to, lang, [](const Playbook& p) { return p.fields; }, is_kept),
          section_json(
              "clocks", from, to, lang, [](const Playbook& p) { return p.limits; }, any),
          section_json(
              "stops", from, to, lang, [](const Playbook& p) { return p.stops; }, any)};
}

void add_findings(json::array& out, const Problems& problems, Lang lang) {
  for (const auto& e : problems) {
    auto o = kernel::finding_json(e, {}, lang);
    const auto what =
        std::find_if(e.args.begin(), e.args.end(), [](const auto& a) { return a.first == "what"; });
    o["section"] = what == e.args.end() ? json::value(nullptr) : json::value(what->second);
    out.push_back(std::move(o));
  }
}

Checked<Response> check_map(AccountAsk& ask) {
  GUATU_TRY(look, look_at(ask));
  GUATU_TRY_VOID(check_duty(ask, look.world->people()));
  GUATU_TRY(file, sent_file(ask, "playbook.yaml"));
  GUATU_TRY(text, checked(ask.text("map")));
  GUATU_TRY(slot, heavy_slot(ask));
  static_cast<void>(slot);
  GUATU_TRY(to, kernel::read_playbook(file.text, file.name, look.world->rules()));
  GUATU_TRY(versions, checked(running_versions(*look.reader, to.id, to.version)));
  std::vector<const Playbook*> from;
  for (const int v : versions) from.push_back(look.world->playbook(to.id, v));
  const auto lang = ask.request.lang;
  json::array findings;
  const auto map = text.empty() ? Checked<kernel::MigrationMap>(kernel::MigrationMap{})
                                : kernel::read_migration_map(text, "map.yaml");
  if (!map) {
    add_findings(findings, map.error(), lang);
  } else if (!from.empty()) {
    if (const auto whole = kernel::complete_map(*map, from, to); !whole)
      add_findings(findings, whole.error(), lang);
  }
  return ok(json::object{{"playbook", to.id},
                         {"version", to.version},
                         {"from", json::array(versions.begin(), versions.end())},
                         {"sections", sections_json(from, to, lang)},
                         {"findings", std::move(findings)}});
}

}  // namespace

std::vector<Operation> migration_map_operations() {
  return {account_operation(Method::kPost, "/migration-maps", "checkMigrationMap",
                            {{{"file"}, {"text", true}, {"map"}}}, &check_map)};
}

}  // namespace guatu::http::api
