#include "guatu/kernel/ledger/merkle.h"

#include <bit>

namespace guatu::kernel {

namespace {

constexpr std::string_view kNode("\1", 1);

/// The largest power of two below `n`; n ≥ 2.
std::int64_t split_of(std::int64_t n) {
  return static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(n - 1)));
}

/// One query over a source: keeps the leaves of the blocks that it touched.
class Query {
 public:
  explicit Query(const TreeSource& source) : source_(source), hasher_(source.kind) {}

  /// Root of leaves [first, first + count); `first` is a multiple of the subtree's size.
  Result<Digest> range(std::int64_t first, std::int64_t count) {
    const bool is_whole = std::has_single_bit(static_cast<std::uint64_t>(count));
    const auto level = std::bit_width(static_cast<std::uint64_t>(count)) - 1;
    if (is_whole && static_cast<int>(level) >= source_.block_level)
      return source_.node(static_cast<int>(level), first >> level);
    if (count > std::int64_t{1} << source_.block_level) {
      const auto k = split_of(count);
      GUATU_TRY(left, range(first, k));
      GUATU_TRY(right, range(first + k, count - k));
      return node_hash(hasher_, left, right);
    }
    TreeBuilder part(source_.kind, 64);
    GUATU_TRY(leaves, leaves_of(first, count));
    for (const auto& leaf : leaves) part.add(leaf);
    return part.root();
  }

  /// PATH of section 2.1.3.1, over leaves [first, first + count).
  Result<void> path(std::int64_t index, std::int64_t first, std::int64_t count, HashPath& out) {
    if (count == 1) return {};
    const auto k = split_of(count);
    const bool is_left = index < k;
    GUATU_TRY_VOID(is_left ? path(index, first, k, out) : path(index - k, first + k, count - k, out));
    GUATU_TRY(other, is_left ? range(first + k, count - k) : range(first, k));
    out.push_back(other);
    return {};
  }

  /// SUBPROOF of section 2.1.4.1. @param is_known  the old root is that of this subtree
  Result<void> subproof(std::int64_t old, std::int64_t first, std::int64_t count, bool is_known,
                        HashPath& out) {
    if (old == count) {
      if (is_known) return {};
      GUATU_TRY(whole, range(first, count));
      out.push_back(whole);
      return {};
    }
    const auto k = split_of(count);
    const bool is_left = old <= k;
    GUATU_TRY_VOID(is_left ? subproof(old, first, k, is_known, out)
                           : subproof(old - k, first + k, count - k, false, out));
    GUATU_TRY(other, is_left ? range(first + k, count - k) : range(first, k));
    out.push_back(other);
    return {};
  }

 private:
  /// Reads what lies in one block once, growing it when more is asked for.
  Result<std::vector<Digest>> leaves_of(std::int64_t first, std::int64_t count) {
    const auto block = first >> source_.block_level;
    const auto begin = block << source_.block_level;
    const auto need = first - begin + count;
    for (auto& [number, leaves] : kept_) {
      if (number != block) continue;
      const auto have = static_cast<std::int64_t>(leaves.size());
      if (have < need) {
        GUATU_TRY(more, source_.leaves(begin + have, need - have));
        leaves.insert(leaves.end(), more.begin(), more.end());
      }
      return std::vector<Digest>(leaves.begin() + (first - begin), leaves.begin() + need);
    }
    GUATU_TRY(leaves, source_.leaves(begin, need));
    kept_.emplace_back(block, leaves);
    return std::vector<Digest>(leaves.begin() + (first - begin), leaves.end());
  }

  const TreeSource& source_;
  Hasher hasher_;
  std::vector<std::pair<std::int64_t, std::vector<Digest>>> kept_;  ///< two blocks at most
};

}  // namespace

Digest node_hash(Hasher& hasher, const Digest& left, const Digest& right) {
  hasher.start();
  hasher.add(kNode);
  hasher.add(bytes_of(left));
  hasher.add(bytes_of(right));
  return hasher.finish();
}

Result<Digest> root_of(const TreeSource& source, std::int64_t size) {
  if (size == 0) return Hasher(source.kind).of("");
  return Query(source).range(0, size);
}

Result<HashPath> inclusion_proof(const TreeSource& source, std::int64_t index, std::int64_t size) {
  if (index < 0 || index >= size) return Error("evidence.range");
  HashPath out;
  GUATU_TRY_VOID(Query(source).path(index, 0, size, out));
  return out;
}

Result<HashPath> consistency_proof(const TreeSource& source, std::int64_t old_size, std::int64_t size) {
  if (old_size <= 0 || old_size > size) return Error("evidence.range");
  HashPath out;
  GUATU_TRY_VOID(Query(source).subproof(old_size, 0, size, true, out));
  return out;
}

bool is_included(HashKind kind, const Digest& leaf, std::int64_t index, std::int64_t size,
                 const HashPath& path, const Digest& root) {
  if (index < 0 || index >= size) return false;
  Hasher hasher(kind);
  auto fn = index;
  auto sn = size - 1;
  Digest r = leaf;
  for (const auto& p : path) {
    if (sn == 0) return false;
    if ((fn & 1) != 0 || fn == sn) {
      r = node_hash(hasher, p, r);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      r = node_hash(hasher, r, p);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && r == root;
}

bool is_consistent(HashKind kind, std::int64_t old_size, std::int64_t size, const Digest& old_root,
                   const Digest& root, const HashPath& path) {
  if (old_size <= 0 || old_size > size) return false;
  if (old_size == size) return path.empty() && old_root == root;
  Hasher hasher(kind);
  HashPath way = path;
  if (std::has_single_bit(static_cast<std::uint64_t>(old_size))) way.insert(way.begin(), old_root);
  if (way.empty()) return false;
  auto fn = old_size - 1;
  auto sn = size - 1;
  while ((fn & 1) != 0) {
    fn >>= 1;
    sn >>= 1;
  }
  Digest fr = way.front();
  Digest sr = fr;
  for (std::size_t i = 1; i < way.size(); ++i) {
    if (sn == 0) return false;
    if ((fn & 1) != 0 || fn == sn) {
      fr = node_hash(hasher, way[i], fr);
      sr = node_hash(hasher, way[i], sr);
      while ((fn & 1) == 0 && fn != 0) {
        fn >>= 1;
        sn >>= 1;
      }
    } else {
      sr = node_hash(hasher, sr, way[i]);
    }
    fn >>= 1;
    sn >>= 1;
  }
  return sn == 0 && fr == old_root && sr == root;
}

void TreeBuilder::add(const Digest& leaf) {
  Digest top = leaf;
  int level = 0;
  for (auto n = size_; (n & 1) != 0; n >>= 1, ++level) {
    if (level >= level_ && complete_) complete_(level, size_ >> level, top);
    top = node_hash(hasher_, peaks_.back(), top);
    peaks_.pop_back();
  }
  if (level >= level_ && complete_) complete_(level, size_ >> level, top);
  peaks_.push_back(top);
  ++size_;
}

Digest TreeBuilder::root() {
  if (peaks_.empty()) return hasher_.of("");
  Digest top = peaks_.back();
  for (auto i = peaks_.size() - 1; i > 0; --i) top = node_hash(hasher_, peaks_[i - 1], top);
  return top;
}

}  // namespace guatu::kernel
