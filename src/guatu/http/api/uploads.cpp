// Resumable uploads of those who are known. HEAD is answered as GET is. See tus.h and
// docs/formats/attachments.md.
#include "guatu/files/limits.h"
#include "guatu/files/resumable.h"
#include "guatu/http/api/attachment_json.h"
#include "guatu/http/api/operation.h"
#include "guatu/http/api/tus.h"

namespace guatu::http::api {

namespace {

Result<Response> create_upload(Ask& ask) {
  if (ask.service.shelf == nullptr) return Error("http.not_found");
  GUATU_TRY(said, read_announced(ask.request));
  files::ResumableUploads uploads(*ask.service.shelf);
  GUATU_TRY(u, uploads.create(ask.person, said.length, said.name, said.type));
  return upload_begun(u, std::string(kRoot) + "/uploads/" + u.id);
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

Result<std::shared_ptr<BodySink>> open_more(Service& service, const Request& request,
                                            const PersonId& person) {
  if (service.shelf == nullptr) return Error("http.not_found");
  return open_part(*service.shelf, request, std::string(request.params.get("upload")), person);
}

Result<Response> go_on(Ask& ask) {
  if (ask.service.shelf == nullptr) return Error("http.not_found");
  std::optional<files::Upload> taken;
  GUATU_TRY(r, end_part(*ask.service.shelf, ask.request, taken));
  if (taken) r.headers.add("Location", std::string(kRoot) + "/attachments/" + taken->sha256);
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
  patch.open_sink = &open_more;
  patch.headers = {"Tus-Resumable", "Upload-Offset"};
  patch.also = {412, 415};
  out.push_back(std::move(patch));
  return out;
}

}  // namespace guatu::http::api
