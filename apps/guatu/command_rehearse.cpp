// rehearse: a changed playbook or calendar over the recorded history. Reads the folder, writes nothing.
#include <fmt/format.h>

#include <filesystem>

#include "guatu/base/limits.h"
#include "guatu/brief.h"
#include "guatu/kernel/messages/messages.h"
#include "guatu/kernel/rehearsal/draft.h"
#include "guatu/kernel/rehearsal/rehearsal.h"
#include "guatu/kernel/views/rules_view.h"
#include "guatu/matter_text.h"

namespace guatu::app {

namespace {

namespace fs = std::filesystem;
using kernel::RehearsalReport;

/// The changed rule: one of them.
struct Changed {
  std::optional<kernel::Playbook> playbook;
  std::optional<WorkCalendar> calendar;
};

/// The report on paper: totals first, then each list up to the limit.
class Printer {
 public:
  Printer(Session& s, const kernel::World& world, const kernel::Playbook* draft, std::size_t limit)
      : s_(s), world_(world), draft_(draft), limit_(limit) {}

  void totals(const RehearsalReport& r) {
    line({"比较 {} 件事项、{} 个时钟，其中 {} 个到期日变动\n",
          "compared {} matters, {} clocks; {} due dates move\n"},
         r.matters, r.clocks, r.due_moved);
    line({"逾期时钟 {} → {}：新逾期 {}，不再逾期 {}\n",
          "late clocks {} → {}: {} become late, {} no longer are\n"},
         r.late_before, r.late_after, r.became_late, r.became_timely);
    line({"阶梯动作 {} → {}：新增 {}，不再发生 {}，换人 {}，改期 {}\n",
          "rungs {} → {}: {} new, {} gone, {} to other people, {} at another time\n"},
         r.rungs_before, r.rungs_after, r.rungs_new, r.rungs_gone, r.rungs_other_people, r.rungs_moved);
    line({"记录中不合改后规则的办理 {} 次；无法比较的事项 {} 件\n",
          "acts on record that the changed rule refuses: {}; matters that cannot be compared: {}\n"},
         r.illegal.size(), r.not_compared.size());
  }

  void flips(const RehearsalReport& r, bool becomes_late) {
    std::vector<const kernel::ClockPair*> rows;
    for (const auto& p : r.pairs)
      if (p.was_late != p.is_late && p.is_late == becomes_late) rows.push_back(&p);
    head(becomes_late ? Titles{"新逾期", "would be late"} : Titles{"不再逾期", "would no longer be late"},
         rows.size());
    for (std::size_t i = 0; i < std::min(rows.size(), limit_); ++i) {
      const auto& p = *rows[i];
      const auto& run = p.after.begun ? p.after : p.before;
      const auto due = [](const kernel::ClockRun& c) {
        return c.begun ? due_text(c.due_at) : std::string("–");
      };
      entry(p.number,
            fmt::format(fmt::runtime(s_.say({"{} 到期 {} → {}，{}；{}；{}", "{} due {} → {}, {}; {}; {}"})),
                        clock(p.clock()), due(p.before), due(p.after),
                        run.ended_at.us == 0 ? s_.say({"未结束", "not yet ended"})
                                             : s_.say({"结束于 ", "ended "}) + minute_text(run.ended_at),
                        world_.people().name(run.holder), p.title));
    }
    more(rows.size());
  }

  void rungs(const RehearsalReport& r) {
    head({"阶梯有变", "rungs that differ"}, r.rungs.size());
    for (std::size_t i = 0; i < std::min(r.rungs.size(), limit_); ++i) {
      const auto& p = r.rungs[i];
      const auto& f = p.after.at.us != 0 ? p.after : p.before;
      const bool both = p.kind == kernel::RungPair::Kind::kMoved;
      auto who = people(f);
      if (p.kind == kernel::RungPair::Kind::kOtherPeople) who = people(p.before) + " ⇒ " + who;
      entry(p.number,
            fmt::format(fmt::runtime(s_.say({"{} 第{}级 {} {}：{}", "{} rung {} {} {}: {}"})), clock(p.clock),
                        f.rung + 1, kind(p.kind),
                        both ? day(p.before.rung_at) + " → " + day(p.after.rung_at) : day(f.rung_at), who));
    }
    more(r.rungs.size());
  }

