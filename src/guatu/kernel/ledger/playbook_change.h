// What a playbook that is to be published means for the versions that are there.
#pragma once

#include <string>

#include "guatu/base/result.h"
#include "guatu/kernel/ledger/world.h"

namespace guatu::kernel {

/// True: this very text is published already, under its version; false: it is the next version.
/// @param file  for the place of an error
/// @errors playbook.version_taken: that version has another text; playbook.version_older: there is a newer
/// one
Result<bool> is_published(const World& world, const Playbook& playbook, const std::string& file);

}  // namespace guatu::kernel
