// Breadth-first search over configurations. See proof_configs.h.
#include "guatu/kernel/playbook/proof_configs.h"

#include <algorithm>

#include "guatu/base/limits.h"

namespace guatu::kernel::proof {

namespace {

/// Ways of giving values that are tried before the proof gives up, so that duplicates end too.
constexpr std::size_t kMaxTries = 16 * limits::kMaxProofConfigs;

class Explorer {
 public:
  explicit Explorer(const Model& model) : m_(model), config_(model.width), changed_(model.fields.size()) {
    g_.model = &model;
    slots_.assign(1024, 0);
  }

  Graph run(std::span<const std::vector<Cell>> starts = {}) {
    if (m_.too_many_classes) {
      g_.complete = false;
    } else {
      if (starts.empty()) open();
      for (const auto& start : starts) {
        config_ = start;
        enter(0, 0, config_[0]);
      }
      g_.opened = g_.size();
      for (std::size_t i = 0; i < g_.size() && g_.complete; ++i) leave(i);
    }
    g_.first_edge.resize(g_.size() + 1, static_cast<std::uint32_t>(g_.edges.size()));
    return std::move(g_);
  }

 private:
  /// One field and the classes it may take now.
  struct Choice {
    int field = 0;
    bool may_leave = false;  ///< it may also stay as it is
  };

  void open() {
    std::fill(config_.begin(), config_.end(), 0);
    std::fill(changed_.begin(), changed_.end(), 1);
    std::vector<Choice> choices;
    for (std::size_t f = 0; f < m_.fields.size(); ++f)
      if (const auto& field = *m_.fields[f].field; !field.computed)
        choices.push_back({static_cast<int>(f), !field.required});
    give(choices, 0, [&] {
      for (std::size_t f = 0; f < m_.fields.size(); ++f)
        if (const auto& when = m_.required_when[f];
            !when.empty() && !m_.fields[f].field->computed && value(f) == 0 && holds(when, config_))
          return;
      score([&] { enter(0, 0, 0); });
    });
  }

  void leave(std::size_t i) {
    g_.first_edge.push_back(static_cast<std::uint32_t>(g_.edges.size()));
    const std::vector<Cell> before(g_.config(i).begin(), g_.config(i).end());
    const int state = before[0];
    reopen(i, before);
    if (m_.is_final(state)) return;
    for (std::size_t k = 0; k < m_.moves.size(); ++k) {
      const auto& move = m_.moves[k];
      if (!move.from[state]) continue;
      if (move.count_cell >= 0 && before[move.count_cell] >= move.move->at_most) continue;
      config_ = before;
      std::fill(changed_.begin(), changed_.end(), 0);
      std::vector<Choice> choices;
      for (const int f : move.needs) choices.push_back({f, false});
      for (const int f : move.asks) choices.push_back({f, true});
      give(choices, 0, [&] {
        score([&] {
          if (holds(move.when, config_)) make(i, static_cast<int>(k));
        });
      });
    }
  }

  /// Makes move `k` on what `config_` holds, with its values taken in.
  void make(std::size_t from, int k) {
    const auto saved = config_;
    const auto& move = m_.moves[k];
    if (move.count_cell >= 0) ++config_[move.count_cell];
    config_[0] = static_cast<Cell>(move.to);
    if (move.made_cell >= 0) config_[move.made_cell] = 1;
    if (!move.move->keeps_clock)
      go_stale(move.to);  // After it was made: it may have to be made again itself.
    enter(from, k, move.to);
    config_ = saved;
  }

  /// Entering a state from which a verified move can be made: it must be made again.
  void go_stale(int state) {
    for (const auto& move : m_.moves)
      if (move.made_cell >= 0 && move.from[state]) config_[move.made_cell] = 0;
  }

  /// Fields and counts stay as they are; nothing is fresh any more.
  void reopen(std::size_t i, const std::vector<Cell>& before) {
    const bool is_closed = m_.is_final(before[0]);
    if (m_.reopen_to < 0 || before.back() >= m_.playbook->reopening->at_most) return;
    if (!(is_closed ? m_.playbook->states[before[0]].final != Final::kMerged : m_.may_withdraw(before[0])))
      return;
    config_ = before;
    ++config_.back();
    config_[0] = static_cast<Cell>(m_.reopen_to);
    std::fill(config_.begin() + static_cast<std::ptrdiff_t>(m_.fresh_begin),
              config_.begin() + static_cast<std::ptrdiff_t>(m_.count_begin), 0);
    enter(i, is_closed ? kReopen : kTakeBack, m_.reopen_to);
  }

