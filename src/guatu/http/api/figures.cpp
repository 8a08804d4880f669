#include "guatu/http/api/figures.h"

#include <algorithm>
#include <map>

#include "guatu/base/limits.h"
#include "guatu/calendar/civil_date.h"
#include "guatu/http/api/filter.h"
#include "guatu/http/api/input.h"
#include "guatu/kernel/views/matter_view.h"

namespace guatu::http::api {

namespace {

using Which = kernel::MatterQuery::Which;

/// Matters whose numbers are summed up: beyond them the sums say that they are cut.
constexpr std::size_t kMostSummed = 1'000;

struct Month {
  CivilDate first;
  Instant from;
  Instant to;    ///< the next one's first moment: whole days, which are counted without reading rows
  Instant seen;  ///< its end, or the moment looked at
};

std::vector<Month> months_up_to(Instant now, std::int64_t n) {
  const auto today = date_of(now);
  std::vector<Month> out;
  for (auto i = n - 1; i >= 0; --i) {
    const auto first = add_months(today - (today.day() - 1), -i);
    const auto to = at_minute(add_months(first, 1), 0);
    out.push_back({first, at_minute(first, 0), to, std::min(now, to)});
  }
  return out;
}

/// What was open, and late, at the end of a month: as it was known then. The month that runs: as of the
/// request.
Result<void> add_standing(Ask& ask, const kernel::MatterQuery& base, const Month& month, json::object& out) {
  auto q = base;
  q.which = Which::kOpen;
  if (month.to <= ask.now) {
    q.as_of = ask.all->position_at(month.to - 1);
    if (ask.as_of && ask.as_of < q.as_of) q.as_of = ask.as_of;
    if (!q.as_of) {  // There was no ledger yet.
      out["open"] = nullptr;
      out["late"] = nullptr;
      return {};
    }
  }
  GUATU_TRY(open, ask.reader->count(q));
  q.due_before = month.seen;
  GUATU_TRY(late, ask.reader->count(q));
  out["open"] = open;
  out["late"] = late;
  return {};
}

Result<json::array> trend_of(Ask& ask, const kernel::MatterQuery& base, std::int64_t months) {
  json::array out;
  for (const auto& month : months_up_to(ask.now, months)) {
    json::object o{{"month", to_text(month.first).substr(0, 7)}};
    auto q = base;
    q.which = Which::kAll;
    q.opened_from = month.from;
    q.opened_to = month.to;
    GUATU_TRY(opened, ask.reader->count(q));
    q = base;
    q.which = Which::kClosed;
    q.closed_from = month.from;
    q.closed_to = month.to;
    GUATU_TRY(closed, ask.reader->count(q));
    o["opened"] = opened;
    o["closed"] = closed;
    GUATU_TRY_VOID(add_standing(ask, base, month, o));
    out.push_back(std::move(o));
  }
  return out;
}

bool is_number(const kernel::Field& f) {
  using kernel::FieldType;
  // What some may not read or belongs to a person is in no sum.
  return !f.personal && f.seen_by.empty() &&
         (f.type == FieldType::kMoney || f.type == FieldType::kNumber || f.type == FieldType::kInteger ||
          f.type == FieldType::kArea);
}

struct Sum {
  double sum = 0;
  std::int64_t count = 0;
};

/// Sums of the number fields of the playbook asked for; open and closed matters alike.
Result<json::array> sums_of(Ask& ask, const kernel::MatterQuery& base, const kernel::Playbook& p,
                            bool& is_cut) {
  std::map<std::string, Sum> sums;
  auto q = base;
  q.which = Which::kAll;
  q.sort = kernel::MatterQuery::Sort::kNumber;
  q.limit = kMostSummed;
  GUATU_TRY(page, ask.reader->list(q));
  is_cut = !page.next_cursor.empty();
  for (const auto& row : page.items) {
    if (row.outcome != "" && row.outcome != "done")
      continue;  // Withdrawn, refused: no target of the year any more.
    GUATU_TRY(m, ask.reader->matter_as_of(row.id, ask.as_of));
    for (const auto& f : p.fields) {
      const auto* v = is_number(f) ? m.fields.if_contains(f.id) : nullptr;
      if (v == nullptr || v->is_null()) continue;
      // Numbers are kept as texts where their digits count.
      double n = 0;
      if (v->is_number()) n = v->to_number<double>();
      if (v->is_string()) n = std::strtod(v->get_string().c_str(), nullptr);
      auto& s = sums[f.id];
      s.sum += n;
      ++s.count;
    }
  }
  json::array out;
  for (const auto& f : p.fields) {
    if (!is_number(f)) continue;
    const auto& s = sums[f.id];
    out.push_back(json::object{{"field", f.id},
                               {"title", f.title.in(ask.lang())},
                               {"type", kernel::text_of(f.type)},
                               {"unit", f.unit},
                               {"sum", s.sum},
                               {"count", s.count}});
  }
  return out;
}

}  // namespace

std::vector<Member> figures_query() {
  return {{"months"}, {"playbook"}, {"unit"}, {"holder"}, {"as_of"}, {"at"}};
}

Result<Response> read_figures(Ask& ask) {
  GUATU_TRY(q, read_filter(ask));
  GUATU_TRY(months, integer(ask.request, "months", 12, 1, 24));
  GUATU_TRY(trend, trend_of(ask, q, months));
  json::array sums;
  bool is_cut = false;
  if (const auto* p = q.playbook.empty() ? nullptr : ask.world->playbook(q.playbook)) {
    GUATU_TRY(made, sums_of(ask, q, *p, is_cut));
    sums = std::move(made);
  }
  return ok(json::object{
      {"trend", std::move(trend)}, {"sums", std::move(sums)}, {"is_cut", is_cut}, {"now", to_text(ask.now)}});
}

}  // namespace guatu::http::api
