// A checkpoint: how large the ledger was, the root over all its events, when; signed. As text, in a form that
// others' tools read too. No file, no clock.
// Source: C2SP tlog-checkpoint and signed-note; docs/formats/checkpoints.md has it with an example.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "guatu/base/hash.h"
#include "guatu/base/instant.h"
#include "guatu/base/result.h"
#include "guatu/base/sign.h"

namespace guatu::kernel {

struct Checkpoint {
  std::string origin;     ///< `guatu/<ledger id>`
  std::int64_t size = 0;  ///< events
  Digest root{};
  Instant at;  ///< 0: not said
  HashKind kind = HashKind::kSha256;
  bool operator==(const Checkpoint&) const = default;
};

/// A public key with the name that stands at its signatures.
struct CheckpointKey {
  std::string name;        ///< the origin
  std::string bytes;       ///< 32
  std::string id() const;  ///< 4 bytes: of SHA-256(name || 0x0A || 0x01 || key)
  /// `name+id in hexadecimal+base64(0x01 || key)`: one line to hand over.
  std::string text() const;
  bool operator==(const CheckpointKey&) const = default;
};
/// @errors checkpoint.key_form   no such line, or its id is another
Result<CheckpointKey> parse_checkpoint_key(std::string_view text);

std::string origin_of(const std::string& ledger_id);

/// The text that is signed, and behind it the signature.
std::string sign_checkpoint(const Checkpoint& c, const SigningKey& key);

/// A text as read.
struct Note {
  Checkpoint checkpoint;
  std::string text;  ///< what is signed, with its last line feed
  struct Signature {
    std::string name;
    std::string key_id;  ///< 4 bytes
    std::string bytes;
  };
  std::vector<Signature> signatures;
};

/// Line feeds CR LF are read as LF, since the text travels by mail.
/// @errors checkpoint.form (arg `line`, counted from 1; arg `expected`)
Result<Note> parse_checkpoint(std::string_view text);

/// @errors checkpoint.other_ledger (args `got`, `wanted`)   another origin than the key's name
///         checkpoint.signature   the key did not sign it
Result<void> check_signature(const Note& note, const CheckpointKey& key);

}  // namespace guatu::kernel
