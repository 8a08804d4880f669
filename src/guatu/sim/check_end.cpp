// What is checked when a simulated city has lived its days: everything, and that the ledger alone makes it
// again.
#include <utility>

#include "guatu/base/hash.h"
#include "guatu/base/text.h"
#include "guatu/sim/simulator.h"

namespace guatu::sim {

namespace {

Error finding(const char* key, Position at, const std::string& detail) {
  return Error(key, "", {{"number", ""}, {"position", std::to_string(at.value)}, {"detail", detail}});
}

}  // namespace

Result<void> Simulator::check_erased() {
  const auto& erased = world_->erased_keys();
  if (!options_.is_checked || erased.size() == erased_checked_) return {};
  for (const auto& key : erased) {
    GUATU_TRY(state, disk_.keys().state_of(key));
    if (state != kernel::PersonKeys::State::kErased) return finding("sim.erased", position_, key);
  }
  erased_checked_ = erased.size();
  return {};
}

Result<void> Simulator::check_end() {
  if (options_.is_checked) GUATU_TRY_VOID(checker_.whole(reader(), true));
  if (options_.has_digest) {
    Hasher digest(HashKind::kSha256);
    digest.start();
    GUATU_TRY_VOID(reader().events({}, {}, {}, [&](const kernel::Event& e) {
      digest.add(encode_line(e));
      digest.add("\n");
      return true;
    }));
    report_.digest = hex(bytes_of(digest.finish()));
  }
  if (!options_.is_checked) return {};
  GUATU_TRY_VOID(checker_.replayed(reader()));
  if (options_.is_imported) GUATU_TRY_VOID(check_import());
  reader_.reset();
  desk_.reset();
  wrapped_.reset();
  faulty_.reset();
  GUATU_TRY(tables, disk_.rebuilt());
  if (!tables.empty()) return finding("sim.replay", position_, join(tables, ", "));
  return {};
}

Result<void> Simulator::check_import() {
  store::MemoryStore copy({false, false});
  {
    kernel::Desk desk(copy, clock_);
    std::vector<kernel::Event> waiting;
    Position at{};
    std::size_t next = 0;
    GUATU_TRY(imported, desk.import([&]() -> Result<std::optional<kernel::Event>> {
      if (next == waiting.size()) {
        waiting.clear();
        next = 0;
        GUATU_TRY_VOID(reader().events(at, Position{at.value + 4096}, {}, [&](const kernel::Event& e) {
          waiting.push_back(e);
          return true;
        }));
        if (waiting.empty()) return std::optional<kernel::Event>();
        at = waiting.back().position;
      }
      return std::optional<kernel::Event>(std::move(waiting[next++]));
    }));
    if (imported != position_.value) return finding("sim.replay", position_, std::to_string(imported));
  }
  GUATU_TRY(other, copy.read());
  return checker_.imported(reader(), *other);
}

}  // namespace guatu::sim
