// Erasure of a person's values by destroying their key. See docs/adr/0011-personal-data.md.
#include <algorithm>

#include "guatu/kernel/ledger/desk.h"
#include "guatu/kernel/ledger/personal.h"

namespace guatu::kernel {

Result<std::int64_t> Desk::erase_person(const std::vector<std::string>& keys, const std::string& reason,
                                        const PersonId& by) {
  if (person_keys_ == nullptr) return Error("personal.no_keys");
  if (trim(reason).empty()) return Error("field.required", "reason", {{"title", "理由 reason"}});
  if (!is_utf8(reason)) return Error("field.not_utf8", "reason");
  if (code_points(reason) > limits::kMaxReasonChars)
    return Error("field.too_long", "reason", {{"limit", std::to_string(limits::kMaxReasonChars)}});
  Alone alone(*this);
  std::vector<Event> events;
  {
    GUATU_TRY(writer, begin());
    const auto& people = world_.people();
    if (people.person(by) == nullptr) return Error("people.unknown_person", "by", {{"got", by.value}});
    if (!people.is_active(by)) return Error("people.not_active", "by", {{"got", by.value}});
    if (!may_erase(by, people)) return Error("people.may_not_erase", "by", {{"who", people.name(by)}});
    std::string id;
    for (const auto& key : keys) {
      if (world_.erased_keys().contains(key)) continue;
      if (id.empty()) id = "erase:" + key;
      events.push_back(
          {{}, {}, std::max(clock_.now(), writer->last_at()), by, id, PersonErased{key, reason}, {}});
    }
    if (!events.empty()) {
      GUATU_TRY(written, write(*writer, events, false));
      static_cast<void>(written);
    }
  }
  // The event first: should the machine stop here, whoever writes next destroys the key, see
  // destroy_erased(), and so does every restore.
  for (const auto& key : keys) {
    GUATU_TRY(was_live, person_keys_->destroy(key));
    static_cast<void>(was_live);
  }
  alone.keep();
  return static_cast<std::int64_t>(events.size());
}

Result<void> Desk::destroy_erased() {
  if (person_keys_ == nullptr || destroyed_ == world_.erased_keys().size()) return {};
  for (const auto& key : world_.erased_keys()) {
    GUATU_TRY(was_live, person_keys_->destroy(key));
    static_cast<void>(was_live);
  }
  destroyed_ = world_.erased_keys().size();
  return {};
}

}  // namespace guatu::kernel
