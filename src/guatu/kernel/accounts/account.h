// What is known of an account: who it belongs to, its sessions, tokens and the steps of logging in. Plain
// structs; rights are not here, they are grants of the ledger. See docs/adr/0013-accounts.md.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "guatu/base/instant.h"
#include "guatu/base/result.h"
#include "guatu/base/strong_id.h"
#include "guatu/kernel/people/people.h"

namespace guatu::kernel {

using AccountId = IntId<struct AccountTag>;
using SessionId = IntId<struct SessionTag>;
using TokenId = IntId<struct TokenTag>;

/// One for a person, for as long as there is the person. Hashes are bytes, 32 of them, unless said otherwise.
struct Account {
  AccountId id;
  std::string name;  ///< to log in with: normalised_name()
  PersonId person;
  bool is_active = true;
  std::string password;  ///< argon2id text; empty: none was set yet
  Instant password_at;   ///< when it was set
  bool must_change = false;
  std::string totp;            ///< sealed secret; empty: no second factor
  std::string totp_pending;    ///< sealed secret shown, not confirmed by a code yet
  std::int64_t totp_step = 0;  ///< last one used
  bool is_demo = false;        ///< its password is the documented one of a demo
  Instant created_at;
  PersonId created_by;
  Instant disabled_at;
};

struct Session {
  SessionId id;
  std::string hash;  ///< SHA-256 of the token
  AccountId account;
  Instant created_at;
  Instant used_at;    ///< noted once a minute at most
  std::string peer;   ///< address
  std::string agent;  ///< what the browser calls itself
};

/// What comes next in logging in. A ticket stands for what was shown so far.
enum class Step {
  kIn,            ///< a session
  kSecondFactor,  ///< a code of the app, or a recovery code
  kEnrol,         ///< the policy wants a second factor and there is none yet
  kNewPassword    ///< the password must be changed
};
const char* text_of(Step s);  ///< `in` `second_factor` `enrol` `new_password`
bool from_text(std::string_view text, Step& out);
/// The stable key of what is asked: account.second_factor, account.enrol_second_factor,
/// account.must_change_password; empty for kIn.
const char* key_of(Step s);

struct Ticket {
  std::string hash;  ///< SHA-256 of the ticket or code
  AccountId account;
  Step step = Step::kSecondFactor;
  bool has_second = false;  ///< the second factor was shown
  bool is_code = false;     ///< given out of band: by the console or an administrator
  Instant expires_at;
  int tries = 0;
};

/// What a token may do. A session may do all that its person may.
struct TokenScope {
  bool may_write = false;
  std::vector<std::string> operations;  ///< ids of the API's description; empty: all
  std::vector<std::string> playbooks;   ///< empty: all
  UnitId unit;                          ///< this unit and below; none: all
  bool operator==(const TokenScope&) const = default;
};
BOOST_DESCRIBE_STRUCT(TokenScope, (), (may_write, operations, playbooks, unit))

struct ApiToken {
  TokenId id;
  std::string hash;  ///< SHA-256 of the token
  AccountId account;
  std::string title;
  TokenScope scope;
  Instant created_at;
  Instant expires_at;
  Instant used_at;     ///< 0: never; noted once a minute at most
  Instant revoked_at;  ///< 0: not
};

/// Failed tries under one key: see tries.h.
struct Tries {
  int failures = 0;
  Instant last_at;
  bool operator==(const Tries&) const = default;
};

/// One thing asked for by a request, as far as scopes care. Empty members: not about one.
struct Act {
  bool is_write = false;
  std::string operation;
  std::string playbook;
  UnitId unit;
};

/// @errors account.scope (field: `access`, `operation`, `playbook`, `unit`)
Result<void> check_scope(const TokenScope& scope, const Act& act, const People& people);

/// ASCII letters small. Letters, digits, `.`, `_`, `-`, at most limits::kMaxIdChars: empty for anything else.
std::string normalised_name(std::string_view name);

/// `gtu_`, 52 characters of chance, 6 of checksum: scanners of leaked secrets know it by its form.
std::string new_api_token();
/// The form and the checksum: false costs no look into the store.
bool is_api_token(std::string_view text);

}  // namespace guatu::kernel
