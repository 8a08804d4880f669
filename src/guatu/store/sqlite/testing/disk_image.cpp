#include "guatu/store/sqlite/testing/disk_image.h"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace guatu::store::sqlite {

FileImage::Page& FileImage::page(std::size_t n) {
  if (pages_.size() <= n) pages_.resize(n + 1);
  auto& p = pages_[n];
  if (!p)
    p = std::make_shared<Page>();
  else if (p.use_count() > 1)
    p = std::make_shared<Page>(*p);
  return *p;
}

std::size_t FileImage::read(std::int64_t offset, void* out, std::size_t n) const {
  auto* to = static_cast<char*>(out);
  std::memset(to, 0, n);
  const auto there =
      static_cast<std::size_t>(std::clamp<std::int64_t>(size_ - offset, 0, static_cast<std::int64_t>(n)));
  for (std::size_t done = 0; done < there;) {
    const auto at = offset + static_cast<std::int64_t>(done);
    const auto inside = static_cast<std::size_t>(at % kPage);
    const auto piece = std::min(there - done, static_cast<std::size_t>(kPage) - inside);
    const auto index = static_cast<std::size_t>(at / kPage);
    if (index < pages_.size() && pages_[index]) std::memcpy(to + done, pages_[index]->data() + inside, piece);
    done += piece;
  }
  return there;
}

void FileImage::write(std::int64_t offset, std::string_view bytes) {
  for (std::size_t done = 0; done < bytes.size();) {
    const auto at = offset + static_cast<std::int64_t>(done);
    const auto inside = static_cast<std::size_t>(at % kPage);
    const auto piece = std::min(bytes.size() - done, static_cast<std::size_t>(kPage) - inside);
    std::memcpy(page(static_cast<std::size_t>(at / kPage)).data() + inside, bytes.data() + done, piece);
    done += piece;
  }
  size_ = std::max(size_, offset + static_cast<std::int64_t>(bytes.size()));
}

void FileImage::truncate(std::int64_t size) {
  if (size < size_) {
    pages_.resize(std::min(pages_.size(), static_cast<std::size_t>((size + kPage - 1) / kPage)));
    // What is cut off is zero when the file grows again.
    const auto inside = size % kPage;
    if (inside != 0 && static_cast<std::size_t>(size / kPage) < pages_.size())
      std::memset(page(static_cast<std::size_t>(size / kPage)).data() + inside, 0,
                  static_cast<std::size_t>(kPage - inside));
  }
  size_ = size;
}

std::string FileImage::text() const {
  std::string out(static_cast<std::size_t>(size_), '\0');
  read(0, out.data(), out.size());
  return out;
}

Result<DiskImage> load_image(const std::string& dir) {
  DiskImage out;
  std::error_code ec;
  for (const auto& e : std::filesystem::directory_iterator(dir, ec)) {
    if (!e.is_regular_file()) continue;
    std::ifstream in(e.path(), std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) return Error("store.io", "", {{"detail", "cannot be read"}, {"file", e.path().string()}});
    out[e.path().string()].write(0, text.str());
  }
  if (ec) return Error("store.io", "", {{"detail", ec.message()}, {"file", dir}});
  return out;
}

Result<void> save_image(const DiskImage& image, const std::string& dir) {
  for (const auto& [name, file] : image) {
    const auto path = std::filesystem::path(dir) / std::filesystem::path(name).filename();
    std::ofstream out(path, std::ios::binary);
    out << file.text();
    if (!out.flush())
      return Error("store.io", "", {{"detail", "cannot be written"}, {"file", path.string()}});
  }
  return {};
}

}  // namespace guatu::store::sqlite
