#include "guatu/http/api/imports.h"
#include "guatu/http/api/layouts.h"

#include <fmt/format.h>

#include <algorithm>

#include "guatu/base/disk.h"
#include "guatu/files/mapped_file.h"
#include "guatu/http/api/attachment_fields.h"
#include "guatu/http/problem.h"
#include "guatu/kernel/messages/messages.h"
#include "guatu/sheet/limits.h"
#include "guatu/sheet/table_reader.h"

namespace guatu::http::api {

namespace {

constexpr std::size_t kMaxNoteBytes = 256 << 10;
/// Refused rows that are kept with their sentences; the rest is counted.
constexpr std::size_t kMaxRefusals = 200;
/// Rows that are at the desk at a time: they share its commits, and others still get their turn.
constexpr int kInFlight = static_cast<int>(limits::kMaxGroup);

std::optional<kernel::Matter> found(Ask& ask, const std::string& number) {
  auto m = ask.reader->find(number);
  if (m.has_error()) return std::nullopt;
  return std::move(*m);
}

kernel::Context context_of(Ask& ask, const kernel::Playbook& playbook) {
  return {ask.service.clock.now(),
          Position{ask.all->last_position().value + 1},
          ask.people(),
          ask.today->calendar(),
          &playbook,
          1,
          [&ask](MatterId id) { return ask.all->matter(id); },
          [&ask](const std::string& number) { return found(ask, number); },
          [&ask](MatterId id) { return ask.all->open_children(id, 1); },
          [&ask](const kernel::Matter& m) { return ask.today->playbook(m.playbook, m.version); }};
}

sheet::ImportOrder order_of(const ImportNote& n) {
  return {"import-" + n.id, n.person, n.playbook, n.unit, n.head_row, n.columns};
}

}  // namespace

/// One import that is being written.
struct Imports::Live {
  ImportNote note;
  std::vector<std::string> labels;
  std::mutex mutex;
  std::condition_variable returned;
  int in_flight = 0;
  std::atomic<std::int64_t> done{0};
  bool is_cut = false;  ///< the server went before its last row
};

Imports::~Imports() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  called_.notify_all();
  if (thread_.joinable()) thread_.join();
}

std::string Imports::path_of(const std::string& id, const PersonId& person) const {
  return service_.shelf->uploads_dir() + "/" + id + "-" + files::tag_of(person) + ".import";
}

Result<void> Imports::keep(const ImportNote& note) {
  GUATU_TRY_VOID(service_.shelf->make_folders());
  return write_file(path_of(note.id, note.person), json::serialize(to_json(note)) + "\n", 0600);
}

Result<ImportNote> Imports::find(const std::string& id, const PersonId& person) {
  const Error unknown("sheet.unknown_import", "", {{"got", id.substr(0, 40)}});
  if (id.size() != 32 || id.find_first_not_of("0123456789abcdef") != std::string::npos) return unknown;
  // Read under the lock: between the note and the list of those that are written nothing ends.
  const std::lock_guard lock(mutex_);
  const auto text = read_small_file(path_of(id, person), kMaxNoteBytes);
  if (text.has_error()) return unknown;
  const auto v = parse_json(*text);
  ImportNote out;
  if (v.has_error() || from_json(*v, out).has_error() || out.person != person) return unknown;
  if (out.state == "writing" && !live_.contains(id)) out.state = "interrupted";
  return out;
}

