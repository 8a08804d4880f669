#include "guatu/sheet/charset.h"

#include <iconv.h>

#include <cerrno>

namespace guatu::sheet {

namespace {

class Iconv {
 public:
  Iconv(const char* to, const char* from) : handle_(::iconv_open(to, from)) {
    GUATU_ASSERT(handle_ != reinterpret_cast<iconv_t>(-1));
  }
  ~Iconv() { ::iconv_close(handle_); }
  Iconv(const Iconv&) = delete;
  Iconv& operator=(const Iconv&) = delete;

  /// @return  how many bytes of `in` made sense
  std::size_t convert(std::string_view in, std::string& out) {
    ::iconv(handle_, nullptr, nullptr, nullptr, nullptr);
    auto* from = const_cast<char*>(in.data());
    std::size_t left = in.size();
    char piece[4096];
    for (;;) {
      char* to = piece;
      std::size_t room = sizeof piece;
      const auto r = ::iconv(handle_, &from, &left, &to, &room);
      out.append(piece, sizeof piece - room);
      if (r != static_cast<std::size_t>(-1)) return in.size();
      if (errno != E2BIG) return in.size() - left;
    }
  }

 private:
  iconv_t handle_;
};

}  // namespace

std::string to_gb18030(std::string_view utf8) {
  thread_local Iconv iconv("GB18030", "UTF-8");
  std::string out;
  while (!utf8.empty()) {
    utf8.remove_prefix(iconv.convert(utf8, out));
    if (!utf8.empty()) utf8.remove_prefix(1);
  }
  return out;
}

Result<std::string> from_gb18030(std::string_view bytes) {
  thread_local Iconv iconv("UTF-8", "GB18030");
  std::string out;
  const auto n = iconv.convert(bytes, out);
  if (n != bytes.size()) return Error("sheet.not_text", "", {{"byte", std::to_string(n)}});
  return Result<std::string>(boost::system::in_place_value, std::move(out));
}

}  // namespace guatu::sheet
