#include "guatu/http/marks/selection.h"

#include <algorithm>
#include <utility>

namespace guatu::http::marks {

namespace {

bool in(Instant t, Instant from, Instant to) {
  return (from.us == 0 || t >= from) && (to.us == 0 || t < to);
}

/// The marks of the box by the cells of one level.
class Gather {
 public:
  Gather(const Selection& selection, const geo::Box& box, int level, Instant now)
      : selection_(selection), level_(level), now_(now) {
    const auto west_north = geo::cell_of({box.min.lon, box.max.lat}, level);
    const auto east_south = geo::cell_of({box.max.lon, box.min.lat}, level);
    west_ = west_north.column;
    north_ = west_north.row;
    east_ = east_south.column;
    south_ = east_south.row;
  }

  void visit(std::span<const Mark> marks, const geo::Cell& cell) {
    if (marks.empty() || !touches(cell)) return;
    if (cell.level == level_) return take(marks);
    for (std::uint32_t i = 0; i < 4; ++i) {
      const geo::Cell child{cell.level + 1, cell.column * 2 + (i & 1U), cell.row * 2 + (i >> 1U)};
      const auto end = std::partition_point(marks.begin(), marks.end(),
                                            [&](const Mark& m) { return m.key < geo::end_key(child); });
      const auto n = static_cast<std::size_t>(end - marks.begin());
      visit(marks.first(n), child);
      marks = marks.subspan(n);
    }
  }

  std::vector<Cluster> out;

 private:
  bool touches(const geo::Cell& c) const {
    const auto steps = static_cast<unsigned>(level_ - c.level);
    return c.column <= east_ >> steps && c.column >= west_ >> steps && c.row <= south_ >> steps &&
           c.row >= north_ >> steps;
  }

  void take(std::span<const Mark> marks) {
    Cluster c;
    double lon = 0;
    double lat = 0;
    for (const auto& m : marks) {
      if (!selection_.has(m)) continue;
      c.bounds = c.lights.all() == 0 ? geo::Box{m.at, m.at} : wider(c.bounds, m.at);
      c.lights.add(light_of(m, now_));
      c.at_units += m.is_at_unit ? 1 : 0;
      c.only = &m;
      lon += m.at.lon;
      lat += m.at.lat;
    }
    const auto n = static_cast<double>(c.lights.all());
    if (n == 0) return;
    c.middle = {lon / n, lat / n};
    if (c.lights.all() > 1) c.only = nullptr;
    out.push_back(c);
  }

  static geo::Box wider(const geo::Box& b, const geo::LonLat& p) {
    return {{std::min(b.min.lon, p.lon), std::min(b.min.lat, p.lat)},
            {std::max(b.max.lon, p.lon), std::max(b.max.lat, p.lat)}};
  }

  const Selection& selection_;
  int level_;
  Instant now_;
  std::uint32_t west_ = 0;
  std::uint32_t north_ = 0;
  std::uint32_t east_ = 0;
  std::uint32_t south_ = 0;
};

}  // namespace

Selection::Selection(const Sheet& sheet, const kernel::MatterQuery& q, const kernel::Scope& scope,
                     const kernel::World& today, std::vector<MatterId> recused)
    : sheet_(sheet), query_(q), recused_(std::move(recused)) {
  const auto& people = today.people();
  const auto number_in = [this](const Names& names, const std::string& text) {
    if (text.empty()) return std::uint32_t{0};
    const auto n = names.find(text);
    is_empty_ = is_empty_ || !n;
    return n.value_or(0);
  };
  playbook_ = number_in(sheet.words(), q.playbook);
  state_ = number_in(sheet.words(), q.state);
  holder_ = number_in(sheet.persons(), q.holder.value);
  opener_ = number_in(sheet.persons(), q.opener.value);
  // What a person holds or opened is theirs to see wherever it lies.
  const bool is_own = scope.person && people.is_active(scope.person) &&
                      (q.holder == scope.person || q.opener == scope.person);
  std::vector<std::string> paths;
  if (scope.is_all || (is_own && q.unit_path.starts_with(scope.within)))
    paths = {q.unit_path};
  else if (!is_own)
    paths = kernel::narrowed(scope, q.unit_path);
  else if (scope.within.starts_with(q.unit_path))
    paths = {scope.within};
  words_.resize(sheet.words().size());
  for (std::uint32_t i = 0; i < words_.size(); ++i)
    words_[i] = kernel::is_within(scope, scope.within, sheet.words().text(i));
  units_.resize(sheet.units().size());
  for (std::uint32_t i = 0; i < units_.size(); ++i) {
    const auto path = people.path(people.successor(UnitId{sheet.units().text(i)}));
    units_[i] = std::any_of(paths.begin(), paths.end(), [&](const auto& p) { return path.starts_with(p); });
  }
}

bool Selection::has(const Mark& m) const {
  if (is_empty_ || !units_[m.unit] || !words_[m.playbook]) return false;
  if ((playbook_ != 0 && m.playbook != playbook_) || (state_ != 0 && m.state != state_) ||
      (holder_ != 0 && m.holder != holder_) || (opener_ != 0 && m.opener != opener_))
    return false;
  const auto& q = query_;
  if ((q.parent && m.parent != q.parent) || (q.about && m.about != q.about)) return false;
  if (m.returns < q.returns_at_least || !in(m.opened_at, q.opened_from, q.opened_to)) return false;
  if ((q.due_before.us != 0 || q.due_from.us != 0) &&
      (m.due_at.us == 0 || !in(m.due_at, q.due_from, q.due_before)))
    return false;
  return recused_.empty() || !std::binary_search(recused_.begin(), recused_.end(), m.id);
}

std::vector<Cluster> clusters(const Selection& selection, const geo::Box& box, int level, Instant now) {
  Gather g(selection, box, level, now);
  const auto marks = selection.sheet().marks();
  const auto end =
      std::partition_point(marks.begin(), marks.end(), [](const Mark& m) { return m.key != kNowhere; });
  g.visit(marks.first(static_cast<std::size_t>(end - marks.begin())), geo::Cell{});
  return std::move(g.out);
}

}  // namespace guatu::http::marks
