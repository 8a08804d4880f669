// A copy of a data folder that a disaster leaves: made while the ledger is in use, checked, and brought back.
// A backup is a folder or one tar file. See docs/operating/backup.md for what lies where.
#pragma once

#include <boost/describe.hpp>
#include <functional>
#include <string>
#include <vector>

#include "guatu/attachments.h"
#include "guatu/base/instant.h"
#include "guatu/base/result.h"
#include "guatu/base/strong_id.h"

namespace guatu::app {

struct BackupFile {
  std::string path;  ///< below the folder of the backup, parted by `/`
  std::int64_t bytes = 0;
  std::string sha256;
  bool operator==(const BackupFile&) const = default;
};
BOOST_DESCRIBE_STRUCT(BackupFile, (), (path, bytes, sha256))

/// backup.json: written last and renamed into place, so that it only ever names what is whole.
struct Manifest {
  int format = 0;       ///< kManifestFormat
  std::string product;  ///< version of the program
  std::string ledger;   ///< its id
  std::string name;     ///< of the office
  Instant made_at;      ///< by the machine's clock
  Position position;    ///< last event
  std::string set;  ///< the folder with guatu.db, accounts.db, guatu.yaml, keys/, checkpoints/ of this backup
  std::vector<BackupFile> files;
  std::vector<BackupFile> missing;  ///< attachments that were gone or changed when it was made
  bool operator==(const Manifest&) const = default;
};
BOOST_DESCRIBE_STRUCT(Manifest, (), (format, product, ledger, name, made_at, position, set, files, missing))
inline constexpr int kManifestFormat = 1;
/// A file in each set, written first: what has it is ours to remove.
inline constexpr const char* kSetMark = "guatu-backup";

/// What is being done, and how far: (`ledger` `files` `events` `tables`, done, total).
using BackupTold = std::function<void(const char*, std::int64_t, std::int64_t)>;

struct BackupMade {
  Manifest manifest;
  std::int64_t copied = 0;  ///< attachments; the others were there already
  std::int64_t copied_bytes = 0;
  FilesReport lost;  ///< missing and changed attachments: the backup was made without them
};

/// Makes or renews the backup of `dir` in the folder, or tar file, `target`. While it runs others may write;
/// it holds what stood at one position. In a folder the backup before stays good until this one is whole,
/// then it goes; attachments that are there and right are not copied again.
/// @errors backup.inside, backup.not_backup, backup.other_ledger, backup.bad_manifest, cli.file_exists (tar),
///         file.*, store.*, ledger.damaged
Result<BackupMade> make_backup(const std::string& dir, const std::string& target,
                               const BackupTold& told = {});

/// What make_backup() would do: manifest without digests of the set, counts. Writes nothing.
Result<BackupMade> plan_backup(const std::string& dir, const std::string& target,
                               const BackupTold& told = {});

struct BackupChecked {
  Manifest manifest;
  std::int64_t bytes = 0;
};

/// Every file against the list, every page of the databases, every event in order, every reference.
/// @errors as problems: backup.no_backup, backup.bad_manifest, backup.newer_format, backup.bad_tar,
///         backup.file_missing, backup.file_changed, backup.unsound, backup.position; ledger.*, store.*,
///         event.*
Checked<BackupChecked> verify_backup(const std::string& target, const BackupTold& told = {});

struct RestoreOptions {
  bool is_quick = false;            ///< the tables are not made again for comparison
  std::vector<std::string> erased;  ///< names of keys that were erased after the backup was made
};

/// Brings a backup back as the new folder `dir`, which must be missing or empty. Whole or not at all: what
/// was copied is checked first under another name.
/// @errors as verify_backup(), and backup.not_empty, backup.register_differs (arg `tables`), file.*
Checked<BackupChecked> restore_backup(const std::string& target, const std::string& dir,
                                      const RestoreOptions& options, const BackupTold& told = {});

/// A backup folder, or a tar file unpacked into a folder below `scratch` that goes with this.
class OpenedBackup {
 public:
  /// @errors backup.no_backup, backup.bad_tar, file.*
  static Result<OpenedBackup> open(const std::string& target, const std::string& scratch);
  OpenedBackup(OpenedBackup&& other) noexcept;
  OpenedBackup& operator=(OpenedBackup&&) = delete;
  ~OpenedBackup();
  const std::string& dir() const { return dir_; }

 private:
  OpenedBackup(std::string dir, bool is_ours) : dir_(std::move(dir)), is_ours_(is_ours) {}
  std::string dir_;
  bool is_ours_;
};

/// @errors backup.no_backup, backup.bad_manifest, backup.newer_format
Result<Manifest> read_manifest(const std::string& dir);
/// Ends in `.tar`?
bool is_tar(const std::string& target);
/// Removes a folder; keys in it are overwritten first.
void wipe_folder(const std::string& dir);

}  // namespace guatu::app
