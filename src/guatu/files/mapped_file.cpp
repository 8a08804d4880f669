#include "guatu/files/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace guatu::files {

Result<MappedFile> MappedFile::open(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  struct stat info {};
  const bool is_open = fd >= 0 && ::fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
  const auto size = is_open ? static_cast<std::size_t>(info.st_size) : 0;
  void* at = size > 0 ? ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0) : nullptr;
  const int why = errno;
  if (fd >= 0) ::close(fd);
  if (!is_open || at == MAP_FAILED)
    return Error("file.unreadable", "", {{"file", path}, {"detail", std::strerror(why)}});
  return MappedFile(std::string_view(static_cast<const char*>(at), size));
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
}

}  // namespace guatu::files
