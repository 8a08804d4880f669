#include "guatu/store/sqlite/testing/killing_vfs.h"

#include <signal.h>
#include <sqlite3.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>

namespace guatu::store::sqlite {

namespace {

std::atomic<std::int64_t> g_left{0};
KillMoment g_moment = KillMoment::kBefore;

/// Ours in front, the system's behind it.
struct Handle {
  sqlite3_file base;
  alignas(std::max_align_t) char inner[1];
};

sqlite3_file* inner(sqlite3_file* f) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<Handle*>(f)->inner);
}

[[noreturn]] void end() {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

/// Counts an act; true: this is the one.
bool is_it() {
  return g_left > 0 && --g_left == 0;
}

/// Does the act, or ends before or after it.
template <class F>
int act(F&& do_it) {
  const bool dies = is_it();
  if (dies && g_moment == KillMoment::kBefore) end();
  const int rc = do_it();
  if (dies) end();
  return rc;
}

int close_file(sqlite3_file* f) {
  return inner(f)->pMethods->xClose(inner(f));
}
int read_file(sqlite3_file* f, void* out, int n, sqlite3_int64 at) {
  return inner(f)->pMethods->xRead(inner(f), out, n, at);
}
int write_file(sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
  const bool dies = is_it();
  if (dies && g_moment == KillMoment::kBefore) end();
  const int rc =
      inner(f)->pMethods->xWrite(inner(f), from, dies && g_moment == KillMoment::kHalfWay ? n / 2 : n, at);
  if (dies) end();
  return rc;
}
int truncate_file(sqlite3_file* f, sqlite3_int64 size) {
  return act([&] { return inner(f)->pMethods->xTruncate(inner(f), size); });
}
int sync_file(sqlite3_file* f, int flags) {
  return act([&] { return inner(f)->pMethods->xSync(inner(f), flags); });
}
int size_of(sqlite3_file* f, sqlite3_int64* out) {
  return inner(f)->pMethods->xFileSize(inner(f), out);
}
int lock_file(sqlite3_file* f, int level) {
  return inner(f)->pMethods->xLock(inner(f), level);
}
int unlock_file(sqlite3_file* f, int level) {
  return inner(f)->pMethods->xUnlock(inner(f), level);
}
int check_reserved(sqlite3_file* f, int* out) {
  return inner(f)->pMethods->xCheckReservedLock(inner(f), out);
}
int control(sqlite3_file* f, int op, void* arg) {
  return inner(f)->pMethods->xFileControl(inner(f), op, arg);
}
int sector_size(sqlite3_file* f) {
  return inner(f)->pMethods->xSectorSize(inner(f));
}
int characteristics(sqlite3_file* f) {
  return inner(f)->pMethods->xDeviceCharacteristics(inner(f));
}
int shm_map(sqlite3_file* f, int region, int size, int may_extend, void volatile** out) {
  return inner(f)->pMethods->xShmMap(inner(f), region, size, may_extend, out);
}
int shm_lock(sqlite3_file* f, int offset, int n, int flags) {
  return inner(f)->pMethods->xShmLock(inner(f), offset, n, flags);
}
void shm_barrier(sqlite3_file* f) {
  inner(f)->pMethods->xShmBarrier(inner(f));
}
int shm_unmap(sqlite3_file* f, int is_deleted) {
  return inner(f)->pMethods->xShmUnmap(inner(f), is_deleted);
}
int fetch(sqlite3_file* f, sqlite3_int64 at, int n, void** out) {
  return inner(f)->pMethods->xFetch(inner(f), at, n, out);
}
int unfetch(sqlite3_file* f, sqlite3_int64 at, void* p) {
  return inner(f)->pMethods->xUnfetch(inner(f), at, p);
}

const sqlite3_io_methods kMethods{3,           close_file,  read_file,       write_file,  truncate_file,
                                  sync_file,   size_of,     lock_file,       unlock_file, check_reserved,
                                  control,     sector_size, characteristics, shm_map,     shm_lock,
                                  shm_barrier, shm_unmap,   fetch,           unfetch};

int open_file(sqlite3_vfs* v, const char* name, sqlite3_file* f, int flags, int* out_flags) {
  auto* system = static_cast<sqlite3_vfs*>(v->pAppData);
  f->pMethods = nullptr;
  const int rc = system->xOpen(system, name, inner(f), flags, out_flags);
  if (inner(f)->pMethods != nullptr) f->pMethods = &kMethods;
  return rc;
}

}  // namespace

std::string register_killing_vfs(std::int64_t at, KillMoment moment) {
  g_left = at;
  g_moment = moment;
  static sqlite3_vfs ours;
  auto* system = sqlite3_vfs_find(nullptr);
  // Names, times and deletes go to the system's layer, which keeps nothing in its own table.
  ours = *system;
  ours.zName = "guatu-killing";
  ours.pAppData = system;
  ours.szOsFile = static_cast<int>(offsetof(Handle, inner)) + system->szOsFile;
  ours.pNext = nullptr;
  ours.xOpen = open_file;
  sqlite3_vfs_register(&ours, 0);
  return ours.zName;
}

}  // namespace guatu::store::sqlite
