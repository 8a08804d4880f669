// Attachments: sent while they stream to the disk, given to those who may see them. See
// docs/formats/attachments.md.
#include <fmt/format.h>

#include <filesystem>

#include "guatu/files/kinds.h"
#include "guatu/files/mapped_file.h"
#include "guatu/files/picture.h"
#include "guatu/http/api/attachment_fields.h"
#include "guatu/http/api/attachment_json.h"
#include "guatu/http/api/input.h"
#include "guatu/http/disposition.h"
#include "guatu/http/etag.h"

namespace guatu::http::api {

namespace {

class UploadSink final : public BodySink {
 public:
  explicit UploadSink(std::unique_ptr<files::Incoming> incoming) : incoming_(std::move(incoming)) {}
  Result<void> write(std::string_view piece) override { return incoming_->write(piece); }
  files::Incoming& incoming() { return *incoming_; }

 private:
  std::unique_ptr<files::Incoming> incoming_;
};

Result<std::shared_ptr<BodySink>> open_upload(Service& service, const Request& /*request*/,
                                              const PersonId& person) {
  if (service.shelf == nullptr) return Error("http.not_found");
  GUATU_TRY(incoming, service.shelf->begin(person));
  return std::shared_ptr<BodySink>(std::make_shared<UploadSink>(std::move(incoming)));
}

Result<Response> upload(Ask& ask) {
  auto* sink = dynamic_cast<UploadSink*>(ask.request.sink.get());
  if (sink == nullptr) return Error("http.not_found");
  const std::string name = ask.request.query.has("name")
                               ? std::string(ask.query("name"))
                               : name_of_disposition(ask.request.headers.get("Content-Disposition"));
  GUATU_TRY(u, sink->incoming().finish(name, ask.request.headers.get("Content-Type")));
  auto r = Response::json(201, json::serialize(upload_json(u)));
  r.headers.add("Location", std::string(kRoot) + "/attachments/" + u.sha256);
  r.headers.add("Cache-Control", "no-store");
  return r;
}

/// One range; what is not one is answered whole (RFC 9110 14.2). @errors attachment.range
Result<bool> read_range(std::string_view header, std::uint64_t size, FileBody& out) {
  constexpr std::string_view kUnit = "bytes=";
  if (!header.starts_with(kUnit) || header.find(',') != std::string_view::npos) return false;
  header.remove_prefix(kUnit.size());
  const auto dash = header.find('-');
  if (dash == std::string_view::npos) return false;
  std::int64_t first = 0;
  std::int64_t last = static_cast<std::int64_t>(size) - 1;
  const bool has_first = read_whole(trim(header.substr(0, dash)), first);
  const bool has_last = read_whole(trim(header.substr(dash + 1)), last);
  if ((!has_first && dash > 0) || (!has_last && dash + 1 < header.size()) || (!has_first && !has_last))
    return false;
  const auto whole = static_cast<std::int64_t>(size);
  if (!has_first) {  // The last so many bytes.
    first = std::max<std::int64_t>(0, whole - last);
    if (last == 0) first = whole;
    last = whole - 1;
  }
  if (first >= whole || last < first) return Error("attachment.range", "", {{"bytes", std::to_string(size)}});
  last = std::min(last, whole - 1);
  out.from = static_cast<std::uint64_t>(first);
  out.size = static_cast<std::uint64_t>(last - first + 1);
  return true;
}

Result<SeenFile> asked_file(Ask& ask) {
  const std::string id(ask.param("attachment"));
  MatterId matter;
  if (const auto* text = ask.request.query.find("matter")) {
    const auto m = ask.reader->find(*text);
    if (m.has_error()) return Error("matter.unknown", "matter", {{"got", shortened(*text)}});
    matter = m->id;
  }
  GUATU_TRY(f, seen_file(ask, id, matter));
  std::error_code ec;
  if (!std::filesystem::is_regular_file(ask.service.shelf->path_of(id), ec))
    return Error("attachment.unknown", "", {{"got", shortened(id)}});
  return f;
}

/// What is the same for the file and its small picture: nothing in it may run, and nobody guesses its type.
void protect(Response& r, const std::string& tag) {
  r.headers.add("ETag", tag);
  r.headers.add("X-Content-Type-Options", "nosniff");
  r.headers.add("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'");
  r.may_compress = false;
}

Result<Response> download(Ask& ask) {
  GUATU_TRY(f, asked_file(ask));
  const auto tag = "\"" + f.sha256.substr(0, 40) + "\"";
  if (is_unchanged(ask.request, tag)) return not_modified(tag);
  const auto path = ask.service.shelf->path_of(f.sha256);
  GUATU_TRY(file, files::MappedFile::open(path));
  const auto size = file.bytes().size();
  FileBody body{path, 0, size};
  Response r;
  const auto if_range = trim(ask.request.headers.get("If-Range"));
  if (ask.request.method == Method::kGet && (if_range.empty() || if_range == tag)) {
    GUATU_TRY(is_part, read_range(ask.request.headers.get("Range"), size, body));
    if (is_part) {
      r.status = 206;
      r.headers.add("Content-Range",
                    fmt::format("bytes {}-{}/{}", body.from, body.from + body.size - 1, size));
    }
  }
  const auto* kind = files::kind_of_bytes(file.bytes(), f.name);
  r.headers.add("Content-Type", kind == nullptr ? "application/octet-stream" : kind->media_type);
  r.headers.add("Content-Disposition", attachment_disposition(f.name));
  r.headers.add("Accept-Ranges", "bytes");
  protect(r, tag);
  r.body = std::move(body);
  return r;
}

Result<Response> read_thumbnail(Ask& ask) {
  GUATU_TRY(f, asked_file(ask));
  const auto tag = "\"t" + f.sha256.substr(0, 39) + "\"";
  if (is_unchanged(ask.request, tag)) return not_modified(tag);
  GUATU_TRY(file, files::MappedFile::open(ask.service.shelf->path_of(f.sha256)));
  const auto* kind = files::kind_of_bytes(file.bytes(), f.name);
  if (kind == nullptr || !kind->is_picture) return Error("attachment.no_thumbnail");
  GUATU_TRY(jpeg, files::thumbnail(kind->form, file.bytes()));
  Response r;
  r.headers.add("Content-Type", "image/jpeg");
  protect(r, tag);
  r.body = std::move(jpeg);
  return r;
}

}  // namespace

json::object upload_json(const files::Upload& u) {
  json::value place = nullptr;
  if (u.place) place = json::object{{"lon", std::stod(u.place->lon)}, {"lat", std::stod(u.place->lat)}};
  return {
      {"id", u.sha256},
      {"sha256", u.sha256},
      {"original_sha256", u.original_sha256.empty() ? json::value(nullptr) : json::value(u.original_sha256)},
      {"name", u.name},
      {"size", u.bytes},
      {"type", u.type},
      {"is_picture", u.type.starts_with("image/")},
      {"taken_at", u.taken_at ? json::value(to_text(*u.taken_at)) : json::value(nullptr)},
      {"place", std::move(place)}};
}

std::vector<Operation> attachment_operations() {
  std::vector<Operation> out;
  Operation send{Method::kPost, "/attachments", "uploadAttachment", {{"name"}}, {}, &upload, {},
                 201,           Runs::kPool};
  send.open_sink = &open_upload;
  send.headers = {"Content-Disposition"};
  out.push_back(std::move(send));
  Operation get{
      Method::kGet, "/attachments/{attachment}", "readAttachment", {{"matter"}}, {}, &download, {}, 200,
      Runs::kPool};
  get.headers = {"If-None-Match", "If-Range", "Range"};
  get.also = {206, 304, 416};
  out.push_back(std::move(get));
  Operation small{Method::kGet,
                  "/attachments/{attachment}/thumbnail",
                  "readThumbnail",
                  {{"matter"}},
                  {},
                  &read_thumbnail,
                  {},
                  200,
                  Runs::kPool};
  small.headers = {"If-None-Match"};
  small.also = {304};
  out.push_back(std::move(small));
  return out;
}

}  // namespace guatu::http::api
