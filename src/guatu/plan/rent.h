// What a tenancy owes: charges by month from the contract, payments, the balance as of a day, in fen. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/calendar/civil_date.h"

namespace guatu::plan {

/// Months of one account: fifty years. Fen of one amount: ten billion yuan; so that no sum overflows.
inline constexpr int kMaxRentMonths = 600;
inline constexpr std::int64_t kMaxRentFen = 1'000'000'000'000;
static_assert(kMaxRentMonths * 2 < 9'000'000);

/// A contract. Dates are civil dates at +08:00.
struct RentTerms {
  CivilDate starts_on;
  CivilDate ends_on;             ///< last day that is paid for
  std::int64_t rent_fen = 0;     ///< a whole month
  std::int64_t fee_fen = 0;      ///< service charge of a whole month
  int due_day = 1;               ///< of each month, 1..28
  std::int64_t opening_fen = 0;  ///< owed at the start; negative: paid ahead
};

struct RentPayment {
  Instant paid_at;
  std::int64_t fen = 0;
  std::string ref;  ///< number of the matter that verified it
};

enum class RentEntryKind { kOpening, kRent, kFee, kPayment };
/// `opening`, `rent`, `fee`, `payment`.
const char* text_of(RentEntryKind k);

/// One line of the account. Charges are positive, payments negative.
struct RentEntry {
  CivilDate on;  ///< due, or paid
  RentEntryKind kind = RentEntryKind::kRent;
  std::int64_t fen = 0;
  std::int64_t balance_fen = 0;       ///< after this line
  std::optional<CivilDate> from, to;  ///< days that a charge is for, both included
  std::string ref;
  bool operator==(const RentEntry&) const = default;
};

struct RentAccount {
  std::vector<RentEntry> entries;  ///< by day; of one day charges before payments
  std::int64_t charged_fen = 0;    ///< with what was owed at the start
  std::int64_t paid_fen = 0;
  std::int64_t balance_fen = 0;  ///< owed when positive
  std::optional<CivilDate>
      owed_since;       ///< due day of the oldest charge that payments, oldest first, do not cover
  int months_owed = 0;  ///< months of which something is owed
};

/// The account as of the end of day `as_of`: charges due on or before it, payments made on or before it.
///
/// A month is charged on its due day, moved into the days of the month that the contract covers. A month that
/// it covers in part is charged by days: amount × days ÷ days of the month, to the nearest fen, half a fen
/// upwards.
/// @errors rent.period   the contract ends before it starts, or has more than kMaxRentMonths months
///         rent.range    an amount outside ±kMaxRentFen, or a due day outside 1..28
/// Source: our choice; the page of 8 April 2022 names no formula. docs/rows/R8.md.
Result<RentAccount> rent_account(const RentTerms& terms, std::span<const RentPayment> payments,
                                 CivilDate as_of);

}  // namespace guatu::plan
