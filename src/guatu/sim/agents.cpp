#include "guatu/sim/agents.h"

#include <algorithm>

namespace guatu::sim {

namespace {

using kernel::Command;
using kernel::Matter;
using kernel::Playbook;
using kernel::Verb;

constexpr const char* kReason = "模拟：按章办理";
constexpr const char* kNobody = "nobody.here";

bool is_among(const std::vector<std::string>& list, const std::string& s) {
  return std::find(list.begin(), list.end(), s) != list.end();
}

bool is_counting(const Matter& m, const std::string& clock) {
  const auto* c = m.clock(clock);
  return c != nullptr && !c->is_ended();
}

}  // namespace

struct Agents::Stage {
  Stage(const Scene& scene, const Matter& matter)
      : m(matter),
        p(scene.world.playbook(matter.playbook, matter.version)),
        people(scene.world.people()),
        parent(matter.parent ? scene.matter(matter.parent) : nullptr),
        about(matter.about ? scene.matter(matter.about) : nullptr),
        context{scene.now, {}, scene.world.people(), scene.world.calendar(), p, 1, {}, {}, {}, {}} {
    context.matter = [&scene](MatterId id) {
      const auto found = scene.matter(id);
      return found ? std::optional(*found) : std::nullopt;
    };
  }

  kernel::RoleView view() const { return {m, *p, people, parent.get(), about.get()}; }
  /// Whom one of the roles means; the holder when none does.
  PersonId one_of(const std::vector<std::string>& roles) const {
    for (const auto& r : roles)
      if (const auto found = kernel::person_of(r, view())) return *found;
    return m.holder;
  }
  PersonId head() const { return people.head(people.successor(m.unit), m.recused).value_or(m.holder); }

