#include "guatu/store/memory/tables.h"

#include "guatu/store/register_row.h"

namespace guatu::store::memory {

void Tables::append(const kernel::Event& e) {
  Undo u;
  u.last_at = last_at;
  log.push_back(std::move(u));
  last = e.position.value;
  last_at = e.at;
  if (!e.matter) world.push_back(e);
  if (!options.keep_events) return;
  events.push_back(e);
  if (e.matter) events_of[e.matter.value].push_back(last);
}

void Tables::index(const Entry& e) {
  const auto& m = *e.matter;
  if (e.next_act_at > 0) due.emplace(e.next_act_at, m.id.value);
  if (!m.is_open()) return;
  open.insert(m.id.value);
  if (m.parent) children.add(m.parent.value, m.id.value);
  if (m.about) about.add(m.about.value, m.id.value);
  held.add(m.holder.value, m.id.value);
  in_unit.add(m.unit.value, m.id.value);
}

void Tables::unindex(const Entry& e) {
  const auto& m = *e.matter;
  if (e.next_act_at > 0) due.erase({e.next_act_at, m.id.value});
  if (!m.is_open()) return;
  open.erase(m.id.value);
  if (m.parent) children.remove(m.parent.value, m.id.value);
  if (m.about) about.remove(m.about.value, m.id.value);
  held.remove(m.holder.value, m.id.value);
  in_unit.remove(m.unit.value, m.id.value);
}

kernel::MatterRow Tables::row_of(const Entry& e) const {
  return matter_row(e.matter->id, register_values(*e.matter, e.unit_path, e.told), e.matter->last_position);
}

void Tables::put_version(const Entry& e) {
  auto& all = versions[e.matter->id.value];
  Version v{e.matter->last_position.value, row_of(e), e.unit_path};
  if (!all.empty()) {
    auto same = all.back().row;
    same.position = v.row.position;
    if (same == v.row && all.back().unit_path == v.unit_path) return;
    if (all.back().from == v.from) all.pop_back();
  }
  all.push_back(std::move(v));
}

namespace {

/// Do both stand in the same places of the indexes?
bool is_indexed_alike(const Entry& a, const Entry& b) {
  const auto& m = *a.matter;
  const auto& n = *b.matter;
  return a.next_act_at == b.next_act_at && m.is_open() == n.is_open() && m.holder == n.holder &&
         m.unit == n.unit;  // Parent and about never change.
}

}  // namespace

void Tables::put(std::shared_ptr<const kernel::Matter> m, const std::string& unit_path,
                 const std::string& told) {
  const auto id = m->id.value;
  Undo u;
  u.kind = Undo::Kind::kMatter;
  u.number = id;
  auto& e = matters[id];
  if (!e.matter) numbers.emplace(m->number, id);
  const auto act = m->next_act_at().us;
  Entry now{std::move(m), unit_path, told.empty() ? e.told : told, act};
  if (e.matter) u.entry = std::move(e);
  e = std::move(now);
  if (!u.entry || !is_indexed_alike(*u.entry, e)) {
    if (u.entry) unindex(*u.entry);
    index(e);
  }
  if (options.keep_versions)
    if (const auto it = versions.find(id); it != versions.end()) u.versions = it->second;
  log.push_back(std::move(u));
  if (options.keep_versions) put_version(e);
}

void Tables::take_sequence(const std::string& series, std::int64_t number) {
  auto& now = sequences[series];
  Undo u;
  u.kind = Undo::Kind::kSequence;
  u.key = series;
  u.number = now;
  log.push_back(std::move(u));
  now = std::max(now, number);
}

void Tables::remember(const std::string& id, const kernel::PastCommand& c) {
  Undo u;
  u.kind = Undo::Kind::kCommand;
  u.key = id;
  log.push_back(std::move(u));
  commands.insert_or_assign(id, c);
}

void Tables::undo_to(std::size_t size) {
  for (; log.size() > size; log.pop_back()) {
    auto& u = log.back();
    switch (u.kind) {
      case Undo::Kind::kEvent: {
        if (!world.empty() && world.back().position.value == last) world.pop_back();
        if (options.keep_events) {
          if (const auto id = events.back().matter.value; id != 0) events_of[id].pop_back();
          events.pop_back();
        }
        --last;
        last_at = u.last_at;
        break;
      }
      case Undo::Kind::kMatter: {
        auto& e = matters[u.number];
        unindex(e);
        if (options.keep_versions) versions[u.number] = std::move(u.versions);
        if (u.entry) {
          e = std::move(*u.entry);
          index(e);
          break;
        }
        numbers.erase(e.matter->number);
        matters.erase(u.number);
        versions.erase(u.number);
        break;
      }
      case Undo::Kind::kSequence:
        if (u.number == 0)
          sequences.erase(u.key);
        else
          sequences[u.key] = u.number;
        break;
      case Undo::Kind::kCommand:
        commands.erase(u.key);
        break;
    }
  }
}

std::optional<Version> Tables::version(std::int64_t id, Position as_of) const {
  if (!options.keep_versions) {
    const auto& e = matters.at(id);
    return Version{0, row_of(e), e.unit_path};
  }
  const auto it = versions.find(id);
  const Version* found = nullptr;
  if (it != versions.end())
    for (const auto& v : it->second)
      if (!as_of || v.from <= as_of.value) found = &v;
  return found == nullptr ? std::nullopt : std::optional(*found);
}

}  // namespace guatu::store::memory
