// The proof as a whole: model, configurations, laws, longest way, tops. See proof.h.
#include "guatu/kernel/playbook/proof.h"

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

}  // namespace

Proof prove(const Playbook& playbook, const WorkCalendar& calendar) {
  Proof out;
  if (playbook.states.empty()) return out;  // The reader refuses it; there is nothing to be said here.
  const auto model = proof::make_model(playbook);
  const auto graph = proof::explore(model);
  out.configurations = graph.size();
  out.tops = find_tops(playbook);
  if (!graph.complete) {
    out.breaches.push_back({Error("law.too_complex", playbook.id,
                                  {{"most", std::to_string(limits::kMaxProofConfigs)}}, Place{playbook.file}),
                            {}});
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