  const Matter& m;
  const Playbook* p;
  const kernel::People& people;
  std::shared_ptr<const Matter> parent;
  std::shared_ptr<const Matter> about;
  kernel::Context context;
};

std::optional<Idea> Agents::open(const Scene& s, const std::string& playbook, const UnitId& unit) {
  const auto* p = s.world.playbook(playbook);
  if (p == nullptr) return std::nullopt;
  Command c;
  c.verb = Verb::kOpen;
  c.playbook = playbook;
  c.unit = unit;
  std::shared_ptr<const Matter> parent;
  if (!p->parents.empty() && (p->parent_required || random_.percent(40))) {
    const auto& open = folk_.open(random_.of(p->parents));
    if (!open.empty()) parent = s.matter(random_.of(open));
    if (!parent && p->parent_required) return std::nullopt;
  }
  if (parent) {
    c.parent = parent->id;
    c.unit = parent->unit;
  }
  std::shared_ptr<const Matter> about;
  if (!p->about.empty()) {
    if (parent && parent->about) about = s.matter(parent->about);
    if (!about || about->playbook != p->about || !about->is_open()) {
      const auto& open = folk_.open(p->about);
      about = open.empty() ? nullptr : s.matter(random_.of(open));
    }
    if (!about && p->about_required) return std::nullopt;
    if (about) c.about = about->id;
    if (about && !parent) c.unit = about->unit;
  }
  c.fields = opening_fields(s, *p, c.unit);

  Matter draft;
  draft.unit = c.unit;
  draft.fields = c.fields;
  draft.state = p->first_state().id;
  const kernel::RoleView view{draft, *p, s.world.people(), parent.get(), about.get()};
  std::vector<PersonId> may;
  for (const auto& id : p->opens)
    for (const auto& source : p->role(id)->sources) {
      if (source.kind == kernel::RoleSource::Kind::kAnyone) may.push_back(somebody(c.unit));
      for (auto& who : kernel::candidates(source, view)) may.push_back(std::move(who));
    }
  if (may.empty()) return std::nullopt;
  c.by = random_.of(may);
  return Idea{std::move(c)};
}

std::optional<Idea> Agents::move_by(const Scene& s, Stage& stage, const PersonId& person) {
  auto moves = kernel::possible_moves(stage.m, person, stage.context);
  while (!moves.empty()) {
    auto at = random_.index(moves.size());
    // What stands is reviewed far more often than shut.
    if (stage.p->standing && !random_.percent(3))
      for (std::size_t i = 0; i < moves.size(); ++i)
        if (moves[i]->id == stage.p->review) at = i;
    const auto& move = *moves[at];
    if (auto fields = move_fields(s, *stage.p, stage.m, move)) {
      Command c;
      c.verb = Verb::kMove;
      c.by = person;
      c.matter = stage.m.id;
      c.move = move.id;
      c.fields = std::move(*fields);
      if (is_among(move.needs, "reason") || random_.percent(10)) c.reason = kReason;
      return Idea{std::move(c)};
    }
    moves.erase(moves.begin() + static_cast<std::ptrdiff_t>(at));
  }
  return std::nullopt;
}

std::optional<Idea> Agents::move(const Scene& s, Stage& stage) {
  if (!random_.percent(10))
    if (auto idea = move_by(s, stage, stage.m.holder)) return idea;
  // Somebody else whose turn it may be.
  std::vector<PersonId> others;
  for (const auto& move : stage.p->moves)
    if (is_among(move.from, stage.m.state)) {
      const auto who = stage.one_of(move.by);
      if (std::find(others.begin(), others.end(), who) == others.end()) others.push_back(who);
    }
  if (others.empty()) return std::nullopt;
  return move_by(s, stage, random_.of(others));
}

std::optional<Idea> Agents::waiting(Stage& stage) {
  const auto& m = stage.m;
  Command c;
  c.matter = m.id;
  c.reason = kReason;
  for (const auto& h : m.helps)
    if (!h.is_given && random_.percent(50)) {
      c.verb = Verb::kGiveHelp;
      c.by = h.person;
      return Idea{std::move(c)};
    }
  for (const auto& w : m.cosigns)
    if (w.answer.empty() && random_.percent(60)) {
      c.verb = Verb::kCosign;
      c.by = w.person;
      c.agrees = random_.percent(80) ? "yes" : "no";
      return Idea{std::move(c)};
    }
  if (!m.asked.empty() && random_.percent(60)) {
    const auto* rule = stage.p->extension(m.asked.front().clock);
    c.verb = Verb::kAnswerExtension;
    c.by = rule == nullptr ? stage.head() : stage.one_of(rule->granted_by);
    c.clock = m.asked.front().clock;
    c.agrees = random_.percent(70) ? "yes" : "no";
    return Idea{std::move(c)};
  }
  if (m.is_parked && random_.percent(40)) {
    c.verb = Verb::kUnpark;
    c.by = m.holder;
    return Idea{std::move(c)};
  }
  for (const auto& clock : m.clocks)
    if (!clock.is_ended() && clock.is_stopped() && clock.span.stops.back().reason != "park" &&
        random_.percent(25)) {
      const auto* rule = stage.p->stop(clock.span.stops.back().reason);
      c.verb = Verb::kResume;
      c.name = clock.span.stops.back().reason;
      c.by = rule == nullptr ? m.holder : stage.one_of(rule->by);
      return Idea{std::move(c)};
    }
  if (m.supervisor && random_.percent(10)) {
    c.verb = Verb::kEndSupervision;
    c.by = m.supervisor;
    return Idea{std::move(c)};
  }
  return std::nullopt;
}

bool Agents::about_clocks(Stage& stage, Command& c) {
  const auto& p = *stage.p;
  switch (c.verb) {
    case Verb::kAskExtension:
      for (const auto& rule : p.extensions)
        if (is_counting(stage.m, rule.clock)) {
          c.clock = rule.clock;
          c.amount = random_.between(1, rule.up_to);
          c.by = stage.one_of(rule.by);
          return true;
        }
      return false;
    case Verb::kStop:
    case Verb::kResume: {
      if (p.stops.empty()) return false;
      const auto& rule = random_.of(p.stops);
      c.name = rule.id;
      c.by = stage.one_of(rule.by);
      return true;
    }
    case Verb::kPark:
      if (!p.parking || stage.m.is_parked) return false;
      c.amount = random_.between(1, p.parking->review_within_days);
      c.by = stage.one_of(p.parking->by);
      return true;
    default:
      return false;
  }
}

bool Agents::about_others(const Scene& s, Stage& stage, Command& c) {
  const auto& m = stage.m;
  switch (c.verb) {
    case Verb::kAssign:
    case Verb::kAskHelp:
    case Verb::kAskCosign:
    case Verb::kCopy:
      c.person = somebody(m.unit);
      return static_cast<bool>(c.person);
    case Verb::kRecuse:
      c.person = m.holder;
      return true;
    case Verb::kTransfer:
      c.unit = random_.of(folk_.units());
      return c.unit != m.unit;
    case Verb::kAmend: {
      const auto& f = random_.of(stage.p->fields);
      auto v = f.computed ? std::nullopt : value(s, f, m.unit);
      if (v) c.fields.emplace(f.id, std::move(*v));
      return v.has_value();
    }
    case Verb::kLink:
    case Verb::kMerge: {
      const auto& open = folk_.open(m.playbook);
      if (open.size() < 2) return false;
      c.other = random_.of(open);
      c.by = stage.head();
      if (c.verb == Verb::kLink) c.name = random_.percent(50) ? "related" : "repeats";
      return c.other != m.id;
    }
    case Verb::kSupervise:
      c.by = stage.head();
      return !m.supervisor;
    case Verb::kWithdraw:
      c.by = stage.p->withdrawal ? stage.one_of(stage.p->withdrawal->by) : m.opener;
      return true;
    case Verb::kReopen:
      c.by = stage.p->reopening ? stage.one_of(stage.p->reopening->by) : m.opener;
      return !m.is_open();
    case Verb::kReturn:
    case Verb::kUrge:
      return true;
    default:
      return false;
  }
}

std::optional<Idea> Agents::verb(const Scene& s, const Matter& m, Verb verb) {
  Stage stage(s, m);
  if (stage.p == nullptr) return std::nullopt;
  Command c;
  c.verb = verb;
  c.matter = m.id;
  c.by = m.holder ? m.holder : m.opener;
  if (verb != Verb::kCopy && verb != Verb::kLink) c.reason = kReason;
  if (verb == Verb::kUrge) c.by = m.opener;
  if (about_clocks(stage, c) || about_others(s, stage, c)) return Idea{std::move(c)};
  return std::nullopt;
}

std::optional<Idea> Agents::game(Stage& stage) {
  std::vector<Verb> tricks{Verb::kStop, Verb::kAskExtension, Verb::kPark};
  while (!tricks.empty()) {
    const auto at = random_.index(tricks.size());
    Command c;
    c.verb = tricks[at];
    c.matter = stage.m.id;
    c.reason = kReason;
    if (about_clocks(stage, c)) return Idea{std::move(c)};
    tricks.erase(tricks.begin() + static_cast<std::ptrdiff_t>(at));
  }
  return std::nullopt;
}

std::optional<Idea> Agents::act(const Scene& s, const Matter& m, const Habit& habit, bool is_last_hour) {
  if (!m.is_open()) return std::nullopt;
  if (random_.percent(habit.wrong)) return wrong(s, m);
  Stage stage(s, m);
  if (stage.p == nullptr) return std::nullopt;
  if (is_last_hour)
    if (auto idea = game(stage)) return idea;
  if (auto idea = waiting(stage)) return idea;
  for (const auto& [verb_, percent] : habit.verbs)
    if (random_.percent(percent))
      if (auto idea = verb(s, m, verb_)) return idea;
  if (m.is_parked) return std::nullopt;
  return move(s, stage);
}

Idea Agents::wrong(const Scene& s, const Matter& m) {
  const auto* p = s.world.playbook(m.playbook, m.version);
  Command c;
  c.verb = Verb::kMove;
  c.matter = m.id;
  c.by = m.holder ? m.holder : m.opener;
  c.reason = kReason;
  const auto kind = random_.below(6);
  if (kind == 0 && p != nullptr) {
    // Whoever did it checks it.
    for (const auto& move : p->moves) {
      const auto done = m.doings.find(move.verifies);
      if (move.verifies.empty() || done == m.doings.end() || !is_among(move.from, m.state)) continue;
      c.by = done->second.by;
      c.move = move.id;
      return {std::move(c), true};
    }
  }
  if (kind <= 1 && p != nullptr) {
    std::vector<std::string> out_of_turn;
    for (const auto& move : p->moves)
      if (!is_among(move.from, m.state)) out_of_turn.push_back(move.id);
    if (!out_of_turn.empty()) {
      c.move = random_.of(out_of_turn);
      return {std::move(c), true};
    }
  }
  if (kind == 2 && !m.asked.empty()) {
    c.verb = Verb::kAnswerExtension;
    c.by = m.asked.front().by;
    c.clock = m.asked.front().clock;
    c.agrees = "yes";
    return {std::move(c), true};
  }
  if (kind == 3) {
    c.verb = Verb::kAmend;
    c.fields = {{"no_such_field", 1}};
    return {std::move(c), true};
  }
  if (kind == 4) {
    c.verb = Verb::kUrge;
    c.matter.value += 1'000'000'000;
    return {std::move(c), true};
  }
  c.verb = Verb::kUrge;
  c.by = {kNobody};
  return {std::move(c), true};
}

}  // namespace guatu::sim
