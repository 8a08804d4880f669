// Builds the proof's model of a playbook. See proof_model.h.
#include "guatu/kernel/playbook/proof_model.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace guatu::kernel::proof {

namespace {

template <class Items>
int index_of(const Items& items, std::string_view id) {
  for (std::size_t i = 0; i < items.size(); ++i)
    if (items[i].id == id) return static_cast<int>(i);
  return -1;
}

bool is_numeric(FieldType t) {
  return t == FieldType::kNumber || t == FieldType::kInteger || t == FieldType::kMoney ||
         t == FieldType::kArea;
}
bool is_whole(FieldType t) {
  return t == FieldType::kInteger || t == FieldType::kMoney;
}

bool guard_holds(const Guard& g, const Sample* value) {
  using Test = Guard::Test;
  if (value == nullptr) return g.test == Test::kIsUnset || g.test == Test::kIsNot;
  const auto named = [&] {
    return std::find(g.any_of.begin(), g.any_of.end(), value->word) != g.any_of.end();
  };
  switch (g.test) {
    case Test::kIs:
      return named();
    case Test::kIsNot:
      return !named();
    case Test::kAtLeast:
      return value->number >= g.number;
    case Test::kOver:
      return value->number > g.number;
    case Test::kAtMost:
      return value->number <= g.number;
    case Test::kUnder:
      return value->number < g.number;
    case Test::kIsSet:
      return true;
    case Test::kIsUnset:
      return false;
  }
  return false;
}

/// Calls `visit` for each guard list that can change what happens.
template <class Visit>
void each_guards(const Playbook& p, Visit&& visit) {
  for (const auto& m : p.moves) visit(m.when);
  for (const auto& s : p.states)
    if (s.limit)
      for (const auto& r : s.limit->rules) visit(r.when);
  for (const auto& l : p.limits)
    for (const auto& r : l.rules) visit(r.when);
}

/// Roles whose certainty a law asks for: holders, ladders, the owner of what is parked.
std::set<std::string> judged_roles(const Playbook& p) {
  std::set<std::string> out;
  const auto add_ladder = [&](const Ladder& ladder) {
    for (const auto& rung : ladder) {
      out.insert(rung.tell.begin(), rung.tell.end());
      out.insert(rung.hand_to);
    }
  };
  add_ladder(p.late);
  for (const auto& s : p.states) {
    out.insert(s.held_by);
    if (s.limit && s.limit->late) add_ladder(*s.limit->late);
  }
  for (const auto& l : p.limits)
    if (l.late) add_ladder(*l.late);
  if (p.parking) out.insert(p.parking->owner);
  return out;
}

/// Ids of the fields that the proof must follow.
std::set<std::string> followed_fields(const Playbook& p) {
  std::set<std::string> out;
  const auto add = [&](const std::string& id) { return !id.empty() && out.insert(id).second; };
  each_guards(p, [&](const Guards& guards) {
    for (const auto& g : guards) add(g.field);
  });
  const auto add_limit = [&](const LimitSet& set) {
    for (const auto& r : set.rules) add(r.until_field), add(r.from_field);
  };
  for (const auto& s : p.states)
    if (s.limit) add_limit(*s.limit);
  for (const auto& l : p.limits) add_limit(l);
  for (const auto& id : p.closing.needs) add(id);
  const auto roles = judged_roles(p);
  for (const auto& role : p.roles)
    for (const auto& source : role.sources)
      if (roles.contains(role.id) &&
          (source.kind == RoleSource::Kind::kFieldPerson || source.kind == RoleSource::Kind::kFieldUnit))
        add(source.field);
  // What decides whether a followed field is set is followed too.
  for (bool grew = true; grew;) {
    grew = false;
    for (const auto& f : p.fields)
      if (out.contains(f.id))
        for (const auto& g : f.required_when) grew = add(g.field) || grew;
    for (const auto& s : p.scores)
      if (out.contains(s.sets) || out.contains(s.grade_sets)) {
        for (const auto& id : s.inputs) grew = add(id) || grew;
        for (const auto& g : s.when) grew = add(g.field) || grew;
      }
  }
  return out;
}

/// Numbers that stand for each point and each gap which the guards' numbers cut, as far as the field may hold
/// them.
std::vector<Sample> number_samples(const Field& f, const std::vector<const Guard*>& guards) {
  std::set<double> cuts;
  for (const auto* g : guards)
    if (g->test != Guard::Test::kIsSet && g->test != Guard::Test::kIsUnset) cuts.insert(g->number);
  const double low = f.min && !f.computed ? *f.min : -INFINITY;
  const double high = f.max && !f.computed ? *f.max : INFINITY;
  std::vector<Sample> out;
  const auto point = [&](double x) {
    if (x >= low && x <= high && (!is_whole(f.type) || x == std::floor(x))) out.push_back({"", x});
  };
  const auto gap = [&](double a, double b) {  // Open on both sides; a point of it, or nothing.
    if (is_whole(f.type)) {
      const double first = std::max(std::floor(a) + 1, std::ceil(low));
      const double end = std::min(std::ceil(b) - 1, std::floor(high));
      if (first <= end) point(!std::isinf(first) ? first : std::isinf(end) ? 0 : end);
      return;
    }
    const double from = std::max(a, low), to = std::min(b, high);
    if (from > to || (from == to && (from == a || from == b))) return;
    const double x = std::isinf(from) ? (std::isinf(to) ? 0 : to - 1)
                     : std::isinf(to) ? from + 1
                                      : (from + to) / 2;
    if (x > a && x < b) point(x);
  };
  double last = -INFINITY;
  for (const double cut : cuts) {
    gap(last, cut);
    point(cut);
    last = cut;
  }
  gap(last, INFINITY);
  return out;
}

/// Option ids that a computed choice can be given; all of them for a field that people fill in.
bool can_be(const Playbook& p, const Field& f, const std::string& option) {
  if (!f.computed) return true;
  for (const auto& s : p.scores)
    if (s.grade_sets == f.id)
      for (const auto& row : s.grades)
        if (row.is == option) return true;
  return false;
}

Tracked make_tracked(const Playbook& p, const Field& f, const std::vector<const Guard*>& guards) {
  Tracked out;
  out.field = &f;
  std::vector<Sample> all;
  if (f.type == FieldType::kChoice) {
    for (const auto& o : f.options) all.push_back({o.id, 0});
  } else if (f.type == FieldType::kBoolean) {
    all = {{"true", 0}, {"false", 0}};
  } else if (is_numeric(f.type)) {
    all = number_samples(f, guards);
  } else {
    all = {{}};
  }
  // Values with the same truth under every guard are one class: nothing in the playbook tells them apart.
  std::map<std::vector<bool>, Cell> seen;
  for (const auto& sample : all) {
    if (f.type == FieldType::kChoice && !can_be(p, f, sample.word)) {
      out.option_class.push_back(0);
      continue;
    }
    std::vector<bool> truth;
    for (const auto* g : guards) truth.push_back(guard_holds(*g, &sample));
    auto it = seen.find(truth);
    if (it == seen.end()) {
      out.samples.push_back(sample);
      it = seen.emplace(std::move(truth), static_cast<Cell>(out.samples.size())).first;
    }
    if (f.type == FieldType::kChoice) out.option_class.push_back(it->second);
  }
  return out;
}

/// All guards on each field, in one order.
std::map<std::string, std::vector<const Guard*>> guards_by_field(const Playbook& p) {
  std::map<std::string, std::vector<const Guard*>> guards_of;
  const auto note = [&](const Guards& guards) {
    for (const auto& g : guards) guards_of[g.field].push_back(&g);
  };
  each_guards(p, note);
  for (const auto& f : p.fields) note(f.required_when);
  for (const auto& s : p.scores) note(s.when);
  return guards_of;
}

void add_fields(const Playbook& p, Model& m) {
  const auto followed = followed_fields(p);
  auto guards_of = guards_by_field(p);
  for (const auto& f : p.fields)
    if (followed.contains(f.id)) {
      m.fields.push_back(make_tracked(p, f, guards_of[f.id]));
      m.too_many_classes = m.too_many_classes || m.fields.back().samples.size() > kMaxClasses;
    }
}

TableGuards make_guards(const Model& m, const Guards& guards) {
  TableGuards out;
  for (const auto& g : guards) {
    const int field = m.field_index(g.field);
    if (field < 0) continue;
    TableGuard t{field, {static_cast<char>(guard_holds(g, nullptr))}};
    for (const auto& sample : m.fields[field].samples) t.holds.push_back(guard_holds(g, &sample));
    out.push_back(std::move(t));
  }
  return out;
}

/// Tracked fields among `ids` that a person may fill in.
std::vector<int> givable(const Model& m, const std::vector<std::string>& ids) {
  std::vector<int> out;
  for (const auto& id : ids) {
    const int f = m.field_index(id);
    if (f >= 0 && !m.fields[f].field->computed && std::find(out.begin(), out.end(), f) == out.end())
      out.push_back(f);
  }
  return out;
}

/// Which states can be reached from which, by state index; [a][b] also when a == b only by a cycle.
std::vector<std::vector<char>> state_reach(const Model& m) {
  const std::size_t n = m.playbook->states.size();
  std::vector<std::vector<char>> reach(n, std::vector<char>(n, 0));
  for (const auto& move : m.moves)
    for (std::size_t s = 0; s < n; ++s)
      if (move.from[s]) reach[s][move.to] = 1;
  for (std::size_t s = 0; m.reopen_to >= 0 && s < n; ++s)
    if (m.is_final(static_cast<int>(s)) || m.may_withdraw(static_cast<int>(s))) reach[s][m.reopen_to] = 1;
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t a = 0; a < n; ++a)
      for (std::size_t b = 0; reach[a][k] && b < n; ++b)
        if (reach[k][b]) reach[a][b] = 1;
  return reach;
}

