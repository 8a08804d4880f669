#include "guatu/geo/schematic.h"

#include <algorithm>
#include <limits>
#include <numbers>

namespace guatu::geo {

namespace {

struct P {
  double x = 0;
  double y = 0;
};
using Ring = std::vector<P>;  // Open: the last point is not the first again.

constexpr double kSame = 1e-7;
constexpr int kRoundness = 24;

double cross(const P& a, const P& b, const P& c) {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

/// Counter-clockwise (Andrew's monotone chain).
Ring hull_of(Ring points) {
  std::sort(points.begin(), points.end(),
            [](const P& a, const P& b) { return a.x < b.x || (a.x == b.x && a.y < b.y); });
  Ring out(2 * points.size());
  std::size_t n = 0;
  const auto add = [&](const P& p, std::size_t least) {
    while (n >= least && cross(out[n - 2], out[n - 1], p) <= 0) --n;
    out[n++] = p;
  };
  for (const auto& p : points) add(p, 2);
  const std::size_t below = n + 1;
  for (auto it = points.rbegin() + 1; it != points.rend(); ++it) add(*it, below);
  out.resize(n - 1);
  return out;
}

/// The half of `ring` in which a·x + b·y <= c.
Ring cut(const Ring& ring, double a, double b, double c) {
  Ring out;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const auto& p = ring[i];
    const auto& q = ring[(i + 1) % ring.size()];
    const double dp = a * p.x + b * p.y - c;
    const double dq = a * q.x + b * q.y - c;
    if (dp <= 0) out.push_back(p);
    if ((dp < 0 && dq > 0) || (dp > 0 && dq < 0)) {
      const double t = dp / (dp - dq);
      out.push_back({p.x + t * (q.x - p.x), p.y + t * (q.y - p.y)});
    }
  }
  return out;
}

double distance(const P& a, const P& b) {
  return std::hypot(a.x - b.x, a.y - b.y);
}

/// Mean distance to the nearest other point; a tenth of a degree when there is none.
double spacing(const Ring& points) {
  double sum = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    double nearest = std::numeric_limits<double>::infinity();
    for (std::size_t k = 0; k < points.size(); ++k)
      if (k != i) nearest = std::min(nearest, distance(points[i], points[k]));
    sum += nearest;
  }
  return points.size() < 2 ? 0.1 : sum / static_cast<double>(points.size());
}

/// The ground on which all lie: their hull, rounded off at a distance.
Ring ground_of(const Ring& points, double margin) {
  Ring wide;
  const double r = margin * spacing(points);
  for (const auto& p : points)
    for (int i = 0; i < kRoundness; ++i) {
      const double angle = 2 * std::numbers::pi * i / kRoundness;
      wide.push_back({p.x + r * std::cos(angle), p.y + r * std::sin(angle)});
    }
  return hull_of(std::move(wide));
}

}  // namespace

std::vector<std::vector<LonLat>> schematic_cells(std::span<const LonLat> centres, double margin) {
  std::vector<std::vector<LonLat>> out(centres.size());
  double middle = 0;
  for (const auto& c : centres) middle += c.lat / static_cast<double>(centres.size());
  const double shrink = std::cos(middle / 180 * std::numbers::pi);
  Ring points;
  std::vector<std::size_t> whose;
  for (std::size_t i = 0; i < centres.size(); ++i) {
    const P p{centres[i].lon * shrink, centres[i].lat};
    if (std::any_of(points.begin(), points.end(), [&](const P& q) { return distance(p, q) < kSame; }))
      continue;
    points.push_back(p);
    whose.push_back(i);
  }
  if (points.empty()) return out;
  const auto ground = ground_of(points, margin);
  for (std::size_t i = 0; i < points.size(); ++i) {
    auto ring = ground;
    const auto& p = points[i];
    for (std::size_t k = 0; k < points.size() && !ring.empty(); ++k) {
      if (k == i) continue;
      const auto& q = points[k];
      // Nearer to p than to q: below the line through their middle, at a right angle.
      ring = cut(ring, q.x - p.x, q.y - p.y, (q.x * q.x - p.x * p.x + q.y * q.y - p.y * p.y) / 2);
    }
    auto& cell = out[whose[i]];
    for (const auto& v : ring) cell.push_back({v.x / shrink, v.y});
    if (!cell.empty()) cell.push_back(cell.front());
  }
  return out;
}

}  // namespace guatu::geo
