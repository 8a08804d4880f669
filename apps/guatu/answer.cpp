#include "guatu/answer.h"

#include <fmt/format.h>

#include <map>

#include "guatu/brief.h"
#include "guatu/kernel/ledger/apply.h"
#include "guatu/matter_text.h"

namespace guatu::app {

namespace {

/// The matters of the answer as they stand afterwards; with --dry-run, as they would.
std::map<MatterId, kernel::Matter> matters_after(kernel::Reader& reader, const kernel::Answer& a,
                                                 bool dry_run) {
  std::map<MatterId, kernel::Matter> out;
  if (a.matter)
    if (auto m = reader.matter(a.matter)) out.emplace(a.matter, std::move(*m));
  for (const auto& e : a.events) {
    if (!e.matter) continue;
    if (!out.contains(e.matter)) {
      auto m = reader.matter(e.matter);
      out.emplace(e.matter, m ? std::move(*m) : kernel::Matter{});
    }
    if (dry_run) static_cast<void>(kernel::apply(out[e.matter], e));  // What was decided fits.
  }
  return out;
}

const kernel::Playbook* playbook_for(const kernel::World& world,
                                     const std::map<MatterId, kernel::Matter>& matters, MatterId id) {
  const auto it = matters.find(id);
  return it == matters.end() ? nullptr : world.playbook(it->second.playbook, it->second.version);
}

json::object answer_json(const Session& s, const kernel::World& world, const kernel::Command& c,
                         const kernel::Answer& a, const std::map<MatterId, kernel::Matter>& matters) {
  json::object o{{"id", c.id}, {"existed", a.existed}, {"dry_run", s.dry_run}};
  o.emplace("matter", id_json(a.matter));
  if (const auto it = matters.find(a.matter); it != matters.end()) {
    const auto& m = it->second;
    o.emplace("number", m.number);
    o.emplace("state", m.state);
    o.emplace("outcome", m.outcome);
    o.emplace("holder", id_json(m.holder));
    o.emplace("due_at", instant_json(m.due_at()));
  }
  o.emplace("first", std::to_string(a.first.value));
  o.emplace("last", std::to_string(a.last.value));
  json::array events;
  for (const auto& e : a.events)
    events.push_back(event_json(e, event_text(e, world, playbook_for(world, matters, e.matter), s.lang)));
  o.emplace("events", std::move(events));
  return o;
}

void answer_lines(const Session& s, const kernel::World& world, const kernel::Answer& a,
                  const std::map<MatterId, kernel::Matter>& matters) {
  auto& out = s.io.out;
  if (s.dry_run) out << s.say({"试算，未写入。\n", "Dry run, nothing was written.\n"});
  if (a.existed)
    out << s.say({"这条命令已办过，没有重复。\n", "This command was done before; it was not done again.\n"});
  if (const auto it = matters.find(a.matter); it != matters.end()) {
    const auto& m = it->second;
    out << m.number << "  " << m.title() << '\n';
    const auto state = state_title(world, m.playbook, m.version, m.state, s.lang);
    if (m.is_open())
      out << fmt::format(fmt::runtime(s.say({"  {}，经办 {}，到期 {}\n", "  {}, held by {}, due {}\n"})),
                         state, world.people().name(m.holder),
                         m.due_at().us == 0 ? "–" : due_text(m.due_at()));
    else
      out << fmt::format("  {} ({})\n", state, outcome_text(m.outcome, s.lang));
  }
  for (const auto& e : a.events) {
    const auto it = matters.find(e.matter);
    const auto other = it != matters.end() && e.matter != a.matter ? it->second.number + " " : std::string();
    out << "  " << other << event_title(e, s.lang);
    const auto text = event_text(e, world, playbook_for(world, matters, e.matter), s.lang);
    out << (text.empty() ? "" : "  ") << text << '\n';
  }
}

}  // namespace

Outcome answer(Session& s, Office& office, kernel::Command command, const std::vector<StagedFile>& staged) {
  if (command.id.empty()) command.id = s.args.text("--id");
  if (command.id.empty()) command.id = new_id();
  if (!staged.empty() && !s.dry_run) {
    GUATU_TRY(tried, office.desk().execute(command, true));
    if (!tried.existed) GUATU_TRY_VOID(keep_files(office.dir(), staged));
  }
  GUATU_TRY(done, office.desk().execute(command, s.dry_run));
  GUATU_TRY(world, office.desk().world());
  GUATU_TRY(reader, office.store().read());
  const auto matters = matters_after(*reader, done, s.dry_run);
  if (s.json)
    print_json(s.io.out, answer_json(s, *world, command, done, matters));
  else
    answer_lines(s, *world, done, matters);
  return {};
}

}  // namespace guatu::app
