#include "guatu/http/api/tus.h"

#include "guatu/base/hash.h"
#include "guatu/files/limits.h"
#include "guatu/http/answer_head.h"
#include "guatu/http/api/input.h"

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

}  // namespace

Result<Announced> read_announced(const Request& request) {
  GUATU_TRY_VOID(check_version(request));
  if (!request.body.empty()) return Error("http.body_unwanted");
  Announced out;
  if (!read_whole(request.headers.get("Upload-Length"), out.length) || out.length == 0)
    return bad_header("Upload-Length", "1..52428800");
  out.name = metadata(request, "filename");
  if (out.name.empty()) out.name = metadata(request, "name");
  out.type = metadata(request, "filetype");
  return out;
}

void say_state(Response& r, const files::Resumable& u, std::int64_t offset) {
  r.headers.add("Tus-Resumable", "1.0.0");
  r.headers.add("Upload-Offset", std::to_string(offset));
  r.headers.add("Upload-Length", std::to_string(u.length));
  r.headers.add("Upload-Expires", http_date(u.at + limits::kUnusedKeptUs));
  r.headers.add("Cache-Control", "no-store");
}

Response upload_begun(const files::Resumable& u, const std::string& location) {
  auto r = Response::empty(201);
  r.headers.add("Location", location);
  say_state(r, u, 0);
  return r;
}

Result<std::shared_ptr<BodySink>> open_part(files::Shelf& shelf, const Request& request,
                                            const std::string& id, const PersonId& person) {
  GUATU_TRY_VOID(check_version(request));
  constexpr const char* kType = "application/offset+octet-stream";
  if (request.headers.get("Content-Type") != kType)
    return Error("http.media_type", "",
                 {{"got", shortened(request.headers.get("Content-Type"))}, {"expected", kType}});
  std::int64_t offset = 0;
  if (!read_whole(request.headers.get("Upload-Offset"), offset))
    return bad_header("Upload-Offset", "0, 1, 2, …");
  const files::ResumableUploads uploads(shelf);
  GUATU_TRY(writer, uploads.open(id, person, offset));
  return std::shared_ptr<BodySink>(std::make_shared<PartSink>(std::move(writer)));
}

Result<Response> end_part(files::Shelf& shelf, const Request& request, std::optional<files::Upload>& taken) {
  const auto* sink = dynamic_cast<const PartSink*>(request.sink.get());
  if (sink == nullptr) return Error("http.not_found");
  const auto& u = sink->writer().upload();
  const auto offset = sink->writer().offset();
  auto r = Response::empty(204);
  if (offset == u.length) {
    files::ResumableUploads uploads(shelf);
    GUATU_TRY(file, uploads.finish(u));
    taken = std::move(file);
  }
  say_state(r, u, offset);
  return r;
}

}  // namespace guatu::http::api
