#include "guatu/kernel/ledger/tree_proof.h"

#include "guatu/base/json_map.h"

namespace guatu::kernel {

namespace {

Error out_of_range(Position got, std::int64_t min, std::int64_t max) {
  return Error(
      "evidence.range", "",
      {{"got", std::to_string(got.value)}, {"min", std::to_string(min)}, {"max", std::to_string(max)}});
}

Result<void> check_range(Position got, std::int64_t min, std::int64_t max) {
  if (got.value < min || got.value > max) return out_of_range(got, min, max);
  return {};
}

/// What both kinds begin with.
Result<TreeProof> begun(Reader& reader, const char* name, Position size, HashKind& kind) {
  GUATU_TRY(created, created_of(reader));
  kind = HashKind::kSha256;
  if (!created.hash.empty() && !from_text(created.hash, kind))
    return Error("ledger.unknown_hash", "hash", {{"got", created.hash}});
  TreeProof out;
  out.proof = name;
  out.ledger = origin_of(created.ledger);
  out.hash = text_of(kind);
  out.size = size;
  return out;
}

std::vector<std::string> texts_of(const HashPath& path) {
  std::vector<std::string> out;
  for (const auto& d : path) out.push_back(hex(bytes_of(d)));
  return out;
}

bool read_digest(const std::string& text, Digest& out) {
  const auto bytes = from_hex(text);
  return bytes.has_value() && to_digest(*bytes, out);
}

const KnownCheckpoint* find(const TreeProof& proof, HashKind kind, Position size,
                            const std::vector<KnownCheckpoint>& checkpoints) {
  for (const auto& k : checkpoints)
    if (k.checkpoint.size == size.value && k.checkpoint.kind == kind && k.checkpoint.origin == proof.ledger)
      return &k;
  return nullptr;
}

/// The digests of a proof that parse_proof() let through.
struct Digests {
  HashKind kind{};
  HashPath path;
  Digest previous{};
  Digest old_root{};
};

/// Pointer of the first member that is no digest; empty: all are.
std::string read_digests(const TreeProof& p, Digests& out) {
  if (!from_text(p.hash, out.kind)) return "/hash";
  for (std::size_t i = 0; i < p.path.size(); ++i)
    if (!read_digest(p.path[i], out.path.emplace_back())) return "/path/" + std::to_string(i);
  if (p.proof == "inclusion") return read_digest(p.previous, out.previous) ? "" : "/previous";
  return read_digest(p.old_root, out.old_root) ? "" : "/old_root";
}

}  // namespace

Result<TreeProof> prove_inclusion(Reader& reader, Position position, Position size) {
  GUATU_TRY_VOID(check_range(size, 1, reader.last_position().value));
  GUATU_TRY_VOID(check_range(position, 1, size.value));
  HashKind kind{};
  GUATU_TRY(out, begun(reader, "inclusion", size, kind));
  out.position = position;
  Digest previous{};
  if (position.value > 1)
    GUATU_TRY_VOID(reader.hashes({position.value - 2}, {position.value - 1}, [&](Position, const Digest& d) {
      previous = d;
      return true;
    }));
  out.previous = hex(bytes_of(previous));
  GUATU_TRY_VOID(reader.stored({position.value - 1}, position, [&out](const StoredEvent& e) {
    append_line(out.line, e.columns);
    return false;
  }));
  GUATU_TRY(path, inclusion_proof(tree_of(reader, kind), position.value - 1, size.value));
  out.path = texts_of(path);
  return out;
}

Result<TreeProof> prove_consistency(Reader& reader, Position old_size, Position size) {
  GUATU_TRY_VOID(check_range(size, 1, reader.last_position().value));
  GUATU_TRY_VOID(check_range(old_size, 1, size.value));
  HashKind kind{};
  GUATU_TRY(out, begun(reader, "consistency", size, kind));
  out.old_size = old_size;
  const auto tree = tree_of(reader, kind);
  GUATU_TRY(old_root, root_of(tree, old_size.value));
  out.old_root = hex(bytes_of(old_root));
  GUATU_TRY(path, consistency_proof(tree, old_size.value, size.value));
  out.path = texts_of(path);
  return out;
}

Result<TreeProof> parse_proof(std::string_view text, const std::string& file) {
  const auto bad = [&file](const std::string& field, const std::string& expected) {
    return Error("evidence.proof_form", field, {{"file", file}, {"expected", expected}});
  };
  auto v = parse_json(text);
  if (v.has_error()) return bad("/", "JSON");
  TreeProof out;
  if (const auto r = from_json(*v, out); r.has_error())
    return bad(r.error().field, r.error().args.empty() ? r.error().key : r.error().args.front().second);
  if (out.proof != "inclusion" && out.proof != "consistency") return bad("/proof", "inclusion | consistency");
  Digests ignored;
  if (const auto at = read_digests(out, ignored); !at.empty())
    return bad(at, at == "/hash" ? "sha256 | sm3" : "64 × 0-9a-f");
  return out;
}

Result<void> check_proof(const TreeProof& proof, const std::string& file,
                         const std::vector<KnownCheckpoint>& checkpoints) {
  Digests d;
  GUATU_ASSERT(read_digests(proof, d).empty());
  const Error fails("evidence.proof_fails", "", {{"file", file}});
  const auto* end = find(proof, d.kind, proof.size, checkpoints);
  if (end == nullptr) return Error("evidence.size_differs", "", {{"size", std::to_string(proof.size.value)}});
  if (proof.proof == "inclusion") {
    // The text must also say the place that was proved.
    if (!proof.line.starts_with("{\"position\":\"" + std::to_string(proof.position.value) + "\","))
      return fails;
    Hasher hasher(d.kind);
    const auto leaf = hasher.of(std::string(1, '\0') + std::string(bytes_of(d.previous)) + proof.line);
    if (!is_included(d.kind, leaf, proof.position.value - 1, proof.size.value, d.path, end->checkpoint.root))
      return fails;
    return {};
  }
  const auto* begin = find(proof, d.kind, proof.old_size, checkpoints);
  if (begin == nullptr)
    return Error("evidence.old_needed", "", {{"old", std::to_string(proof.old_size.value)}});
  if (begin->checkpoint.root != d.old_root) return Error("evidence.old_root", "", {{"file", begin->name}});
  if (!is_consistent(d.kind, proof.old_size.value, proof.size.value, d.old_root, end->checkpoint.root,
                     d.path))
    return fails;
  return {};
}

}  // namespace guatu::kernel
