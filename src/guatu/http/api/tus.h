// What both windows of resumable uploads share: tus 1.0.0, core and creation. See
// https://tus.io/protocols/resumable-upload.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "guatu/base/strong_id.h"
#include "guatu/files/resumable.h"
#include "guatu/http/message.h"

namespace guatu::http::api {

/// What is announced before the first byte.
struct Announced {
  std::int64_t length = 0;
  std::string name;  ///< as sent; may be empty
  std::string type;  ///< as declared; may be empty
};
/// @errors attachment.tus_version, http.body_unwanted, attachment.tus_header
Result<Announced> read_announced(const Request& request);

/// 201 with `Location`; `root` is the path of the collection.
Response upload_begun(const files::Resumable& u, const std::string& location);
/// How far it got, in headers.
void say_state(Response& r, const files::Resumable& u, std::int64_t offset);

/// Takes the body of one PATCH.
class PartSink final : public BodySink {
 public:
  explicit PartSink(std::unique_ptr<files::ResumableWriter> writer) : writer_(std::move(writer)) {}
  Result<void> write(std::string_view piece) override { return writer_->write(piece); }
  const files::ResumableWriter& writer() const { return *writer_; }

 private:
  std::unique_ptr<files::ResumableWriter> writer_;
};

/// @errors attachment.tus_version, http.media_type, attachment.tus_header, those of ResumableUploads::open()
Result<std::shared_ptr<BodySink>> open_part(files::Shelf& shelf, const Request& request,
                                            const std::string& id, const PersonId& person);
/// After the body: 204, and the file is looked at when all has arrived.
/// @param taken  set then
/// @errors http.not_found, those of ResumableUploads::finish()
Result<Response> end_part(files::Shelf& shelf, const Request& request, std::optional<files::Upload>& taken);

}  // namespace guatu::http::api
