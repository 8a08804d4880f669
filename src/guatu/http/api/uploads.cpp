// Resumable uploads: tus 1.0.0, core and creation. HEAD is answered as GET is. See
// docs/formats/attachments.md and https://tus.io/protocols/resumable-upload.
#include "guatu/base/hash.h"
#include "guatu/files/limits.h"
#include "guatu/files/resumable.h"
#include "guatu/http/answer_head.h"
#include "guatu/http/api/attachment_json.h"
#include "guatu/http/api/input.h"
#include "guatu/http/api/operation.h"

namespace guatu::http::api {

namespace {

Error bad_header(const char* name, const char* expected) {
  return Error("attachment.tus_header", name, {{"expected", expected}});
}

Result<void> check_version(const Request& request) {
  if (request.headers.get("Tus-Resumable") != "1.0.0") return Error("attachment.tus_version");
  return {};
}

/// `filename 5rWL6K+V,filetype aW1hZ2UvanBlZw==`; what is not well formed is passed over.
std::string metadata(const Request& request, std::string_view name) {
  std::string_view rest = request.headers.get("Upload-Metadata");
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    const auto pair = trim(rest.substr(0, comma));
    const auto space = pair.find(' ');
    if (pair.substr(0, space) == name && space != std::string_view::npos) {
      auto value = from_base64(trim(pair.substr(space + 1)));
      return value.has_value() ? *value : std::string();
    }
    rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
  }
  return {};
}

void say_state(Response& r, const files::Resumable& u, std::int64_t offset) {
  r.headers.add("Tus-Resumable", "1.0.0");
  r.headers.add("Upload-Offset", std::to_string(offset));
  r.headers.add("Upload-Length", std::to_string(u.length));
  r.headers.add("Upload-Expires", http_date(u.at + limits::kUnusedKeptUs));
  r.headers.add("Cache-Control", "no-store");
}

Result<Response> create_upload(Ask& ask) {
  if (ask.service.shelf == nullptr) return Error("http.not_found");
  GUATU_TRY_VOID(check_version(ask.request));
  if (!ask.request.body.empty()) return Error("http.body_unwanted");
  std::int64_t length = 0;
  if (!read_whole(ask.request.headers.get("Upload-Length"), length) || length == 0)
    return bad_header("Upload-Length", "1..52428800");
  auto name = metadata(ask.request, "filename");
  if (name.empty()) name = metadata(ask.request, "name");
  files::ResumableUploads uploads(*ask.service.shelf);
  GUATU_TRY(u, uploads.create(ask.person, length, name, metadata(ask.request, "filetype")));
  auto r = Response::empty(201);
  r.headers.add("Location", std::string(kRoot) + "/uploads/" + u.id);
  say_state(r, u, 0);
  return r;
}

Result<Response> read_upload(Ask& ask) {
  if (ask.service.shelf == nullptr) return Error("http.not_found");
  const files::ResumableUploads uploads(*ask.service.shelf);
  GUATU_TRY(u, uploads.find(std::string(ask.param("upload")), ask.person));
  const auto offset = uploads.offset_of(u);
  json::value attachment = nullptr;
  if (const auto slip = ask.service.shelf->slip(u.attachment, ask.person)) attachment = upload_json(*slip);
  auto r =
      Response::json(200, json::serialize(json::object{{"offset", offset},
                                                       {"length", u.length},
                                                       {"expires_at", to_text(u.at + limits::kUnusedKeptUs)},
                                                       {"attachment", std::move(attachment)}}));
  say_state(r, u, offset);
  return r;
}

class PartSink final : public BodySink {
 public:
  explicit PartSink(std::unique_ptr<files::ResumableWriter> writer) : writer_(std::move(writer)) {}
  Result<void> write(std::string_view piece) override { return writer_->write(piece); }
  const files::ResumableWriter& writer() const { return *writer_; }

 private:
  std::unique_ptr<files::ResumableWriter> writer_;
};

Result<std::shared_ptr<BodySink>> open_part(Service& service, const Request& request,
                                            const PersonId& person) {
  if (service.shelf == nullptr) return Error("http.not_found");
  GUATU_TRY_VOID(check_version(request));
  constexpr const char* kType = "application/offset+octet-stream";
  if (request.headers.get("Content-Type") != kType)
    return Error("http.media_type", "",
                 {{"got", shortened(request.headers.get("Content-Type"))}, {"expected", kType}});
  std::int64_t offset = 0;
  if (!read_whole(request.headers.get("Upload-Offset"), offset))
    return bad_header("Upload-Offset", "0, 1, 2, …");
  const files::ResumableUploads uploads(*service.shelf);
  GUATU_TRY(writer, uploads.open(std::string(request.params.get("upload")), person, offset));
  return std::shared_ptr<BodySink>(std::make_shared<PartSink>(std::move(writer)));
}

Result<Response> go_on(Ask& ask) {
  const auto* sink = dynamic_cast<const PartSink*>(ask.request.sink.get());
  if (sink == nullptr) return Error("http.not_found");
  const auto& u = sink->writer().upload();
  const auto offset = sink->writer().offset();
  auto r = Response::empty(204);
  if (offset == u.length) {
    files::ResumableUploads uploads(*ask.service.shelf);
    GUATU_TRY(taken, uploads.finish(u));
    r.headers.add("Location", std::string(kRoot) + "/attachments/" + taken.sha256);
  }
  say_state(r, u, offset);
  return r;
}

}  // namespace

std::vector<Operation> upload_operations() {
  std::vector<Operation> out;
  Operation create{Method::kPost, "/uploads", "createUpload", {}, {}, &create_upload, {}, 201, Runs::kPool};
  create.headers = {"Tus-Resumable", "Upload-Length", "Upload-Metadata"};
  create.also = {412};
  out.push_back(std::move(create));
  out.push_back(
      {Method::kGet, "/uploads/{upload}", "readUpload", {}, {}, &read_upload, {}, 200, Runs::kPool});
  Operation patch{Method::kPatch, "/uploads/{upload}", "continueUpload", {}, {}, &go_on, {}, 204,
                  Runs::kPool};
  patch.open_sink = &open_part;
  patch.headers = {"Tus-Resumable", "Upload-Offset"};
  patch.also = {412, 415};
  out.push_back(std::move(patch));
  return out;
}

}  // namespace guatu::http::api
