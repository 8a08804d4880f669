// The audit, written by many and read by one; and what is dropped when it is over.
#include <utility>

#include "guatu/base/limits.h"
#include "guatu/kernel/accounts/gate_parts.h"

namespace guatu::kernel {

Result<void> Gate::record(AuditKind kind, bool is_success, const PersonId& person, const std::string& about,
                          const Origin& from) {
  AuditRow row;
  row.at = clock_.now();
  row.kind = kind;
  row.is_success = is_success;
  row.person = person;
  row.peer = cut(from.peer, 64);
  row.about = cut(about, limits::kMaxAuditBytes);
  std::unique_lock lock(rows_mutex_);
  rows_.push_back(std::move(row));
  const auto mine = batch_;
  // One of those that wait writes for all that came while the one before wrote.
  rows_written_.wait(lock, [&] { return batch_done_ > mine || !is_writing_rows_; });
  if (batch_done_ <= mine) {
    is_writing_rows_ = true;
    const auto rows = std::exchange(rows_, {});
    ++batch_;
    lock.unlock();
    auto done = store_.write([&rows](AccountWriter& w) {
      for (const auto& r : rows) w.append_audit(r);
    });
    lock.lock();
    batch_done_ = batch_;
    if (done.has_error()) batch_errors_.emplace(mine, done.error());
    // Nobody waits for a batch this old any more.
    batch_errors_.erase(mine - 1'000);
    is_writing_rows_ = false;
    rows_written_.notify_all();
  }
  if (const auto failed = batch_errors_.find(mine); failed != batch_errors_.end()) return failed->second;
  return {};
}

Result<void> Gate::record(std::vector<AuditRow> rows) {
  const auto now = clock_.now();
  return store_.write([&](AccountWriter& w) {
    for (auto& row : rows) {
      row.at = now;
      row.peer = cut(row.peer, 64);
      row.about = cut(row.about, limits::kMaxAuditBytes);
      w.append_audit(row);
    }
  });
}

Result<AuditPage> Gate::audit(const PersonId& by, const AuditQuery& q, const Origin& from) {
  GUATU_TRY(people, people_());
  if (auto may = may_audit(*people, by); may.has_error()) {
    GUATU_TRY_VOID(record(AuditKind::kRefused, false, by, "audit", from));
    return std::move(may).error();
  }
  GUATU_TRY(page, look([&](AccountReader& r) { return r.audit(q); }));
  if (q.cursor.empty()) GUATU_TRY_VOID(record(AuditKind::kAuditRead, true, by, "", from));
  return page;
}

Result<AuditHead> Gate::verify_audit() {
  return look([&](AccountReader& r) -> Result<AuditHead> {
    const auto head = r.audit_head();
    AuditCheck check(head);
    r.audit_rows([&](const AuditRow& row, const std::string& hash) { return check.add(row, hash); });
    GUATU_TRY_VOID(check.finish(store_.key("audit head")));
    return head;
  });
}

Result<void> Gate::sweep() {
  const auto now = clock_.now();
  GUATU_TRY(policy, this->policy());
  GUATU_TRY(people, people_());
  return change([&](AccountWriter& w) -> Result<void> {
    // No rule of a policy remembers tries for longer than two days.
    w.drop_old({now, now - policy->idle_minutes * kMinuteUs - limits::kSessionNoteSeconds * kSecondUs,
                now - policy->absolute_minutes * kMinuteUs, now - 2 * kDayUs,
                now - policy->known_days * kDayUs});
    for (const auto& a : w.accounts()) {
      if (people->is_active(a.person)) continue;
      w.end_tickets(a.id);
      if (w.end_sessions(a.id) > 0) note(w, AuditKind::kSessionsEnded, true, kSystem, a.name, {}, "left");
    }
    const auto pruned = w.prune_audit(now - policy->audit_days * kDayUs);
    if (pruned > 0) note(w, AuditKind::kAuditPruned, true, kSystem, "", {}, std::to_string(pruned));
    return {};
  });
}

}  // namespace guatu::kernel
