// The sorted streams that a list by the clock is merged from: each reads one index piece by piece.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "guatu/store/sqlite/streams.h"

namespace guatu::store::sqlite {

/// Upper end of "begins with": no path holds a character above it.
inline constexpr const char* kLastCharacter = "\xF4\x8F\xBF\xBF";

/// In the order of a list.
bool before(const Found& a, const Found& b);
/// The part of `rows`, ascending, that lies in the range, in its order.
std::vector<Found> part_of(const std::vector<Found>& rows, const DueRange& range);

/// What is filed under a node of version_spans. `wanted` outlives it.
std::unique_ptr<Stream> span_stream(Runner& runner, const DueRange& range, std::int64_t node,
                                    const Wanted& wanted);
/// What is open now in the very unit of that path.
std::unique_ptr<Stream> unit_stream(Runner& runner, const DueRange& range, std::string path);
/// What is open and has stood since before the position.
/// @param worth  rows passed over before it is asked whether little has stood
std::unique_ptr<Stream> open_stream(Runner& runner, const DueRange& range, Standing& standing,
                                    std::int64_t worth);
/// What was closed by then, by id: none of it has a running clock.
std::unique_ptr<Stream> closed_stream(Runner& runner, const DueRange& range, Standing& standing);
/// The part of `rows`, ascending, that lies in the range.
std::unique_ptr<Stream> list_stream(const std::vector<Found>& rows, const DueRange& range);

}  // namespace guatu::store::sqlite
