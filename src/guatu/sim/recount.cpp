#include "guatu/sim/recount.h"

#include <algorithm>
#include <map>
#include <mutex>

#include "guatu/base/text.h"

namespace guatu::sim {

namespace {

using kernel::Guard;
using kernel::Span;
using kernel::fixture::Twin;
namespace json = boost::json;

/// The words of the playbook format, one by one.
bool is_met(const Guard& g, const json::object& fields) {
  using Test = Guard::Test;
  const auto it = fields.find(g.field);
  const bool is_set = it != fields.end() && !it->value().is_null();
  if (g.test == Test::kIsSet) return is_set;
  if (g.test == Test::kIsUnset) return !is_set;
  if (!is_set) return g.test == Test::kIsNot;
  const auto& v = it->value();
  if (g.test == Test::kIs || g.test == Test::kIsNot) {
    bool is_one = false;
    for (const auto& word : g.any_of)
      is_one = is_one || (v.is_string() && v.get_string() == word) ||
               (v.is_bool() && word == (v.get_bool() ? "true" : "false"));
    return is_one == (g.test == Test::kIs);
  }
  if (!v.is_number()) return false;
  const double x = v.to_number<double>();
  if (g.test == Test::kAtLeast) return x >= g.number;
  if (g.test == Test::kOver) return x > g.number;
  return g.test == Test::kAtMost ? x <= g.number : x < g.number;
}

std::optional<std::string> text_of(const json::object& fields, const std::string& id) {
  const auto it = fields.find(id);
  if (it == fields.end() || !it->value().is_string()) return std::nullopt;
  return std::string(it->value().get_string());
}

/// Calendars whose tables are kept: a process meets a handful.
constexpr std::size_t kMaxTwins = 32;

void note(std::vector<std::string>& list, const std::string& id) {
  if (!id.empty() && std::find(list.begin(), list.end(), id) == list.end()) list.push_back(id);
}

}  // namespace

std::optional<Span> Recount::span(const kernel::LimitSet& set, const json::object& fields, Instant entered_at,
                                  const WorkCalendar& calendar) {
  const kernel::LimitRule* rule = nullptr;
  for (const auto& r : set.rules)
    if (rule == nullptr &&
        std::all_of(r.when.begin(), r.when.end(), [&](const Guard& g) { return is_met(g, fields); }))
      rule = &r;
  if (rule == nullptr) return std::nullopt;
  Span out;
  out.limit = rule->limit;
  out.started_at = entered_at;
  if (!rule->from_field.empty()) {
    const auto text = text_of(fields, rule->from_field);
    if (!text) return std::nullopt;
    const auto day = parse_date(*text);
    if (day.has_error()) return std::nullopt;
    out.started_at = at_minute(*day, 0);
  }
  if (!rule->until_field.empty()) {
    const auto text = text_of(fields, rule->until_field);
    if (!text) return std::nullopt;
    const auto day = parse_date(*text);
    if (day.has_error()) {
      const auto instant = parse_instant(*text);
      if (instant.has_error()) return std::nullopt;
      out.until = *instant;
    } else {
      int close = 1440;
      if (rule->limit.ends == kernel::DayEnd::kCloseOfBusiness) {
        const auto hours = calendar.hours(*day, rule->limit.hours);
        if (hours.has_error()) return std::nullopt;
        if (!hours->empty()) close = hours->back().to;
      }
      out.until = at_minute(*day, close);
    }
  }
  return out;
}

const Twin& Recount::twin(const WorkCalendar& calendar, const std::string& hours) {
  const bool is_new = std::find(sets_.begin(), sets_.end(), hours) == sets_.end();
  if (is_new) sets_.push_back(hours);
  if (twin_ != nullptr && !is_new && version_ == calendar.version()) return *twin_;
  static std::mutex mutex;
  static auto* const kept = new std::map<std::string, std::shared_ptr<const Twin>>();
  const std::lock_guard lock(mutex);
  if (kept->size() >= kMaxTwins) kept->clear();
  auto& one = (*kept)[calendar.version() + "|" + join(sets_, "|")];
  if (one == nullptr) one = std::make_shared<const Twin>(calendar, sets_);
  version_ = calendar.version();
  twin_ = one;
  return *twin_;
}

std::optional<Instant> Recount::due(const Span& span, const WorkCalendar& calendar, Instant as_of) {
  auto stops = span.stops;
  if (!stops.empty() && stops.back().is_open()) stops.back().to = std::max(as_of, stops.back().from);
  return twin(calendar, span.limit.hours).due(span, stops);
}

std::optional<Instant> Recount::rung(Instant due_at, const kernel::Offset& offset, const std::string& hours,
                                     const WorkCalendar& calendar) {
  return twin(calendar, hours).shift(due_at, offset, hours);
}

const std::vector<std::string>& Recount::fields_of(const kernel::Playbook& p) {
  const auto [it, is_new] = fields_.try_emplace(&p);
  if (!is_new) return it->second;
  const auto look = [&](const kernel::LimitSet& set) {
    for (const auto& r : set.rules) {
      note(it->second, r.from_field);
      note(it->second, r.until_field);
      for (const auto& g : r.when) note(it->second, g.field);
    }
  };
  for (const auto& set : p.limits) look(set);
  for (const auto& state : p.states)
    if (state.limit) look(*state.limit);
  return it->second;
}

}  // namespace guatu::sim
