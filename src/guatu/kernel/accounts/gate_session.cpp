// Whose token is this: out of memory, where it can be. Sessions and tokens, listed and ended.
#include <algorithm>

#include "guatu/base/limits.h"
#include "guatu/base/secret.h"
#include "guatu/base/text.h"
#include "guatu/kernel/accounts/gate_parts.h"

namespace guatu::kernel {

namespace {

constexpr std::size_t kMaxTokenText = 200;
constexpr std::size_t kMaxTitle = 60;

}  // namespace

Gate::Known* Gate::Cache::find(const std::string& hash) {
  const auto it = places.find(hash);
  if (it == places.end()) return nullptr;
  items.splice(items.begin(), items, it->second);
  return &it->second->second;
}

void Gate::Cache::put(const std::string& hash, Known known) {
  if (places.contains(hash)) return;
  items.emplace_front(hash, std::move(known));
  places.emplace(hash, items.begin());
  if (items.size() <= limits::kMaxCachedSessions) return;
  places.erase(items.back().first);
  items.pop_back();
}

void Gate::Cache::clear() {
  items.clear();
  places.clear();
}

Result<Gate::Known> Gate::load(const std::string& hash, bool is_token) {
  return look([&](AccountReader& r) -> Result<Known> {
    Known k;
    if (is_token) {
      auto t = r.token(hash);
      if (!t) return Error("account.no_session");
      k.token = std::move(*t);
      k.account = k.token.account;
      k.noted_at = k.token.used_at;
    } else {
      auto s = r.session(hash);
      if (!s) return Error("account.no_session");
      k.session = std::move(*s);
      k.account = k.session.account;
      k.noted_at = k.session.used_at;
    }
    const auto a = r.account(k.account);
    if (!a || !a->is_active) return Error("account.no_session");
    k.name = a->name;
    k.person = a->person;
    return k;
  });
}

Result<Caller> Gate::check(std::string_view text) {
  const auto now = clock_.now();
  const bool is_token = text.starts_with("gtu_");
  if (text.empty() || text.size() > kMaxTokenText) return Error("account.no_session");
  const auto hash = token_hash(text);
  GUATU_TRY(policy, this->policy());  // Looks at the generation.
  const auto generation = [&] {
    const std::lock_guard lock(mutex_);
    return generation_;
  }();
  GUATU_TRY(people, people_());
  bool is_noted = true;
  const auto used = [&](Known& found) -> Result<Known> {
    if (!(is_token ? is_live(found.token, now) : is_live(found.session, *policy, now)))
      return Error("account.session_expired");
    if (!people->is_active(found.person)) return Error("account.no_session");
    auto& used_at = is_token ? found.token.used_at : found.session.used_at;
    used_at = std::max(used_at, now);
    is_noted = now < found.noted_at + limits::kSessionNoteSeconds * kSecondUs;
    if (!is_noted) found.noted_at = now;
    return found;
  };
  std::optional<Result<Known>> answer;
  {
    const std::lock_guard lock(mutex_);
    if (auto* found = cache_->find(hash)) answer = used(*found);
  }
  if (!answer) {
    // What is known has the right sum; what only looks like a token is not looked for on the disk.
    if (is_token && !is_api_token(text)) return Error("account.no_session");
    GUATU_TRY(loaded, load(hash, is_token));
    answer = used(loaded);
    const std::lock_guard lock(mutex_);
    // Somebody changed something since it was looked up: good for this once, not to be remembered.
    if (generation == generation_) cache_->put(hash, std::move(loaded));
  }
  if (answer->has_error()) return std::move(*answer).error();
  const Known& k = **answer;
  if (!is_noted) {
    GUATU_TRY_VOID(store_.write([&](AccountWriter& w) {
      if (is_token)
        w.note_token(k.token.id, now);
      else
        w.note_session(k.session.id, now);
    }));
  }
  Caller out{k.person, k.account, k.name, k.session.id, k.token.id, std::nullopt};
  if (is_token) out.scope = k.token.scope;
  return out;
}

Result<void> Gate::logout(const Caller& caller, const Origin& from) {
  return change([&](AccountWriter& w) -> Result<void> {
    if (caller.session && w.end_session(caller.account, caller.session))
      note(w, AuditKind::kLogout, true, caller.person, caller.name, from);
    return {};
  });
}

Result<std::optional<Account>> Gate::own(const Caller& caller) {
  return look([&](AccountReader& r) { return Result<std::optional<Account>>(r.account(caller.account)); });
}

Result<std::vector<Session>> Gate::sessions(const Caller& caller) {
  const auto now = clock_.now();
  GUATU_TRY(policy, this->policy());
  return look([&](AccountReader& r) -> Result<std::vector<Session>> {
    auto out = r.sessions(caller.account);
    std::erase_if(out, [&](const Session& s) { return !is_live(s, *policy, now); });
    return out;
  });
}

Result<void> Gate::end_session(const Caller& caller, SessionId id, const Origin& from) {
  if (caller.token) return Error("account.by_session");
  return change([&](AccountWriter& w) -> Result<void> {
    if (!w.end_session(caller.account, id)) return Error("account.unknown_session", "session");
    note(w, AuditKind::kSessionsEnded, true, caller.person, caller.name, from, std::to_string(id.value));
    return {};
  });
}

Result<std::string> Gate::add_token(const Caller& caller, const std::string& title, const TokenScope& scope,
                                    int days, const Origin& from) {
  // A token that makes tokens would outlive itself.
  if (caller.token || !caller.account) return Error("account.by_session");
  const auto now = clock_.now();
  GUATU_TRY(policy, this->policy());
  if (trim(title).empty() || code_points(title) > kMaxTitle || !is_utf8(title))
    return Error("account.title", "title", {{"limit", std::to_string(kMaxTitle)}});
  if (days < 1 || days > policy->token_days_max)
    return Error("account.token_days", "days", {{"limit", std::to_string(policy->token_days_max)}});
  for (const auto* words : {&scope.operations, &scope.playbooks})
    if (words->size() > limits::kMaxScopeWords)
      return Error("account.too_many", "scope", {{"limit", std::to_string(limits::kMaxScopeWords)}});
  GUATU_TRY(people, people_());
  if (scope.unit && people->unit(scope.unit) == nullptr)
    return Error("people.unknown_unit", "unit", {{"got", scope.unit.value.substr(0, 60)}});
  return change([&](AccountWriter& w) -> Result<std::string> {
    const auto all = w.tokens(caller.account);
    const auto live =
        std::count_if(all.begin(), all.end(), [&](const ApiToken& t) { return is_live(t, now); });
    if (live >= static_cast<std::ptrdiff_t>(limits::kMaxTokens))
      return Error("account.too_many", "token", {{"limit", std::to_string(limits::kMaxTokens)}});
    auto text = new_api_token();
    ApiToken t;
    t.hash = token_hash(text);
    t.account = caller.account;
    t.title = title;
    t.scope = scope;
    t.created_at = now;
    t.expires_at = now + days * kDayUs;
    w.put_token(t);
    note(w, AuditKind::kTokenAdded, true, caller.person, caller.name, from, title);
    return {boost::system::in_place_value, std::move(text)};
  });
}

Result<std::vector<ApiToken>> Gate::tokens(const Caller& caller) {
  return look([&](AccountReader& r) { return Result<std::vector<ApiToken>>(r.tokens(caller.account)); });
}

Result<void> Gate::revoke_token(const Caller& caller, TokenId id, const Origin& from) {
  if (caller.token) return Error("account.by_session");
  const auto now = clock_.now();
  return change([&](AccountWriter& w) -> Result<void> {
    if (!w.revoke_token(caller.account, id, now))
      return Error("account.unknown_token", "token", {{"got", std::to_string(id.value)}});
    note(w, AuditKind::kTokenRevoked, true, caller.person, caller.name, from, std::to_string(id.value));
    return {};
  });
}

}  // namespace guatu::kernel
