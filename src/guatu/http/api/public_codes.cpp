#include "guatu/http/api/public_codes.h"

#include <utility>

#include "guatu/base/hash.h"
#include "guatu/base/seal.h"
#include "guatu/base/secret.h"
#include "guatu/base/totp.h"
#include "guatu/kernel/accounts/tries.h"

namespace guatu::http::api {

namespace {

constexpr int kMinutes = 10;
constexpr std::int64_t kGoodUs = kMinutes * kMinuteUs;
/// What an order took is known a day, so that it can be sent again over a bad network.
constexpr std::int64_t kTakenKeptUs = kDayUs;
constexpr int kMaxTries = 5;  ///< of a million
constexpr std::int64_t kPauseUs = kMinuteUs;
constexpr int kContactPerHour = 3;   ///< a stranger can send somebody that many, and no more
constexpr int kNetworkPerHour = 30;  ///< a street may sit behind one address
constexpr std::size_t kMaxPending = 50'000;
/// Each waits for a server of somebody else in a thread of the pool. → http.busy
constexpr int kMaxSending = 2;

Error too_many(Instant until, Instant now) {
  return Error("public.too_many_codes", "", {{"retry_after_s", std::to_string(seconds_until(until, now))}});
}

}  // namespace

PublicCodes::PublicCodes(PublicCodeRules rules, const Clock& wall)
    : rules_(std::move(rules)), wall_(wall), key_(random_bytes(kSealKeyBytes)), sending_(kMaxSending) {}

std::string PublicCodes::digest(std::string_view what, std::string_view bytes) const {
  return hmac_sha256(key_, std::string(what) + "\n" + std::string(bytes));
}

Result<bool> PublicCodes::must_confirm(const Contact& contact) const {
  if (!is_on()) return false;
  if (rules_.confirms(contact.kind)) return true;
  if (contact.kind != ContactKind::kUnclear && !rules_.is_required) return false;
  if (rules_.mail.empty()) return Error("public.contact_phone");
  return Error(rules_.phone.empty() ? "public.contact_mail" : "public.contact");
}

Result<void> PublicCodes::count(const std::string& contact, const std::string& net, Instant now) {
  if (const auto it = again_at_.find(contact); it != again_at_.end() && it->second > now)
    return too_many(it->second, now);
  if (const auto wait = networks_.take(net, kNetworkPerHour, now); wait != 0)
    return too_many(now + wait * kSecondUs, now);
  if (const auto wait = contacts_.take(contact, kContactPerHour, now); wait != 0) {
    networks_.give_back(net);
    return too_many(now + wait * kSecondUs, now);
  }
  make_room(again_at_, kMaxPending, [now](const auto& a) { return now >= a.second; });
  again_at_[contact] = now + kPauseUs;
  return {};
}

Result<CodeSent> PublicCodes::send(std::string_view given, const std::string& peer, Lang lang) {
  const auto contact = read_contact(given);
  GUATU_TRY(is_needed, must_confirm(contact));
  if (!is_needed) return Error("public.code_unneeded");
  const auto slot = sending_.take();
  if (!slot) return Error("http.busy");
  const auto now = wall_.now();
  const auto whose = digest("contact", contact.plain);
  const auto net = kernel::network_of(peer);
  // Of twenty bytes of chance, so that no code says anything of the next one.
  const auto code = hotp(random_bytes(kTotpSecretBytes), 0);
  CodeSent out{random_text(15), contact.kind, kTotpDigits, now + kGoodUs, now + kPauseUs};
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(pending_, [now](const auto& p) {
      return now >= (p.second.order.empty() ? p.second.expires_at : p.second.expires_at + kTakenKeptUs);
    });
    if (pending_.size() >= kMaxPending) return Error("http.busy");
    GUATU_TRY_VOID(count(whose, net, now));
    pending_[out.id] = {whose, digest("code", out.id + code), out.expires_at};
  }
  auto sent = sender_->send(contact, code, kMinutes, lang);
  if (sent.has_value()) return out;
  const std::lock_guard lock(mutex_);
  pending_.erase(out.id);
  contacts_.give_back(whose);
  // The network's count stays: whoever asks for addresses that do not exist must not go on for ever.
  again_at_.erase(whose);
  return std::move(sent).error();
}

Result<void> PublicCodes::take(std::string_view given, std::string_view id, std::string_view code,
                               const std::string& order) {
  const auto contact = read_contact(given);
  GUATU_TRY(is_needed, must_confirm(contact));
  if (!is_needed) return {};
  if (id.empty() || trim(code).empty())
    return Error("public.confirm", "", {{"kind", std::string(text_of(contact.kind))}});
  const Error over("public.code_over");
  const auto now = wall_.now();
  const auto whose = digest("contact", contact.plain);
  const std::lock_guard lock(mutex_);
  const auto it = pending_.find(id);
  if (it == pending_.end() || !is_same_secret(it->second.contact, whose)) return over;
  auto& p = it->second;
  const bool is_again = !p.order.empty();
  if (is_again ? p.order != order : now >= p.expires_at) return over;
  if (p.tries >= kMaxTries) return over;
  if (!is_same_secret(p.code, digest("code", std::string(id) + std::string(trim(code))))) {
    ++p.tries;
    if (p.tries >= kMaxTries) return over;
    return Error("public.code_wrong", "", {{"left", std::to_string(kMaxTries - p.tries)}});
  }
  p.order = order;
  return {};
}

void PublicCodes::give_back(std::string_view id, const std::string& order) {
  const std::lock_guard lock(mutex_);
  if (const auto it = pending_.find(id); it != pending_.end() && it->second.order == order)
    it->second.order.clear();
}

}  // namespace guatu::http::api
