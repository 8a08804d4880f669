// What accounts need of a store. Implemented in src/guatu/store/sqlite/accounts*.cpp; nothing here knows SQL.
// Everything throws StoreFailure (kernel/ports.h) when the store fails; AccountStore turns that into a
// Result.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/kernel/accounts/account.h"
#include "guatu/kernel/accounts/audit.h"

namespace guatu::kernel {

/// A policy as it was set: its text, so that the folder explains itself.
struct StoredPolicy {
  Instant at;
  PersonId by;
  std::string file;
  std::string text;
};

class AccountReader {
 public:
  virtual ~AccountReader() = default;
  virtual std::optional<Account> account(AccountId id) = 0;
  virtual std::optional<Account> account_named(const std::string& name) = 0;
  virtual std::optional<Account> account_of(const PersonId& person) = 0;
  virtual std::vector<Account> accounts() = 0;  ///< by name
  /// The last ones, newest first, the present one included.
  virtual std::vector<std::string> past_passwords(AccountId id, int count) = 0;
  virtual std::optional<Session> session(const std::string& hash) = 0;
  virtual std::vector<Session> sessions(AccountId id) = 0;  ///< by id
  virtual std::optional<Ticket> ticket(const std::string& hash) = 0;
  virtual int recovery_codes_left(AccountId id) = 0;
  virtual std::optional<ApiToken> token(const std::string& hash) = 0;
  virtual std::vector<ApiToken> tokens(AccountId id) = 0;  ///< by id
  virtual Tries tries(const std::string& key) = 0;
  virtual std::optional<StoredPolicy> policy() = 0;  ///< the last one set
  /// @errors list.range, list.cursor
  virtual Result<AuditPage> audit(const AuditQuery& q) = 0;
  virtual AuditHead audit_head() = 0;
  /// All rows kept, in order, with their hashes; the visitor returns false to stop.
  virtual void audit_rows(const std::function<bool(const AuditRow&, const std::string&)>& visit) = 0;
};

class AccountWriter : public AccountReader {
 public:
  virtual void put_account(Account& a) = 0;  ///< gives an id to a new one
  virtual void remember_password(AccountId id, const std::string& hash, Instant at, int keep) = 0;
  virtual void put_session(Session& s) = 0;  ///< new; gives an id
  virtual void note_session(SessionId id, Instant used_at) = 0;
  virtual bool end_session(AccountId account, SessionId id) = 0;
  virtual int end_sessions(AccountId id) = 0;
  virtual void put_ticket(const Ticket& t) = 0;  ///< new, or counted on
  virtual void end_ticket(const std::string& hash) = 0;
  virtual void end_tickets(AccountId id) = 0;
  virtual void put_recovery_codes(AccountId id,
                                  const std::vector<std::string>& hashes) = 0;  ///< instead of the old
  virtual bool use_recovery_code(AccountId id, const std::string& hash, Instant at) = 0;
  virtual void put_token(ApiToken& t) = 0;  ///< new; gives an id
  virtual void note_token(TokenId id, Instant used_at) = 0;
  virtual bool revoke_token(AccountId account, TokenId id, Instant at) = 0;
  virtual void put_tries(const std::string& key,
                         const Tries& t) = 0;  ///< no failures and no time: the row goes
  /// Every key that holds `part`, known places (place_key()) apart. @return how many
  virtual int drop_tries(const std::string& part) = 0;
  virtual void put_policy(const StoredPolicy& p) = 0;
  /// Gives id and hash, and signs the head.
  virtual void append_audit(AuditRow row) = 0;
  /// Rows before `before` go, never the last one. @return how many
  virtual std::int64_t prune_audit(Instant before) = 0;
  /// What counts no more.
  struct Limits {
    Instant now;     ///< tickets that ended before it
    Instant idle;    ///< sessions last used before it
    Instant begun;   ///< sessions begun before it
    Instant tried;   ///< tries last made before it, and the oldest beyond limits::kMaxTries
    Instant placed;  ///< known places last entered from before it
  };
  virtual void drop_old(const Limits& limits) = 0;
};

/// May be asked by many threads and processes at once.
class AccountStore {
 public:
  virtual ~AccountStore() = default;
  /// One transaction of the one writer: what `change` wrote is on the disk when this returns, all or nothing;
  /// it is nothing when `change` throws. Short: no hashing of passwords in it.
  /// @errors store.busy, store.io, store.read_only, store.full, store.sync_failed, account.too_many …as
  /// thrown
  virtual Result<void> write(const std::function<void(AccountWriter&)>& change) = 0;
  /// @errors store.*
  virtual Result<void> read(const std::function<void(AccountReader&)>& look) = 0;
  /// Grows whenever an account, its sessions or tokens, or the policy changed so that what was remembered of
  /// them may be wrong, whoever did it. Cheap: no disk unless another process wrote.
  /// @errors store.*
  virtual Result<std::int64_t> generation() = 0;
  /// A key for one purpose, derived from the folder's secret (keys/accounts.secret): 32 bytes.
  virtual std::string key(std::string_view purpose) const = 0;
};

}  // namespace guatu::kernel
