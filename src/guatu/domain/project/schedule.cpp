#include "guatu/domain/project/schedule.h"

#include <algorithm>
#include <set>

#include "guatu/base/limits.h"

namespace guatu::domain::project {

namespace {

using kernel::Matter;
using kernel::MatterClock;
using kernel::Playbook;

constexpr int kMinutesOfDay = 1'440;
constexpr int kWhole = 100;

bool takes_part(const Playbook& p) {
  const auto* f = p.field("duration");
  return f != nullptr && f->type == kernel::FieldType::kInteger;
}

std::optional<std::int64_t> number_in(const Matter& m, std::string_view field) {
  const auto* v = m.fields.if_contains(field);
  return v != nullptr && v->is_int64() ? std::optional(v->get_int64()) : std::nullopt;
}

std::optional<CivilDate> date_in(const Matter& m, std::string_view field) {
  const auto* v = m.fields.if_contains(field);
  if (v == nullptr || !v->is_string()) return std::nullopt;
  const auto d = parse_date(v->get_string());
  return d.has_value() ? std::optional(*d) : std::nullopt;
}

/// The clock of a matter that runs until a date which somebody planned; of several the one that is due last.
const MatterClock* planned_clock(const Matter& m, const Playbook& p) {
  const MatterClock* out = nullptr;
  for (const auto& c : m.clocks) {
    const auto* l = p.limit_set(c.id);
    if (l == nullptr || l->rules.front().until_field.empty()) continue;
    if (out == nullptr || c.due_at > out->due_at) out = &c;
  }
  return out;
}

/// When what was accepted was reported for the last time; 0: nothing was accepted.
Instant reported_at(const Matter& m, const Playbook& p) {
  Instant out{};
  for (const auto& move : p.moves) {
    if (move.verifies.empty()) continue;
    const auto it = m.doings.find(move.verifies);
    if (it != m.doings.end()) out = std::max(out, it->second.at);
  }
  return out;
}

bool waits_for_acceptance(const Matter& m, const Playbook& p) {
  return std::any_of(p.moves.begin(), p.moves.end(), [&](const kernel::Move& move) {
    const auto it = move.verifies.empty() ? m.doings.end() : m.doings.find(move.verifies);
    return it != m.doings.end() && it->second.is_fresh;
  });
}

/// Ids of matters that it names as coming before it.
std::vector<std::string> named_before(const Matter& m) {
  std::vector<std::string> out;
  const auto* v = m.fields.if_contains("after");
  if (v != nullptr && v->is_array())
    for (const auto& i : v->get_array())
      if (i.is_string()) out.emplace_back(i.get_string());
  return out;
}

plan::Task task_of(const Part& part, CivilDate as_of) {
  const auto& m = part.matter;
  plan::Task t;
  t.id = m.number;
  t.duration_days = number_in(m, "duration").value_or(0);
  t.not_before = date_in(m, "not_before");
  t.started_on = date_in(m, "started_on");
  t.share_done = static_cast<int>(number_in(m, "share_done").value_or(0));
  if (!number_in(m, "duration") && !part.has_parts && part.planned)
    t.not_before = std::max(t.not_before.value_or(*part.planned), *part.planned);
  if (waits_for_acceptance(m, *part.playbook)) t.share_done = kWhole;
  if (!m.is_open()) {
    const auto reported = reported_at(m, *part.playbook);
    t.finished_on = date_of(reported.us == 0 ? m.closed_at : reported);
  }
  // A date that has not come yet is a plan, whatever field it stands in.
  if (t.started_on && *t.started_on > as_of) {
    if (!t.finished_on) t.not_before = std::max(t.not_before.value_or(*t.started_on), *t.started_on);
    t.started_on.reset();
  }
  if (t.started_on && t.finished_on) t.started_on = std::min(*t.started_on, *t.finished_on);
  return t;
}

/// Links of all tasks, each once.
class Linker {
 public:
  Linker(std::span<const Part> parts, Network& net) : parts_(parts), net_(net), seen_(parts.size()) {
    for (std::size_t i = 0; i < parts.size(); ++i) numbers_.emplace(parts[i].matter.id, i);
  }

  void run() {
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      own(i, i);
      // What its parent waits for, it waits for; and the parent waits for it.
      for (auto up = parent(i); up; up = parent(*up)) own(i, *up);
      if (const auto up = parent(i)) add(*up, i);
    }
  }

