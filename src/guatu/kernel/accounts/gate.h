// The one way in: who logs in, whose token this is, who changes what of an account. Handlers and commands
// call this and nothing else of accounts. Knows no socket and no SQL. See docs/adr/0013-accounts.md.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "guatu/base/password.h"
#include "guatu/kernel/accounts/account.h"
#include "guatu/kernel/accounts/audit.h"
#include "guatu/kernel/accounts/policy.h"
#include "guatu/kernel/accounts/ports.h"
#include "guatu/kernel/accounts/rules.h"
#include "guatu/kernel/accounts/tries.h"

namespace guatu::kernel {

/// Units, persons and grants as they are now. Asked by many threads at once; must be cheap.
using PeopleNow = std::function<Result<std::shared_ptr<const People>>()>;

struct GateOptions {
  PasswordCost cost;
  std::string issuer = "Guatu";             ///< shown by authenticator apps: the office's name
  std::vector<std::string> common_words{};  ///< of read_common_words()
  /// For so long what other processes changed (an account disabled on the console) may go unseen; one's own
  /// changes are seen at once.
  std::chrono::milliseconds others_good_for{0};
};

/// Where a request comes from.
struct Origin {
  std::string peer;    ///< address of the client, not of a proxy
  std::string device;  ///< the device cookie, if it sent one
  std::string agent;   ///< what the browser calls itself
};

/// Where a step of logging in led to.
struct Entry {
  Step step = Step::kIn;
  std::string token;   ///< of the session (kIn), else the ticket for the next step; secret, shown once
  std::string device;  ///< kIn: the device cookie to set
  Instant ends_at;     ///< of the session by its absolute limit, or of the ticket
  AccountId account;
  PersonId person;
  std::vector<std::string> recovery_codes{};  ///< after a second factor was set: shown once
};

/// Whose request it is.
struct Caller {
  PersonId person;
  AccountId account;
  std::string name;
  SessionId session;                ///< none: by a token
  TokenId token;                    ///< none: by a session
  std::optional<TokenScope> scope;  ///< of a token: check_scope() besides the person's rights
};

/// A second factor to be entered into an app.
struct Enrolment {
  std::string secret;  ///< base32
  std::string uri;     ///< for a QR code
};

/// All functions may be called from any thread. Those that hash a password take some 50 ms of a core and wait
/// for one of limits::kPasswordSlots: they belong on a pool of threads, not where requests are read. Besides
/// the errors named, all answer store.* and yaml.* or policy.* when what is stored cannot be used.
class Gate {
 public:
  /// All three must outlive it. @param clock  real time, also where a demo's clock stands
  Gate(AccountStore& store, const Clock& clock, PeopleNow people, GateOptions options = {});
  ~Gate();

  // Logging in: gate_login.cpp.

  /// The same answer and the same work for an unknown name, a wrong password, a disabled account and a person
  /// who left.
  /// @errors account.wrong_login, account.locked (arg `seconds`), account.busy
  Result<Entry> login(std::string_view name, std::string_view password, const Origin& from);
  /// In by the word of a provider of logins: no password is asked for.
  /// @param claimed     name of the account, as the provider has it
  /// @param has_second  the provider's second factor counts for ours
  /// @param issuer      for the audit
  /// @errors account.not_admitted: no account of that name, or disabled, or its person left: the same answer
  Result<Entry> enter_as(std::string_view claimed, bool has_second, const std::string& issuer,
                         const Origin& from);
  /// @param code  six digits of the app, or a recovery code
  /// @errors account.ticket (unknown, ended or used up), account.wrong_code, account.locked (arg `seconds`)
  Result<Entry> second_factor(std::string_view ticket, std::string_view code, const Origin& from);
  /// The step kNewPassword; also what the code of an administrator or of the console is for. All sessions
  /// end.
  /// @errors account.ticket, account.busy, account.password_*
  Checked<Entry> new_password(std::string_view ticket, std::string_view password, const Origin& from);
  /// The step kEnrol: begins, and may begin anew. @errors account.ticket
  Result<Enrolment> enrol(std::string_view ticket);
  /// … and is done with a first code of the app. @errors account.ticket, account.wrong_code
  Result<Entry> confirm_enrolment(std::string_view ticket, std::string_view code, const Origin& from);

  // Sessions and tokens: gate_session.cpp.

