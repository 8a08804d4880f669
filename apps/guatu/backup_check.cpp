// How a backup is checked and brought back. Making one stands in backup.cpp.
#include <sys/stat.h>

#include <filesystem>
#include <set>

#include "guatu/accounts.h"
#include "guatu/backup.h"
#include "guatu/base/disk.h"
#include "guatu/base/limits.h"
#include "guatu/evidence.h"
#include "guatu/kernel/ledger/projection.h"
#include "guatu/store/copy.h"
#include "guatu/store/open.h"
#include "guatu/store/person_keys.h"
#include "guatu/store/rebuild.h"
#include "guatu/tar.h"
#include "guatu/wiring.h"

namespace guatu::app {

namespace fs = std::filesystem;

namespace {

/// Problems named one by one; beyond it a backup is wrong as a whole.
constexpr std::size_t kMaxNamed = limits::kMaxProblems;

void tell(const BackupTold& told, const char* what, std::int64_t done, std::int64_t total) {
  if (told) told(what, done, total);
}

/// Tables are looked at by making them again; what is opened here is for its events.
store::OpenOptions unchecked() {
  store::OpenOptions out;
  out.is_checked = false;
  return out;
}

bool is_inner(const std::string& name) {
  const fs::path path(name);
  if (name.empty() || path.is_absolute()) return false;
  for (const auto& part : path)
    if (part == ".." || part == ".") return false;
  return true;
}

std::int64_t bytes_of(const Manifest& m) {
  std::int64_t out = 0;
  for (const auto& f : m.files) out += f.bytes;
  return out;
}

/// Every file as the list has it; with `to`, copied there on the way.
/// @param place  where a file of the backup belongs; empty: it is only read
Problems check_listed(const Manifest& m, const fs::path& dir,
                      const std::function<fs::path(const BackupFile&)>& place, const BackupTold& told) {
  Problems out;
  std::int64_t done = 0;
  const auto total = bytes_of(m);
  const auto count = [&](std::int64_t bytes) { tell(told, "files", std::min(total, done += bytes), total); };
  for (const auto& f : m.files) {
    const auto from = dir / f.path;
    std::error_code ec;
    if (out.size() >= kMaxNamed) break;
    if (!fs::exists(from, ec)) {
      out.push_back(Error("backup.file_missing", "", {{"file", f.path}}));
      continue;
    }
    Result<FileDigest> found = FileDigest{};
    const auto to = place ? place(f) : fs::path();
    if (to.empty()) {
      found = digest_file(from.string(), count);
    } else {
      struct stat info {};
      const unsigned mode = ::stat(from.c_str(), &info) == 0 ? info.st_mode & 0777U : 0600U;
      fs::create_directories(to.parent_path(), ec);
      found = copy_file(from.string(), to.string(), mode, count);
    }
    if (found.has_error())
      out.push_back(std::move(found).error());
    else if (*found != FileDigest{f.sha256, f.bytes})
      out.push_back(Error("backup.file_changed", "", {{"file", f.path}}));
  }
  return out;
}

/// All events: readable, in order, as many as the list says; and every file that they refer to is listed.
Result<void> check_events(kernel::Reader& reader, const Manifest& m, const BackupTold& told) {
  const auto last = reader.last_position();
  if (last != m.position)
    return Error("backup.position", "",
                 {{"got", std::to_string(last.value)}, {"expected", std::to_string(m.position.value)}});
  Position before;
  Instant at;
  std::optional<Error> wrong;
  GUATU_TRY_VOID(reader.events({}, last, {}, [&](const kernel::Event& e) {
    if (e.position.value != before.value + 1 || e.at < at)
      wrong = Error("ledger.bad_order", "", {{"position", std::to_string(before.value + 1)}});
    before = e.position;
    at = e.at;
    tell(told, "events", e.position.value, last.value);
    return !wrong;
  }));
  if (wrong) return *wrong;
  if (before != last)
    return Error("backup.position", "",
                 {{"got", std::to_string(before.value)}, {"expected", std::to_string(last.value)}});
  std::set<std::string> listed;
  for (const auto* files : {&m.files, &m.missing})
    for (const auto& f : *files) listed.insert(f.sha256);
  GUATU_TRY(all, attachments_of(reader));
  for (const auto& [sha256, ignored] : all)
    if (!listed.contains(sha256)) return Error("backup.file_missing", "", {{"file", "files/" + sha256}});
  return {};
}

/// Every event under its hash, and the checkpoints of the backup over them.
Checked<void> check_chain(kernel::Reader& reader, const std::string& dir, const BackupTold& told) {
  Problems problems;
  std::vector<kernel::KnownCheckpoint> known;
  if (const auto key = public_key_of(reader, dir); key.has_value())
    known = own_checkpoints(dir, *key, problems);
  const auto v = kernel::verify_ledger(
      reader, std::move(known),
      [&told](std::int64_t done, std::int64_t total) { tell(told, "events", done, total); });
  problems.insert(problems.begin(), v.problems.begin(), v.problems.end());
  if (!problems.empty()) return problems;
  return {};
}

Checked<void> check_ledger(const std::string& dir, const Manifest& m, store::OpenMode mode,
                           const BackupTold& told) {
  if (auto r = store::check_database((fs::path(dir) / "guatu.db").string()); r.has_error())
    return Problems{std::move(r).error()};
  auto store = store::open_store(dir, mode, unchecked());
  if (store.has_error()) return Problems{std::move(store).error()};
  auto reader = (*store)->read();
  if (reader.has_error()) return Problems{std::move(reader).error()};
  // The chain first: it names the event, where reading it would only say that something is wrong.
  if (auto r = check_chain(**reader, dir, told); r.has_error()) return r;
  if (auto r = check_events(**reader, m, told); r.has_error()) return Problems{std::move(r).error()};
  if (auto r = check_accounts(dir); r.has_error()) return Problems{std::move(r).error()};
  return {};
}

/// Tables made again from the events come out as they were.
/// @param is_comparable  false: of an older schema, or not at the end of the events; they are only made again
Result<void> check_tables(const std::string& dir, bool is_comparable, const BackupTold& told) {
  GUATU_TRY(before, store::table_digest(dir, unchecked()));
  GUATU_TRY_VOID(store::rebuild(dir, [&told](kernel::Writer& writer) -> Result<void> {
    GUATU_TRY(world, kernel::project_all(writer, [&told](std::int64_t done, std::int64_t total) {
                tell(told, "tables", done, total);
              }));
    static_cast<void>(world);
    return {};
  }));
  GUATU_TRY(after, store::table_digest(dir));
  std::vector<std::string> differing;
  for (const auto& [table, digest] : after)
    if (!before.contains(table) || before.at(table) != digest) differing.push_back(table);
  if (differing.empty() || !is_comparable) return {};
  return Error("backup.register_differs", "", {{"tables", join(differing, ", ")}});
}

/// Keys that the ledger, or whoever restores, names as erased do not come back.
Result<void> erase_again(const std::string& dir, const std::vector<std::string>& more) {
  auto keys = store::open_person_keys(dir, SealKind::kAes256Gcm, false);
  if (keys.has_error()) {
    if (keys.error().key == "personal.no_keys") return {};
    return std::move(keys).error();
  }
  GUATU_TRY(store, store::open_store(dir, store::OpenMode::kReadOnly, unchecked()));
  GUATU_TRY(reader, store->read());
  GUATU_TRY(world, kernel::load_world(*reader));
  auto names = world.erased_keys();
  names.insert(more.begin(), more.end());
  for (const auto& name : names) {
    GUATU_TRY(was_live, (*keys)->destroy(name));
    static_cast<void>(was_live);
  }
  return {};
}

/// Folders whose names changed, innermost first.
Result<void> sync_tree(const fs::path& dir) {
  std::error_code ec;
  for (const auto& entry : fs::recursive_directory_iterator(dir, ec))
    if (entry.is_directory(ec)) GUATU_TRY_VOID(sync_folder(entry.path().string()));
  return sync_folder(dir.string());
}

Result<std::string> new_scratch(const std::string& parent) {
  const auto dir = (fs::path(parent) / ("guatu-" + new_id())).string();
  std::error_code ec;
  fs::create_directories(dir, ec);
  if (ec) return Error("file.unwritable", "", {{"file", dir}, {"detail", ec.message()}});
  ::chmod(dir.c_str(), 0700);
  return {boost::system::in_place_value, dir};
}

bool is_empty_or_missing(const std::string& dir) {
  std::error_code ec;
  return !fs::exists(dir, ec) || (fs::is_directory(dir, ec) && fs::is_empty(dir, ec));
}

/// Fills `part` and checks it.
Checked<void> fill(const OpenedBackup& backup, const Manifest& m, const std::string& part,
                   const RestoreOptions& options, const BackupTold& told) {
  const auto place = [&](const BackupFile& f) {
    const fs::path path(f.path);
    const auto head = path.begin()->string();
    return fs::path(part) / (head == m.set ? path.lexically_relative(head) : path);
  };
  auto problems = check_listed(m, backup.dir(), place, told);
  if (!problems.empty()) return problems;
  std::error_code ec;
  fs::remove(fs::path(part) / kSetMark, ec);
  fs::create_directories(fs::path(part) / "files", ec);
  const bool is_comparable = store::open_store(part, store::OpenMode::kReadOnly).has_value();
  // Opened for writing: an older schema is brought up to date here, and the log is made.
  if (auto r = check_ledger(part, m, store::OpenMode::kReadWrite, told); r.has_error()) return r;
  Result<void> done;
  if (!options.is_quick) done = check_tables(part, is_comparable, told);
  if (done.has_value()) done = erase_again(part, options.erased);
  // Sessions of the time of the backup may have been ended since.
  if (done.has_value() && store::has_accounts(part)) done = store::end_all_sessions(part);
  if (done.has_value()) done = sync_tree(part);
  if (done.has_error()) return Problems{std::move(done).error()};
  return {};
}

}  // namespace

Result<Manifest> read_manifest(const std::string& dir) {
  const auto file = (fs::path(dir) / "backup.json").string();
  std::error_code ec;
  if (!fs::exists(file, ec)) return Error("backup.no_backup", "", {{"dir", dir}});
  GUATU_TRY(text, read_small_file(file, limits::kMaxManifestBytes));
  const auto bad = [&file](const std::string& detail) {
    return Error("backup.bad_manifest", "", {{"file", file}, {"detail", detail}});
  };
  const auto v = parse_json(text);
  if (v.has_error() || !v->is_object()) return bad("JSON");
  // The format first: a newer list may have members that we do not know.
  const auto* format = v->get_object().if_contains("format");
  if (format == nullptr || !format->is_int64() || format->get_int64() < 1) return bad("/format");
  if (format->get_int64() > kManifestFormat)
    return Error("backup.newer_format", "", {{"got", std::to_string(format->get_int64())}});
  Manifest m;
  if (const auto r = from_json(*v, m); r.has_error()) return bad(r.error().field);
  if (!is_inner(m.set) || m.set.find('/') != std::string::npos || m.ledger.empty()) return bad("/set");
  for (const auto& f : m.files)
    if (!is_inner(f.path) || f.sha256.size() != 64) return bad("/files " + f.path.substr(0, 80));
  return m;
}

OpenedBackup::OpenedBackup(OpenedBackup&& other) noexcept
    : dir_(std::move(other.dir_)), is_ours_(std::exchange(other.is_ours_, false)) {}

OpenedBackup::~OpenedBackup() {
  if (!is_ours_) return;
  std::error_code ec;
  for (const auto& entry : fs::directory_iterator(dir_, ec)) wipe_folder(entry.path().string());
  fs::remove_all(dir_, ec);
}

Result<OpenedBackup> OpenedBackup::open(const std::string& target, const std::string& scratch) {
  std::error_code ec;
  if (!is_tar(target) || fs::is_directory(target, ec)) return OpenedBackup(target, false);
  if (!fs::exists(target, ec)) return Error("backup.no_backup", "", {{"dir", target}});
  GUATU_TRY(dir, new_scratch(scratch));
  OpenedBackup out(dir, true);
  GUATU_TRY_VOID(unpack_tar(target, dir));
  return out;
}

Checked<BackupChecked> verify_backup(const std::string& target, const BackupTold& told) {
  std::error_code ec;
  auto backup = OpenedBackup::open(target, fs::temp_directory_path(ec).string());
  if (backup.has_error()) return Problems{std::move(backup).error()};
  auto m = read_manifest(backup->dir());
  if (m.has_error()) return Problems{std::move(m).error()};
  auto problems = check_listed(*m, backup->dir(), {}, told);
  if (!problems.empty()) return problems;
  const auto set = (fs::path(backup->dir()) / m->set).string();
  if (auto r = check_ledger(set, *m, store::OpenMode::kReadOnly, told); r.has_error())
    return std::move(r).error();
  const auto bytes = bytes_of(*m);
  return BackupChecked{std::move(*m), bytes};
}

Checked<BackupChecked> restore_backup(const std::string& target, const std::string& dir,
                                      const RestoreOptions& options, const BackupTold& told) {
  if (!is_empty_or_missing(dir)) return Problems{Error("backup.not_empty", "--data", {{"dir", dir}})};
  auto parent = fs::absolute(dir).lexically_normal();
  if (parent.filename().empty()) parent = parent.parent_path();
  const auto to = parent.string();
  parent = parent.parent_path();
  std::error_code ec;
  fs::create_directories(parent, ec);
  auto backup = OpenedBackup::open(target, parent.string());
  if (backup.has_error()) return Problems{std::move(backup).error()};
  auto m = read_manifest(backup->dir());
  if (m.has_error()) return Problems{std::move(m).error()};
  auto part = new_scratch(parent.string());
  if (part.has_error()) return Problems{std::move(part).error()};
  auto filled = fill(*backup, *m, *part, options, told);
  if (filled.has_value()) {
    fs::remove(to, ec);  // Only an empty folder goes.
    fs::rename(*part, to, ec);
    if (ec) filled = Problems{Error("file.unwritable", "", {{"file", to}, {"detail", ec.message()}})};
  }
  if (filled.has_error()) {
    wipe_folder(*part);
    return std::move(filled).error();
  }
  if (auto r = sync_folder(parent.string()); r.has_error()) return Problems{std::move(r).error()};
  const auto bytes = bytes_of(*m);
  return BackupChecked{std::move(*m), bytes};
}

}  // namespace guatu::app
