// The weekly dispatch of a unit: what was decided last week, what was promised, done, is stuck and comes
// next. Words of a weekly report are fields that any playbook may have: `done_this_week`, `next_week`,
// `stuck`. See docs/wall.md.
#include <array>
#include <optional>

#include "guatu/base/limits.h"
#include "guatu/calendar/civil_date.h"
#include "guatu/http/api/filter.h"
#include "guatu/http/api/input.h"
#include "guatu/http/api/operation.h"
#include "guatu/http/api/papers.h"
#include "guatu/http/api/sight.h"
#include "guatu/kernel/views/matter_view.h"

namespace guatu::http::api {

namespace {

using kernel::MatterQuery;
using Which = MatterQuery::Which;

/// Items of a section; what is beyond them is counted. A meeting does not go through more.
constexpr std::size_t kMostItems = 60;

struct Week {
  CivilDate monday;
  Instant from;
  Instant to;  ///< the next Monday
};

/// The week of the date asked for, else of the moment looked at. @errors http.bad_parameter
Result<Week> read_week(Ask& ask) {
  auto day = date_of(ask.now);
  if (const auto* text = ask.request.query.find("week")) {
    auto d = parse_date(*text);
    if (d.has_error()) return bad_parameter("week", *text, "2022-04-04");
    day = *d;
  }
  const auto monday = day - (day.weekday() - 1);
  return Week{monday, at_minute(monday, 0), at_minute(monday + 7, 0)};
}

class Meeting {
 public:
  Meeting(Ask& ask, Week week, MatterQuery base, Lang lang)
      : ask_(ask), week_(week), base_(std::move(base)), lang_(lang) {
    base_.limit = kMostItems;
  }

  json::object item(const kernel::MatterRow& row) const {
    const auto* p = ask_.today->playbook(row.playbook);
    const auto* s = p == nullptr ? nullptr : p->state(row.state);
    return {{"row", kernel::row_json(row, ask_.now)},
            {"playbook_title", p == nullptr ? row.playbook : p->title.in(lang_)},
            {"state_title", s == nullptr ? row.state : s->title.in(lang_)},
            {"holder_name", row.holder ? json::value(ask_.people().name(row.holder)) : json::value(nullptr)}};
  }

  Result<json::object> section(const MatterQuery& q) const {
    GUATU_TRY(n, ask_.reader->count(q));
    GUATU_TRY(page, ask_.reader->list(q));
    json::array items;
    for (const auto& row : page.items) items.push_back(item(row));
    return json::object{{"count", n}, {"items", std::move(items)}};
  }

  /// Opened in [from, to).
  Result<json::object> decided(const std::string& playbook, Instant from, Instant to) const {
    auto q = base_;
    q.playbook = playbook;
    q.sort = MatterQuery::Sort::kOpened;
    q.opened_from = from;
    q.opened_to = to;
    return section(q);
  }
  Result<json::object> closed() const {
    auto q = base_;
    q.which = Which::kClosed;
    q.closed_from = week_.from;
    q.closed_to = week_.to;
    return section(q);
  }
  Result<json::object> due(Instant from, Instant before) const {
    auto q = base_;
    q.which = Which::kOpen;
    q.due_from = from;
    q.due_before = before;
    return section(q);
  }

  /// What was due this week as it was known when it began, with what became of it.
  Result<json::object> promised() const {
    auto q = base_;
    q.which = Which::kOpen;
    q.as_of = start();
    if (!q.as_of) return json::object{{"count", 0}, {"items", json::array()}};
    q.due_from = week_.from;
    q.due_before = week_.to;
    GUATU_TRY(n, ask_.reader->count(q));
    GUATU_TRY(page, ask_.reader->list(q));
    json::array items;
    for (const auto& row : page.items) {
      GUATU_TRY(now, ask_.reader->matter_as_of(row.id, ask_.as_of));
      auto o = item(row);
      o["became"] = json::object{
          {"state_title", kernel::state_title(*ask_.today, now.playbook, now.version, now.state, lang_)},
          {"outcome", now.outcome},
          {"light", kernel::text_of(kernel::light(now, ask_.now))},
          {"due_at", kernel::instant_json(now.due_at())}};
      items.push_back(std::move(o));
    }
    return json::object{{"count", n}, {"items", std::move(items)}};
  }