  /// Whose token this is. Costs no disk unless it was not seen before, or once a minute.
  /// @errors account.no_session, account.session_expired
  Result<Caller> check(std::string_view token);
  Result<void> logout(const Caller& caller, const Origin& from);
  /// Whose it is, as it is now; none for a caller who has no account.
  Result<std::optional<Account>> own(const Caller& caller);
  Result<std::vector<Session>> sessions(const Caller& caller);
  /// @errors account.by_session; account.unknown_session: none of one's own has this id
  Result<void> end_session(const Caller& caller, SessionId id, const Origin& from);
  /// A new token for the operations of `scope`, with the rights of the account's person at most.
  /// @return the token itself, to be shown once
  /// @errors account.title, account.token_days (arg `limit`), account.too_many, account.by_session
  Result<std::string> add_token(const Caller& caller, const std::string& title, const TokenScope& scope,
                                int days, const Origin& from);
  Result<std::vector<ApiToken>> tokens(const Caller& caller);
  /// @errors account.unknown_token
  Result<void> revoke_token(const Caller& caller, TokenId id, const Origin& from);

  // One's own secrets; by session alone (account.by_session): gate_own.cpp.

  /// Ends all sessions, this one too, and opens a new one.
  /// @errors account.wrong_password, account.locked, account.busy, account.password_*
  Checked<Entry> change_password(const Caller& caller, std::string_view old, std::string_view password,
                                 const Origin& from);
  /// @errors account.wrong_password, account.locked, account.busy
  Result<Enrolment> enrol_own(const Caller& caller, std::string_view password, const Origin& from);
  /// @return the recovery codes. @errors account.wrong_code, account.no_enrolment
  Result<std::vector<std::string>> confirm_own(const Caller& caller, std::string_view code,
                                               const Origin& from);
  /// @errors as enrol_own(), and account.second_factor_needed when the policy wants it
  Result<void> remove_second(const Caller& caller, std::string_view password, const Origin& from);
  /// New ones instead of all old ones. @errors as enrol_own(), and account.no_second_factor
  Result<std::vector<std::string>> new_recovery_codes(const Caller& caller, std::string_view password,
                                                      const Origin& from);

  // Administration; `by` must have the right of rules.h, `system` is the operator of the folder; refusals are
  // in the audit. An administrator of other units is told account.unknown, as of an account that is not
  // there: gate_admin.cpp.

  /// No account was ever given a password: the first administrator is to come.
  Result<bool> is_empty();
  /// The first account, for a person who holds system_admin, and the code with which it sets its password.
  /// @errors account.not_first, account.first_person (arg `who`), account.name, account.name_taken
  Result<std::string> first_code(const PersonId& person, const std::string& name);
  /// @return a code with which its owner sets the password, for policy.code_hours
  /// @errors account.name, account.name_taken, account.person_has (arg `who`), people.unknown_person,
  /// people.not_active
  Result<std::string> add(const PersonId& by, const PersonId& person, const std::string& name,
                          const Origin& from);
  Result<void> disable(const PersonId& by, const std::string& name, const Origin& from);
  Result<void> enable(const PersonId& by, const std::string& name, const Origin& from);
  Result<std::string> reset_password(const PersonId& by, const std::string& name, const Origin& from);
  Result<void> reset_second(const PersonId& by, const std::string& name, const Origin& from);
  Result<void> unlock(const PersonId& by, const std::string& name, const Origin& from);
  Result<int> end_sessions(const PersonId& by, const std::string& name, const Origin& from);
  /// Whom an account's name means, for the operator of the folder: sessions and tokens are then listed and
  /// ended by the functions above. @errors account.unknown (arg `got`)
  Result<Caller> as_operator(const std::string& name);
  Result<std::vector<Account>> accounts();
  /// Those that `by` may at least unlock, by name. @errors account.not_administrator
  Result<std::vector<Account>> accounts(const PersonId& by, const Origin& from);
  Result<std::shared_ptr<const Policy>> policy();
  /// As it was set. @errors account.no_policy
  Result<StoredPolicy> stored_policy();
  /// @errors account.not_security, policy.*
  Checked<void> set_policy(const PersonId& by, const std::string& file, const std::string& text,
                           const Origin& from);
  /// Accounts of a demo folder, all with one documented password that no rule is asked about. Those that
  /// exist stay.
  Result<int> add_demo(const std::vector<PersonId>& persons, const std::string& password);
  Result<bool> has_demo_passwords();

  // The audit: gate_audit.cpp.

  /// Writes one row and syncs it; callers at the same time share a sync. `about` must hold no secret.
  Result<void> record(AuditKind kind, bool is_success, const PersonId& person, const std::string& about,
                      const Origin& from);
  /// Several at once, in one sync; their times are set here.
  Result<void> record(std::vector<AuditRow> rows);
  /// For audit_admin alone; that it was read is itself in the audit. @errors account.not_auditor, list.range,
  /// list.cursor
  Result<AuditPage> audit(const PersonId& by, const AuditQuery& q, const Origin& from);
  /// Every row against its hash. @return the head. @errors account.audit_damaged (arg `row`)
  Result<AuditHead> verify_audit();
  /// To be called now and then: what is over is dropped, audit older than the policy keeps it too, and
  /// sessions of persons who left end.
  Result<void> sweep();

