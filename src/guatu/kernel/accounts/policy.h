// A policy of accounts as read from YAML: how long passwords are, when tries must wait, how long sessions
// live, who needs two factors. Shipped in policies/*.yaml. Pure. See docs/formats/policy.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "guatu/base/instant.h"
#include "guatu/base/result.h"
#include "guatu/base/text.h"

namespace guatu::kernel {

/// After `tries` failures the next try waits: `wait_seconds`, and twice as long after each further failure,
/// up to `wait_seconds_max` (the same: a lock-out of that length). Forgotten after `forget_minutes` without
/// one.
struct TryRule {
  int tries = 5;
  int wait_seconds = 1;
  int wait_seconds_max = 900;
  int forget_minutes = 60;
  bool operator==(const TryRule&) const = default;
};

/// Where numbers come from, and whether that was checked in the document itself.
struct PolicySource {
  std::string part;  ///< `password`
  std::string source;
  bool is_confirmed = false;
};

struct Policy {
  std::string name;
  Titles title;
  std::vector<PolicySource> sources;

  int length_min = 12;  ///< characters
  int length_max = 128;
  int classes_min = 0;    ///< of: capital letters, small letters, digits, others
  int rotation_days = 0;  ///< 0: a password does not grow old
  int history = 0;        ///< last passwords that may not come again, the present one included
  bool refuses_common = true;

  TryRule source;                   ///< of one account from one network, or one known browser
  TryRule account{50, 72, 72, 60};  ///< of one account from everywhere that it is not known
  TryRule peer{50, 1, 60, 15};      ///< of one network, whatever the account
  int known_days = 90;              ///< how long a browser or network that logged in is known

  int idle_minutes = 30;
  int absolute_minutes = 720;

  bool is_for_all = false;                    ///< two factors are asked of everybody
  std::vector<std::string> two_factor_roles;  ///< … of who holds one of these grants

  int code_hours = 24;  ///< life of a code with which a first or new password is set
  int token_days_max = 365;
  int audit_days = 184;  ///< at least six calendar months, which can be 184 days

  bool asks_second(const std::vector<std::string>& roles) const;
};

/// @param file  named in the places of the problems
/// @errors yaml.*, policy.unknown_key (args `name`, `hint`), policy.missing (arg `name`), policy.value (arg
/// `expected`),
///         each with line and column
Checked<Policy> read_policy(std::string_view text, const std::string& file);

/// Words that no password may be built on: one a line, `#` begins a remark. Sorted, small letters.
std::vector<std::string> read_common_words(std::string_view text);

/// Whether a new password will do. All that is wrong at once.
/// @param common  of read_common_words()
/// @param own     what an attacker would try first: the account's name, its person's id and name, the
/// office's name
/// @errors account.password_short (arg `limit`), account.password_long, account.password_classes (arg
/// `limit`),
///         account.password_common, account.password_not_text
Checked<void> check_password(const Policy& policy, std::string_view password,
                             const std::vector<std::string>& common, const std::vector<std::string>& own);

}  // namespace guatu::kernel
