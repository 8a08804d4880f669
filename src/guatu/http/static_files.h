// The built web UI: files of one folder, read once at the start and served from memory.
#pragma once

#include <map>
#include <string>

#include "guatu/http/router.h"

namespace guatu::http {

class StaticFiles {
 public:
  /// Reads all below `dir` (at most limits::kMaxStaticBytes; what is beyond that, or starts with a dot, is
  /// left out). `a.js.gz` beside `a.js` is its compressed form. A folder that is not there leaves it empty.
  explicit StaticFiles(const std::string& dir);
  bool is_empty() const { return files_.empty(); }

  /// For Router::set_fallback(): the file of the path; names with a hash (`index-4f3a9c1b.js`) may be kept
  /// for ever by browsers; other paths without an extension get their own page (`/public`:
  /// `public.html`) or `index.html`, since the UI has its own routes; paths below /api, and files that are
  /// not there, http.not_found. Without a built UI `/` says so in both languages.
  void answer(const Request& request, const Responder& responder) const;

 private:
  struct File {
    SharedBody body;
    SharedBody gz;
    std::string type;
    std::string tag;
    bool is_immutable = false;
  };
  std::map<std::string, File, std::less<>> files_;
};

}  // namespace guatu::http
