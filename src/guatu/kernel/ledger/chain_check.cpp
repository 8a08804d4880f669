#include "guatu/kernel/ledger/chain_check.h"

#include "guatu/kernel/ledger/merkle.h"

namespace guatu::kernel {

Error error_of(const Fault& f) {
  const auto make = [&](const char* key) {
    return Error(
        key, "",
        {{"position", std::to_string(f.position.value)}, {"before", std::to_string(f.position.value - 1)}});
  };
  if (f.kind == Fault::Kind::kGap) return make("ledger.gap");
  return make(f.kind == Fault::Kind::kUnreadable ? "ledger.unreadable" : "ledger.altered");
}

std::optional<Fault> ChainCheck::add(const StoredEvent& e) {
  const Position expected{after_.value + 1};
  if (!e.is_sound) return Fault{Fault::Kind::kUnreadable, expected};
  if (e.columns.position != expected.value) return Fault{Fault::Kind::kGap, expected};
  if (!chain_) {
    const auto kind = hash_kind_of(e.columns.type, e.columns.data);
    if (kind.has_error()) return Fault{Fault::Kind::kUnreadable, expected};
    chain_.emplace(*kind);
  }
  if (bytes_of(chain_->add(e.columns)) != e.hash) return Fault{Fault::Kind::kAltered, expected};
  after_ = expected;
  return std::nullopt;
}

std::optional<Fault> check_events(Reader& reader, ChainCheck& check, Position up_to,
                                  const std::function<bool(const StoredEvent&)>& visit) {
  std::optional<Fault> fault;
  const auto read = reader.stored(check.position(), up_to, [&](const StoredEvent& e) {
    fault = check.add(e);
    return !fault && (!visit || visit(e));
  });
  if (read.has_error()) {
    if (read.error().key != "store.io") throw StoreFailure(read.error());
    return Fault{Fault::Kind::kUnreadable, {check.position().value + 1}};
  }
  return fault;
}

std::optional<Fault> check_tail(Reader& reader) {
  // The first event by itself: it names the hash of all others.
  ChainCheck first;
  if (const auto fault = check_events(reader, first, {1}, {})) return fault;
  std::int64_t last = 0;
  try {
    last = reader.last_position().value;
  } catch (const StoreFailure& e) {
    if (e.error.key != "store.io") throw;
    return Fault{Fault::Kind::kUnreadable, {2}};
  }
  if (last == 0) return std::nullopt;
  if (!first.position()) return Fault{Fault::Kind::kGap, {1}};
  const Position before{(last - 1) / kBlockEvents * kBlockEvents};
  if (!before) return check_events(reader, first, {}, {});
  std::optional<Digest> hash;
  const auto read = reader.hashes({before.value - 1}, before, [&](Position, const Digest& d) {
    hash = d;
    return true;
  });
  if (read.has_error() || !hash) return Fault{Fault::Kind::kUnreadable, before};
  ChainCheck tail(first.kind(), before, *hash);
  return check_events(reader, tail, {}, {});
}

}  // namespace guatu::kernel
