// The reads and writes of accounts over one connection. What they mean stands in kernel/accounts/ports.h.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "guatu/kernel/accounts/ports.h"
#include "guatu/store/sqlite/connection.h"

namespace guatu::store::sqlite {

/// @tparam Base  AccountReader, or AccountWriter, whose reads are the same
template <class Base>
class AccountReads : public Base {
 public:
  explicit AccountReads(Connection& db) : db_(db) {}

  std::optional<kernel::Account> account(kernel::AccountId id) override;
  std::optional<kernel::Account> account_named(const std::string& name) override;
  std::optional<kernel::Account> account_of(const PersonId& person) override;
  std::vector<kernel::Account> accounts() override;
  std::vector<std::string> past_passwords(kernel::AccountId id, int count) override;
  std::optional<kernel::Session> session(const std::string& hash) override;
  std::vector<kernel::Session> sessions(kernel::AccountId id) override;
  std::optional<kernel::Ticket> ticket(const std::string& hash) override;
  int recovery_codes_left(kernel::AccountId id) override;
  std::optional<kernel::ApiToken> token(const std::string& hash) override;
  std::vector<kernel::ApiToken> tokens(kernel::AccountId id) override;
  kernel::Tries tries(const std::string& key) override;
  std::optional<kernel::StoredPolicy> policy() override;
  Result<kernel::AuditPage> audit(const kernel::AuditQuery& q) override;
  kernel::AuditHead audit_head() override;
  void audit_rows(const std::function<bool(const kernel::AuditRow&, const std::string&)>& visit) override;

 protected:
  std::optional<kernel::Account> one_account(const char* where, const Value& value);
  Connection& db_;
};

class SqliteAccountWriter final : public AccountReads<kernel::AccountWriter> {
 public:
  /// @param audit_key  of the head's signature
  SqliteAccountWriter(Connection& db, std::string audit_key)
      : AccountReads(db), audit_key_(std::move(audit_key)) {}

  void put_account(kernel::Account& a) override;
  void remember_password(kernel::AccountId id, const std::string& hash, Instant at, int keep) override;
  void put_session(kernel::Session& s) override;
  void note_session(kernel::SessionId id, Instant used_at) override;
  bool end_session(kernel::AccountId account, kernel::SessionId id) override;
  int end_sessions(kernel::AccountId id) override;
  void put_ticket(const kernel::Ticket& t) override;
  void end_ticket(const std::string& hash) override;
  void end_tickets(kernel::AccountId id) override;
  void put_recovery_codes(kernel::AccountId id, const std::vector<std::string>& hashes) override;
  bool use_recovery_code(kernel::AccountId id, const std::string& hash, Instant at) override;
  void put_token(kernel::ApiToken& t) override;
  void note_token(kernel::TokenId id, Instant used_at) override;
  bool revoke_token(kernel::AccountId account, kernel::TokenId id, Instant at) override;
  void put_tries(const std::string& key, const kernel::Tries& t) override;
  int drop_tries(const std::string& part) override;
  void put_policy(const kernel::StoredPolicy& p) override;
  void append_audit(kernel::AuditRow row) override;
  std::int64_t prune_audit(Instant before) override;
  void drop_old(const Limits& limits) override;

 private:
  /// @return rows that changed
  int run(std::string_view sql, const std::vector<Value>& values);
  std::int64_t last_id();
  void put_head(kernel::AuditHead head);
  std::string audit_key_;
};

extern template class AccountReads<kernel::AccountReader>;
extern template class AccountReads<kernel::AccountWriter>;

}  // namespace guatu::store::sqlite
