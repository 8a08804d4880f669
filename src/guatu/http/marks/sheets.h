// The sheet of now, kept up with the ledger, and the sheets of a few other moments. Safe from any thread.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <shared_mutex>

#include "guatu/http/marks/sheet.h"

namespace guatu::http::marks {

/// Sheets of other moments that are kept, the last asked for: a slider goes to and fro.
inline constexpr std::size_t kKeptSheets = 4;

class Sheets {
 public:
  using Look = std::function<Result<void>(const Sheet& sheet)>;

  /// Calls `look` once with the sheet as of `as_of` (0: now, at least as far as `reader` sees), which stands
  /// still meanwhile. The first call reads all open matters; later ones only what changed.
  /// @param world  of that moment
  /// @errors those of Sheet::read and of `look`
  Result<void> with(kernel::Reader& reader, const kernel::World& world, Position as_of, const Look& look);

 private:
  Result<void> with_now(kernel::Reader& reader, const kernel::World& world, const Look& look);
  Result<std::shared_ptr<const Sheet>> then(kernel::Reader& reader, const kernel::World& world,
                                            Position as_of);

  std::shared_mutex now_mutex_;
  std::unique_ptr<Sheet> now_;
  Position world_at_;  ///< of the world that the sheet was last looked at with
  std::mutex then_mutex_;
  std::list<std::shared_ptr<const Sheet>> then_;
};

}  // namespace guatu::http::marks
