#include "guatu/files/shelf.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <random>

#include "guatu/base/disk.h"
#include "guatu/base/text.h"
#include "guatu/files/kinds.h"
#include "guatu/files/limits.h"
#include "guatu/files/mapped_file.h"
#include "guatu/files/picture.h"

namespace guatu::files {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxSlipBytes = 8 << 10;

Error unwritable(const std::string& path, int why = errno) {
  return Error("file.unwritable", "", {{"file", path}, {"detail", std::strerror(why)}});
}

/// Removes a file when it goes, unless it was moved away before.
struct Removed {
  std::string path;
  ~Removed() {
    if (!path.empty()) ::unlink(path.c_str());
  }
};

/// Writes the pieces as a new file. @return its digest
Result<FileDigest> write_pieces(const Stripped& s, const std::string& path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (fd < 0) return unwritable(path);
  Hasher hasher(HashKind::kSha256);
  hasher.start();
  FileDigest out;
  bool is_well = true;
  for (const auto& p : s.pieces) {
    const std::string_view bytes = p.bytes.empty() ? std::string_view(p.made) : p.bytes;
    hasher.add(bytes);
    out.bytes += static_cast<std::int64_t>(bytes.size());
    is_well = is_well && write_all(fd, bytes);
  }
  const int why = errno;
  ::close(fd);
  if (!is_well) return unwritable(path, why);
  out.sha256 = hex(bytes_of(hasher.finish()));
  return out;
}

Instant changed_at(const struct stat& info) {
  return Instant{static_cast<std::int64_t>(info.st_mtim.tv_sec) * kSecondUs + info.st_mtim.tv_nsec / 1000};
}

std::optional<Upload> read_slip(const std::string& path) {
  const auto text = read_small_file(path, kMaxSlipBytes);
  if (text.has_error()) return std::nullopt;
  const auto v = parse_json(*text);
  Upload out;
  if (v.has_error() || from_json(*v, out).has_error()) return std::nullopt;
  return out;
}

}  // namespace

