// Rules over the API: a playbook is checked, published, its running matters migrated; a calendar is
// published. A dry run reads beside the desk, so that nobody who writes waits for it. See
// docs/operating/rules.md.
#include <set>

#include "guatu/base/limits.h"
#include "guatu/http/api/rules_parts.h"
#include "guatu/kernel/ledger/calendar_change.h"
#include "guatu/kernel/ledger/playbook_change.h"
#include "guatu/kernel/ledger/reader_context.h"
#include "guatu/kernel/migration/plan.h"
#include "guatu/kernel/playbook/proof.h"
#include "guatu/kernel/playbook/reader.h"
#include "guatu/kernel/views/matter_view.h"
#include "guatu/kernel/views/playbook_words.h"

namespace guatu::http::api {

namespace {

/// Rows of a list in one answer: more than anybody reads, the counts say how many there are.
constexpr std::size_t kMaxRows = 500;

json::array findings_json(const Problems& problems, Lang lang) {
  json::array out;
  for (const auto& p : problems) out.push_back(kernel::finding_json(p, {}, lang));
  return out;
}

json::array findings_json(const kernel::Proof& proof, Lang lang) {
  json::array out;
  for (const auto& b : proof.breaches) out.push_back(kernel::finding_json(b.error, b.path, lang));
  return out;
}

/// What was proved, in words of the language asked for; null when the text could not be read.
json::value proof_json(const kernel::Proof& proof, const kernel::Playbook& p, Lang lang) {
  json::array terms, tops;
  for (const auto& t : proof.longest_terms) terms.emplace_back(t.in(lang));
  for (const auto& t : proof.tops)
    tops.push_back(json::object{{"clock", t.clock}, {"role", t.role}, {"at", t.at.in(lang)}});
  return json::object{{"configurations", static_cast<std::int64_t>(proof.configurations)},
                      {"longest_path", to_json(proof.longest_path)},
                      {"longest_path_text", kernel::path_text(proof.longest_path, p, lang)},
                      {"longest_days", proof.longest_days},
                      {"longest_terms", std::move(terms)},
                      {"tops", std::move(tops)}};
}

/// Read and proved as it would be before it is published, or why not.
struct Draft {
  std::optional<kernel::Playbook> playbook;
  kernel::Proof proof;
  Problems problems;  ///< of reading

