// Limits of notices: value, unit, reason, what happens beyond.
#pragma once

#include <cstddef>
#include <cstdint>

#include "guatu/base/instant.h"

namespace guatu::limits {

/// Of a new notices.db: what happened before is history, not news. Older events tell nobody.
inline constexpr std::int64_t kNoticeBacklogUs = 7 * kDayUs;
/// Notices and messages older than this go; the ledger keeps the events themselves.
inline constexpr std::int64_t kNoticeKeptUs = 180 * kDayUs;
/// Tries of one message; with the back-off of rate.h the last one comes some two days after the first. Then
/// it has failed, which the list of deliveries shows; in the program itself it is there all the same.
inline constexpr int kMaxNoticeTries = 14;
/// Events looked at in one go, so that a stop does not wait for a long backlog.
inline constexpr std::int64_t kMaxNoticeEvents = 20'000;
/// Unread notices that are counted; beyond it the answer says "at least so many".
inline constexpr int kMaxUnreadCounted = 100;
/// Messages of one channel sent in one round, so that no channel keeps the others waiting for long.
inline constexpr int kMaxMessagesARound = 50;
/// Bytes of notices.yaml, of channels.yaml and of a file with a secret.
inline constexpr std::size_t kMaxNoticeFileBytes = 256 * 1024;
/// Milliseconds that one delivery may take, and so the longest that stopping waits for it.
inline constexpr std::int64_t kNoticeDeliveryMs = 10'000;

}  // namespace guatu::limits
