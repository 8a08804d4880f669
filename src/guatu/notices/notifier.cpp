#include "guatu/notices/notifier.h"

#include <algorithm>
#include <optional>

#include "guatu/notices/limits.h"
#include "guatu/notices/window.h"

namespace guatu::notices {

namespace {

std::string short_text(const Error& e) {
  std::string out = e.key;
  for (const auto& [name, value] : e.args)
    if (name == "detail" || name == "host") out += (out == e.key ? ": " : ", ") + value.substr(0, 120);
  return out;
}

}  // namespace

std::string_view text_of(Delivery d) {
  switch (d) {
    case Delivery::kWaiting:
      return "waiting";
    case Delivery::kSent:
      return "sent";
    case Delivery::kFailed:
      return "failed";
  }
  return "";
}

Result<void> Notifier::fold_world(kernel::Reader& reader, Position up_to) {
  if (world_.position() >= up_to) return {};
  GUATU_TRY_VOID(reader.world_events(world_.position(), up_to, [&](const kernel::Event& e) {
    world_.fold(e);
    return true;
  }));
  world_.set_position(up_to);
  return {};
}

Result<Mark> Notifier::begin(kernel::Reader& reader, Instant now) {
  GUATU_TRY(mark, store_.mark());
  const auto last = reader.last_position();
  GUATU_TRY_VOID(fold_world(reader, last));
  if (mark.began_at.us == 0 || mark.ledger != world_.ledger_id()) {
    mark = {reader.position_at(now - limits::kNoticeBacklogUs), now, world_.ledger_id()};
    GUATU_TRY_VOID(store_.begin(mark));
  }
  if (mark.position > last) {
    GUATU_TRY_VOID(store_.forget_after(last));
    mark.position = last;
  }
  return mark;
}

std::vector<std::string> Notifier::channels_of(const PersonId& person) const {
  std::vector<std::string> out;
  for (const auto& c : config_.channels)
    if (c.address(person)) out.push_back(c.name);
  return out;
}

Result<void> Notifier::look(Instant now, Round& round) {
  GUATU_TRY(reader, ledger_.read());
  GUATU_TRY(mark, begin(*reader, now));
  const auto last = reader->last_position();
  if (mark.position == last) return {};
  const Position up_to{std::min(last.value, mark.position.value + limits::kMaxNoticeEvents)};
  std::vector<NewNotice> found;
  GUATU_TRY_VOID(reader->events(mark.position, up_to, {}, [&](const kernel::Event& e) {
    for (const auto& t : told_by(e)) {
      if (!world_.people().is_active(t.person)) continue;
      NewNotice n{{0, e.position, t.person, e.matter, t.kind, e.at, t.not_before}, {}};
      // What happened before anybody was told by us is shown, but no mail comes of it.
      if (e.at >= mark.began_at) n.channels = channels_of(t.person);
      found.push_back(std::move(n));
    }
    return true;
  }));
  GUATU_TRY_VOID(store_.add(found, up_to));
  round.notices += static_cast<std::int64_t>(found.size());
  round.is_behind = up_to < last;
  return {};
}

Result<std::vector<Line>> Notifier::lines_of(kernel::Reader& reader, const std::vector<Notice>& notices,
                                             const PersonId& person) {
  // Through the eyes of the person: who may no longer see a matter is told nothing of it.
  kernel::ScopedReader scoped(reader, world_, kernel::scope_of(world_.people(), person));
  std::vector<Line> out;
  for (const auto& n : notices) {
    const auto m = scoped.matter(n.matter);
    if (m.has_error()) {
      if (m.error().key != "matter.unknown") return m.error();
      continue;
    }
    const auto* p = world_.playbook(m->playbook, m->version);
    const auto due = m->due_at();
    out.push_back({n.kind, m->number, p == nullptr ? m->playbook : p->title.in(config_.lang), due,
                   due.us != 0 && due <= clock_.now()});
  }
  return out;
}

Result<void> Notifier::gather(Round& round) {
  const auto now = clock_.now();
  GUATU_TRY(all, store_.gathered(now));
  if (all.empty()) return {};
  GUATU_TRY(reader, ledger_.read());
  GUATU_TRY_VOID(fold_world(*reader, reader->last_position()));
  std::optional<Error> trouble;
  for (const auto& g : all) {
    const auto* channel = config_.channel(g.channel);
    // Taken out of the file, perhaps for a day: it waits.
    if (channel == nullptr || !channel->address(g.person)) continue;
    if (now < g.first + channel->digest_minutes * kMinuteUs) continue;
    const auto opens = opens_at(channel->hours, world_.calendar(), now);
    if (opens.has_error()) {
      trouble = opens.error();
      continue;  // Channels with other hours go on.
    }
    if (*opens > now) continue;
    GUATU_TRY(notices, store_.waiting_for(g.channel, g.person, now));
    GUATU_TRY(lines, lines_of(*reader, notices, g.person));
    Digest d{new_id_(), g.channel, g.person, {}, Delivery::kWaiting, 0, now, {}, now};
    if (lines.empty()) {
      d.state = Delivery::kSent;  // Nothing is left to be said.
      d.sent_at = now;
    } else {
      d.body = digest_text(lines, world_.people().name(g.person), config_.link, channel->rules.text_bytes_max,
                           config_.lang);
    }
    GUATU_TRY_VOID(store_.put_digest(d, notices));
    ++round.messages;
  }
  if (trouble) return *trouble;
  return {};
}

Result<bool> Notifier::try_one(const Channel& channel, Digest d, Round& round) const {
  const auto now = clock_.now();
  const auto address = channel.address(d.person);
  // On disk before it goes out: a program that was killed has used it all the same.
  GUATU_TRY_VOID(store_.add_use(channel.name, now));
  auto outcome = Outcome::kAgain;
  std::string detail;
  bool is_refused = !address;
  if (is_refused) {
    detail = "notice.no_address";
  } else if (channel.kind == ChannelKind::kSmtp) {
    const auto first = d.body.find('\n');
    const auto end = first == std::string::npos ? first : d.body.find('\n', first + 1);
    const auto subject = end == std::string::npos ? std::string() : d.body.substr(first + 1, end - first - 1);
    const auto sent = sender_.mail(channel, {d.id, *address, subject, d.body});
    if (sent.has_error()) {
      detail = short_text(sent.error());
      is_refused = sent.error().key == "notice.mail_refused";
    } else {
      outcome = Outcome::kDone;
    }
  } else {
    const auto answer = sender_.post(request_of(channel, d, *address, now));
    if (answer.has_error())
      detail = short_text(answer.error());
    else
      outcome = outcome_of(channel.kind, *answer, detail);
  }
  GUATU_TRY(pause, store_.pause(channel.name));
  ++d.tries;
  d.error = detail;
  const auto after = clock_.now();
  if (outcome == Outcome::kDone) {
    d.state = Delivery::kSent;
    d.sent_at = after;
    pause = {};
    ++round.sent;
  } else {
    ++round.refused;
    const auto wait =
        outcome == Outcome::kTooFast ? channel.rules.pause_seconds * kSecondUs : backoff_us(d.tries, d.id);
    d.next_at = after + wait;
    if (is_refused || d.tries >= limits::kMaxNoticeTries) d.state = Delivery::kFailed;
    // A channel that is down is not asked once for each person.
    if (!is_refused) {
      ++pause.failures;
      const auto rest = outcome == Outcome::kTooFast
                            ? wait
                            : std::min(backoff_us(pause.failures, channel.name), 10 * kMinuteUs);
      pause.until = after + rest;
    }
  }
  GUATU_TRY_VOID(store_.note(d, pause));
  return outcome == Outcome::kDone || is_refused;
}

Result<void> Notifier::send_over(const Channel& channel, Round& round,
                                 const std::function<bool()>& is_stopping) const {
  GUATU_TRY(pause, store_.pause(channel.name));
  if (clock_.now() < pause.until) return {};
  GUATU_TRY(due, store_.due(channel.name, clock_.now(), limits::kMaxMessagesARound));
  for (auto& d : due) {
    if (is_stopping()) return {};
    const auto now = clock_.now();
    GUATU_TRY(uses, store_.uses(channel.name, now - (longest_seconds(channel.rules) + 60) * kSecondUs));
    if (may_send_at(channel.rules, uses, now) > now) return {};
    GUATU_TRY(goes_on, try_one(channel, std::move(d), round));
    if (!goes_on) return {};
  }
  return {};
}

Result<void> Notifier::send(Round& round, const std::function<bool()>& is_stopping) {
  for (const auto& channel : config_.channels) GUATU_TRY_VOID(send_over(channel, round, is_stopping));
  return {};
}

}  // namespace guatu::notices
