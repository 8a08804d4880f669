// Goal: every point of the schematic lies in the cell of the nearest centre, and cells do not overlap.
// Method: random centres, random points, the definition.
#include "guatu/geo/schematic.h"

#include <gtest/gtest.h>

#include <random>

namespace guatu::geo {
namespace {

bool is_inside(const std::vector<LonLat>& ring, const LonLat& p) {
  bool in = false;
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++)
    if ((ring[i].lat > p.lat) != (ring[j].lat > p.lat) &&
        p.lon <
            (ring[j].lon - ring[i].lon) * (p.lat - ring[i].lat) / (ring[j].lat - ring[i].lat) + ring[i].lon)
      in = !in;
  return in;
}

double area(const std::vector<LonLat>& ring) {
  double sum = 0;
  for (std::size_t i = 1; i < ring.size(); ++i)
    sum += ring[i - 1].lon * ring[i].lat - ring[i].lon * ring[i - 1].lat;
  return sum / 2;
}

TEST(Schematic, CellsHoldWhatIsNearest) {
  std::mt19937 random(11);
  std::uniform_real_distribution<double> lon(111.5, 113.1);
  std::uniform_real_distribution<double> lat(37.4, 38.4);
  for (const std::size_t n : {1U, 2U, 3U, 10U, 60U}) {
    std::vector<LonLat> centres;
    for (std::size_t i = 0; i < n; ++i) centres.push_back({lon(random), lat(random)});
    const auto cells = schematic_cells(centres);
    ASSERT_EQ(cells.size(), n);
    for (std::size_t i = 0; i < n; ++i) {
      ASSERT_GE(cells[i].size(), 4U);
      EXPECT_EQ(cells[i].front(), cells[i].back());
      EXPECT_GT(area(cells[i]), 0) << "not counter-clockwise";
      EXPECT_TRUE(is_inside(cells[i], centres[i]));
    }
    for (int k = 0; k < 500; ++k) {
      const LonLat p{lon(random), lat(random)};
      std::size_t in = 0;
      std::size_t cell = n;
      for (std::size_t i = 0; i < n; ++i)
        if (is_inside(cells[i], p)) {
          ++in;
          cell = i;
        }
      ASSERT_LE(in, 1U);
      if (in == 0) continue;
      // Equal to what the cells are made with: longitudes shrunk at the middle latitude, here to a
      // thousandth.
      double middle = 0;
      for (const auto& c : centres) middle += c.lat / static_cast<double>(n);
      const double shrink = std::cos(middle * 3.14159265358979 / 180);
      const auto far = [&](const LonLat& c) { return std::hypot((c.lon - p.lon) * shrink, c.lat - p.lat); };
      for (std::size_t i = 0; i < n; ++i) ASSERT_LE(far(centres[cell]), far(centres[i]) + 1e-9);
    }
  }
}

TEST(Schematic, TwoInOnePlaceGetOneCell) {
  const std::vector<LonLat> centres{{112.5, 37.8}, {112.5, 37.8}, {112.7, 37.9}};
  const auto cells = schematic_cells(centres);
  EXPECT_FALSE(cells[0].empty());
  EXPECT_TRUE(cells[1].empty());
  EXPECT_FALSE(cells[2].empty());
  EXPECT_TRUE(schematic_cells({}).empty());
}

}  // namespace
}  // namespace guatu::geo
