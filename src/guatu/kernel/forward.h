// A reader and a writer that hand every call on: what wraps a store derives from them and changes what it
// must.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "guatu/kernel/ports.h"

namespace guatu::kernel {

/// @tparam Base  Reader or Writer
template <class Base>
class ForwardReads : public Base {
 public:
  Position last_position() override { return to().last_position(); }
  Instant last_at() override { return to().last_at(); }
  Position position_at(Instant t) override { return to().position_at(t); }
  std::optional<Matter> matter(MatterId id) override { return to().matter(id); }
  std::shared_ptr<const Matter> shared_matter(MatterId id) override { return to().shared_matter(id); }
  std::optional<MatterId> find_number(const std::string& number) override { return to().find_number(number); }
  Result<MatterPage> list(const MatterQuery& q) override { return to().list(q); }
  Result<std::int64_t> count(const MatterQuery& q) override { return to().count(q); }
  Result<void> events(Position after, Position up_to, MatterId matter,
                      const std::function<bool(const Event&)>& visit) override {
    return to().events(after, up_to, matter, visit);
  }
  Result<void> world_events(Position after, Position up_to,
                            const std::function<bool(const Event&)>& visit) override {
    return to().world_events(after, up_to, visit);
  }
  std::vector<MatterId> open_children(MatterId parent, std::size_t limit) override {
    return to().open_children(parent, limit);
  }
  std::vector<MatterId> recused_from(const PersonId& person) override { return to().recused_from(person); }
  Result<bool> has_text(MatterId id, const std::string& text) override { return to().has_text(id, text); }
  std::string cursor_after(const MatterQuery& q, const MatterRow& row) override {
    return to().cursor_after(q, row);
  }
  std::vector<MatterId> open_held_by(const PersonId& person) override { return to().open_held_by(person); }
  std::vector<MatterId> open_in_unit(const UnitId& unit) override { return to().open_in_unit(unit); }
  std::vector<MatterId> all_open() override { return to().all_open(); }
  std::optional<MatterId> next_due(Instant now, const std::vector<MatterId>& skipped) override {
    return to().next_due(now, skipped);
  }
  std::optional<PastCommand> past_command(const std::string& command_id) override {
    return to().past_command(command_id);
  }
  std::int64_t next_sequence(const std::string& series) override { return to().next_sequence(series); }
  Result<void> stored(Position after, Position up_to,
                      const std::function<bool(const StoredEvent&)>& visit) override {
    return to().stored(after, up_to, visit);
  }
  Result<void> hashes(Position after, Position up_to,
                      const std::function<bool(Position, const Digest&)>& visit) override {
    return to().hashes(after, up_to, visit);
  }
  std::optional<Digest> tree_node(int level, std::int64_t number) override {
    return to().tree_node(level, number);
  }

 protected:
  virtual Base& to() = 0;
};

class ForwardWriter : public ForwardReads<Writer> {
 public:
  explicit ForwardWriter(std::unique_ptr<Writer> inner) : inner_(std::move(inner)) {}
  Result<void> append(std::vector<Event>& events) override { return inner_->append(events); }
  Result<void> put_matter(const Matter& m, const std::string& unit_path, const std::string& told) override {
    return inner_->put_matter(m, unit_path, told);
  }
  Result<void> take_sequence(const std::string& series, std::int64_t number) override {
    return inner_->take_sequence(series, number);
  }
  Result<void> remember_command(const std::string& command_id, const PastCommand& c) override {
    return inner_->remember_command(command_id, c);
  }
  Result<void> commit() override { return inner_->commit(); }

 protected:
  Writer& to() override { return *inner_; }
  std::unique_ptr<Writer> inner_;
};

}  // namespace guatu::kernel
