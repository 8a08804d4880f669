// See acts.h.
#include "guatu/http/api/acts.h"

#include "guatu/http/api/text_search.h"
#include "guatu/kernel/ledger/prospects.h"
#include "guatu/kernel/ledger/reader_context.h"
#include "guatu/kernel/messages/messages.h"
#include "guatu/kernel/views/matter_view.h"

namespace guatu::http::api {

namespace {

kernel::Context context_of(const Ask& ask, const kernel::Playbook& p) {
  return kernel::context_of(*ask.all, *ask.today, &p, ask.now);
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
