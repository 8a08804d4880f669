// Guards over field values. Pure.
#pragma once

#include <boost/json.hpp>

#include "guatu/kernel/playbook/playbook.h"

namespace guatu::kernel {

/// True if every guard holds for `fields` (canonical JSON values by field id; an unset field is absent or
/// null). A guard on an unset field holds only for kIsUnset and kIsNot.
bool holds(const Guards& guards, const Playbook& playbook, const boost::json::object& fields);

/// The guard in words, `grade = major`, for explanations.
std::string to_text(const Guards& guards, const Playbook& playbook, Lang lang);

}  // namespace guatu::kernel
