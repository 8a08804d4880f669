#include "guatu/http/api/audit_trail.h"

#include <utility>
#include <vector>

namespace guatu::http::api {

namespace {

/// Rows that wait for the disk: a second of the busiest server. Beyond it http.busy.
constexpr std::size_t kMaxWaiting = 10'000;
/// Refusals of one person in one minute: more than a person makes by hand.
constexpr int kMaxKnocks = 60;
/// Persons whose refusals are counted at a time; the count begins anew beyond it.
constexpr std::size_t kMaxKnockers = 10'000;

}  // namespace

kernel::AuditRow audit_row(kernel::AuditKind kind, bool is_success, const kernel::Caller& caller,
                           std::string about, std::string peer) {
  kernel::AuditRow row;
  row.kind = kind;
  row.is_success = is_success;
  row.person = caller.person;
  row.account = caller.name;
  row.about = std::move(about);
  row.peer = std::move(peer);
  return row;
}

AuditTrail::AuditTrail(kernel::Gate& gate) : gate_(gate), thread_([this] { run(); }) {}

AuditTrail::~AuditTrail() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  called_.notify_all();
  thread_.join();
}

bool AuditTrail::push(Item item) {
  if (queue_.size() >= kMaxWaiting) return false;
  queue_.push_back(std::move(item));
  called_.notify_one();
  return true;
}

void AuditTrail::write(kernel::AuditRow row, Done done) {
  {
    const std::lock_guard lock(mutex_);
    if (push({std::move(row), done})) return;
  }
  done(Error("http.busy"));
}

void AuditTrail::refuse(const kernel::Caller& caller, const std::string& about, const std::string& peer) {
  const auto now = clock_.now();
  const std::lock_guard lock(mutex_);
  if (knocks_.size() >= kMaxKnockers) knocks_.clear();
  auto& knocks = knocks_[caller.person];
  if (now >= knocks.since + kMinuteUs) knocks = {now, 0};
  if (++knocks.count > kMaxKnocks) return;
  const bool is_last = knocks.count == kMaxKnocks;
  // Dropped when too many wait: a refusal stands without its row.
  static_cast<void>(
      push({audit_row(kernel::AuditKind::kRefused, false, caller,
                      about + (is_last ? " (further ones of this minute are left out)" : ""), peer),
            {}}));
}

void AuditTrail::flush() {
  std::unique_lock lock(mutex_);
  written_.wait(lock, [this] { return queue_.empty() && !is_writing_; });
}

void AuditTrail::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    called_.wait(lock, [this] { return is_ending_ || !queue_.empty(); });
    if (queue_.empty()) return;
    const auto items = std::exchange(queue_, {});
    is_writing_ = true;
    lock.unlock();
    std::vector<kernel::AuditRow> rows;
    for (const auto& i : items) rows.push_back(i.row);
    const auto written = gate_.record(std::move(rows));
    for (const auto& i : items)
      if (i.done) i.done(written);
    lock.lock();
    is_writing_ = false;
    written_.notify_all();
  }
}

}  // namespace guatu::http::api
