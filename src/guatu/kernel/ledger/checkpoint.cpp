#include "guatu/kernel/ledger/checkpoint.h"

#include <charconv>

namespace guatu::kernel {

namespace {

/// Type of Ed25519 in keys and key ids.
constexpr std::string_view kEd25519("\1", 1);
constexpr std::string_view kDash = "— ";
constexpr std::size_t kKeyIdBytes = 4;

Error form(int line, const char* expected) {
  return Error("checkpoint.form", "", {{"line", std::to_string(line)}, {"expected", expected}});
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    out.emplace_back(line);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out;
}

bool read_size(const std::string& line, std::int64_t& out) {
  const auto [end, ec] = std::from_chars(line.data(), line.data() + line.size(), out);
  return ec == std::errc{} && end == line.data() + line.size() && out > 0 && std::to_string(out) == line;
}

Result<void> read_extension(const std::string& line, int number, Checkpoint& c) {
  if (line.starts_with("time ")) {
    const auto at = parse_instant(std::string_view(line).substr(5));
    if (at.has_error()) return form(number, "time 2022-04-08T08:30:00+08:00");
    c.at = *at;
  }
  if (line.starts_with("hash ") && !from_text(std::string_view(line).substr(5), c.kind))
    return form(number, "hash sha256 | hash sm3");
  return {};
}

Result<Note::Signature> read_signature(const std::string& line, int number) {
  const Error bad = form(number, "— NAME BASE64");
  if (!line.starts_with(kDash)) return bad;
  const auto rest = std::string_view(line).substr(kDash.size());
  const auto space = rest.find(' ');
  if (space == std::string_view::npos || space == 0) return bad;
  const auto bytes = from_base64(rest.substr(space + 1));
  if (bytes.has_error() || bytes->size() <= kKeyIdBytes) return bad;
  return Note::Signature{std::string(rest.substr(0, space)), bytes->substr(0, kKeyIdBytes),
                         bytes->substr(kKeyIdBytes)};
}

}  // namespace

std::string CheckpointKey::id() const {
  Hasher h(HashKind::kSha256);
  h.start();
  h.add(name);
  h.add("\n");
  h.add(kEd25519);
  h.add(bytes);
  return std::string(bytes_of(h.finish()).substr(0, kKeyIdBytes));
}

std::string CheckpointKey::text() const {
  return name + "+" + hex(id()) + "+" + base64(std::string(kEd25519) + bytes);
}

Result<CheckpointKey> parse_checkpoint_key(std::string_view text) {
  const Error bad("checkpoint.key_form", "", {{"got", std::string(text.substr(0, 40))}});
  const auto first = text.find('+');
  const auto second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos || first == 0) return bad;
  const auto bytes = from_base64(text.substr(second + 1));
  if (bytes.has_error() || bytes->size() != kPublicKeyBytes + 1 || !bytes->starts_with(kEd25519)) return bad;
  CheckpointKey key{std::string(text.substr(0, first)), bytes->substr(1)};
  if (hex(key.id()) != text.substr(first + 1, second - first - 1)) return bad;
  return key;
}

std::string origin_of(const std::string& ledger_id) {
  return "guatu/" + ledger_id;
}

std::string sign_checkpoint(const Checkpoint& c, const SigningKey& key) {
  const auto text = c.origin + "\n" + std::to_string(c.size) + "\n" + base64(bytes_of(c.root)) + "\ntime " +
                    to_text(c.at) + "\nhash " + text_of(c.kind) + "\n";
  const CheckpointKey named{c.origin, key.public_key()};
  return text + "\n" + std::string(kDash) + named.name + " " + base64(named.id() + key.sign(text)) + "\n";
}

Result<Note> parse_checkpoint(std::string_view text) {
  const auto lines = lines_of(text);
  Note note;
  auto& c = note.checkpoint;
  std::size_t i = 0;
  for (; i < lines.size() && !lines[i].empty(); ++i) {
    const auto number = static_cast<int>(i) + 1;
    note.text += lines[i] + "\n";
    if (i == 0) {
      c.origin = lines[i];
    } else if (i == 1) {
      if (!read_size(lines[i], c.size)) return form(number, "1, 2, 3, …");
    } else if (i == 2) {
      const auto root = from_base64(lines[i]);
      if (root.has_error() || !to_digest(*root, c.root)) return form(number, "base64 of 32 bytes");
    } else {
      GUATU_TRY_VOID(read_extension(lines[i], number, c));
    }
  }
  if (i < 3) return form(static_cast<int>(i) + 1, i == 0 ? "guatu/LEDGER" : i == 1 ? "size" : "root");
  for (++i; i < lines.size(); ++i) {
    GUATU_TRY(signature, read_signature(lines[i], static_cast<int>(i) + 1));
    note.signatures.push_back(std::move(signature));
  }
  if (note.signatures.empty()) return form(static_cast<int>(lines.size()) + 1, "— NAME BASE64");
  return note;
}

Result<void> check_signature(const Note& note, const CheckpointKey& key) {
  if (note.checkpoint.origin != key.name)
    return Error("checkpoint.other_ledger", "",
                 {{"got", note.checkpoint.origin.substr(0, 80)}, {"wanted", key.name}});
  // Signatures by other keys are passed over: a second department may have put its own beside ours.
  for (const auto& s : note.signatures)
    if (s.name == key.name && s.key_id == key.id() && is_signed(key.bytes, note.text, s.bytes)) return {};
  return Error("checkpoint.signature", "", {{"key", key.text()}});
}

}  // namespace guatu::kernel
