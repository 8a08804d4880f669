// The longest legal way: amounts to natural minutes, then the longest path. See proof_time.h.
#include "guatu/kernel/playbook/proof_time.h"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "guatu/kernel/deadline/deadline.h"

namespace guatu::kernel::proof {

namespace {

constexpr std::int64_t kHour = 60, kDay = 24 * kHour, kMonthDays = 31, kPlainWorkingHours = 6;

const ExtensionRule* extension(const Playbook& p, const std::string& clock) {
  for (const auto& e : p.extensions)
    if (e.clock == clock) return &e;
  return nullptr;
}

/// `15 days`, `(15 days + 2 × 10 days)`, `until moved_on`.
Titles rule_words(const LimitRule& rule, const ExtensionRule* e) {
  const bool is_until = !rule.until_field.empty();
  const auto words = is_until ? Titles{"至 " + rule.until_field, "until " + rule.until_field}
                              : amount_words(rule.limit.amount, rule.limit.unit);
  if (e == nullptr) return words;
  const auto more = amount_words(e->up_to, is_until ? LimitUnit::kDay : rule.limit.unit);
  const auto times = std::to_string(e->at_most);
  return {"（" + words.zh + " + " + times + " × " + more.zh + "）",
          "(" + words.en + " + " + times + " × " + more.en + ")"};
}

/// Longest path over the components, from the last one back.
class Longest {
 public:
  Longest(const Graph& g, const Components& parts, const Spans& spans)
      : g_(g), parts_(parts), m_(*g.model), p_(*m_.playbook), cost_(g.size(), 0), rest_(g.size(), 0) {
    measure(spans);
    for (std::size_t part = 0; part < parts_.count(); ++part) settle(part);
  }

  struct Way {
    std::int64_t minutes = 0;
    std::vector<std::string> path;
    std::vector<std::size_t> entries;  ///< configurations on entering an open state, in order
  };

  /// The rule by which the clock of `config`'s state runs when it is entered there; nullptr without a limit.
  const ModelRule* rule(std::size_t config) const {
    return rule_taken(m_.state_clocks[g_.state(config)], g_.config(config));
  }
  /// Minutes from entering `config`.
  std::int64_t from(std::size_t config) const { return cost_[config] + rest_[config]; }

  Way way(std::size_t start) const {
    Way out{from(start), {"open", p_.states[g_.state(start)].id}, {}};
    std::size_t at = start;
    for (bool entered = true;;) {
      if (entered && !m_.is_final(g_.state(at))) out.entries.push_back(at);
      const auto steps = next(at);
      if (steps.empty()) return out;
      for (const auto& e : steps) g_.go_on(out.path, e);
      at = steps.back().to;
      if (m_.moves[steps.back().move].is_review) return out;
      entered = !p_.moves[steps.back().move].keeps_clock;
    }
  }

 private:
  void measure(const Spans& spans) {
    std::map<const LimitRule*, std::int64_t> known;
    for (std::size_t c = 0; c < g_.size(); ++c) {
      const auto* r = rule(c);
      if (r == nullptr) continue;
      const auto [it, is_new] = known.emplace(r->rule, 0);
      if (is_new) {
        const auto* e = extension(p_, p_.states[g_.state(c)].id);
        it->second = spans.longest(*r->rule, e == nullptr ? 0 : e->up_to * e->at_most);
      }
      cost_[c] = it->second;
    }
  }

  /// Minutes after taking `e`.
  std::int64_t after(const Edge& e) const { return p_.moves[e.move].keeps_clock ? rest_[e.to] : from(e.to); }

  /// All members of a component can reach each other by moves that keep the clock: they have the same rest.
  void settle(std::size_t part) {
    std::int64_t most = 0;
    for (auto k = parts_.first[part]; k < parts_.first[part + 1]; ++k)
      for (const auto& e : g_.out(parts_.order[k]))
        if (may_cycle(m_, e) && parts_.of[e.to] != part) most = std::max(most, after(e));
    for (auto k = parts_.first[part]; k < parts_.first[part + 1]; ++k) rest_[parts_.order[k]] = most;
  }

