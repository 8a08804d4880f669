#include "guatu/http/marks/sheet.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "guatu/base/limits.h"
#include "guatu/kernel/ledger/light.h"
#include "guatu/kernel/ledger/projection.h"

namespace guatu::http::marks {

namespace {

/// Beyond so many events a new sheet is read: about what reading it costs.
constexpr std::int64_t kMostFollowed = 20'000;

bool in_order(const Mark& a, const Mark& b) {
  return a.key != b.key ? a.key < b.key : a.id < b.id;
}

std::optional<double> degrees(const std::string& text) {
  double d = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), d);
  if (text.empty() || ec != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return d;
}

/// As a list would show it, from the matter itself.
kernel::MatterRow row_of(const kernel::Matter& m) {
  kernel::MatterRow r;
  r.id = m.id;
  r.number = m.number;
  r.playbook = m.playbook;
  r.title = m.title();
  r.unit = m.unit;
  r.parent = m.parent;
  r.about = m.about;
  r.state = m.state;
  r.opener = m.opener;
  r.holder = m.holder;
  r.opened_at = m.opened_at;
  r.due_at = m.due_at();
  r.warn_at = m.warn_at();
  r.mark = m.mark();
  r.returns = m.returns;
  return r;
}

}  // namespace

std::uint32_t Names::number(std::string_view text) {
  const auto [it, is_new] =
      numbers_.try_emplace(std::string(text), static_cast<std::uint32_t>(texts_.size()));
  if (is_new) texts_.emplace_back(text);
  return it->second;
}

std::optional<std::uint32_t> Names::find(const std::string& text) const {
  const auto it = numbers_.find(text);
  return it == numbers_.end() ? std::nullopt : std::optional(it->second);
}

kernel::Light light_of(const Mark& m, Instant now) {
  static constexpr std::string_view kMarks[] = {"", "yellow", "red"};
  return kernel::light_of(true, m.due_at, m.warn_at, kMarks[m.mark], m.returns, now);
}

std::vector<std::pair<std::string, geo::LonLat>> Sheet::centres_of(const kernel::World& world) {
  std::vector<std::pair<std::string, geo::LonLat>> out;
  for (const auto& [id, unit] : world.people().units()) {
    const auto lon = degrees(unit.lon);
    const auto lat = degrees(unit.lat);
    // Merged ones are named too: a merger moves what stood at them.
    if (!unit.is_active()) out.push_back({id.value + ">" + unit.merged_into.value, {}});
    if (lon && lat) out.push_back({id.value, {*lon, *lat}});
  }
  return out;
}

Sheet::Hidden Sheet::hidden_of(const kernel::World& world) {
  Hidden out;
  for (const auto* newest : world.playbooks())
    for (const int version : world.versions(newest->id))
      if (const auto* p = world.playbook(newest->id, version))
        for (const auto& f : p->fields)
          if (f.type == kernel::FieldType::kPlace && (f.personal || !f.seen_by.empty()))
            out.emplace(p->id, f.id);
  return out;
}

/// Its own centre, else that of the nearest unit above which has one.
Sheet::Centre Sheet::centre(const kernel::World& world, const UnitId& unit) {
  const auto [it, is_new] = centre_of_.try_emplace(unit.value);
  if (!is_new) return it->second;
  const auto& people = world.people();
  auto id = people.successor(unit);
  Centre found;
  for (int depth = 0; id && depth <= limits::kMaxTreeDepth; ++depth) {
    const auto* u = people.unit(id);
    if (u == nullptr) break;
    const auto lon = degrees(u->lon);
    const auto lat = degrees(u->lat);
    if (lon && lat) {
      found = {{*lon, *lat}, true};
      break;
    }
    id = u->parent;
  }
  it->second = found;
  return found;
}

void Sheet::set_place(Mark& m, const std::string& playbook, const UnitId& unit,
                      const std::optional<kernel::PlaceAt>& place, const kernel::World& world) {
  if (place && !hidden_.contains({playbook, place->field})) {
    m.at = {static_cast<double>(place->lon_e6) / 1e6, static_cast<double>(place->lat_e6) / 1e6};
    m.key = geo::cell_key(m.at);
    return;
  }
  m.is_at_unit = true;
  if (const auto c = centre(world, unit); c.is_known) {
    m.at = c.at;
    m.key = geo::cell_key(c.at);
  }
}

