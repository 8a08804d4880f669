// notice test: one message over one channel of notices.yaml, now, to see that it arrives.
#include <fmt/format.h>

#include "guatu/command_notice.h"
#include "guatu/notice_runner.h"
#include "guatu/output.h"

namespace guatu::app {

namespace {

/// What went wrong; none: it arrived.
std::optional<Error> sent(const notices::Channel& channel, const notices::Digest& d,
                          const std::string& address, const std::string& subject) {
  const auto sender = make_sender();
  if (channel.kind == notices::ChannelKind::kSmtp) {
    if (auto r = sender->mail(channel, {d.id, address, subject, d.body}); r.has_error()) return r.error();
    return std::nullopt;
  }
  const auto answer = sender->post(notices::request_of(channel, d, address, d.made_at));
  if (answer.has_error()) return answer.error();
  std::string detail;
  if (notices::outcome_of(channel.kind, *answer, detail) != notices::Outcome::kDone)
    return Error("notice.not_sent", "", {{"detail", detail}});
  return std::nullopt;
}

/// A test counts like any message: a robot that is asked too often is closed for the others too.
/// @errors notice.too_soon (args `channel`, `until`), store.*
Result<void> use(const std::string& dir, const notices::Channel& channel, Instant now) {
  GUATU_TRY(store, open_notice_store(dir, false));
  const auto since = now - (notices::longest_seconds(channel.rules) + 60) * kSecondUs;
  GUATU_TRY(uses, store->uses(channel.name, since));
  const auto at = notices::may_send_at(channel.rules, uses, now);
  if (at > now)
    return Error("notice.too_soon", "CHANNEL", {{"channel", channel.name}, {"until", to_text(at)}});
  return store->add_use(channel.name, now);
}

Outcome test(Session& s) {
  GUATU_TRY(office, Office::open(s, Access::kRead));
  GUATU_TRY(share, share_dir(s));
  GUATU_TRY(config, read_notice_config(office->dir(), share));
  const auto& name = s.args.operands.front();
  const auto* channel = config.channel(name);
  if (channel == nullptr) {
    std::vector<std::string> known;
    for (const auto& c : config.channels) known.push_back(c.name);
    return Error("notice.no_channel", "CHANNEL", {{"got", name}, {"known", join(known, ", ")}});
  }
  const PersonId person{s.args.text("--to")};
  GUATU_TRY(view, view_of(s, *office));
  if (view.world->people().person(person) == nullptr)
    return Error("people.unknown_person", "--to", {{"got", person.value}});
  const auto address = channel->address(person);
  if (!address) return Error("notice.no_address", "--to", {{"channel", name}, {"person", person.value}});
  notices::Digest d;
  d.id = new_id();
  d.channel = name;
  d.person = person;
  d.made_at = SystemClock().now();
  const auto subject = s.say({"挂图：试发", "Guatu: a test"});
  d.body = fmt::format("{}\n{}\n{}\n", view.world->people().name(person), subject, config.link);
  if (!s.dry_run) {
    GUATU_TRY_VOID(use(office->dir(), *channel, d.made_at));
    if (auto e = sent(*channel, d, *address, subject)) return std::move(*e);
  }
  if (s.json)
    print_json(s.io.out, json::object{{"id", d.id}, {"channel", name}, {"dry_run", s.dry_run}});
  else
    s.io.out << fmt::format(
        fmt::runtime(
            s.dry_run ? s.say({"{} 通道可用（试算，未发送）。\n",
                               "the channel {} is set up (dry run, nothing was sent).\n"})
                      : s.say({"{} 通道收下了编号 {} 的消息。\n", "the channel {} took the message {}.\n"})),
        name, d.id);
  return {};
}

}  // namespace

std::vector<CommandSpec> notice_commands() {
  return {{"notice",
           "test",
           {"经 notices.yaml 的一个通道给一个人试发一条消息",
            "send one message to one person over a channel of notices.yaml, to see that it arrives"},
           "CHANNEL",
           1,
           1,
           {{"--to", "PERSON", {"收消息的人", "who gets it"}, true}},
           {{"notice test duty --to li --data data/office", {"", ""}}},
           &test}};
}

}  // namespace guatu::app
