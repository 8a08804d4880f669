// Places of matters in SQLite: written with the register, read whole. What they are stands in places.h of the
// kernel.
#pragma once

#include <functional>

#include "guatu/kernel/ledger/places.h"
#include "guatu/store/sqlite/connection.h"

namespace guatu::store::sqlite {

/// As kernel::PlaceReader::places(). @throws kernel::StoreFailure
void read_places(Connection& db, Position as_of,
                 const std::function<void(MatterId, const kernel::PlaceAt&)>& visit);

/// Writes a row when the place is another than the last one kept.
/// @param is_known  the matter was put before, so that it may have a place already
void put_place(Connection& db, const kernel::Matter& m, bool is_known);

}  // namespace guatu::store::sqlite
