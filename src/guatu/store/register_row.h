// The columns of the register: one order for matters and matter_versions, for reading, writing and comparing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <variant>

#include "guatu/kernel/ledger/matter.h"
#include "guatu/kernel/ports.h"

namespace guatu::store {

/// What is bound to a statement: int64, or text as UTF-8.
using Value = std::variant<std::int64_t, std::string>;

/// Stands for "no running clock" in due_at (so that it sorts last) and for "still so" in to_position.
inline constexpr std::int64_t kNoEnd = std::numeric_limits<std::int64_t>::max();

inline constexpr std::size_t kRegisterColumnCount = 22;
/// In the order of MatterRow, which has id before and position after them; unit_path is not in it.
inline constexpr std::array<std::string_view, kRegisterColumnCount> kRegisterColumns{
    "number",  "playbook",  "title",      "unit",       "parent",    "about",    "state",   "outcome",
    "opener",  "holder",    "opened_at",  "closed_at",  "moved_at",  "due_at",   "warn_at", "mark",
    "returns", "is_parked", "is_stopped", "supervisor", "last_told", "unit_path"};
inline constexpr std::size_t kLastToldColumn = 20;

/// The values of those columns, as stored.
using RegisterValues = std::array<Value, kRegisterColumnCount>;

/// What the register keeps of `m`; `told` is what its last_told is to be.
RegisterValues register_values(const kernel::Matter& m, const std::string& unit_path,
                               const std::string& told);

/// The row of a list. Takes texts out of `values`.
kernel::MatterRow matter_row(MatterId id, RegisterValues&& values, Position position);

/// The first column that may never change and did; empty if none. Source: docs/formats/storage.md.
std::string_view changed_identity(const RegisterValues& before, const RegisterValues& after);

/// What is searched of a matter: its number and every text among its field values, a line each. Person names
/// are not stored in it.
std::string search_body(const kernel::Matter& m);

}  // namespace guatu::store
