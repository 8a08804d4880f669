#include "guatu/sim/keys.h"

#include <utility>

#include "guatu/base/hash.h"

namespace guatu::sim {

namespace {

constexpr std::size_t kNameDigits = 16;
constexpr std::size_t kTagBytes = 8;

/// `plain` under a stream of SHA-256 over key name, place and block number.
std::string mixed(const std::string& name, std::string_view about, std::string_view plain) {
  Hasher hasher(HashKind::kSha256);
  std::string out(plain);
  for (std::size_t from = 0; from < out.size(); from += Digest().size()) {
    const auto block = hasher.of(name + "|" + std::string(about) + "|" + std::to_string(from));
    for (std::size_t i = 0; i < block.size() && from + i < out.size(); ++i)
      out[from + i] = static_cast<char>(static_cast<unsigned char>(out[from + i]) ^ block[i]);
  }
  return out;
}

std::string tag_of(const std::string& name, std::string_view about, std::string_view plain) {
  const auto d = Hasher(HashKind::kSha256).of(name + "#" + std::string(about) + "#" + std::string(plain));
  return std::string(bytes_of(d).substr(0, kTagBytes));
}

}  // namespace

Result<std::string> SimKeys::name_of(std::string_view subject) {
  const auto it = erasures_.find(subject);
  const int n = it == erasures_.end() ? 0 : it->second;
  auto name = digest(std::string(subject) + "/" + std::to_string(n)).substr(0, kNameDigits);
  subject_of_.emplace(name, subject);
  return Result<std::string>(boost::system::in_place_value, std::move(name));
}

Result<std::vector<std::string>> SimKeys::names_of(std::string_view subject) {
  const auto it = erasures_.find(subject);
  const int last = it == erasures_.end() ? 0 : it->second;
  std::vector<std::string> out;
  for (int n = 0; n <= last; ++n)
    out.push_back(digest(std::string(subject) + "/" + std::to_string(n)).substr(0, kNameDigits));
  return out;
}

Result<SimKeys::State> SimKeys::state_of(const std::string& name) {
  if (made_.contains(name)) return State::kLive;
  const auto it = on_disk_.find(name);
  return it == on_disk_.end() ? State::kUnknown : it->second;
}

Result<std::string> SimKeys::seal(const std::string& name, std::string_view about, std::string_view plain) {
  GUATU_TRY(state, state_of(name));
  if (state == State::kErased) return Error("personal.erased");
  if (state == State::kUnknown) made_.insert(name);
  return Result<std::string>(boost::system::in_place_value,
                             base64(tag_of(name, about, plain) + mixed(name, about, plain)));
}

Result<std::optional<std::string>> SimKeys::open(const std::string& name, std::string_view about,
                                                 std::string_view sealed) {
  GUATU_TRY(state, state_of(name));
  if (state != State::kLive) return std::optional<std::string>();
  const auto bytes = from_base64(sealed);
  if (bytes.has_error() || bytes->size() < kTagBytes) return Error("seal.wrong");
  auto plain = mixed(name, about, bytes->substr(kTagBytes));
  if (tag_of(name, about, plain) != bytes->substr(0, kTagBytes)) return Error("seal.wrong");
  return std::optional<std::string>(std::move(plain));
}

std::string SimKeys::digest(std::string_view bytes) {
  return hex(bytes_of(Hasher(HashKind::kSha256).of("simulated|" + std::string(bytes))));
}

Result<void> SimKeys::flush() {
  for (const auto& name : made_) on_disk_.insert_or_assign(name, State::kLive);
  made_.clear();
  return {};
}

void SimKeys::drop() {
  made_.clear();
}

Result<bool> SimKeys::destroy(const std::string& name) {
  if (std::exchange(will_fail_, false)) return Error("file.unwritable", "", {{"file", "keys"}});
  GUATU_TRY(state, state_of(name));
  made_.erase(name);
  on_disk_.insert_or_assign(name, State::kErased);
  if (state != State::kErased)
    if (const auto it = subject_of_.find(name); it != subject_of_.end()) ++erasures_[it->second];
  return state == State::kLive;
}

}  // namespace guatu::sim
