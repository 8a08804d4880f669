// From events to messages: who is told is kept, gathered to one message a person, and sent. One round is one
// call; whoever calls it owns the thread. See docs/operating/notices.md.
//
//     event ─ told_by() ─▶ notice ─┬─▶ in the program, at once
//                                  └─▶ gathered ─ window, digest_minutes ─▶ waiting ─ limits ─▶ sent
//                                                                              └─ back-off ─▶ failed
#pragma once

#include <functional>
#include <string>

#include "guatu/kernel/ledger/scoped_reader.h"
#include "guatu/kernel/ledger/world.h"
#include "guatu/kernel/ports.h"
#include "guatu/notices/config.h"
#include "guatu/notices/digest.h"
#include "guatu/notices/message.h"
#include "guatu/notices/ports.h"

namespace guatu::notices {

/// What one round did.
struct Round {
  std::int64_t notices = 0;   ///< kept
  std::int64_t messages = 0;  ///< made
  std::int64_t sent = 0;
  std::int64_t refused = 0;  ///< tries that did not arrive
  bool is_behind = false;    ///< there are more events to look at
};

/// At least once: a message is sent again under the same id until an answer says that it arrived. Not safe
/// from two threads, send_over() apart; one process at a time (whoever holds the desk).
class Notifier {
 public:
  /// All must outlive it. @param clock  real time, also where the desk's clock stands
  /// @param new_id  a new id at each call; sorts by time
  Notifier(kernel::Store& ledger, NoticeStore& store, const Config& config, Sender& sender,
           const Clock& clock, std::function<std::string()> new_id)
      : ledger_(ledger),
        store_(store),
        config_(config),
        sender_(sender),
        clock_(clock),
        new_id_(std::move(new_id)) {}

  /// Looks at what is new in the ledger. @param now  of the ledger's clock
  /// @errors store.*, ledger.damaged
  Result<void> look(Instant now, Round& round);
  /// Makes messages of what may go now. @errors store.*, calendar.gap, calendar.hours_unknown
  Result<void> gather(Round& round);
  /// Sends what is due, as the limits allow. @param is_stopping  asked between two messages
  Result<void> send(Round& round, const std::function<bool()>& is_stopping);
  /// The same of one channel of the settings. May run beside everything else, but once for each channel.
  Result<void> send_over(const Channel& channel, Round& round,
                         const std::function<bool()>& is_stopping) const;

 private:
  Result<void> fold_world(kernel::Reader& reader, Position up_to);
  Result<Mark> begin(kernel::Reader& reader, Instant now);
  std::vector<std::string> channels_of(const PersonId& person) const;
  Result<std::vector<Line>> lines_of(kernel::Reader& reader, const std::vector<Notice>& notices,
                                     const PersonId& person);
  Result<bool> try_one(const Channel& channel, Digest d, Round& round) const;

  kernel::Store& ledger_;
  NoticeStore& store_;
  const Config& config_;
  Sender& sender_;
  const Clock& clock_;
  std::function<std::string()> new_id_;
  kernel::World world_;
};

}  // namespace guatu::notices
