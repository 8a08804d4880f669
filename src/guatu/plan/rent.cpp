// Charges by month and payments, put in order and added up.
#include "guatu/plan/rent.h"

#include <algorithm>

namespace guatu::plan {
namespace {

bool in_range(std::int64_t fen) {
  return fen >= -kMaxRentFen && fen <= kMaxRentFen;
}

/// The part of a month's amount for `days` of its `all` days, half a fen upwards. Amounts are not negative.
std::int64_t share(std::int64_t fen, std::int64_t days, std::int64_t all) {
  return (2 * fen * days + all) / (2 * all);
}

Result<void> look_over(const RentTerms& t, std::span<const RentPayment> payments) {
  const auto months = (t.ends_on.year() - t.starts_on.year()) * 12 + static_cast<int>(t.ends_on.month()) -
                      static_cast<int>(t.starts_on.month()) + 1;
  if (t.ends_on < t.starts_on || months > kMaxRentMonths)
    return Error("rent.period", {}, {{"from", to_text(t.starts_on)}, {"to", to_text(t.ends_on)}});
  bool fits = t.rent_fen >= 0 && t.fee_fen >= 0 && in_range(t.rent_fen) && in_range(t.fee_fen) &&
              in_range(t.opening_fen) && t.due_day >= 1 && t.due_day <= 28;
  for (const auto& p : payments) fits = fits && p.fen >= 0 && in_range(p.fen);
  if (!fits) return Error("rent.range");
  return {};
}

void charge_months(const RentTerms& t, CivilDate as_of, std::vector<RentEntry>& out) {
  CivilDate first = t.starts_on - (t.starts_on.day() - 1);
  for (; first <= t.ends_on; first = add_months(first, 1)) {
    const CivilDate last = add_months(first, 1) - 1;
    const CivilDate from = std::max(first, t.starts_on), to = std::min(last, t.ends_on);
    const CivilDate due = std::clamp(first + (t.due_day - 1), from, to);
    if (due > as_of) return;
    const auto days = to - from + 1, all = last - first + 1;
    for (const auto& [kind, fen] :
         {std::pair{RentEntryKind::kRent, t.rent_fen}, {RentEntryKind::kFee, t.fee_fen}})
      if (const auto part = share(fen, days, all); part > 0)
        out.push_back({due, kind, part, 0, from, to, {}});
  }
}

/// Payments cover the oldest charges first; what is left is owed.
void find_owed(RentAccount& account) {
  std::int64_t covered = account.paid_fen;
  std::optional<CivilDate> month;
  for (const auto& e : account.entries) {
    if (e.kind == RentEntryKind::kPayment) continue;
    covered -= e.fen;
    if (covered >= 0) continue;
    if (!account.owed_since) account.owed_since = e.on;
    const CivilDate start = e.on - (e.on.day() - 1);
    if (e.kind != RentEntryKind::kOpening && start != month) ++account.months_owed;
    if (e.kind != RentEntryKind::kOpening) month = start;
  }
}

}  // namespace

const char* text_of(RentEntryKind k) {
  switch (k) {
    case RentEntryKind::kOpening:
      return "opening";
    case RentEntryKind::kRent:
      return "rent";
    case RentEntryKind::kFee:
      return "fee";
    case RentEntryKind::kPayment:
      return "payment";
  }
  return "";
}

Result<RentAccount> rent_account(const RentTerms& terms, std::span<const RentPayment> payments,
                                 CivilDate as_of) {
  GUATU_TRY_VOID(look_over(terms, payments));
  RentAccount account;
  auto& entries = account.entries;
  if (terms.opening_fen != 0 && terms.starts_on <= as_of)
    entries.push_back({terms.starts_on, RentEntryKind::kOpening, terms.opening_fen, 0, {}, {}, {}});
  charge_months(terms, as_of, entries);
  for (const auto& p : payments)
    if (date_of(p.paid_at) <= as_of)
      entries.push_back({date_of(p.paid_at), RentEntryKind::kPayment, -p.fen, 0, {}, {}, p.ref});
  std::ranges::stable_sort(entries, [](const auto& a, const auto& b) {
    return std::pair(a.on, a.kind == RentEntryKind::kPayment) <
           std::pair(b.on, b.kind == RentEntryKind::kPayment);
  });
  for (auto& e : entries) {
    (e.kind == RentEntryKind::kPayment ? account.paid_fen : account.charged_fen) +=
        e.kind == RentEntryKind::kPayment ? -e.fen : e.fen;
    account.balance_fen += e.fen;
    e.balance_fen = account.balance_fen;
  }
  find_owed(account);
  return account;
}

}  // namespace guatu::plan
