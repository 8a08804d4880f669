// Commands: from the queue through decide() into the ledger. Sweeps stand in desk_sweep.cpp, what is
// published in desk_publish.cpp.
#include "guatu/kernel/ledger/desk.h"

#include <algorithm>
#include <new>

#include "guatu/kernel/ledger/desk_guard.h"
#include "guatu/kernel/ledger/personal.h"
#include "guatu/kernel/ledger/projection.h"
#include "guatu/kernel/ledger/reader_context.h"

namespace guatu::kernel {

namespace {

/// In front of a command's digest that was made with the ledger's secret.
constexpr std::string_view kKeyedDigest = "keyed:";

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

}  // namespace

Desk::Desk(Store& store, const Clock& clock, const DeskOptions& options)
    : store_(store),
      clock_(clock),
      person_keys_(options.person_keys),
      cache_(options.cached_matters),
      queue_(options, [this](auto group) { run_group(group); }) {}

void Desk::forget() {
  is_loaded_ = false;
  cache_.clear();
}

Result<void> Desk::refresh(Reader& reader) {
  const auto last = reader.last_position();
  if (is_loaded_ && world_.position() == last) return {};
  // Somebody else wrote, or what is here is half folded.
  cache_.clear();
  if (!is_loaded_ || world_.position() > last) world_ = World();
  is_loaded_ = false;
  GUATU_TRY_VOID(reader.world_events(world_.position(), {}, [&](const Event& e) {
    world_.fold(e);
    return true;
  }));
  world_.set_position(last);
  is_loaded_ = true;
  return {};
}

Result<std::unique_ptr<Writer>> Desk::begin() {
  if (is_stopped_) return Error("desk.stopped");
  GUATU_TRY(writer, store_.begin());
  if (person_keys_ != nullptr) person_keys_->drop();  // Of a transaction that came to nothing.
  GUATU_TRY_VOID(refresh(*writer));
  GUATU_TRY_VOID(destroy_erased());
  return writer;
}

Result<void> Desk::commit(Writer& writer) {
  // Keys first: an event whose key is lost would be an erasure that nobody asked for.
  if (person_keys_ != nullptr) GUATU_TRY_VOID(person_keys_->flush());
  auto done = writer.commit();
  if (done.has_error() && done.error().key == "store.sync_failed") is_stopped_ = true;
  return done;
}

Error Desk::no_memory() const {
  // Both keys fit into a string without memory of its own. A stopped desk does not say that nothing was done.
  return Error(is_stopped_ ? "desk.stopped" : "desk.no_memory");
}

Result<const World*> Desk::world() {
  return guarded([&]() -> Result<const World*> {
    Alone alone(*this);
    GUATU_TRY(reader, store_.read());
    GUATU_TRY_VOID(refresh(*reader));
    alone.keep();
    return &world_;
  });
}

std::shared_ptr<const Matter> Desk::find(Reader& reader, MatterId id) {
  if (auto kept = cache_.find(id)) return kept;
  auto whole = reader.shared_matter(id);
  if (whole != nullptr) cache_.put(whole);
  return whole;
}

Context Desk::context(Reader& reader, const Playbook* playbook) {
  const auto by_id = [this, &reader](MatterId id) -> std::optional<Matter> {
    const auto m = find(reader, id);
    return m ? std::optional<Matter>(*m) : std::nullopt;
  };
  const auto by_text = [&reader, by_id](const std::string& text) -> std::optional<Matter> {
    if (const auto id = reader.find_number(text)) return by_id(*id);
    const auto id = matter_id_of(text);
    return id ? by_id(*id) : std::nullopt;
  };
  return {std::max(clock_.now(), reader.last_at()),
          Position{reader.last_position().value + 1},
          world_.people(),
          world_.calendar(),
          playbook,
          1,
          by_id,
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

Result<const Playbook*> Desk::playbook_for(const Command& command, const Matter& matter) {
  const auto* playbook = command.verb == Verb::kOpen ? world_.playbook(command.playbook)
                                                     : world_.playbook(matter.playbook, matter.version);
  if (playbook != nullptr) return playbook;
  std::vector<std::string> ids;
  for (const auto* p : world_.playbooks()) ids.push_back(p->id);
  return Error("playbook.unknown", "playbook",
               {{"got", command.playbook.substr(0, 80)}, {"hint", nearest(command.playbook, ids)}});
}

Result<std::vector<Event>> Desk::decide_one(Writer& writer, const Command& command,
                                            std::optional<Matter>& then) {
  if (is_people_verb(command.verb)) {
    std::vector<MatterId> ids;
    if (command.verb == Verb::kLeave) ids = writer.open_held_by(command.person);
    if (command.verb == Verb::kMergeUnit) ids = writer.open_in_unit(command.unit);
    std::vector<Matter> held;
    for (const auto id : ids)
      if (auto m = writer.matter(id)) held.push_back(std::move(*m));
    return decide_people(command, context(writer, nullptr), held);
  }
  static const auto kNone = std::make_shared<const Matter>();
  const auto matter = command.verb == Verb::kOpen ? kNone : find(writer, command.matter);
  if (!matter) return Error("matter.unknown", "matter", {{"got", std::to_string(command.matter.value)}});
  GUATU_TRY(playbook, playbook_for(command, *matter));
  auto x = context(writer, playbook);
  if (command.verb == Verb::kOpen)
    x.sequence = writer.next_sequence(number_series(*playbook, x.now, command.unit));
  Matter after;
  GUATU_TRY(events, decide(*matter, command, x, &after));
  // Sealing changes what the events carry, so that they are folded anew.
  if (!playbook->seals) then = std::move(after);
  GUATU_TRY_VOID(seal_step(events, *playbook, *matter, world_.ledger_id(), person_keys_, command.concerns));
  return events;
}

const Playbook* Desk::playbook_if_any(Reader& reader, const Command& command) {
  if (is_people_verb(command.verb)) return nullptr;
  if (command.verb == Verb::kOpen) return world_.playbook(command.playbook);
  const auto matter = find(reader, command.matter);
  return matter == nullptr ? nullptr : world_.playbook(matter->playbook, matter->version);
}

Result<Answer> Desk::past_answer(const PastCommand& past, const Command& command,
                                 const std::string& digest) const {
  if (past.digest != digest) return Error("command.conflict", "id", {{"id", command.id}});
  GUATU_TRY(json, parse_json(past.answer));
  Answer answer;
  answer.existed = true;
  if (const auto* o = json.if_object(); o != nullptr) {
    if (const auto* v = o->if_contains("first")) GUATU_TRY_VOID(from_json(*v, answer.first));
    if (const auto* v = o->if_contains("last")) GUATU_TRY_VOID(from_json(*v, answer.last));
    if (const auto* v = o->if_contains("matter")) GUATU_TRY_VOID(from_json(*v, answer.matter));
  }
  return answer;
}

Result<void> Desk::append(Writer& writer, std::vector<Event>& events, Matter* folded) {
  GUATU_TRY_VOID(writer.append(events));
  return project(writer, world_, events, &cache_, folded);
}

namespace {

Answer answer_of(std::vector<Event> events) {
  GUATU_ASSERT(!events.empty());
  Answer answer;
  for (const auto& e : events)
    if (e.matter) {
      answer.matter = e.matter;
      break;
    }
  answer.first = events.front().position;
  answer.last = events.back().position;
  answer.events = std::move(events);
  return answer;
}

}  // namespace

Result<Answer> Desk::write(Writer& writer, std::vector<Event> events, bool dry_run) {
  if (!dry_run) {
    GUATU_TRY_VOID(append(writer, events));
    GUATU_TRY_VOID(commit(writer));
  }
  return answer_of(std::move(events));
}

Result<Answer> Desk::do_one(Writer& writer, const Command& command, std::string digest, bool dry_run,
                            bool& wrote) {
  const auto* playbook = command.fields.empty() ? nullptr : playbook_if_any(writer, command);
  // A plain digest could be guessed back: who knows the office's words tries telephone numbers against it.
  const auto keyed = [&] { return std::string(kKeyedDigest) + person_keys_->digest(digest); };
  if (const auto past = writer.past_command(command.id)) {
    const bool is_keyed = past->digest.starts_with(kKeyedDigest) && person_keys_ != nullptr;
    return past_answer(*past, command, is_keyed ? keyed() : digest);
  }
  if (command.if_at) {
    const auto seen = find(writer, command.matter);
    if (seen && seen->last_position != command.if_at) return Error("matter.changed");
  }
  std::optional<Matter> then;
  GUATU_TRY(events, decide_one(writer, command, then));
  if (playbook != nullptr && carries_personal(command.fields, *playbook)) digest = keyed();
  events.front().digest = std::move(digest);
  if (!dry_run) {
    wrote = true;
    GUATU_TRY_VOID(append(writer, events, then ? &*then : nullptr));
  }
  return answer_of(std::move(events));
}

Desk::Tried Desk::try_group(detail::DeskQueue::Group group) {
  const auto all_fail = [&](const Error& e) {
    forget();
    for (const auto& w : group) try {
        w->answer = Result<Answer>(e);
      } catch (const std::bad_alloc&) {
        w->answer = Result<Answer>(no_memory());
      }
    return Tried::kAnswered;
  };
  const auto failed = [&](const Error& e) {
    if (group.size() == 1 || is_stopped_) return all_fail(e);
    forget();
    return Tried::kAgainEachAlone;
  };
  try {
    auto begun = begin();
    if (begun.has_error()) return all_fail(begun.error());
    auto& writer = **begun;
    bool is_written = false;
    for (const auto& w : group) {
      bool wrote = false;
      w->answer = do_one(writer, *w->command, w->digest, false, wrote);
      // decide() writes nothing, so what it refuses leaves nothing to take back. What the store could not
      // take takes all back: the others are done without it.
      if (wrote && w->answer->has_error()) return failed(Error(w->answer->error()));
      is_written = is_written || wrote;
    }
    if (!is_written) return Tried::kAnswered;
    auto done = commit(writer);
    if (done.has_error()) return all_fail(done.error());
    return Tried::kAnswered;
  } catch (const StoreFailure& e) {
    return failed(e.error);
  } catch (const std::bad_alloc&) {
    return failed(no_memory());
  }
}

void Desk::run_group(detail::DeskQueue::Group group) {
  if (try_group(group) == Tried::kAnswered) return;
  for (const auto& w : group) try_group({&w, 1});
}

Result<Answer> Desk::execute(const Command& command, bool dry_run) {
  return guarded([&]() -> Result<Answer> {
    // What needs neither the ledger nor a turn is done before it is waited for one.
    GUATU_TRY_VOID(check_size(command));
    GUATU_TRY_VOID(check_shape(command));
    auto digest = digest_of(command);
    if (!dry_run) return queue_.wait(command, std::move(digest));
    Alone alone(*this);
    GUATU_TRY(writer, begin());
    bool wrote = false;
    auto answer = do_one(*writer, command, std::move(digest), true, wrote);
    alone.keep();
    return answer;
  });
}

Result<void> Desk::submit(Command command, std::function<void(Result<Answer>)> then) {
  return guarded([&]() -> Result<void> {
    GUATU_TRY_VOID(check_size(command));
    GUATU_TRY_VOID(check_shape(command));
    auto digest = digest_of(command);
    return queue_.submit(std::move(command), std::move(digest), std::move(then));
  });
}

}  // namespace guatu::kernel
