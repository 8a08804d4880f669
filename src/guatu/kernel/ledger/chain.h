// The line of an event and the hash that ties it to all before it. The line is made from the columns as they
// lie on disk, so that checking a ledger decodes no JSON. See docs/formats/checkpoints.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "guatu/base/hash.h"
#include "guatu/base/result.h"
#include "guatu/kernel/ledger/event.h"

namespace guatu::kernel {

/// One row of the events table. The texts belong to whoever made it.
struct EventColumns {
  std::int64_t position = 0;
  std::int64_t matter = 0;
  Instant at;
  std::string_view by;
  std::string_view command;
  std::string_view digest;
  std::string_view type;
  std::int64_t version = 0;
  std::string_view data;  ///< canonical JSON of encode_data()
};

/// @param data  encode_data(e); the columns point into it and into `e`
EventColumns columns_of(const Event& e, std::string_view data);

/// Adds the event's line of JSON Lines, without the line feed: encode_line() of the same event, byte for
/// byte. Cost: about a microsecond.
void append_line(std::string& out, const EventColumns& c);

/// The running hash of a ledger: hash_n = H(0x00 || hash_{n-1} || line_n), 32 zero bytes before the first.
/// That is the chain, and the RFC 9162 leaf hash of `hash_{n-1} || line_n` too.
class Chain {
 public:
  /// @param last  hash of the event before the next one
  explicit Chain(HashKind kind, const Digest& last = {}) : hasher_(kind), last_(last) {}

  /// Takes the next event in; gives its hash.
  const Digest& add(const EventColumns& c);
  const Digest& last() const { return last_; }
  /// The line of the event added last.
  const std::string& line() const { return line_; }
  HashKind kind() const { return hasher_.kind(); }

 private:
  Hasher hasher_;
  Digest last_;
  std::string line_;
};

/// The kind named by the data of the first event; SHA-256 when it is not `ledger.created` or names none.
/// @errors ledger.unknown_hash (arg `got`), event.bad_data   it cannot be read
Result<HashKind> hash_kind_of(std::string_view type, std::string_view data);

}  // namespace guatu::kernel
