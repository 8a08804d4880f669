// A published list of entries and what is drawn from it. No reader, no clock. See docs/formats/draw.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "guatu/kernel/playbook/playbook.h"
#include "guatu/plan/draw.h"

namespace guatu::housing {

/// The state in which a list is shown; its clock says from when on may be drawn.
inline constexpr const char* kListShown = "list_shown";

/// Has the playbook a list that is shown and drawn from? playbooks/allocation.yaml says what its fields mean.
bool is_draw(const kernel::Playbook& playbook);

/// The lines of a list without spaces around them; empty ones do not count.
std::vector<std::string> entries_of(std::string_view list);

/// Hexadecimal SHA-256 of the entries, joined by line feeds.
std::string list_digest(const std::vector<std::string>& entries);

}  // namespace guatu::housing
