// GCJ-02, the shifted coordinates of commercial maps in mainland China, and back. Used at the edges only:
// what is imported in it is turned to WGS-84, what a layer in it needs is turned from WGS-84. Pure.
#pragma once

#include "guatu/geo/point.h"

namespace guatu::geo {

/// Is the point where the shift applies? The published box 72.004..137.8347 E, 0.8293..55.8271 N: wider than
/// the country, as every public implementation has it.
bool is_shifted(const LonLat& p);

/// @param wgs84  degrees
/// @return       degrees in GCJ-02; the point itself outside the box
/// Source: the public formula on the Krasovsky 1940 ellipsoid (a = 6,378,245 m, e² = 0.00669342162296594323),
/// as in eviltransform and coordtransform; their published pairs are in the test.
LonLat gcj02_of(const LonLat& wgs84);

/// The point whose gcj02_of() is this, to 1e-9 degrees (a tenth of a millimetre), by iteration: there is no
/// closed inverse.
LonLat wgs84_of(const LonLat& gcj02);

}  // namespace guatu::geo
