// Attachments on the disk of a data folder: DIR/files/<sha256> holds them, as the command line has it; what
// was uploaded and is not yet in the ledger has a slip in DIR/uploads that says by whom. See
// docs/formats/attachments.md.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "guatu/base/hash.h"
#include "guatu/base/instant.h"
#include "guatu/base/json_map.h"
#include "guatu/base/result.h"
#include "guatu/base/strong_id.h"
#include "guatu/files/file_index.h"

namespace guatu::files {

/// Degrees, WGS 84, as texts with six decimals: what a place of the ledger has.
struct LonLat {
  std::string lon;
  std::string lat;
  bool operator==(const LonLat&) const = default;
};
BOOST_DESCRIBE_STRUCT(LonLat, (), (lon, lat))

/// A file that somebody uploaded. Its JSON is the slip in DIR/uploads.
struct Upload {
  std::string sha256{};               ///< of what is stored: its id
  std::string original_sha256{};      ///< of what was sent, when something was stripped; else empty
  std::int64_t bytes = 0;             ///< stored
  std::string name{};                 ///< clean
  std::string type{};                 ///< media type
  std::optional<Instant> taken_at{};  ///< of a picture, as its camera says
  std::optional<LonLat> place{};
  PersonId person{};
  Instant at{};
};
BOOST_DESCRIBE_STRUCT(Upload, (), (sha256, original_sha256, bytes, name, type, taken_at, place, person, at))

class Shelf;

/// An upload on its way to the disk. What goes before finish() leaves nothing behind.
class Incoming {
 public:
  ~Incoming();
  Incoming(const Incoming&) = delete;
  Incoming& operator=(const Incoming&) = delete;
  /// @errors file.unwritable, http.body_too_large beyond limits::kMaxFileBytes
  Result<void> write(std::string_view piece);
  /// As Shelf::take().
  Result<Upload> finish(std::string_view name, std::string_view content_type);

 private:
  friend class Shelf;
  Incoming(Shelf& shelf, PersonId person, std::string path, int fd)
      : shelf_(shelf), person_(std::move(person)), path_(std::move(path)), fd_(fd) {}
  Shelf& shelf_;
  PersonId person_;
  std::string path_;
  int fd_;
  std::int64_t bytes_ = 0;
};

/// What a sweep removed.
struct Swept {
  std::int64_t slips = 0;
  std::int64_t parts = 0;
  std::int64_t files = 0;
};

/// Safe from any thread; several processes may use one folder.
class Shelf {
 public:
  /// @param dir    the data folder
  /// @param clock  real time, also where a demo's clock stands; must outlive it
  Shelf(std::string dir, const Clock& clock) : dir_(std::move(dir)), clock_(clock) {}

  /// @errors attachment.too_many_unused (args `limit`), store.full, file.unwritable
  Result<std::unique_ptr<Incoming>> begin(const PersonId& person);

  /// Looks at a file, strips a picture, and puts it into DIR/files, synced, with a slip for `person`.
  /// @param path  in this folder; gone afterwards, also when it is refused
  /// @errors attachment.* of kind_for() and strip(); attachment.no_name; attachment.type_mismatch (also a
  /// content
  ///         type that the bytes contradict); file.unreadable, file.unwritable
  Result<Upload> take(const std::string& path, const PersonId& person, std::string_view name,
                      std::string_view content_type);

  /// What `person` uploaded within the last day; none: not they, or longer ago.
  std::optional<Upload> slip(const std::string& sha256, const PersonId& person) const;

  /// Before a command that names the file: its time is renewed, so that no sweep takes it away meanwhile.
  /// False: it is not there.
  bool renew(const std::string& sha256) const;

  /// May anybody still add so much? @errors as begin()
  Result<void> has_room(const PersonId& person) const;

  /// DIR/files and DIR/uploads, when they are not there. @errors file.unwritable
  Result<void> make_folders() const;

  /// Removes slips, unfinished uploads and files that nothing refers to, when they are older than
  /// limits::kUnusedKeptUs. @errors ledger.damaged, file.unwritable
  Result<Swept> sweep(kernel::Reader& reader);

  /// Where a file of that id lies; its name is nothing but hexadecimal digits.
  std::string path_of(const std::string& sha256) const { return dir_ + "/files/" + sha256; }
  std::string uploads_dir() const { return dir_ + "/uploads"; }
  const Clock& clock() const { return clock_; }
  FileIndex& index() { return index_; }

 private:
  friend class Incoming;
  std::string slip_path(const std::string& sha256, const PersonId& person) const;
  Result<void> put(const std::string& from, const std::string& sha256) const;

  std::string dir_;
  const Clock& clock_;
  FileIndex index_;
};

/// 64 lower-case hexadecimal digits.
bool is_file_id(std::string_view text);

/// 16 digits that stand for a person in names of files.
std::string tag_of(const PersonId& person);

/// Of the note of an unfinished upload (resumable.h): `<id>-<tag>.resumable`.
inline constexpr const char* kResumableEnding = ".resumable";

/// A name that nobody guesses: 32 hexadecimal digits.
std::string chance_name();

}  // namespace guatu::files