 private:
  struct Known;
  struct Cache;
  class Slot;
  using Policies = std::shared_ptr<const Policy>;

  template <class F>
  auto change(F&& f) -> decltype(f(std::declval<AccountWriter&>()));
  template <class F>
  auto look(F&& f) -> decltype(f(std::declval<AccountReader&>()));

  std::string who(std::string_view name) const;
  From from_of(AccountReader& r, const Policy& policy, const std::string& name, const Origin& origin);
  std::string device_of(const Policy& policy, const std::string& name, const std::string& cookie,
                        Instant now) const;
  std::string device_cookie(const std::string& name, Instant now) const;
  Result<std::vector<Counted>> reserve(char stage, const std::string& name, const Origin& origin,
                                       const Policy& policy, Instant now);
  static Result<void> count(AccountWriter& w, const std::vector<Counted>& keys, Instant now);
  static void release(AccountWriter& w, const std::vector<Counted>& keys);
  void note(AccountWriter& w, AuditKind kind, bool is_success, const PersonId& person,
            const std::string& account, const Origin& origin, const std::string& about = {});
  /// @return a Slot, or account.busy
  Result<std::unique_ptr<Slot>> slot();
  /// Ticket for what comes next, or the session.
  Entry advance(AccountWriter& w, Account& a, bool has_second, const Policy& policy, const People& people,
                const Origin& origin, Instant now);
  Entry open_session(AccountWriter& w, const Account& a, const Policy& policy, const Origin& origin,
                     Instant now, const std::string& about = {});
  static Entry put_step(AccountWriter& w, const Account& a, Step step, bool has_second, Instant now);
  std::string put_code(AccountWriter& w, const Account& a, Instant expires_at);
  Result<std::pair<Ticket, Account>> ticket_of(AccountReader& r, std::string_view ticket, Step step,
                                               const People& people, Instant now);
  std::vector<std::string> guesses_of(const Account& a, const People& people) const;
  /// All that may be wrong with a new password, its history too; slow.
  Checked<std::string> hashed(const Account& a, std::string_view password, const Policy& policy,
                              const People& people);
  static void put_password(AccountWriter& w, Account& a, const std::string& hash, const Policy& policy,
                           Instant now);
  bool is_code_of(AccountWriter& w, Account& a, std::string_view code, const Origin& origin, Instant now);
  std::string sealed(const Account& a, std::string_view secret) const;
  std::string unsealed(const Account& a, const std::string& sealed_secret) const;
  Enrolment begin_enrolment(AccountWriter& w, Account& a);
  Result<std::vector<std::string>> finish_enrolment(AccountWriter& w, Account& a, std::string_view code,
                                                    const Origin& origin, Instant now);
  std::vector<std::string> put_recovery_codes(AccountWriter& w, const Account& a);
  Result<Account> confirmed(const Caller& caller, std::string_view password, const Origin& origin);
  Result<Account> account_of(const Caller& caller);
  Result<Known> load(const std::string& hash, bool is_token);
  Result<std::int64_t> look_at_generation();
  Result<std::string> administer(const PersonId& by, const std::string& name, Administration what,
                                 const Origin& from);
  Error refused(AccountWriter& w, Error e, const PersonId& by, const std::string& account, const Origin& from,
                const std::string& about);

  AccountStore& store_;
  const Clock& clock_;
  PeopleNow people_;
  GateOptions options_;
  std::string nobody_;  ///< a hash of nobody's password: what an unknown name is compared with

  std::mutex mutex_;  ///< of what follows
  std::int64_t generation_ = -1;
  std::chrono::steady_clock::time_point looked_at_;
  std::uint64_t looked_at_changes_ = 0;
  std::atomic<std::uint64_t> changes_{0};  ///< by this process
  Policies policy_;
  std::unique_ptr<Cache> cache_;

  std::mutex slot_mutex_;
  std::condition_variable slot_free_;
  std::size_t slots_used_ = 0;
  std::size_t slots_wanted_ = 0;

  std::mutex rows_mutex_;
  std::condition_variable rows_written_;
  std::vector<AuditRow> rows_;
  bool is_writing_rows_ = false;
  std::int64_t batch_ = 0;       ///< the one that gathers
  std::int64_t batch_done_ = 0;  ///< the last one on disk, or failed
  std::unordered_map<std::int64_t, Error> batch_errors_;
};

}  // namespace guatu::kernel
