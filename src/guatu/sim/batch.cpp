#include "guatu/sim/batch.h"

#include <utility>

#include "guatu/kernel/forward.h"

namespace guatu::sim {

namespace {

class BatchReader final : public kernel::ForwardReads<kernel::Reader> {
 public:
  explicit BatchReader(kernel::Writer& writer) : writer_(writer) {}

 protected:
  kernel::Reader& to() override { return writer_; }

 private:
  kernel::Writer& writer_;
};

}  // namespace

class BatchWriter final : public kernel::ForwardReads<kernel::Writer> {
 public:
  explicit BatchWriter(BatchStore& store) : store_(store) {}
  ~BatchWriter() override {
    if (is_dirty_) store_.broken();
  }
  BatchWriter(const BatchWriter&) = delete;
  BatchWriter& operator=(const BatchWriter&) = delete;

  Result<void> append(std::vector<kernel::Event>& events) override {
    is_dirty_ = true;
    return to().append(events);
  }
  Result<void> put_matter(const kernel::Matter& m, const std::string& unit_path,
                          const std::string& told) override {
    is_dirty_ = true;
    return to().put_matter(m, unit_path, told);
  }
  Result<void> take_sequence(const std::string& series, std::int64_t number) override {
    is_dirty_ = true;
    return to().take_sequence(series, number);
  }
  Result<void> remember_command(const std::string& command_id, const kernel::PastCommand& c) override {
    is_dirty_ = true;
    return to().remember_command(command_id, c);
  }
  Result<void> commit() override {
    GUATU_TRY_VOID(store_.committed());
    is_dirty_ = false;
    return {};
  }

 protected:
  kernel::Writer& to() override { return *store_.writer_; }

 private:
  BatchStore& store_;
  bool is_dirty_ = false;
};

Result<void> BatchStore::ensure() {
  if (is_broken_) return Error("store.io", "", {{"detail", "a batch was broken off"}});
  if (writer_) return {};
  GUATU_TRY(writer, inner_.begin());
  writer_ = std::move(writer);
  return {};
}

Result<std::unique_ptr<kernel::Writer>> BatchStore::begin() {
  GUATU_TRY_VOID(ensure());
  return std::unique_ptr<kernel::Writer>(new BatchWriter(*this));
}

Result<std::unique_ptr<kernel::Reader>> BatchStore::read() {
  GUATU_TRY_VOID(ensure());
  return std::unique_ptr<kernel::Reader>(new BatchReader(*writer_));
}

Result<void> BatchStore::committed() {
  return ++waiting_ < every_ ? Result<void>() : finish();
}

Result<void> BatchStore::finish() {
  if (is_broken_) return Error("store.io", "", {{"detail", "a batch was broken off"}});
  waiting_ = 0;
  if (!writer_) return {};
  auto r = writer_->commit();
  writer_.reset();
  if (r.has_error()) is_broken_ = true;
  return r;
}

}  // namespace guatu::sim
