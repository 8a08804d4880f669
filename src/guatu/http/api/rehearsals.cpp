// A changed rule over the recorded history, over the API: whoever sets rules rehearses for the whole office,
// everybody else for a unit that they see. Nothing is written but a row of the audit. See
// docs/operating/rehearse.md.
#include "guatu/base/limits.h"
#include "guatu/http/api/rules_parts.h"
#include "guatu/kernel/people/scope.h"
#include "guatu/kernel/rehearsal/draft.h"
#include "guatu/kernel/views/matter_view.h"

namespace guatu::http::api {

namespace {

/// Rows of each list unless said, and at most.
constexpr std::int64_t kRows = 100;
constexpr std::int64_t kMaxRows = 1'000;

/// @param fallback  when it was not sent. @errors text.instant
Checked<Instant> instant_of(const AccountAsk& ask, const char* name, Instant fallback) {
  GUATU_TRY(text, checked(ask.text(name)));
  if (text.empty()) return fallback;
  const auto t = parse_instant(text);
  if (t.has_error())
    return Problems{Error("text.instant", std::string("/") + name, {{"got", text.substr(0, 60)}})};
  return *t;
}

Checked<std::size_t> rows_of(const AccountAsk& ask) {
  const auto* v = ask.body.if_contains("limit");
  if (v == nullptr) return {boost::system::in_place_value, static_cast<std::size_t>(kRows)};
  if (!v->is_int64() || v->get_int64() < 0 || v->get_int64() > kMaxRows)
    return Problems{Error("json.expected", "/limit", {{"expected", "0.." + std::to_string(kMaxRows)}})};
  return {boost::system::in_place_value, static_cast<std::size_t>(v->get_int64())};
}

/// The unit to be reported on: the whole office for whoever sets its rules, else one that the caller sees all
/// of. @errors people.unknown_unit, rules.not_administrator
Checked<UnitId> unit_of(AccountAsk& ask, const kernel::People& people) {
  GUATU_TRY(text, checked(ask.text("unit")));
  const UnitId unit{text};
  if (unit && people.unit(unit) == nullptr)
    return Problems{Error("people.unknown_unit", "/unit", {{"got", text.substr(0, 60)}})};
  const auto whole = unit ? unit : people.top().value_or(UnitId{});
  if (!kernel::covers(kernel::scope_of(people, ask.caller.person), people.path(whole)))
    GUATU_TRY_VOID(check_duty(ask, people));
  return unit;
}

struct Changed {
  std::optional<kernel::Playbook> playbook;
  std::optional<WorkCalendar> calendar;
  std::string what;
};

/// @errors those of reading; law.*; playbook.unknown
Checked<Changed> read_changed(const SentFile& file, const kernel::World& world) {
  Changed out;
  if (kernel::is_playbook_text(file.text, file.name)) {
    GUATU_TRY(book, kernel::read_draft(file.text, file.name, world));
    out.what = "playbook " + book.id;
    out.playbook = std::move(book);
  } else {
    GUATU_TRY(calendar, WorkCalendar::from_files(with_file(world, file)));
    out.what = "calendar " + calendar.version();
    out.calendar = std::move(calendar);
  }
  return out;
}

Checked<Response> rehearse(AccountAsk& ask) {
  GUATU_TRY(look, look_at(ask));
  kernel::RehearsalTask task;
  GUATU_TRY(unit, unit_of(ask, look.world->people()));
  GUATU_TRY(file, sent_file(ask, "draft.yaml"));
  GUATU_TRY(rows, rows_of(ask));
  GUATU_TRY(from, instant_of(ask, "from", {}));
  GUATU_TRY(to, instant_of(ask, "to", look.now + 1));
  task.unit = unit;
  task.from = from;
  task.to = to;
  task.is_wanted = ask.is_wanted;
  GUATU_TRY(slot, heavy_slot(ask));
  static_cast<void>(slot);
  GUATU_TRY(changed, read_changed(file, *look.world));
  task.playbook = changed.playbook ? &*changed.playbook : nullptr;
  task.calendar = changed.calendar ? &*changed.calendar : nullptr;
  for (const auto id : look.reader->recused_from(ask.caller.person)) task.without.insert(id);
  GUATU_TRY(report, checked(kernel::rehearse(*look.reader, task)));
  GUATU_TRY_VOID(note(ask, kernel::AuditKind::kRehearsed, changed.what));
  return ok(kernel::rehearsal_json(report, view_for(ask, look, rows)));
}

}  // namespace

std::vector<Operation> rehearsal_operations() {
  return {account_operation(Method::kPost, "/rehearsals", "rehearse",
                            {{{"file"}, {"text", true}, {"from"}, {"to"}, {"unit"}, {"limit"}}}, &rehearse)};
}

}  // namespace guatu::http::api