void add_moves(const Playbook& p, Model& m) {
  for (const auto& move : p.moves) {
    ModelMove out;
    out.move = &move;
    out.from.assign(p.states.size(), 0);
    for (const auto& id : move.from)
      if (const int s = m.state_index(id); s >= 0 && !m.is_final(s)) out.from[s] = 1;
    out.to = std::max(0, m.state_index(move.to));
    out.needs = givable(m, move.needs);
    out.asks = givable(m, move.asks);
    std::erase_if(out.asks, [&](int f) { return std::count(out.needs.begin(), out.needs.end(), f) > 0; });
    out.when = make_guards(m, move.when);
    if (p.states[out.to].final == Final::kDone)
      for (const auto& id : p.closing.needs)
        out.when.push_back(make_guards(m, {{id, Guard::Test::kIsSet, {}, 0}})[0]);
    out.verifies = m.move_index(move.verifies);
    out.is_review = p.standing && move.id == p.review;
    m.moves.push_back(std::move(out));
  }
  m.fresh_begin = 1 + m.fields.size();
  std::size_t next = m.fresh_begin;
  for (const auto& move : m.moves)
    if (move.verifies >= 0 && m.moves[move.verifies].made_cell < 0)
      m.moves[move.verifies].made_cell = static_cast<int>(next++);
  m.count_begin = next;
  // A bounded move that lies on no cycle of states cannot be made twice: its count tells nothing.
  const auto reach = state_reach(m);
  for (auto& move : m.moves)
    for (std::size_t s = 0; s < p.states.size() && move.move->at_most > 0 && move.count_cell < 0; ++s)
      if (move.from[s] && (reach[move.to][s] || move.to == static_cast<int>(s)))
        move.count_cell = static_cast<int>(next++);
  m.width = next + 1;
}

