#include "guatu/geo/tiles.h"

#include <algorithm>
#include <numbers>

namespace guatu::geo {

namespace {

constexpr double kPi = std::numbers::pi;

std::uint32_t step_of(double part, int level) {
  const auto cells = static_cast<double>(std::uint32_t{1} << static_cast<unsigned>(level));
  return static_cast<std::uint32_t>(std::clamp(std::floor(part * cells), 0.0, cells - 1));
}

/// The 24 bits of `n`, each followed by a 0.
std::uint64_t spread(std::uint64_t n) {
  n = (n | (n << 16U)) & 0x0000FFFF0000FFFFU;
  n = (n | (n << 8U)) & 0x00FF00FF00FF00FFU;
  n = (n | (n << 4U)) & 0x0F0F0F0F0F0F0F0FU;
  n = (n | (n << 2U)) & 0x3333333333333333U;
  return (n | (n << 1U)) & 0x5555555555555555U;
}

std::uint64_t key_of(std::uint32_t column, std::uint32_t row) {
  return spread(column) | (spread(row) << 1U);
}

unsigned bits_below(const Cell& c) {
  return 2U * static_cast<unsigned>(kFinestLevel - c.level);
}

}  // namespace

Square square_of(const LonLat& p) {
  const double lat = std::clamp(p.lat, -kSquareLat, kSquareLat) / 180 * kPi;
  return {(p.lon + 180) / 360, (1 - std::asinh(std::tan(lat)) / kPi) / 2};
}

LonLat lon_lat_of(const Square& s) {
  return {s.x * 360 - 180, std::atan(std::sinh(kPi * (1 - 2 * s.y))) * 180 / kPi};
}

Cell cell_of(const LonLat& p, int level) {
  const auto s = square_of(p);
  return {level, step_of(s.x, level), step_of(s.y, level)};
}

std::uint64_t cell_key(const LonLat& p) {
  const auto c = cell_of(p, kFinestLevel);
  return key_of(c.column, c.row);
}

std::uint64_t first_key(const Cell& c) {
  return key_of(c.column, c.row) << bits_below(c);
}

std::uint64_t end_key(const Cell& c) {
  return first_key(c) + (std::uint64_t{1} << bits_below(c));
}

}  // namespace guatu::geo
