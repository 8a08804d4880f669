// A file as the body of an answer, piece by piece.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "guatu/http/message.h"

namespace guatu::http {

/// Gives http.internal when the file cannot be read to its promised end. For the pool: it waits for the disk.
class FileProducer final : public Producer {
 public:
  explicit FileProducer(FileBody body) : body_(std::move(body)) {}
  ~FileProducer() override;
  FileProducer(const FileProducer&) = delete;
  FileProducer& operator=(const FileProducer&) = delete;
  void next(std::function<void(Result<Piece>)> give) override;

 private:
  FileBody body_;
  std::uint64_t done_ = 0;
  int fd_ = -1;
};

}  // namespace guatu::http
