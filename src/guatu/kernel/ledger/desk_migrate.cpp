// Migration of running matters: read, decided and proved as a whole first, then written in transactions of at
// most limits::kMaxMigratedAtOnce matters. Breaking off loses nothing: what is migrated already is passed
// over.
#include <algorithm>

#include "guatu/base/limits.h"
#include "guatu/kernel/ledger/desk.h"
#include "guatu/kernel/ledger/personal.h"
#include "guatu/kernel/migration/plan.h"

namespace guatu::kernel {

namespace {

Problems one(Error e) {
  return Problems{std::move(e)};
}

/// The version to go to. @errors playbook.unknown, migration.no_version
Checked<const Playbook*> published(const MigrationOrder& order, const World& world) {
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
  return to;
}

}  // namespace

Checked<MigrationReport> Desk::migrate(const MigrationOrder& order, const PersonId& by, bool dry_run) {
  MigrationPlan plan;
  {  // Everything is decided once on what stands now, so that nothing is begun that cannot be ended.
    Alone alone(*this);
    auto reader = store_.read();
    if (!reader) return one(reader.error());
    if (auto r = refresh(**reader); !r) return one(r.error());
    auto to = published(order, world_);
    if (!to) return std::move(to).error();
    auto planned = plan_migration(**reader, world_, **to, order, by, context(**reader, *to));
    if (!planned) return std::move(planned).error();
    plan = std::move(*planned);
    alone.keep();
  }
  auto& report = plan.report;
  if (report.items.empty() || !report.proof.proved() || dry_run) return std::move(report);
  std::vector<MatterId> ids;
  for (const auto& m : report.items) ids.push_back(m.before.id);
  report.items.clear();
  for (std::size_t at = 0; at < ids.size(); at += limits::kMaxMigratedAtOnce) {
    const auto count = std::min(limits::kMaxMigratedAtOnce, ids.size() - at);
    auto done = migrate_some({ids.data() + at, count}, order, plan.map, by, report);
    if (!done) return one(std::move(done).error());
  }
  return std::move(report);
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
                                   migration_command(*m, order.version), context(*writer, to));
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
