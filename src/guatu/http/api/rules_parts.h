// What the operations that change rules share: who may, what was sent, one heavy piece of work at a time.
#pragma once

#include <memory>
#include <string>

#include "guatu/http/api/operation.h"
#include "guatu/kernel/accounts/rules.h"
#include "guatu/kernel/views/rules_view.h"

namespace guatu::http::api {

/// One look at the ledger, for a request about rules.
struct RulesLook {
  std::unique_ptr<kernel::Reader> reader;
  WorldPtr world;
  Instant now;  ///< of a decision that would be written now
};
/// @errors store.*, ledger.damaged
Checked<RulesLook> look_at(AccountAsk& ask);

/// Refusals are in the audit. @errors rules.not_administrator
Checked<void> check_duty(AccountAsk& ask, const kernel::People& people);

/// One piece of work that burns a core. @errors http.busy
Checked<Slots::Slot> heavy_slot(AccountAsk& ask);

/// A text of a file with its name, as it was sent.
struct SentFile {
  std::string name;
  std::string text;
};
/// Members `file` (else `fallback`) and `text`. @errors json.expected
Checked<SentFile> sent_file(const AccountAsk& ask, const std::string& fallback);

/// False when it was not sent. @errors json.expected
Checked<bool> flag(const AccountAsk& ask, std::string_view name);

/// Of all matters the numbers; titles and refusals of those that the caller may see anyhow.
/// @param look  must outlive it
kernel::RulesView view_for(const AccountAsk& ask, const RulesLook& look, std::size_t limit);

/// The calendar in force with one file put in the place of that of the same name.
std::vector<CalendarFile> with_file(const kernel::World& world, const SentFile& file);

/// Writes what was done into the audit; nothing is answered before it is on the disk. @errors store.*
Checked<void> note(AccountAsk& ask, kernel::AuditKind kind, const std::string& about);

std::vector<Operation> rehearsal_operations();
std::vector<Operation> migration_map_operations();

}  // namespace guatu::http::api
