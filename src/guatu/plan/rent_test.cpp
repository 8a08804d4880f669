// Goal: what a tenancy owes is right to the fen on every day. Method: a contract added up by hand, and a twin
// that walks day by day. Proves: R8.1.
#include "guatu/plan/rent.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <map>
#include <random>

namespace guatu::plan {
namespace {

CivilDate day(int y, unsigned m, unsigned d) {
  return make_date(y, m, d).value();
}
Instant at(CivilDate d, int hour, int minute) {
  return at_minute(d, hour * 60 + minute);
}

/// 900 yuan and 60.50 yuan a month from 10 January 2022, due on the 5th.
RentTerms terms() {
  return {day(2022, 1, 10), day(2023, 1, 9), 90'000, 6'050, 5, 0};
}

TEST(Rent, AContractIsAddedUpByHand) {
  const std::vector<RentPayment> payments{{at(day(2022, 2, 7), 10, 0), 100'000, "JK-1"}};
  const auto a = rent_account(terms(), payments, day(2022, 4, 8)).value();
  // January: 22 of 31 days, 638.71 and 42.94; February to April whole.
  ASSERT_EQ(a.entries.size(), 9u);
  EXPECT_EQ(a.entries[0].on, day(2022, 1, 10));
  EXPECT_EQ(a.entries[0].fen, 63'871);
  EXPECT_EQ(a.entries[1].fen, 4'294);
  EXPECT_EQ(a.entries[2].on, day(2022, 2, 5));
  EXPECT_EQ(a.entries[4].kind, RentEntryKind::kPayment);
  EXPECT_EQ(a.charged_fen, 63'871 + 4'294 + 3 * 96'050);
  EXPECT_EQ(a.paid_fen, 100'000);
  EXPECT_EQ(a.balance_fen, 256'315);
  EXPECT_EQ(a.entries.back().balance_fen, a.balance_fen);
  EXPECT_EQ(a.owed_since, day(2022, 2, 5));
  EXPECT_EQ(a.months_owed, 3);
}

TEST(Rent, APaymentCountsOnItsOwnDayAndNotBefore) {
  const std::vector<RentPayment> payments{{at(day(2022, 4, 13), 15, 59), 356'315, "JK-2"}};
  EXPECT_EQ(rent_account(terms(), payments, day(2022, 4, 12)).value().balance_fen, 356'315);
  const auto a = rent_account(terms(), payments, day(2022, 4, 13)).value();
  EXPECT_EQ(a.balance_fen, 0);
  EXPECT_FALSE(a.owed_since);
  EXPECT_EQ(a.months_owed, 0);
}

TEST(Rent, WhatIsOwedAtTheStartIsTheOldest) {
  auto t = terms();
  t.opening_fen = 50'000;
  const auto a = rent_account(t, {}, day(2022, 1, 10)).value();
  EXPECT_EQ(a.balance_fen, 50'000 + 63'871 + 4'294);
  EXPECT_EQ(a.owed_since, day(2022, 1, 10));
  EXPECT_EQ(a.months_owed, 1);
  t.opening_fen = -200'000;
  EXPECT_FALSE(rent_account(t, {}, day(2022, 2, 28)).value().owed_since);
}

TEST(Rent, WrongTermsAreRefused) {
  auto t = terms();
  t.ends_on = day(2022, 1, 9);
  EXPECT_EQ(rent_account(t, {}, day(2022, 4, 8)).error().key, "rent.period");
  t.ends_on = day(2090, 1, 9);
  EXPECT_EQ(rent_account(t, {}, day(2022, 4, 8)).error().key, "rent.period");
  t = terms();
  t.due_day = 29;
  EXPECT_EQ(rent_account(t, {}, day(2022, 4, 8)).error().key, "rent.range");
  t = terms();
  t.rent_fen = kMaxRentFen + 1;
  EXPECT_EQ(rent_account(t, {}, day(2022, 4, 8)).error().key, "rent.range");
}

struct TwinAccount {
  std::int64_t charged = 0, paid = 0;
};

/// Walks every day of the contract: counts the days of each month, then looks for the day on which it is due.
TwinAccount walk(const RentTerms& t, std::span<const RentPayment> payments, CivilDate as_of) {
  std::map<std::pair<int, unsigned>, int> covered;
  for (CivilDate d = t.starts_on; d <= t.ends_on; ++d) ++covered[{d.year(), d.month()}];
  TwinAccount a;
  if (t.starts_on <= as_of) a.charged += t.opening_fen;
  for (const auto& [month, days] : covered) {
    int all = 0;
    for (CivilDate d = day(month.first, month.second, 1); d.month() == month.second; ++d) ++all;
    CivilDate due = day(month.first, month.second, static_cast<unsigned>(t.due_day));
    while (due < t.starts_on) ++due;
    while (due > t.ends_on) due = due - 1;
    if (due > as_of) continue;
    for (const auto fen : {t.rent_fen, t.fee_fen}) {
      const auto exact = fen * days;  // in all-ths of a fen
      a.charged += exact / all + (2 * (exact % all) >= all ? 1 : 0);
    }
  }
  for (const auto& p : payments)
    if (p.paid_at < at_minute(as_of + 1, 0)) a.paid += p.fen;
  return a;
}

TEST(Rent, RandomContractsAreWhatTheTwinWalks) {
  const char* given = std::getenv("GUATU_SEED");
  const unsigned seed = given ? static_cast<unsigned>(std::atoi(given)) : std::random_device{}();
  std::cout << "seed " << seed << " (GUATU_SEED)\n";
  std::mt19937 random(seed);
  const auto pick = [&](std::int64_t lo, std::int64_t hi) {
    return std::uniform_int_distribution<std::int64_t>(lo, hi)(random);
  };
  for (int round = 0; round < 500; ++round) {
    SCOPED_TRACE("round " + std::to_string(round) + " of seed " + std::to_string(seed));
    const auto start = day(2020, 1, 1) + pick(0, 900);
    const RentTerms t{start,           start + pick(0, 900),          pick(0, 300'000),
                      pick(0, 20'000), static_cast<int>(pick(1, 28)), pick(-50'000, 50'000)};
    std::vector<RentPayment> payments;
    for (auto n = pick(0, 8); n > 0; --n)
      payments.push_back(
          {at_minute(start + pick(-5, 900), static_cast<int>(pick(0, 1439))), pick(0, 400'000), "p"});
    const auto as_of = start + pick(-10, 950);
    const auto a = rent_account(t, payments, as_of).value();
    const auto twin = walk(t, payments, as_of);
    ASSERT_EQ(a.charged_fen, twin.charged);
    ASSERT_EQ(a.paid_fen, twin.paid);
    ASSERT_EQ(a.balance_fen, twin.charged - twin.paid);
    ASSERT_EQ(a.owed_since.has_value(), a.balance_fen > 0);
    if (!a.entries.empty()) {
      ASSERT_EQ(a.entries.back().balance_fen, a.balance_fen);
    }
  }
}

}  // namespace
}  // namespace guatu::plan