  /// The edges of the longest way out of the component of `at`, or by the review when nothing is left to wait
  /// for; empty at the end of the way.
  std::vector<Edge> next(std::size_t at) const {
    struct Step {
      std::size_t at, before;
      Edge by;
    };
    std::vector<Step> steps{{at, 0, {}}};
    std::vector<Edge> otherwise;
    std::set<std::size_t> seen{at};
    const auto edges = [&](std::size_t k, const Edge& last) {
      std::vector<Edge> out{last};
      for (; k != 0; k = steps[k].before) out.push_back(steps[k].by);
      std::reverse(out.begin(), out.end());
      return out;
    };
    for (std::size_t k = 0; k < steps.size(); ++k)
      for (const auto& e : g_.out(steps[k].at)) {
        if (e.is_verb()) continue;
        if (m_.moves[e.move].is_review) {
          if (rest_[at] == 0) return edges(k, e);
        } else if (parts_.of[e.to] == parts_.of[at]) {
          if (seen.insert(e.to).second) steps.push_back({e.to, k, e});
        } else if (otherwise.empty() && after(e) == rest_[at]) {
          otherwise = edges(k, e);
        }
      }
    return otherwise;
  }

  const Graph& g_;
  const Components& parts_;
  const Model& m_;
  const Playbook& p_;
  std::vector<std::int64_t>
      cost_;  // By configuration: minutes of the state's limit when it is entered there …
  std::vector<std::int64_t> rest_;  // … and minutes after the present state.
};

/// `rectifying 4 × 15 days`, in the order in which the way enters the states.
std::vector<Titles> way_terms(const Graph& g, const Longest& longest, const Longest::Way& way) {
  struct Term {
    std::string state;
    Titles words;
    int times;
    bool is_until;
  };
  const auto& p = *g.model->playbook;
  std::vector<Term> terms;
  for (const auto config : way.entries) {
    const auto* r = longest.rule(config);
    if (r == nullptr) continue;
    const auto& state = p.states[g.state(config)].id;
    const auto words = rule_words(*r->rule, extension(p, state));
    const auto it = std::find_if(terms.begin(), terms.end(),
                                 [&](const Term& t) { return t.state == state && t.words == words; });
    if (it == terms.end())
      terms.push_back({state, words, 1, r->until >= 0});
    else
      ++it->times;
  }
  std::vector<Titles> out;
  for (const auto& t : terms) {
    const auto head = t.state + " " + std::to_string(t.times) + " × ";
    out.push_back({head + t.words.zh, head + t.words.en});
    if (!t.is_until) continue;
    out.back().zh += "（长短由日期定，按 0 天计）";
    out.back().en += " (the date sets its length: 0 days counted)";
  }
  return out;
}

std::int64_t to_days(std::int64_t minutes) {
  return (minutes + kDay - 1) / kDay;
}

/// Stops and parking: what does not hang on the way. Minutes.
std::int64_t add_constants(const Playbook& p, std::vector<Titles>& terms) {
  std::int64_t minutes = 0;
  const auto add = [&](const Titles& what, std::int64_t times, std::int64_t days) {
    minutes += times * days * kDay;
    const auto words = amount_words(days, LimitUnit::kDay);
    const auto by = " " + std::to_string(times) + " × ";
    terms.push_back({what.zh + by + words.zh, what.en + by + words.en});
  };
  for (const auto& s : p.stops) add({"中止 " + s.id, "stop " + s.id}, s.times, s.at_most_days);
  if (p.parking) add({"挂账", "park"}, p.parking->at_most, p.parking->review_within_days);
  return minutes;
}

}  // namespace

Minutes Spans::span(std::int64_t amount, LimitUnit unit, const std::string& hours) const {
  switch (unit) {
    case LimitUnit::kMinute:
      return {amount, amount};
    case LimitUnit::kHour:
      return {amount * kHour, amount * kHour};
    case LimitUnit::kDay:
      return {amount * kDay, amount * kDay};
    case LimitUnit::kMonth:
      return {amount * 28 * kDay, amount * kMonthDays * kDay};
    case LimitUnit::kWorkingDay:
      return {amount * kDay, working_days(amount) * kDay};
    case LimitUnit::kWorkingHour: {
      const auto a_day = least_hours(hours);
      return {amount * kHour, working_days((amount * kHour + a_day - 1) / a_day) * kDay};
    }
  }
  return {};
}

Minutes Spans::span(const Offset& offset) const {
  const auto m = span(std::abs(offset.amount), offset.unit);
  return offset.amount < 0 ? Minutes{-m.most, -m.least} : m;
}

std::int64_t Spans::longest(const LimitRule& rule, std::int64_t extra) const {
  if (!rule.until_field.empty()) return extra * kDay;
  auto amount = rule.limit.amount + extra;
  auto unit = rule.limit.unit;
  const bool by_day = unit == LimitUnit::kDay || unit == LimitUnit::kMonth;
  if (by_day && rule.limit.holidays == HolidayRule::kExtendLong) {
    if (unit == LimitUnit::kMonth) amount *= kMonthDays;
    unit = LimitUnit::kWorkingDay;
  }
  auto minutes = span(amount, unit, rule.limit.hours).most;
  if (by_day && rule.limit.roll == RollRule::kNextWorkingDay) minutes += (working_days(1) - 1) * kDay;
  return minutes;
}

std::int64_t Spans::working_days(std::int64_t n) const {
  const auto [it, is_new] = days_.emplace(n, 0);
  if (is_new) it->second = calendar_.longest_span(n);
  return it->second;
}

std::int64_t Spans::least_hours(const std::string& set) const {
  const auto [it, is_new] = hours_.emplace(set, 0);
  if (!is_new) return it->second;
  std::int64_t least = 0;
  if (calendar_.first() && calendar_.has_hours(set))
    for (auto d = *calendar_.first(); d <= *calendar_.last(); ++d) {
      const auto stretches = calendar_.hours(d, set);
      std::int64_t minutes = 0;
      if (stretches.has_value())
        for (const auto& h : *stretches) minutes += h.to - h.from;
      if (minutes > 0 && (least == 0 || minutes < least)) least = minutes;
    }
  return it->second = least == 0 ? kPlainWorkingHours * kHour : least;
}

void find_longest(const Graph& graph, const Components& parts, const WorkCalendar& calendar, Proof& proof) {
  const Model& m = *graph.model;
  const Playbook& p = *m.playbook;
  if (graph.size() == 0) return;
  const Spans spans(calendar);
  const Longest longest(graph, parts, spans);
  std::size_t start = 0, again = graph.size();
  const auto better = [&](std::size_t c, std::size_t than) {
    return than == graph.size() || longest.from(c) > longest.from(than);
  };
  for (std::size_t c = 0; c < graph.opened; ++c)
    if (better(c, start)) start = c;
  for (std::size_t c = 0; c < graph.size(); ++c)
    for (const auto& e : graph.out(c)) {
      if (e.is_verb() && better(e.to, again)) again = e.to;
      if (p.standing && !e.is_verb() && m.moves[e.move].is_review && better(e.to, start)) start = e.to;
    }
  const auto way = longest.way(start);
  proof.longest_path = way.path;
  proof.longest_terms = way_terms(graph, longest, way);
  auto minutes = way.minutes + add_constants(p, proof.longest_terms);
  if (again != graph.size() && !p.standing) {
    minutes += p.reopening->at_most * longest.from(again);
    const auto each = amount_words(to_days(longest.from(again)), LimitUnit::kDay);
    const auto by = " " + std::to_string(p.reopening->at_most) + " × ";
    proof.longest_terms.push_back({"重新打开" + by + each.zh + "（自 " + p.reopening->to + " 起）",
                                   "reopen" + by + each.en + " from " + p.reopening->to});
  }
  proof.longest_days = to_days(minutes);
}

Titles amount_words(std::int64_t amount, LimitUnit unit) {
  return {amount_text(amount, unit, Lang::kZh), amount_text(amount, unit, Lang::kEn)};
}

Titles offset_words(const Offset& offset) {
  if (offset.amount == 0) return {"到期时", "limit"};
  const auto words = amount_words(std::abs(offset.amount), offset.unit);
  return offset.amount < 0 ? Titles{"到期前 " + words.zh, "limit - " + words.en}
                           : Titles{"到期后 " + words.zh, "limit + " + words.en};
}

}  // namespace guatu::kernel::proof
