#include "guatu/http/answer_head.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <iterator>

#include "guatu/base/json_map.h"
#include "guatu/base/limits.h"
#include "guatu/http/gzip.h"
#include "guatu/http/router.h"

namespace guatu::http {

namespace {

struct Default {
  std::string_view name;
  std::string_view value;
};
// What every answer says unless it says otherwise itself. The UI sets its own policy (static_files.cpp).
constexpr Default kDefaults[] = {
    {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cache-Control", "no-store"},
};

bool is_clean(std::string_view s) {
  for (const char c : s)
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f) return false;
  return true;
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::string http_date(Instant t) {
  constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  using namespace std::chrono;
  const sys_seconds at{seconds(t.us / kSecondUs)};
  const auto day = floor<days>(at);
  const year_month_day ymd{day};
  const hh_mm_ss time{at - day};
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", kDays[weekday{day}.c_encoding()],
                     static_cast<unsigned>(ymd.day()), kMonths[static_cast<unsigned>(ymd.month()) - 1],
                     static_cast<int>(ymd.year()), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

void append_head(std::string& out, const Response& response, const Request& request, const std::string& date,
                 const Framing& framing) {
  fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\n", response.status, reason_of(response.status));
  for (const auto& h : response.headers)
    if (is_clean(h.name) && is_clean(h.value)) append_field(out, h.name, h.value);
  for (const auto& d : kDefaults)
    if (!response.headers.has(d.name)) append_field(out, d.name, d.value);
  append_field(out, "Date", date);
  append_field(out, "Server", "guatu");
  if (!request.id.empty()) append_field(out, "X-Request-Id", request.id);
  if (framing.is_chunked)
    out += "Transfer-Encoding: chunked\r\n";
  else if (framing.length)
    fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", *framing.length);
  if (framing.is_closing) out += "Connection: close\r\n";
  out += "\r\n";
}

void compress(Response& response, const Request& request) {
  if (!response.may_compress || response.headers.has("Content-Encoding")) return;
  auto* body = std::get_if<std::string>(&response.body);
  if (body == nullptr || body->size() < limits::kMinGzipBytes ||
      !is_compressible(response.headers.get("Content-Type")))
    return;
  response.headers.add("Vary", "Accept-Encoding");
  if (!takes_gzip(request.headers.get("Accept-Encoding"))) return;
  auto small = gzip(*body);
  if (small.empty() || small.size() >= body->size()) return;
  *body = std::move(small);
  response.headers.set("Content-Encoding", "gzip");
  // Other bytes for the same state: the tag becomes weak (RFC 9110 8.8.1).
  if (const auto* tag = response.headers.find("ETag"); tag != nullptr && !tag->starts_with("W/"))
    response.headers.set("ETag", "W/" + *tag);
}

void append_log_line(std::string& out, Instant at, const Request& q, const Response& response,
                     std::uint64_t bytes, std::int64_t us) {
  out += "{\"at\":\"";
  append_text(out, at);
  out += "\",\"id\":";
  append_json_text(out, q.id);
  out += ",\"peer\":";
  append_json_text(out, q.peer);
  out.append(",\"method\":\"").append(text_of(q.method)).append("\",\"path\":");
  append_json_text(out, q.path);
  if (!q.query.empty()) {
    std::string names;
    for (const auto& p : q.query) names.append(names.empty() ? "" : ",").append(p.name);
    out += ",\"query\":";
    append_json_text(out, names);
  }
  if (q.route != nullptr) {
    out += ",\"route\":";
    append_json_text(out, q.route->path);
  }
  fmt::format_to(std::back_inserter(out), ",\"status\":{},\"bytes\":{},\"ms\":{:.3f}", response.status, bytes,
                 static_cast<double>(us) / 1000);
  if (!response.error_key.empty()) out.append(",\"key\":\"").append(response.error_key).append("\"");
  if (!response.error_detail.empty()) {
    out += ",\"detail\":";
    append_json_text(out, response.error_detail);
  }
  if (const auto* agent = q.headers.find("User-Agent")) {
    out += ",\"agent\":";
    append_json_text(out, is_utf8(*agent) ? std::string_view(*agent).substr(0, 200) : "?");
  }
  out += "}\n";
}

}  // namespace guatu::http
