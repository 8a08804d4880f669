// Trouble on demand: a store whose nth call fails. Which call and when comes from the simulator's seed.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "guatu/base/result.h"
#include "guatu/kernel/ports.h"

namespace guatu::sim {

/// What may go wrong in a run. docs/operating/simulate.md describes each.
struct Faults {
  bool crash = false;    ///< the machine stops: desk and store are dropped, the ledger is opened anew
  bool late = false;     ///< no sweep for days
  bool again = false;    ///< the same command comes twice, also with other content
  bool reorder = false;  ///< a command arrives after those that were sent later
  bool io = false;       ///< an append, a put or a commit of the store fails
  bool clock = false;    ///< the machine's clock jumps, back by hours or ahead by days

  static Faults all() { return {true, true, true, true, true, true}; }
  bool any() const { return crash || late || again || reorder || io || clock; }
  bool operator==(const Faults&) const = default;
};

/// `crash,late`; `all`; `none`.
std::string to_text(const Faults& f);
/// @errors sim.fault (args `got`, `words`)
Result<Faults> parse_faults(const std::string& text);

/// Hands every call to another store; the planned one fails. One thread.
class FaultyStore final : public kernel::Store {
 public:
  enum class Where {
    kBegin,         ///< store.busy
    kAppend,        ///< store.io, nothing written
    kPutMatter,     ///< store.io, in the middle of a step
    kRemember,      ///< store.io, at the end of a step
    kCommitFull,    ///< store.full: the transaction is taken back
    kCommitBefore,  ///< store.sync_failed, and nothing reached the disk
    kCommitAfter,   ///< store.sync_failed, and everything reached it
  };
  static constexpr int kKinds = 7;

  explicit FaultyStore(kernel::Store& inner) : inner_(inner) {}
  /// The `nth` call of that kind from now on fails, 1 being the next. Replaces a plan that has not come true.
  void plan(Where where, int nth) {
    where_ = where;
    left_ = nth;
    has_fired_ = false;
  }
  void forget() { left_ = 0; }
  bool has_fired() const { return has_fired_; }

  Result<std::unique_ptr<kernel::Writer>> begin() override;
  Result<std::unique_ptr<kernel::Reader>> read() override { return inner_.read(); }

  /// Is this the call that fails?
  bool fails(Where where);

 private:
  kernel::Store& inner_;
  Where where_ = Where::kBegin;
  int left_ = 0;
  bool has_fired_ = false;
};

}  // namespace guatu::sim