 private:
  std::optional<std::size_t> parent(std::size_t i) const {
    const auto it = numbers_.find(parts_[i].matter.parent);
    return it == numbers_.end() ? std::nullopt : std::optional(it->second);
  }
  /// To task `i`, what part `of` says that it comes after.
  void own(std::size_t i, std::size_t of) {
    for (const auto& id : named_before(parts_[of].matter)) {
      const auto it = numbers_.find(MatterId{std::strtoll(id.c_str(), nullptr, 10)});
      if (it != numbers_.end())
        add(i, it->second);
      else if (i == of)
        net_.left_out.push_back({parts_[i].matter.number, id});
    }
    if (i == of)
      for (const auto& l : parts_[i].matter.links)
        if (const auto it = numbers_.find(l.other); l.kind == "blocks" && it != numbers_.end())
          add(it->second, i);
  }
  void add(std::size_t to, std::size_t from) {
    if (seen_[to].insert(from).second) net_.tasks[to].after.push_back({parts_[from].matter.number, 0});
  }

  std::span<const Part> parts_;
  Network& net_;
  std::vector<std::set<std::size_t>> seen_;
  std::map<MatterId, std::size_t> numbers_;
};

Result<void> read_below(kernel::ScopedReader& reader, const kernel::World& world, MatterId parent,
                        Position as_of, int depth, std::vector<Part>& out) {
  kernel::MatterQuery q;
  q.as_of = as_of;
  q.parent = parent;
  q.sort = kernel::MatterQuery::Sort::kNumber;
  q.limit = limits::kMaxPageRows;
  GUATU_TRY(page, reader.list(q));
  for (const auto& row : page.items) {
    if (row.outcome != "" && row.outcome != "done") continue;
    const auto* newest = world.playbook(row.playbook);
    if (newest == nullptr || !takes_part(*newest)) continue;
    if (out.size() == kMaxParts || !page.next_cursor.empty())
      return Error("schedule.too_many", "matter", {{"limit", std::to_string(kMaxParts)}});
    Part part;
    GUATU_TRY(m, reader.matter_as_of(row.id, as_of));
    part.playbook = world.playbook(m.playbook, m.version);
    if (part.playbook == nullptr) return Error("playbook.unknown", "playbook", {{"got", m.playbook}});
    part.planned = planned_of(m, *part.playbook);
    part.matter = std::move(m);
    const auto at = out.size();
    out.push_back(std::move(part));
    if (depth < limits::kMaxTreeDepth && !newest->children.empty())
      GUATU_TRY_VOID(read_below(reader, world, row.id, as_of, depth + 1, out));
    out[at].has_parts = out.size() > at + 1;
  }
  return {};
}

}  // namespace

Result<std::vector<Part>> parts_of(kernel::ScopedReader& reader, const kernel::World& world, MatterId root,
                                   Position as_of) {
  std::vector<Part> out;
  GUATU_TRY_VOID(read_below(reader, world, root, as_of, 1, out));
  return out;
}

Network network_of(std::span<const Part> parts, CivilDate as_of) {
  Network net;
  for (const auto& p : parts) net.tasks.push_back(task_of(p, as_of));
  Linker(parts, net).run();
  return net;
}

std::optional<CivilDate> planned_of(const Matter& m, const Playbook& p) {
  const auto* c = planned_clock(m, p);
  // The end of a day is 24:00, the first moment of the next.
  return c == nullptr ? std::nullopt : std::optional(date_of(c->due_at - 1));
}

kernel::Light forecast_light(const Matter& m, const Playbook& p, CivilDate finish) {
  const auto* c = planned_clock(m, p);
  if (c == nullptr) return kernel::Light::kNone;
  if (finish <= date_of(c->due_at - 1)) return kernel::Light::kGreen;
  const auto end = at_minute(finish, kMinutesOfDay);
  const auto& ladder = p.ladder(c->id);
  for (std::size_t i = 0; i < c->rungs.size() && i < ladder.size(); ++i)
    if (ladder[i].mark == "red" && c->rungs[i] < end) return kernel::Light::kRed;
  return kernel::Light::kYellow;
}

}  // namespace guatu::domain::project
