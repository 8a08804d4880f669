// The account of a tenancy: charges by month, verified payments, what is owed as of a day. See
// docs/rows/R8.md.
#include "guatu/domain/arrears/tenancy_account.h"
#include "guatu/http/api/children.h"
#include "guatu/http/api/input.h"
#include "guatu/http/api/sight.h"

namespace guatu::http::api {

namespace {

json::value date_json(const std::optional<CivilDate>& d) {
  return d ? json::value(to_text(*d)) : json::value(nullptr);
}

json::object account_json(const plan::RentAccount& a) {
  json::array entries;
  for (const auto& e : a.entries)
    entries.push_back(json::object{{"on", to_text(e.on)},
                                   {"kind", plan::text_of(e.kind)},
                                   {"amount_fen", e.fen},
                                   {"balance_fen", e.balance_fen},
                                   {"from", date_json(e.from)},
                                   {"to", date_json(e.to)},
                                   {"payment", e.ref.empty() ? json::value(nullptr) : json::value(e.ref)}});
  return {{"entries", std::move(entries)},
          {"charged_fen", a.charged_fen},
          {"paid_fen", a.paid_fen},
          {"balance_fen", a.balance_fen},
          {"owed_since", date_json(a.owed_since)},
          {"months_owed", a.months_owed}};
}

Result<Response> read_account(Ask& ask) {
  GUATU_TRY(m, ask.matter());
  GUATU_TRY(playbook, ask.playbook_of(m));
  if (!arrears::is_tenancy(*playbook)) return Error("rent.no_tenancy", "", {{"number", m.number}});
  auto on = date_of(ask.now);
  if (const auto* given = ask.request.query.find("on")) {
    const auto d = parse_date(*given);
    if (d.has_error()) return bad_parameter("on", *given, "2022-04-13");
    on = *d;
  }
  GUATU_TRY(terms, arrears::rent_terms(m));
  std::vector<plan::RentPayment> payments;
  std::int64_t waiting_fen = 0;
  GUATU_TRY_VOID(each_child(ask, m, "", [&](const kernel::Matter& child) -> Result<void> {
    if (auto p = arrears::rent_payment(child)) payments.push_back(std::move(*p));
    // What nobody has verified yet counts for nothing, and is shown as that.
    const auto* amount = child.fields.if_contains("amount");
    if (child.is_open() && amount != nullptr && amount->is_int64()) waiting_fen += amount->get_int64();
    return {};
  }));
  GUATU_TRY(account, plan::rent_account(terms, payments, on));
  auto body = account_json(account);
  body["number"] = m.number;
  body["title"] = m.title();
  body["on"] = to_text(on);
  body["rent_fen"] = terms.rent_fen;
  body["fee_fen"] = terms.fee_fen;
  body["waiting_fen"] = waiting_fen;
  return ok(body);
}

}  // namespace

std::vector<Operation> rent_operations() {
  return {{Method::kGet,
           "/matters/{matter}/account",
           "readRentAccount",
           {{"on"}, {"as_of"}, {"at"}},
           {},
           &read_account,
           {},
           200,
           Runs::kPool}};
}

}  // namespace guatu::http::api
