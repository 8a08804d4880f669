// What the resources of /api/v1 stand on: the desk and the store, the gate of accounts, the world as it is
// now, and who asks. No socket, no SQL. See docs/api.md.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "guatu/base/instant.h"
#include "guatu/base/result.h"
#include "guatu/files/shelf.h"
#include "guatu/http/api/audit_trail.h"
#include "guatu/http/api/herald.h"
#include "guatu/http/api/slots.h"
#include "guatu/http/marks/sheets.h"
#include "guatu/http/message.h"
#include "guatu/kernel/accounts/gate.h"
#include "guatu/kernel/ledger/desk.h"
#include "guatu/kernel/ledger/personal.h"
#include "guatu/kernel/ledger/world.h"
#include "guatu/kernel/ports.h"

namespace guatu::http::oidc {
class Provider;
}

namespace guatu::sheet {
struct Layout;
}

namespace guatu::notices {
class NoticeStore;
}

namespace guatu::http::api {

class PublicWindow;  // public_window.h
struct Papers;       // papers.h

using WorldPtr = std::shared_ptr<const kernel::World>;

/// The world as immutable snapshots: people, playbooks and calendars change seldom, so that most requests
/// share one. What is given out is never changed and everything in it is parsed already: it may be read by
/// many threads at once. Never waits for the writer of the desk. Safe from any thread.
class Worlds {
 public:
  /// As of the last commit that `reader` sees. @errors ledger.damaged, store.*
  Result<WorldPtr> now(kernel::Reader& reader);
  /// As of a position; the last one asked for is kept. @errors ledger.damaged, store.*
  Result<WorldPtr> as_of(kernel::Reader& reader, Position position);

 private:
  std::mutex mutex_;
  WorldPtr now_;
  Position folded_;  ///< up to here there is nothing that is not in `now_`
  std::mutex old_mutex_;
  std::pair<Position, WorldPtr> old_;
};

/// People as of the last commit, for a gate that many threads ask. `store` must outlive what is returned.
/// @param good_for  so long what was looked at is not looked at again. Rights are decided by the snapshot of
///                  each request besides, so that nobody who left sees more for it.
kernel::PeopleNow people_now(kernel::Store& store, std::chrono::milliseconds good_for = {});

/// Who asks.
struct Known {
  kernel::Caller caller;
  bool is_by_cookie = false;  ///< a browser sent it along by itself
};
class Callers {
 public:
  virtual ~Callers() = default;
  /// Whose request it is; what they may do is asked elsewhere. @errors account.no_session,
  /// account.session_expired, store.*
  virtual Result<Known> caller_of(const Request& request) = 0;
};

class Imports;

/// Everything must outlive the router that serves it.
struct Service {
  kernel::Store& store;
  kernel::Desk& desk;
  const Clock& clock;
  Callers& callers;
  kernel::Gate& gate;
  kernel::PersonKeys* person_keys = nullptr;  ///< none: personal values do not open
  Worlds worlds{};
  files::Shelf* shelf = nullptr;       ///< none: nothing can be attached
  oidc::Provider* provider = nullptr;  ///< none: passwords alone
  Imports* imports = nullptr;          ///< none: no table can be imported
  AuditTrail trail{gate};
  marks::Sheets sheets{};
  std::string outlines_file{};  ///< of units, as imported; empty or not there: a schematic is made
  Herald herald{};
  Slots heavy{1};  ///< for rehearsals and proofs that are asked for: one burns a core, and the pool is small

  /// Of the ledger, by whoever wrote it. 0 when it cannot be read now.
  Position last_position() {
    auto reader = store.read();
    return reader.has_error() ? Position{} : (*reader)->last_position();
  }
  notices::NoticeStore* notices = nullptr;  ///< none: nobody has a notice
  /// Columns of ledgers, by playbook; nullptr: the usual ones.
  const std::map<std::string, sheet::Layout>* layouts = nullptr;
  Papers* papers = nullptr;        ///< none: no paper can be printed
  PublicWindow* window = nullptr;  ///< none: nothing is open to whoever has no account
};

}  // namespace guatu::http::api
