#include "guatu/sim/folk.h"

namespace guatu::sim {

const std::vector<PersonId>& Folk::in_unit(const UnitId& unit) const {
  static const std::vector<PersonId> kNone;
  const auto it = by_unit_.find(unit);
  return it == by_unit_.end() ? kNone : it->second.items();
}

const std::vector<MatterId>& Folk::open(const std::string& playbook) const {
  static const std::vector<MatterId> kNone;
  const auto it = open_.find(playbook);
  return it == open_.end() ? kNone : it->second.items();
}

void Folk::close(MatterId id) {
  const auto it = playbook_of_.find(id);
  if (it == playbook_of_.end()) return;
  open_[it->second].remove(id);
  closed_.insert_or_assign(id, std::move(it->second));
  playbook_of_.erase(it);
}

void Folk::fold(const kernel::Event& e) {
  using namespace kernel;
  if (const auto* opened = std::get_if<MatterOpened>(&e.data)) {
    open_[opened->playbook].add(e.matter);
    playbook_of_.emplace(e.matter, opened->playbook);
  } else if (const auto* moved = std::get_if<MatterMoved>(&e.data)) {
    if (!moved->outcome.empty()) close(e.matter);
  } else if (std::holds_alternative<MatterWithdrawn>(e.data) ||
             std::holds_alternative<MatterMerged>(e.data)) {
    close(e.matter);
  } else if (std::holds_alternative<MatterReopened>(e.data)) {
    if (const auto it = closed_.find(e.matter); it != closed_.end()) {
      open_[it->second].add(e.matter);
      playbook_of_.insert_or_assign(e.matter, it->second);
    }
  } else if (const auto* person = std::get_if<PersonAdded>(&e.data)) {
    persons_.add(person->person);
    by_unit_[person->unit].add(person->person);
    unit_of_[person->person] = person->unit;
  } else if (const auto* left = std::get_if<PersonLeft>(&e.data)) {
    persons_.remove(left->person);
    by_unit_[unit_of_[left->person]].remove(left->person);
  } else if (const auto* unit = std::get_if<UnitAdded>(&e.data)) {
    units_.add(unit->unit);
  } else if (const auto* merged = std::get_if<UnitMerged>(&e.data)) {
    units_.remove(merged->unit);
    for (const auto& p : std::vector<PersonId>(by_unit_[merged->unit].items())) {
      by_unit_[merged->unit].remove(p);
      by_unit_[merged->into].add(p);
      unit_of_[p] = merged->into;
    }
  }
}

}  // namespace guatu::sim