  bool is_sound() const { return playbook && proof.proved(); }
  Problems all() const {
    auto out = problems;
    for (const auto& b : proof.breaches) out.push_back(b.error);
    return out;
  }
};

Draft read_draft(const SentFile& file, const kernel::World& world) {
  Draft out;
  auto read = kernel::read_playbook(file.text, file.name, world.rules());
  if (read.has_error()) {
    out.problems = std::move(read).error();
    return out;
  }
  out.playbook = std::move(*read);
  out.proof = kernel::prove(*out.playbook, world.calendar());
  return out;
}

Checked<Response> check_playbook(AccountAsk& ask) {
  GUATU_TRY(file, sent_file(ask, "draft.yaml"));
  GUATU_TRY(slot, heavy_slot(ask));
  static_cast<void>(slot);
  GUATU_TRY(today, checked(ask.today()));
  const auto draft = read_draft(file, *today);
  const auto lang = ask.request.lang;
  const auto* p = draft.playbook ? &*draft.playbook : nullptr;
  return ok(json::object{
      {"is_sound", draft.is_sound()},
      {"playbook", p == nullptr ? json::value(nullptr) : json::value(p->id)},
      {"version", p == nullptr ? json::value(nullptr) : json::value(p->version)},
      {"findings", p == nullptr ? findings_json(draft.problems, lang) : findings_json(draft.proof, lang)},
      {"proof", p == nullptr ? json::value(nullptr) : proof_json(draft.proof, *p, lang)}});
}

/// Ids of one kind that are in one version and not in the other.
void add_changed(json::array& out, const char* kind, const std::set<std::string>& before,
                 const std::set<std::string>& after) {
  for (const auto& id : after)
    if (!before.contains(id))
      out.push_back(json::object{{"kind", kind}, {"id", id}, {"before", nullptr}, {"after", id}});
  for (const auto& id : before)
    if (!after.contains(id))
      out.push_back(json::object{{"kind", kind}, {"id", id}, {"before", id}, {"after", nullptr}});
}

std::set<std::string> ids_of(const auto& list) {
  std::set<std::string> out;
  for (const auto& x : list) out.insert(x.id);
  return out;
}

/// Limits by clock, as they read.
std::map<std::string, std::string> limits_in_words(const kernel::Playbook& p, Lang lang) {
  std::map<std::string, std::string> out;
  for (const auto& s : p.states)
    if (s.limit) out.emplace(s.id, kernel::limit_words(*s.limit, p, lang));
  for (const auto& l : p.limits) out.emplace(l.id, kernel::limit_words(l, p, lang));
  return out;
}

/// What is there and was not, what is gone, and limits that read otherwise.
json::array changes_json(const kernel::Playbook* before, const kernel::Playbook& after, Lang lang) {
  json::array out;
  if (before == nullptr) return out;
  add_changed(out, "state", ids_of(before->states), ids_of(after.states));
  add_changed(out, "move", ids_of(before->moves), ids_of(after.moves));
  add_changed(out, "field", ids_of(before->fields), ids_of(after.fields));
  add_changed(out, "role", ids_of(before->roles), ids_of(after.roles));
  const auto old = limits_in_words(*before, lang), now = limits_in_words(after, lang);
  const auto text = [](const auto& map, const std::string& id) {
    const auto it = map.find(id);
    return it == map.end() ? json::value(nullptr) : json::value(it->second);
  };
  std::set<std::string> clocks;
  for (const auto* map : {&old, &now})
    for (const auto& [id, ignored] : *map) clocks.insert(id);
  for (const auto& id : clocks)
    if (text(old, id) != text(now, id))
      out.push_back(
          json::object{{"kind", "limit"}, {"id", id}, {"before", text(old, id)}, {"after", text(now, id)}});
  return out;
}

json::object migration_json(const kernel::MigrationReport& r, const kernel::RulesView& view) {
  json::array items;
  for (const auto& m : r.items)
    if (items.size() < view.limit) items.push_back(kernel::migrated_json(m, view));
  return {{"count", static_cast<std::int64_t>(r.items.size())},
          {"already", static_cast<std::int64_t>(r.already)},
          {"findings", findings_json(r.proof, view.lang)},
          {"items", std::move(items)}};
}

/// What was sent to be published.
struct Publication {
  SentFile file;
  bool is_dry = false;
  bool migrates = false;
  kernel::MigrationOrder order;
};

Checked<Publication> read_publication(AccountAsk& ask) {
  Publication out;
  GUATU_TRY(file, sent_file(ask, "playbook.yaml"));
  GUATU_TRY(is_dry, flag(ask, "dry_run"));
  GUATU_TRY(migrates, flag(ask, "migrates"));
  GUATU_TRY(map, checked(ask.text("map")));
  out.file = std::move(file);
  out.is_dry = is_dry;
  out.migrates = migrates || !map.empty();
  if (!map.empty()) {
    GUATU_TRY(read, kernel::read_migration_map(map, "map.yaml"));
    out.order.map = std::move(read);
  }
  return out;
}

Result<std::int64_t> running(kernel::Reader& reader, const std::string& playbook) {
  kernel::MatterQuery q;
  q.playbook = playbook;
  q.which = kernel::MatterQuery::Which::kOpen;
  return reader.count(q);
}

/// Publishes and migrates; both were looked at before.
Checked<std::int64_t> publish(AccountAsk& ask, const Publication& sent, const kernel::Playbook& p) {
  const auto& by = ask.caller.person;
  GUATU_TRY(position, ask.service.desk.publish_playbook(sent.file.name, sent.file.text, by));
  static_cast<void>(position);
  const auto what = p.id + " v" + std::to_string(p.version);
  GUATU_TRY_VOID(note(ask, kernel::AuditKind::kRulesPublished, "playbook " + what));
  if (!sent.migrates) return {boost::system::in_place_value, 0};
  GUATU_TRY(done, ask.service.desk.migrate(sent.order, by, false));
  if (!done.proof.proved()) {
    Problems problems;
    for (const auto& b : done.proof.breaches) problems.push_back(b.error);
    return problems;
  }
  GUATU_TRY_VOID(note(ask, kernel::AuditKind::kRulesPublished,
                      "migrated to " + what + ": " + std::to_string(done.items.size())));
  return {boost::system::in_place_value, static_cast<std::int64_t>(done.items.size())};
}

Checked<Response> publish_playbook(AccountAsk& ask) {
  GUATU_TRY(look, look_at(ask));
  GUATU_TRY_VOID(check_duty(ask, look.world->people()));
  GUATU_TRY(sent, read_publication(ask));
  GUATU_TRY(slot, heavy_slot(ask));
  static_cast<void>(slot);
  const auto draft = read_draft(sent.file, *look.world);
  if (!draft.is_sound()) return draft.all();
  const auto& p = *draft.playbook;
  if (sent.file.name == "playbook.yaml") sent.file.name = p.id + ".yaml";
  GUATU_TRY(existed, checked(kernel::is_published(*look.world, p, sent.file.name)));
  const auto* before = look.world->playbook(p.id);
  GUATU_TRY(running_now, checked(running(*look.reader, p.id)));
  json::value migration = nullptr;
  if (sent.migrates) {
    sent.order.playbook = p.id;
    sent.order.version = p.version;
    const auto view = view_for(ask, look, kMaxRows);
    GUATU_TRY(plan, kernel::plan_migration(*look.reader, *look.world, p, sent.order, ask.caller.person,
                                           kernel::context_of(*look.reader, *look.world, &p, look.now)));
    migration = migration_json(plan.report, view);
    if (!sent.is_dry && !plan.report.items.empty() && !plan.report.proof.proved()) {
      Problems problems;
      for (const auto& b : plan.report.proof.breaches) problems.push_back(b.error);
      return problems;
    }
  }
  std::int64_t migrated = 0;
  if (!sent.is_dry) {
    GUATU_TRY(done, publish(ask, sent, p));
    migrated = done;
  }
  const auto lang = ask.request.lang;
  return ok(json::object{
      {"dry_run", sent.is_dry},
      {"existed", existed},
      {"playbook", p.id},
      {"version", p.version},
      {"version_before", before == nullptr ? json::value(nullptr) : json::value(before->version)},
      {"changes", changes_json(before, p, lang)},
      {"running", running_now},
      {"migrated", migrated},
      {"migration", std::move(migration)},
      {"proof", proof_json(draft.proof, p, lang)}});
}

Checked<Response> list_calendar_files(AccountAsk& ask) {
  GUATU_TRY(today, checked(ask.today()));
  json::array items;
  for (const auto& f : today->calendar_files())
    items.push_back(json::object{{"file", f.name}, {"text", f.text}});
  const auto& c = today->calendar();
  const auto date = [](const std::optional<CivilDate>& d) {
    return d ? json::value(to_text(*d)) : json::value(nullptr);
  };
  return ok(json::object{{"version", c.version()},
                         {"first", date(c.first())},
                         {"last", date(c.last())},
                         {"items", std::move(items)},
                         {"next_cursor", nullptr}});
}

Checked<Response> publish_calendar(AccountAsk& ask) {
  GUATU_TRY(look, look_at(ask));
  GUATU_TRY_VOID(check_duty(ask, look.world->people()));
  GUATU_TRY(file, sent_file(ask, ""));
  GUATU_TRY(is_dry, flag(ask, "dry_run"));
  GUATU_TRY(slot, heavy_slot(ask));
  static_cast<void>(slot);
  const auto files = with_file(*look.world, file);
  GUATU_TRY(calendar, WorkCalendar::from_files(files));
  const auto before = look.world->calendar().version();
  std::vector<kernel::MovedClock> moved;
  if (is_dry) {
    GUATU_TRY(change, checked(kernel::change_of_calendar(*look.reader, *look.world, calendar, look.now,
                                                         Position{look.reader->last_position().value + 1})));
    moved = std::move(change.moved);
  } else {
    GUATU_TRY(position, ask.service.desk.publish_calendar(files, ask.caller.person, false, moved));
    static_cast<void>(position);
    GUATU_TRY_VOID(note(ask, kernel::AuditKind::kRulesPublished, "calendar " + calendar.version()));
  }
  json::array items;
  for (const auto& m : moved)
    if (items.size() < kMaxRows) items.push_back(kernel::moved_clock_json(m));
  return ok(json::object{{"dry_run", is_dry},
                         {"existed", calendar.version() == before},
                         {"version_before", before},
                         {"version", calendar.version()},
                         {"count", static_cast<std::int64_t>(moved.size())},
                         {"moved", std::move(items)}});
}

}  // namespace

std::vector<Operation> rules_operations() {
  const Member file{"file"}, text{"text", true}, dry{"dry_run"};
  std::vector<Operation> out{
      account_operation(Method::kPost, "/playbook-checks", "checkPlaybook", {{file, text}}, &check_playbook),
      account_operation(Method::kPost, "/playbooks", "publishPlaybook",
                        {{file, text, dry, {"migrates"}, {"map"}}}, &publish_playbook),
      account_operation(Method::kGet, "/calendars", "listCalendarFiles", {}, &list_calendar_files),
      account_operation(Method::kPost, "/calendars", "publishCalendar", {{{"file", true}, text, dry}},
                        &publish_calendar),
  };
  for (auto& op : migration_map_operations()) out.push_back(std::move(op));
  for (auto& op : rehearsal_operations()) out.push_back(std::move(op));
  return out;
}

}  // namespace guatu::http::api
