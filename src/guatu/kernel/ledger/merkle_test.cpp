// Goal: roots and proofs are those of RFC 9162, whatever the size. Method: the published tree of eight
// leaves; a slow recursive twin over every size to 200 and random ones to 5,000, with small blocks; every
// proof changed in every place must fail.
#include "guatu/kernel/ledger/merkle.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <random>

namespace guatu::kernel {
namespace {

constexpr auto kKind = HashKind::kSha256;

/// Section 2.1.1, as it is written there.
Digest twin_root(const std::vector<Digest>& d, std::size_t first, std::size_t n) {
  Hasher h(kKind);
  if (n == 0) return h.of("");
  if (n == 1) return d[first];
  std::size_t k = 1;
  while (k * 2 < n) k *= 2;
  return node_hash(h, twin_root(d, first, k), twin_root(d, first + k, n - k));
}

/// A source over leaves in memory that counts what is asked of it.
struct Leaves {
  std::vector<Digest> all;
  std::map<std::pair<int, std::int64_t>, Digest> nodes;
  std::int64_t asked_nodes = 0;
  std::int64_t asked_leaves = 0;

  Leaves(std::size_t n, int level) {
    Hasher h(kKind);
    TreeBuilder builder(kKind, level, [this](int l, std::int64_t i, const Digest& d) { nodes[{l, i}] = d; });
    for (std::size_t i = 0; i < n; ++i) {
      all.push_back(h.of("leaf " + std::to_string(i)));
      builder.add(all.back());
    }
  }
  TreeSource source(int level) {
    return {kKind, level,
            [this](int l, std::int64_t i) -> Result<Digest> {
              ++asked_nodes;
              const auto it = nodes.find({l, i});
              if (it == nodes.end()) return Error("test.no_node");
              return it->second;
            },
            [this](std::int64_t first, std::int64_t count) -> Result<std::vector<Digest>> {
              asked_leaves += count;
              EXPECT_LE(first + count, std::ssize(all));
              return std::vector<Digest>(all.begin() + first, all.begin() + first + count);
            }};
  }
};

// The eight leaves and roots that the tests of Certificate Transparency use (RFC 6962 and 9162 share the
// tree).
TEST(Merkle, GivesThePublishedRoots) {
  const char* leaves[] = {
      "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
  const char* roots[] = {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                         "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                         "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                         "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                         "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                         "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                         "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                         "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  Hasher h(kKind);
  TreeBuilder tree(kKind);
  EXPECT_EQ(hex(bytes_of(tree.root())), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (std::size_t i = 0; i < std::size(leaves); ++i) {
    tree.add(h.of(std::string(1, '\0') + from_hex(leaves[i]).value()));
    EXPECT_EQ(hex(bytes_of(tree.root())), roots[i]) << i + 1;
  }
}

void expect_included(Leaves& l, const TreeSource& source, std::int64_t index, std::int64_t size) {
  const auto root = twin_root(l.all, 0, static_cast<std::size_t>(size));
  const auto path = inclusion_proof(source, index, size);
  ASSERT_TRUE(path.has_value());
  const auto& leaf = l.all[static_cast<std::size_t>(index)];
  ASSERT_TRUE(is_included(kKind, leaf, index, size, *path, root)) << index << " in " << size;
  EXPECT_FALSE(is_included(kKind, leaf, index, size + 1, *path, root) && path->empty());
  for (std::size_t i = 0; i < path->size(); ++i) {
    auto wrong = *path;
    wrong[i][7] ^= 1;
    EXPECT_FALSE(is_included(kKind, leaf, index, size, wrong, root));
  }
  auto longer = *path;
  longer.push_back(leaf);
  EXPECT_FALSE(is_included(kKind, leaf, index, size, longer, root));
  if (index + 1 < size) {
    EXPECT_FALSE(is_included(kKind, leaf, index + 1, size, *path, root));
  }
}

void expect_consistent(Leaves& l, const TreeSource& source, std::int64_t old, std::int64_t size) {
  const auto root = twin_root(l.all, 0, static_cast<std::size_t>(size));
  const auto old_root = twin_root(l.all, 0, static_cast<std::size_t>(old));
  const auto path = consistency_proof(source, old, size);
  ASSERT_TRUE(path.has_value());
  ASSERT_TRUE(is_consistent(kKind, old, size, old_root, root, *path)) << old << " to " << size;
  auto other = old_root;
  other[0] ^= 1;
  EXPECT_FALSE(is_consistent(kKind, old, size, other, root, *path));
  other = root;
  other[31] ^= 128;
  EXPECT_FALSE(is_consistent(kKind, old, size, old_root, other, *path));
  for (std::size_t i = 0; i < path->size(); ++i) {
    auto wrong = *path;
    wrong[i][7] ^= 1;
    EXPECT_FALSE(is_consistent(kKind, old, size, old_root, root, wrong));
    wrong.erase(wrong.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_FALSE(is_consistent(kKind, old, size, old_root, root, wrong));
  }
}

TEST(Merkle, AgreesWithItsTwinForEverySizeTo200) {
  for (const int level : {2, 3, kBlockLevel}) {
    Leaves l(200, level);
    const auto source = l.source(level);
    for (std::int64_t size = 1; size <= 200; ++size) {
      ASSERT_EQ(root_of(source, size).value(), twin_root(l.all, 0, static_cast<std::size_t>(size))) << size;
      const std::int64_t step = level == 2 && size <= 70 ? 1 : 7;
      for (std::int64_t i = 0; i < size; i += step) expect_included(l, source, i, size);
      for (std::int64_t i = 1; i <= size; i += step) expect_consistent(l, source, i, size);
      if (HasFatalFailure()) return;
    }
  }
}

TEST(Merkle, AgreesWithItsTwinForRandomSizesTo5000) {
  const char* given = std::getenv("GUATU_SEED");
  const auto seed = given != nullptr ? std::strtoull(given, nullptr, 10) : 20260101ULL;
  std::mt19937_64 dice(seed);
  constexpr int kLevel = 4;
  Leaves l(5000, kLevel);
  const auto source = l.source(kLevel);
  for (int i = 0; i < 150; ++i) {
    const auto size = 1 + static_cast<std::int64_t>(dice() % 5000);
    const auto index = static_cast<std::int64_t>(dice() % static_cast<std::uint64_t>(size));
    SCOPED_TRACE("GUATU_SEED=" + std::to_string(seed));
    expect_included(l, source, index, size);
    expect_consistent(l, source, index + 1, size);
    l.asked_leaves = l.asked_nodes = 0;
    ASSERT_TRUE(inclusion_proof(source, index, size).has_value());
    EXPECT_LE(l.asked_leaves, 2 << kLevel);
    EXPECT_LE(l.asked_nodes, 2 * 13);
    if (HasFatalFailure()) return;
  }
}

TEST(Merkle, RefusesWhatIsOutOfRange) {
  Leaves l(9, 2);
  const auto source = l.source(2);
  const auto key = [](const auto& r) { return r.has_error() ? r.error().key : ""; };
  EXPECT_EQ(key(inclusion_proof(source, 9, 9)), "evidence.range");
  EXPECT_EQ(key(inclusion_proof(source, -1, 9)), "evidence.range");
  EXPECT_EQ(key(consistency_proof(source, 0, 9)), "evidence.range");
  EXPECT_EQ(key(consistency_proof(source, 10, 9)), "evidence.range");
  l.nodes.clear();
  EXPECT_EQ(key(root_of(source, 9)), "test.no_node");
  EXPECT_FALSE(is_included(kKind, l.all[0], 1, 1, {}, l.all[0]));
  EXPECT_TRUE(is_included(kKind, l.all[0], 0, 1, {}, l.all[0]));
  EXPECT_FALSE(is_consistent(kKind, 0, 3, {}, {}, {}));
}

}  // namespace
}  // namespace guatu::kernel
