// Photos that go with an order of whoever has no account, resumable as uploads are. See public_photos.h.
#include "guatu/files/limits.h"
#include "guatu/files/resumable.h"
#include "guatu/http/api/input.h"
#include "guatu/http/api/operation.h"
#include "guatu/http/api/public_window.h"
#include "guatu/http/api/tus.h"

namespace guatu::http::api {

namespace {

/// What browsers make of a picture that they can show.
std::string name_for(std::string_view type) {
  if (type == "image/jpeg") return "photo.jpg";
  if (type == "image/png") return "photo.png";
  return type == "image/webp" ? "photo.webp" : "";
}

/// @errors public.closed
Result<void> check_open(const Service& service) {
  if (service.window == nullptr || service.shelf == nullptr) return Error("public.closed");
  return {};
}

/// Of the path: what is no token is the same as one that was never given. @errors attachment.unknown_upload
Result<PhotoToken> asked_token(std::string_view text) {
  auto token = read_photo_token(text);
  if (token.has_error())
    return Error("attachment.unknown_upload", "", {{"got", shortened(text.substr(0, 40))}});
  return token;
}

Result<Response> begin(AccountAsk& ask) {
  GUATU_TRY_VOID(check_open(ask.service));
  GUATU_TRY(said, read_announced(ask.request));
  // No name of a file of a resident is kept. The bytes must be what is declared, or they are refused.
  const auto name = name_for(said.type);
  if (name.empty()) return Error("public.photo_kind");
  if (said.length > kMaxPublicPhotoBytes)
    return Error("public.photo_too_large", "", {{"limit", std::to_string(kMaxPublicPhotoBytes >> 20)}});
  auto& window = *ask.service.window;
  GUATU_TRY_VOID(
      window.spend(ask.request.headers.get("Proof-Nonce"), ask.request.headers.get("Proof-Answer")));
  GUATU_TRY_VOID(window.photos().take(ask.request.peer, said.length));
  const auto key = files::chance_name();
  files::ResumableUploads uploads(*ask.service.shelf);
  GUATU_TRY(u, uploads.create(photo_owner(key), said.length, name, said.type));
  window.photos().begun(u.id + "-" + key, said.length);
  return upload_begun(u, std::string(kRoot) + "/public/uploads/" + u.id + "-" + key);
}

Result<Response> read_state(AccountAsk& ask) {
  GUATU_TRY_VOID(check_open(ask.service));
  GUATU_TRY(token, asked_token(ask.param("upload")));
  const files::ResumableUploads uploads(*ask.service.shelf);
  GUATU_TRY(u, uploads.find(token.upload, token.owner));
  const auto offset = uploads.offset_of(u);
  auto r = ok(json::object{{"offset", offset},
                           {"length", u.length},
                           {"expires_at", to_text(u.at + limits::kUnusedKeptUs)},
                           {"is_whole", !u.attachment.empty()}});
  say_state(r, u, offset);
  return r;
}

Result<std::shared_ptr<BodySink>> open_more(Service& service, const Request& request,
                                            const PersonId& /*nobody*/) {
  GUATU_TRY_VOID(check_open(service));
  GUATU_TRY(token, asked_token(request.params.get("upload")));
  return open_part(*service.shelf, request, token.upload, token.owner);
}

Result<Response> go_on(AccountAsk& ask) {
  GUATU_TRY_VOID(check_open(ask.service));
  std::optional<files::Upload> taken;
  auto r = end_part(*ask.service.shelf, ask.request, taken);
  if (r.has_value() || !r.error().key.starts_with("attachment.")) return r;
  // Refused for what it is: the sentences for officials name kinds of files that nobody asked for here.
  ask.service.window->photos().used(std::string(ask.param("upload")));
  return Error("public.photo_kind");
}

AccountAct answering(Result<Response> (*act)(AccountAsk&)) {
  return [act](AccountAsk& ask) { return checked(act(ask)); };
}

}  // namespace

std::vector<Operation> public_upload_operations() {
  auto create =
      account_operation(Method::kPost, "/public/uploads", "beginPublicUpload", {}, answering(&begin), 201);
  create.headers = {"Tus-Resumable", "Upload-Length", "Upload-Metadata", "Proof-Nonce", "Proof-Answer"};
  create.also = {412};
  auto read = account_operation(Method::kGet, "/public/uploads/{upload}", "readPublicUpload", {},
                                answering(&read_state));
  auto patch = account_operation(Method::kPatch, "/public/uploads/{upload}", "continuePublicUpload", {},
                                 answering(&go_on), 204);
  patch.open_sink = &open_more;
  patch.headers = {"Tus-Resumable", "Upload-Offset"};
  patch.also = {412, 415};
  std::vector<Operation> out{std::move(create), std::move(read), std::move(patch)};
  for (auto& op : out) op.is_open = true;
  return out;
}

}  // namespace guatu::http::api
