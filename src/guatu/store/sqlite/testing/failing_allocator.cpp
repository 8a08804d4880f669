#include "guatu/store/sqlite/testing/failing_allocator.h"

#include <sqlite3.h>

#include <atomic>

namespace guatu::store::sqlite {

namespace {

sqlite3_mem_methods g_system{};
std::atomic<std::int64_t> g_count{0};
std::atomic<std::int64_t> g_at{0};
std::atomic<bool> g_is_lasting{false};

bool fails() {
  const auto n = ++g_count;
  const auto at = g_at.load();
  return at > 0 && (n == at || (g_is_lasting && n > at));
}

void* allocate(int n) {
  return fails() ? nullptr : g_system.xMalloc(n);
}
void* reallocate(void* p, int n) {
  return fails() ? nullptr : g_system.xRealloc(p, n);
}

}  // namespace

bool install_failing_allocator() {
  if (sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) != SQLITE_OK) return false;
  if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &g_system) != SQLITE_OK) return false;
  auto ours = g_system;
  ours.xMalloc = allocate;
  ours.xRealloc = reallocate;
  return sqlite3_config(SQLITE_CONFIG_MALLOC, &ours) == SQLITE_OK;
}

void fail_allocation(std::int64_t at, bool is_lasting) {
  g_is_lasting = is_lasting;
  g_count = 0;
  g_at = at;
}

std::int64_t allocations() {
  return g_count;
}

}  // namespace guatu::store::sqlite
