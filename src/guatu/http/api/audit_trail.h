// Rows of the audit that requests leave: who was refused what, who read personal values, who exported.
// Written by a thread of its own, so that no thread of a connection waits for the disk.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "guatu/kernel/accounts/gate.h"

namespace guatu::http::api {

/// Safe from any thread. What came at the same time shares one sync.
class AuditTrail {
 public:
  using Done = std::function<void(Result<void>)>;

  /// @param gate  must outlive it
  explicit AuditTrail(kernel::Gate& gate);
  /// Writes what waits.
  ~AuditTrail();
  AuditTrail(const AuditTrail&) = delete;
  AuditTrail& operator=(const AuditTrail&) = delete;

  /// @param done  called once from the thread of the trail, when the row is on the disk or cannot be:
  ///              http.busy when too many wait, else what the gate answers. It must not wait
  void write(kernel::AuditRow row, Done done);
  /// The same for a refusal, for which nobody waits. A person leaves 60 of them a minute at most, so that
  /// knocking does not fill the disk; the last one says so.
  void refuse(const kernel::Caller& caller, const std::string& about, const std::string& peer);
  /// Waits until all that came before is written.
  void flush();

 private:
  struct Item {
    kernel::AuditRow row;
    Done done;
  };
  struct Knocks {
    Instant since;
    int count = 0;
  };
  void run();
  bool push(Item item);

  kernel::Gate& gate_;
  SystemClock clock_;
  std::mutex mutex_;
  std::condition_variable called_;
  std::condition_variable written_;
  std::deque<Item> queue_;
  std::map<PersonId, Knocks> knocks_;
  bool is_writing_ = false;
  bool is_ending_ = false;
  std::thread thread_;  ///< last, so that it starts when all else is there
};

kernel::AuditRow audit_row(kernel::AuditKind kind, bool is_success, const kernel::Caller& caller,
                           std::string about, std::string peer);

}  // namespace guatu::http::api
