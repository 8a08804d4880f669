#include "guatu/kernel/migration/plan.h"

#include <fmt/format.h>

#include <set>
#include <utility>

#include "guatu/base/limits.h"
#include "guatu/kernel/ledger/apply.h"

namespace guatu::kernel {

namespace {

Problems one(Error e) {
  return Problems{std::move(e)};
}

/// Open matters of the playbook in the unit and below, by opening.
Result<std::vector<Matter>> running(Reader& reader, const std::string& playbook,
                                    const std::string& unit_path) {
  std::vector<Matter> out;
  MatterQuery q;
  q.playbook = playbook;
  q.unit_path = unit_path;
  q.which = MatterQuery::Which::kOpen;
  q.sort = MatterQuery::Sort::kOpened;
  q.limit = limits::kMaxPageRows;
  do {
    GUATU_TRY(page, reader.list(q));
    for (const auto& row : page.items)
      if (auto m = reader.matter(row.id)) out.push_back(std::move(*m));
    q.cursor = page.next_cursor;
  } while (!q.cursor.empty());
  return out;
}

Checked<void> check_order(const MigrationOrder& order, const World& world, const PersonId& by) {
  if (!order.map.playbook.empty() && order.map.playbook != order.playbook)
    return one(Error("migration.other_map", "playbook",
                     {{"got", order.map.playbook}, {"instead", order.playbook}}, {order.map.file, 1, 1}));
  if (order.map.to_version != 0 && order.map.to_version != order.version)
    return one(
        Error("migration.other_map", "to",
              {{"got", std::to_string(order.map.to_version)}, {"instead", std::to_string(order.version)}},
              {order.map.file, 1, 1}));
  if (by != kSystem && !world.people().is_active(by))
    return one(Error(world.people().person(by) == nullptr ? "people.unknown_person" : "people.not_active",
                     "by", {{"got", by.value}}));
  if (order.unit && world.people().unit(order.unit) == nullptr)
    return one(Error("people.unknown_unit", "unit", {{"got", order.unit.value}}));
  return {};
}

}  // namespace

std::string migration_command(const Matter& m, int version) {
  return fmt::format("migrate:{}:{}:{}", m.playbook, version, m.id.value);
}

Checked<MigrationPlan> plan_migration(Reader& reader, const World& world, const Playbook& to,
                                      const MigrationOrder& order, const PersonId& by,
                                      const Context& context) {
  if (auto r = check_order(order, world, by); !r) return std::move(r).error();
  auto matters = running(reader, order.playbook, world.people().path(order.unit));
  if (!matters) return one(matters.error());
  MigrationPlan plan;
  std::erase_if(*matters, [&](const Matter& m) {
    if (m.version != to.version) return false;
    ++plan.report.already;
    return true;
  });
  if (matters->empty()) return plan;
  std::set<int> versions;
  for (const auto& m : *matters) versions.insert(m.version);
  std::vector<const Playbook*> from;
  for (const int v : versions) from.push_back(world.playbook(order.playbook, v));
  auto whole = complete_map(order.map, from, to);
  if (!whole) return std::move(whole).error();
  plan.map = std::move(*whole);
  Problems problems;
  std::vector<ProofStart> starts;
  for (auto& m : *matters) {
    auto events = decide_migration(m, *world.playbook(m.playbook, m.version), plan.map, by,
                                   migration_command(m, order.version), context);
    if (!events) {
      auto e = events.error();
      e.args.emplace_back("number", m.number);
      if (problems.size() < limits::kMaxProblems) problems.push_back(std::move(e));
      continue;
    }
    Matter after = m;
    for (const auto& e : *events) GUATU_ASSERT(apply(after, e).has_value());
    starts.push_back(proof_start(after));
    plan.report.items.push_back({std::move(m), std::move(*events)});
  }
  if (!problems.empty()) return problems;
  plan.report.proof = prove_from(to, world.calendar(), starts);
  return plan;
}

}  // namespace guatu::kernel
