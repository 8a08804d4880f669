// Playbooks as a client needs them: which there are, what a matter of one can do, the form to be drawn, what
// was proved; and the calendar of a year.
#include "guatu/calendar/civil_date.h"
#include "guatu/http/api/form_json.h"
#include "guatu/http/api/input.h"
#include "guatu/http/api/operation.h"
#include "guatu/kernel/playbook/guard.h"
#include "guatu/kernel/playbook/proof.h"
#include "guatu/kernel/views/matter_view.h"
#include "guatu/kernel/views/playbook_words.h"

namespace guatu::http::api {

namespace {

json::object titles_json(const Titles& t) {
  return {{"zh", t.zh}, {"en", t.en}};
}

/// The playbook of the path, in `version` or the newest. @errors playbook.unknown
Result<const kernel::Playbook*> playbook(Ask& ask) {
  GUATU_TRY(version, integer(ask.request, "version", 0, 1, 1'000'000));
  const std::string id(ask.param("playbook"));
  const auto* p = ask.world->playbook(id, static_cast<int>(version));
  if (p != nullptr) return p;
  std::vector<std::string> ids;
  for (const auto* x : ask.world->playbooks()) ids.push_back(x->id);
  return Error("playbook.unknown", "", {{"got", shortened(id)}, {"hint", nearest(id, ids)}});
}

json::object head_json(const kernel::Playbook& p) {
  return {{"playbook", p.id},
          {"version", p.version},
          {"title", titles_json(p.title)},
          {"description", titles_json(p.description)},
          {"row", p.row},
          {"is_standing", p.standing},
          {"about", p.about.empty() ? json::value(nullptr) : json::value(p.about)},
          {"parents", to_json(p.parents)},
          {"children", to_json(p.children)},
          {"digest", p.digest}};
}

Result<Response> list_playbooks(Ask& ask) {
  json::array items;
  for (const auto* p : ask.world->playbooks()) items.push_back(head_json(*p));
  return ok(json::object{{"items", std::move(items)}, {"next_cursor", nullptr}});
}

json::array states_json(const kernel::Playbook& p) {
  json::array out;
  for (const auto& s : p.states)
    out.push_back(json::object{{"id", s.id},
                               {"title", titles_json(s.title)},
                               {"outcome", kernel::text_of(s.final)},
                               {"held_by", s.held_by},
                               {"has_limit", s.limit.has_value()}});
  return out;
}

json::array moves_json(const kernel::Playbook& p, Lang lang) {
  json::array out;
  for (const auto& m : p.moves)
    out.push_back(json::object{{"id", m.id},
                               {"title", titles_json(m.title)},
                               {"from", to_json(m.from)},
                               {"to", m.to},
                               {"by", to_json(m.by)},
                               {"needs", to_json(m.needs)},
                               {"asks", to_json(m.asks)},
                               {"verifies", m.verifies},
                               {"at_most", m.at_most},
                               {"when", m.when.empty() ? std::string() : kernel::to_text(m.when, p, lang)}});
  return out;
}

json::array ids_with_titles(const auto& list) {
  json::array out;
  for (const auto& x : list) out.push_back(json::object{{"id", x.id}, {"title", titles_json(x.title)}});
  return out;
}

/// Roles with who they are; limits with how long, by which rule, and what happens when they run out.
void add_words(const kernel::Playbook& p, Lang lang, json::object& o) {
  json::array roles;
  for (const auto& r : p.roles)
    roles.push_back(
        json::object{{"id", r.id}, {"title", titles_json(r.title)}, {"who", kernel::role_words(r, p, lang)}});
  json::array limits;
  const auto add = [&](const kernel::LimitSet& l, const Titles& title) {
    json::array ladder;
    for (const auto& w : kernel::ladder_words(p.ladder(l.id), p, lang))
      ladder.push_back(json::object{{"at", w.at}, {"acts", w.acts}});
    limits.push_back(json::object{{"clock", l.id},
                                  {"title", titles_json(title)},
                                  {"limit", kernel::limit_words(l, p, lang)},
                                  {"is_confirmed", kernel::is_confirmed(l)},
                                  {"has_own_ladder", l.late.has_value()},
                                  {"ladder", std::move(ladder)}});
  };
  for (const auto& s : p.states)
    if (s.limit) add(*s.limit, s.title);
  for (const auto& l : p.limits) add(l, l.title);
  o["roles_in_words"] = std::move(roles);
  o["limits_in_words"] = std::move(limits);
}

Result<Response> read_playbook(Ask& ask) {
  GUATU_TRY(p, playbook(ask));
  auto o = head_json(*p);
  o["states"] = states_json(*p);
  o["moves"] = moves_json(*p, ask.lang());
  o["roles"] = ids_with_titles(p->roles);
  o["limits"] = ids_with_titles(p->limits);
  o["stops"] = ids_with_titles(p->stops);
  json::array extensions;
  for (const auto& x : p->extensions)
    extensions.push_back(json::object{{"clock", x.clock}, {"up_to", x.up_to}, {"at_most", x.at_most}});
  o["extensions"] = std::move(extensions);
  o["may_park"] = p->parking.has_value();
  o["may_reopen"] = p->reopening.has_value();
  o["may_withdraw"] = p->withdrawal.has_value();
  add_words(*p, ask.lang(), o);
  GUATU_TRY(text, ask.world->playbook_text(p->id, p->version));
  o["yaml"] = text;
  return ok(o);
}

Result<Response> list_versions(Ask& ask) {
  GUATU_TRY(newest, playbook(ask));
  json::array items;
  for (const int v : ask.world->versions(newest->id))
    if (const auto* p = ask.world->playbook(newest->id, v)) {
      const auto published = ask.world->publication(newest->id, v);
      items.push_back(json::object{{"version", v},
                                   {"digest", p->digest},
                                   {"file", p->file},
                                   {"published_at", to_text(published->at)},
                                   {"published_by", published->by.value},
                                   {"published_by_name", ask.people().name(published->by)}});
    }
  return ok(json::object{{"items", std::move(items)}, {"next_cursor", nullptr}});
}

json::value number_json(const std::optional<double>& n) {
  return n ? json::value(*n) : json::value(nullptr);
}

const char* text_of(kernel::Guard::Test t) {
  using Test = kernel::Guard::Test;
  switch (t) {
    case Test::kIs:
      return "is";
    case Test::kIsNot:
      return "is_not";
    case Test::kAtLeast:
      return "at_least";
    case Test::kOver:
      return "over";
    case Test::kAtMost:
      return "at_most";
    case Test::kUnder:
      return "under";
    case Test::kIsSet:
      return "is_set";
    case Test::kIsUnset:
      return "is_unset";
  }
  return "";
}

/// For a form that shows while it is filled in what has become required.
json::array guards_json(const kernel::Guards& guards) {
  json::array out;
  for (const auto& g : guards)
    out.push_back(json::object{
        {"field", g.field}, {"test", text_of(g.test)}, {"any_of", to_json(g.any_of)}, {"number", g.number}});
  return out;
}

/// The form of opening, or of one move: its fields, those that it needs as required.
Result<Response> read_form(Ask& ask) {
  GUATU_TRY(p, playbook(ask));
  json::array fields;
  bool needs_reason = false;
  if (const auto* id = ask.request.query.find("move")) {
    const auto* move = p->move(*id);
    if (move == nullptr) return bad_parameter("move", *id, p->id);
    for (const bool is_needed : {true, false})
      for (const auto& name : is_needed ? move->needs : move->asks) {
        const auto* f = p->field(name);
        if (f == nullptr) {
          needs_reason = needs_reason || (is_needed && name == "reason");
          continue;
        }
        auto o = field_json(*f, *p, ask.lang());
        o["is_required"] = is_needed;
        fields.push_back(std::move(o));
      }
  } else {
    for (const auto& f : p->fields) fields.push_back(field_json(f, *p, ask.lang()));
  }
  return ok(json::object{{"playbook", p->id},
                         {"version", p->version},
                         {"needs_reason", needs_reason},
                         {"needs_about", !p->about.empty() && p->about_required},
                         {"needs_parent", p->parent_required},
                         {"fields", std::move(fields)}});
}

Result<Response> read_proof(Ask& ask) {
  GUATU_TRY(p, playbook(ask));
  const auto proof = kernel::prove(*p, ask.world->calendar());
  json::array breaches;
  for (const auto& b : proof.breaches)
    breaches.push_back(json::object{{"key", b.error.key}, {"path", to_json(b.path)}});
  json::array terms;
  for (const auto& t : proof.longest_terms) terms.push_back(titles_json(t));
  json::array tops;
  for (const auto& t : proof.tops)
    tops.push_back(json::object{{"clock", t.clock}, {"role", t.role}, {"at", titles_json(t.at)}});
  return ok(json::object{{"playbook", p->id},
                         {"version", p->version},
                         {"is_proved", proof.proved()},
                         {"breaches", std::move(breaches)},
                         {"configurations", static_cast<std::int64_t>(proof.configurations)},
                         {"longest_path", to_json(proof.longest_path)},
                         {"longest_days", proof.longest_days},
                         {"longest_terms", std::move(terms)},
                         {"tops", std::move(tops)}});
}

Result<Response> read_calendar(Ask& ask) {
  std::int64_t year = 0;
  const auto text = ask.param("year");
  const auto& calendar = ask.world->calendar();
  const auto first = read_whole(text, year) && year >= 1900 && year <= 2200
                         ? make_date(static_cast<int>(year), 1, 1)
                         : Result<CivilDate>(Error("text.date"));
  if (first.has_error() || !calendar.covers(*first)) return Error("http.not_found", "year");
  json::array days;
  for (CivilDate d = *first; d.year() == year && calendar.covers(d); ++d) {
    GUATU_TRY(kind, calendar.kind(d));
    days.push_back(
        json::object{{"date", to_text(d)}, {"kind", text_of(kind)}, {"name", titles_json(calendar.name(d))}});
  }
  return ok(json::object{{"year", year},
                         {"version", calendar.version()},
                         {"source", calendar.source(*first)},
                         {"days", std::move(days)}});
}

}  // namespace

json::object field_json(const kernel::Field& f, const kernel::Playbook& p, Lang lang) {
  json::array options;
  for (const auto& o : f.options)
    options.push_back(json::object{{"id", o.id}, {"title", titles_json(o.title)}});
  return {
      {"id", f.id},
      {"type", kernel::text_of(f.type)},
      {"title", titles_json(f.title)},
      {"help", titles_json(f.help)},
      {"is_required", f.required},
      {"required_when", f.required_when.empty() ? std::string() : kernel::to_text(f.required_when, p, lang)},
      {"required_if", guards_json(f.required_when)},
      {"is_personal", f.personal},
      {"is_computed", f.computed},
      {"unit", f.unit},
      {"min", number_json(f.min)},
      {"max", number_json(f.max)},
      {"at_most", f.at_most},
      {"options", std::move(options)},
      {"to", to_json(f.to)},
      {"item", f.item.empty() ? json::value(nullptr) : json::value(field_json(f.item.front(), p, lang))}};
}

std::vector<Operation> playbook_operations() {
  const std::vector<Member> of_version{{"version"}, {"as_of"}};
  return {
      {Method::kGet, "/playbooks", "listPlaybooks", {{"as_of"}}, {}, &list_playbooks},
      {Method::kGet, "/playbooks/{playbook}", "readPlaybook", of_version, {}, &read_playbook},
      {Method::kGet,
       "/playbooks/{playbook}/versions",
       "listPlaybookVersions",
       {{"as_of"}},
       {},
       &list_versions},
      {Method::kGet,
       "/playbooks/{playbook}/form",
       "readForm",
       {{"version"}, {"as_of"}, {"move"}},
       {},
       &read_form},
      {Method::kGet,
       "/playbooks/{playbook}/proof",
       "readProof",
       of_version,
       {},
       &read_proof,
       {},
       200,
       Runs::kPool},
      {Method::kGet, "/calendars/{year}", "readCalendar", {{"as_of"}}, {}, &read_calendar},
  };
}

}  // namespace guatu::http::api
