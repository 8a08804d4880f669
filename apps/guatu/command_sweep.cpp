// sweep: what fell due happens, and a checkpoint is signed when the last is old. Run it from a timer, or by
// hand.
#include <fmt/format.h>

#include <map>

#include "guatu/evidence.h"
#include "guatu/matter_text.h"

namespace guatu::app {

namespace {

Outcome sweep(Session& s) {
  GUATU_TRY(office, Office::open(s, Access::kWrite));
  GUATU_TRY(swept, office->desk().sweep(s.dry_run, s.args.has("--after-gap")));
  GUATU_TRY(world, office->desk().world());
  GUATU_TRY(reader, office->store().read());
  json::array items;
  std::map<MatterId, kernel::Matter> matters;
  if (!s.json)
    s.io.out << fmt::format(fmt::runtime(s.say({"{} – {}：{} 条事件{}\n", "{} – {}: {} events{}\n"})),
                            minute_text(swept.from), minute_text(swept.to), swept.events.size(),
                            s.dry_run ? s.say({"（试算，未写入）", " (dry run, nothing was written)"}) : "");
  for (const auto& e : swept.events) {
    if (!matters.contains(e.matter))
      if (auto m = reader->matter(e.matter)) matters.emplace(e.matter, std::move(*m));
    const auto it = matters.find(e.matter);
    const auto* p = it == matters.end() ? nullptr : world->playbook(it->second.playbook, it->second.version);
    const auto text = event_text(e, *world, p, s.lang);
    const auto number = it == matters.end() ? std::string() : it->second.number;
    if (s.json) {
      auto o = event_json(e, text);
      o["number"] = number;
      items.push_back(std::move(o));
    } else {
      s.io.out << "  " << number << "  " << event_title(e, s.lang) << "  " << text << '\n';
    }
  }
  // Signing is no part of the sweep: when it fails, what fell due has happened all the same.
  std::optional<Made> checkpoint;
  if (!s.dry_run) {
    auto made = make_due_checkpoint(*office);
    if (made.has_error())
      swept.problems.push_back(std::move(made).error());
    else
      checkpoint = std::move(*made);
  }
  if (checkpoint && !s.json)
    s.io.out << fmt::format(fmt::runtime(s.say({"检查点：{} 条，{}\n", "checkpoint: {} events, {}\n"})),
                            checkpoint->checkpoint.size, checkpoint->file);
  if (s.json)
    print_json(s.io.out, json::object{{"dry_run", s.dry_run},
                                      {"from", instant_json(swept.from)},
                                      {"to", to_text(swept.to)},
                                      {"items", std::move(items)},
                                      {"checkpoint", checkpoint ? json::value(checkpoint->file) : nullptr},
                                      {"problems", swept.problems.size()}});
  // What could be done is done; what could not is said and tried again by the next sweep.
  return swept.problems;
}

}  // namespace

std::vector<CommandSpec> sweep_commands() {
  return {{"sweep",
           "",
           {"让到期的发生：提醒、亮灯、上交，停过几天也不漏",
            "what fell due happens: remind, mark, hand up; nothing is lost by being down"},
           "",
           0,
           0,
           {{"--after-gap",
             "",
             {"距上次超过 40 天也继续（先核对机器时钟）",
              "go on although more than 40 days passed (check the machine's clock first)"}}},
           {{"sweep --dry-run", {"", ""}}},
           &sweep}};
}

}  // namespace guatu::app
