// Many commits in one: for filling a store quickly, where nobody waits for the disk. Not for a desk that
// serves people: an answer comes before the sync.
#pragma once

#include <memory>
#include <optional>

#include "guatu/kernel/ports.h"

namespace guatu::sim {

/// A store over another; its commits reach the other once in so many, or by flush(). What a Writer wrote and
/// did not commit cannot be taken back alone: the store is then broken and answers store.io from there on.
/// One thread; one Writer at a time; Readers see what the open transaction has written.
class BatchStore final : public kernel::Store {
 public:
  /// @param every  commits that go into one
  BatchStore(kernel::Store& inner, std::size_t every) : inner_(inner), every_(every) {}
  ~BatchStore() override = default;
  Result<std::unique_ptr<kernel::Writer>> begin() override;
  Result<std::unique_ptr<kernel::Reader>> read() override;
  /// Commits what is waiting. @errors store.*
  Result<void> finish();

 private:
  friend class BatchWriter;
  Result<void> ensure();
  void broken() { is_broken_ = true; }
  Result<void> committed();

  kernel::Store& inner_;
  std::size_t every_;
  std::size_t waiting_ = 0;
  std::unique_ptr<kernel::Writer> writer_;
  bool is_broken_ = false;
};

}  // namespace guatu::sim
