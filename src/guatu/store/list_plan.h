// Which index serves a list: the decision, as data. list_sql.h turns it into SQL; the driver only counts.
//
// Two ways to serve a page. A *walk* reads an index in the order of the list and passes over rows that do not
// fit; a *choice* reads the few rows that one filter leaves and sorts them. With n rows, f that fit and pages
// of p rows a walk reads about p·n/f, a choice f, so the better of the two reads at most √(p·n): 22,000 rows
// of 10 million for a page of 50. Where the index of the walk also holds what rows are passed over for, a
// choice must be smaller still. Each choice is counted on its index alone, up to what worth_choosing() says;
// beyond that it is no choice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "guatu/kernel/ports.h"

namespace guatu::store {

/// Parts of a query, as bits.
enum Part : std::uint32_t {
  kPlaybookPart = 1U << 0,
  kUnitPart = 1U << 1,
  kHolderPart = 1U << 2,
  kOpenerPart = 1U << 3,
  kStatePart = 1U << 4,
  kParentPart = 1U << 5,
  kAboutPart = 1U << 6,
  kOpenPart = 1U << 7,    ///< `which` is open
  kClosedPart = 1U << 8,  ///< `which` is closed
  kDuePart = 1U << 9,     ///< due_from, due_before
  kOpenedAtPart = 1U << 10,
  kClosedAtPart = 1U << 11,
  kReturnsPart = 1U << 12,
  kTextPart = 1U << 13,
  kCursorPart = 1U << 14
};

/// Where rows come from.
enum class Source {
  kMatters,  ///< the register as it is now
  kMerged,   ///< streams in the order of the clock: lists that no one index serves
  kSearch    ///< from the text index, then by id
};

struct Path {
  Source source = Source::kMatters;
  std::string index;         ///< of kMatters
  std::uint32_t serves = 0;  ///< parts that the index itself answers
  bool operator==(const Path&) const = default;
};

/// The parts that `q` has.
std::uint32_t parts_of(const kernel::MatterQuery& q);

/// The walk that serves `q` as of now when no choice is small enough.
Path walk_for(const kernel::MatterQuery& q);

/// How a walk, now or then, passes over a row that does not fit.
enum class Pass {
  kUnread,  ///< its index shows it: a twentieth of reading a row
  kRead,    ///< it reads the row
  kSearch   ///< it asks the text index, which costs as much as reading a hundred
};
Pass pass_of(const kernel::MatterQuery& q, std::uint32_t parts);

/// The walk over columns that never change, for a list as of then by opening or number.
Path walk_for_fixed(const kernel::MatterQuery& q, std::uint32_t parts);

/// What to count, as of now, likely smallest first; empty when the walk answers every part by itself.
std::vector<Path> choices_for(const kernel::MatterQuery& q);

/// The most rows that are better chosen than walked to: √(page · rows), at most `most`.
/// @param rows  how many a walk may pass over: of the register, or what is open
/// @param pass  what passing over a row costs
std::size_t worth_choosing(std::int64_t rows, std::size_t page_rows, std::size_t most, Pass pass);

}  // namespace guatu::store
