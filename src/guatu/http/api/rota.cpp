// A month's rota of a rota matter: computed and shown, nothing written. The office opens the reception days
// that it wants by openMatter. See docs/rows/R10.md.
#include <algorithm>
#include <optional>

#include "guatu/domain/reception/rota_terms.h"
#include "guatu/http/api/children.h"
#include "guatu/http/api/input.h"
#include "guatu/http/api/sight.h"
#include "guatu/kernel/views/matter_view.h"

namespace guatu::http::api {

namespace {

constexpr std::size_t kMostSwaps = 60;

/// A reception day that was opened from this rota.
struct OpenedDay {
  reception::HeldTurn turn;
  MatterId id;
  std::string number;
};

std::string text_of(const json::object& fields, const char* id) {
  const auto* v = fields.if_contains(id);
  return v != nullptr && v->is_string() ? std::string(v->get_string()) : std::string();
}

/// Days that are held or to be held; those that were called off count for nobody.
Result<std::vector<OpenedDay>> opened_days(Ask& ask, const kernel::Matter& rota) {
  std::vector<OpenedDay> out;
  GUATU_TRY_VOID(each_child(ask, rota, "", [&](const kernel::Matter& child) -> Result<void> {
    const auto on = parse_date(text_of(child.fields, "held_on"));
    const bool stands = child.outcome.empty() || child.outcome == "done";
    if (on.has_value() && stands)
      out.push_back({{*on, PersonId{text_of(child.fields, "leader")}}, child.id, child.number});
    return {};
  }));
  return out;
}

/// What was published stands: those turns are settled, before what the rules say of the day.
void settle_opened(plan::RotaQuestion& q, const std::vector<OpenedDay>& opened) {
  for (auto& line : q.lines) {
    std::vector<plan::RotaPin> pins;
    for (const auto& d : opened) {
      const auto& on = d.turn.on;
      const auto is_in = [&](const auto& p) { return p.id == d.turn.person.value; };
      const auto is_taken = [&](const plan::RotaPin& p) { return p.on == on; };
      if (std::ranges::find(line.days, on) != line.days.end() && std::ranges::any_of(line.people, is_in) &&
          std::ranges::none_of(pins, is_taken))
        pins.push_back({on, d.turn.person.value});
    }
    for (const auto& p : line.pins)
      if (std::ranges::none_of(pins, [&](const plan::RotaPin& other) { return other.on == p.on; }))
        pins.push_back(p);
    line.pins = std::move(pins);
  }
}

json::object turn_json(const Ask& ask, const plan::RotaTurn& t, const std::vector<OpenedDay>& opened) {
  json::object o{{"on", to_text(t.on)},
                 {"line", t.line},
                 {"person", t.person},
                 {"person_name", ask.people().name(PersonId{t.person})},
                 {"opened", nullptr}};
  for (const auto& d : opened)
    if (d.turn.on == t.on && d.turn.person.value == t.person)
      o["opened"] = json::object{{"matter", kernel::id_json(d.id)}, {"number", d.number}};
  return o;
}

json::array line_json(const Ask& ask, const plan::RotaQuestion& q, const plan::RotaPlan& p) {
  json::array out;
  for (const auto& line : q.lines) {
    json::array people;
    for (const auto& person : line.people) {
      std::int64_t turns = 0;
      for (const auto& t : p.turns) turns += t.person == person.id ? 1 : 0;
      people.push_back(json::object{
          {"person", person.id}, {"person_name", ask.people().name(PersonId{person.id})}, {"turns", turns}});
    }
    const auto m = plan::measure_rota(q, line, p.turns);
    bool is_best = true;
    for (const auto& r : p.lines)
      if (r.line == line.id) is_best = r.is_best;
    const bool is_planned = p.conflicts.empty();
    out.push_back(
        json::object{{"line", line.id},
                     {"people", std::move(people)},
                     {"difference", is_planned ? json::value(m.spread) : json::value(nullptr)},
                     {"shortest_gap", is_planned && m.gap ? json::value(*m.gap) : json::value(nullptr)},
                     {"is_best", is_planned && is_best}});
  }
  return out;
}

json::array conflicts_json(const Ask& ask, const plan::RotaQuestion& q, const plan::RotaPlan& p) {
  const auto name = [&](const std::string& id) { return ask.people().name(PersonId{id}); };
  json::array out;
  for (const auto& c : p.conflicts) {
    json::array days, people;
    for (CivilDate d : c.days) days.emplace_back(to_text(d));
    for (const auto& b : c.people)
      people.push_back(
          json::object{{"person", b.person}, {"person_name", name(b.person)}, {"why", plan::text_of(b.why)}});
    out.push_back(json::object{{"line", c.line},
                               {"days", std::move(days)},
                               {"people", std::move(people)},
                               {"is_smallest", c.is_smallest},
                               {"sentence", reception::conflict_sentence(c, q, name, ask.lang())}});
  }
  return out;
}

Result<json::array> days_json(const WorkCalendar& calendar, int year, unsigned month) {
  json::array out;
  GUATU_TRY(first, make_date(year, month, 1));
  for (CivilDate d = first; d.month() == month; ++d) {
    GUATU_TRY(kind, calendar.kind(d));
    const auto& name = calendar.name(d);
    out.push_back(json::object{{"date", to_text(d)},
                               {"kind", guatu::text_of(kind)},
                               {"name", json::object{{"zh", name.zh}, {"en", name.en}}}});
  }
  return out;
}

Result<Response> read_rota(Ask& ask) {
  GUATU_TRY(m, ask.matter());
  GUATU_TRY(playbook, ask.playbook_of(m));
  if (!reception::is_rota(*playbook)) return Error("rota.no_rota", "", {{"number", m.number}});
  const auto today = date_of(ask.now);
  std::pair<int, unsigned> month{today.year(), today.month()};
  if (const auto* given = ask.request.query.find("month")) {
    GUATU_TRY(read, reception::parse_month(*given));
    month = read;
  }
  const auto fields = Sight(ask, m, *playbook, false).fields();
  GUATU_TRY(opened, opened_days(ask, m));
  std::vector<reception::HeldTurn> before;
  for (const auto& d : opened) before.push_back(d.turn);
  const auto& calendar = ask.world->calendar();
  GUATU_TRY(question, reception::rota_question(fields, calendar, month.first, month.second, before));
  settle_opened(question, opened);
  GUATU_TRY(plan, plan::make_rota(question));
  GUATU_TRY(swaps, reception::parse_swaps(ask.query("swap")));
  if (swaps.size() > kMostSwaps)
    return Error("rota.too_many", "swap", {{"limit", std::to_string(kMostSwaps)}});
  if (plan.conflicts.empty())
    for (const auto& [a, b] : swaps) GUATU_TRY_VOID(plan::swap_turns(plan, question, a, b));
  GUATU_TRY(days, days_json(calendar, month.first, month.second));
  json::array turns;
  for (const auto& t : plan.turns) turns.push_back(turn_json(ask, t, opened));
  return ok(json::object{{"number", m.number},
                         {"title", m.title()},
                         {"unit", m.unit.value},
                         {"month", to_text(make_date(month.first, month.second, 1).value()).substr(0, 7)},
                         {"days", std::move(days)},
                         {"turns", std::move(turns)},
                         {"lines", line_json(ask, question, plan)},
                         {"conflicts", conflicts_json(ask, question, plan)}});
}

}  // namespace

std::vector<Operation> rota_operations() {
  return {{Method::kGet,
           "/matters/{matter}/rota",
           "readRota",
           {{"month"}, {"swap"}, {"as_of"}, {"at"}},
           {},
           &read_rota,
           {},
           200,
           Runs::kPool}};
}

}  // namespace guatu::http::api
