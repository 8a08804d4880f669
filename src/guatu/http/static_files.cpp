#include "guatu/http/static_files.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "guatu/http/etag.h"
#include "guatu/http/gzip.h"

namespace guatu::http {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::pair<std::string_view, std::string_view>, 17> kTypes{
    {{".html", "text/html; charset=utf-8"},
     {".js", "text/javascript; charset=utf-8"},
     {".mjs", "text/javascript; charset=utf-8"},
     {".css", "text/css; charset=utf-8"},
     {".json", "application/json"},
     {".webmanifest", "application/manifest+json"},
     {".map", "application/json"},
     {".svg", "image/svg+xml"},
     {".png", "image/png"},
     {".jpg", "image/jpeg"},
     {".webp", "image/webp"},
     {".ico", "image/x-icon"},
     {".woff2", "font/woff2"},
     {".woff", "font/woff"},
     {".wasm", "application/wasm"},
     {".txt", "text/plain; charset=utf-8"},
     {".xml", "application/xml"}}};

// Element Plus sets styles from code, so styles may be inline; scripts may not.
constexpr std::string_view kPolicy =
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

constexpr std::string_view kNoUi =
    "<!doctype html><html lang=\"zh\"><head><meta charset=\"utf-8\"><title>挂图 Guatu</title></head><body>"
    "<h1>挂图 Guatu</h1>"
    "<p>接口在 <code>/api/v1</code>。本程序没有带网页界面：没有找到 web/dist。</p>"
    "<p lang=\"en\">The API is at <code>/api/v1</code>. The web UI is not built in: there is no web/dist.</p>"
    "</body></html>\n";

std::string_view type_of(std::string_view name) {
  for (const auto& [end, type] : kTypes)
    if (name.ends_with(end)) return type;
  return "application/octet-stream";
}

/// `index-4f3a9c1b.js`: what the bundler names by content.
bool has_hash(std::string_view name) {
  const auto dot = name.rfind('.');
  const auto dash = name.rfind('-', dot);
  if (dot == std::string_view::npos || dash == std::string_view::npos || dot - dash != 9) return false;
  for (const char c : name.substr(dash + 1, 8))
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'))
      return false;
  return true;
}

SharedBody read_whole(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return nullptr;
  return std::make_shared<const std::string>(std::istreambuf_iterator<char>(in),
                                             std::istreambuf_iterator<char>());
}

}  // namespace

StaticFiles::StaticFiles(const std::string& dir) {
  std::error_code ec;
  std::uintmax_t total = 0;
  for (const auto& e : fs::recursive_directory_iterator(dir, ec)) {
    const auto name = e.path().filename().string();
    if (!e.is_regular_file(ec) || name.starts_with('.') || name.ends_with(".gz")) continue;
    total += e.file_size(ec);
    if (total > limits::kMaxStaticBytes) break;
    File f;
    f.body = read_whole(e.path());
    if (!f.body) continue;
    f.gz = read_whole(e.path().string() + ".gz");
    f.type = type_of(name);
    f.tag = "\"" + sha256_hex(*f.body).substr(0, 20) + "\"";
    f.is_immutable = has_hash(name);
    files_.emplace("/" + fs::relative(e.path(), dir, ec).generic_string(), std::move(f));
  }
}

void StaticFiles::answer(const Request& request, const Responder& responder) const {
  const std::string_view path = request.path;
  if (path == "/api" || path.starts_with("/api/")) return responder.fail(Error("http.not_found"));
  if (files_.empty() && path == "/") {
    auto r = Response::text(200, std::string(kNoUi));
    r.headers.set("Content-Type", "text/html; charset=utf-8");
    return responder.send(std::move(r));
  }
  auto it = files_.find(path);
  const bool has_extension = path.substr(path.rfind('/')).find('.') != std::string_view::npos;
  // A page of its own (`/public` is public.html), else the one that has routes of its own.
  if (it == files_.end() && !has_extension) it = files_.find(std::string(path) + ".html");
  if (it == files_.end() && !has_extension) it = files_.find("/index.html");
  if (it == files_.end()) return responder.fail(Error("http.not_found"));
  const auto& f = it->second;
  Response r;
  if (is_unchanged(request, f.tag)) {
    r = not_modified(f.tag);
  } else {
    const bool is_small = f.gz && takes_gzip(request.headers.get("Accept-Encoding"));
    r.body = is_small ? f.gz : f.body;
    r.headers.add("Content-Type", f.type);
    r.headers.add("ETag", f.tag);
    if (is_small) r.headers.add("Content-Encoding", "gzip");
  }
  if (f.gz) r.headers.add("Vary", "Accept-Encoding");
  r.headers.add("Cache-Control", f.is_immutable ? "public, max-age=31536000, immutable" : "no-cache");
  r.headers.add("Content-Security-Policy", kPolicy);
  responder.send(std::move(r));
}

}  // namespace guatu::http
