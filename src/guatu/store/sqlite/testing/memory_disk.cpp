// The file layer itself: SQLite's two tables of functions over a map of files, with the locks of one process.
// What it promises stands in memory_disk.h.
#include "guatu/store/sqlite/testing/memory_disk.h"

#include <sqlite3.h>

#include <array>
#include <atomic>
#include <cstring>
#include <mutex>
#include <optional>
#include <utility>

namespace guatu::store::sqlite {

namespace {

/// The memory that the connections to one database share, and its locks.
struct Shared {
  std::vector<std::unique_ptr<std::vector<char>>> regions;
  std::array<int, SQLITE_SHM_NLOCK> readers{};
  std::array<const void*, SQLITE_SHM_NLOCK> owner{};
  int users = 0;
};

struct Node {
  FileImage data;
  int shared = 0;                  ///< handles with SHARED or more
  const void* reserved = nullptr;  ///< who holds RESERVED or more
  const void* pending = nullptr;   ///< who holds PENDING or EXCLUSIVE
  Shared shm;
};

}  // namespace

struct MemoryDisk::State {
  std::string name;
  sqlite3_vfs vfs{};
  mutable std::mutex mutex;
  std::map<std::string, std::shared_ptr<Node>> files;
  std::deque<DiskOp> ops;
  std::function<DiskFault(DiskAct, std::string_view)> fault;

