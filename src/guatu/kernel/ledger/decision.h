// A decision in the making: events so far, and the matter as they leave it. Internal to decide_*.cpp.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "guatu/kernel/ledger/apply.h"
#include "guatu/kernel/ledger/decide.h"
#include "guatu/kernel/ledger/fields.h"
#include "guatu/kernel/people/roles.h"

namespace guatu::kernel::detail {

class Decision {
 public:
  Decision(Matter matter, const Context& context, PersonId by, std::string command_id);

  /// Adds an event about this matter and folds it.
  void emit(Payload payload);
  /// Adds an event about something else.
  void emit_about(MatterId matter, Payload payload);

  const Matter& matter() const { return matter_; }
  Matter& draft() { return matter_; }  ///< for open: filled in before the first event
  const Context& context() const { return context_; }
  const Playbook& playbook() const { return *context_.playbook; }
  const PersonId& by() const { return by_; }
  bool has_events() const { return !events_.empty(); }
  /// As if nothing had been decided, with the matter as it stood; what was looked up of neighbours is kept.
  void start_over(const Matter& matter);
  std::vector<Event> take() { return std::move(events_); }
  /// The matter as the events leave it. Ends the decision.
  Matter take_matter() { return std::move(matter_); }

  /// Parent and about matter, loaded once.
  RoleView view();
  /// Whether by() oversees the matter: looked up once, as long as nothing is decided. See oversees().
  bool by_oversees();
  FieldWorld fields() const { return {context_.people, context_.find_matter, context_.takes_sealed}; }

  // --- clocks (decide_clock.cpp) ---
  /// Ends and starts what entering `to` ends and starts; `from` is empty at opening and reopening.
  Result<void> enter_state(const std::string& from, const State& to);
  Result<void> start_clock(const std::string& id, const LimitRule& rule);
  Result<void> start_limit_set(const LimitSet& set);
  Result<void> resume_clock(const MatterClock& clock, Instant resumed_at);
  void end_all_clocks();
  /// Due instant and rungs of a span.
  struct Dates {
    Instant due_at;
    std::vector<Instant> rungs;
  };
  Result<Dates> dates(const std::string& clock, const Span& span) const;

 private:
  Matter matter_;
  const Context& context_;
  PersonId by_;
  std::string command_id_;
  std::vector<Event> events_;
  bool neighbours_loaded_ = false;
  std::optional<Matter> parent_;
  std::optional<Matter> about_;
  std::optional<bool> by_oversees_;
};

// decide_clock.cpp
/// What a limit rule means for a clock that began at `started_at`, by the fields of `m`; no stops, no
/// extensions. @errors clock.field_unset, calendar.*
Result<Span> span_under(const LimitRule& rule, const std::string& id, const Matter& m, Instant started_at,
                        const WorkCalendar& calendar);
Result<void> ask_extension(Decision& d, const Command& c);
Result<void> answer_extension(Decision& d, const Command& c);
Result<void> stop(Decision& d, const Command& c);
Result<void> resume(Decision& d, const Command& c);
Result<void> park(Decision& d, const Command& c);
Result<void> unpark(Decision& d, const Command& c);

// decide_matter.cpp
Result<void> open(Decision& d, const Command& c);
Result<void> move(Decision& d, const Command& c);
Result<void> amend(Decision& d, const Command& c);
Result<void> reopen(Decision& d, const Command& c);
/// No child of the matter is open. @errors matter.open_children (args `count`, `first`)
Result<void> children_closed(Decision& d);

// decide_verbs.cpp
Result<void> other_verb(Decision& d, const Command& c);
/// Whom a field of the playbook's `recuses` names is recused in the same step; what they hold moves up.
/// @errors people.nobody_above
Result<void> recuse_named(Decision& d);
/// Head of the matter's unit or of one above, holder of the post `supervision` there, or granted
/// `supervision`.
bool oversees(const PersonId& person, Decision& d);
/// @errors people.unknown_person, people.not_active, matter.recused
Result<void> usable(const PersonId& person, const Decision& d, const char* field);
/// `a, b` of role ids, by their titles. For refusals.
std::string role_names(const std::vector<std::string>& roles, const Playbook& playbook);

}  // namespace guatu::kernel::detail
