#include "guatu/sim/invariants.h"

#include <algorithm>
#include <map>

#include "guatu/kernel/ledger/apply.h"
#include "guatu/kernel/ledger/projection.h"

namespace guatu::sim {

namespace {

Error finding(const char* key, const std::string& number, Position at, const std::string& detail) {
  return Error(key, "", {{"number", number}, {"position", std::to_string(at.value)}, {"detail", detail}});
}

/// The register's matter says what the shadow says.
const char* difference(const Shadow& s, const kernel::Matter& m) {
  if (m.last_position != s.last) return "last_position";
  if (m.state != s.state) return "state";
  if (m.is_open() != s.is_open) return "outcome";
  if (m.holder != s.holder) return "holder";
  if (m.unit != s.unit) return "unit";
  if (m.is_parked != s.is_parked) return "is_parked";
  std::size_t counting = 0;
  for (const auto& c : m.clocks) {
    if (c.is_ended()) continue;
    ++counting;
    const auto it =
        std::find_if(s.clocks.begin(), s.clocks.end(), [&](const auto& x) { return x.id == c.id; });
    if (it == s.clocks.end() || it->due_at != c.due_at || it->rungs != c.rungs || it->span != c.span)
      return "clocks";
    if (it->next != static_cast<std::size_t>(c.next_rung)) return "next_rung";
  }
  if (counting != s.clocks.size()) return "clocks";
  if (m.next_act_at() != s.act_at) return "next_act_at";
  return nullptr;
}

}  // namespace

Result<void> Checker::touched(kernel::Reader& reader, const Shadow& s) const {
  GUATU_TRY_VOID(shadows_.stands(s));
  const auto m = reader.shared_matter(s.id);
  const char* differs = m ? difference(s, *m) : "matter";
  if (differs != nullptr) return finding("sim.register", s.number, s.last, differs);
  return {};
}

Result<void> Checker::take_in(kernel::Reader& reader,
                              const std::function<void(const kernel::Event&)>& visit) {
  std::vector<const Shadow*> touched_ones;
  bool has_calendar = false;
  std::optional<Error> found;
  GUATU_TRY_VOID(reader.events(shadows_.last(), {}, {}, [&](const kernel::Event& e) {
    if (auto r = shadows_.fold(e); r.has_error()) found = std::move(r).error();
    if (e.command_id != open_step_ || last_step_ == nullptr) {
      open_step_ = e.command_id;
      const auto [it, is_new] = steps_.emplace(e.command_id, std::pair(e.position, e.position));
      last_step_ = &it->second;
      if (!is_new) found = finding("sim.once", "", e.position, e.command_id);
    } else if (!e.digest.empty()) {
      found = finding("sim.once", "", e.position, e.command_id);
    }
    if (found) return false;
    last_step_->second = e.position;
    if (e.matter) {
      const auto* s = shadows_.find(e.matter);
      if (std::find(touched_ones.begin(), touched_ones.end(), s) == touched_ones.end())
        touched_ones.push_back(s);
    }
    has_calendar = has_calendar || std::holds_alternative<kernel::CalendarPublished>(e.data);
    if (visit) visit(e);
    return true;
  }));
  if (found) return *found;
  if (shadows_.last() != reader.last_position())
    return finding("sim.acknowledged", "", reader.last_position(), std::to_string(shadows_.last().value));
  for (const auto* s : touched_ones) GUATU_TRY_VOID(touched(reader, *s));
  return has_calendar ? shadows_.dated() : Result<void>();
}

Result<void> Checker::answered(const kernel::Command& c, const kernel::Answer& a, Position before) const {
  const auto it = steps_.find(c.id);
  if (it == steps_.end() || it->second != std::pair(a.first, a.last))
    return finding("sim.acknowledged", "", a.last, c.id);
  const bool is_new = a.first.value == before.value + 1;
  if (a.existed == is_new || shadows_.last() != (a.existed ? before : a.last))
    return finding("sim.step", "", shadows_.last(), c.id);
  return {};
}

Result<void> Checker::refused(const kernel::Command& c, const Error& why, Position before) const {
  if (shadows_.last() == before) return {};
  return finding("sim.refused", "", shadows_.last(), c.id + " " + why.key);
}

Result<void> Checker::swept(Instant to, const std::vector<Error>& problems) const {
  for (const auto& [at, id] : shadows_.due()) {
    if (at > to) break;
    const auto& number = shadows_.find(id)->number;
    const bool is_excused = std::any_of(problems.begin(), problems.end(), [&](const Error& e) {
      return std::any_of(e.args.begin(), e.args.end(),
                         [&](const auto& a) { return a.first == "number" && a.second == number; });
    });
    if (!is_excused) return finding("sim.ladder_lost", number, shadows_.last(), to_text(at));
  }
  return {};
}

Result<void> Checker::whole(kernel::Reader& reader, bool by_playbook) const {
  using Which = kernel::MatterQuery::Which;
  const auto same = [&](const kernel::MatterQuery& q, std::int64_t expected,
                        const std::string& what) -> Result<void> {
    GUATU_TRY(n, reader.count(q));
    if (n == expected) return {};
    return finding("sim.totals", "", shadows_.last(),
                   what + ": " + std::to_string(n) + " ≠ " + std::to_string(expected));
  };
  kernel::MatterQuery open;
  open.which = Which::kOpen;
  kernel::MatterQuery closed;
  closed.which = Which::kClosed;
  GUATU_TRY_VOID(same(open, shadows_.totals().open, "open"));
  GUATU_TRY_VOID(same(closed, shadows_.totals().closed, "closed"));
  if (by_playbook)
    for (const auto& [playbook, n] : shadows_.by_playbook()) {
      open.playbook = closed.playbook = playbook;
      GUATU_TRY_VOID(same(open, n.open, playbook + " open"));
      GUATU_TRY_VOID(same(closed, n.closed, playbook + " closed"));
    }
  for (const auto& [unit, n] : shadows_.open_by_unit())
    if (const auto there = static_cast<std::int64_t>(reader.open_in_unit(unit).size()); there != n)
      return finding("sim.totals", "", shadows_.last(),
                     unit.value + ": " + std::to_string(there) + " ≠ " + std::to_string(n));
  // In the order of a hash table; of several findings the matter with the lowest id is told.
  std::pair<MatterId, std::optional<Error>> first;
  for (const auto& [id, s] : shadows_.all()) {
    if (first.second && first.first < id) continue;
    if (auto r = touched(reader, s); r.has_error()) first = {id, std::move(r).error()};
  }
  return first.second ? Result<void>(*first.second) : Result<void>();
}

Result<void> Checker::replayed(kernel::Reader& reader) const {
  constexpr std::int64_t kAlone = 64;
  std::map<MatterId, kernel::Matter> all;
  std::optional<Error> broken;
  GUATU_TRY_VOID(reader.events({}, {}, {}, [&](const kernel::Event& e) {
    if (!e.matter) return true;
    if (auto r = kernel::apply(all[e.matter], e); r.has_error()) broken = std::move(r).error();
    return !broken;
  }));
  if (broken) return finding("sim.replay", "", shadows_.last(), broken->key);
  if (all.size() != shadows_.all().size())
    return finding("sim.replay", "", shadows_.last(), std::to_string(all.size()));
  for (const auto& [id, folded] : all) {
    const auto live = reader.shared_matter(id);
    if (!live || *live != folded) return finding("sim.replay", folded.number, shadows_.last(), "fold");
    if (id.value % kAlone != 0) continue;
    GUATU_TRY(alone, kernel::matter_as_of(reader, id, shadows_.last()));
    if (alone != folded) return finding("sim.replay", folded.number, shadows_.last(), "matter_as_of");
  }
  return {};
}

Result<void> Checker::imported(kernel::Reader& reader, kernel::Reader& other) const {
  if (other.last_position() != shadows_.last())
    return finding("sim.replay", "", other.last_position(), "last_position");
  GUATU_TRY(n, other.count({}));
  if (n != static_cast<std::int64_t>(shadows_.all().size()))
    return finding("sim.replay", "", shadows_.last(), std::to_string(n));
  std::pair<MatterId, std::string> first;
  for (const auto& [id, s] : shadows_.all()) {
    if (first.first && first.first < id) continue;
    const auto a = reader.shared_matter(id);
    const auto b = other.shared_matter(id);
    if (!a || !b || *a != *b) first = {id, s.number};
  }
  if (first.first) return finding("sim.replay", first.second, shadows_.last(), "import");
  return {};
}

}  // namespace guatu::sim
