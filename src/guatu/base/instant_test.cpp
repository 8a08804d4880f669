// Goal: instants read and write as RFC 3339 at +08:00, and nothing that is no instant is taken for one.
// Method: tables, and a walk of random instants through text and back.
#include "guatu/base/instant.h"

#include <gtest/gtest.h>

#include <random>

namespace guatu {
namespace {

TEST(Instant, ReadsWhatPeopleAndProgramsWrite) {
  struct Row {
    const char* text;
    const char* shown;
  };
  const Row rows[] = {{"2022-04-08T08:30:00+08:00", "2022-04-08T08:30:00+08:00"},
                      {"2022-04-08T00:30:00Z", "2022-04-08T08:30:00+08:00"},
                      {"2022-04-08t00:30:00z", "2022-04-08T08:30:00+08:00"},
                      {"2022-04-07T19:30:00-05:00", "2022-04-08T08:30:00+08:00"},
                      {"2022-04-08 08:30", "2022-04-08T08:30:00+08:00"},
                      {"2022-04-08 08:30:05", "2022-04-08T08:30:05+08:00"},
                      {"2022-04-08", "2022-04-08T00:00:00+08:00"},
                      {"2022-04-08T08:30:00.25+08:00", "2022-04-08T08:30:00.250000+08:00"},
                      {"2022-04-08T08:30:00.1234567+08:00", "2022-04-08T08:30:00.123456+08:00"},
                      {"1970-01-01T08:00:00+08:00", "1970-01-01T08:00:00+08:00"},
                      {"1949-10-01 15:00", "1949-10-01T15:00:00+08:00"}};
  for (const auto& r : rows) {
    const auto t = parse_instant(r.text);
    ASSERT_TRUE(t.has_value()) << r.text;
    EXPECT_EQ(to_text(*t), r.shown) << r.text;
  }
  EXPECT_EQ(parse_instant("1970-01-01T00:00:00.000001Z")->us, 1);
  EXPECT_EQ(parse_instant("1969-12-31T23:59:59Z")->us, -kSecondUs);
}

TEST(Instant, RefusesWhatIsNone) {
  for (const char* bad : {"",
                          "now",
                          "2022",
                          "2022-04",
                          "2022-04-31",
                          "2023-02-29",
                          "2022-13-01",
                          "2022-4-8",
                          "2022-04-08T",
                          "2022-04-08 8:30",
                          "2022-04-08 24:00",
                          "2022-04-08 08:60",
                          "2022-04-08 08:30:60",
                          "2022-04-08T08:30:00+8:00",
                          "2022-04-08T08:30:00+08",
                          "2022-04-08T08:30:00+08:60",
                          "2022-04-08T08:30:00.",
                          "2022-04-08T08:30:00.Z",
                          "2022-04-08T08:30:00Zx",
                          "2022-04-08 08:30 ",
                          " 2022-04-08",
                          "2022-04-08x",
                          "2022/04/08",
                          "+022-04-08"}) {
    const auto t = parse_instant(bad);
    ASSERT_TRUE(t.has_error()) << bad;
    EXPECT_EQ(t.error().key, "text.instant") << bad;
  }
}

TEST(Instant, ComesBackFromItsText) {
  std::mt19937_64 random(8);
  for (int i = 0; i < 100'000; ++i) {
    Instant t{static_cast<std::int64_t>(random() % 8'000'000'000'000'000) - 2'000'000'000'000'000};
    if (i % 2 == 0) t.us -= t.us % kSecondUs;
    ASSERT_EQ(parse_instant(to_text(t)).value(), t) << t.us;
  }
}

TEST(ManualClock, StandsUntilMoved) {
  ManualClock clock(Instant{5});
  EXPECT_EQ(clock.now().us, 5);
  clock.set(clock.now() + kHourUs);
  EXPECT_EQ(clock.now().us, 5 + kHourUs);
  EXPECT_GT(SystemClock().now(), parse_instant("2022-04-08").value());
}

}  // namespace
}  // namespace guatu
