// Notices while the program serves: settings of the folder, senders, a thread of its own.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "guatu/notices/config.h"
#include "guatu/notices/couriers.h"
#include "guatu/notices/message.h"
#include "guatu/notices/notifier.h"
#include "guatu/notices/ports.h"
#include "guatu/wiring.h"

namespace guatu::app {

/// DIR/notices.yaml with the published limits of SHARE/policies/channels.yaml; without the file no channel.
/// @errors those of notices::read_config(); cli.no_file, yaml.*
Checked<notices::Config> read_notice_config(const std::string& dir, const std::string& share);

/// DIR/notices.db, made when it is missing; nullptr when nothing is to be written.
/// @errors those of store::open_notices()
Result<std::unique_ptr<notices::NoticeStore>> open_notice_store(const std::string& dir, bool is_dry);

/// HTTP by http/client, mail by libcurl.
std::unique_ptr<notices::Sender> make_sender();

/// Looks at the ledger and sends, every few seconds, until it goes; each channel in a thread of its own.
/// Nothing is sent from a folder whose clock stands unless its notices.yaml says `demo: true`.
class NoticeRunner {
 public:
  /// Everything must outlive it; the thread starts here.
  NoticeRunner(Office& office, notices::NoticeStore& store, notices::Config config);
  ~NoticeRunner();
  NoticeRunner(const NoticeRunner&) = delete;
  NoticeRunner& operator=(const NoticeRunner&) = delete;

 private:
  void run();
  /// @return whether there is more to do at once
  bool once();
  void say(const Error& e);
  bool is_ending();

  Office& office_;
  notices::NoticeStore& store_;
  notices::Config config_;
  SystemClock wall_;
  std::unique_ptr<notices::Sender> sender_;
  notices::Notifier notifier_;
  Instant dropped_at_;
  std::string last_;  ///< what was said last; under the mutex
  std::mutex mutex_;
  std::condition_variable called_;
  bool is_ending_ = false;
  std::optional<notices::Couriers> couriers_;
  std::thread thread_;  ///< last, so that it starts when all else is there
};

}  // namespace guatu::app