Result<ImportNote> Imports::create(Ask& ask, const std::string& attachment, const std::string& playbook,
                                   const UnitId& unit, ImportLook& out) {
  GUATU_TRY(file, seen_file(ask, attachment, {}));
  ImportNote note;
  note.id = files::chance_name();
  note.person = ask.person;
  note.attachment = file.sha256;
  note.playbook = playbook;
  note.unit = unit;
  note.state = "preview";
  note.at = service_.shelf->clock().now();
  const auto* p = ask.today->playbook(playbook);
  if (p == nullptr)
    return Error("playbook.unknown", "playbook", {{"got", playbook.substr(0, 60)}, {"hint", ""}});
  {
    GUATU_TRY(bytes, files::MappedFile::open(service_.shelf->path_of(note.attachment)));
    GUATU_TRY(top, sheet::read_top(bytes.bytes(), 0));
    const auto head = sheet::guess_head(top, sheet::import_targets(*p, layout_of(service_, playbook)));
    note.head_row = head.row;
    for (std::size_t i = 0; i < head.targets.size(); ++i)
      if (!head.targets[i].empty()) note.columns.emplace(sheet::column_name(i), head.targets[i]);
  }
  GUATU_TRY_VOID(look(ask, note, out));
  GUATU_TRY_VOID(keep(note));
  return note;
}

Result<void> Imports::look(Ask& ask, ImportNote& note, ImportLook& out) {
  const auto* p = ask.today->playbook(note.playbook);
  if (p == nullptr) return Error("playbook.unknown", "playbook", {{"got", note.playbook}, {"hint", ""}});
  GUATU_TRY(bytes, files::MappedFile::open(service_.shelf->path_of(note.attachment)));
  note.rows = note.bad = note.skipped = 0;
  out = {};
  // Without a head there is nothing to read: the first rows are shown, so that somebody can point at it.
  GUATU_TRY(top, sheet::read_top(bytes.bytes(), note.head_row));
  for (const auto& [number, row] : top) {
    if (number == note.head_row || (note.head_row == 0 && out.labels.empty()))
      for (const auto& c : row) out.labels.push_back(sheet::cell_text(c));
    if (note.head_row == 0 || number <= note.head_row) continue;
    if (out.samples.size() < row.size()) out.samples.resize(row.size());
    for (std::size_t i = 0; i < row.size(); ++i)
      if (out.samples[i].empty()) out.samples[i] = sheet::cell_text(row[i]);
  }
  if (note.head_row == 0 || note.columns.empty()) return {};
  GUATU_TRY(reading, sheet::MatterImport::make(*ask.today, *p, order_of(note), out.labels,
                                               [&ask](const std::string& n) { return found(ask, n); }));
  const auto context = context_of(ask, *p);
  return sheet::read_table(bytes.bytes(), [&](std::int64_t number, const sheet::Row& cells) {
    if (number <= note.head_row) return true;
    auto row = reading.read(number, cells);
    if (row.is_skipped) {
      ++note.skipped;
      return true;
    }
    reading.check(row, context);
    ++note.rows;
    if (!row.problems.empty()) ++note.bad;
    for (const auto& problem : row.problems)
      if (out.problems.size() < limits::kMaxRowProblems) out.problems.push_back(problem);
    if (out.first.size() < limits::kPreviewRows) out.first.push_back(std::move(row));
    return true;
  });
}

Result<ImportNote> Imports::accept(ImportNote note, bool skips_bad) {
  if (note.state != "preview" && note.state != "interrupted") return Error("sheet.already_accepted");
  if (note.head_row == 0 || note.columns.empty()) return Error("sheet.no_head", "head_row");
  if (note.bad > 0 && !skips_bad) return Error("sheet.has_problems", "", {{"bad", std::to_string(note.bad)}});
  note.state = "writing";
  note.skips_bad = skips_bad;
  note.opened = note.refused = 0;
  note.refusals.clear();
  {
    const std::lock_guard lock(mutex_);
    if (live_.contains(note.id)) return Error("sheet.already_accepted");
    auto live = std::make_shared<Live>();
    live->note = note;
    GUATU_TRY_VOID(keep(note));
    live_.emplace(note.id, live);
    queue_.push_back(std::move(live));
    if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
  }
  called_.notify_all();
  return note;
}

std::int64_t Imports::done_of(const std::string& id) {
  const std::lock_guard lock(mutex_);
  const auto it = live_.find(id);
  return it == live_.end() ? -1 : it->second->done.load();
}

void Imports::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    called_.wait(lock, [this] { return is_ending_ || !queue_.empty(); });
    if (is_ending_) return;
    const auto live = queue_.front();
    queue_.pop_front();
    lock.unlock();
    write(*live);
    lock.lock();
    live_.erase(live->note.id);
  }
}

