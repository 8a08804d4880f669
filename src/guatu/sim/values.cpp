// Field values from their types, so that a playbook needs no code of its own.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "guatu/base/limits.h"
#include "guatu/calendar/civil_date.h"
#include "guatu/kernel/ledger/fields.h"
#include "guatu/kernel/playbook/guard.h"
#include "guatu/sim/agents.h"

namespace guatu::sim {

namespace {

using kernel::Field;
using kernel::FieldType;
using kernel::Guard;

std::int64_t whole(Random& random, const Field& f, double most) {
  const double min = f.min.value_or(f.max && *f.max < 0 ? *f.max - most : 0);
  const double max = std::min(f.max.value_or(min + most), min + most);
  return random.between(std::llround(std::ceil(min)), std::llround(std::floor(max)));
}

std::string hex_digits(Random& random, std::size_t digits) {
  std::string out;
  while (out.size() < digits) out += fmt::format("{:016x}", random.next());
  return out.substr(0, digits);
}

json::value place_near(Random& random, const kernel::Unit* unit) {
  json::object out{{"address", unit == nullptr ? std::string("?") : unit->zh}};
  if (unit == nullptr || unit->lon.empty()) return out;
  const auto near = [&](const std::string& degrees) {
    return fmt::format("{:.6f}",
                       std::stod(degrees) + static_cast<double>(random.between(-20'000, 20'000)) / 1e6);
  };
  out.emplace("at", json::array{json::string(near(unit->lon)), json::string(near(unit->lat))});
  return out;
}

bool is_among(const std::vector<std::string>& list, const std::string& s) {
  return std::find(list.begin(), list.end(), s) != list.end();
}

/// Not only the fields that must be given: some of those that may.
constexpr int kOptionalPercent = 20;

}  // namespace

PersonId Agents::somebody(const UnitId& unit) {
  const auto& here = folk_.in_unit(unit);
  if (!here.empty() && !random_.percent(20)) return random_.of(here);
  return folk_.persons().empty() ? PersonId{} : random_.of(folk_.persons());
}

std::optional<json::value> Agents::value(const Scene& s, const Field& f, const UnitId& unit) {
  const auto now = date_of(s.now);
  switch (f.type) {
    case FieldType::kText: {
      std::string text =
          (f.title.zh.empty() ? f.id : f.title.zh) + " " + std::to_string(random_.below(10'000));
      const auto most = f.at_most > 0 ? static_cast<std::size_t>(f.at_most) : limits::kMaxTitleChars;
      if (code_points(text) > most) text = std::string(most, 'x');
      return json::value(text);
    }
    case FieldType::kChoice:
      return json::value(random_.of(f.options).id);
    case FieldType::kBoolean:
      return json::value(random_.percent(30));
    case FieldType::kNumber:
    case FieldType::kInteger:
    case FieldType::kArea:
      return json::value(whole(random_, f, 1'000));
    case FieldType::kMoney:
      return json::value(whole(random_, f, 1e9));
    case FieldType::kDate:
      return json::value(to_text(now + random_.between(3, 60)));
    case FieldType::kInstant:
      return json::value(to_text(s.now + random_.between(1, 500) * kHourUs));
    case FieldType::kPlace:
      return place_near(random_, s.world.people().unit(unit));
    case FieldType::kFiles:
      return json::array{json::object{{"name", "1.jpg"},
                                      {"sha256", hex_digits(random_, 64)},
                                      {"bytes", random_.between(1'000, 3'000'000)}}};
    case FieldType::kMatter: {
      if (f.to.empty()) return std::nullopt;
      const auto& open = folk_.open(random_.of(f.to));
      if (open.empty()) return std::nullopt;
      return json::value(std::to_string(random_.of(open).value));
    }
    case FieldType::kPerson: {
      const auto p = somebody(unit);
      return p ? std::optional(json::value(p.value)) : std::nullopt;
    }
    case FieldType::kUnit:
      return json::value(random_.percent(70) || folk_.units().empty() ? unit.value
                                                                      : random_.of(folk_.units()).value);
    case FieldType::kList: {
      json::array out;
      for (auto n = random_.between(1, 3); n > 0; --n)
        if (auto v = value(s, f.item.front(), unit)) out.push_back(std::move(*v));
      return out.empty() ? std::nullopt : std::optional<json::value>(std::move(out));
    }
  }
  return std::nullopt;
}

void Agents::meet(const kernel::Guards& guards, const kernel::Playbook& p,
                  const std::vector<std::string>& may, json::object& given) {
  for (const auto& g : guards) {
    const auto* f = p.field(g.field);
    if (f == nullptr || f->computed || !is_among(may, g.field)) continue;
    switch (g.test) {
      case Guard::Test::kIs: {
        const auto& word = random_.of(g.any_of);
        given.insert_or_assign(
            g.field, f->type == FieldType::kBoolean ? json::value(word == "true") : json::value(word));
        break;
      }
      case Guard::Test::kIsNot: {
        for (const auto& o : f->options)
          if (!is_among(g.any_of, o.id)) given.insert_or_assign(g.field, o.id);
        break;
      }
      case Guard::Test::kAtLeast:
      case Guard::Test::kAtMost:
        given.insert_or_assign(g.field, std::llround(g.number));
        break;
      case Guard::Test::kOver:
        given.insert_or_assign(g.field, std::llround(g.number) + 1);
        break;
      case Guard::Test::kUnder:
        given.insert_or_assign(g.field, std::llround(g.number) - 1);
        break;
      case Guard::Test::kIsSet:
      case Guard::Test::kIsUnset:
        break;
    }
  }
}

json::object Agents::opening_fields(const Scene& s, const kernel::Playbook& p, const UnitId& unit) {
  json::object out;
  for (const auto& f : p.fields) {
    if (f.computed || (!f.required && !random_.percent(kOptionalPercent))) continue;
    if (f.id == "title")
      out.emplace("title",
                  (p.title.zh.empty() ? p.id : p.title.zh) + " " + std::to_string(random_.below(1'000'000)));
    else if (auto v = value(s, f, unit))
      out.insert_or_assign(f.id, std::move(*v));
  }
  for (const auto& f : p.fields)
    if (!f.computed && !out.contains(f.id) && !f.required_when.empty() &&
        kernel::holds(f.required_when, p, out))
      if (auto v = value(s, f, unit)) out.insert_or_assign(f.id, std::move(*v));
  return out;
}

std::optional<json::object> Agents::move_fields(const Scene& s, const kernel::Playbook& p,
                                                const kernel::Matter& m, const kernel::Move& move) {
  json::object given;
  std::vector<std::string> may = move.needs;
  for (const auto& id : move.needs)
    if (const auto* f = p.field(id); f != nullptr)
      if (auto v = value(s, *f, m.unit)) given.insert_or_assign(id, std::move(*v));
  for (const auto& id : move.asks) {
    may.push_back(id);
    const auto* f = p.field(id);
    if (f == nullptr || !random_.percent(kOptionalPercent)) continue;
    if (auto v = value(s, *f, m.unit)) given.insert_or_assign(id, std::move(*v));
  }
  if (move.when.empty()) return given;
  meet(move.when, p, may, given);
  json::object after = m.fields;
  for (const auto& [key, v] : given) after.insert_or_assign(key, v);
  if (!kernel::holds(move.when, p, after)) return std::nullopt;
  return given;
}

}  // namespace guatu::sim
