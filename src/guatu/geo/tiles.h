// Cells of the square web map: where a point lies on the grid of 2^level cells a side, as one number whose
// prefix is the cell of every coarser level. Pure.
#pragma once

#include <cstdint>

#include "guatu/geo/point.h"

namespace guatu::geo {

/// Finest level: cells of 2.4 m at the equator.
inline constexpr int kFinestLevel = 24;
/// Latitude of the edge of the square: beyond it points lie in its first or last row.
inline constexpr double kSquareLat = 85.05112877980659;

/// Cells at a level: column from the west, row from the north, 0..2^level-1.
struct Cell {
  int level = 0;
  std::uint32_t column = 0;
  std::uint32_t row = 0;
  bool operator==(const Cell&) const = default;
};

/// Spherical Mercator (EPSG:3857), x and y in 0..1 from the north-west corner.
struct Square {
  double x = 0;
  double y = 0;
};
Square square_of(const LonLat& p);
LonLat lon_lat_of(const Square& s);

Cell cell_of(const LonLat& p, int level);

/// Bits of column and row in turn (Z-order, as quad keys): for two points in one cell of any level their keys
/// share the first 2 · level bits of 2 · kFinestLevel, and the keys of a cell are one range.
std::uint64_t cell_key(const LonLat& p);
std::uint64_t first_key(const Cell& c);
/// One past the last key of the cell.
std::uint64_t end_key(const Cell& c);

}  // namespace guatu::geo
