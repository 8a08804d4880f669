#include "guatu/kernel/rehearsal/retold.h"

#include "guatu/kernel/ledger/fields.h"

namespace guatu::kernel::detail {

namespace {

/// One overload a payload that begins a step; fills in what its verb takes. `false`: no command.
class Teller {
 public:
  Teller(Command& c, std::span<const Event> step, const Matter& before, const Playbook* own,
         const Playbook& draft)
      : c_(c), step_(step), before_(before), own_(own), draft_(draft) {}

  bool operator()(const MatterOpened& p) {
    c_.matter = {};
    c_.playbook = p.playbook;
    c_.unit = p.unit;
    c_.parent = p.parent;
    c_.about = p.about;
    c_.fields = given(p.fields, false);
    return is(Verb::kOpen);
  }
  bool operator()(const MatterMoved& p) {
    c_.move = p.move;
    c_.fields = given(p.fields, false);
    // A value that was given again as it stood left no trace in the event; the move could not do without it.
    const auto* own_move = own_ == nullptr ? nullptr : own_->move(p.move);
    if (own_move != nullptr)
      for (const auto& need : own_move->needs)
        if (!c_.fields.contains(need) && is_set(before_.fields, need) && !is_computed(need))
          c_.fields.emplace(need, before_.fields.at(need));
    return is(Verb::kMove, p.reason);
  }
  bool operator()(const MatterAmended& p) {
    c_.fields = given(p.fields, true);
    return is(Verb::kAmend, p.reason);
  }
  bool operator()(const MatterAssigned& p) { return person(Verb::kAssign, p.to, p.reason); }
  bool operator()(const MatterTransferred& p) {
    c_.unit = p.to_unit;
    return person(Verb::kTransfer, p.to, p.reason);
  }
  bool operator()(const MatterReturned& p) { return is(Verb::kReturn, p.reason); }
  bool operator()(const HelpAsked& p) { return person(Verb::kAskHelp, p.person, p.reason); }
  bool operator()(const HelpGiven& p) { return is(Verb::kGiveHelp, p.note); }
  bool operator()(const CosignAsked& p) { return person(Verb::kAskCosign, p.person, p.reason); }
  bool operator()(const Cosigned& p) {
    c_.agrees = p.agrees ? "yes" : "no";
    return is(Verb::kCosign, p.note);
  }
  bool operator()(const MatterCopied& p) { return person(Verb::kCopy, p.person, ""); }
  bool operator()(const ExtensionAsked& p) {
    c_.clock = p.clock;
    c_.amount = p.amount;
    return is(Verb::kAskExtension, p.reason);
  }
  bool operator()(const ExtensionRefused& p) {
    c_.clock = p.clock;
    c_.agrees = "no";
    return is(Verb::kAnswerExtension, p.reason);
  }
  bool operator()(const ClockExtended& p) {
    c_.clock = p.clock;
    c_.agrees = "yes";
    return is(Verb::kAnswerExtension);
  }
  bool operator()(const MatterMerged& p) {
    c_.other = p.into;
    return is(Verb::kMerge, p.reason);
  }
  bool operator()(const MatterWithdrawn& p) { return is(Verb::kWithdraw, p.reason); }
  bool operator()(const MatterUrged& p) { return is(Verb::kUrge, p.reason); }
  bool operator()(const SupervisionBegun& p) { return person(Verb::kSupervise, p.supervisor, p.reason); }
  bool operator()(const SupervisionEnded& p) { return is(Verb::kEndSupervision, p.reason); }
  bool operator()(const MatterParked& p) {
    for (const auto& e : step_)
      if (const auto* started = std::get_if<ClockStarted>(&e.data); started != nullptr)
        c_.amount = started->span.limit.amount;
    return is(Verb::kPark, p.reason);
  }
  bool operator()(const MatterUnparked& p) { return is(Verb::kUnpark, p.reason); }
  bool operator()(const MatterReopened& p) { return is(Verb::kReopen, p.reason); }
  bool operator()(const ClockStopped& p) {
    c_.name = p.reason;
    return is(Verb::kStop, p.reason);  // Why it was stopped is not kept; a stop needs some reason.
  }
  bool operator()(const ClockResumed& p) {
    c_.name = p.reason;
    return is(Verb::kResume);
  }
  bool operator()(const MatterLinked& p) {
    c_.other = p.other;
    c_.name = p.kind;
    return is(Verb::kLink);
  }
  bool operator()(const PersonRecused& p) { return person(Verb::kRecuse, p.person, p.reason); }
  template <class Other>
  bool operator()(const Other&) {
    return false;
  }

 private:
  bool is(Verb v, const std::string& reason = {}) {
    c_.verb = v;
    c_.reason = reason;
    return true;
  }
  bool person(Verb v, const PersonId& p, const std::string& reason) {
    c_.person = p;
    return is(v, reason);
  }
  bool is_computed(std::string_view id) const {
    for (const auto* book : {own_, &draft_})
      if (book != nullptr)
        if (const auto* f = book->field(id); f != nullptr && f->computed) return true;
    return false;
  }
  /// Without what the product computed.
  json::object given(const json::object& written, bool with_cleared) const {
    json::object out;
    for (const auto& [key, value] : written)
      if (!is_computed(std::string_view(key)) && (with_cleared || !value.is_null())) out.emplace(key, value);
    return out;
  }

  Command& c_;
  std::span<const Event> step_;
  const Matter& before_;
  const Playbook* own_;
  const Playbook& draft_;
};

}  // namespace

std::optional<Command> command_of(std::span<const Event> step, const Matter& before, const Playbook* own,
                                  const Playbook& draft) {
  Command c;
  const auto& first = step.front();
  c.id = first.command_id;
  c.by = first.by;
  c.matter = first.matter;
  if (!std::visit(Teller(c, step, before, own, draft), first.data)) return std::nullopt;
  return c;
}

}  // namespace guatu::kernel::detail
