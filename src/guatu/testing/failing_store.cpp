#include "guatu/testing/failing_store.h"

namespace guatu::testing {

namespace {

using kernel::Event;

class FailingWriter final : public kernel::Writer {
 public:
  FailingWriter(FailingStore& store, std::unique_ptr<kernel::Writer> inner)
      : store_(store), inner_(std::move(inner)) {}

  Result<void> append(std::vector<Event>& events) override {
    GUATU_TRY_VOID(may("append"));
    return inner_->append(events);
  }
  Result<void> put_matter(const kernel::Matter& m, const std::string& path,
                          const std::string& told) override {
    GUATU_TRY_VOID(may("put_matter"));
    return inner_->put_matter(m, path, told);
  }
  Result<void> take_sequence(const std::string& series, std::int64_t number) override {
    return inner_->take_sequence(series, number);
  }
  Result<void> remember_command(const std::string& id, const kernel::PastCommand& c) override {
    GUATU_TRY_VOID(may("remember_command"));
    return inner_->remember_command(id, c);
  }
  Result<void> savepoint() override { return inner_->savepoint(); }
  Result<void> rollback_to_savepoint() override { return inner_->rollback_to_savepoint(); }
  Result<void> release_savepoint() override { return inner_->release_savepoint(); }
  Result<void> commit() override {
    GUATU_TRY_VOID(may("commit"));
    ++store_.commits;
    const auto last = inner_->last_position();
    auto done = inner_->commit();
    if (done && store_.committed) store_.committed(last);
    return done;
  }

  Position last_position() override { return inner_->last_position(); }
  Instant last_at() override { return inner_->last_at(); }
  Position position_at(Instant t) override { return inner_->position_at(t); }
  std::optional<kernel::Matter> matter(MatterId id) override { return inner_->matter(id); }
  std::optional<MatterId> find_number(const std::string& n) override { return inner_->find_number(n); }
  Result<kernel::MatterPage> list(const kernel::MatterQuery& q) override { return inner_->list(q); }
  Result<std::int64_t> count(const kernel::MatterQuery& q) override { return inner_->count(q); }
  Result<void> events(Position after, Position up_to, MatterId matter,
                      const std::function<bool(const Event&)>& visit) override {
    return inner_->events(after, up_to, matter, visit);
  }
  Result<void> world_events(Position after, Position up_to,
                            const std::function<bool(const Event&)>& visit) override {
    return inner_->world_events(after, up_to, visit);
  }
  std::vector<MatterId> open_children(MatterId parent, std::size_t limit) override {
    return inner_->open_children(parent, limit);
  }
  std::vector<MatterId> open_held_by(const PersonId& p) override { return inner_->open_held_by(p); }
  std::vector<MatterId> open_in_unit(const UnitId& u) override { return inner_->open_in_unit(u); }
  std::vector<MatterId> all_open() override { return inner_->all_open(); }
  std::optional<MatterId> next_due(Instant now, const std::vector<MatterId>& skipped) override {
    return inner_->next_due(now, skipped);
  }
  std::optional<kernel::PastCommand> past_command(const std::string& id) override {
    return inner_->past_command(id);
  }
  std::int64_t next_sequence(const std::string& series) override { return inner_->next_sequence(series); }
  Result<void> stored(Position after, Position up_to,
                      const std::function<bool(const kernel::StoredEvent&)>& visit) override {
    return inner_->stored(after, up_to, visit);
  }
  Result<void> hashes(Position after, Position up_to,
                      const std::function<bool(Position, const Digest&)>& visit) override {
    return inner_->hashes(after, up_to, visit);
  }
  std::optional<Digest> tree_node(int level, std::int64_t number) override {
    return inner_->tree_node(level, number);
  }

 private:
  Result<void> may(const char* act) {
    if (store_.fail)
      if (auto e = store_.fail(act)) return *e;
    return {};
  }

  FailingStore& store_;
  std::unique_ptr<kernel::Writer> inner_;
};

}  // namespace

Result<std::unique_ptr<kernel::Writer>> FailingStore::begin() {
  if (fail)
    if (auto e = fail("begin")) return *e;
  GUATU_TRY(writer, inner_.begin());
  return std::unique_ptr<kernel::Writer>(std::make_unique<FailingWriter>(*this, std::move(writer)));
}

}  // namespace guatu::testing