bool is_file_id(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string tag_of(const PersonId& person) {
  return sha256_hex(person.value).substr(0, 16);
}

std::string chance_name() {
  std::random_device chance;
  std::string bytes;
  for (int i = 0; i < 16; ++i) bytes += static_cast<char>(chance() & 255U);
  return hex(bytes);
}

Incoming::~Incoming() {
  if (fd_ >= 0) ::close(fd_);
  if (!path_.empty()) ::unlink(path_.c_str());
}

Result<void> Incoming::write(std::string_view piece) {
  bytes_ += static_cast<std::int64_t>(piece.size());
  if (bytes_ > static_cast<std::int64_t>(limits::kMaxFileBytes))
    return Error("http.body_too_large", "", {{"limit", std::to_string(limits::kMaxFileBytes)}});
  if (!write_all(fd_, piece)) return unwritable(path_);
  return {};
}

Result<Upload> Incoming::finish(std::string_view name, std::string_view content_type) {
  ::close(std::exchange(fd_, -1));
  return shelf_.take(std::exchange(path_, {}), person_, name, content_type);
}

std::string Shelf::slip_path(const std::string& sha256, const PersonId& person) const {
  return uploads_dir() + "/" + sha256 + "-" + tag_of(person) + ".json";
}

Result<void> Shelf::make_folders() const {
  for (const auto& folder : {dir_ + "/files", uploads_dir()}) {
    std::error_code ec;
    if (fs::create_directories(folder, ec)) GUATU_TRY_VOID(sync_folder(dir_));
    if (ec) return Error("file.unwritable", "", {{"file", folder}, {"detail", ec.message()}});
  }
  return {};
}

Result<void> Shelf::has_room(const PersonId& person) const {
  const auto ending = "-" + tag_of(person) + ".json";
  const auto unfinished = "-" + tag_of(person) + kResumableEnding + ".data";
  std::size_t count = 0;
  std::int64_t bytes = 0;
  std::error_code ec;
  for (const auto& e : fs::directory_iterator(uploads_dir(), ec)) {
    const auto name = e.path().filename().string();
    if (name.ends_with(unfinished)) {
      ++count;
      if (const auto size = e.file_size(ec); !ec) bytes += static_cast<std::int64_t>(size);
    }
    if (!name.ends_with(ending)) continue;
    const auto u = read_slip(e.path().string());
    if (!u || clock_.now().us - u->at.us > limits::kUnusedKeptUs) continue;
    ++count;
    bytes += u->bytes;
  }
  if (count >= limits::kMaxUnusedFiles || bytes >= limits::kMaxUnusedBytes)
    return Error("attachment.too_many_unused", "",
                 {{"limit", std::to_string(limits::kMaxUnusedFiles)}, {"retry_after_s", "3600"}});
  struct statvfs disk {};
  if (::statvfs(dir_.c_str(), &disk) == 0 &&
      static_cast<std::int64_t>(disk.f_bavail * disk.f_frsize) <
          limits::kDiskReserveBytes + static_cast<std::int64_t>(limits::kMaxFileBytes))
    return Error("store.full", "", {{"detail", uploads_dir()}});
  return {};
}

Result<std::unique_ptr<Incoming>> Shelf::begin(const PersonId& person) {
  GUATU_TRY_VOID(make_folders());
  GUATU_TRY_VOID(has_room(person));
  const auto path = uploads_dir() + "/" + chance_name() + ".part";
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return unwritable(path);
  return std::unique_ptr<Incoming>(new Incoming(*this, person, path, fd));
}

Result<void> Shelf::put(const std::string& from, const std::string& sha256) const {
  const auto to = path_of(sha256);
  GUATU_TRY_VOID(sync_file(from));
  GUATU_TRY(lock, FolderLock::take(dir_ + "/files", FolderLock::Kind::kShared));
  // What is there already is renewed; when it is not whole, it is replaced.
  if (::utimensat(AT_FDCWD, to.c_str(), nullptr, 0) == 0) {
    const auto there = digest_file(to);
    if (there.has_value() && there->sha256 == sha256) return {};
  }
  if (::chmod(from.c_str(), 0644) != 0 || ::rename(from.c_str(), to.c_str()) != 0) return unwritable(to);
  return sync_folder(dir_ + "/files");
}

Result<Upload> Shelf::take(const std::string& path, const PersonId& person, std::string_view name,
                           std::string_view content_type) {
  const Removed part{path};
  Upload out;
  out.name = clean_name(name);
  if (out.name.empty()) return Error("attachment.no_name");
  GUATU_TRY_VOID(make_folders());
  GUATU_TRY(original, digest_file(path));
  FileDigest kept = original;
  const Removed stripped_file{path + ".kept"};
  std::string from = path;
  {
    GUATU_TRY(file, MappedFile::open(path));
    auto kind = kind_for(file.bytes(), out.name);
    if (kind.has_error()) return std::move(kind).error();
    const auto first_ending = std::string((*kind)->endings.substr(0, (*kind)->endings.find(',')));
    if (contradicts(**kind, content_type))
      return Error("attachment.type_mismatch", "", {{"name", out.name}, {"found", first_ending}});
    if (out.name.rfind('.') == std::string::npos) out.name += "." + first_ending;
    out.type = (*kind)->media_type;
    if ((*kind)->is_picture) {
      auto s = strip((*kind)->form, file.bytes());
      if (s.has_error()) return Error("attachment.damaged_picture", "", {{"name", out.name}});
      out.taken_at = s->shot.taken_at;
      if (const auto& at = s->shot.place)
        out.place = LonLat{fmt::format("{:.6f}", at->lon), fmt::format("{:.6f}", at->lat)};
      GUATU_TRY(digest, write_pieces(*s, stripped_file.path));
      kept = digest;
      from = stripped_file.path;
    }
  }
  out.sha256 = kept.sha256;
  out.bytes = kept.bytes;
  if (original.sha256 != kept.sha256) out.original_sha256 = original.sha256;
  out.person = person;
  out.at = clock_.now();
  GUATU_TRY_VOID(put(from, out.sha256));
  GUATU_TRY_VOID(write_file(slip_path(out.sha256, person), json::serialize(to_json(out)) + "\n", 0600));
  return out;
}

std::optional<Upload> Shelf::slip(const std::string& sha256, const PersonId& person) const {
  if (!is_file_id(sha256)) return std::nullopt;
  auto out = read_slip(slip_path(sha256, person));
  if (!out || out->person != person || clock_.now().us - out->at.us > limits::kUnusedKeptUs)
    return std::nullopt;
  return out;
}

bool Shelf::renew(const std::string& sha256) const {
  const auto lock = FolderLock::take(dir_ + "/files", FolderLock::Kind::kShared);
  return lock.has_value() && is_file_id(sha256) &&
         ::utimensat(AT_FDCWD, path_of(sha256).c_str(), nullptr, 0) == 0;
}

Result<Swept> Shelf::sweep(kernel::Reader& reader) {
  Swept out;
  const auto now = clock_.now();
  const auto is_old = [now](const fs::path& path) {
    struct stat info {};
    return ::lstat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) &&
           now.us - changed_at(info).us > limits::kUnusedKeptUs;
  };
  std::error_code ec;
  for (const auto& e : fs::directory_iterator(uploads_dir(), ec)) {
    if (!is_old(e.path()) || ::unlink(e.path().c_str()) != 0) continue;
    ++(e.path().extension() == ".json" ? out.slips : out.parts);
  }
  std::vector<std::string> old;
  for (const auto& e : fs::directory_iterator(dir_ + "/files", ec)) {
    const auto name = e.path().filename().string();
    if (!is_file_id(name) || !is_old(e.path())) continue;
    GUATU_TRY(holders, index_.holders(reader, name));
    if (holders.empty()) old.push_back(e.path().string());
  }
  if (old.empty()) return out;
  // Whoever takes a file up again renews its time under the same lock, so that we see it here.
  GUATU_TRY(lock, FolderLock::take(dir_ + "/files", FolderLock::Kind::kAlone));
  for (const auto& path : old)
    if (is_old(path) && ::unlink(path.c_str()) == 0) ++out.files;
  GUATU_TRY_VOID(sync_folder(dir_ + "/files"));
  return out;
}

}  // namespace guatu::files
