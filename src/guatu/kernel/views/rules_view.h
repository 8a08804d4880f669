// What changed rules do, as JSON: shared by the command line and the API. Pure.
#pragma once

#include <boost/json.hpp>
#include <cstddef>
#include <functional>

#include "guatu/base/json_map.h"
#include "guatu/base/text.h"
#include "guatu/kernel/ledger/desk.h"
#include "guatu/kernel/migration/order.h"
#include "guatu/kernel/playbook/proof.h"
#include "guatu/kernel/rehearsal/rehearsal.h"

namespace guatu::kernel {

/// Which rows a reader is given, and what stands in them.
struct RulesView {
  Lang lang = Lang::kZh;
  std::size_t limit = static_cast<std::size_t>(-1);  ///< rows of each list; the totals count all
  /// Of which matters title and refusals are shown; of the others their number and what moves, and values of
  /// fields of none. Empty: everything is shown, to who holds the folder.
  std::function<bool(MatterId)> may_see{};
};

/// `{matter, number, clock, before, after}`.
json::object moved_clock_json(const MovedClock& m);

/// `{from, to, totals, clocks, rungs, illegal, not_compared, persons}`; `clocks` are those that change.
json::object rehearsal_json(const RehearsalReport& report, const RulesView& view);

/// `{matter, number, title, version_before, …, clocks, clocks_started, lapsed}`.
/// `fields` are those whose values change, with the values, or null where none are shown.
json::object migrated_json(const MigratedMatter& m, const RulesView& view);

/// Rungs that a migration passes over: they lie in the past and had not fired.
int passed_over(const MigratedClock& c, const MatterClock* before);

/// `{key, field, message, line, column, path}`; `path` is empty unless it is a broken law.
json::object finding_json(const Error& e, const std::vector<std::string>& path, Lang lang);

}  // namespace guatu::kernel
