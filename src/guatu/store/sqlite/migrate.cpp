#include "guatu/store/sqlite/migrate.h"

#include <algorithm>
#include <map>
#include <string>

#include "guatu/kernel/ports.h"
#include "guatu/store/sqlite/hashes.h"

namespace guatu::store::sqlite {

namespace {

std::map<std::string, std::string> applied_steps(Connection& c) {
  std::map<std::string, std::string> out;
  if (c.integer_of("select count(*) from sqlite_schema where name = 'schema_migrations'") == 0) return out;
  auto s = c.statement(Sql::kAppliedMigrations);
  while (s->step()) out.emplace(s->text(0), s->text(1));
  return out;
}

Error about(const char* key, const std::string& name) {
  return Error(key, "", {{"name", name}});
}

/// The steps that are missing, oldest first.
Result<std::vector<const Migration*>> missing_steps(Connection& c, const std::vector<Migration>& steps) {
  const auto applied = applied_steps(c);
  for (const auto& [name, digest] : applied) {
    const auto it = std::find_if(steps.begin(), steps.end(), [&](const auto& s) { return s.name == name; });
    if (it == steps.end()) return about("store.newer", name);
    if (it->digest != digest) return about("store.migration_changed", name);
  }
  std::vector<const Migration*> out;
  for (const auto& s : steps)
    if (!applied.contains(s.name)) out.push_back(&s);
  return out;
}

}  // namespace

Result<void> migrate(Connection& c, const std::vector<Migration>& steps, bool may_write,
                     std::int64_t application_id) {
  {
    GUATU_TRY(missing, missing_steps(c, steps));
    if (missing.empty()) return {};
    if (!may_write) return about("store.older", missing.front()->name);
  }
  c.run("begin immediate");
  try {
    // Looked at again: another process may have done it while we waited.
    auto missing = missing_steps(c, steps);
    if (missing.has_error()) {
      c.run("rollback");
      return std::move(missing).error();
    }
    c.run(std::string(kCreateMigrations));
    for (const auto* step : *missing) {
      c.run(step->text);
      if (step->name == kAddHashes) fill_hashes(c);
      if (step->name == kDeriveTree) fill_tree(c);
      auto s = c.statement(Sql::kRememberMigration);
      s->bind(1, step->name);
      s->bind(2, step->digest);
      s->run();
    }
    c.run("pragma application_id = " + std::to_string(application_id));
    c.run("pragma user_version = " + std::to_string(steps.size()));
    c.run("commit");
  } catch (...) {
    if (c.in_transaction()) c.run("rollback");
    throw;
  }
  return {};
}

}  // namespace guatu::store::sqlite
