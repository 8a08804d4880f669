// Who is there and what lies open, kept by the simulator from the events that were written, so that an agent
// is found without a search. Not the truth: the ledger is.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "guatu/base/strong_id.h"
#include "guatu/kernel/ledger/event.h"

namespace guatu::sim {

/// A set with a random member in O(1); the order follows from what was done alone.
template <class T>
class Bag {
 public:
  void add(const T& x) {
    if (places_.emplace(x, items_.size()).second) items_.push_back(x);
  }
  void remove(const T& x) {
    const auto it = places_.find(x);
    if (it == places_.end()) return;
    const auto at = it->second;
    places_.erase(it);
    if (at + 1 != items_.size()) {
      items_[at] = std::move(items_.back());
      places_[items_[at]] = at;
    }
    items_.pop_back();
  }
  const std::vector<T>& items() const { return items_; }
  bool has(const T& x) const { return places_.contains(x); }

 private:
  std::vector<T> items_;
  std::unordered_map<T, std::size_t> places_;
};

class Folk {
 public:
  void fold(const kernel::Event& e);

  const std::vector<PersonId>& persons() const { return persons_.items(); }
  /// Active persons of exactly that unit; empty for none.
  const std::vector<PersonId>& in_unit(const UnitId& unit) const;
  const std::vector<UnitId>& units() const { return units_.items(); }
  /// Open matters of a playbook.
  const std::vector<MatterId>& open(const std::string& playbook) const;
  std::size_t open_count() const { return playbook_of_.size(); }

 private:
  void close(MatterId id);

  Bag<PersonId> persons_;
  Bag<UnitId> units_;
  std::unordered_map<UnitId, Bag<PersonId>> by_unit_;
  std::unordered_map<PersonId, UnitId> unit_of_;
  std::map<std::string, Bag<MatterId>> open_;
  std::unordered_map<MatterId, std::string> playbook_of_;  ///< of the open ones
  std::unordered_map<MatterId, std::string> closed_;       ///< that may be reopened
};

}  // namespace guatu::sim