  void loads(const RehearsalReport& r) {
    head({"谁的担子变了", "whose load changes"}, r.loads.size());
    Table t;
    t.column(s_.say({"人员", "person"}));
    for (const auto& h : {Titles{"逾期", "late"}, {"被告知", "told"}, {"被移交", "handed"}})
      t.column(s_.say(h), true);
    const auto pair = [](std::int64_t a, std::int64_t b) { return fmt::format("{} → {}", a, b); };
    for (std::size_t i = 0; i < std::min(r.loads.size(), limit_); ++i) {
      const auto& l = r.loads[i];
      t.row({world_.people().name(l.person), pair(l.late_before, l.late_after),
             pair(l.told_before, l.told_after), pair(l.handed_before, l.handed_after)});
    }
    print(t, r.loads.size());
  }

  void illegal(const RehearsalReport& r) {
    head({"不合改后规则的办理", "acts that the changed rule refuses"}, r.illegal.size());
    for (std::size_t i = 0; i < std::min(r.illegal.size(), limit_); ++i) {
      const auto& a = r.illegal[i];
      print_pair(s_.io, fmt::format("  #{}", a.position.value),
                 fmt::format("{} {} {} {}: {}: {}", a.number, minute_text(a.at), world_.people().name(a.by),
                             a.act, a.error.key, kernel::sentence(a.error, s_.lang)),
                 10);
    }
    more(r.illegal.size());
  }

  void lost(const RehearsalReport& r) {
    head({"无法比较", "cannot be compared"}, r.not_compared.size());
    for (std::size_t i = 0; i < std::min(r.not_compared.size(), limit_); ++i) {
      const auto& n = r.not_compared[i];
      print_pair(s_.io, fmt::format("  #{}", n.position.value),
                 fmt::format("{} {}: {}", n.number, n.title, kernel::sentence(n.error, s_.lang)), 10);
    }
    more(r.not_compared.size());
  }

 private:
  template <class... Args>
  void line(const Titles& form, const Args&... args) {
    s_.io.out << fmt::format(fmt::runtime(s_.say(form)), args...);
  }
  void head(const Titles& title, std::size_t count) {
    if (count > 0)
      s_.io.out << '\n' << paint(s_.io, fmt::format("{} ({})", s_.say(title), count), kBold) << '\n';
  }
  void print(const Table& t, std::size_t count) {
    if (!t.is_empty()) t.print(s_.io);
    more(count);
  }
  void entry(const std::string& number, const std::string& text) {
    print_pair(s_.io, "  " + number, text, 16);
  }
  void more(std::size_t count) {
    if (count > limit_)
      line({"  另有 {} 条（--limit，或 --json 看全部）\n", "  and {} more (--limit, or all with --json)\n"},
           count - limit_);
  }
  std::string clock(const std::string& id) const { return clock_title(draft_, id, s_.lang); }
  std::string kind(kernel::RungPair::Kind k) const {
    switch (k) {
      case kernel::RungPair::Kind::kNew:
        return s_.say({"新增", "new"});
      case kernel::RungPair::Kind::kGone:
        return s_.say({"不再发生", "gone"});
      case kernel::RungPair::Kind::kOtherPeople:
        return s_.say({"换人", "other people"});
      case kernel::RungPair::Kind::kMoved:
        return s_.say({"改期", "moved"});
    }
    return {};
  }
  std::string people(const kernel::RungFired& f) const {
    auto out = names_text(world_, f.told, s_.lang);
    if (f.handed_to) out += (out.empty() ? "" : ", ") + ("→ " + world_.people().name(f.handed_to));
    return out;
  }
  static std::string day(Instant t) { return minute_text(t).substr(0, 10); }

