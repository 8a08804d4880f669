// How a backup is made. Checking and restoring stand in backup_check.cpp.
#include "guatu/backup.h"

#include <sys/stat.h>

#include <filesystem>
#include <set>

#include "guatu/base/disk.h"
#include "guatu/base/limits.h"
#include "guatu/kernel/ledger/projection.h"
#include "guatu/store/copy.h"
#include "guatu/store/open.h"
#include "guatu/tar.h"
#include "guatu/wiring.h"

namespace guatu::app {

namespace fs = std::filesystem;

namespace {

void tell(const BackupTold& told, const char* what, std::int64_t done, std::int64_t total) {
  if (told) told(what, done, total);
}

bool is_inside(const fs::path& inner, const fs::path& outer) {
  std::error_code ec;
  const auto a = fs::weakly_canonical(fs::absolute(inner), ec);
  const auto b = fs::weakly_canonical(fs::absolute(outer), ec);
  const auto found = std::mismatch(b.begin(), b.end(), a.begin(), a.end());
  return found.first == b.end() || (found.first != b.end() && found.first->empty());
}

/// The manifest that is there; none in a new or empty folder.
Result<std::optional<Manifest>> look_at_target(const std::string& dir, const std::string& target) {
  if (is_inside(target, dir)) return Error("backup.inside", "", {{"dir", target}});
  std::error_code ec;
  if (!fs::exists(target, ec)) return std::optional<Manifest>();
  if (!fs::is_directory(target, ec)) return Error("backup.not_backup", "", {{"dir", target}});
  if (fs::exists(fs::path(target) / "backup.json", ec)) {
    GUATU_TRY(m, read_manifest(target));
    return std::optional<Manifest>(std::move(m));
  }
  // What a backup left that was broken off is a backup still; anything else is not.
  for (const auto& entry : fs::directory_iterator(target, ec))
    if (entry.path().filename() != "files" && !fs::exists(entry.path() / kSetMark, ec))
      return Error("backup.not_backup", "", {{"dir", target}});
  return std::optional<Manifest>();
}

/// One file of the data folder into the set. Databases may be in use.
Result<void> copy_one(const fs::path& from, const fs::path& to) {
  if (from.extension() == ".db") return store::copy_database(from.string(), to.string());
  struct stat info {};
  const unsigned mode = ::stat(from.c_str(), &info) == 0 ? info.st_mode & 0777U : 0600U;
  GUATU_TRY(copied, copy_file(from.string(), to.string(), mode));
  static_cast<void>(copied);
  return {};
}

bool is_passing(const fs::path& file) {
  const auto name = file.filename().string();
  for (const std::string_view end : {".part", ".new", "-wal", "-shm", "-journal"})
    if (name.size() > end.size() && name.ends_with(end)) return true;
  return false;
}

/// The regular files of a folder, and of those below it.
Result<void> copy_folder(const fs::path& from, const fs::path& to, unsigned mode) {
  std::error_code ec;
  if (!fs::is_directory(from, ec)) return {};
  fs::create_directories(to, ec);
  if (!ec) ::chmod(to.c_str(), mode);
  for (const auto& entry : fs::directory_iterator(from, ec)) {
    const auto name = entry.path().filename();
    if (entry.is_directory(ec)) {
      GUATU_TRY_VOID(copy_folder(entry.path(), to / name, mode));
    } else if (entry.is_regular_file(ec) && !is_passing(entry.path())) {
      GUATU_TRY_VOID(copy_one(entry.path(), to / name));
    }
  }
  if (ec) return Error("file.unreadable", "", {{"file", from.string()}, {"detail", ec.message()}});
  return sync_folder(to.string());
}

/// Who the ledger is, and what it refers to.
struct Contents {
  Position position;
  std::string ledger;
  std::string name;
  Attachments attachments;
};

Result<Contents> contents_of(const std::string& dir, const BackupTold& told) {
  store::OpenOptions options;
  options.is_checked = false;
  GUATU_TRY(store, store::open_store(dir, store::OpenMode::kReadOnly, options));
  GUATU_TRY(reader, store->read());
  GUATU_TRY(world, kernel::load_world(*reader));
  Contents out{reader->last_position(), world.ledger_id(), world.name(), {}};
  GUATU_TRY(found, attachments_of(*reader, out.position, [&told](std::int64_t done, std::int64_t total) {
              tell(told, "events", done, total);
            }));
  out.attachments = std::move(found);
  return out;
}

/// Attachments into `target`/files: those that are there and right stay.
Result<void> copy_attachments(const std::string& dir, const fs::path& target, const Attachments& all,
                              BackupMade& made, const BackupTold& told) {
  std::error_code ec;
  fs::create_directories(target / "files", ec);
  if (ec) return Error("file.unwritable", "", {{"file", target.string()}, {"detail", ec.message()}});
  std::int64_t done = 0;
  for (const auto& [sha256, a] : all) {
    tell(told, "files", done++, static_cast<std::int64_t>(all.size()));
    const FileDigest wanted{a.sha256, a.bytes};
    const auto to = (target / "files" / sha256).string();
    const auto from = (fs::path(dir) / "files" / sha256).string();
    const BackupFile row{"files/" + sha256, a.bytes, sha256};
    if (fs::exists(to, ec)) {
      const auto there = digest_file(to);
      if (there.has_value() && *there == wanted) {
        made.manifest.files.push_back(row);
        continue;
      }
    }
    if (!fs::exists(from, ec)) {
      made.lost.missing.push_back(a);
      made.manifest.missing.push_back(row);
      continue;
    }
    const auto copied = copy_file(from, to);
    if (copied.has_error() && copied.error().key != "file.unreadable") return copied.error();
    if (copied.has_error() || *copied != wanted) {
      fs::remove(to, ec);
      made.lost.changed.push_back(a);
      made.manifest.missing.push_back(row);
      continue;
    }
    made.manifest.files.push_back(row);
    ++made.copied;
    made.copied_bytes += a.bytes;
  }
  return sync_folder((target / "files").string());
}

/// The files of the set, as they are on the disk now, into the manifest.
Result<void> list_set(const fs::path& target, Manifest& m) {
  std::set<std::string> paths;
  std::error_code ec;
  for (const auto& entry : fs::recursive_directory_iterator(target / m.set, ec))
    if (entry.is_regular_file(ec)) paths.insert(fs::relative(entry.path(), target, ec).generic_string());
  if (ec) return Error("file.unreadable", "", {{"file", m.set}, {"detail", ec.message()}});
  for (const auto& path : paths) {
    GUATU_TRY(digest, digest_file((target / path).string()));
    m.files.push_back({path, digest.bytes, digest.sha256});
  }
  return {};
}

/// Sets that backup.json does not name: of the backup before, or left by one that was broken off.
void remove_other_sets(const fs::path& target, const std::string& kept) {
  std::error_code ec;
  std::vector<fs::path> old;
  for (const auto& entry : fs::directory_iterator(target, ec))
    if (entry.path().filename() != kept && fs::exists(entry.path() / kSetMark, ec))
      old.push_back(entry.path());
  for (const auto& dir : old) wipe_folder(dir.string());
}

Result<void> fill_set(const std::string& dir, const fs::path& set, const BackupTold& told) {
  std::error_code ec;
  fs::create_directories(set, ec);
  if (ec) return Error("file.unwritable", "", {{"file", set.string()}, {"detail", ec.message()}});
  ::chmod(set.c_str(), 0700);
  GUATU_TRY_VOID(
      write_file((set / kSetMark).string(), "One backup of a Guatu ledger; named by backup.json.\n"));
  // Checkpoints before the ledger, so that none speaks of events that the copy has not; keys after it, so
  // that none is lacking.
  const fs::path from(dir);
  GUATU_TRY_VOID(copy_folder(from / "checkpoints", set / "checkpoints", 0755));
  // Before the ledger too: what was sent in between is sent again rather than forgotten.
  if (fs::exists(from / "notices.db", ec)) {
    GUATU_TRY_VOID(copy_one(from / "notices.db", set / "notices.db"));
    ::chmod((set / "notices.db").c_str(), 0600);
  }
  GUATU_TRY(position, store::copy_ledger(dir, (set / "guatu.db").string(),
                                         [&told](std::int64_t done, std::int64_t total) {
                                           tell(told, "ledger", done, total);
                                         }));
  static_cast<void>(position);
  if (fs::exists(from / "accounts.db", ec)) {
    GUATU_TRY_VOID(copy_one(from / "accounts.db", set / "accounts.db"));
    ::chmod((set / "accounts.db").c_str(), 0600);
  }
  GUATU_TRY_VOID(copy_folder(from / "keys", set / "keys", 0700));
  for (const char* name : kSettingFiles)
    if (fs::exists(from / name, ec)) GUATU_TRY_VOID(copy_one(from / name, set / name));
  return sync_folder(set.string());
}

Result<BackupMade> make_in_folder(const std::string& dir, const std::string& target, const BackupTold& told) {
  GUATU_TRY(before, look_at_target(dir, target));
  std::error_code ec;
  fs::create_directories(target, ec);
  if (ec) return Error("file.unwritable", "", {{"file", target}, {"detail", ec.message()}});
  GUATU_TRY(lock, FolderLock::take(target, FolderLock::Kind::kAlone));
  BackupMade made;
  auto& m = made.manifest;
  m.format = kManifestFormat;
  m.product = GUATU_VERSION;
  m.made_at = SystemClock().now();
  m.set = new_id();
  const auto set = fs::path(target) / m.set;
  const auto fill = [&]() -> Result<void> {
    GUATU_TRY_VOID(fill_set(dir, set, told));
    GUATU_TRY(contents, contents_of(set.string(), told));
    m.ledger = contents.ledger;
    m.name = contents.name;
    m.position = contents.position;
    if (before && before->ledger != m.ledger)
      return Error("backup.other_ledger", "",
                   {{"dir", target}, {"got", before->ledger}, {"expected", m.ledger}});
    GUATU_TRY_VOID(list_set(target, m));
    return copy_attachments(dir, target, contents.attachments, made, told);
  };
  auto filled = fill();
  if (filled.has_value())
    filled =
        write_file((fs::path(target) / "backup.json").string(), json::serialize(to_json_object(m)) + "\n");
  if (filled.has_error()) {
    wipe_folder(set.string());
    return std::move(filled).error();
  }
  remove_other_sets(target, m.set);
  return made;
}

}  // namespace

bool is_tar(const std::string& target) {
  return fs::path(target).extension() == ".tar";
}

void wipe_folder(const std::string& dir) {
  std::error_code ec;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(dir) / "keys", ec))
    if (entry.is_regular_file(ec)) static_cast<void>(wipe_file(entry.path().string()));
  fs::remove_all(dir, ec);
}

