// What the memory store holds, and the log by which a transaction is taken back. Internal to store/memory.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "guatu/kernel/ports.h"
#include "guatu/store/memory/memory_store.h"

namespace guatu::store::memory {

/// A matter's row as it stood from a position on.
struct Version {
  std::int64_t from = 0;
  kernel::MatterRow row;
  std::string unit_path;
};

struct Entry {
  std::shared_ptr<const kernel::Matter> matter;
  std::string unit_path;
  std::string told;
  std::int64_t next_act_at = 0;
};

/// Ids of open matters by something that they share.
template <class Key>
class Index {
 public:
  void add(const Key& key, std::int64_t id) { ids_[key].insert(id); }
  void remove(const Key& key, std::int64_t id) {
    const auto it = ids_.find(key);
    if (it == ids_.end()) return;
    it->second.erase(id);
    if (it->second.empty()) ids_.erase(it);
  }
  std::vector<MatterId> of(const Key& key, std::size_t most) const {
    std::vector<MatterId> out;
    const auto it = ids_.find(key);
    if (it == ids_.end()) return out;
    for (const auto id : it->second) {
      if (out.size() == most) break;
      out.push_back(MatterId{id});
    }
    return out;
  }

 private:
  std::unordered_map<Key, std::set<std::int64_t>> ids_;
};

/// One change, as it was before.
struct Undo {
  enum class Kind { kEvent, kMatter, kSequence, kCommand };
  Kind kind = Kind::kEvent;
  std::int64_t number = 0;  ///< matter id; last of a series
  std::string key;          ///< series, command id
  std::optional<Entry> entry;
  std::vector<Version> versions;
  Instant last_at;
};

struct Tables {
  explicit Tables(MemoryOptions o) : options(o) {}

  void append(const kernel::Event& e);
  void put(std::shared_ptr<const kernel::Matter> m, const std::string& unit_path, const std::string& told);
  void take_sequence(const std::string& series, std::int64_t number);
  void remember(const std::string& id, const kernel::PastCommand& c);
  /// Takes back all changes beyond the first `size`.
  void undo_to(std::size_t size);

  /// The row of a matter as of a position (0: now); none if it was not there yet.
  std::optional<Version> version(std::int64_t id, Position as_of) const;
  kernel::MatterRow row_of(const Entry& e) const;

  MemoryOptions options;
  std::int64_t last = 0;
  Instant last_at;
  std::vector<kernel::Event> events;  ///< position - 1 is the index; empty unless kept
  std::vector<kernel::Event> world;   ///< those about no matter
  std::unordered_map<std::int64_t, std::vector<std::int64_t>> events_of;
  std::unordered_map<std::int64_t, Entry> matters;
  std::unordered_map<std::int64_t, std::vector<Version>> versions;
  std::unordered_map<std::string, std::int64_t> numbers;
  std::unordered_map<std::string, std::int64_t> sequences;
  std::unordered_map<std::string, kernel::PastCommand> commands;
  std::set<std::int64_t> open;
  std::set<std::pair<std::int64_t, std::int64_t>> due;  ///< next act, id
  Index<std::int64_t> children;
  Index<std::int64_t> about;
  Index<std::string> held;
  Index<std::string> in_unit;
  std::vector<Undo> log;
  bool has_writer = false;

 private:
  void index(const Entry& e);
  void unindex(const Entry& e);
  void put_version(const Entry& e);
};

}  // namespace guatu::store::memory
