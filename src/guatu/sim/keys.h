// Keys of persons for a simulated city: they survive what the machine survives, and the same seed seals the
// same bytes. For runs that are thrown away: a key follows from its name, so nothing is secret here.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "guatu/kernel/ledger/personal.h"

namespace guatu::sim {

/// One thread. Keys that were made and not flushed are lost by drop(), as on a disk.
class SimKeys : public kernel::PersonKeys {
 public:
  Result<std::string> name_of(std::string_view subject) override;
  Result<std::vector<std::string>> names_of(std::string_view subject) override;
  Result<State> state_of(const std::string& name) override;
  /// @errors personal.erased
  Result<std::string> seal(const std::string& name, std::string_view about, std::string_view plain) override;
  /// @errors seal.wrong
  Result<std::optional<std::string>> open(const std::string& name, std::string_view about,
                                          std::string_view sealed) override;
  std::string digest(std::string_view bytes) override;
  Result<void> flush() override;
  void drop() override;
  /// @errors file.unwritable, once after fail_next_destroy()
  Result<bool> destroy(const std::string& name) override;
  /// The disk of the keys fails the next time that one is to be destroyed.
  void fail_next_destroy() { will_fail_ = true; }

 private:
  std::map<std::string, State> on_disk_;
  std::set<std::string> made_;
  std::map<std::string, int, std::less<>> erasures_;  ///< by subject
  std::map<std::string, std::string> subject_of_;     ///< by name
  bool will_fail_ = false;
};

}  // namespace guatu::sim
