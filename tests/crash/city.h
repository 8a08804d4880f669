// What every part of the harness works with: a small city in a folder, callers who act in it, what they were
// answered, and what a part counted. See docs/reliability.md.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "guatu/kernel/ledger/desk.h"
#include "guatu/kernel/ports.h"
#include "guatu/store/open.h"

namespace guatu::crash {

/// Seeded, and the same on every machine.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::int64_t below(std::int64_t n) {
    return static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(n));
  }
  bool one_in(std::int64_t n) { return below(n) == 0; }

 private:
  std::mt19937_64 engine_;
};

/// What a part of the harness counted. Anything but points and acknowledged is a fault of the product.
struct Tally {
  std::string part;
  std::int64_t points = 0;        ///< crashes, or failures let in
  std::int64_t acknowledged = 0;  ///< commands that were answered, and looked for afterwards
  std::int64_t lost = 0;          ///< of these, not there afterwards
  std::int64_t doubled = 0;       ///< commands that stand in the ledger twice
  std::int64_t torn = 0;          ///< no prefix of what happened, a register that is not the fold, damage
  std::int64_t hangs = 0;
  double seconds = 0;
  bool is_cut_short = false;        ///< its time was up before its points were
  std::vector<std::string> faults;  ///< the first of them, in words

  bool is_well() const { return points > 0 && lost + doubled + torn + hangs == 0; }
  void fault(std::int64_t Tally::*kind, const std::string& words);
  /// `kills: 500 points, 8731 acknowledged, 0 lost, 0 doubled, 0 torn, 0 hangs, 61.2 s`.
  std::string line() const;
};

/// Stops the program: the harness itself cannot go on.
[[noreturn]] void stop(const std::string& why);

template <class T>
auto must(T result) {
  if (result.has_error()) {
    if constexpr (std::is_same_v<std::decay_t<decltype(result.error())>, Problems>)
      stop(result.error().front().key + " " + result.error().front().field);
    else
      stop(result.error().key + " " + result.error().field +
           (result.error().args.empty() ? "" : " " + result.error().args.front().second));
  }
  if constexpr (!std::is_void_v<typename T::value_type>) return std::move(*result);
}

/// A new ledger in `dir` (anything there is removed): one playbook, a city, a bureau, four persons.
void make_city(const std::string& dir);
void copy_folder(const std::string& from, const std::string& to);

/// What opens a matter; its content follows from the id, so that anybody can ask it again.
kernel::Command open_command(const std::string& id);

/// One who acts: opens matters and moves them to their end, with commands that a sound ledger does not refuse
/// unless a sweep was faster.
class Caller {
 public:
  Caller(std::string name, std::uint64_t seed) : name_(std::move(name)), dice_(seed) {}
  kernel::Command next();
  void answered(const kernel::Command& c, const kernel::Answer& a);

 private:
  struct Own {
    MatterId id;
    int stage = 0;
  };
  std::string name_;
  Dice dice_;
  std::vector<Own> own_;
  int count_ = 0;
};

/// One command as it stands in a ledger.
struct Step {
  Position first, last;
  MatterId matter;
  bool operator==(const Step&) const = default;
};
Step step_of(const kernel::Answer& a);

/// The commands of a ledger by id; what stands twice, or with a gap, goes into `tally`.
std::map<std::string, Step> read_steps(kernel::Reader& reader, Tally& tally);

/// Digests of the tables of a folder, and of the same after it was rebuilt from its events. The folder must
/// not be in use; it is rebuilt in place. A difference goes into `tally`.
void check_rebuild(const std::string& dir, Tally& tally, const std::string& where);

/// Seconds since some moment.
double seconds();

}  // namespace guatu::crash
