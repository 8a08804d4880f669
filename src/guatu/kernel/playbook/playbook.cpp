// Looks things up in a playbook by id, and the texts of its enums. See playbook.h.
#include "guatu/kernel/playbook/playbook.h"

#include <array>

namespace guatu::kernel {

namespace {

// On disk, in playbooks and events; names are not reused.
constexpr std::array<const char*, 15> kFieldTypes{"text",  "choice", "boolean", "number", "integer",
                                                  "money", "date",   "instant", "area",   "place",
                                                  "files", "matter", "person",  "unit",   "list"};
constexpr std::array<const char*, 5> kFinals{"", "done", "refused", "withdrawn", "merged"};

template <class E, std::size_t N>
bool word_to_enum(const std::array<const char*, N>& words, std::string_view s, E& out) {
  for (std::size_t i = 0; i < N; ++i) {
    if (s != words[i]) continue;
    out = static_cast<E>(i);
    return true;
  }
  return false;
}

template <class T>
const T* by_id(const std::vector<T>& list, std::string_view id) {
  for (const auto& item : list)
    if (item.id == id) return &item;
  return nullptr;
}

}  // namespace

const char* text_of(FieldType t) {
  return kFieldTypes[static_cast<std::size_t>(t)];
}
bool from_text(std::string_view s, FieldType& out) {
  return word_to_enum(kFieldTypes, s, out);
}
const char* text_of(Final f) {
  return kFinals[static_cast<std::size_t>(f)];
}
bool from_text(std::string_view s, Final& out) {
  return word_to_enum(kFinals, s, out);
}

const Field* Playbook::field(std::string_view wanted) const {
  return by_id(fields, wanted);
}
const Role* Playbook::role(std::string_view wanted) const {
  return by_id(roles, wanted);
}
const State* Playbook::state(std::string_view wanted) const {
  return by_id(states, wanted);
}
const Move* Playbook::move(std::string_view wanted) const {
  return by_id(moves, wanted);
}
const StopRule* Playbook::stop(std::string_view wanted) const {
  return by_id(stops, wanted);
}

const LimitSet* Playbook::limit_set(std::string_view wanted) const {
  if (const auto* s = state(wanted); s != nullptr) return s->limit ? &*s->limit : nullptr;
  return by_id(limits, wanted);
}

const ExtensionRule* Playbook::extension(std::string_view clock) const {
  for (const auto& x : extensions)
    if (x.clock == clock) return &x;
  return nullptr;
}

const Ladder& Playbook::ladder(std::string_view clock) const {
  const auto* set = limit_set(clock);
  return set != nullptr && set->late ? *set->late : late;
}

}  // namespace guatu::kernel