void add_scores(const Playbook& p, Model& m) {
  for (const auto& s : p.scores) {
    ModelScore out;
    out.sets = m.field_index(s.sets);
    out.grade_sets = m.field_index(s.grade_sets);
    if (out.sets < 0 && out.grade_sets < 0) continue;
    out.when = make_guards(m, s.when);
    for (const auto& id : s.inputs)
      if (const int f = m.field_index(id); f >= 0) out.reads.push_back(f);
    out.inputs = out.reads.size();
    for (const auto& g : out.when) out.reads.push_back(g.field);
    if (out.grade_sets >= 0) {
      const auto& graded = m.fields[out.grade_sets];
      for (const auto& row : s.grades)
        for (std::size_t i = 0; i < graded.field->options.size(); ++i)
          if (graded.field->options[i].id == row.is &&
              std::count(out.grades.begin(), out.grades.end(), graded.option_class[i]) == 0)
            out.grades.push_back(graded.option_class[i]);
      if (s.grades.empty() || s.grades.back().at_least || s.grades.back().over) out.grades.push_back(0);
    }
    m.scores.push_back(std::move(out));
  }
}

ModelClock make_clock(const Model& m, const LimitSet& set) {
  ModelClock out{&set, {}};
  for (const auto& r : set.rules)
    out.rules.push_back(
        {&r, make_guards(m, r.when), m.field_index(r.until_field), m.field_index(r.from_field)});
  return out;
}

