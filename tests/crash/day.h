// A small day at one desk, over any file layer: open, commands, a sweep, lists, close. Whatever fails is
// borne; what was answered is kept, and can be asked again.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/crash/city.h"

namespace guatu::crash {

class Day {
 public:
  static constexpr int kCommands = 30;
  /// @param commands  fewer, for harnesses that repeat the day very often
  explicit Day(int commands = kCommands) : asked_(static_cast<std::size_t>(commands)) {}

  /// The day. Exceptions of opening and closing go through; the desk has none.
  void live(const std::string& dir, const store::OpenOptions& options);
  int answered() const;
  /// Key of the first command or act that was refused; `none` or `open` (the ledger did not open).
  const std::string& key_of_first_refusal() const { return first_refusal_; }

  /// All commands again, those that were never asked too. What is wrong comes back in words; what was
  /// answered now is from now on an answer as well.
  using Faults = std::vector<std::pair<std::int64_t Tally::*, std::string>>;
  Faults ask_again(const std::string& dir, const store::OpenOptions& options, Tally& tally);

  /// True while the desk is asked; stays so when an exception comes out of it.
  bool is_at_desk() const { return is_at_desk_; }

  std::vector<std::string> faults;  ///< against what the desk promises, seen during the day
  std::string sweep_key;            ///< with which the sweep was refused

 private:
  struct Asked {
    std::optional<kernel::Command> command;
    std::optional<Step> step;  ///< when it was answered
  };
  /// Every third opens a matter, the next two act on it; none when its matter was not opened.
  std::optional<kernel::Command> command(std::size_t n) const;
  void refused(const std::string& key);
  void look_after_stop(const kernel::Desk& desk, const std::string& key);

  bool is_at_desk_ = false;
  std::vector<Asked> asked_;
  std::string first_refusal_ = "none";
};

}  // namespace guatu::crash