Result<BackupMade> make_backup(const std::string& dir, const std::string& target, const BackupTold& told) {
  if (!is_tar(target)) return make_in_folder(dir, target, told);
  std::error_code ec;
  if (fs::exists(target, ec)) return Error("cli.file_exists", "", {{"file", target}});
  const auto scratch = target + "." + new_id();
  const auto make = [&]() -> Result<BackupMade> {
    GUATU_TRY(made, make_in_folder(dir, scratch, told));
    std::vector<std::string> paths{"backup.json"};
    for (const auto& f : made.manifest.files) paths.push_back(f.path);
    GUATU_TRY_VOID(pack_tar(scratch, paths, target, made.manifest.made_at));
    return made;
  };
  auto made = make();
  for (const auto& entry : fs::directory_iterator(scratch, ec)) wipe_folder(entry.path().string());
  fs::remove_all(scratch, ec);
  return made;
}

Result<BackupMade> plan_backup(const std::string& dir, const std::string& target, const BackupTold& told) {
  BackupMade out;
  std::error_code ec;
  if (is_tar(target)) {
    if (fs::exists(target, ec)) return Error("cli.file_exists", "", {{"file", target}});
  } else {
    GUATU_TRY(before, look_at_target(dir, target));
    if (before) out.manifest = std::move(*before);
  }
  GUATU_TRY(contents, contents_of(dir, told));
  if (!out.manifest.ledger.empty() && out.manifest.ledger != contents.ledger)
    return Error("backup.other_ledger", "",
                 {{"dir", target}, {"got", out.manifest.ledger}, {"expected", contents.ledger}});
  out.manifest = {kManifestFormat,
                  GUATU_VERSION,
                  contents.ledger,
                  contents.name,
                  SystemClock().now(),
                  contents.position,
                  {},
                  {},
                  {}};
  for (const auto& [sha256, a] : contents.attachments) {
    if (!fs::exists(fs::path(dir) / "files" / sha256, ec)) {
      out.lost.missing.push_back(a);
      continue;
    }
    out.manifest.files.push_back({"files/" + sha256, a.bytes, sha256});
    const auto there = fs::path(target) / "files" / sha256;
    if (!is_tar(target) && fs::exists(there, ec)) continue;
    ++out.copied;
    out.copied_bytes += a.bytes;
  }
  return out;
}

}  // namespace guatu::app
