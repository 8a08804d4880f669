// Goal: GCJ-02 comes out as the public implementations have it, and back again. Method: their published
// pairs, and round trips over the country.
#include "guatu/geo/gcj02.h"

#include <gtest/gtest.h>

#include <array>

namespace guatu::geo {
namespace {

struct Pair {
  const char* where;
  LonLat wgs84;
  LonLat gcj02;
};

// The first three from the tests of eviltransform, the last from the page of coordtransform.
constexpr std::array<Pair, 4> kPublished{
    Pair{"Shanghai", {121.5272106, 31.1774276}, {121.531541859215, 31.17530398364597}},
    Pair{"Shenzhen", {113.912316, 22.543847}, {113.9171764808363, 22.540796131694766}},
    Pair{"Beijing", {116.377817, 39.911954}, {116.38404722455657, 39.91334545536069}},
    Pair{"Tiananmen", {116.404, 39.915}, {116.41024449916938, 39.91640428150164}}};

TEST(Gcj02, ComesOutAsPublished) {
  for (const auto& p : kPublished) {
    SCOPED_TRACE(p.where);
    const auto got = gcj02_of(p.wgs84);
    EXPECT_NEAR(got.lon, p.gcj02.lon, 1e-6);
    EXPECT_NEAR(got.lat, p.gcj02.lat, 1e-6);
    const auto back = wgs84_of(p.gcj02);
    EXPECT_NEAR(back.lon, p.wgs84.lon, 1e-6);
    EXPECT_NEAR(back.lat, p.wgs84.lat, 1e-6);
  }
}

TEST(Gcj02, ComesBackOverTheWholeCountry) {
  for (double lon = 73.5; lon < 135; lon += 0.77)
    for (double lat = 18; lat < 54; lat += 0.53) {
      const auto back = wgs84_of(gcj02_of({lon, lat}));
      ASSERT_NEAR(back.lon, lon, 1e-9) << lon << " " << lat;
      ASSERT_NEAR(back.lat, lat, 1e-9) << lon << " " << lat;
    }
}

TEST(Gcj02, ShiftsByHundredsOfMetresAndNothingAbroad) {
  const LonLat taiyuan{112.55, 37.87};
  const auto shifted = gcj02_of(taiyuan);
  EXPECT_GT(std::abs(shifted.lon - taiyuan.lon), 0.001);
  EXPECT_LT(std::abs(shifted.lon - taiyuan.lon), 0.02);
  const LonLat paris{2.35, 48.85};
  EXPECT_EQ(gcj02_of(paris), paris);
  EXPECT_EQ(wgs84_of(paris), paris);
}

}  // namespace
}  // namespace guatu::geo
