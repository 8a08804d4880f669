// The files that matters refer to, in DIR/files under their SHA-256: what is referenced, whether it is there
// and whole, and what lies there without being referenced. Files are read in pieces, never whole.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "guatu/base/instant.h"
#include "guatu/base/result.h"
#include "guatu/base/strong_id.h"
#include "guatu/kernel/ports.h"

namespace guatu::app {

/// A file as the first event that names it has it.
struct Attachment {
  std::string sha256;  ///< lower-case hexadecimal; its name in DIR/files
  std::int64_t bytes = 0;
  std::string name;  ///< as it was called where it came from
  MatterId matter;
  Position position;
};
/// By SHA-256.
using Attachments = std::map<std::string, Attachment>;

/// Told (done, total); the unit is the caller's.
using Told = std::function<void(std::int64_t, std::int64_t)>;

/// Every file that an event up to `up_to` (0: to the end) refers to, also where a later event took it out
/// again.
/// @errors ledger.damaged
Result<Attachments> attachments_of(kernel::Reader& reader, Position up_to = {}, const Told& told = {});

struct Orphan {
  std::string name;  ///< in DIR/files
  std::int64_t bytes = 0;
  Instant changed_at;
};

struct FilesReport {
  std::int64_t files = 0;  ///< referenced
  std::int64_t bytes = 0;  ///< of them
  std::vector<Attachment> missing;
  std::vector<Attachment> changed;  ///< there, with another size or SHA-256, or unreadable
  std::vector<Orphan> orphans;      ///< referenced by no event
  bool is_whole() const { return missing.empty() && changed.empty(); }
};

/// Reads every file of `dir`/files that an event up to `up_to` (0: to the end) refers to.
/// @param told  in bytes
/// @errors those of attachments_of
Result<FilesReport> check_files(kernel::Reader& reader, const std::string& dir, Position up_to = {},
                                const Told& told = {});

/// As a list of problems: file.missing, file.changed (args `file`, `matter`, `position`).
Problems problems_of(const FilesReport& report);

/// How long a file that nothing refers to is kept: it may belong to a command that is on its way.
inline constexpr std::int64_t kOrphanKeptUs = kDayUs;

/// Removes those that did not change for kOrphanKeptUs. A file that a command takes up again meanwhile stays.
/// @return what was removed
/// @errors file.unwritable
Result<std::vector<Orphan>> remove_orphans(const std::string& dir, const std::vector<Orphan>& orphans,
                                           Instant now);

}  // namespace guatu::app
