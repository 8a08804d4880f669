// Who is told of an event. Pure: the event names them already; nobody is chosen here. See
// docs/operating/notices.md.
#pragma once

#include <string_view>
#include <vector>

#include "guatu/base/instant.h"
#include "guatu/base/text.h"
#include "guatu/kernel/ledger/event.h"

namespace guatu::notices {

/// Why somebody is told. Texts on disk (schema/notices): kept for ever.
enum class Kind { kGiven, kHanded, kReminded, kUrged, kHelp, kCosign, kCopied, kSupervised, kExtended };

std::string_view text_of(Kind k);                  ///< `given` …
bool from_text(std::string_view text, Kind& out);  ///< false for any other word
/// `交给您办理` / `given to you`.
const Titles& title_of(Kind k);

struct Told {
  PersonId person;
  Kind kind = Kind::kGiven;
  Instant not_before;  ///< outside channels wait until then; in the program it is seen at once
  bool operator==(const Told&) const = default;
};

/// Each person once, in the order of the event; who caused it and the system are left out. Empty for events
/// that concern nobody in particular.
std::vector<Told> told_by(const kernel::Event& e);

}  // namespace guatu::notices
