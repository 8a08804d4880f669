// Looks whether stored events are what was written: nothing missing, each line under its hash. One event
// after another, no table. Serves the check at opening, the export and the full check (verify.h).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "guatu/kernel/ledger/chain.h"
#include "guatu/kernel/ports.h"

namespace guatu::kernel {

/// The first event that is not as it was written.
struct Fault {
  enum class Kind {
    kGap,         ///< there is no such event, but later ones
    kUnreadable,  ///< a column holds what none of ours does, or the disk gives nothing
    kAltered      ///< line and hash do not fit
  } kind = Kind::kGap;
  Position position;
  bool operator==(const Fault&) const = default;
};

/// ledger.gap, ledger.unreadable, ledger.altered (arg `position`).
Error error_of(const Fault& f);

class ChainCheck {
 public:
  /// From the first event on; its data says which hash.
  ChainCheck() = default;
  /// From the event behind `after` on.
  ChainCheck(HashKind kind, Position after, const Digest& last) : chain_(Chain(kind, last)), after_(after) {}

  /// The next event. Nothing may be added behind a fault.
  std::optional<Fault> add(const StoredEvent& e);

  Position position() const { return after_; }  ///< of the last event that was sound
  const Digest& hash() const { return chain_->last(); }
  const std::string& line() const { return chain_->line(); }
  HashKind kind() const { return chain_ ? chain_->kind() : HashKind::kSha256; }

 private:
  std::optional<Chain> chain_;
  Position after_;
};

/// Checks the events behind those that `check` has seen, up to `up_to` (0: all), and calls `visit` (may be
/// empty) after each sound one; it returns false to stop. A disk that gives nothing is a fault too.
/// @throws StoreFailure  when the store is busy
std::optional<Fault> check_events(Reader& reader, ChainCheck& check, Position up_to,
                                  const std::function<bool(const StoredEvent&)>& visit);

/// The hash of the ledger, and whether its first event and its last block are sound: some milliseconds.
std::optional<Fault> check_tail(Reader& reader);

}  // namespace guatu::kernel