std::uint32_t Sheet::put_text(std::string number, std::string title) {
  if (free_texts_.empty()) {
    texts_.push_back({std::move(number), std::move(title)});
    return static_cast<std::uint32_t>(texts_.size() - 1);
  }
  const auto n = free_texts_.back();
  free_texts_.pop_back();
  texts_[n] = {std::move(number), std::move(title)};
  return n;
}

Mark Sheet::mark_of(const kernel::MatterRow& r, const std::optional<kernel::PlaceAt>& place,
                    const kernel::World& world) {
  Mark m;
  m.id = r.id;
  m.parent = r.parent;
  m.about = r.about;
  m.due_at = r.due_at;
  m.warn_at = r.warn_at;
  m.opened_at = r.opened_at;
  m.unit = units_.number(r.unit.value);
  m.playbook = words_.number(r.playbook);
  m.state = words_.number(r.state);
  m.holder = persons_.number(r.holder.value);
  m.opener = persons_.number(r.opener.value);
  m.returns = r.returns;
  m.mark = r.mark == "red" ? 2 : r.mark == "yellow" ? 1 : 0;
  m.text = put_text(r.number, r.title);
  set_place(m, r.playbook, r.unit, place, world);
  return m;
}

Result<Sheet> Sheet::read(kernel::Reader& reader, const kernel::World& world, Position as_of) {
  Sheet out;
  out.position_ = as_of ? as_of : reader.last_position();
  out.centres_ = centres_of(world);
  out.hidden_ = hidden_of(world);
  std::unordered_map<MatterId, kernel::PlaceAt> places;
  auto* kept = dynamic_cast<kernel::PlaceReader*>(&reader);
  if (kept != nullptr)
    kept->places(as_of, [&](MatterId id, const kernel::PlaceAt& p) { places.emplace(id, p); });
  const auto place_of = [&](MatterId id) -> Result<std::optional<kernel::PlaceAt>> {
    if (kept != nullptr) {
      const auto it = places.find(id);
      return it == places.end() ? std::optional<kernel::PlaceAt>() : std::optional(it->second);
    }
    GUATU_TRY(m, kernel::matter_as_of(reader, id, as_of));
    return m ? kernel::place_in(m->fields) : std::optional<kernel::PlaceAt>();
  };
  kernel::MatterQuery q;
  q.as_of = as_of;
  q.which = kernel::MatterQuery::Which::kOpen;
  q.limit = limits::kMaxPageRows;
  do {
    GUATU_TRY(page, reader.list(q));
    for (const auto& row : page.items) {
      GUATU_TRY(place, place_of(row.id));
      out.marks_.push_back(out.mark_of(row, place, world));
    }
    q.cursor = page.next_cursor;
  } while (!q.cursor.empty());
  std::sort(out.marks_.begin(), out.marks_.end(), &in_order);
  out.keys_.reserve(out.marks_.size());
  for (const auto& m : out.marks_) out.keys_.emplace(m.id, m.key);
  return out;
}

Result<bool> Sheet::follow(kernel::Reader& reader, const kernel::World& world) {
  const auto last = reader.last_position();
  if (centres_ != centres_of(world) || hidden_ != hidden_of(world)) return false;
  if (last <= position_) return true;
  if (last.value - position_.value > kMostFollowed) return false;
  std::set<MatterId> changed;
  GUATU_TRY_VOID(reader.events(position_, last, {}, [&](const kernel::Event& e) {
    if (e.matter) changed.insert(e.matter);
    return true;
  }));
  std::vector<MatterId> gone;
  std::vector<Mark> come;
  for (const auto id : changed) {
    if (keys_.contains(id)) gone.push_back(id);
    const auto m = reader.shared_matter(id);
    if (m && m->is_open()) come.push_back(mark_of(row_of(*m), kernel::place_in(m->fields), world));
  }
  replace(std::move(gone), std::move(come));
  position_ = last;
  return true;
}

void Sheet::replace(std::vector<MatterId> gone, std::vector<Mark> come) {
  const std::set<MatterId> out(gone.begin(), gone.end());
  if (!out.empty()) {
    std::erase_if(marks_, [&](const Mark& m) {
      if (!out.contains(m.id)) return false;
      free_texts_.push_back(m.text);
      return true;
    });
    for (const auto id : gone) keys_.erase(id);
  }
  if (come.empty()) return;
  std::sort(come.begin(), come.end(), &in_order);
  for (const auto& m : come) keys_.insert_or_assign(m.id, m.key);
  const auto middle = marks_.insert(marks_.end(), come.begin(), come.end());
  std::inplace_merge(marks_.begin(), middle, marks_.end(), &in_order);
}

}  // namespace guatu::http::marks
