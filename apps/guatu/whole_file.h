// A file that a command writes piece by piece, and that is there whole or not at all.
#pragma once

#include <functional>
#include <ostream>
#include <string>

#include "guatu/base/result.h"

namespace guatu::app {

/// `write` fills `FILE.new`, which becomes `file` once all of it was taken; on any failure it is removed.
/// @errors cli.write_failed (args `file`, `detail`); those of `write`
Result<void> stream_whole(const std::string& file, const std::function<Result<void>(std::ostream&)>& write);

}  // namespace guatu::app
