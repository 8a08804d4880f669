#include "guatu/store/memory/memory_store.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "guatu/base/limits.h"
#include "guatu/kernel/ledger/merkle.h"
#include "guatu/store/list_sql.h"
#include "guatu/store/memory/tables.h"
#include "guatu/store/register_row.h"

namespace guatu::store {

namespace {

using kernel::MatterQuery;
using kernel::MatterRow;
using memory::Tables;
using memory::Version;

bool in(Instant t, Instant from, Instant to) {
  return (from.us == 0 || t >= from) && (to.us == 0 || t < to);
}

/// Does the row fit the query? The words of MatterQuery, one by one.
bool fits(const Version& v, const MatterQuery& q) {
  using Which = MatterQuery::Which;
  const auto& r = v.row;
  const bool open = r.outcome.empty();
  return (q.playbook.empty() || r.playbook == q.playbook) && v.unit_path.starts_with(q.unit_path) &&
         (!q.holder || r.holder == q.holder) && (!q.opener || r.opener == q.opener) &&
         (q.state.empty() || r.state == q.state) && (!q.parent || r.parent == q.parent) &&
         (!q.about || r.about == q.about) && (q.which != Which::kOpen || open) &&
         (q.which != Which::kClosed || !open) &&
         (q.due_before.us == 0 || (open && r.due_at.us != 0 && r.due_at < q.due_before)) &&
         (q.due_from.us == 0 || (open && r.due_at.us != 0 && r.due_at >= q.due_from)) &&
         in(r.opened_at, q.opened_from, q.opened_to) &&
         ((q.closed_from.us == 0 && q.closed_to.us == 0) ||
          (!open && in(r.closed_at, q.closed_from, q.closed_to))) &&
         r.returns >= q.returns_at_least;
}

/// What can be said without making a row.
bool may_fit(const kernel::Matter& m, const MatterQuery& q) {
  using Which = MatterQuery::Which;
  return (q.playbook.empty() || m.playbook == q.playbook) && (q.which != Which::kOpen || m.is_open()) &&
         (q.which != Which::kClosed || !m.is_open());
}

/// Do two queries leave the same rows, whatever their order and page?
bool is_same(const MatterQuery& a, const MatterQuery& b) {
  const auto members = [](const MatterQuery& q) {
    return std::tie(q.as_of, q.playbook, q.unit_path, q.holder, q.opener, q.state, q.parent, q.about, q.which,
                    q.due_before, q.due_from, q.opened_from, q.opened_to, q.closed_from, q.closed_to,
                    q.returns_at_least, q.text);
  };
  return members(a) == members(b);
}

/// Number, key and id by which a list is in order; the ones that its order does not look at stay empty.
using SortKey = std::tuple<std::string, std::int64_t, std::int64_t>;
SortKey sort_key(const MatterQuery& q, const MatterRow& r) {
  switch (q.sort) {
    case MatterQuery::Sort::kNumber:
      return {r.number, 0, r.id.value};
    case MatterQuery::Sort::kOpened:
      return {"", r.opened_at.us, r.id.value};
    case MatterQuery::Sort::kDue:
      break;
  }
  return {"", r.due_at.us == 0 ? kNoEnd : r.due_at.us, r.id.value};
}

/// All reads, over Reader or Writer.
template <class Base>
class Reads : public Base {
 public:
  explicit Reads(Tables& t) : t_(t) {}