  /// Calls `then` for every way of giving the fields of `choices` from `at` on.
  template <class Then>
  void give(const std::vector<Choice>& choices, std::size_t at, const Then& then) {
    if (at == choices.size()) {
      if (++tries_ > kMaxTries) g_.complete = false;
      if (g_.complete) then();
      return;
    }
    const auto [field, may_leave] = choices[at];
    auto& cell = config_[1 + field];
    const Cell cell_before = cell;
    const char changed_before = changed_[field];
    if (may_leave) give(choices, at + 1, then);
    changed_[field] = 1;
    for (std::size_t c = 1; c <= m_.fields[field].samples.size() && g_.complete; ++c) {
      cell = static_cast<Cell>(c);
      give(choices, at + 1, then);
    }
    cell = cell_before;
    changed_[field] = changed_before;
  }

  /// Counts anew the computed fields that depend on something changed; calls `then` for every outcome. As
  /// apply_scores does, they are cleared first and set by each score whose `when` holds and whose inputs are
  /// set.
  template <class Then>
  void score(const Then& then) {
    if (m_.scores.empty()) return then();
    const auto saved = config_;
    const auto saved_changed = changed_;
    for (bool grew = true; grew;) {
      grew = false;
      for (const auto& s : m_.scores)
        if (std::any_of(s.reads.begin(), s.reads.end(), [&](int f) { return changed_[f] != 0; }))
          for (const int f : {s.sets, s.grade_sets})
            if (f >= 0 && !changed_[f]) changed_[f] = 1, grew = true;
    }
    for (const auto& s : m_.scores)
      for (const int f : {s.sets, s.grade_sets})
        if (f >= 0 && changed_[f]) config_[1 + f] = 0;
    score_from(0, then);
    config_ = saved;
    changed_ = saved_changed;
  }

  template <class Then>
  void score_from(std::size_t at, const Then& then) {
    if (at == m_.scores.size()) return then();
    const auto& s = m_.scores[at];
    const bool is_counted =
        holds(s.when, config_) &&
        std::all_of(s.reads.begin(), s.reads.begin() + static_cast<std::ptrdiff_t>(s.inputs),
                    [&](int f) { return value(f) != 0; });
    const bool sets = s.sets >= 0 && changed_[s.sets], grades = s.grade_sets >= 0 && changed_[s.grade_sets];
    if (!is_counted || (!sets && !grades)) return score_from(at + 1, then);
    const auto saved = config_;
    const std::size_t numbers = sets ? m_.fields[s.sets].samples.size() : 1;
    const std::size_t rows = grades ? s.grades.size() : 1;
    for (std::size_t n = 0; n < numbers; ++n)
      for (std::size_t k = 0; k < rows && g_.complete; ++k) {
        if (sets) config_[1 + s.sets] = static_cast<Cell>(n + 1);
        if (grades && s.grades[k] != 0) config_[1 + s.grade_sets] = s.grades[k];
        score_from(at + 1, then);
        config_ = saved;
      }
  }

  Cell value(std::size_t field) const { return config_[1 + field]; }

  /// Takes `config_` in, known or new, as reached from `from` by `move`.
  void enter(std::size_t from, int move, int state) {
    if (m_.is_final(state)) {
      // How a final state was reached matters only if it can be reopened: then fields and counts do.
      const auto from_cell = m_.reopen_to < 0 ? 1 : m_.fresh_begin;
      const auto to_cell = m_.reopen_to < 0 ? m_.width : m_.count_begin;
      std::fill(config_.begin() + static_cast<std::ptrdiff_t>(from_cell),
                config_.begin() + static_cast<std::ptrdiff_t>(to_cell), 0);
    }
    const bool is_opening = g_.first_edge.empty();
    const std::uint32_t i = index_of_config(is_opening ? g_.size() : from, move);
    if (!is_opening && g_.complete) g_.edges.push_back({i, move});
    if (g_.edges.size() > kMaxTries) g_.complete = false;
  }

