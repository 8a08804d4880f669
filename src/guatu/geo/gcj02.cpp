#include "guatu/geo/gcj02.h"

#include <numbers>

namespace guatu::geo {

namespace {

constexpr double kPi = std::numbers::pi;
constexpr double kAxisM = 6'378'245.0;
constexpr double kEccentricity2 = 0.00669342162296594323;
/// The shift changes by less than a thousandth of the way: six rounds are far below the last digit.
constexpr int kRounds = 12;

/// The waves that both parts of the shift share.
double waves(double x) {
  return (20 * std::sin(6 * x * kPi) + 20 * std::sin(2 * x * kPi)) * 2 / 3;
}

double north_m(double x, double y) {
  return -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * std::sqrt(std::abs(x)) + waves(x) +
         (20 * std::sin(y * kPi) + 40 * std::sin(y / 3 * kPi)) * 2 / 3 +
         (160 * std::sin(y / 12 * kPi) + 320 * std::sin(y * kPi / 30)) * 2 / 3;
}

double east_m(double x, double y) {
  return 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * std::sqrt(std::abs(x)) + waves(x) +
         (20 * std::sin(x * kPi) + 40 * std::sin(x / 3 * kPi)) * 2 / 3 +
         (150 * std::sin(x / 12 * kPi) + 300 * std::sin(x / 30 * kPi)) * 2 / 3;
}

}  // namespace

bool is_shifted(const LonLat& p) {
  return p.lon >= 72.004 && p.lon <= 137.8347 && p.lat >= 0.8293 && p.lat <= 55.8271;
}

LonLat gcj02_of(const LonLat& p) {
  if (!is_shifted(p)) return p;
  const double x = p.lon - 105;
  const double y = p.lat - 35;
  const double lat = p.lat / 180 * kPi;
  const double s = std::sin(lat);
  const double magic = 1 - kEccentricity2 * s * s;
  const double north =
      north_m(x, y) * 180 / (kAxisM * (1 - kEccentricity2) / (magic * std::sqrt(magic)) * kPi);
  const double east = east_m(x, y) * 180 / (kAxisM / std::sqrt(magic) * std::cos(lat) * kPi);
  return {p.lon + east, p.lat + north};
}

LonLat wgs84_of(const LonLat& p) {
  if (!is_shifted(p)) return p;
  LonLat guess = p;
  for (int i = 0; i < kRounds; ++i) {
    const auto there = gcj02_of(guess);
    guess.lon += p.lon - there.lon;
    guess.lat += p.lat - there.lat;
  }
  return guess;
}

}  // namespace guatu::geo
