#include "guatu/http/problem.h"

#include <new>

#include "guatu/base/json_map.h"
#include "guatu/kernel/messages/messages.h"
#include "guatu/kernel/ports.h"

namespace guatu::http {

namespace {

struct KeyStatus {
  std::string_view begins;
  int status;
};

// The longest row that begins the key counts; a row that ends in `.` is a family. What a rule refuses is 409
// when another state of the matter would allow it, 403 when another person may, and 422 when the request
// itself must be written otherwise.
constexpr KeyStatus kStatuses[] = {
    // The rules.
    {"matter.", 409},
    {"matter.unknown", 404},
    {"matter.unknown_move", 404},
    {"matter.not_yours", 403},
    {"matter.self_verification", 403},
    {"matter.recused", 403},
    {"matter.needs", 422},
    {"matter.closing_needs", 422},
    {"matter.park_range", 422},
    {"matter.too_many", 422},
    {"matter.too_deep", 422},
    {"matter.personal_refused", 422},
    {"people.", 409},
    {"people.unknown_", 422},
    {"people.not_active", 403},
    {"people.not_administrator", 403},
    {"people.may_not_erase", 403},
    {"people.too_deep", 422},
    {"scope.", 422},
    // Who asks.
    {"account.", 422},
    {"account.wrong_login", 401},
    {"account.wrong_code", 401},
    {"account.wrong_password", 403},
    {"account.no_session", 401},
    {"account.session_expired", 401},
    {"account.ticket", 401},
    {"account.second_factor", 401},
    {"account.second_factor_needed", 409},
    {"account.separated", 403},
    {"account.own", 403},
    {"account.unknown", 404},
    {"account.unknown_kind", 422},
    {"account.name_taken", 409},
    {"account.person_has", 409},
    {"account.no_policy", 503},
    {"account.locked", 429},
    {"account.busy", 503},
    {"account.scope", 403},
    {"account.by_session", 403},
    {"account.not_administrator", 403},
    {"account.not_auditor", 403},
    {"account.not_security", 403},
    {"account.audit_damaged", 503},
    {"account.not_admitted", 403},
    {"oidc.", 401},
    {"oidc.off", 404},
    {"oidc.provider", 503},
    {"policy.", 422},
    {"plan.", 422},
    {"schedule.", 422},
    {"appraisal.", 422},
    // Without an account.
    {"public.", 422},
    {"public.closed", 404},
    {"public.not_offered", 404},
    {"public.not_listed", 404},
    {"public.unknown", 404},
    {"public.too_large", 413},
    {"public.too_many", 429},
    {"public.slow", 429},
    {"public.photo_too_large", 413},
    {"public.too_many_photos_now", 429},
    {"public.too_many_codes", 429},
    {"public.code_not_sent", 503},
    {"clock.", 409},
    {"ladder.", 409},
    {"law.", 422},
    {"migration.", 422},
    {"rehearsal.", 422},
    {"rehearsal.stopped", 503},
    {"personal.", 422},
    {"personal.erased", 409},
    // What was sent.
    {"field.", 422},
    {"command.", 422},
    {"command.conflict", 409},
    {"command.too_large", 413},
    {"playbook.", 422},
    {"playbook.unknown", 404},
    {"playbook.version_", 409},
    {"calendar.", 422},
    {"rota.", 422},
    {"rent.", 422},
    {"draw.", 422},
    {"rules.", 422},
    {"rules.not_administrator", 403},
    {"yaml.", 422},
    {"yaml.too_large", 413},
    {"script.", 422},
    {"list.", 400},
    {"text.", 422},
    {"json.", 422},
    {"json.syntax", 400},
    {"json.not_utf8", 400},
    // Files.
    {"sheet.", 422},
    {"sheet.unknown_import", 404},
    {"sheet.already_accepted", 409},
    {"sheet.has_problems", 409},
    {"paper.", 422},
    {"paper.unknown", 404},
    {"paper.not_now", 409},
    {"paper.month_running", 409},
    {"paper.not_bulletin", 409},
    {"paper.root_differs", 409},
    {"paper.template_broken", 409},
    {"paper.no_converter", 503},
    {"paper.not_converted", 503},
    {"child.", 503},
    {"attachment.", 422},
    {"attachment.unknown", 404},
    {"attachment.unknown_upload", 404},
    {"attachment.upload_offset", 409},
    {"attachment.upload_busy", 409},
    {"attachment.upload_too_long", 413},
    {"attachment.tus_version", 412},
    {"attachment.tus_header", 400},
    {"attachment.no_thumbnail", 404},
    {"attachment.range", 416},
    {"attachment.too_many_unused", 429},
    {"file.", 503},
    // The store and the desk: the same request may succeed later.
    {"store.", 500},
    {"store.busy", 503},
    {"store.full", 503},
    {"store.io", 503},
    {"store.sync_failed", 503},
    {"store.read_only", 503},
    {"store.damaged", 503},
    {"store.no_memory", 503},
    {"store.rebuilding", 503},
    {"desk.", 503},
    {"ledger.", 500},
    {"ledger.damaged", 503},
    // Other servers: the same may succeed later.
    {"client.", 503},
    {"client.url", 422},
    {"client.plain", 422},
    // HTTP itself.
    {"http.", 400},
    {"http.not_found", 404},
    {"http.method_not_allowed", 405},
    {"http.cross_origin", 403},
    {"http.changed", 412},
    {"http.body_too_large", 413},
    {"http.target_too_long", 414},
    {"http.media_type", 415},
    {"http.expectation", 417},
    {"http.headers_too_large", 431},
    {"http.no_answer", 500},
    {"http.listen", 500},
    {"http.certificate", 500},
    {"http.coding", 501},
    {"http.internal", 500},
    {"http.method_unknown", 501},
    {"http.busy", 503},
    {"http.slow_answer", 503},
    {"http.version", 505},
};

Titles title_of(int status) {
  switch (status) {
    case 400:
      return {"请求有误", "Bad request"};
    case 401:
      return {"请先登录", "Not signed in"};
    case 403:
      return {"无权办理", "Not allowed"};
    case 404:
      return {"没有找到", "Not found"};
    case 405:
      return {"不支持这种请求方法", "Method not allowed"};
    case 408:
      return {"请求超时", "Request timed out"};
    case 409:
      return {"与现状不符，未予办理", "Refused as things stand"};
    case 412:
      return {"内容已被他人改动", "Changed meanwhile"};
    case 413:
      return {"内容过大", "Too large"};
    case 414:
      return {"地址过长", "Address too long"};
    case 415:
      return {"内容类型不对", "Wrong content type"};
    case 416:
      return {"没有这一段", "No such range"};
    case 422:
      return {"填写有误", "Not acceptable as written"};
    case 429:
      return {"请求过于频繁", "Too many requests"};
    case 431:
      return {"请求头过大", "Header too large"};
    case 500:
      return {"系统内部错误", "Our own fault"};
    case 503:
      return {"暂时不能办理", "Not available now"};
    default:
      return {std::string(reason_of(status)), std::string(reason_of(status))};
  }
}

std::string pointer_of(const std::string& field) {
  if (field.front() == '/') return field;
  std::string out = "/";
  for (const char c : field) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
  return out;
}

std::string retry_after(const Error& e) {
  for (const auto& [name, value] : e.args)
    if (name == "retry_after_s" || (name == "seconds" && e.key == "account.locked")) return value;
  return "1";
}

}  // namespace

int status_of(std::string_view key) {
  std::size_t best = 0;
  int status = 500;
  for (const auto& row : kStatuses)
    if (row.begins.size() >= best && key.starts_with(row.begins)) {
      best = row.begins.size();
      status = row.status;
    }
  return status;
}

Response problem(std::span<const Error> errors, const Request& request) {
  GUATU_ASSERT(!errors.empty());
  const auto& first = errors.front();
  Response r;
  r.status = status_of(first.key);
  r.error_key = first.key;
  r.may_compress = false;
  r.headers.add("Content-Type", "application/problem+json");
  r.headers.add("Content-Language", request.lang == Lang::kZh ? "zh" : "en");
  r.headers.add("Cache-Control", "no-store");
  if (r.status == 503 || r.status == 429) r.headers.add("Retry-After", retry_after(first));
  // What may be shown instead (RFC 9110 11.6.1).
  if (r.status == 401) r.headers.add("WWW-Authenticate", "Bearer");
  json::array fields;
  for (const auto& e : errors)
    if (!e.field.empty())
      fields.push_back(json::object{
          {"pointer", pointer_of(e.field)}, {"key", e.key}, {"message", kernel::sentence(e, request.lang)}});
  r.body = json::serialize(json::object{{"type", "urn:guatu:problem:" + first.key},
                                        {"title", title_of(r.status).in(request.lang)},
                                        {"status", r.status},
                                        {"detail", kernel::sentence(first, request.lang)},
                                        {"key", first.key},
                                        {"fields", std::move(fields)},
                                        {"request_id", request.id}});
  return r;
}

Response problem(const Error& error, const Request& request) {
  return problem(std::span<const Error>(&error, 1), request);
}

Error error_of_current_exception(std::string& what) {
  try {
    throw;
  } catch (const kernel::StoreFailure& e) {
    what = e.what();
    return e.error;
  } catch (const std::bad_alloc&) {
    what = "out of memory";
    return Error("desk.no_memory");
  } catch (const std::exception& e) {
    what = e.what();
  } catch (...) {
    what = "unknown exception";
  }
  return Error("http.internal");
}

}  // namespace guatu::http
