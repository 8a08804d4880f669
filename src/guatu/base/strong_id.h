// Ids and units are types: a PersonId does not pass for a UnitId.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

namespace guatu {

/// A 64-bit id. 0 means "none".
template <class Tag>
struct IntId {
  std::int64_t value = 0;
  auto operator<=>(const IntId&) const = default;
  explicit operator bool() const { return value != 0; }
};

/// A short text id, chosen by people (`gujiao`, `gj.mayor`): letters, digits, `.`, `_`, `-`. Empty means
/// "none".
template <class Tag>
struct TextId {
  std::string value;
  auto operator<=>(const TextId&) const = default;
  explicit operator bool() const { return !value.empty(); }
};

using MatterId = IntId<struct MatterTag>;    ///< ledger position of the event that opened the matter
using Position = IntId<struct PositionTag>;  ///< place of an event in the ledger; first is 1
using PersonId = TextId<struct PersonTag>;   ///< `system` is the product itself
using UnitId = TextId<struct UnitTag>;       ///< a node of the unit tree

}  // namespace guatu

template <class Tag>
struct std::hash<guatu::IntId<Tag>> {
  std::size_t operator()(const guatu::IntId<Tag>& id) const { return std::hash<std::int64_t>()(id.value); }
};
template <class Tag>
struct std::hash<guatu::TextId<Tag>> {
  std::size_t operator()(const guatu::TextId<Tag>& id) const { return std::hash<std::string>()(id.value); }
};
