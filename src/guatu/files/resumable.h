// Uploads that go on after a broken connection: what has arrived lies in DIR/uploads, its length is how far
// it got. HTTP gives them the form of tus 1.0.0 (https://tus.io/protocols/resumable-upload).
#pragma once

#include <boost/describe.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "guatu/files/shelf.h"

namespace guatu::files {

/// One upload; its JSON lies beside what has arrived.
struct Resumable {
  std::string id{};         ///< 32 hexadecimal digits that nobody guesses
  std::int64_t length = 0;  ///< bytes that were announced
  std::string name{};       ///< as sent
  std::string type{};       ///< as declared; may be empty
  PersonId person{};
  Instant at{};              ///< it ends limits::kUnusedKeptUs later
  std::string attachment{};  ///< id of the file once all has arrived
  bool operator==(const Resumable&) const = default;
};
BOOST_DESCRIBE_STRUCT(Resumable, (), (id, length, name, type, person, at, attachment))

/// Takes what arrives at one upload; nobody else does meanwhile. What has arrived stays when it goes.
class ResumableWriter {
 public:
  ~ResumableWriter();
  ResumableWriter(const ResumableWriter&) = delete;
  ResumableWriter& operator=(const ResumableWriter&) = delete;
  /// @errors attachment.upload_too_long (arg `length`), file.unwritable
  Result<void> write(std::string_view piece);
  std::int64_t offset() const { return offset_; }
  const Resumable& upload() const { return upload_; }

 private:
  friend class ResumableUploads;
  ResumableWriter(Resumable upload, int fd, std::int64_t offset)
      : upload_(std::move(upload)), fd_(fd), offset_(offset) {}
  Resumable upload_;
  int fd_;
  std::int64_t offset_;
};

/// Safe from any thread.
class ResumableUploads {
 public:
  explicit ResumableUploads(Shelf& shelf) : shelf_(shelf) {}

  /// @errors http.body_too_large (longer than limits::kMaxFileBytes), attachment.no_name,
  ///         attachment.too_many_unused, store.full, file.unwritable
  Result<Resumable> create(const PersonId& person, std::int64_t length, std::string_view name,
                           std::string_view type);
  /// @errors attachment.unknown_upload: there is none, it is another's, or it is too old
  Result<Resumable> find(const std::string& id, const PersonId& person) const;
  /// Bytes that have arrived.
  std::int64_t offset_of(const Resumable& upload) const;
  /// @errors those of find(); attachment.upload_offset (arg `expected`); attachment.upload_busy
  Result<std::unique_ptr<ResumableWriter>> open(const std::string& id, const PersonId& person,
                                                std::int64_t offset) const;
  /// Once all has arrived: what Shelf::take() makes of it. A refused file is gone.
  /// @errors those of Shelf::take()
  Result<Upload> finish(Resumable upload);

 private:
  std::string path_of(const std::string& id, const PersonId& person) const;
  std::string part_of(const Resumable& u) const { return path_of(u.id, u.person) + ".data"; }
  Shelf& shelf_;
};

}  // namespace guatu::files
