// Goal: what a city brings along is understood whole or refused with the place of the fault. Method: a table
// of files.
#include "guatu/geo/outlines.h"

#include <gtest/gtest.h>

#include "guatu/geo/gcj02.h"

namespace guatu::geo {
namespace {

KnownUnit find(const std::string& name) {
  if (name == "gujiao" || name == "140181") return {"gujiao", "古交市"};
  if (name == "loufan" || name == "140123") return {"loufan", "娄烦县"};
  return {};
}

std::string file_of(const std::string& features) {
  return R"({"type":"FeatureCollection","features":[)" + features + "]}";
}
std::string feature(const std::string& properties, const std::string& geometry) {
  return R"({"type":"Feature","properties":)" + properties + R"(,"geometry":)" + geometry + "}";
}
std::string square(const std::string& ring = "[[112,37],[112,38],[113,38],[113,37],[112,37]]") {
  return R"({"type":"Polygon","coordinates":[)" + ring + "]}";
}

TEST(Outlines, UnitsAreFoundByIdAndByCodeAndRingsAreTurned) {
  const auto r = read_outlines(file_of(feature(R"({"unit":"gujiao"})", square()) + "," +
                                       feature(R"({"adcode":140123,"name":"x"})", square())),
                               Datum::kWgs84, &find);
  ASSERT_TRUE(r.has_value()) << r.error().key;
  const auto& features = r->at("features").as_array();
  ASSERT_EQ(features.size(), 2U);
  EXPECT_EQ(json::serialize(features[1].at("properties")), R"({"unit":"loufan"})");
  // Given clockwise, written counter-clockwise.
  EXPECT_EQ(features[0].at("geometry").at("coordinates").at(0).at(1).at(0).to_number<double>(), 113.0);
}

TEST(Outlines, ShiftedOnesAreTurnedBack) {
  const auto there = gcj02_of({112.5, 37.8});
  const std::string x = std::to_string(there.lon);
  const std::string y = std::to_string(there.lat);
  const auto ring = "[[" + x + "," + y + "],[113,37.8],[113,38],[" + x + "," + y + "]]";
  const auto r = read_outlines(file_of(feature(R"({"unit":"gujiao"})", square(ring))), Datum::kGcj02, &find);
  ASSERT_TRUE(r.has_value());
  const auto& p = r->at("features").at(0).at("geometry").at("coordinates").at(0).at(0);
  EXPECT_NEAR(p.at(0).to_number<double>(), 112.5, 2e-6);
  EXPECT_NEAR(p.at(1).to_number<double>(), 37.8, 2e-6);
}

TEST(Outlines, EveryFaultIsNamed) {
  const auto key = [](const std::string& text) {
    const auto r = read_outlines(text, Datum::kWgs84, &find);
    return r.has_value() ? std::string() : r.error().key;
  };
  const std::string gujiao = R"({"unit":"gujiao"})";
  EXPECT_EQ(key("{"), "json.syntax");
  EXPECT_EQ(key("[]"), "geo.not_geojson");
  EXPECT_EQ(key(file_of("")), "geo.not_geojson");
  EXPECT_EQ(key(file_of("1")), "geo.not_geojson");
  EXPECT_EQ(key(file_of(feature("null", square()))), "geo.no_unit");
  EXPECT_EQ(key(file_of(feature(R"({"code":"999999"})", square()))), "geo.no_unit");
  EXPECT_EQ(key(file_of(feature(gujiao, square()) + "," + feature(R"({"code":"140181"})", square()))),
            "geo.unit_twice");
  EXPECT_EQ(key(file_of(feature(gujiao, "null"))), "geo.bad_geometry");
  EXPECT_EQ(key(file_of(feature(gujiao, R"({"type":"Point","coordinates":[1,2]})"))), "geo.bad_geometry");
  EXPECT_EQ(key(file_of(feature(gujiao, square(R"([[112,"a"]])")))), "geo.bad_geometry");
  EXPECT_EQ(key(file_of(feature(gujiao, square("[[112,37],[112,38],[113,38],[113,37]]")))), "geo.open_ring");
  EXPECT_EQ(key(file_of(feature(gujiao, square("[[112,37],[112,38],[112,37]]")))), "geo.open_ring");
  EXPECT_EQ(key(file_of(feature(gujiao, square("[[112,97],[112,38],[113,38],[112,97]]")))), "geo.off_globe");
  EXPECT_EQ(key(std::string(kMaxOutlineBytes + 1, ' ')), "geo.outlines_too_large");
}

}  // namespace
}  // namespace guatu::geo