  Position last_position() override { return {t_.last}; }
  Instant last_at() override { return t_.last_at; }
  Position position_at(Instant t) override {
    need_events();
    const auto it = std::upper_bound(t_.events.begin(), t_.events.end(), t,
                                     [](Instant at, const kernel::Event& e) { return at < e.at; });
    return {it - t_.events.begin()};
  }
  std::optional<kernel::Matter> matter(MatterId id) override {
    const auto it = t_.matters.find(id.value);
    return it == t_.matters.end() ? std::nullopt : std::optional(*it->second.matter);
  }
  std::shared_ptr<const kernel::Matter> shared_matter(MatterId id) override {
    const auto it = t_.matters.find(id.value);
    return it == t_.matters.end() ? nullptr : it->second.matter;
  }
  std::optional<MatterId> find_number(const std::string& number) override {
    const auto it = t_.numbers.find(number);
    return it == t_.numbers.end() ? std::nullopt : std::optional(MatterId{it->second});
  }
  Result<kernel::MatterPage> list(const MatterQuery& q) override;
  Result<std::int64_t> count(const MatterQuery& q) override {
    std::int64_t n = 0;
    // The totals that a simulation asks for again and again need no row.
    MatterQuery plain;
    plain.playbook = q.playbook;
    plain.which = q.which;
    if (is_same(q, plain)) {
      for (const auto& [id, e] : t_.matters) n += may_fit(*e.matter, q) ? 1 : 0;
      return n;
    }
    GUATU_TRY_VOID(each(q, [&n](Version&&) { ++n; }));
    return n;
  }
  Result<void> events(Position after, Position up_to, MatterId matter,
                      const std::function<bool(const kernel::Event&)>& visit) override {
    need_events();
    const auto end = up_to ? std::min(up_to.value, t_.last) : t_.last;
    if (!matter) {
      for (auto p = after.value; p < end; ++p)
        if (!visit(t_.events[static_cast<std::size_t>(p)])) break;
      return {};
    }
    const auto it = t_.events_of.find(matter.value);
    if (it == t_.events_of.end()) return {};
    for (const auto p : it->second)
      if (p > after.value && p <= end && !visit(t_.events[static_cast<std::size_t>(p) - 1])) break;
    return {};
  }
  Result<void> world_events(Position after, Position up_to,
                            const std::function<bool(const kernel::Event&)>& visit) override {
    auto it = std::upper_bound(t_.world.begin(), t_.world.end(), after,
                               [](Position p, const kernel::Event& e) { return p < e.position; });
    for (; it != t_.world.end() && (!up_to || it->position <= up_to); ++it)
      if (!visit(*it)) break;
    return {};
  }
  std::vector<MatterId> open_children(MatterId parent, std::size_t limit) override {
    return t_.children.of(parent.value, limit);
  }
  std::vector<MatterId> recused_from(const PersonId& person) override {
    std::vector<MatterId> out;
    for (const auto& [id, e] : t_.matters)
      if (e.matter->is_recused(person)) out.push_back({id});
    std::sort(out.begin(), out.end());
    return out;
  }
  Result<bool> has_text(MatterId, const std::string&) override {
    return Error("list.search", "text", {{"limit", "0"}});
  }
  std::string cursor_after(const MatterQuery& q, const MatterRow& row) override {
    const auto [number, at, id] = sort_key(q, row);
    return encode_cursor(q, {at, number, row.id});
  }
  std::vector<MatterId> open_held_by(const PersonId& person) override {
    return t_.held.of(person.value, t_.matters.size());
  }
  std::vector<MatterId> open_in_unit(const UnitId& unit) override {
    return t_.in_unit.of(unit.value, t_.matters.size());
  }
  std::vector<MatterId> all_open() override {
    std::vector<MatterId> out;
    for (const auto id : t_.open) out.push_back({id});
    return out;
  }
  std::optional<MatterId> next_due(Instant now, const std::vector<MatterId>& skipped) override {
    for (const auto& [at, id] : t_.due) {
      if (at > now.us) break;
      if (std::find(skipped.begin(), skipped.end(), MatterId{id}) == skipped.end()) return MatterId{id};
    }
    return std::nullopt;
  }
  std::optional<kernel::PastCommand> past_command(const std::string& command_id) override {
    const auto it = t_.commands.find(command_id);
    return it == t_.commands.end() ? std::nullopt : std::optional(it->second);
  }
  std::int64_t next_sequence(const std::string& series) override {
    const auto it = t_.sequences.find(series);
    return it == t_.sequences.end() ? 1 : it->second + 1;
  }

