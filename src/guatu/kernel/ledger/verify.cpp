#include "guatu/kernel/ledger/verify.h"

#include <algorithm>

namespace guatu::kernel {

namespace {

std::string number(std::int64_t v) {
  return std::to_string(v);
}

/// What is gathered on the way over the events.
class Pass {
 public:
  Pass(Reader& reader, std::vector<KnownCheckpoint> checkpoints)
      : reader_(reader), checkpoints_(std::move(checkpoints)) {
    std::stable_sort(checkpoints_.begin(), checkpoints_.end(),
                     [](const auto& a, const auto& b) { return a.checkpoint.size < b.checkpoint.size; });
  }

  void add(const ChainCheck& check) {
    if (!tree_)
      tree_.emplace(check.kind(), kBlockLevel, [this](int level, std::int64_t n, const Digest& d) {
        ++out.nodes;
        if (reader_.tree_node(level, n) != d) differs(level, n);
      });
    tree_->add(check.hash());
    for (; next_ < checkpoints_.size() && checkpoints_[next_].checkpoint.size <= tree_->size(); ++next_)
      compare(checkpoints_[next_]);
  }

  Verified finish(const ChainCheck& check, const std::optional<Fault>& fault) {
    out.kind = check.kind();
    out.events = check.position().value;
    out.root = tree_ ? tree_->root() : Hasher(out.kind).of("");
    if (fault) {
      out.problems.push_back(error_of(*fault));
    } else if (next_ < checkpoints_.size()) {
      const auto& largest = checkpoints_.back();
      out.problems.push_back(Error("ledger.cut", "",
                                   {{"events", number(out.events)},
                                    {"from", number(fits_ + 1)},
                                    {"size", number(largest.checkpoint.size)},
                                    {"file", largest.name}}));
    }
    // A node over events that are not there.
    if (const auto n = out.events / kBlockEvents; !fault && reader_.tree_node(kBlockLevel, n))
      differs(kBlockLevel, n);
    out.problems.insert(out.problems.end(), tree_differs_.begin(), tree_differs_.end());
    return std::move(out);
  }

  Verified out;

 private:
  void differs(int level, std::int64_t n) {
    if (!tree_differs_.empty()) return;  // The first says enough: rebuild makes all anew.
    tree_differs_.push_back(
        Error("ledger.tree_differs", "", {{"level", number(level)}, {"number", number(n)}}));
  }

  void compare(const KnownCheckpoint& known) {
    const auto& c = known.checkpoint;
    if (is_rewritten_) return;  // All later ones differ too.
    // A ledger never changes its hash: another one is another history.
    if (c.kind == tree_->kind() && c.root == tree_->root()) {
      ++out.checkpoints_that_fit;
      fits_ = c.size;
      return;
    }
    is_rewritten_ = true;
    out.problems.push_back(
        Error("ledger.rewritten", "",
              {{"from", number(std::min(fits_ + 1, c.size))}, {"to", number(c.size)}, {"file", known.name}}));
  }

  Reader& reader_;
  std::vector<KnownCheckpoint> checkpoints_;
  std::size_t next_ = 0;
  std::optional<TreeBuilder> tree_;
  std::int64_t fits_ = 0;  ///< size of the last checkpoint that fits
  bool is_rewritten_ = false;
  Problems tree_differs_;
};

}  // namespace

Verified verify_ledger(Reader& reader, std::vector<KnownCheckpoint> checkpoints,
                       const std::function<void(std::int64_t, std::int64_t)>& progress) {
  std::int64_t total = 0;
  try {
    total = reader.last_position().value;
  } catch (const StoreFailure& e) {
    if (e.error.key != "store.io") throw;  // The pass will say where it cannot be read.
  }
  Pass pass(reader, std::move(checkpoints));
  ChainCheck check;
  const auto fault = check_events(reader, check, {}, [&](const StoredEvent&) {
    pass.add(check);
    if (progress && (check.position().value & 1023) == 0) progress(check.position().value, total);
    return true;
  });
  return pass.finish(check, fault);
}

TreeSource tree_of(Reader& reader, HashKind kind) {
  TreeSource out;
  out.kind = kind;
  out.node = [&reader](int level, std::int64_t n) -> Result<Digest> {
    const auto node = reader.tree_node(level, n);
    if (!node) return Error("ledger.tree_differs", "", {{"level", number(level)}, {"number", number(n)}});
    return *node;
  };
  out.leaves = [&reader](std::int64_t first, std::int64_t count) -> Result<std::vector<Digest>> {
    std::vector<Digest> leaves;
    GUATU_TRY_VOID(reader.hashes({first}, {first + count}, [&leaves](Position, const Digest& d) {
      leaves.push_back(d);
      return true;
    }));
    if (static_cast<std::int64_t>(leaves.size()) != count)
      return error_of({Fault::Kind::kGap, {first + static_cast<std::int64_t>(leaves.size()) + 1}});
    return leaves;
  };
  return out;
}

Result<LedgerCreated> created_of(Reader& reader) {
  std::optional<LedgerCreated> created;
  GUATU_TRY_VOID(reader.events({}, {1}, {}, [&created](const Event& e) {
    if (const auto* c = std::get_if<LedgerCreated>(&e.data)) created = *c;
    return false;
  }));
  if (!created) return Error("ledger.empty");
  return *created;
}

}  // namespace guatu::kernel
