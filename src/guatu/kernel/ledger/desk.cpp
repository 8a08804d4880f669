#include "guatu/kernel/ledger/desk.h"

#include <fmt/format.h>

#include <algorithm>

#include "guatu/base/limits.h"
#include "guatu/kernel/ledger/projection.h"
#include "guatu/kernel/playbook/proof.h"
#include "guatu/kernel/playbook/reader.h"

namespace guatu::kernel {

namespace {

/// Days without a sweep after which the machine's clock is doubted rather than believed.
constexpr std::int64_t kMaxSweepGapDays = 40;

/// Sizes of what a command carries; cheaper than writing it out first.
std::size_t bytes_of(const json::value& v) {
  if (v.is_string()) return v.get_string().size() + 2;
  std::size_t n = 8;
  if (v.is_array())
    for (const auto& i : v.get_array()) n += bytes_of(i);
  if (v.is_object())
    for (const auto& [k, i] : v.get_object()) n += k.size() + bytes_of(i);
  return n;
}

Result<void> check_size(const Command& c) {
  std::size_t n = c.reason.size() + c.name.size();
  for (const auto& [key, value] : c.fields) n += key.size() + bytes_of(value);
  if (n > limits::kMaxCommandBytes)
    return Error("command.too_large", "", {{"limit", std::to_string(limits::kMaxCommandBytes)}});
  return {};
}

Problems one(Error e) {
  return Problems{std::move(e)};
}

}  // namespace

Result<void> Desk::refresh(Reader& reader) {
  const auto last = reader.last_position();
  if (!is_loaded_ || world_.position() > last) world_ = World();
  GUATU_TRY_VOID(reader.world_events(world_.position(), {}, [&](const Event& e) {
    world_.fold(e);
    return true;
  }));
  world_.set_position(last);
  is_loaded_ = true;
  return {};
}

Result<const World*> Desk::world() {
  GUATU_TRY(reader, store_.read());
  GUATU_TRY_VOID(refresh(*reader));
  return &world_;
}

Context Desk::context(Reader& reader, const Playbook* playbook) {
  const auto by_text = [&reader](const std::string& text) -> std::optional<Matter> {
    if (const auto id = reader.find_number(text)) return reader.matter(*id);
    if (text.empty() || text.size() > 18 || text.find_first_not_of("0123456789") != std::string::npos)
      return std::nullopt;
    return reader.matter(MatterId{std::stoll(text)});
  };
  return {std::max(clock_.now(), reader.last_at()),
          Position{reader.last_position().value + 1},
          world_.people(),
          world_.calendar(),
          playbook,
          1,
          [&reader](MatterId id) { return reader.matter(id); },
          by_text,
          [&reader](MatterId id) {
            auto open = reader.open_children(id, 3);
            MatterQuery about;
            about.about = id;
            about.which = MatterQuery::Which::kOpen;
            about.limit = 3;
            if (const auto page = reader.list(about))
              for (const auto& row : page->items) open.push_back(row.id);
            return open;
          },
          [this](const Matter& m) { return world_.playbook(m.playbook, m.version); }};
}

Result<Answer> Desk::write(Writer& writer, std::vector<Event> events, const std::string& digest,
                           bool dry_run) {
  GUATU_ASSERT(!events.empty());
  events.front().digest = digest;
  Answer answer;
  for (const auto& e : events)
    if (e.matter) {
      answer.matter = e.matter;
      break;
    }
  if (!dry_run) {
    GUATU_TRY_VOID(writer.append(events));
    auto r = project(writer, world_, events);
    if (r.has_error()) {
      is_loaded_ = false;  // Half folded: load it anew.
      return std::move(r).error();
    }
    r = writer.commit();
    if (r.has_error()) {
      is_loaded_ = false;
      return std::move(r).error();
    }
  }
  answer.first = events.front().position;
  answer.last = events.back().position;
  answer.events = std::move(events);
  return answer;
}

Result<void> Desk::create(const std::string& name, const std::string& product, const std::string& ledger_id) {
  GUATU_TRY(writer, store_.begin());
  if (writer->last_position()) return Error("ledger.not_empty");
  std::vector<Event> events{
      {{}, {}, clock_.now(), kSystem, "create", LedgerCreated{name, product, ledger_id}, {}}};
  GUATU_TRY(written, write(*writer, std::move(events), "", false));
  static_cast<void>(written);
  is_loaded_ = false;
  return {};
}

Result<Matter> Desk::target(Reader& reader, const Command& command, const Playbook** playbook) {
  Matter m;
  if (command.verb == Verb::kOpen) {
    *playbook = world_.playbook(command.playbook);
  } else {
    auto found = reader.matter(command.matter);
    if (!found) return Error("matter.unknown", "matter", {{"got", std::to_string(command.matter.value)}});
    m = std::move(*found);
    *playbook = world_.playbook(m.playbook, m.version);
  }
  if (*playbook == nullptr) {
    std::vector<std::string> ids;
    for (const auto* p : world_.playbooks()) ids.push_back(p->id);
    return Error("playbook.unknown", "playbook",
                 {{"got", command.playbook.substr(0, 80)}, {"hint", nearest(command.playbook, ids)}});
  }
  return m;
}

Result<std::vector<Event>> Desk::decide_one(Writer& writer, const Command& command) {
  if (is_people_verb(command.verb)) {
    std::vector<MatterId> ids;
    if (command.verb == Verb::kLeave) ids = writer.open_held_by(command.person);
    if (command.verb == Verb::kMergeUnit) ids = writer.open_in_unit(command.unit);
    std::vector<Matter> held;
    for (const auto id : ids)
      if (auto m = writer.matter(id)) held.push_back(std::move(*m));
    return decide_people(command, context(writer, nullptr), held);
  }
  const Playbook* playbook = nullptr;
  GUATU_TRY(matter, target(writer, command, &playbook));
  auto x = context(writer, playbook);
  if (command.verb == Verb::kOpen)
    x.sequence = writer.next_sequence(number_series(*playbook, x.now, command.unit));
  return decide(matter, command, x);
}

Result<Answer> Desk::execute(const Command& command, bool dry_run) {
  GUATU_TRY_VOID(check_size(command));
  GUATU_TRY_VOID(check_shape(command));
  const auto digest = digest_of(command);
  GUATU_TRY(writer, store_.begin());
  if (const auto past = writer->past_command(command.id)) {
    if (past->digest != digest) return Error("command.conflict", "id", {{"id", command.id}});
    GUATU_TRY(json, parse_json(past->answer));
    Answer answer;
    answer.existed = true;
    if (const auto* o = json.if_object(); o != nullptr) {
      if (const auto* v = o->if_contains("first")) GUATU_TRY_VOID(from_json(*v, answer.first));
      if (const auto* v = o->if_contains("last")) GUATU_TRY_VOID(from_json(*v, answer.last));
      if (const auto* v = o->if_contains("matter")) GUATU_TRY_VOID(from_json(*v, answer.matter));
    }
    return answer;
  }
  GUATU_TRY_VOID(refresh(*writer));
  GUATU_TRY(events, decide_one(*writer, command));
  return write(*writer, std::move(events), digest, dry_run);
}

Result<bool> Desk::sweep_once(Writer& writer, Swept& swept, std::vector<MatterId>& skipped) {
  // One act of the matter that is due first. Matters with a problem are passed over until the next sweep.
  const auto id = writer.next_due(swept.to, skipped);
  if (!id) return false;
  const auto matter = writer.matter(*id);
  GUATU_ASSERT(matter.has_value());
  const auto* playbook = world_.playbook(matter->playbook, matter->version);
  GUATU_ASSERT(playbook != nullptr);
  auto x = context(writer, playbook);
  x.now = std::max(swept.to, writer.last_at());
  auto events = decide_sweep(*matter, x);
  if (events.has_error() || events->empty()) {
    skipped.push_back(*id);
    if (events.has_error()) {
      auto e = std::move(events).error();
      e.args.emplace_back("number", matter->number);
      swept.problems.push_back(std::move(e));
    }
    return true;
  }
  for (auto& e : *events) e.command_id = fmt::format("sweep:{}", events->front().position.value);
  GUATU_TRY_VOID(writer.append(*events));
  GUATU_TRY_VOID(project(writer, world_, *events));
  for (const auto& e : *events) swept.events.push_back(e);
  return true;
}

Result<Swept> Desk::sweep(bool dry_run, bool after_gap) {
  GUATU_TRY(writer, store_.begin());
  GUATU_TRY_VOID(refresh(*writer));
  Swept swept;
  swept.from = world_.swept_at();
  swept.to = std::max(clock_.now(), writer->last_at());
  const auto gap = swept.from.us == 0 ? 0 : (swept.to.us - swept.from.us) / kDayUs;
  if (gap > kMaxSweepGapDays && !after_gap)
    return Error("ladder.clock_jump", "", {{"days", std::to_string(gap)}, {"last", to_text(swept.from)}});
  const auto fail = [&](Error e) -> Result<Swept> {
    is_loaded_ = false;
    return e;
  };
  std::vector<MatterId> skipped;
  for (;;) {
    auto went_on = sweep_once(*writer, swept, skipped);
    if (went_on.has_error()) return fail(std::move(went_on).error());
    if (!*went_on) break;
  }
  // A sweep that found nothing is recorded once a day: enough to see when none ran.
  const bool is_new_day = swept.from.us == 0 || date_of(swept.from) != date_of(swept.to);
  if (!swept.events.empty() || is_new_day) {
    const Position next{writer->last_position().value + 1};
    std::vector<Event> mark{{{},
                             {},
                             swept.to,
                             kSystem,
                             fmt::format("sweep:{}", next.value),
                             SweepAdvanced{swept.from, swept.to},
                             {}}};
    if (auto r = writer->append(mark); r.has_error()) return fail(std::move(r).error());
    if (auto r = project(*writer, world_, mark); r.has_error()) return fail(std::move(r).error());
  }
  if (dry_run) {
    is_loaded_ = false;
    return swept;  // The writer rolls back.
  }
  if (auto r = writer->commit(); r.has_error()) return fail(std::move(r).error());
  return swept;
}

Checked<Position> Desk::publish_playbook(const std::string& file, const std::string& text,
                                         const PersonId& by) {
  auto writer = store_.begin();
  if (!writer) return one(writer.error());
  if (auto r = refresh(**writer); !r) return one(r.error());
  auto read = read_playbook(text, file, world_.rules());
  if (!read) return std::move(read).error();
  const auto proof = prove(*read, world_.calendar());
  if (!proof.proved()) {
    Problems problems;
    for (const auto& b : proof.breaches) problems.push_back(b.error);
    return problems;
  }
  if (const auto* same = world_.playbook(read->id, read->version); same != nullptr) {
    if (same->digest == read->digest) return world_.position();
    return one(Error("playbook.version_taken", "version", {{"version", std::to_string(read->version)}},
                     {file, 1, 1}));
  }
  if (const auto* newest = world_.playbook(read->id); newest != nullptr && newest->version > read->version)
    return one(Error("playbook.version_older", "version", {{"newest", std::to_string(newest->version)}},
                     {file, 1, 1}));
  std::vector<Event> events{{{},
                             {},
                             std::max(clock_.now(), (*writer)->last_at()),
                             by,
                             fmt::format("publish:{}:{}", read->id, read->version),
                             PlaybookPublished{read->id, read->version, read->digest, file, text},
                             {}}};
  auto answer = write(**writer, std::move(events), "", false);
  if (!answer) return one(answer.error());
  return answer->first;
}

Checked<Position> Desk::publish_rules(const std::string& file, const std::string& text, const PersonId& by) {
  auto rules = CountingRules::from_yaml(text, file);
  if (!rules) return std::move(rules).error();
  auto writer = store_.begin();
  if (!writer) return one(writer.error());
  if (auto r = refresh(**writer); !r) return one(r.error());
  if (world_.rules_text() == text) return world_.position();
  const auto position = (*writer)->last_position().value + 1;
  std::vector<Event> events{{{},
                             {},
                             std::max(clock_.now(), (*writer)->last_at()),
                             by,
                             fmt::format("publish:rules:{}", position),
                             RulesPublished{file, text},
                             {}}};
  auto answer = write(**writer, std::move(events), "", false);
  if (!answer) return one(answer.error());
  return answer->first;
}

Checked<Position> Desk::publish_calendar(const std::vector<CalendarFile>& files, const PersonId& by,
                                         bool dry_run, std::vector<MovedClock>& moved) {
  auto calendar = WorkCalendar::from_files(files);
  if (!calendar) return std::move(calendar).error();
  auto writer = store_.begin();
  if (!writer) return one(writer.error());
  if (auto r = refresh(**writer); !r) return one(r.error());
  if (world_.calendar().version() == calendar->version()) return world_.position();
  const Instant now = std::max(clock_.now(), (*writer)->last_at());
  const auto command = fmt::format("publish:calendar:{}", calendar->version());
  CalendarPublished published{calendar->version(), {}};
  for (const auto& f : files) published.files.push_back({f.name, f.text});
  std::vector<Event> events{{{}, {}, now, by, command, std::move(published), {}}};
  for (const auto id : (*writer)->all_open()) {
    const auto m = (*writer)->matter(id);
    const auto* playbook = world_.playbook(m->playbook, m->version);
    Context x{now,
              {(*writer)->last_position().value + 1 + static_cast<std::int64_t>(events.size())},
              world_.people(),
              *calendar,
              playbook,
              1,
              {},
              {},
              {},
              {}};
    auto changes = decide_recalculation(*m, x);
    if (!changes) {
      auto e = changes.error();
      e.args.emplace_back("number", m->number);
      return one(std::move(e));
    }
    for (auto& e : *changes) {
      const auto& change = std::get<ClockRecalculated>(e.data);
      moved.push_back({id, m->number, change.clock, m->clock(change.clock)->due_at, change.due_at});
      e.command_id = command;
      e.by = by;
      events.push_back(std::move(e));
    }
  }
  auto answer = write(**writer, std::move(events), "", dry_run);
  if (!answer) return one(answer.error());
  return answer->first;
}

Result<std::int64_t> Desk::import(const std::function<Result<std::optional<Event>>()>& next) {
  GUATU_TRY(writer, store_.begin());
  if (writer->last_position()) return Error("ledger.not_empty");
  world_ = World();
  is_loaded_ = false;
  std::int64_t count = 0;
  std::vector<Event> step;
  const auto flush = [&]() -> Result<void> {
    if (step.empty()) return {};
    GUATU_TRY_VOID(writer->append(step));
    GUATU_TRY_VOID(project(*writer, world_, step));
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
  GUATU_TRY_VOID(writer->commit());
  return count;
}

}  // namespace guatu::kernel
