// SQLite's own file layer, which ends the process at a chosen write, sync or truncate: so that a kill falls
// inside a commit or a checkpoint and not only between them. For harnesses: no product code registers it.
#pragma once

#include <cstdint>
#include <string>

namespace guatu::store::sqlite {

enum class KillMoment {
  kBefore,
  kHalfWay,  ///< of a write: its first half is in the file
  kAfter
};

/// Registers it, over the system's layer and for the rest of the process; once a process.
/// @param at  the process gets SIGKILL at this write, sync or truncate, counted from 1 over all files; 0:
/// never
/// @return    its name, for OpenOptions::vfs
std::string register_killing_vfs(std::int64_t at, KillMoment moment);

}  // namespace guatu::store::sqlite
