#include "guatu/http/api/public_window.h"

#include <algorithm>
#include <utility>

#include "guatu/base/hash.h"
#include "guatu/base/seal.h"
#include "guatu/base/secret.h"
#include "guatu/http/api/input.h"
#include "guatu/kernel/accounts/tries.h"

namespace guatu::http::api {

namespace {

constexpr std::int64_t kChallengeSeconds = 600;
/// Proofs that are remembered at a time: each cost its work, so that filling this is dear. → http.busy
constexpr std::size_t kMaxSpent = 100'000;
constexpr std::size_t kMaxCounted = 50'000;  ///< networks
constexpr std::size_t kMaxPages = 200;
constexpr std::size_t kMaxAnswerChars = 40;
/// Wrong codes from one network: many may sit behind one address, and 60 bits are not guessed anyway.
constexpr kernel::TryRule kFollowRule{10, 1, 60, 60};

int leading_zero_bits(const Digest& d) {
  int bits = 0;
  for (const auto byte : d) {
    if (byte == 0) {
      bits += 8;
      continue;
    }
    for (unsigned mask = 0x80U; (byte & mask) == 0; mask >>= 1U) ++bits;
    break;
  }
  return bits;
}

}  // namespace

PublicWindow::PublicWindow(PublicConfig config, std::string secret, const Clock& wall)
    : config_(std::move(config)),
      secret_(std::move(secret)),
      process_key_(random_bytes(kSealKeyBytes)),
      wall_(wall),
      codes_(config_.codes, wall),
      photos_(wall) {}

const PublicOffer* PublicWindow::offer(std::string_view playbook) const {
  const auto it = std::find_if(config_.open.begin(), config_.open.end(),
                               [&](const PublicOffer& o) { return o.playbook == playbook; });
  return it == config_.open.end() ? nullptr : &*it;
}

bool PublicWindow::is_listed(std::string_view playbook) const {
  return std::find(config_.lists.begin(), config_.lists.end(), playbook) != config_.lists.end();
}

std::string PublicWindow::signature(std::string_view bytes) const {
  return hex(hmac_sha256(process_key_, bytes)).substr(0, 32);
}

Challenge PublicWindow::challenge() const {
  const auto expires = wall_.now().us / kSecondUs + kChallengeSeconds;
  const auto said = std::to_string(expires) + "." + random_text(10);
  return {said + "." + signature(said), config_.difficulty, Instant{expires * kSecondUs}};
}

Result<void> PublicWindow::spend(std::string_view nonce, std::string_view answer) {
  const Error wrong("public.proof");
  const auto end = nonce.rfind('.');
  if (nonce.size() > 100 || end == std::string_view::npos || answer.empty() ||
      answer.size() > kMaxAnswerChars)
    return wrong;
  if (!is_same_secret(nonce.substr(end + 1), signature(nonce.substr(0, end)))) return wrong;
  std::int64_t seconds = 0;
  if (!read_whole(nonce.substr(0, nonce.find('.')), seconds)) return wrong;
  const auto now = wall_.now();
  const Instant expires{seconds * kSecondUs};
  if (now >= expires) return wrong;
  Hasher hasher(HashKind::kSha256);
  hasher.start();
  hasher.add(nonce);
  hasher.add(".");
  hasher.add(answer);
  if (leading_zero_bits(hasher.finish()) < config_.difficulty) return wrong;
  const std::lock_guard lock(mutex_);
  if (spent_.size() >= kMaxSpent) {
    std::erase_if(spent_, [now](const auto& s) { return now >= s.second; });
    if (spent_.size() >= kMaxSpent) return Error("http.busy");
  }
  if (!spent_.emplace(nonce, expires).second) return wrong;
  return {};
}

/// Telephone numbers are not kept, not even here; how they are written does not matter.
std::string PublicWindow::contact_key(std::string_view contact) const {
  return "contact:" + signature("contact\n" + read_contact(contact).plain);
}

Result<void> PublicWindow::take(const std::string& peer, std::string_view contact) {
  const auto now = wall_.now();
  const auto net = "net:" + kernel::network_of(peer);
  const std::lock_guard lock(mutex_);
  auto wait = opened_.take(net, config_.address_per_hour, now);
  if (wait == 0 && !contact.empty()) {
    wait = opened_.take(contact_key(contact), config_.contact_per_hour, now);
    if (wait != 0) opened_.give_back(net);
  }
  if (wait != 0) return Error("public.too_many", "", {{"retry_after_s", std::to_string(wait)}});
  return {};
}

void PublicWindow::give_back(const std::string& peer, std::string_view contact) {
  const std::lock_guard lock(mutex_);
  opened_.give_back("net:" + kernel::network_of(peer));
  if (!contact.empty()) opened_.give_back(contact_key(contact));
}

std::string PublicWindow::code_of(std::string_view number) const {
  constexpr std::size_t kBytes = 10, kChars = 12;
  const auto mac = hmac_sha256(secret_, "follow\n" + std::string(number));
  return from_groups(base32(std::string_view(mac).substr(0, kBytes))).substr(0, kChars);
}

Result<void> PublicWindow::check_code(std::string_view number, std::string_view code,
                                      const std::string& peer) {
  const auto now = wall_.now();
  const auto net = kernel::network_of(peer);
  const std::lock_guard lock(mutex_);
  const auto it = failures_.find(net);
  if (it != failures_.end())
    if (const auto until = kernel::blocked_until(it->second, kFollowRule); until > now)
      return Error("public.slow", "", {{"retry_after_s", std::to_string(seconds_until(until, now))}});
  if (code.size() <= 64 && is_same_secret(from_groups(code), code_of(number))) return {};
  make_room(failures_, kMaxCounted,
            [now](const auto& f) { return kernel::is_forgotten(f.second, kFollowRule, now); });
  auto& tries = failures_[net];
  tries = kernel::with_failure(tries, kFollowRule, now);
  return Error("public.unknown");
}

std::optional<std::string> PublicWindow::page(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  const auto it = pages_.find(key);
  if (it == pages_.end() || wall_.now() >= it->second.until) return std::nullopt;
  return it->second.body;
}

void PublicWindow::keep_page(const std::string& key, std::string body) {
  const auto now = wall_.now();
  const std::lock_guard lock(mutex_);
  make_room(pages_, kMaxPages, [now](const auto& p) { return now >= p.second.until; });
  pages_[key] = {now + kMinuteUs, std::move(body)};
}

}  // namespace guatu::http::api