  std::uint32_t index_of_config(std::size_t from, int move) {
    if ((g_.size() + 1) * 2 > slots_.size()) grow();
    for (auto at = hash(config_.data()) & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at] == 0) {
        if (g_.size() >= limits::kMaxProofConfigs) {
          g_.complete = false;
          return 0;
        }
        g_.cells.insert(g_.cells.end(), config_.begin(), config_.end());
        g_.came_from.push_back(static_cast<std::uint32_t>(from));
        g_.came_by.push_back(move);
        return (slots_[at] = static_cast<std::uint32_t>(g_.size())) - 1;
      }
      const std::uint32_t i = slots_[at] - 1;
      if (std::equal(config_.begin(), config_.end(), g_.config(i).begin())) return i;
    }
  }

  std::size_t hash(
      const Cell* cells) const {  // FNV-1a with a last mix, since the table looks at the low bits.
    std::uint64_t h = 14695981039346656037ull;
    for (std::size_t k = 0; k < m_.width; ++k) h = (h ^ cells[k]) * 1099511628211ull;
    return h ^ (h >> 29);
  }

  void grow() {
    slots_.assign(slots_.size() * 2, 0);
    for (std::size_t i = 0; i < g_.size(); ++i) {
      auto at = hash(g_.config(i).data()) & (slots_.size() - 1);
      while (slots_[at] != 0) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = static_cast<std::uint32_t>(i + 1);
    }
  }

  const Model& m_;
  Graph g_;
  std::vector<Cell> config_;          // The one being made.
  std::vector<char> changed_;         // By field: written by what is being made.
  std::vector<std::uint32_t> slots_;  // Open addressing; 0 is free, else index + 1. A power of two.
  std::size_t tries_ = 0;
};

}  // namespace

Graph explore(const Model& model) {
  return Explorer(model).run();
}

Graph explore_from(const Model& model, std::span<const std::vector<Cell>> starts) {
  return Explorer(model).run(starts);
}

void Graph::go_on(std::vector<std::string>& path, const Edge& edge) const {
  const auto& p = *model->playbook;
  if (edge.move == kTakeBack) path.insert(path.end(), {"withdraw", std::string(path.back())});
  path.push_back(edge.is_verb() ? "reopen" : p.moves[edge.move].id);
  path.push_back(p.states[state(edge.to)].id);
}

std::vector<std::string> Graph::path_to(std::size_t i) const {
  std::vector<Edge> steps;
  for (; came_from[i] != i; i = came_from[i]) steps.push_back({static_cast<std::uint32_t>(i), came_by[i]});
  std::vector<std::string> path{"open", model->playbook->states[state(i)].id};
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) go_on(path, *step);
  return path;
}

Components components(const Graph& graph) {
  // Tarjan (1972), "Depth-first search and linear graph algorithms", with its own stack: paths can be long.
  constexpr std::uint32_t kUnseen = 0xffffffff;
  const std::size_t n = graph.size();
  Components out;
  out.of.assign(n, kUnseen);
  out.order.reserve(n);
  std::vector<std::uint32_t> seen(n, kUnseen), low(n), stack;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> calls;  // configuration, next edge
  std::uint32_t clock = 0;
  for (std::size_t root = 0; root < n; ++root) {
    if (seen[root] != kUnseen) continue;
    calls.push_back({static_cast<std::uint32_t>(root), graph.first_edge[root]});
    while (!calls.empty()) {
      auto& [c, e] = calls.back();
      if (seen[c] == kUnseen) {
        seen[c] = low[c] = clock++;
        stack.push_back(c);
      }
      if (e < graph.first_edge[c + 1]) {
        const Edge& edge = graph.edges[e++];
        if (!may_cycle(*graph.model, edge)) continue;
        if (seen[edge.to] == kUnseen)
          calls.push_back({edge.to, graph.first_edge[edge.to]});
        else if (out.of[edge.to] == kUnseen)
          low[c] = std::min(low[c], seen[edge.to]);
        continue;
      }
      const auto done = c;
      calls.pop_back();
      if (!calls.empty()) low[calls.back().first] = std::min(low[calls.back().first], low[done]);
      if (low[done] != seen[done]) continue;
      out.first.push_back(static_cast<std::uint32_t>(out.order.size()));
      for (bool last = false; !last;) {
        const auto member = stack.back();
        stack.pop_back();
        out.of[member] = static_cast<std::uint32_t>(out.first.size() - 1);
        out.order.push_back(member);
        last = member == done;
      }
    }
  }
  out.first.push_back(static_cast<std::uint32_t>(out.order.size()));
  return out;
}

}  // namespace guatu::kernel::proof
