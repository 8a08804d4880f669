// Migration of running matters: read, decided and proved as a whole first, then written in transactions of at
// most limits::kMaxMigratedAtOnce matters. Breaking off loses nothing: what is migrated already is passed
// over.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "guatu/base/limits.h"
#include "guatu/kernel/ledger/apply.h"
#include "guatu/kernel/ledger/desk.h"
#include "guatu/kernel/ledger/personal.h"
#include "guatu/kernel/migration/order.h"

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
  const auto* to = world.playbook(order.playbook, order.version);
  if (to == nullptr) {
    std::vector<std::string> ids, versions;
    for (const auto* p : world.playbooks()) ids.push_back(p->id);
    const auto known = world.versions(order.playbook);
    if (known.empty())
      return one(Error("playbook.unknown", "playbook",
                       {{"got", order.playbook}, {"hint", nearest(order.playbook, ids)}}));
    for (const int v : known) versions.push_back(std::to_string(v));
    return one(Error("migration.no_version", "--to",
                     {{"version", std::to_string(order.version)}, {"choices", join(versions, ", ")}}));
  }
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

std::string id_of_command(const Matter& m, int version) {
  return fmt::format("migrate:{}:{}:{}", m.playbook, version, m.id.value);
}

}  // namespace

Checked<MigrationReport> Desk::migrate(const MigrationOrder& order, const PersonId& by, bool dry_run) {
  MigrationReport report;
  MigrationMap map;
  std::vector<MatterId> ids;
  {  // Everything is decided once on what stands now, so that nothing is begun that cannot be ended.
    Alone alone(*this);
    auto reader = store_.read();
    if (!reader) return one(reader.error());
    if (auto r = refresh(**reader); !r) return one(r.error());
    if (auto r = check_order(order, world_, by); !r) return std::move(r).error();
    const auto* to = world_.playbook(order.playbook, order.version);
    auto matters = running(**reader, order.playbook, world_.people().path(order.unit));
    if (!matters) return one(matters.error());
    std::erase_if(*matters, [&](const Matter& m) {
      if (m.version != to->version) return false;
      ++report.already;
      return true;
    });
    if (matters->empty()) return report;
    std::set<int> versions;
    for (const auto& m : *matters) versions.insert(m.version);
    std::vector<const Playbook*> from;
    for (const int v : versions) from.push_back(world_.playbook(order.playbook, v));
    auto whole = complete_map(order.map, from, *to);
    if (!whole) return std::move(whole).error();
    map = std::move(*whole);
    Problems problems;
    std::vector<ProofStart> starts;
    const auto x = context(**reader, to);
    for (auto& m : *matters) {
      auto events = decide_migration(m, *world_.playbook(m.playbook, m.version), map, by,
                                     id_of_command(m, order.version), x);
      if (!events) {
        auto e = events.error();
        e.args.emplace_back("number", m.number);
        if (problems.size() < limits::kMaxProblems) problems.push_back(std::move(e));
        continue;
      }
      Matter after = m;
      for (const auto& e : *events) GUATU_ASSERT(apply(after, e).has_value());
      starts.push_back(proof_start(after));
      ids.push_back(m.id);
      report.items.push_back({std::move(m), std::move(*events)});
    }
    if (!problems.empty()) return problems;
    report.proof = prove_from(*to, world_.calendar(), starts);
    alone.keep();
  }
  if (!report.proof.proved() || dry_run) return report;
  report.items.clear();
  for (std::size_t at = 0; at < ids.size(); at += limits::kMaxMigratedAtOnce) {
    const auto count = std::min(limits::kMaxMigratedAtOnce, ids.size() - at);
    auto done = migrate_some({ids.data() + at, count}, order, map, by, report);
    if (!done) return one(std::move(done).error());
  }
  return report;
}

Result<void> Desk::migrate_some(std::span<const MatterId> ids, const MigrationOrder& order,
                                const MigrationMap& map, const PersonId& by, MigrationReport& report) {
  Alone alone(*this);
  GUATU_TRY(writer, begin());
  std::vector<MigratedMatter> done;
  for (const auto id : ids) {
    auto m = writer->matter(id);
    // It may have moved since it was looked at: it is decided on as it stands now.
    if (!m || !m->is_open() || m->version == order.version) continue;
    const auto* to = world_.playbook(order.playbook, order.version);
    auto events = decide_migration(*m, *world_.playbook(m->playbook, m->version), map, by,
                                   id_of_command(*m, order.version), context(*writer, to));
    if (!events) {
      auto e = events.error();
      e.args.emplace_back("number", m->number);
      return e;
    }
    // A value that comes into a personal field is sealed like one that a person enters.
    GUATU_TRY_VOID(seal_step(*events, *to, *m, world_.ledger_id(), person_keys_));
    GUATU_TRY_VOID(append(*writer, *events));
    done.push_back({std::move(*m), std::move(*events)});
  }
  GUATU_TRY_VOID(commit(*writer));
  alone.keep();
  std::move(done.begin(), done.end(), std::back_inserter(report.items));
  return {};
}

}  // namespace guatu::kernel
