// Goal: 50,000 requests made from schema/openapi.yaml, valid ones and twins with one thing wrong, get answers
// that are described, and none is 500. Method: src/guatu/http/api/generated_fixture_test.h, five seeds.
#include <gtest/gtest.h>

#include "guatu/http/api/generated_fixture_test.h"

namespace guatu::http::api {
namespace {

TEST(GeneratedRequests, FiftyThousandAreAnsweredAsDescribed) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) send_generated(seed, 10'000);
}

}  // namespace
}  // namespace guatu::http::api
