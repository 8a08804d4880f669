// playbook migrate: running matters go on under another version; the dry run shows every one of them.
#include <fmt/format.h>

#include "guatu/base/limits.h"
#include "guatu/brief.h"
#include "guatu/kernel/ledger/fields.h"
#include "guatu/kernel/messages/messages.h"
#include "guatu/kernel/migration/order.h"
#include "guatu/kernel/views/rules_view.h"
#include "guatu/matter_text.h"

namespace guatu::app {

namespace {

using kernel::MatterMigrated;
using kernel::MigratedMatter;

class Teller {
 public:
  Teller(const Session& s, const kernel::World& world) : s_(s), world_(world) {}

  void print(const MigratedMatter& m) {
    const auto& e = std::get<MatterMigrated>(m.events.front().data);
    const auto* to = world_.playbook(m.before.playbook, e.to_version);
    const auto title = [&](int version, const std::string& state) {
      return state_title(world_, m.before.playbook, version, state, s_.lang);
    };
    s_.io.out << paint(s_.io, m.before.number, kBold) << "  " << m.before.title() << '\n';
    pair({"状态", "state"}, title(e.from_version, m.before.state) + " → " + title(e.to_version, e.state));
    const auto& people = world_.people();
    pair({"责任人", "holder"}, m.before.holder == e.holder
                                   ? people.name(e.holder)
                                   : people.name(m.before.holder) + " → " + people.name(e.holder));
    for (const auto& [key, value] : e.fields) {
      const std::string id(key);
      const auto* f = to->field(id);
      const auto dropped = e.dropped.find(id);
      const auto now =
          value.is_null() || f == nullptr ? std::string("–") : value_text(*f, value, people, s_.lang);
      pair({"字段", "field"},
           id + ": " + now + (dropped == e.dropped.end() ? "" : " (" + dropped->second + ")"));
    }
    for (const auto& c : e.clocks) clock(m.before.clock(c.clock), c, to);
    for (const auto& event : m.events)
      if (const auto* started = std::get_if<kernel::ClockStarted>(&event.data); started != nullptr)
        pair({"时钟", "clock"}, clock_title(to, started->clock, s_.lang) +
                                    s_.say({" 新起算，到期 ", " begins, due "}) + due_text(started->due_at));
    for (const auto& id : e.lapsed) pair({"延期申请", "request"}, id + s_.say({" 失效", " lapses"}));
  }

 private:
  void clock(const kernel::MatterClock* before, const kernel::MigratedClock& c, const kernel::Playbook* to) {
    if (c.to.empty()) return pair({"时钟", "clock"}, c.clock + s_.say({" 结束", " ends"}));
    auto text = clock_title(to, c.to, s_.lang) + s_.say({" 到期 ", " due "}) + due_text(before->due_at);
    if (before->due_at != c.due_at) text += " → " + due_text(c.due_at);
    if (const int n = kernel::passed_over(c, before); n > 0)
      text += fmt::format(
          fmt::runtime(s_.say({"；已过的 {} 级不再补发", "; {} rungs in the past are passed over"})), n);
    pair({"时钟", "clock"}, text);
  }
  void pair(const Titles& label, const std::string& text) {
    print_pair(s_.io, "  " + s_.say(label), text, 12);
  }

  const Session& s_;
  const kernel::World& world_;
};

Outcome broken(Session& s, const kernel::MigrationReport& r, const kernel::Playbook& to) {
  if (s.json) {
    Problems all;
    for (const auto& b : r.proof.breaches) all.push_back(b.error);
    return all;
  }
  for (const auto& b : r.proof.breaches) {
    s.io.err << kernel::report_line(b.error, s.lang) << '\n';
    if (b.path.empty()) continue;
    s.io.err << "    " << s.say({"路径：", "path: "}) << kernel::path_text(b.path, to, s.lang) << '\n';
    for (const auto& m : r.items)
      if (std::get<MatterMigrated>(m.events.front().data).state == b.path.at(1)) {
        s.io.err << "    " << s.say({"例如：", "for example: "}) << m.before.number << '\n';
        break;
      }
  }
  return 3;
}

Outcome migrate(Session& s) {
  GUATU_TRY(version, s.args.integer("--to", 0, 1, 1'000'000));
  kernel::MigrationOrder order;
  order.playbook = s.args.operands.front();
  order.version = static_cast<int>(version);
  order.unit = UnitId{s.args.text("--unit")};
  if (s.args.has("--map")) {
    const auto file = s.args.text("--map");
    GUATU_TRY(text, read_text(s, file, limits::kMaxYamlBytes, "yaml.too_large"));
    GUATU_TRY(map, kernel::read_migration_map(text, file));
    order.map = std::move(map);
  }
  GUATU_TRY(office, Office::open(s, s.dry_run ? Access::kRead : Access::kWrite));
  GUATU_TRY(report, office->desk().migrate(order, PersonId{s.args.text("--by", "system")}, s.dry_run));
  GUATU_TRY(world, office->desk().world());
  const auto* to = world->playbook(order.playbook, order.version);
  if (!report.proof.proved()) return broken(s, report, *to);
  if (s.json) {
    json::array items;
    for (const auto& m : report.items) items.push_back(kernel::migrated_json(m, {s.lang}));
    print_json(s.io.out, json::object{{"dry_run", s.dry_run},
                                      {"playbook", order.playbook},
                                      {"to", order.version},
                                      {"already", report.already},
                                      {"proved_from", report.proof.starts},
                                      {"configurations", report.proof.configurations},
                                      {"items", std::move(items)}});
    return {};
  }
  if (s.dry_run) s.io.out << s.say({"试算，未写入。\n", "Dry run, nothing was written.\n"});
  s.io.out << fmt::format(fmt::runtime(s.say({"{} 件事项迁移到 {} v{}；{} 件早已在该版本\n",
                                              "{} matters migrate to {} v{}; {} are there already\n"})),
                          report.items.size(), order.playbook, order.version, report.already);
  if (!report.items.empty())
    s.io.out << fmt::format(
        fmt::runtime(s.say({"从在办的 {} 种处境出发，四条规则成立（{} 种情形）\n",
                            "the four laws hold from the {} places where they stand ({} configurations)\n"})),
        report.proof.starts, report.proof.configurations);
  Teller teller(s, *world);
  if (s.dry_run)
    for (const auto& m : report.items) teller.print(m);
  return {};
}

}  // namespace

std::vector<CommandSpec> migrate_commands() {
  return {{"playbook",
           "migrate",
           {"把在办事项迁移到另一版本；先用 --dry-run 逐件看",
            "move running matters to another version; look first with --dry-run"},
           "PLAYBOOK",
           1,
           1,
           {{"--to", "VERSION", {"迁到哪个已发布的版本", "to which published version"}, true},
            {"--map",
             "FILE",
             {"对照表：旧名到新名；同名的不用写", "the map from old ids to new ones; equal ids need none"}},
            {"--unit", "ID", {"只迁该单位及其下级的事项", "only matters of this unit and below"}},
            {"--by", "ID", {"谁迁移，默认 system", "who, system unless said"}}},
           {{"playbook migrate hazard --to 2 --map hazard-1-2.yaml --dry-run", {"", ""}},
            {"playbook migrate hazard --to 2 --map hazard-1-2.yaml --by sys_admin", {"", ""}}},
           &migrate}};
}

}  // namespace guatu::app
