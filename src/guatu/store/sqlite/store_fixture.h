// For the store's tests only: a folder that goes away, random matters, and a register that keeps everything
// in memory.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "guatu/kernel/ports.h"
#include "guatu/store/open.h"
#include "guatu/store/register_row.h"

namespace guatu::store {

class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "guatu-test-XXXXXX").string();
    GUATU_ASSERT(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  std::string ledger() const { return (path_ / "city").string(); }
  std::filesystem::path file() const { return path_ / "city" / "guatu.db"; }

 private:
  std::filesystem::path path_;
};

/// Seeded; the same on every machine (no std distributions, whose results differ between libraries).
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::int64_t below(std::int64_t n) {
    return static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(n));
  }
  bool one_in(std::int64_t n) { return below(n) == 0; }
  template <class T>
  const T& of(const std::vector<T>& v) {
    return v[static_cast<std::size_t>(below(static_cast<std::int64_t>(v.size())))];
  }

 private:
  std::mt19937_64 engine_;
};

inline const Instant kStart{1'649'376'000'000'000};  // 2022-04-08T08:00:00+08:00

/// One version of a matter in the naive register.
struct ModelVersion {
  Position from;
  kernel::MatterRow row;
  std::string unit_path;
};

/// The slow twin: every version of every matter, and lists by looking at all of them.
class Model {
 public:
  void put(const kernel::Matter& m, const std::string& unit_path, const std::string& told) {
    auto& versions = history_[m.id];
    const std::string kept = told.empty() && !versions.empty() ? versions.back().row.last_told : told;
    auto row = matter_row(m.id, register_values(m, unit_path, kept), m.last_position);
    if (!versions.empty()) {
      auto same = versions.back().row;
      same.position = row.position;
      if (same == row && versions.back().unit_path == unit_path) return;
      if (versions.back().from == m.last_position) versions.pop_back();
    }
    versions.push_back({m.last_position, std::move(row), unit_path});
  }

  /// Every row that fits, in order.
  std::vector<kernel::MatterRow> list(const kernel::MatterQuery& q) const {
    std::vector<kernel::MatterRow> out;
    for (const auto& [id, versions] : history_) {
      const ModelVersion* v = nullptr;
      for (const auto& each : versions)
        if (!q.as_of || each.from <= q.as_of) v = &each;
      if (v != nullptr && fits(*v, q)) out.push_back(v->row);
    }
    const auto key = [&](const kernel::MatterRow& r) {
      const auto due = r.due_at.us == 0 ? kNoEnd : r.due_at.us;
      using Sort = kernel::MatterQuery::Sort;
      return std::tuple(q.sort == Sort::kNumber ? r.number : std::string(),
                        q.sort == Sort::kDue ? due : r.opened_at.us, r.id);
    };
    std::sort(out.begin(), out.end(),
              [&](const auto& a, const auto& b) { return q.descending ? key(b) < key(a) : key(a) < key(b); });
    return out;
  }

 private:
  static bool in(Instant t, Instant from, Instant to) {
    return (from.us == 0 || t >= from) && (to.us == 0 || t < to);
  }

  static bool fits(const ModelVersion& v, const kernel::MatterQuery& q) {
    using Which = kernel::MatterQuery::Which;
    const auto& r = v.row;
    const bool open = r.outcome.empty();
    return (q.playbook.empty() || r.playbook == q.playbook) && v.unit_path.starts_with(q.unit_path) &&
           (!q.holder || r.holder == q.holder) && (!q.opener || r.opener == q.opener) &&
           (q.state.empty() || r.state == q.state) && (!q.parent || r.parent == q.parent) &&
           (!q.about || r.about == q.about) && (q.which != Which::kOpen || open) &&
           (q.which != Which::kClosed || !open) &&
           (q.due_before.us == 0 || (open && r.due_at.us != 0 && r.due_at < q.due_before)) &&
           (q.due_from.us == 0 || (open && r.due_at.us != 0 && r.due_at >= q.due_from)) &&
           in(r.opened_at, q.opened_from, q.opened_to) &&
           ((q.closed_from.us == 0 && q.closed_to.us == 0) ||
            (!open && in(r.closed_at, q.closed_from, q.closed_to))) &&
           r.returns >= q.returns_at_least;
  }

  std::map<MatterId, std::vector<ModelVersion>> history_;
};

/// Opens and changes matters at random, in a store and in a Model alike.
class RandomCity {
 public:
  explicit RandomCity(std::uint64_t seed) : dice(seed) {}

  Dice dice;
  Model model;
  std::vector<kernel::Matter> matters;
  std::vector<Position> marks{};   ///< positions after some of the steps
  std::int64_t pace_us = kHourUs;  ///< what a step takes at most is twice that

  /// Called with what each step wrote; may be empty.
  std::function<void(const kernel::Event&, const kernel::Matter&, const std::string& path,
                     const std::string& told)>
      on_put;

  Instant now() const { return now_; }

  const std::vector<std::string> playbooks{"hazard", "order", "project"};
  const std::vector<std::string> paths{"/ty/", "/ty/gj/", "/ty/gj/a/", "/ty/gj/b/", "/ty/qx/", "/ty/qx/a1/"};
  const std::vector<std::string> people{"zhang", "li", "wang", "zhao"};
  const std::vector<std::string> states{"found", "rectifying", "rechecking"};
  const std::vector<std::string> words{"街道", "经济", "隐患", "整改", "水库", "路灯", "G241", "学校"};

  /// One command: one event, one put.
  Result<void> step(kernel::Writer& w) {
    now_ = now_ + dice.below(3) * pace_us;
    const bool opens = matters.size() < 5 || dice.one_in(3);
    if (opens) open_matter(w.last_position().value + 1);
    auto& m = opens ? matters.back() : matters[static_cast<std::size_t>(dice.below(std::ssize(matters)))];
    if (!opens) change(m);
    kernel::Event e;
    e.matter = m.id;
    e.at = now_;
    e.by.value = dice.of(people);
    e.command_id = "c" + std::to_string(m.id.value);
    if (opens)
      e.data = kernel::MatterOpened{};
    else
      e.data = kernel::MatterUrged{m.holder, "快一点"};
    std::vector<kernel::Event> events{e};
    GUATU_TRY_VOID(w.append(events));
    m.last_position = events.front().position;
    ++m.revision;
    const std::string told = dice.one_in(4) ? dice.of(people) : "";
    const std::string path = path_of(m);
    GUATU_TRY_VOID(w.put_matter(m, path, told));
    model.put(m, path, told);
    if (on_put) on_put(events.front(), m, path, told);
    if (dice.one_in(5)) marks.push_back(m.last_position);
    return {};
  }

  kernel::MatterQuery query() {
    using Q = kernel::MatterQuery;
    Q q;
    if (dice.one_in(3)) q.playbook = dice.of(playbooks);
    if (dice.one_in(3)) q.unit_path = dice.of(paths);
    if (dice.one_in(6)) q.holder.value = dice.of(people);
    if (dice.one_in(6)) q.opener.value = dice.of(people);
    if (dice.one_in(6)) q.state = dice.of(states);
    if (dice.one_in(8)) q.parent = dice.of(matters).parent;
    if (dice.one_in(8)) q.about = dice.of(matters).about;
    q.which = static_cast<Q::Which>(dice.below(3));
    if (dice.one_in(6)) q.due_before = now_ + (dice.below(60) - 30) * kDayUs;
    if (dice.one_in(6)) q.due_from = now_ + (dice.below(60) - 40) * kDayUs;
    if (dice.one_in(6)) q.opened_from = kStart + dice.below(10) * kDayUs;
    if (dice.one_in(6)) q.opened_to = kStart + dice.below(20) * kDayUs;
    if (dice.one_in(8)) q.closed_from = kStart + dice.below(10) * kDayUs;
    if (dice.one_in(8)) q.closed_to = kStart + dice.below(20) * kDayUs;
    if (dice.one_in(8)) q.returns_at_least = 1 + static_cast<int>(dice.below(2));
    q.sort = static_cast<Q::Sort>(dice.below(3));
    q.descending = dice.one_in(2);
    q.limit = static_cast<std::size_t>(1 + dice.below(7));
    return q;
  }

  std::string path_of(const kernel::Matter& m) const {
    for (const auto& p : paths)
      if (p.ends_with("/" + m.unit.value + "/")) return p;
    return "/" + m.unit.value + "/";
  }

 private:
  std::string random_unit() {
    const auto& p = dice.of(paths);
    const auto from = p.rfind('/', p.size() - 2) + 1;
    return p.substr(from, p.size() - from - 1);
  }

  void open_matter(std::int64_t id) {
    kernel::Matter m;
    m.id.value = id;
    m.number = "YH-2022-" + std::to_string(dice.below(40));  // Ties on purpose.
    m.playbook = dice.of(playbooks);
    m.version = 1;
    m.unit.value = random_unit();
    if (!matters.empty() && dice.one_in(3)) m.parent = dice.of(matters).id;
    if (!matters.empty() && dice.one_in(3)) m.about = dice.of(matters).id;
    m.state = dice.of(states);
    m.opener.value = dice.of(people);
    m.holder.value = dice.of(people);
    m.opened_at = now_;
    m.moved_at = now_;
    m.fields.emplace("title", dice.of(words) + dice.of(words));
    start_clock(m);
    matters.push_back(std::move(m));
  }

  void start_clock(kernel::Matter& m) {
    kernel::MatterClock c;
    c.id = m.state;
    c.span.started_at = now_;
    // Few values: ties. At 08:00, at the end of the day, within an hour.
    const std::vector<std::int64_t> times{0, 16 * kHourUs, 16 * kHourUs, 2 * kHourUs + 30 * kMinuteUs};
    const auto days = (now_.us - kStart.us) / kDayUs;
    c.due_at = kStart + (days + 1 + dice.below(12)) * kDayUs + dice.of(times);
    c.rungs = {c.due_at - kDayUs, c.due_at + kDayUs};
    m.clocks = {c};
  }

  void change(kernel::Matter& m) {
    switch (dice.below(8)) {
      case 0:
        m.state = dice.of(states);
        m.moved_at = now_;
        break;
      case 1:
        m.unit.value = random_unit();
        break;
      case 2:
        ++m.returns;
        break;
      case 3:
        m.fields["title"] = dice.of(words) + dice.of(words);
        break;
      case 4:
        close(m);
        return;
      case 5:
        ++m.urges;
        return;  // Nothing that a list shows.
      case 6:
        if (!m.clocks.empty()) m.clocks[0].span.stops.push_back({now_, {}, "park", {}});
        return;
      default:
        break;
    }
    m.outcome.clear();
    m.closed_at = {};
    m.holder.value = dice.of(people);
    start_clock(m);
  }

  void close(kernel::Matter& m) {
    m.outcome = dice.one_in(2) ? "done" : "withdrawn";
    m.closed_at = now_;
    m.holder = {};
    m.clocks.clear();
  }

  Instant now_ = kStart;
};

}  // namespace guatu::store
