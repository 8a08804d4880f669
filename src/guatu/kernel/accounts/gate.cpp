// What all parts of the gate use: slots, the policy, counting of tries, sealing, passwords.
#include "guatu/kernel/accounts/gate.h"

#include <algorithm>

#include "guatu/base/hash.h"
#include "guatu/base/limits.h"
#include "guatu/base/seal.h"
#include "guatu/base/secret.h"
#include "guatu/base/totp.h"
#include "guatu/kernel/accounts/gate_parts.h"

namespace guatu::kernel {

namespace {

constexpr std::size_t kCodeBytes = 12;  ///< 96 bits, 20 characters
constexpr std::int64_t kClockSlackUs = 5 * kMinuteUs;

}  // namespace

std::string cut(std::string_view text, std::size_t bytes) {
  // Not in the middle of a character.
  while (bytes > 0 && bytes < text.size() && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80)
    --bytes;
  std::string out(text.substr(0, bytes));
  return is_utf8(out) ? out : std::string();
}

std::string token_hash(std::string_view text) {
  return std::string(bytes_of(Hasher(HashKind::kSha256).of(from_groups(text))));
}

Gate::Gate(AccountStore& store, const Clock& clock, PeopleNow people, GateOptions options)
    : store_(store),
      clock_(clock),
      people_(std::move(people)),
      options_(std::move(options)),
      nobody_(hash_password(random_text(20), options_.cost)),
      cache_(std::make_unique<Cache>()) {}

Gate::~Gate() = default;

Gate::Slot::~Slot() {
  const std::lock_guard lock(gate_.slot_mutex_);
  --gate_.slots_used_;
  gate_.slot_free_.notify_one();
}

Result<std::unique_ptr<Gate::Slot>> Gate::slot() {
  std::unique_lock lock(slot_mutex_);
  if (slots_wanted_ >= limits::kPasswordWaiting) return Error("account.busy");
  ++slots_wanted_;
  slot_free_.wait(lock, [&] { return slots_used_ < limits::kPasswordSlots; });
  --slots_wanted_;
  ++slots_used_;
  return std::make_unique<Slot>(*this);
}

Result<std::int64_t> Gate::look_at_generation() {
  const auto now = std::chrono::steady_clock::now();
  const auto changes = changes_.load();
  {
    const std::lock_guard lock(mutex_);
    if (generation_ >= 0 && looked_at_changes_ == changes && now - looked_at_ < options_.others_good_for)
      return generation_;
  }
  GUATU_TRY(generation, store_.generation());
  const std::lock_guard lock(mutex_);
  looked_at_ = now;
  looked_at_changes_ = changes;
  if (generation != generation_) {
    cache_->clear();
    policy_.reset();
    generation_ = generation;
  }
  return generation;
}

Result<std::shared_ptr<const Policy>> Gate::policy() {
  GUATU_TRY(generation, look_at_generation());
  {
    const std::lock_guard lock(mutex_);
    if (policy_) return policy_;
  }
  GUATU_TRY(stored, look([](AccountReader& r) { return Result<std::optional<StoredPolicy>>(r.policy()); }));
  if (!stored) return Error("account.no_policy");
  auto read = read_policy(stored->text, stored->file);
  if (read.has_error()) return read.error().front();
  auto policy = std::make_shared<const Policy>(std::move(*read));
  const std::lock_guard lock(mutex_);
  if (generation == generation_) policy_ = policy;
  return policy;
}

std::string Gate::who(std::string_view name) const {
  // A digest, since people type passwords into the wrong field, and unknown names are counted too.
  return hex(hmac_sha256(store_.key("names"), name)).substr(0, 16);
}

std::string Gate::device_cookie(const std::string& name, Instant now) const {
  const auto head = random_text(10) + "." + std::to_string(now.us / kSecondUs);
  return head + "." + hex(hmac_sha256(store_.key("devices"), head + "\n" + name));
}

std::string Gate::device_of(const Policy& policy, const std::string& name, const std::string& cookie,
                            Instant now) const {
  const auto last = cookie.rfind('.');
  const auto first = cookie.find('.');
  if (cookie.size() > 200 || last == std::string::npos || first == last) return {};
  const auto head = cookie.substr(0, last);
  if (!is_same_secret(hex(hmac_sha256(store_.key("devices"), head + "\n" + name)), cookie.substr(last + 1)))
    return {};
  // Signed by us, so that its form is ours.
  const Instant given{std::stoll(head.substr(first + 1)) * kSecondUs};
  if (given > now + kClockSlackUs || now > given + policy.known_days * kDayUs) return {};
  return head.substr(0, first);
}

From Gate::from_of(AccountReader& r, const Policy& policy, const std::string& name, const Origin& origin) {
  const auto now = clock_.now();
  From from;
  from.net = network_of(origin.peer);
  from.device = device_of(policy, name, origin.device, now);
  const auto place = r.tries(place_key(who(name), from.net));
  from.is_known_net = place.last_at.us != 0 && now <= place.last_at + policy.known_days * kDayUs;
  return from;
}

Result<void> Gate::count(AccountWriter& w, const std::vector<Counted>& keys, Instant now) {
  Instant until{};
  for (const auto& k : keys) until = std::max(until, blocked_until(w.tries(k.key), k.rule));
  if (until > now)
    return Error("account.locked", "",
                 {{"seconds", std::to_string((until.us - now.us + kSecondUs - 1) / kSecondUs)}});
  for (const auto& k : keys) w.put_tries(k.key, with_failure(w.tries(k.key), k.rule, now));
  return {};
}

Result<std::vector<Counted>> Gate::reserve(char stage, const std::string& name, const Origin& origin,
                                           const Policy& policy, Instant now) {
  // Counted as failed before it is looked at: many at the same time are as many tries.
  return change([&](AccountWriter& w) -> Result<std::vector<Counted>> {
    auto keys = counted(policy, stage, who(name), from_of(w, policy, name, origin));
    if (auto free = count(w, keys, now); free.has_error()) {
      // A row a minute for each name and each network, not for each knock: whoever knocks must not fill the
      // disk.
      const std::string told[] = {"told:" + who(name), "told:" + network_of(origin.peer)};
      const bool is_told = std::any_of(std::begin(told), std::end(told), [&](const std::string& key) {
        return w.tries(key).last_at.us != 0 && now < w.tries(key).last_at + kMinuteUs;
      });
      if (!is_told) {
        for (const auto& key : told) w.put_tries(key, {0, now});
        const auto a = w.account_named(name);
        note(w, AuditKind::kLoginLocked, false, a ? a->person : PersonId{}, a ? name : "", origin);
      }
      return std::move(free).error();
    }
    return keys;
  });
}

void Gate::release(AccountWriter& w, const std::vector<Counted>& keys) {
  for (const auto& k : keys) {
    auto t = w.tries(k.key);
    t.failures = k.is_cleared ? 0 : std::max(0, t.failures - 1);
    if (t.failures == 0) t = {};
    w.put_tries(k.key, t);
  }
}

void Gate::note(AccountWriter& w, AuditKind kind, bool is_success, const PersonId& person,
                const std::string& account, const Origin& origin, const std::string& about) {
  AuditRow row;
  row.at = clock_.now();
  row.kind = kind;
  row.is_success = is_success;
  row.person = person;
  row.account = account;
  row.peer = cut(origin.peer, 64);
  row.about = cut(about, limits::kMaxAuditBytes);
  w.append_audit(std::move(row));
}

Entry Gate::open_session(AccountWriter& w, const Account& a, const Policy& policy, const Origin& origin,
                         Instant now, const std::string& about) {
  Entry out;
  out.token = random_text(32);
  out.device = device_cookie(a.name, now);
  out.account = a.id;
  out.person = a.person;
  Session s;
  s.hash = token_hash(out.token);
  s.account = a.id;
  s.created_at = s.used_at = now;
  s.peer = cut(origin.peer, 64);
  s.agent = cut(origin.agent, 200);
  w.put_session(s);
  out.ends_at = now + policy.absolute_minutes * kMinuteUs;
  w.put_tries(place_key(who(a.name), network_of(origin.peer)), {0, now});
  note(w, AuditKind::kLogin, true, a.person, a.name, origin, about);
  return out;
}

Entry Gate::put_step(AccountWriter& w, const Account& a, Step step, bool has_second, Instant now) {
  Entry out;
  out.step = step;
  out.token = random_text(32);
  out.ends_at = now + limits::kTicketMinutes * kMinuteUs;
  out.account = a.id;
  out.person = a.person;
  w.put_ticket({token_hash(out.token), a.id, step, has_second, false, out.ends_at, 0});
  return out;
}

Entry Gate::advance(AccountWriter& w, Account& a, bool has_second, const Policy& policy, const People& people,
                    const Origin& origin, Instant now) {
  const auto step = next_step(a, policy, roles_of(people, a.person), has_second, now);
  if (step == Step::kIn) return open_session(w, a, policy, origin, now);
  return put_step(w, a, step, has_second, now);
}

std::string Gate::put_code(AccountWriter& w, const Account& a, Instant expires_at) {
  const auto code = random_text(kCodeBytes);
  w.end_tickets(a.id);
  w.put_ticket({token_hash(code), a.id, Step::kNewPassword, false, true, expires_at, 0});
  return in_groups(code);
}

Result<std::pair<Ticket, Account>> Gate::ticket_of(AccountReader& r, std::string_view text, Step step,
                                                   const People& people, Instant now) {
  if (text.empty() || text.size() > 200) return Error("account.ticket");
  const auto t = r.ticket(token_hash(text));
  if (!t || t->step != step || now >= t->expires_at || t->tries >= limits::kTicketTries)
    return Error("account.ticket");
  const auto a = r.account(t->account);
  if (!a || !a->is_active || !people.is_active(a->person)) return Error("account.ticket");
  return std::pair(*t, *a);
}

std::vector<std::string> Gate::guesses_of(const Account& a, const People& people) const {
  return {a.name, a.person.value, people.name(a.person), options_.issuer};
}

Checked<std::string> Gate::hashed(const Account& a, std::string_view password, const Policy& policy,
                                  const People& people) {
  if (auto fit = check_password(policy, password, options_.common_words, guesses_of(a, people));
      fit.has_error())
    return std::move(fit).error();
  const auto past = look([&](AccountReader& r) {
    return Result<std::vector<std::string>>(r.past_passwords(a.id, std::max(1, policy.history)));
  });
  if (past.has_error()) return as_problems(past.error());
  auto mine = slot();
  if (mine.has_error()) return as_problems(std::move(mine).error());
  // The present one never, however short the history: a change that changes nothing is none.
  const bool is_used = is_password(a.password, password) ||
                       std::any_of(past->begin(), past->end(),
                                   [&](const std::string& old) { return is_password(old, password); });
  if (is_used) return as_problems(Error("account.password_used", "password"));
  return Checked<std::string>(boost::system::in_place_value, hash_password(password, options_.cost));
}

void Gate::put_password(AccountWriter& w, Account& a, const std::string& hash, const Policy& policy,
                        Instant now) {
  a.password = hash;
  a.password_at = now;
  a.must_change = false;
  a.is_demo = false;
  w.put_account(a);
  w.remember_password(a.id, hash, now, std::max(1, policy.history));
  w.end_sessions(a.id);
  w.end_tickets(a.id);
}

std::string Gate::sealed(const Account& a, std::string_view secret) const {
  return seal(SealKind::kAes256Gcm, store_.key("totp"), "totp\n" + std::to_string(a.id.value), secret);
}

std::string Gate::unsealed(const Account& a, const std::string& sealed_secret) const {
  auto out =
      unseal(SealKind::kAes256Gcm, store_.key("totp"), "totp\n" + std::to_string(a.id.value), sealed_secret);
  return out.has_value() ? std::move(*out) : std::string();
}

bool Gate::is_code_of(AccountWriter& w, Account& a, std::string_view code, const Origin& origin,
                      Instant now) {
  const auto text = from_groups(code.substr(0, 64));
  const auto secret = unsealed(a, a.totp);
  if (!secret.empty())
    if (const auto step = totp_accepts(secret, text, now, a.totp_step)) {
      a.totp_step = *step;
      w.put_account(a);
      return true;
    }
  if (text.size() == kTotpDigits) return false;
  if (!w.use_recovery_code(a.id, hmac_sha256(store_.key("recovery"), text), now)) return false;
  note(w, AuditKind::kRecoveryUsed, true, a.person, a.name, origin);
  return true;
}

Enrolment Gate::begin_enrolment(AccountWriter& w, Account& a) {
  const auto secret = random_bytes(kTotpSecretBytes);
  a.totp_pending = sealed(a, secret);
  w.put_account(a);
  return {base32(secret), totp_uri(options_.issuer, a.name, secret)};
}

std::vector<std::string> Gate::put_recovery_codes(AccountWriter& w, const Account& a) {
  std::vector<std::string> codes;
  std::vector<std::string> hashes;
  for (int i = 0; i < limits::kRecoveryCodes; ++i) {
    const auto code = random_text(10);
    hashes.push_back(hmac_sha256(store_.key("recovery"), code));
    codes.push_back(in_groups(code));
  }
  w.put_recovery_codes(a.id, hashes);
  return codes;
}

Result<std::vector<std::string>> Gate::finish_enrolment(AccountWriter& w, Account& a, std::string_view code,
                                                        const Origin& origin, Instant now) {
  if (a.totp_pending.empty()) return Error("account.no_enrolment");
  const auto step = totp_accepts(unsealed(a, a.totp_pending), from_groups(code.substr(0, 64)), now, 0);
  if (!step) return Error("account.wrong_code");
  a.totp = a.totp_pending;
  a.totp_pending.clear();
  a.totp_step = *step;
  w.put_account(a);
  note(w, AuditKind::kSecondFactorSet, true, a.person, a.name, origin);
  return put_recovery_codes(w, a);
}

}  // namespace guatu::kernel
