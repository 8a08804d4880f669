// The accounts of a data folder, put together: store, shipped policies, words that no password may be, and
// the gate.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "guatu/base/instant.h"
#include "guatu/kernel/accounts/gate.h"
#include "guatu/store/accounts.h"
#include "guatu/wiring.h"

namespace guatu::app {

/// The documented password of a demo's accounts, and who has one.
struct DemoAccounts {
  std::string password;
  std::vector<PersonId> persons;
};
/// Of demo/accounts.yaml: those of its persons who are here; when none is, the first few holders of every
/// post.
/// @errors yaml.*, script.value
Checked<DemoAccounts> demo_accounts(const std::string& share, const kernel::People& people);

/// An open gate with what it needs. The clock is the machine's, also in a demo folder: sessions and the codes
/// of apps live in real time.
class Accounts {
 public:
  struct Options {
    store::AccountsMode mode = store::AccountsMode::kReadWrite;
    bool is_dry = false;
    std::string issuer = "Guatu";  ///< the office's name, for authenticator apps
  };

  /// Opens `dir`/accounts.db; one that is new gets the policy `asvs` of `share`.
  /// @param share  of share_dir(); not needed for reading only
  /// @errors those of store::open_accounts, cli.no_file (the policies are not in `share`), policy.*
  static Checked<std::unique_ptr<Accounts>> open(const std::string& dir, const std::string& share,
                                                 kernel::PeopleNow people, const Options& options);
  ~Accounts();
  Accounts(const Accounts&) = delete;
  Accounts& operator=(const Accounts&) = delete;

  kernel::Gate& gate() { return *gate_; }

 private:
  Accounts() = default;
  SystemClock clock_;
  std::string scratch_;  ///< a folder that goes with it: a dry run where there are no accounts yet
  std::unique_ptr<kernel::AccountStore> store_;
  std::unique_ptr<kernel::Gate> gate_;
};

/// The people of a view, for as long as a command runs.
kernel::PeopleNow people_of(const View& v);

/// For a server that starts where nobody has a password yet: a code for the first account, if there is
/// exactly one person to give it to. None: there are accounts, or `guatu account first --person` must say
/// who.
struct FirstAccount {
  PersonId person;
  std::string code;  ///< for the console, lives limits::kFirstCodeMinutes
};
Result<std::optional<FirstAccount>> first_account(kernel::Gate& gate, const kernel::People& people);

/// What a command about accounts opens, in the order in which it must go.
struct OpenedAccounts {
  std::unique_ptr<Office> office;
  View view;
  std::unique_ptr<Accounts> accounts;
  PersonId by;  ///< --by, else the operator of the folder
  kernel::Origin from{"console", "", ""};
  kernel::Gate& gate() { return accounts->gate(); }
};
/// With --dry-run nothing of what is done is kept. @errors those of Office::open, view_of, share_dir,
/// Accounts::open
Checked<OpenedAccounts> open_accounts_of(Session& s, store::AccountsMode mode);

/// Every row of the audit and every page, of accounts in a folder that nobody writes to. Nothing when there
/// are none.
/// @errors backup.unsound, account.audit_damaged, those of store::open_accounts
Result<void> check_accounts(const std::string& dir);

/// Typed twice without echo on a terminal, else one line of standard input.
/// @errors account.code_input, account.typed_twice
Result<std::string> read_password(Session& s);

}  // namespace guatu::app