  // Evidence: no hash is kept, all are made anew from the first event on. Slow, and plain to see.
  Result<void> stored(Position after, Position up_to,
                      const std::function<bool(const kernel::StoredEvent&)>& visit) override {
    return chained(up_to, [&](const kernel::EventColumns& c, const Digest& hash) {
      if (c.position <= after.value) return true;
      return visit(kernel::StoredEvent{c, bytes_of(hash), true});
    });
  }
  Result<void> hashes(Position after, Position up_to,
                      const std::function<bool(Position, const Digest&)>& visit) override {
    return chained(up_to, [&](const kernel::EventColumns& c, const Digest& hash) {
      return c.position <= after.value || visit({c.position}, hash);
    });
  }
  std::optional<Digest> tree_node(int level, std::int64_t number) override {
    std::optional<Digest> found;
    kernel::TreeBuilder builder(kind(), kernel::kBlockLevel, [&](int l, std::int64_t n, const Digest& d) {
      if (l == level && n == number) found = d;
    });
    static_cast<void>(hashes({}, {}, [&](Position, const Digest& d) {
      builder.add(d);
      return !found;
    }));
    return found;
  }

 protected:
  Tables& t_;

 private:
  HashKind kind() const {
    if (t_.events.empty()) return HashKind::kSha256;
    const auto& first = t_.events.front();
    const auto found = kernel::hash_kind_of(kernel::type_of(first), kernel::encode_data(first));
    return found.has_value() ? *found : HashKind::kSha256;
  }
  template <class Visit>
  Result<void> chained(Position up_to, Visit&& visit) {
    need_events();
    kernel::Chain chain(kind());
    for (const auto& e : t_.events) {
      if (up_to && e.position > up_to) break;
      const auto data = kernel::encode_data(e);
      const auto columns = kernel::columns_of(e, data);
      if (!visit(columns, chain.add(columns))) break;
    }
    return {};
  }
  void need_events() const {
    if (!t_.options.keep_events) throw kernel::StoreFailure(Error("ledger.not_kept"));
  }
  /// Every row that fits, in no order.
  template <class Visit>
  Result<void> each(const MatterQuery& q, Visit&& visit) {
    if (q.as_of.value < 0 || (q.as_of && q.as_of.value < t_.last && !t_.options.keep_versions))
      return Error("list.range", "as_of");
    if (!q.text.empty()) return Error("list.search", "text", {{"limit", "0"}});
    const auto look = [&](std::int64_t id) {
      if (!q.as_of && !may_fit(*t_.matters.at(id).matter, q)) return;
      auto v = t_.version(id, q.as_of);
      if (v && fits(*v, q)) visit(std::move(*v));
    };
    // What the desk asks at every closing is not looked for among all.
    if (q.about && !q.as_of && q.which == MatterQuery::Which::kOpen) {
      for (const auto id : t_.about.of(q.about.value, t_.matters.size())) look(id.value);
      return {};
    }
    for (const auto& [id, e] : t_.matters) look(id);
    return {};
  }
};

template <class Base>
Result<kernel::MatterPage> Reads<Base>::list(const MatterQuery& q) {
  if (q.limit < 1 || q.limit > limits::kMaxPageRows)
    return Error("list.range", "limit", {{"limit", std::to_string(limits::kMaxPageRows)}});
  SortKey after;
  if (!q.cursor.empty()) {
    GUATU_TRY(cursor, decode_cursor(q, q.cursor));
    after = {cursor.number, cursor.key, cursor.id.value};
  }
  std::vector<std::pair<SortKey, MatterRow>> found;
  GUATU_TRY_VOID(each(q, [&](Version&& v) {
    auto key = sort_key(q, v.row);
    if (!q.cursor.empty() && !(q.descending ? key < after : after < key)) return;
    found.emplace_back(std::move(key), std::move(v.row));
  }));
  std::sort(found.begin(), found.end(), [&](const auto& a, const auto& b) {
    return q.descending ? b.first < a.first : a.first < b.first;
  });
  kernel::MatterPage page;
  for (auto& [key, row] : found) {
    if (page.items.size() == q.limit) {
      const auto& last = page.items.back();
      const auto [number, at, id] = sort_key(q, last);
      page.next_cursor = encode_cursor(q, {at, number, last.id});
      break;
    }
    page.items.push_back(std::move(row));
  }
  return page;
}

class MemoryWriter final : public Reads<kernel::Writer> {
 public:
  explicit MemoryWriter(Tables& t) : Reads(t) { t_.has_writer = true; }
  ~MemoryWriter() override {
    t_.undo_to(0);
    t_.has_writer = false;
  }
  MemoryWriter(const MemoryWriter&) = delete;
  MemoryWriter& operator=(const MemoryWriter&) = delete;

