// Goal: keys sort points by the cells of every level. Method: known tiles, and random points against the
// definition.
#include "guatu/geo/tiles.h"

#include <gtest/gtest.h>

#include <random>

namespace guatu::geo {
namespace {

TEST(Tiles, CellsAreThoseOfWebMaps) {
  // Taiyuan at zoom 10 by the formula of the OpenStreetMap wiki, "Slippy map tilenames".
  EXPECT_EQ(cell_of({112.55, 37.87}, 10), (Cell{10, 832, 395}));
  EXPECT_EQ(cell_of({0, 0}, 1), (Cell{1, 1, 1}));
  EXPECT_EQ(cell_of({-180, 89}, 3), (Cell{3, 0, 0}));
  EXPECT_EQ(cell_of({180, -90}, 3), (Cell{3, 7, 7}));
}

TEST(Tiles, ACellIsOneRangeOfKeys) {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> lon(-180, 180);
  std::uniform_real_distribution<double> lat(-85, 85);
  for (int i = 0; i < 20'000; ++i) {
    const LonLat p{lon(random), lat(random)};
    const auto key = cell_key(p);
    for (const int level : {0, 1, 5, 12, 19, kFinestLevel}) {
      const auto c = cell_of(p, level);
      ASSERT_GE(key, first_key(c));
      ASSERT_LT(key, end_key(c));
      const Cell beside{level, c.column ^ 1U, c.row};
      if (level > 0) {
        ASSERT_FALSE(key >= first_key(beside) && key < end_key(beside));
      }
    }
  }
}

TEST(Tiles, TheSquareComesBack) {
  for (double lat = -84; lat < 85; lat += 3.7) {
    const auto back = lon_lat_of(square_of({112.5, lat}));
    EXPECT_NEAR(back.lat, lat, 1e-9);
    EXPECT_NEAR(back.lon, 112.5, 1e-9);
  }
}

}  // namespace
}  // namespace guatu::geo
