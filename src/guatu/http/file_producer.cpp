#include "guatu/http/file_producer.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "guatu/base/limits.h"

namespace guatu::http {

FileProducer::~FileProducer() {
  if (fd_ >= 0) ::close(fd_);
}

void FileProducer::next(std::function<void(Result<Piece>)> give) {
  if (done_ == body_.size) return give(Piece{});
  if (fd_ < 0) fd_ = ::open(body_.file.c_str(), O_RDONLY | O_CLOEXEC);
  std::string piece(
      static_cast<std::size_t>(std::min<std::uint64_t>(body_.size - done_, limits::kPieceBytes)), '\0');
  const auto n =
      fd_ < 0 ? -1 : ::pread(fd_, piece.data(), piece.size(), static_cast<off_t>(body_.from + done_));
  if (n <= 0) return give(Error("http.internal"));
  piece.resize(static_cast<std::size_t>(n));
  done_ += static_cast<std::uint64_t>(n);
  give(Piece{std::move(piece)});
}

}  // namespace guatu::http
