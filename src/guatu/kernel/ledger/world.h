// What is not about one matter, folded from the ledger: people, calendar, counting rules, playbooks.
// Playbooks and calendars are parsed when first asked for; worlds of one process share what was parsed from
// the same text. Not safe from two threads.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/calendar/work_calendar.h"
#include "guatu/kernel/deadline/counting_rules.h"
#include "guatu/kernel/ledger/event.h"
#include "guatu/kernel/people/people.h"
#include "guatu/kernel/playbook/playbook.h"

namespace guatu::kernel {

class World {
 public:
  /// Folds one event; those about matters only move the position.
  void fold(const Event& e);
  Position position() const { return position_; }   ///< of the last event folded
  void set_position(Position p) { position_ = p; }  ///< after skipping events that are not about the world

  const People& people() const { return people_; }
  const std::string& name() const { return name_; }
  const std::string& ledger_id() const { return ledger_id_; }
  Instant swept_at() const { return swept_at_; }  ///< end of the last recorded sweep; 0: none

  /// The calendar in force. Published texts were checked; a damaged one covers nothing.
  const WorkCalendar& calendar() const;
  const CountingRules& rules() const;
  const std::string& rules_text() const { return rules_text_; }
  /// Names of the keys that were destroyed.
  const std::set<std::string>& erased_keys() const { return erased_keys_; }
  /// The playbook, in `version` or (0) the newest; nullptr when it was never published. Stays valid until the
  /// World goes.
  const Playbook* playbook(const std::string& id, int version = 0) const;
  /// Newest version of each, by id.
  std::vector<const Playbook*> playbooks() const;
  std::vector<int> versions(const std::string& id) const;
  /// Who published a version, when, under which file name.
  struct Publication {
    std::string file;
    PersonId by;
    Instant at;
  };
  /// Of `version` or (0) the newest; none when it was never published.
  std::optional<Publication> publication(const std::string& id, int version = 0) const;
  /// Texts of the calendar in force, as published.
  const std::vector<CalendarFile>& calendar_files() const { return calendar_files_; }
  /// Text as published. @errors playbook.unknown
  Result<std::string> playbook_text(const std::string& id, int version = 0) const;

 private:
  struct Published {
    std::string file;
    std::string text;
    std::shared_ptr<const CountingRules> rules;
    std::string rules_text;
    PersonId by;
    Instant at;
    mutable std::shared_ptr<const Playbook> parsed;
  };
  const Published* published(const std::string& id, int version) const;

  Position position_;
  People people_;
  std::string name_;
  std::string ledger_id_;
  Instant swept_at_;
  std::vector<CalendarFile> calendar_files_;
  mutable std::shared_ptr<const WorkCalendar> calendar_;
  std::string rules_text_;
  std::set<std::string> erased_keys_;
  std::shared_ptr<const CountingRules> rules_ = std::make_shared<CountingRules>();
  std::map<std::string, std::map<int, Published>> playbooks_;
};

}  // namespace guatu::kernel
