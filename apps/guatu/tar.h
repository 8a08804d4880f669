// Tar archives (POSIX ustar, with GNU's base-256 sizes beyond 8 GiB): regular files and the folders on their
// way, nothing else. Streamed, a file at a time.
#pragma once

#include <string>
#include <vector>

#include "guatu/base/instant.h"
#include "guatu/base/result.h"

namespace guatu::app {

/// Writes the files `paths` (below `dir`, at most 100 bytes each) to `tar`, which is synced and renamed into
/// place. Modes of the files are kept. @errors file.unreadable, file.unwritable
Result<void> pack_tar(const std::string& dir, const std::vector<std::string>& paths, const std::string& tar,
                      Instant at);

/// Unpacks into the existing folder `dir`. Refuses names that leave it, links and devices.
/// @errors backup.bad_tar (args `file`, `detail`), file.unreadable, file.unwritable
Result<void> unpack_tar(const std::string& tar, const std::string& dir);

}  // namespace guatu::app
