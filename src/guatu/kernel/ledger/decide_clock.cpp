// Clocks of a matter: starting, ending, stopping, extending, parking. Dates come from kernel/deadline.
#include <algorithm>

#include "guatu/base/limits.h"
#include "guatu/kernel/deadline/deadline.h"
#include "guatu/kernel/ledger/decision.h"
#include "guatu/kernel/playbook/guard.h"

namespace guatu::kernel::detail {

namespace {

/// The end of the day in a date field: midnight, or the close of business where the limit says so.
Result<Instant> end_of(CivilDate day, const Limit& limit, const WorkCalendar& calendar) {
  if (limit.ends == DayEnd::kMidnight) return at_minute(day, 1440);
  GUATU_TRY(hours, calendar.hours(day, limit.hours));
  return hours.empty() ? at_minute(day, 1440) : at_minute(day, hours.back().to);
}

/// The instant in a date (start of day) or instant field; none when it is not set.
std::optional<std::string> text_in(const Matter& m, const std::string& field) {
  const auto* v = m.fields.if_contains(field);
  if (v == nullptr || !v->is_string()) return std::nullopt;
  return std::string(v->get_string());
}

const MatterClock* counting(const Matter& m, const std::string& id) {
  const auto* c = m.clock(id);
  return c == nullptr || c->is_ended() ? nullptr : c;
}

}  // namespace

Result<Decision::Dates> Decision::dates(const std::string& clock, const Span& span) const {
  GUATU_TRY(due, due_at(span, context_.calendar, context_.now));
  Dates out{due, {}};
  for (const auto& rung : playbook().ladder(clock)) {
    GUATU_TRY(at, shift(due, rung.offset, context_.calendar, span.limit.hours));
    out.rungs.push_back(at);
  }
  return out;
}

Result<Span> span_under(const LimitRule& rule, const std::string& id, const Matter& m, Instant started_at,
                        const WorkCalendar& calendar) {
  Span span;
  span.limit = rule.limit;
  span.started_at = started_at;
  if (!rule.from_field.empty()) {
    const auto text = text_in(m, rule.from_field);
    if (!text) return Error("clock.field_unset", rule.from_field, {{"clock", id}});
    GUATU_TRY(day, parse_date(*text));
    span.started_at = at_minute(day, 0);
  }
  if (!rule.until_field.empty()) {
    const auto text = text_in(m, rule.until_field);
    if (!text) return Error("clock.field_unset", rule.until_field, {{"clock", id}});
    if (text->size() == 10) {
      GUATU_TRY(day, parse_date(*text));
      GUATU_TRY(end, end_of(day, rule.limit, calendar));
      span.until = end;
    } else {
      GUATU_TRY(at, parse_instant(*text));
      span.until = at;
    }
  }
  return span;
}

Result<void> Decision::start_clock(const std::string& id, const LimitRule& rule) {
  GUATU_TRY(span, span_under(rule, id, matter_, context_.now, context_.calendar));
  GUATU_TRY(when, dates(id, span));
  emit(ClockStarted{id, span, when.due_at, when.rungs, context_.calendar.version()});
  return {};
}

Result<void> Decision::start_limit_set(const LimitSet& set) {
  if (counting(matter_, set.id) != nullptr) return {};
  for (const auto& rule : set.rules)
    if (holds(rule.when, playbook(), matter_.fields)) return start_clock(set.id, rule);
  return Error("clock.no_rule", set.id);
}

Result<void> Decision::enter_state(const std::string& from, const State& to) {
  if (!from.empty() && counting(matter_, from) != nullptr) emit(ClockEnded{from});
  if (to.final != Final::kNot) {
    end_all_clocks();
    return {};
  }
  for (const auto& set : playbook().limits) {
    const bool ends = std::find(set.ends_in.begin(), set.ends_in.end(), to.id) != set.ends_in.end();
    if (ends && counting(matter_, set.id) != nullptr) emit(ClockEnded{set.id});
    const bool starts = set.starts_in.empty() ? from.empty()
                                              : std::find(set.starts_in.begin(), set.starts_in.end(),
                                                          to.id) != set.starts_in.end();
    if (starts && !ends) GUATU_TRY_VOID(start_limit_set(set));
  }
  if (to.limit) return start_limit_set(*to.limit);
  return {};
}

void Decision::end_all_clocks() {
  std::vector<std::string> ids;
  for (const auto& c : matter_.clocks)
    if (!c.is_ended()) ids.push_back(c.id);
  for (auto& id : ids) emit(ClockEnded{std::move(id)});
}

Result<void> Decision::resume_clock(const MatterClock& clock, Instant resumed_at) {
  Span span = clock.span;
  const std::string reason = span.stops.back().reason;
  const std::string id = clock.id;
  span.stops.back().to = resumed_at;
  GUATU_TRY(when, dates(id, span));
  emit(ClockResumed{id, reason, resumed_at, when.due_at, when.rungs, context_.calendar.version()});
  return {};
}

Result<void> ask_extension(Decision& d, const Command& c) {
  const auto& m = d.matter();
  const auto* clock = counting(m, c.clock);
  if (clock == nullptr) return Error("clock.not_running", "clock", {{"clock", c.clock}});
  const auto* rule = d.playbook().extension(c.clock);
  if (rule == nullptr) return Error("clock.no_extension", "clock", {{"clock", c.clock}});
  if (!may_act(rule->by, c.by, d.view()))
    return Error("matter.not_yours", "by", {{"who", role_names(rule->by, d.playbook())}});
  if (c.amount < 1 || c.amount > rule->up_to)
    return Error("clock.extension_range", "amount", {{"max", std::to_string(rule->up_to)}});
  if (static_cast<int>(clock->span.extensions.size()) >= rule->at_most)
    return Error("clock.extensions_used_up", "clock", {{"max", std::to_string(rule->at_most)}});
  for (const auto& a : m.asked)
    if (a.clock == c.clock) return Error("clock.already_asked", "clock");
  d.emit(ExtensionAsked{c.clock, c.amount, c.reason});
  return {};
}

Result<void> answer_extension(Decision& d, const Command& c) {
  const auto& m = d.matter();
  const auto asked =
      std::find_if(m.asked.begin(), m.asked.end(), [&](const auto& a) { return a.clock == c.clock; });
  if (asked == m.asked.end()) return Error("clock.nothing_asked", "clock");
  const auto* rule = d.playbook().extension(c.clock);
  GUATU_ASSERT(rule != nullptr);
  if (!may_act(rule->granted_by, c.by, d.view()))
    return Error("matter.not_yours", "by", {{"who", role_names(rule->granted_by, d.playbook())}});
  if (asked->by == c.by) return Error("clock.self_grant", "by");
  if (c.agrees == "no") {
    if (c.reason.empty()) return Error("matter.needs_reason", "reason");
    d.emit(ExtensionRefused{c.clock, c.reason});
    return {};
  }
  const auto* clock = counting(m, c.clock);
  GUATU_ASSERT(clock != nullptr);
  Span span = clock->span;
  span.extensions.push_back({asked->amount, d.context().now, c.by, asked->reason});
  GUATU_TRY(when, d.dates(c.clock, span));
  d.emit(ClockExtended{c.clock, asked->amount, asked->by, asked->reason, when.due_at, when.rungs,
                       d.context().calendar.version()});
  return {};
}

Result<void> stop(Decision& d, const Command& c) {
  const auto* rule = d.playbook().stop(c.name);
  if (rule == nullptr) return Error("clock.unknown_stop", "name", {{"got", c.name}});
  if (!may_act(rule->by, c.by, d.view()))
    return Error("matter.not_yours", "by", {{"who", role_names(rule->by, d.playbook())}});
  const auto used = d.matter().stops_used.find(c.name);
  if (used != d.matter().stops_used.end() && used->second >= rule->times)
    return Error("clock.stops_used_up", "name", {{"max", std::to_string(rule->times)}});
  std::vector<std::string> ids;
  for (const auto& clock : d.matter().clocks) {
    const bool named = rule->clocks.empty() ||
                       std::find(rule->clocks.begin(), rule->clocks.end(), clock.id) != rule->clocks.end();
    if (!named || !clock.is_running()) continue;
    if (clock.span.stops.size() >= limits::kMaxStops)
      return Error("clock.too_many_stops", "name", {{"limit", std::to_string(limits::kMaxStops)}});
    ids.push_back(clock.id);
  }
  if (ids.empty()) return Error("clock.not_running", "name", {{"clock", c.name}});
  const Instant latest = d.context().now + rule->at_most_days * kDayUs;
  for (const auto& id : ids) d.emit(ClockStopped{id, c.name, latest});
  return {};
}

Result<void> resume(Decision& d, const Command& c) {
  const auto* rule = d.playbook().stop(c.name);
  if (rule == nullptr) return Error("clock.unknown_stop", "name", {{"got", c.name}});
  if (c.by != d.matter().holder && !may_act(rule->by, c.by, d.view()))
    return Error("matter.not_yours", "by", {{"who", role_names(rule->by, d.playbook())}});
  std::vector<MatterClock> stopped;
  for (const auto& clock : d.matter().clocks)
    if (!clock.is_ended() && clock.is_stopped() && clock.span.stops.back().reason == c.name)
      stopped.push_back(clock);
  if (stopped.empty()) return Error("clock.not_stopped", "name", {{"got", c.name}});
  // One that has lasted its longest ended then, also when no sweep has come by since.
  for (const auto& clock : stopped) {
    const auto ends = clock.stop_ends_at;
    GUATU_TRY_VOID(d.resume_clock(clock, ends.us == 0 ? d.context().now : std::min(ends, d.context().now)));
  }
  return {};
}

Result<void> park(Decision& d, const Command& c) {
  const auto& rule = d.playbook().parking;
  const auto& m = d.matter();
  if (!rule) return Error("matter.no_parking", "verb");
  if (m.is_parked) return Error("matter.is_parked", "verb");
  if (!may_act(rule->by, c.by, d.view()))
    return Error("matter.not_yours", "by", {{"who", role_names(rule->by, d.playbook())}});
  if (m.parkings >= rule->at_most)
    return Error("matter.used_up", "verb", {{"what", "park"}, {"max", std::to_string(rule->at_most)}});
  if (c.amount < 1 || c.amount > rule->review_within_days)
    return Error("matter.park_range", "amount", {{"max", std::to_string(rule->review_within_days)}});
  const auto owner = holder_of(rule->owner, d.view(), {m.holder});
  if (!owner) return Error("people.nobody_above", "by", {{"number", m.number}});
  LimitRule review;
  review.limit.amount = c.amount;
  review.limit.unit = LimitUnit::kDay;
  review.limit.basis = "park";
  std::vector<std::string> running;
  for (const auto& clock : m.clocks)
    if (clock.is_running()) running.push_back(clock.id);
  const CivilDate last = date_of(d.context().now) + c.amount;
  d.emit(MatterParked{m.holder, *owner, at_minute(last, 1440), c.reason});
  for (const auto& id : running) d.emit(ClockStopped{id, "park", {}});
  return d.start_clock("park", review);
}

Result<void> unpark(Decision& d, const Command& c) {
  if (!d.matter().is_parked) return Error("matter.not_parked", "verb");
  if (c.by != d.matter().holder && !d.by_oversees())
    return Error("matter.not_yours", "by", {{"who", d.context().people.name(d.matter().holder)}});
  const auto* state = d.playbook().state(d.matter().state);
  const auto holder = holder_of(state->held_by, d.view());
  if (!holder) return Error("people.nobody_above", "by", {{"number", d.matter().number}});
  d.emit(MatterUnparked{*holder, c.reason});
  if (counting(d.matter(), "park") != nullptr) d.emit(ClockEnded{"park"});
  std::vector<MatterClock> stopped;
  for (const auto& clock : d.matter().clocks)
    if (!clock.is_ended() && clock.is_stopped() && clock.span.stops.back().reason == "park")
      stopped.push_back(clock);
  for (const auto& clock : stopped) GUATU_TRY_VOID(d.resume_clock(clock, d.context().now));
  return {};
}

}  // namespace guatu::kernel::detail