  Result<void> append(std::vector<kernel::Event>& events) override {
    for (auto& e : events) {
      if (t_.last != 0 && e.at < t_.last_at)
        return Error("ledger.time_backwards", "", {{"at", to_text(e.at)}, {"last", to_text(t_.last_at)}});
      e.position.value = t_.last + 1;
      if (std::holds_alternative<kernel::MatterOpened>(e.data)) {
        if (!e.matter) e.matter.value = e.position.value;
        if (e.matter.value != e.position.value)
          return Error("ledger.matter_id", "", {{"position", std::to_string(e.position.value)}});
      }
      t_.append(e);
    }
    return {};
  }
  Result<void> put_matter(const kernel::Matter& m, const std::string& unit_path,
                          const std::string& told) override {
    return put_shared(std::make_shared<const kernel::Matter>(m), unit_path, told);
  }
  Result<void> put_shared(const std::shared_ptr<const kernel::Matter>& whole, const std::string& unit_path,
                          const std::string& told) override {
    const auto& m = *whole;
    if (const auto it = t_.matters.find(m.id.value); it != t_.matters.end()) {
      const auto& was = *it->second.matter;
      const std::string id = std::to_string(m.id.value);
      if (m.last_position < was.last_position) return Error("store.stale", "", {{"matter", id}});
      const auto differs = [&](const char* name) {
        return Error("store.identity", "", {{"matter", id}, {"name", name}});
      };
      if (m.number != was.number) return differs("number");
      if (m.playbook != was.playbook) return differs("playbook");
      if (m.parent != was.parent) return differs("parent");
      if (m.about != was.about) return differs("about");
      if (m.opener != was.opener) return differs("opener");
      if (m.opened_at != was.opened_at) return differs("opened_at");
    }
    t_.put(whole, unit_path, told);
    return {};
  }
  Result<void> take_sequence(const std::string& series, std::int64_t number) override {
    t_.take_sequence(series, number);
    return {};
  }
  Result<void> remember_command(const std::string& command_id, const kernel::PastCommand& c) override {
    t_.remember(command_id, c);
    return {};
  }
  Result<void> commit() override {
    t_.log.clear();
    return {};
  }
};

}  // namespace

MemoryStore::MemoryStore(MemoryOptions options) : tables_(std::make_unique<Tables>(options)) {}
MemoryStore::~MemoryStore() = default;
MemoryStore::MemoryStore(const MemoryStore& other)
    : Store(other), tables_(std::make_unique<Tables>(*other.tables_)) {
  GUATU_ASSERT(!tables_->has_writer);
}

Result<std::unique_ptr<kernel::Writer>> MemoryStore::begin() {
  if (tables_->has_writer) return Error("store.busy");
  return std::unique_ptr<kernel::Writer>(new MemoryWriter(*tables_));
}

Result<std::unique_ptr<kernel::Reader>> MemoryStore::read() {
  return std::unique_ptr<kernel::Reader>(new Reads<kernel::Reader>(*tables_));
}

}  // namespace guatu::store
