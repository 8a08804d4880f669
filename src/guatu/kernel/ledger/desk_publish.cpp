// What enters the ledger besides commands: its first event, playbooks, rules, calendars, and whole ledgers.
#include <fmt/format.h>

#include <algorithm>

#include "guatu/kernel/ledger/calendar_change.h"
#include "guatu/kernel/ledger/desk.h"
#include "guatu/kernel/ledger/playbook_change.h"
#include "guatu/kernel/ledger/projection.h"
#include "guatu/kernel/playbook/proof.h"
#include "guatu/kernel/playbook/reader.h"

namespace guatu::kernel {

namespace {

Problems one(Error e) {
  return Problems{std::move(e)};
}

}  // namespace

Result<void> Desk::create(const std::string& name, const std::string& product, const std::string& ledger_id,
                          const std::string& hash, const std::string& key) {
  Alone alone(*this);
  GUATU_TRY(writer, begin());
  if (writer->last_position()) return Error("ledger.not_empty");
  std::vector<Event> events{
      {{}, {}, clock_.now(), kSystem, "create", LedgerCreated{name, product, ledger_id, hash, key}, {}}};
  GUATU_TRY(written, write(*writer, std::move(events), false));
  static_cast<void>(written);
  return {};
}

Checked<Position> Desk::publish_playbook(const std::string& file, const std::string& text,
                                         const PersonId& by) {
  Alone alone(*this);
  auto writer = begin();
  if (!writer) return one(writer.error());
  auto read = read_playbook(text, file, world_.rules());
  if (!read) return std::move(read).error();
  const auto proof = prove(*read, world_.calendar());
  if (!proof.proved()) {
    Problems problems;
    for (const auto& b : proof.breaches) problems.push_back(b.error);
    return problems;
  }
  const auto existed = is_published(world_, *read, file);
  if (!existed) return one(existed.error());
  if (*existed) return world_.position();
  std::vector<Event> events{{{},
                             {},
                             std::max(clock_.now(), (*writer)->last_at()),
                             by,
                             fmt::format("publish:{}:{}", read->id, read->version),
                             PlaybookPublished{read->id, read->version, read->digest, file, text},
                             {}}};
  auto answer = write(**writer, std::move(events), false);
  if (!answer) return one(answer.error());
  alone.keep();
  return answer->first;
}

Checked<Position> Desk::publish_rules(const std::string& file, const std::string& text, const PersonId& by) {
  auto rules = CountingRules::from_yaml(text, file);
  if (!rules) return std::move(rules).error();
  Alone alone(*this);
  auto writer = begin();
  if (!writer) return one(writer.error());
  if (world_.rules_text() == text) return world_.position();
  const auto position = (*writer)->last_position().value + 1;
  std::vector<Event> events{{{},
                             {},
                             std::max(clock_.now(), (*writer)->last_at()),
                             by,
                             fmt::format("publish:rules:{}", position),
                             RulesPublished{file, text},
                             {}}};
  auto answer = write(**writer, std::move(events), false);
  if (!answer) return one(answer.error());
  alone.keep();
  return answer->first;
}

Checked<Position> Desk::publish_calendar(const std::vector<CalendarFile>& files, const PersonId& by,
                                         bool dry_run, std::vector<MovedClock>& moved) {
  auto calendar = WorkCalendar::from_files(files);
  if (!calendar) return std::move(calendar).error();
  Alone alone(*this);
  auto writer = begin();
  if (!writer) return one(writer.error());
  if (world_.calendar().version() == calendar->version()) return world_.position();
  const Instant now = std::max(clock_.now(), (*writer)->last_at());
  // With its position: a calendar that was published before may come back, and is another act then.
  const auto command =
      fmt::format("publish:calendar:{}:{}", calendar->version(), (*writer)->last_position().value + 1);
  CalendarPublished published{calendar->version(), {}};
  for (const auto& f : files) published.files.push_back({f.name, f.text});
  std::vector<Event> events{{{}, {}, now, by, command, std::move(published), {}}};
  auto change =
      change_of_calendar(**writer, world_, *calendar, now, Position{(*writer)->last_position().value + 2});
  if (!change) return one(std::move(change).error());
  moved = std::move(change->moved);
  for (auto& e : change->events) {
    e.command_id = command;
    e.by = by;
    events.push_back(std::move(e));
  }
  auto answer = write(**writer, std::move(events), dry_run);
  if (!answer) return one(answer.error());
  if (!dry_run) alone.keep();
  return answer->first;
}

Result<std::int64_t> Desk::import(const std::function<Result<std::optional<Event>>()>& next) {
  Alone alone(*this);
  GUATU_TRY(writer, begin());
  if (writer->last_position()) return Error("ledger.not_empty");
  forget();
  world_ = World();
  std::int64_t count = 0;
  std::vector<Event> step;
  const auto flush = [&]() -> Result<void> {
    if (step.empty()) return {};
    GUATU_TRY_VOID(append(*writer, step));
    step.clear();
    return {};
  };
  Instant last{};
  for (;;) {
    GUATU_TRY(event, next());
    if (!event) break;
    if (event->position.value != count + 1 || event->at < last)
      return Error("ledger.bad_order", "", {{"position", std::to_string(event->position.value)}});
    last = event->at;
    ++count;
    if (!step.empty() && step.front().command_id != event->command_id) GUATU_TRY_VOID(flush());
    step.push_back(std::move(*event));
  }
  GUATU_TRY_VOID(flush());
  GUATU_TRY_VOID(commit(*writer));
  return count;
}

}  // namespace guatu::kernel
