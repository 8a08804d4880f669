// A changed rule as a text that is not published: what it is, and is it sound.
#pragma once

#include <string>

#include "guatu/base/result.h"
#include "guatu/kernel/ledger/world.h"
#include "guatu/kernel/playbook/playbook.h"

namespace guatu::kernel {

/// Does the text have the head of a playbook? Whatever else is wrong with it.
bool is_playbook_text(const std::string& text, const std::string& file);

/// A draft of a playbook that is published, read and proved under the rules and the calendar of `world`. It
/// may bear the version that is published already.
/// @errors those of read_playbook(); law.* of the proof; playbook.unknown
Checked<Playbook> read_draft(const std::string& text, const std::string& file, const World& world);

}  // namespace guatu::kernel