Certainty make_certainty(const Model& m, const Role& role) {
  using Kind = RoleSource::Kind;
  Certainty out;
  for (const auto& s : role.sources) {
    out.leads_up =
        out.leads_up || s.kind == Kind::kUnitHead || s.kind == Kind::kAboveHead || s.kind == Kind::kUnitPost;
    if (s.kind == Kind::kUnitHead || s.kind == Kind::kAboveHead || s.kind == Kind::kOpener ||
        (s.kind == Kind::kParentHolder && m.playbook->parent_required))
      out.always = true;
    if (s.kind == Kind::kFieldPerson || (s.kind == Kind::kFieldUnit && s.post == "head"))
      if (const int f = m.field_index(s.field); f >= 0) out.once_set.push_back(f);
  }
  return out;
}

}  // namespace

int Model::state_index(std::string_view id) const {
  return index_of(playbook->states, id);
}
int Model::move_index(std::string_view id) const {
  return index_of(playbook->moves, id);
}
int Model::role_index(std::string_view id) const {
  return index_of(playbook->roles, id);
}
bool Model::may_withdraw(int state) const {
  const auto& w = playbook->withdrawal;
  return w && !is_final(state) &&
         (w->from.empty() ||
          std::find(w->from.begin(), w->from.end(), playbook->states[state].id) != w->from.end());
}
int Model::field_index(std::string_view id) const {
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (fields[i].field->id == id) return static_cast<int>(i);
  return -1;
}

Model make_model(const Playbook& playbook) {
  Model m;
  m.playbook = &playbook;
  if (playbook.reopening) m.reopen_to = m.state_index(playbook.reopening->to);
  add_fields(playbook, m);
  for (const auto& f : m.fields) m.required_when.push_back(make_guards(m, f.field->required_when));
  add_moves(playbook, m);
  add_scores(playbook, m);
  for (const auto& s : playbook.states)
    m.state_clocks.push_back(s.limit ? make_clock(m, *s.limit) : ModelClock{});
  for (const auto& l : playbook.limits) m.matter_clocks.push_back(make_clock(m, l));
  for (const auto& r : playbook.roles) m.roles.push_back(make_certainty(m, r));
  return m;
}

Cell class_of(const Model& m, int field, const boost::json::value* value) {
  const auto& tracked = m.fields[static_cast<std::size_t>(field)];
  if (value == nullptr || value->is_null() || (value->is_string() && value->get_string().empty()) ||
      (value->is_array() && value->get_array().empty()))
    return 0;
  Sample real;
  if (value->is_string()) real.word = std::string(value->get_string());
  if (value->is_bool()) real.word = value->get_bool() ? "true" : "false";
  if (value->is_number()) real.number = value->to_number<double>();
  auto guards = guards_by_field(*m.playbook);
  const auto& on_it = guards[tracked.field->id];
  for (std::size_t k = 0; k < tracked.samples.size(); ++k)
    if (std::all_of(on_it.begin(), on_it.end(), [&](const Guard* g) {
          return guard_holds(*g, &tracked.samples[k]) == guard_holds(*g, &real);
        }))
      return static_cast<Cell>(k + 1);
  return 0;  // A value that the playbook cannot give any more counts as none.
}

bool holds(const TableGuards& guards, std::span<const Cell> config) {
  for (const auto& g : guards)
    if (!g.holds[value_of(config, g.field)]) return false;
  return true;
}

const ModelRule* rule_taken(const ModelClock& clock, std::span<const Cell> config) {
  for (const auto& r : clock.rules)
    if (holds(r.when, config)) return &r;
  return nullptr;
}

bool yields(const Certainty& role, std::span<const Cell> config) {
  if (role.always) return true;
  for (const int f : role.once_set)
    if (value_of(config, f) != 0) return true;
  return false;
}

}  // namespace guatu::kernel::proof
