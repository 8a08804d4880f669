#include "guatu/http/gzip.h"

#include <zlib.h>

#include "guatu/base/text.h"
#include "guatu/http/message.h"

namespace guatu::http {

namespace {

/// Its 256 KB are kept: one for each thread that compresses.
class Deflater {
 public:
  // 15 + 16: the gzip format with the largest window.
  Deflater() : is_ready_(deflateInit2(&z_, 1, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK) {}
  ~Deflater() {
    if (is_ready_) deflateEnd(&z_);
  }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  std::string run(std::string_view bytes) {
    if (!is_ready_ || deflateReset(&z_) != Z_OK) return {};
    std::string out(deflateBound(&z_, bytes.size()), '\0');
    z_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    z_.avail_in = static_cast<uInt>(bytes.size());
    z_.next_out = reinterpret_cast<Bytef*>(out.data());
    z_.avail_out = static_cast<uInt>(out.size());
    if (deflate(&z_, Z_FINISH) != Z_STREAM_END) return {};
    out.resize(out.size() - z_.avail_out);
    return out;
  }

 private:
  z_stream z_{};
  bool is_ready_;
};

}  // namespace

bool takes_gzip(std::string_view accept) {
  while (!accept.empty()) {
    const auto comma = accept.find(',');
    const auto element = accept.substr(0, comma);
    accept.remove_prefix(comma == std::string_view::npos ? accept.size() : comma + 1);
    const auto semicolon = element.find(';');
    if (!same_name(trim(element.substr(0, semicolon)), "gzip")) continue;
    if (semicolon == std::string_view::npos) return true;
    const auto q = trim(element.substr(semicolon + 1));
    // `q=0`, `q=0.0`, … forbid it.
    return q.find_first_of("123456789") != std::string_view::npos;
  }
  return false;
}

bool is_compressible(std::string_view type) {
  type = trim(type.substr(0, type.find(';')));
  return type.starts_with("text/") || type == "application/json" || type.ends_with("+json") ||
         type == "application/javascript" || type == "image/svg+xml" || type.ends_with("+xml");
}

std::string gzip(std::string_view bytes) {
  thread_local Deflater deflater;
  return deflater.run(bytes);
}

}  // namespace guatu::http