  /// Weekly reports: what the fields say now, and what was promised when the week began.
  Result<json::array> reports() const {
    json::array out;
    for (const auto* p : ask_.today->playbooks()) {
      if (p->field("done_this_week") == nullptr || p->field("next_week") == nullptr) continue;
      auto q = base_;
      q.playbook = p->id;
      q.which = Which::kOpen;
      GUATU_TRY(page, ask_.reader->list(q));
      for (const auto& row : page.items) {
        GUATU_TRY(o, report(row));
        out.push_back(std::move(o));
      }
    }
    return out;
  }

 private:
  /// 0: there was no ledger yet.
  Position start() const {
    const auto p = ask_.all->position_at(week_.from - 1);
    return ask_.as_of && ask_.as_of < p ? ask_.as_of : p;
  }

  Result<json::object> report(const kernel::MatterRow& row) const {
    GUATU_TRY(m, ask_.reader->matter_as_of(row.id, ask_.as_of));
    GUATU_TRY(p, ask_.playbook_of(m));
    auto o = item(row);
    const auto shown = Sight(ask_, m, *p, false).fields();
    for (const char* name : {"done_this_week", "next_week", "stuck"}) o[name] = text_in(shown, name);
    o["promised"] = nullptr;
    const auto begin = start();
    if (!begin || row.opened_at >= week_.from) return o;
    GUATU_TRY(then, ask_.reader->matter_as_of(row.id, begin));
    o["promised"] = text_in(Sight(ask_, then, *p, false).fields(), "next_week");
    return o;
  }

  static json::value text_in(const json::object& fields, const char* name) {
    const auto* v = fields.if_contains(name);
    return v != nullptr && v->is_string() ? *v : json::value(nullptr);
  }

  Ask& ask_;
  Week week_;
  MatterQuery base_;
  Lang lang_;
};

/// @param lang  of the titles in it
Result<json::object> meeting_of(Ask& ask, Lang lang) {
  GUATU_TRY(week, read_week(ask));
  GUATU_TRY(decisions, id_text(ask.request, "decisions"));
  if (decisions.empty()) decisions = "dispatch_decision";
  GUATU_TRY(base, read_filter(ask));
  const Meeting meeting(ask, week, base, lang);
  const auto before = week.from - 7 * kDayUs;
  GUATU_TRY(last, meeting.decided(decisions, before, week.from));
  GUATU_TRY(now, meeting.decided(decisions, week.from, week.to));
  GUATU_TRY(promised, meeting.promised());
  GUATU_TRY(closed, meeting.closed());
  GUATU_TRY(stuck, meeting.due({}, std::min(ask.now, week.to)));
  GUATU_TRY(next, meeting.due(std::max(ask.now, week.from), week.to + 7 * kDayUs));
  GUATU_TRY(reports, meeting.reports());
  const auto unit = ask.request.query.has("unit") ? UnitId{std::string(ask.query("unit"))}
                                                  : ask.people().top().value_or(UnitId{});
  return json::object{{"unit", unit.value},
                      {"unit_title", kernel::unit_name(*ask.today, unit, lang)},
                      {"from", to_text(week.monday)},
                      {"to", to_text(week.monday + 6)},
                      {"now", to_text(ask.now)},
                      {"decided_before", std::move(last)},
                      {"promised", std::move(promised)},
                      {"done", std::move(closed)},
                      {"stuck", std::move(stuck)},
                      {"next", std::move(next)},
                      {"reports", std::move(reports)},
                      {"decided", std::move(now)},
                      {"papers", dispatch_papers(ask)}};
}

Result<Response> read_dispatch(Ask& ask) {
  GUATU_TRY(meeting, meeting_of(ask, ask.lang()));
  return ok(meeting);
}

Result<Response> read_dispatch_paper(Ask& ask) {
  // An official paper is Chinese, whoever asks for it.
  GUATU_TRY(meeting, meeting_of(ask, Lang::kZh));
  return dispatch_paper(ask, meeting);
}

}  // namespace

std::vector<Operation> dispatch_operations() {
  const std::vector<Member> query{{"unit"}, {"week"}, {"decisions"}, {"as_of"}, {"at"}};
  auto with_format = query;
  with_format.push_back({"format"});
  return {
      {Method::kGet, "/dispatch", "readDispatch", query, {}, &read_dispatch, {}, 200, Runs::kPool},
      {Method::kGet,
       "/dispatch/papers/{paper}",
       "readDispatchPaper",
       with_format,
       {},
       &read_dispatch_paper,
       {},
       200,
       Runs::kPool},
  };
}

}  // namespace guatu::http::api