void Imports::write(Live& live) {
  Result<void> r;
  try {
    r = write_rows(live);
  } catch (...) {
    std::string ignored;
    r = error_of_current_exception(ignored);
  }
  {
    // What was asked of the desk is answered before anything of it goes.
    std::unique_lock lock(live.mutex);
    live.returned.wait(lock, [&live] { return live.in_flight == 0; });
  }
  const std::lock_guard lock(mutex_);
  if (r.has_error())
    live.note.refusals.insert(live.note.refusals.begin(),
                              {0, r.error().key, r.error().field, kernel::sentence(r.error(), Lang::kZh),
                               kernel::sentence(r.error(), Lang::kEn)});
  live.note.state = r.has_error() || live.is_cut ? "interrupted" : "done";
  // When even the note cannot be kept it stays `writing`, which is read as interrupted.
  static_cast<void>(keep(live.note));
}

Result<void> Imports::write_rows(Live& live) {
  auto& note = live.note;
  GUATU_TRY(all, service_.store.read());
  GUATU_TRY(today, service_.worlds.now(*all));
  kernel::ScopedReader reader(*all, *today, kernel::scope_of(today->people(), note.person));
  const auto find = [&reader](const std::string& number) -> std::optional<kernel::Matter> {
    auto m = reader.find(number);
    if (m.has_error()) return std::nullopt;
    return std::move(*m);
  };
  const auto* p = today->playbook(note.playbook);
  if (p == nullptr) return Error("playbook.unknown", "playbook", {{"got", note.playbook}, {"hint", ""}});
  GUATU_TRY(bytes, files::MappedFile::open(service_.shelf->path_of(note.attachment)));
  std::vector<std::string> labels;
  GUATU_TRY_VOID(sheet::read_table(bytes.bytes(), [&](std::int64_t number, const sheet::Row& row) {
    if (number == note.head_row)
      for (const auto& c : row) labels.push_back(sheet::cell_text(c));
    return number < note.head_row;
  }));
  GUATU_TRY(reading, sheet::MatterImport::make(*today, *p, order_of(note), labels, find));
  std::shared_ptr<Live> self;
  {
    const std::lock_guard lock(mutex_);
    self = live_.at(note.id);
  }
  return sheet::read_table(bytes.bytes(), [&](std::int64_t number, const sheet::Row& cells) {
    if (number <= note.head_row) return true;
    {
      const std::lock_guard lock(mutex_);
      live.is_cut = is_ending_;
    }
    if (live.is_cut) return false;
    auto row = reading.read(number, cells);
    if (row.is_skipped) return true;
    if (!row.problems.empty())
      ++live.done;
    else
      submit(self, number, std::move(row.command));
    return true;
  });
}

void Imports::submit(const std::shared_ptr<Live>& live, std::int64_t row, kernel::Command command) {
  {
    std::unique_lock lock(live->mutex);
    live->returned.wait(lock, [&live] { return live->in_flight < kInFlight; });
    ++live->in_flight;
  }
  const auto answered = [live, row](const Result<kernel::Answer>& a) {
    const std::lock_guard lock(live->mutex);
    auto& note = live->note;
    if (a.has_error()) {
      ++note.refused;
      const auto& e = a.error();
      if (note.refusals.size() < kMaxRefusals)
        note.refusals.push_back(
            {row, e.key, e.field, kernel::sentence(e, Lang::kZh), kernel::sentence(e, Lang::kEn)});
    } else {
      ++note.opened;
      for (const auto& e : a->events)
        if (const auto* opened = std::get_if<kernel::MatterOpened>(&e.data)) {
          if (note.first_number.empty()) note.first_number = opened->number;
          note.last_number = opened->number;
        }
    }
    ++live->done;
    --live->in_flight;
    live->returned.notify_all();
  };
  if (auto r = service_.desk.submit(std::move(command), answered); r.has_error())
    answered(std::move(r).error());
}

}  // namespace guatu::http::api
