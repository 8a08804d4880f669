#include "guatu/kernel/ledger/chain.h"

#include <charconv>

namespace guatu::kernel {

namespace {

constexpr std::string_view kLeaf("\0", 1);

void append_number(std::string& out, std::int64_t v) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, v).ptr;
  out.append(digits, static_cast<std::size_t>(end - digits));
}

/// As Boost.JSON writes a text: short escapes where there are any, lower-case \u00xx for other controls.
void append_text(std::string& out, std::string_view s) {
  out += '"';
  std::size_t done = 0;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const auto c = static_cast<unsigned char>(s[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(s, done, i - done);
    done = i + 1;
    static constexpr std::string_view kShort = "\b\f\n\r\t\"\\";
    static constexpr std::string_view kLetters = "bfnrt\"\\";
    static constexpr std::string_view kHex = "0123456789abcdef";
    out += '\\';
    if (const auto at = kShort.find(s[i]); at != std::string_view::npos) {
      out += kLetters[at];
    } else {
      out += "u00";
      out += kHex[c >> 4U];
      out += kHex[c & 15U];
    }
  }
  out.append(s, done);
  out += '"';
}

}  // namespace

EventColumns columns_of(const Event& e, std::string_view data) {
  return {e.position.value, e.matter.value, e.at,          e.by.value, e.command_id,
          e.digest,         type_of(e),     version_of(e), data};
}

void append_line(std::string& out, const EventColumns& c) {
  out += "{\"position\":\"";
  append_number(out, c.position);
  if (c.matter != 0) append_number(out += "\",\"matter\":\"", c.matter);
  guatu::append_text(out += "\",\"at\":\"", c.at);
  append_text(out += "\",\"by\":", c.by);
  if (!c.command.empty()) append_text(out += ",\"command\":", c.command);
  if (!c.digest.empty()) append_text(out += ",\"digest\":", c.digest);
  append_text(out += ",\"type\":", c.type);
  append_number(out += ",\"version\":", c.version);
  out += ",\"data\":";
  out += c.data;
  out += '}';
}

const Digest& Chain::add(const EventColumns& c) {
  line_.clear();
  append_line(line_, c);
  hasher_.start();
  hasher_.add(kLeaf);
  hasher_.add(bytes_of(last_));
  hasher_.add(line_);
  last_ = hasher_.finish();
  return last_;
}

Result<HashKind> hash_kind_of(std::string_view type, std::string_view data) {
  if (type != LedgerCreated::kType) return HashKind::kSha256;
  GUATU_TRY(payload, decode_data(type, LedgerCreated::kVersion, data));
  const auto& word = std::get<LedgerCreated>(payload).hash;
  HashKind kind{};
  if (!word.empty() && !from_text(word, kind))
    return Error("ledger.unknown_hash", "hash", {{"got", word.substr(0, 20)}});
  return kind;
}

}  // namespace guatu::kernel