  Session& s_;
  const kernel::World& world_;
  const kernel::Playbook* draft_;
  std::size_t limit_;
};

/// Reads and proves what is changed. @errors those of reading; law.*; rehearsal.mixed
Checked<Changed> read_changed(Session& s, const kernel::World& world) {
  Changed out;
  const auto& operands = s.args.operands;
  std::vector<CalendarFile> files;
  for (const auto& name : operands) {
    if (fs::is_directory(name)) {
      auto in_dir = read_calendar_files(name);
      if (in_dir.has_error()) return Problems{std::move(in_dir).error()};
      std::move(in_dir->begin(), in_dir->end(), std::back_inserter(files));
      continue;
    }
    auto text = read_text(s, name, limits::kMaxYamlBytes, "yaml.too_large");
    if (text.has_error()) return Problems{std::move(text).error()};
    if (!kernel::is_playbook_text(*text, name)) {
      files.push_back({fs::path(name).filename().string(), std::move(*text)});
      continue;
    }
    if (operands.size() > 1) return Problems{Error("rehearsal.mixed", "", {{"got", name}})};
    auto book = kernel::read_draft(*text, name, world);
    if (book.has_error()) return std::move(book).error();
    out.playbook = std::move(*book);
    return out;
  }
  auto calendar = WorkCalendar::from_files(files);
  if (calendar.has_error()) return std::move(calendar).error();
  out.calendar = std::move(*calendar);
  return out;
}

Result<Instant> instant_flag(const Session& s, const char* flag, Instant otherwise) {
  if (!s.args.has(flag)) return otherwise;
  const auto t = parse_instant(s.args.text(flag));
  if (t.has_error()) return Error("text.instant", flag, {{"got", s.args.text(flag).substr(0, 60)}});
  return *t;
}

Outcome rehearse(Session& s) {
  GUATU_TRY(limit, s.args.integer("--limit", 20, 0, 100'000));
  GUATU_TRY(office, Office::open(s, Access::kRead));
  GUATU_TRY(v, view_of(s, *office));
  kernel::RehearsalTask task;
  GUATU_TRY(from, instant_flag(s, "--from", {}));
  GUATU_TRY(to, instant_flag(s, "--to", v.now + 1));
  task.from = from;
  task.to = to;
  task.unit = UnitId{s.args.text("--unit")};
  if (task.unit && v.world->people().unit(task.unit) == nullptr)
    return Error("people.unknown_unit", "--unit", {{"got", task.unit.value}});
  GUATU_TRY(changed, read_changed(s, *v.world));
  task.playbook = changed.playbook ? &*changed.playbook : nullptr;
  task.calendar = changed.calendar ? &*changed.calendar : nullptr;
  Result<RehearsalReport> report = RehearsalReport{};
  {
    Progress progress(s.io, s.say({"预演", "rehearsing"}));
    report = kernel::rehearse(*v.reader, task,
                              [&](std::int64_t done, std::int64_t total) { progress.show(done, total); });
  }
  if (report.has_error()) return std::move(report).error();
  if (s.json) {
    print_json(s.io.out, kernel::rehearsal_json(*report, {s.lang}));
    return {};
  }
  s.io.out << fmt::format(fmt::runtime(s.say({"预演 {}：{} – {}，记录不改动\n",
                                              "rehearsal of {}: {} – {}; nothing is written\n"})),
                          task.playbook != nullptr ? task.playbook->id : task.calendar->version(),
                          minute_text(report->from), minute_text(report->to));
  Printer p(s, *v.world, task.playbook, static_cast<std::size_t>(limit));
  p.totals(*report);
  p.flips(*report, true);
  p.flips(*report, false);
  p.loads(*report);
  p.rungs(*report);
  p.illegal(*report);
  p.lost(*report);
  return {};
}

}  // namespace

std::vector<CommandSpec> rehearse_commands() {
  return {{"rehearse",
           "",
           {"预演：把改过的规程或日历放到已有记录上走一遍，什么都不写",
            "a changed playbook or calendar over the recorded history; writes nothing"},
           "PLAYBOOK.yaml|CALENDAR…",
           1,
           -1,
           {{"--from", "INSTANT", {"从何时起", "from when"}, true},
            {"--to", "INSTANT", {"到何时止（不含），默认此刻", "until when (not included), now unless said"}},
            {"--unit", "ID", {"只看该单位及其下级", "only this unit and below"}},
            {"--limit", "N", {"每张表最多几行，默认 20", "rows of each list, 20 unless said"}}},
           {{"rehearse hazard.yaml --from 2022-01-01 --to 2022-04-08", {"", ""}},
            {"rehearse calendars/ --from 2022-01-01 --json", {"日历目录", "a folder of calendar files"}}},
           &rehearse}};
}

}  // namespace guatu::app
