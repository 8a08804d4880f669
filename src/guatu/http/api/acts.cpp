// See acts.h.
#include "guatu/http/api/acts.h"

#include "guatu/http/api/text_search.h"
#include "guatu/kernel/ledger/prospects.h"
#include "guatu/kernel/messages/messages.h"
#include "guatu/kernel/views/matter_view.h"

namespace guatu::http::api {

namespace {

/// What rules look at when they are asked what the person could do.
kernel::Context context_of(const Ask& ask, const kernel::Playbook& p) {
  return {ask.now, Position{ask.all->last_position().value + 1}, ask.people(), ask.today->calendar(), &p, 1,
          [&ask](MatterId id) { return ask.all->matter(id); },
          [&ask](const std::string& name) {
            const auto id = ask.all->find_number(name);
            return id ? ask.all->matter(*id) : std::nullopt;
          },
          // The first few are enough: one open child already keeps a parent open.
          [&ask](MatterId id) { return ask.all->open_children(id, 3); },
          [&ask](const kernel::Matter& other) { return ask.today->playbook(other.playbook, other.version); }};
}

json::object possible_json(const Ask& ask, const kernel::Playbook& p, const kernel::Move& move) {
  return {{"move", move.id},
          {"title", move.title.in(ask.lang())},
          {"to", move.to},
          {"to_title", kernel::state_title(*ask.today, p.id, p.version, move.to, ask.lang())},
          {"needs", to_json(move.needs)},
          {"asks", to_json(move.asks)},
          {"verifies", move.verifies.empty() ? json::value(nullptr) : json::value(move.verifies)}};
}

}  // namespace

/// Moves that the person could make now, with what they need; and those refused whatever is filled in, with
/// why.
void add_acts(const Ask& ask, const kernel::Matter& m, const kernel::Playbook& p, json::object& out) {
  json::array possible;
  json::array refused;
  const auto context = context_of(ask, p);
  const auto prospects =
      ask.as_of ? std::vector<kernel::MoveProspect>{} : kernel::move_prospects(m, ask.person, context);
  for (const auto& [move, refusal] : prospects) {
    if (refusal) {
      refused.push_back(json::object{{"move", move->id},
                                     {"title", move->title.in(ask.lang())},
                                     {"key", refusal->key},
                                     {"detail", kernel::sentence(readable(ask, *refusal), ask.lang())}});
      continue;
    }
    possible.push_back(possible_json(ask, p, *move));
  }
  out["moves"] = std::move(possible);
  out["refused_moves"] = std::move(refused);
  json::array verbs;
  if (!ask.as_of)
    for (const auto& v : kernel::verb_prospects(m, ask.person, context))
      verbs.push_back(json::object{{"verb", kernel::text_of(v.verb)}, {"of", to_json(v.of)}});
  out["verbs"] = std::move(verbs);
}

json::array possible_moves(const Ask& ask, const kernel::Matter& m, const kernel::Playbook& p) {
  json::array out;
  if (ask.as_of) return out;
  for (const auto& [move, refusal] : kernel::move_prospects(m, ask.person, context_of(ask, p)))
    if (!refusal) out.push_back(possible_json(ask, p, *move));
  return out;
}

}  // namespace guatu::http::api
