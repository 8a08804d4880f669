// A schematic of units made from their centre points alone: who lies beside whom, not where a boundary runs.
// Ours, so that it can be shipped; marked as such wherever it is drawn. Pure.
#pragma once

#include <span>
#include <vector>

#include "guatu/geo/point.h"

namespace guatu::geo {

/// One cell for each centre, in their order: what is nearer to it than to any other (Voronoi), cut by the
/// hull of all centres widened by `margin` of the mean distance to the nearest neighbour.
/// @param centres  degrees; those closer than 1e-7 degrees to an earlier one get an empty ring
/// @return         closed rings, counter-clockwise as GeoJSON wants (RFC 7946 3.1.6)
/// Cost: O(n²) cuts; a city has some tens of units. Distances are those of a plane that is true at the middle
/// latitude.
std::vector<std::vector<LonLat>> schematic_cells(std::span<const LonLat> centres, double margin = 0.55);

}  // namespace guatu::geo
