// A store that does what another one does, until a test lets one of its acts fail. Counts commits.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "guatu/kernel/ports.h"

namespace guatu::testing {

/// What a test may let fail: it is asked before each act, with the act's name (`begin`, `append`,
/// `put_matter`, `remember_command`, `commit`), and gives the error, or none.
using FailWhen = std::function<std::optional<Error>(const std::string& act)>;

class FailingStore final : public kernel::Store {
 public:
  explicit FailingStore(kernel::Store& inner) : inner_(inner) {}
  Result<std::unique_ptr<kernel::Writer>> begin() override;
  Result<std::unique_ptr<kernel::Reader>> read() override { return inner_.read(); }

  FailWhen fail;
  /// After each commit that was done, with the last position in it.
  std::function<void(Position)> committed;
  std::atomic<int> commits{0};

 private:
  kernel::Store& inner_;
};

}  // namespace guatu::testing
