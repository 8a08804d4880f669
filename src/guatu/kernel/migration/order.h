// What is asked of a migration, and what it did: the two sides of Desk::migrate.
#pragma once

#include <string>
#include <vector>

#include "guatu/kernel/ledger/event.h"
#include "guatu/kernel/migration/migration.h"

namespace guatu::kernel {

struct MigrationOrder {
  std::string playbook;
  int version = 0;   ///< to which; published
  MigrationMap map;  ///< as written; empty: identical ids
  UnitId unit;       ///< only matters that lie in it or below; empty: all
};

struct MigratedMatter {
  Matter before;
  std::vector<Event> events;  ///< matter.migrated first
};

struct MigrationReport {
  Proof proof;  ///< of the new version from where the matters stand
  std::vector<MigratedMatter> items;
  std::size_t already = 0;  ///< open matters that are in that version and were passed over
};

}  // namespace guatu::kernel
