#include "guatu/files/resumable.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "guatu/base/disk.h"
#include "guatu/base/text.h"
#include "guatu/files/kinds.h"
#include "guatu/files/limits.h"

namespace guatu::files {

namespace {

constexpr std::size_t kMaxNoteBytes = 8 << 10;

Error unwritable(const std::string& path, int why = errno) {
  return Error("file.unwritable", "", {{"file", path}, {"detail", std::strerror(why)}});
}

Error unknown(const std::string& id) {
  return Error("attachment.unknown_upload", "", {{"got", id.substr(0, 40)}});
}

bool is_upload_id(std::string_view id) {
  return id.size() == 32 && id.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Result<void> write_note(const std::string& path, const Resumable& u) {
  return write_file(path, json::serialize(to_json(u)) + "\n", 0600);
}

}  // namespace

ResumableWriter::~ResumableWriter() {
  ::close(fd_);
}

Result<void> ResumableWriter::write(std::string_view piece) {
  if (offset_ + static_cast<std::int64_t>(piece.size()) > upload_.length)
    return Error("attachment.upload_too_long", "", {{"length", std::to_string(upload_.length)}});
  while (!piece.empty()) {
    const auto n = ::pwrite(fd_, piece.data(), piece.size(), offset_);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return unwritable(upload_.id);
    piece.remove_prefix(static_cast<std::size_t>(n));
    offset_ += n;
  }
  return {};
}

std::string ResumableUploads::path_of(const std::string& id, const PersonId& person) const {
  return shelf_.uploads_dir() + "/" + id + "-" + tag_of(person) + kResumableEnding;
}

Result<Resumable> ResumableUploads::create(const PersonId& person, std::int64_t length, std::string_view name,
                                           std::string_view type) {
  if (length > static_cast<std::int64_t>(limits::kMaxFileBytes))
    return Error("http.body_too_large", "", {{"limit", std::to_string(limits::kMaxFileBytes)}});
  Resumable out{chance_name(),        length, clean_name(name), std::string(type.substr(0, 200)), person,
                shelf_.clock().now(), {}};
  if (out.name.empty()) return Error("attachment.no_name");
  if (!is_utf8(out.type)) out.type.clear();
  GUATU_TRY_VOID(shelf_.make_folders());
  GUATU_TRY_VOID(shelf_.has_room(person));
  const auto part = part_of(out);
  const int fd = ::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return unwritable(part);
  ::close(fd);
  GUATU_TRY_VOID(write_note(path_of(out.id, person), out));
  return out;
}

Result<Resumable> ResumableUploads::find(const std::string& id, const PersonId& person) const {
  if (!is_upload_id(id)) return unknown(id);
  const auto text = read_small_file(path_of(id, person), kMaxNoteBytes);
  if (text.has_error()) return unknown(id);
  const auto v = parse_json(*text);
  Resumable out;
  if (v.has_error() || from_json(*v, out).has_error() || out.person != person ||
      shelf_.clock().now().us - out.at.us > limits::kUnusedKeptUs)
    return unknown(id);
  return out;
}

std::int64_t ResumableUploads::offset_of(const Resumable& upload) const {
  struct stat info {};
  if (!upload.attachment.empty()) return upload.length;
  return ::stat(part_of(upload).c_str(), &info) == 0 ? static_cast<std::int64_t>(info.st_size) : 0;
}

Result<std::unique_ptr<ResumableWriter>> ResumableUploads::open(const std::string& id, const PersonId& person,
                                                                std::int64_t offset) const {
  GUATU_TRY(u, find(id, person));
  const Error wrong("attachment.upload_offset", "", {{"expected", std::to_string(offset_of(u))}});
  if (!u.attachment.empty()) return wrong;
  const int fd = ::open(part_of(u).c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return unknown(id);
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    ::close(fd);
    return Error("attachment.upload_busy");
  }
  auto out = std::unique_ptr<ResumableWriter>(new ResumableWriter(std::move(u), fd, offset));
  if (offset_of(out->upload()) != offset) return wrong;
  return out;
}

Result<Upload> ResumableUploads::finish(Resumable upload) {
  const auto note = path_of(upload.id, upload.person);
  auto taken = shelf_.take(part_of(upload), upload.person, upload.name, upload.type);
  if (taken.has_error()) {
    ::unlink(note.c_str());
    return taken;
  }
  upload.attachment = taken->sha256;
  GUATU_TRY_VOID(write_note(note, upload));
  return taken;
}

}  // namespace guatu::files
