#include "guatu/testing/failing_store.h"

#include "guatu/kernel/forward.h"

namespace guatu::testing {

namespace {

class FailingWriter final : public kernel::ForwardWriter {
 public:
  FailingWriter(FailingStore& store, std::unique_ptr<kernel::Writer> inner)
      : ForwardWriter(std::move(inner)), store_(store) {}

  Result<void> append(std::vector<kernel::Event>& events) override {
    GUATU_TRY_VOID(may("append"));
    return inner_->append(events);
  }
  Result<void> put_matter(const kernel::Matter& m, const std::string& path,
                          const std::string& told) override {
    GUATU_TRY_VOID(may("put_matter"));
    return inner_->put_matter(m, path, told);
  }
  Result<void> remember_command(const std::string& id, const kernel::PastCommand& c) override {
    GUATU_TRY_VOID(may("remember_command"));
    return inner_->remember_command(id, c);
  }
  Result<void> commit() override {
    GUATU_TRY_VOID(may("commit"));
    ++store_.commits;
    const auto last = inner_->last_position();
    auto done = inner_->commit();
    if (done && store_.committed) store_.committed(last);
    return done;
  }

 private:
  Result<void> may(const char* act) {
    if (store_.fail)
      if (auto e = store_.fail(act)) return *e;
    return {};
  }

  FailingStore& store_;
};

}  // namespace

Result<std::unique_ptr<kernel::Writer>> FailingStore::begin() {
  if (fail)
    if (auto e = fail("begin")) return *e;
  GUATU_TRY(writer, inner_.begin());
  return std::unique_ptr<kernel::Writer>(std::make_unique<FailingWriter>(*this, std::move(writer)));
}

}  // namespace guatu::testing
