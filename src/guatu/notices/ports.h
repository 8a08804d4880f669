// What notices need of a store. Implemented in src/guatu/store; nothing here knows SQL.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "guatu/base/instant.h"
#include "guatu/base/result.h"
#include "guatu/base/strong_id.h"
#include "guatu/notices/told.h"

namespace guatu::notices {

/// One person told of one event.
struct Notice {
  std::int64_t id = 0;  ///< given by the store; grows
  Position position;    ///< of the event
  PersonId person;
  MatterId matter;
  Kind kind = Kind::kGiven;
  Instant happened_at;
  Instant not_before;
  bool operator==(const Notice&) const = default;
};

/// One to be kept, and the channels over which it goes besides.
struct NewNotice {
  Notice notice;
  std::vector<std::string> channels;
};

enum class Delivery { kWaiting, kSent, kFailed };
std::string_view text_of(Delivery d);  ///< `waiting` `sent` `failed`

/// One message to one person over one channel.
struct Digest {
  std::string id;  ///< the same at every try; who receives it twice can tell
  std::string channel;
  PersonId person;
  std::string body;
  Delivery state = Delivery::kWaiting;
  int tries = 0;
  Instant next_at;
  std::string error{};  ///< of the last try; empty after a success
  Instant made_at;
  Instant sent_at{};  ///< 0: not yet
  bool operator==(const Digest&) const = default;
};

/// Notices of one person that wait for one channel.
struct Gathered {
  std::string channel;
  PersonId person;
  Instant first;  ///< since when the earliest may go
};

struct Pause {
  Instant until;
  int failures = 0;  ///< in a row
};

/// Events up to `position` were looked at.
struct Mark {
  Position position;
  Instant began_at;      ///< when this store was begun; 0: it has no mark yet
  std::string ledger{};  ///< id of the ledger
};

/// Safe from any thread. Everything that writes is one transaction, synced.
/// @errors of all: store.*
class NoticeStore {
 public:
  virtual ~NoticeStore() = default;
  virtual Result<Mark> mark() = 0;
  /// Begins anew: whatever is there was of another ledger, and goes.
  virtual Result<void> begin(const Mark& mark) = 0;
  /// Keeps them and moves the mark, together; one that is there already (position, person) is passed over.
  virtual Result<void> add(const std::vector<NewNotice>& notices, Position up_to) = 0;
  /// After a restore of an older ledger: what was of positions beyond `last` goes, and the mark comes back.
  virtual Result<void> forget_after(Position last) = 0;

  /// Newest first. @param before  only ids below it; 0: all
  virtual Result<std::vector<Notice>> of(const PersonId& person, std::int64_t before, int limit) = 0;
  virtual Result<std::int64_t> read_up_to(const PersonId& person) = 0;
  /// Never goes back. @return up to where it is read now
  virtual Result<std::int64_t> mark_read(const PersonId& person, std::int64_t up_to) = 0;

  virtual Result<std::vector<Gathered>> gathered(Instant now) = 0;
  virtual Result<std::vector<Notice>> waiting_for(const std::string& channel, const PersonId& person,
                                                  Instant now) = 0;
  /// A message made of these, which wait no longer.
  virtual Result<void> put_digest(const Digest& d, const std::vector<Notice>& of) = 0;
  /// Waiting ones whose time has come, by that time.
  virtual Result<std::vector<Digest>> due(const std::string& channel, Instant now, int limit) = 0;
  /// What became of a try: state, tries, next_at, error, sent_at; and how the channel goes on.
  virtual Result<void> note(const Digest& d, const Pause& pause) = 0;
  /// Newest first. @param before  only those made before this id's place; empty: all
  virtual Result<std::vector<Digest>> deliveries(const std::string& state, const std::string& before,
                                                 int limit) = 0;

  virtual Result<std::vector<Instant>> uses(const std::string& channel, Instant since) = 0;
  virtual Result<void> add_use(const std::string& channel, Instant at) = 0;
  virtual Result<Pause> pause(const std::string& channel) = 0;
  /// Notices and finished messages older than that go.
  virtual Result<void> drop_before(Instant t) = 0;
};

}  // namespace guatu::notices
