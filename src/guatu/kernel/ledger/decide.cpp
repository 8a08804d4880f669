// The door to all decisions: shape, who, state; then the verb's own function.
#include "guatu/kernel/ledger/decide.h"

#include <fmt/format.h>

#include "guatu/kernel/ledger/decision.h"

namespace guatu::kernel {

namespace detail {

Decision::Decision(Matter matter, const Context& context, PersonId by, std::string command_id)
    : matter_(std::move(matter)), context_(context), by_(std::move(by)), command_id_(std::move(command_id)) {
  constexpr std::size_t kUsual = 4;  // A move that starts a clock: moved, ended, started.
  events_.reserve(kUsual);
}

void Decision::emit(Payload payload) {
  const Position position{context_.next.value + static_cast<std::int64_t>(events_.size())};
  const MatterId id = std::holds_alternative<MatterOpened>(payload) ? MatterId{position.value} : matter_.id;
  events_.push_back({position, id, context_.now, by_, command_id_, std::move(payload), {}});
  const auto folded = apply(matter_, events_.back());
  GUATU_ASSERT(folded.has_value());
  by_oversees_.reset();
}

void Decision::start_over(const Matter& matter) {
  matter_ = matter;
  events_.clear();
  by_oversees_.reset();
}

bool Decision::by_oversees() {
  if (!by_oversees_) by_oversees_ = oversees(by_, *this);
  return *by_oversees_;
}

void Decision::emit_about(MatterId matter, Payload payload) {
  const Position position{context_.next.value + static_cast<std::int64_t>(events_.size())};
  events_.push_back({position, matter, context_.now, by_, command_id_, std::move(payload), {}});
}

RoleView Decision::view() {
  if (!neighbours_loaded_) {
    if (matter_.parent) parent_ = context_.matter(matter_.parent);
    if (matter_.about) about_ = context_.matter(matter_.about);
    neighbours_loaded_ = true;
  }
  return {matter_, playbook(), context_.people, parent_ ? &*parent_ : nullptr, about_ ? &*about_ : nullptr};
}

std::string role_names(const std::vector<std::string>& roles, const Playbook& playbook) {
  std::vector<std::string> names;
  for (const auto& id : roles) {
    const auto* role = playbook.role(id);
    names.push_back(
        role == nullptr || role->title.zh.empty() || role->title.zh == id ? id : role->title.zh + " " + id);
  }
  return join(names, ", ");
}

namespace {

/// May anything but reopening and linking still happen to a closed matter? No.
bool works_on_closed(Verb v) {
  return v == Verb::kReopen || v == Verb::kLink || v == Verb::kCopy;
}

Result<void> run(Decision& d, const Command& c) {
  switch (c.verb) {
    case Verb::kOpen:
      return open(d, c);
    case Verb::kMove:
      return move(d, c);
    case Verb::kAmend:
      return amend(d, c);
    case Verb::kReopen:
      return reopen(d, c);
    case Verb::kAskExtension:
      return ask_extension(d, c);
    case Verb::kAnswerExtension:
      return answer_extension(d, c);
    case Verb::kStop:
      return stop(d, c);
    case Verb::kResume:
      return resume(d, c);
    case Verb::kPark:
      return park(d, c);
    case Verb::kUnpark:
      return unpark(d, c);
    default:
      return other_verb(d, c);
  }
}

std::optional<Error> stranger(const PersonId& by, const People& people) {
  if (people.is_active(by)) return std::nullopt;
  const bool known = people.person(by) != nullptr;
  return Error(known ? "people.not_active" : "people.unknown_person", "by", {{"got", by.value}});
}

/// What every verb asks first of a person who is there.
Result<void> admit(const Matter& matter, const Command& command) {
  if (command.verb != Verb::kOpen && !matter.is_open() && !works_on_closed(command.verb))
    return Error("matter.closed", "", {{"number", matter.number}, {"outcome", matter.outcome}});
  if (matter.is_recused(command.by)) return Error("matter.recused", "by", {{"who", command.by.value}});
  return {};
}

Result<void> run_whole(Decision& d, const Command& command) {
  GUATU_TRY_VOID(run(d, command));
  return recuse_named(d);
}

}  // namespace

}  // namespace detail

Trial::Trial(const Matter& matter, const Context& context, const PersonId& by)
    : matter_(matter),
      decision_(std::make_unique<detail::Decision>(matter, context, by, "prospect")),
      may_not_act_(detail::stranger(by, context.people)) {
  GUATU_ASSERT(context.playbook != nullptr);
}

Trial::~Trial() = default;

std::optional<Error> Trial::refusal_of(const Command& command) {
  if (may_not_act_) return may_not_act_;
  if (auto admitted = detail::admit(matter_, command); admitted.has_error())
    return std::move(admitted).error();
  GUATU_ASSERT(command.by == decision_->by());
  auto done = detail::run_whole(*decision_, command);
  if (decision_->has_events()) decision_->start_over(matter_);
  return done.has_error() ? std::optional(std::move(done).error()) : std::nullopt;
}

Result<std::vector<Event>> decide(const Matter& matter, const Command& command, const Context& context,
                                  Matter* then) {
  GUATU_ASSERT(context.playbook != nullptr);
  GUATU_TRY_VOID(check_shape(command));
  if (auto stranger = detail::stranger(command.by, context.people)) return std::move(*stranger);
  GUATU_TRY_VOID(detail::admit(matter, command));
  detail::Decision d(matter, context, command.by, command.id);
  GUATU_TRY_VOID(detail::run_whole(d, command));
  // Law 1 and law 2, whatever the verb did.
  const auto& after = d.matter();
  GUATU_ASSERT(!after.is_open() || context.people.is_active(after.holder));
  GUATU_ASSERT(!after.is_open() || std::any_of(after.clocks.begin(), after.clocks.end(),
                                               [](const MatterClock& c) { return !c.is_ended(); }));
  if (then != nullptr) *then = d.take_matter();
  return d.take();
}

std::string number_series(const Playbook& playbook, Instant now, const UnitId& unit) {
  const CivilDate day = date_of(now);
  std::string out;
  const auto& p = playbook.number.pattern;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const auto end = p[i] == '{' ? p.find('}', i) : std::string::npos;
    if (end == std::string::npos) {
      out += p[i];
      continue;
    }
    const auto token = p.substr(i + 1, end - i - 1);
    if (token == "year") out += fmt::format("{:04}", day.year());
    if (token == "month") out += fmt::format("{:02}", day.month());
    if (token == "day") out += fmt::format("{:02}", day.day());
    if (token == "unit") out += unit.value;
    if (token.rfind("seq", 0) == 0) out += "{}";
    i = end;
  }
  return out;
}

std::vector<const Move*> possible_moves(const Matter& matter, const PersonId& person,
                                        const Context& context) {
  std::vector<const Move*> out;
  if (!matter.is_open() || matter.is_parked) return out;
  detail::Decision d(matter, context, person, "");
  for (const auto& move : context.playbook->moves) {
    if (std::find(move.from.begin(), move.from.end(), matter.state) == move.from.end()) continue;
    if (!may_act(move.by, person, d.view())) continue;
    const auto made = matter.doings.find(move.id);
    if (move.at_most > 0 && made != matter.doings.end() && made->second.count >= move.at_most) continue;
    if (!move.verifies.empty()) {
      const auto done = matter.doings.find(move.verifies);
      if (done == matter.doings.end() || !done->second.is_fresh || done->second.by == person) continue;
    }
    out.push_back(&move);
  }
  return out;
}

}  // namespace guatu::kernel
