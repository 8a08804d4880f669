// Fields of a tenancy into terms.
#include "guatu/domain/arrears/tenancy_account.h"

#include <algorithm>

namespace guatu::arrears {
namespace {

std::optional<std::int64_t> whole(const kernel::Matter& m, std::string_view id) {
  const auto* v = m.fields.if_contains(id);
  if (v == nullptr || !v->is_int64()) return std::nullopt;
  return v->get_int64();
}

std::optional<CivilDate> date(const kernel::Matter& m, std::string_view id) {
  const auto* v = m.fields.if_contains(id);
  if (v == nullptr || !v->is_string()) return std::nullopt;
  const auto d = parse_date(v->get_string());
  return d.has_error() ? std::nullopt : std::optional(*d);
}

}  // namespace

bool is_tenancy(const kernel::Playbook& playbook) {
  return std::ranges::all_of(std::initializer_list<const char*>{"rent", "starts_on", "ends_on", "due_day"},
                             [&](const char* id) { return playbook.field(id) != nullptr; });
}

Result<plan::RentTerms> rent_terms(const kernel::Matter& m) {
  const auto starts = date(m, "starts_on"), ends = date(m, "ends_on");
  const auto rent = whole(m, "rent"), due_day = whole(m, "due_day");
  if (!starts) return Error("rent.terms", "starts_on");
  if (!ends) return Error("rent.terms", "ends_on");
  if (!rent) return Error("rent.terms", "rent");
  if (!due_day) return Error("rent.terms", "due_day");
  plan::RentTerms t{*starts,
                    *ends,
                    *rent,
                    whole(m, "fee").value_or(0),
                    static_cast<int>(*due_day),
                    whole(m, "opening").value_or(0)};
  // Who has left pays no further; nothing is charged before the first day either.
  if (const auto left = date(m, "ended_on"); left && *left < t.ends_on)
    t.ends_on = std::max(*left, t.starts_on);
  return t;
}

std::optional<plan::RentPayment> rent_payment(const kernel::Matter& child) {
  if (child.outcome != "done") return std::nullopt;
  const auto amount = whole(child, "amount");
  const auto* at = child.fields.if_contains("paid_at");
  if (!amount || at == nullptr || !at->is_string()) return std::nullopt;
  const auto instant = parse_instant(at->get_string());
  if (instant.has_error()) return std::nullopt;
  return plan::RentPayment{*instant, *amount, child.number};
}

}  // namespace guatu::arrears
