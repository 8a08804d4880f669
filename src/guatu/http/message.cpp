#include "guatu/http/message.h"

#include <algorithm>
#include <array>
#include <utility>

namespace guatu::http {

namespace {

constexpr std::array<std::pair<Method, const char*>, 7> kMethods{{{Method::kGet, "GET"},
                                                                  {Method::kHead, "HEAD"},
                                                                  {Method::kPost, "POST"},
                                                                  {Method::kPut, "PUT"},
                                                                  {Method::kPatch, "PATCH"},
                                                                  {Method::kDelete, "DELETE"},
                                                                  {Method::kOptions, "OPTIONS"}}};

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

/// Quality of one element of Accept-Language, in thousandths: `;q=0.8` is 800. -1: not well formed.
int quality(std::string_view params) {
  params = trim(params);
  if (params.empty()) return 1000;
  if (params.size() < 3 || lower(params[0]) != 'q' || params[1] != '=') return -1;
  params.remove_prefix(2);
  if (params.front() != '0' && params.front() != '1') return -1;
  int q = (params.front() - '0') * 1000;
  int unit = 100;
  for (std::size_t i = 2; i < params.size() && unit > 0; ++i, unit /= 10) {
    if (params[i] < '0' || params[i] > '9') return -1;
    q += (params[i] - '0') * unit;
  }
  return std::min(q, 1000);
}

}  // namespace

const char* text_of(Method m) {
  return kMethods[static_cast<std::size_t>(m)].second;
}

bool from_text(std::string_view text, Method& m) {
  for (const auto& [method, name] : kMethods)
    if (text == name) {
      m = method;
      return true;
    }
  return false;
}

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

void NameValues::add(std::string_view name, std::string_view value) {
  if (count_ == pairs_.size()) pairs_.emplace_back();
  pairs_[count_].name.assign(name);
  pairs_[count_].value.assign(value);
  ++count_;
}

void NameValues::erase_at(std::size_t i) {
  std::rotate(pairs_.begin() + static_cast<std::ptrdiff_t>(i),
              pairs_.begin() + static_cast<std::ptrdiff_t>(i) + 1,
              pairs_.begin() + static_cast<std::ptrdiff_t>(count_));
  --count_;
}

const std::string* Headers::find(std::string_view name) const {
  for (const auto& p : *this)
    if (same_name(p.name, name)) return &p.value;
  return nullptr;
}

std::string_view Headers::get(std::string_view name) const {
  const auto* v = find(name);
  return v == nullptr ? std::string_view() : std::string_view(*v);
}

void Headers::set(std::string_view name, std::string_view value) {
  remove(name);
  add(name, value);
}

void Headers::remove(std::string_view name) {
  for (std::size_t i = count_; i-- > 0;)
    if (same_name(pairs_[i].name, name)) erase_at(i);
}

const std::string* Params::find(std::string_view name) const {
  for (const auto& p : *this)
    if (p.name == name) return &p.value;
  return nullptr;
}

std::string_view Params::get(std::string_view name) const {
  const auto* v = find(name);
  return v == nullptr ? std::string_view() : std::string_view(*v);
}

void Request::clear() {
  method = Method::kGet;
  target.clear();
  path.clear();
  query.clear();
  params.clear();
  headers.clear();
  // A megabyte is not kept for the small bodies that follow.
  body.clear();
  if (body.capacity() > 64 * 1024) body.shrink_to_fit();
  sink.reset();
  peer.clear();
  host.clear();
  is_secure = false;
  id.clear();
  at = {};
  lang = Lang::kZh;
  route = nullptr;
  caller.reset();
}

Lang preferred_lang(std::string_view accept_language, Lang fallback) {
  int best = 0;
  Lang lang = fallback;
  while (!accept_language.empty()) {
    const auto comma = accept_language.find(',');
    const auto element = trim(accept_language.substr(0, comma));
    accept_language.remove_prefix(comma == std::string_view::npos ? accept_language.size() : comma + 1);
    const auto semicolon = element.find(';');
    const auto tag = trim(element.substr(0, semicolon));
    const int q =
        quality(semicolon == std::string_view::npos ? std::string_view() : element.substr(semicolon + 1));
    const auto primary = tag.substr(0, tag.find('-'));
    // The first of several that are wanted equally wins.
    if (q <= best) continue;
    if (same_name(primary, "zh"))
      lang = Lang::kZh;
    else if (same_name(primary, "en"))
      lang = Lang::kEn;
    else
      continue;
    best = q;
  }
  return lang;
}

Response Response::json(int status, std::string text) {
  Response r;
  r.status = status;
  r.headers.add("Content-Type", "application/json");
  r.body = std::move(text);
  return r;
}

Response Response::text(int status, std::string text) {
  Response r;
  r.status = status;
  r.headers.add("Content-Type", "text/plain; charset=utf-8");
  r.body = std::move(text);
  return r;
}

Response Response::see_other(std::string_view location) {
  Response r;
  r.status = 303;
  r.headers.add("Location", location);
  return r;
}

// Longer than 70 lines because it is one row a status.
std::string_view reason_of(int status) {
  switch (status) {
    case 100:
      return "Continue";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 416:
      return "Range Not Satisfiable";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 428:
      return "Precondition Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return {};
  }
}

}  // namespace guatu::http
