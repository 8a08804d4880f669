// A program of the system run as a child of ours, by its arguments and never through a shell: it gets no
// input, the environment that is given and nothing else, and so long and no longer. POSIX.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "guatu/base/result.h"

namespace guatu {

struct ChildOrder {
  std::vector<std::string> words;  ///< the program with its path, then its arguments
  std::vector<std::pair<std::string, std::string>> environment;  ///< all of it
  std::chrono::milliseconds at_most{60'000};                     ///< then it and its own children are ended
  std::int64_t file_bytes_max = 256 << 20;                       ///< of any file that it writes
};

/// Its exit status; what it prints is dropped. Blocks until it ended.
/// @errors child.not_run (args `program`, `detail`), child.too_slow (args `program`, `seconds`),
///         child.killed (args `program`, `signal`)
Result<int> run_child(const ChildOrder& order);

/// The path of a program in the folders that PATH names; empty: there is none.
std::string find_program(const std::string& name);

}  // namespace guatu
