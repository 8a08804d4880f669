#include "guatu/whole_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace guatu::app {

Result<void> stream_whole(const std::string& file, const std::function<Result<void>(std::ostream&)>& write) {
  namespace fs = std::filesystem;
  const auto fresh = file + ".new";
  std::error_code ec;
  const auto failed = [&](int why) {
    fs::remove(fresh, ec);
    return Error("cli.write_failed", "", {{"file", fresh}, {"detail", std::strerror(why)}});
  };
  std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
  if (!out) return failed(errno);
  if (auto written = write(out); written.has_error()) {
    out.close();
    fs::remove(fresh, ec);
    return written;
  }
  out.close();
  if (!out) return failed(errno);
  fs::rename(fresh, file, ec);
  if (ec) return failed(ec.value());
  return {};
}

}  // namespace guatu::app