  DiskFault ask(DiskAct act, std::string_view file) const {
    return fault ? fault(act, file) : DiskFault::kNone;
  }
};

namespace {

using State = MemoryDisk::State;
using Lock = std::lock_guard<std::mutex>;

/// What SQLite gives room for; `base` first.
struct Handle {
  sqlite3_file base;
  State* disk;
  std::shared_ptr<Node>* node;
  std::string* name;
  int level;
  bool has_shm;
  bool is_gone_on_close;
  std::uint16_t shared_mask, own_mask;
};

Handle& of(sqlite3_file* f) {
  return *reinterpret_cast<Handle*>(f);
}

int unlock(sqlite3_file* f, int level) {
  auto& h = of(f);
  const Lock lock(h.disk->mutex);
  auto& n = **h.node;
  if (h.level <= level) return SQLITE_OK;
  if (n.reserved == f) n.reserved = nullptr;
  if (n.pending == f) n.pending = nullptr;
  if (level == SQLITE_LOCK_NONE) --n.shared;
  h.level = level;
  return SQLITE_OK;
}

int lock_file(sqlite3_file* f, int level) {
  auto& h = of(f);
  const Lock lock(h.disk->mutex);
  auto& n = **h.node;
  if (h.level >= level) return SQLITE_OK;
  if (n.pending != nullptr && n.pending != f) return SQLITE_BUSY;
  if (level == SQLITE_LOCK_SHARED) {
    ++n.shared;
    h.level = level;
    return SQLITE_OK;
  }
  if (n.reserved != nullptr && n.reserved != f) return SQLITE_BUSY;
  n.reserved = f;
  h.level = SQLITE_LOCK_RESERVED;
  if (level == SQLITE_LOCK_RESERVED) return SQLITE_OK;
  n.pending = f;
  h.level = SQLITE_LOCK_PENDING;
  if (n.shared > 1) return SQLITE_BUSY;
  h.level = SQLITE_LOCK_EXCLUSIVE;
  return SQLITE_OK;
}

int check_reserved(sqlite3_file* f, int* out) {
  const Lock lock(of(f).disk->mutex);
  *out = (*of(f).node)->reserved != nullptr ? 1 : 0;
  return SQLITE_OK;
}

int shm_unmap(sqlite3_file* f, int is_deleted) {
  auto& h = of(f);
  const Lock lock(h.disk->mutex);
  auto& shm = (*h.node)->shm;
  if (!h.has_shm) return SQLITE_OK;
  h.has_shm = false;
  for (unsigned i = 0; i < SQLITE_SHM_NLOCK; ++i) {
    if ((h.shared_mask >> i & 1U) != 0) --shm.readers[i];
    if (shm.owner[i] == f) shm.owner[i] = nullptr;
  }
  h.shared_mask = h.own_mask = 0;
  // As when the last process goes: the next one finds no shared memory and reads the log.
  if (--shm.users == 0) shm = Shared();
  static_cast<void>(is_deleted);
  return SQLITE_OK;
}

int shm_map(sqlite3_file* f, int region, int size, int may_extend, void volatile** out) {
  auto& h = of(f);
  const Lock lock(h.disk->mutex);
  auto& shm = (*h.node)->shm;
  if (!std::exchange(h.has_shm, true)) ++shm.users;
  *out = nullptr;
  const auto n = static_cast<std::size_t>(region);
  if (shm.regions.size() <= n) {
    if (may_extend == 0) return SQLITE_OK;
    while (shm.regions.size() <= n)
      shm.regions.push_back(std::make_unique<std::vector<char>>(static_cast<std::size_t>(size)));
  }
  *out = shm.regions[n]->data();
  return SQLITE_OK;
}

int shm_lock(sqlite3_file* f, int offset, int n, int flags) {
  auto& h = of(f);
  const Lock lock(h.disk->mutex);
  auto& shm = (*h.node)->shm;
  const auto first = static_cast<std::size_t>(offset);
  const auto last = first + static_cast<std::size_t>(n);
  const bool is_shared = (flags & SQLITE_SHM_SHARED) != 0;
  if ((flags & SQLITE_SHM_UNLOCK) == 0)
    for (auto i = first; i < last; ++i) {
      if (shm.owner[i] != nullptr && shm.owner[i] != f) return SQLITE_BUSY;
      const int others = shm.readers[i] - static_cast<int>(h.shared_mask >> i & 1U);
      if (!is_shared && others > 0) return SQLITE_BUSY;
    }
  for (auto i = first; i < last; ++i) {
    const auto bit = static_cast<std::uint16_t>(1U << i);
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
      if ((h.shared_mask & bit) != 0) --shm.readers[i];
      if (shm.owner[i] == f) shm.owner[i] = nullptr;
      h.shared_mask = static_cast<std::uint16_t>(h.shared_mask & ~bit);
    } else if (!is_shared) {
      shm.owner[i] = f;
    } else if ((h.shared_mask & bit) == 0) {
      ++shm.readers[i];
      h.shared_mask = static_cast<std::uint16_t>(h.shared_mask | bit);
    }
  }
  return SQLITE_OK;
}

void shm_barrier(sqlite3_file* f) {
  const Lock lock(of(f).disk->mutex);
}

int read_file(sqlite3_file* f, void* out, int n, sqlite3_int64 offset) {
  auto& h = of(f);
  const Lock lock(h.disk->mutex);
  const auto size = static_cast<std::size_t>(n);
  switch (h.disk->ask(DiskAct::kRead, *h.name)) {
    case DiskFault::kIo:
    case DiskFault::kFull:
      return SQLITE_IOERR_READ;
    case DiskFault::kShortRead:
      std::memset(out, 0, size);
      return SQLITE_IOERR_SHORT_READ;
    case DiskFault::kNone:
      break;
  }
  return (*h.node)->data.read(offset, out, size) < size ? SQLITE_IOERR_SHORT_READ : SQLITE_OK;
}

int write_file(sqlite3_file* f, const void* from, int n, sqlite3_int64 offset) {
  auto& h = of(f);
  const Lock lock(h.disk->mutex);
  std::string_view bytes(static_cast<const char*>(from), static_cast<std::size_t>(n));
  const auto fault = h.disk->ask(DiskAct::kWrite, *h.name);
  if (fault == DiskFault::kFull) bytes = bytes.substr(0, bytes.size() / 2);
  if (fault == DiskFault::kNone || fault == DiskFault::kFull) {
    (*h.node)->data.write(offset, bytes);
    h.disk->ops.push_back({DiskAct::kWrite, true, *h.name, offset, std::string(bytes)});
  }
  if (fault == DiskFault::kNone) return SQLITE_OK;
  return fault == DiskFault::kFull ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

int truncate_file(sqlite3_file* f, sqlite3_int64 size) {
  auto& h = of(f);
  const Lock lock(h.disk->mutex);
  if (h.disk->ask(DiskAct::kTruncate, *h.name) != DiskFault::kNone) return SQLITE_IOERR_TRUNCATE;
  (*h.node)->data.truncate(size);
  h.disk->ops.push_back({DiskAct::kTruncate, true, *h.name, size, {}});
  return SQLITE_OK;
}

int sync_file(sqlite3_file* f, int) {
  auto& h = of(f);
  const Lock lock(h.disk->mutex);
  const bool is_done = h.disk->ask(DiskAct::kSync, *h.name) == DiskFault::kNone;
  h.disk->ops.push_back({DiskAct::kSync, is_done, *h.name, 0, {}});
  return is_done ? SQLITE_OK : SQLITE_IOERR_FSYNC;
}

int size_of(sqlite3_file* f, sqlite3_int64* out) {
  const Lock lock(of(f).disk->mutex);
  *out = (*of(f).node)->data.size();
  return SQLITE_OK;
}

int close_file(sqlite3_file* f) {
  shm_unmap(f, 0);
  unlock(f, SQLITE_LOCK_NONE);
  auto& h = of(f);
  const Lock lock(h.disk->mutex);
  if (h.is_gone_on_close) h.disk->files.erase(*h.name);
  delete h.node;
  delete h.name;
  return SQLITE_OK;
}

int control(sqlite3_file*, int, void*) {
  return SQLITE_NOTFOUND;
}
int sector_size(sqlite3_file*) {
  return 4096;
}
// As SQLite's own layer says of every disk: bytes beside a torn write stay what they were.
int characteristics(sqlite3_file*) {
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

const sqlite3_io_methods kMethods{2,           close_file,  read_file,       write_file, truncate_file,
                                  sync_file,   size_of,     lock_file,       unlock,     check_reserved,
                                  control,     sector_size, characteristics, shm_map,    shm_lock,
                                  shm_barrier, shm_unmap,   nullptr,         nullptr};

State& disk_of(sqlite3_vfs* v) {
  return *static_cast<State*>(v->pAppData);
}

int open_file(sqlite3_vfs* v, const char* name, sqlite3_file* f, int flags, int* out_flags) {
  auto& disk = disk_of(v);
  f->pMethods = nullptr;
  static std::atomic<int> nameless{0};
  const std::string path = name != nullptr ? name : "temporary-" + std::to_string(++nameless);
  const Lock lock(disk.mutex);
  if (disk.ask(DiskAct::kOpen, path) != DiskFault::kNone) return SQLITE_CANTOPEN;
  auto it = disk.files.find(path);
  if (it == disk.files.end()) {
    if ((flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
    it = disk.files.emplace(path, std::make_shared<Node>()).first;
    disk.ops.push_back({DiskAct::kOpen, true, path, 0, {}});
  }
  auto& h = of(f);
  std::memset(static_cast<void*>(&h), 0, sizeof(h));
  h.disk = &disk;
  h.node = new std::shared_ptr<Node>(it->second);
  h.name = new std::string(path);
  h.is_gone_on_close = name == nullptr || (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
  h.base.pMethods = &kMethods;
  if (out_flags != nullptr) *out_flags = flags;
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs* v, const char* name, int) {
  auto& disk = disk_of(v);
  const Lock lock(disk.mutex);
  if (disk.ask(DiskAct::kDelete, name) != DiskFault::kNone) return SQLITE_IOERR_DELETE;
  if (disk.files.erase(name) == 0) return SQLITE_IOERR_DELETE_NOENT;
  disk.ops.push_back({DiskAct::kDelete, true, name, 0, {}});
  return SQLITE_OK;
}

int access_file(sqlite3_vfs* v, const char* name, int flags, int* out) {
  auto& disk = disk_of(v);
  const Lock lock(disk.mutex);
  const auto it = disk.files.find(name);
  // As the system's layer: an empty file is no journal.
  *out = it != disk.files.end() && (flags != SQLITE_ACCESS_EXISTS || it->second->data.size() > 0) ? 1 : 0;
  return SQLITE_OK;
}

int full_path(sqlite3_vfs*, const char* name, int n, char* out) {
  sqlite3_snprintf(n, out, "%s", name);
  return SQLITE_OK;
}

int last_error(sqlite3_vfs*, int, char*) {
  return 0;
}

// Time, sleep and chance are the system's.
sqlite3_vfs& system_vfs() {
  return *sqlite3_vfs_find(nullptr);
}
int randomness(sqlite3_vfs*, int n, char* out) {
  return system_vfs().xRandomness(&system_vfs(), n, out);
}
int sleep_us(sqlite3_vfs*, int us) {
  return system_vfs().xSleep(&system_vfs(), us);
}
int time_now(sqlite3_vfs*, double* out) {
  return system_vfs().xCurrentTime(&system_vfs(), out);
}

}  // namespace

const char* text_of(DiskAct a) {
  static constexpr std::array<const char*, 6> kTexts{"open", "read", "write", "truncate", "sync", "delete"};
  return kTexts[static_cast<std::size_t>(a)];
}

MemoryDisk::MemoryDisk(DiskImage start) : state_(std::make_unique<State>()) {
  static std::atomic<int> count{0};
  auto& s = *state_;
  s.name = "guatu-memory-" + std::to_string(++count);
  for (auto& [name, file] : start) {
    auto node = std::make_shared<Node>();
    node->data = std::move(file);
    s.files.emplace(name, std::move(node));
  }
  s.vfs.iVersion = 1;
  s.vfs.szOsFile = sizeof(Handle);
  s.vfs.mxPathname = 512;
  s.vfs.zName = s.name.c_str();
  s.vfs.pAppData = &s;
  s.vfs.xOpen = open_file;
  s.vfs.xDelete = delete_file;
  s.vfs.xAccess = access_file;
  s.vfs.xFullPathname = full_path;
  s.vfs.xRandomness = randomness;
  s.vfs.xSleep = sleep_us;
  s.vfs.xCurrentTime = time_now;
  s.vfs.xGetLastError = last_error;
  sqlite3_vfs_register(&s.vfs, 0);
}

MemoryDisk::~MemoryDisk() {
  sqlite3_vfs_unregister(&state_->vfs);
}

const std::string& MemoryDisk::vfs() const {
  return state_->name;
}

void MemoryDisk::fail_when(std::function<DiskFault(DiskAct, std::string_view)> f) {
  const Lock lock(state_->mutex);
  state_->fault = std::move(f);
}

std::size_t MemoryDisk::op_count() const {
  const Lock lock(state_->mutex);
  return state_->ops.size();
}

const std::deque<DiskOp>& MemoryDisk::ops() const {
  return state_->ops;
}

DiskImage MemoryDisk::image() const {
  const Lock lock(state_->mutex);
  DiskImage out;
  for (const auto& [name, node] : state_->files) out.emplace(name, node->data);
  return out;
}

}  // namespace guatu::store::sqlite
