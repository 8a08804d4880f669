// Where matters are: the place among their fields, now and as it was. A port beside ports.h, for readers that
// keep places in a table of their own; whoever reads through another one folds the matter. See
// docs/formats/storage.md.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "guatu/base/result.h"
#include "guatu/kernel/ledger/matter.h"

namespace guatu::kernel {

/// Millionths of a degree, WGS-84: as places are written in fields.
struct PlaceAt {
  std::string field;  ///< id of the field that it comes from
  std::int64_t lon_e6 = 0;
  std::int64_t lat_e6 = 0;
  bool operator==(const PlaceAt&) const = default;
};

/// The first field, in order of first setting, that is a place with coordinates. Told by its shape: what a
/// field is stands in the playbook, which a store does not know; sealed values have another shape.
std::optional<PlaceAt> place_in(const json::object& fields);

/// Readers of a store that keeps places are this too. @throws StoreFailure
class PlaceReader {
 public:
  virtual ~PlaceReader() = default;
  /// Every matter that had a place at `as_of` (0: now), by id, whoever may see it.
  virtual void places(Position as_of, const std::function<void(MatterId, const PlaceAt&)>& visit) = 0;
};

}  // namespace guatu::kernel
