// The proof as a whole: model, configurations, laws, longest way, tops. See proof.h.
#include "guatu/kernel/playbook/proof.h"

#include <algorithm>

#include "guatu/base/limits.h"
#include "guatu/kernel/playbook/proof_configs.h"
#include "guatu/kernel/playbook/proof_laws.h"
#include "guatu/kernel/playbook/proof_time.h"

namespace guatu::kernel {

namespace {

/// A source as the playbook writes it.
std::string source_words(const RoleSource& s, const Playbook& playbook) {
  using Kind = RoleSource::Kind;
  switch (s.kind) {
    case Kind::kUnitHead:
      return "unit.head";
    case Kind::kUnitPost:
      return "unit." + s.post;
    case Kind::kAboveHead:
      return "above.head";
    case Kind::kFieldPerson:
      return "field." + s.field;
    case Kind::kFieldUnit:
      return "field." + s.field + "." + s.post;
    case Kind::kAbout:
      return playbook.about + "." + s.field;
    case Kind::kOpener:
      return "opener";
    case Kind::kParentHolder:
      return "parent.holder";
    case Kind::kAnyone:
      return "anyone";
  }
  return {};
}

std::string role_words(const std::string& id, const Playbook& playbook) {
  for (const auto& role : playbook.roles)
    if (role.id == id) {
      std::string sources;
      for (const auto& s : role.sources) sources += (sources.empty() ? "" : ", ") + source_words(s, playbook);
      return id + ": " + sources;
    }
  return id;
}

/// The last rung at or after the limit that reaches a person.
void add_top(const Playbook& playbook, const std::string& clock, const Ladder& ladder,
             std::vector<Proof::Top>& tops) {
  for (auto rung = ladder.rbegin(); rung != ladder.rend(); ++rung) {
    const auto& role = !rung->hand_to.empty() || rung->tell.empty() ? rung->hand_to : rung->tell.back();
    if (rung->offset.amount < 0 || role.empty()) continue;
    tops.push_back({clock, role_words(role, playbook), proof::offset_words(rung->offset)});
    return;
  }
}

std::vector<Proof::Top> find_tops(const Playbook& playbook) {
  std::vector<Proof::Top> tops;
  for (const auto& s : playbook.states)
    if (s.limit) add_top(playbook, s.id, s.limit->late ? *s.limit->late : playbook.late, tops);
  for (const auto& l : playbook.limits) add_top(playbook, l.id, l.late ? *l.late : playbook.late, tops);
  if (playbook.parking) add_top(playbook, "park", playbook.late, tops);
  return tops;
}

Error too_complex(const Playbook& playbook) {
  return Error("law.too_complex", playbook.id, {{"most", std::to_string(limits::kMaxProofConfigs)}},
               Place{playbook.file});
}

/// The configuration in which a running matter stands.
std::vector<proof::Cell> cells_of(const proof::Model& m, const ProofStart& start) {
  const auto capped = [](int n, int most) { return static_cast<proof::Cell>(std::min(n, most)); };
  std::vector<proof::Cell> out(m.width, 0);
  out[0] = static_cast<proof::Cell>(m.state_index(start.state));
  for (std::size_t f = 0; f < m.fields.size(); ++f)
    out[1 + f] = class_of(m, static_cast<int>(f), start.fields.if_contains(m.fields[f].field->id));
  for (const auto& move : m.moves) {
    if (move.made_cell >= 0)
      out[static_cast<std::size_t>(move.made_cell)] = start.fresh.contains(move.move->id) ? 1 : 0;
    const auto made = start.counts.find(move.move->id);
    if (move.count_cell >= 0 && made != start.counts.end())
      out[static_cast<std::size_t>(move.count_cell)] = capped(made->second, move.move->at_most);
  }
  if (m.reopen_to >= 0) out.back() = capped(start.reopenings, m.playbook->reopening->at_most);
  return out;
}

}  // namespace

Proof prove_from(const Playbook& playbook, const WorkCalendar& calendar, std::span<const ProofStart> starts) {
  GUATU_ASSERT(!starts.empty());
  const auto model = proof::make_model(playbook);
  std::vector<std::vector<proof::Cell>> cells;
  for (const auto& start : starts) {
    GUATU_ASSERT(model.state_index(start.state) >= 0);
    cells.push_back(cells_of(model, start));
  }
  const auto graph = proof::explore_from(model, cells);
  Proof out;
  out.configurations = graph.size();
  out.starts = graph.opened;
  if (!graph.complete) {
    out.breaches.push_back({too_complex(playbook), {}});
    return out;
  }
  out.breaches = proof::judge(graph, proof::components(graph), calendar);
  std::erase_if(out.breaches, [](const Breach& b) {
    return b.error.key == "law.unreachable" || b.error.key == "law.dead_move";
  });
  return out;
}

Proof prove(const Playbook& playbook, const WorkCalendar& calendar) {
  Proof out;
  if (playbook.states.empty()) return out;  // The reader refuses it; there is nothing to be said here.
  const auto model = proof::make_model(playbook);
  const auto graph = proof::explore(model);
  out.configurations = graph.size();
  out.tops = find_tops(playbook);
  if (!graph.complete) {
    out.breaches.push_back({too_complex(playbook), {}});
    return out;
  }
  const auto parts = proof::components(graph);
  out.breaches = proof::judge(graph, parts, calendar);
  bool is_endless = false;
  for (std::size_t part = 0; part < parts.count(); ++part)
    is_endless = is_endless || proof::is_endless(graph, parts, part);
  if (!is_endless) proof::find_longest(graph, parts, calendar, out);
  return out;
}

std::string path_text(const std::vector<std::string>& path, const Playbook& playbook, Lang lang) {
  const auto named = [&](const std::string& id, const auto& items) {
    if (id == "reopen") return lang == Lang::kZh ? std::string("reopen 重新打开") : id;
    for (const auto& item : items)
      if (item.id == id) {
        const auto& title = item.title.in(lang);
        return title.empty() || title == id ? id : id + " " + title;
      }
    return id;
  };
  std::string out;
  for (std::size_t i = 1; i < path.size();) {  // path[0] is `open`, which tells nothing.
    if (i > 1) out += " → ";
    if (i % 2 == 1) {
      out += named(path[i++], playbook.states);
      continue;
    }
    // The same move into the same state again and again (weekly reports) is said once, with how often.
    std::size_t times = 1;
    while (i + 2 * times + 1 < path.size() && path[i + 2 * times] == path[i] &&
           path[i + 2 * times + 1] == path[i + 1])
      ++times;
    out += "(" + named(path[i], playbook.moves) + ")";
    if (times > 1) out += " × " + std::to_string(times);
    i += 2 * times - 1;
  }
  return out;
}

}  // namespace guatu::kernel
