// Goal: whatever the description allows or forbids gets an answer that is described, and never 500. Method:
// requests made from the description, three of four with one thing wrong. tests/slow sends 50,000.
#include <gtest/gtest.h>

#include "guatu/http/api/generated_fixture_test.h"

namespace guatu::http::api {
namespace {

TEST(GeneratedRequests, AreAnsweredAsDescribed) {
  send_generated(20'220'408, 2'000);
}

}  // namespace
}  // namespace guatu::http::api
