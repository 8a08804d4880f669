#include "guatu/store/sqlite/hashes.h"

#include <optional>

#include "guatu/kernel/ledger/merkle.h"
#include "guatu/kernel/ports.h"
#include "guatu/store/sqlite/reads.h"

namespace guatu::store::sqlite {

namespace {

/// What no list asks for.
constexpr std::size_t kNoProbe = 1;

template <class T>
T value_or_throw(Result<T> r) {
  if (r.has_error()) throw kernel::StoreFailure(std::move(r).error());
  return std::move(*r);
}
void throw_if_failed(const Result<void>& r) {
  if (r.has_error()) throw kernel::StoreFailure(r.error());
}

Result<HashKind> kind_of(Reads& reads) {
  Result<HashKind> kind = HashKind::kSha256;
  GUATU_TRY_VOID(reads.stored({}, {1}, [&kind](const kernel::StoredEvent& e) {
    kind = kernel::hash_kind_of(e.columns.type, e.columns.data);
    return false;
  }));
  return kind;
}

void put_node(Connection& db, int level, std::int64_t number, const Digest& hash) {
  auto s = db.statement(Sql::kPutTreeNode);
  s->bind(1, std::int64_t{level});
  s->bind(2, number);
  s->bind_blob(3, bytes_of(hash));
  s->run();
}

}  // namespace

Result<kernel::Chain> chain_behind(Connection& db, Position last) {
  Reads reads(db, kNoProbe);
  GUATU_TRY(kind, kind_of(reads));
  Digest hash{};
  GUATU_TRY_VOID(reads.hashes({last.value - 1}, last, [&hash](Position, const Digest& d) {
    hash = d;
    return true;
  }));
  return kernel::Chain(kind, hash);
}

void put_tree_nodes(Connection& db, HashKind kind, Position last) {
  Reads reads(db, kNoProbe);
  kernel::TreeBuilder block(kind);
  throw_if_failed(reads.hashes({last.value - kernel::kBlockEvents}, last, [&](Position, const Digest& d) {
    block.add(d);
    return true;
  }));
  Hasher hasher(kind);
  auto level = kernel::kBlockLevel;
  auto number = last.value / kernel::kBlockEvents - 1;
  auto top = block.root();
  put_node(db, level, number, top);
  for (; (number & 1) != 0; number >>= 1) {
    const auto left = reads.tree_node(level, number - 1);
    if (!left) return;  // Lost: verify names it and rebuild makes it again. No reason to refuse an event.
    top = kernel::node_hash(hasher, *left, top);
    put_node(db, ++level, number >> 1, top);
  }
}

void fill_hashes(Connection& db) {
  Reads reads(db, kNoProbe);
  kernel::Chain chain(value_or_throw(kind_of(reads)));
  throw_if_failed(reads.stored({}, {}, [&](const kernel::StoredEvent& e) {
    auto s = db.statement(Sql::kSetHash);
    s->bind_blob(1, bytes_of(chain.add(e.columns)));
    s->bind(2, e.columns.position);
    s->run();
    return true;
  }));
}

void fill_tree(Connection& db) {
  Reads reads(db, kNoProbe);
  db.run("delete from tree_nodes");
  kernel::TreeBuilder tree(
      value_or_throw(kind_of(reads)), kernel::kBlockLevel,
      [&db](int level, std::int64_t number, const Digest& d) { put_node(db, level, number, d); });
  throw_if_failed(reads.hashes({}, {}, [&tree](Position, const Digest& d) {
    tree.add(d);
    return true;
  }));
}

}  // namespace guatu::store::sqlite
