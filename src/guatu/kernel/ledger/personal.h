// Personal values: sealed before they enter an event, under a key of the person concerned, and sealed in
// every table; opened for views alone. Destroying the key is the erasure, and no proof of the ledger changes.
// What the keys lie in is the store's. See docs/adr/0011-personal-data.md.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "guatu/base/json_map.h"
#include "guatu/base/result.h"
#include "guatu/kernel/ledger/event.h"
#include "guatu/kernel/ledger/matter.h"
#include "guatu/kernel/people/people.h"
#include "guatu/kernel/playbook/playbook.h"

namespace guatu::kernel {

/// The keys of persons, kept outside the ledger. One writer at a time: inside the ledger's own transaction.
class PersonKeys {
 public:
  enum class State { kUnknown, kLive, kErased };

  virtual ~PersonKeys() = default;
  /// Name of the key that values of this person are sealed under now: 16 hexadecimal digits, which tell
  /// nothing without the ledger's secret. After an erasure the same person gets another one.
  /// @param subject  as it was written: telephone number, id number, person id; spaces, hyphens, case and
  ///                 full-width forms do not matter
  /// @errors store.*
  virtual Result<std::string> name_of(std::string_view subject) = 0;
  /// All names that this person ever had, the erased ones first. @errors store.*
  virtual Result<std::vector<std::string>> names_of(std::string_view subject) = 0;
  virtual Result<State> state_of(const std::string& name) = 0;
  /// Seals under the key `name`, which is made when there is none; see flush(). @errors store.*,
  /// personal.erased
  virtual Result<std::string> seal(const std::string& name, std::string_view about,
                                   std::string_view plain) = 0;
  /// None when the key was destroyed or is not here.
  /// @errors seal.wrong (it was altered), store.*
  virtual Result<std::optional<std::string>> open(const std::string& name, std::string_view about,
                                                  std::string_view sealed) = 0;
  /// HMAC-SHA-256 under the ledger's secret, hexadecimal.
  virtual std::string digest(std::string_view bytes) = 0;
  /// Keys that were made since the last call are on the disk when it returns. @errors store.*
  virtual Result<void> flush() = 0;
  /// Forgets keys that were made and not flushed.
  virtual void drop() = 0;
  /// Overwrites the key and remembers that it was erased. True if it was live. @errors store.*,
  /// file.unwritable
  virtual Result<bool> destroy(const std::string& name) = 0;
};

/// `{"sealed": "<key name>.<base64>"}`?
bool is_sealed(const json::value& v);
/// Name of the key; empty unless is_sealed().
std::string key_of_sealed(const json::value& v);
/// All key names among the values of an event.
std::set<std::string> keys_of(const Event& e);

/// Is a value given for a field that will be sealed?
bool carries_personal(const json::object& fields, const Playbook& playbook);

/// Seals the personal values among the fields of the step's events; null, which clears, stays.
/// The person concerned: the field `subject` of the playbook as it is after the command; else whom the values
/// that the matter has already concern (when those were erased, a key of the matter's own); else `concerns`;
/// else the opener.
/// @param before    the matter of the command; a default one for `open`
/// @param concerns  Command::concerns
/// @errors personal.no_keys (no keys given, and there is something to seal), store.*
Result<void> seal_step(std::vector<Event>& events, const Playbook& playbook, const Matter& before,
                       const std::string& ledger_id, PersonKeys* keys, const std::string& concerns = {});

struct Opened {
  enum class How { kPlain, kErased, kNoKey, kDamaged } how = How::kPlain;
  json::value value;  ///< kPlain
};
/// A sealed value of a field, opened. @errors store.*
Result<Opened> open_value(const json::value& sealed, const std::string& playbook, const std::string& field,
                          const std::string& ledger_id, PersonKeys& keys);

/// Holder, opener, head of the matter's unit or one above, supervision there, supervisor of the matter.
bool may_see_personal(const PersonId& person, const Matter& matter, const People& people);
/// The system or security administrator, or the head of the top unit.
bool may_erase(const PersonId& person, const People& people);

/// First character and `**`: enough to tell two apart, not to know one.
std::string masked(std::string_view text);

}  // namespace guatu::kernel
