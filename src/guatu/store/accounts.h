// Opens the accounts of a data folder: DIR/accounts.db, and DIR/keys/accounts.secret with which what must be
// readable again is sealed. See docs/formats/accounts.md.
#pragma once

#include <memory>
#include <string>

#include "guatu/base/result.h"
#include "guatu/kernel/accounts/ports.h"

namespace guatu::store {

enum class AccountsMode {
  kCreate,     ///< makes both when they are missing
  kReadWrite,  ///< must be there; brought to the present schema
  kReadOnly    ///< write() answers store.read_only
};

struct AccountsOptions {
  int busy_ms = 5000;
  bool is_synced = true;  ///< false: nothing survives a power cut; for tests
  std::string vfs;        ///< the file layer below SQLite; for harnesses
  bool is_dry = false;    ///< write() does everything and keeps nothing
};

/// Safe to call from any thread; one writer at a time among all processes. After a sync that failed write()
/// answers that error until the folder is opened anew.
/// @errors account.no_accounts        there is no accounts.db, and none may be made (arg `dir`)
///         account.secret_missing     accounts.db is there without the secret, or with one of another length
///         (arg `file`) store.not_guatu, store.newer, store.older, store.migration_changed, store.busy,
///         store.io, file.*
Result<std::unique_ptr<kernel::AccountStore>> open_accounts(const std::string& dir, AccountsMode mode,
                                                            const AccountsOptions& options = {});

/// Is there an accounts.db?
bool has_accounts(const std::string& dir);

/// After a restore: sessions, tickets and counts of the time of the backup are worth nothing any more.
/// @errors those of open_accounts
Result<void> end_all_sessions(const std::string& dir);

}  // namespace guatu::store
