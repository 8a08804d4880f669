#include "guatu/paper/library.h"

#include <algorithm>
#include <filesystem>

#include "guatu/base/disk.h"
#include "guatu/base/limits.h"

namespace guatu::paper {

namespace fs = std::filesystem;

const Template* Library::Content::find(const std::string& id) const {
  const auto it = std::find_if(papers.begin(), papers.end(), [&](const auto& p) { return p->id == id; });
  return it == papers.end() ? nullptr : it->get();
}

std::vector<Library::Stamp> Library::stamps() const {
  std::vector<Stamp> out;
  for (const auto& folder : folders_) {
    std::vector<Stamp> mine;
    std::error_code ec;
    for (const auto& e : fs::directory_iterator(folder, ec)) {
      if (e.path().extension() != ".yaml" || !e.is_regular_file(ec)) continue;
      const auto bytes = e.file_size(ec);
      mine.push_back({e.path().string(), e.last_write_time(ec).time_since_epoch().count(), ec ? 0 : bytes});
    }
    std::sort(mine.begin(), mine.end(), [](const Stamp& a, const Stamp& b) { return a.file < b.file; });
    out.insert(out.end(), mine.begin(), mine.end());
  }
  return out;
}

std::shared_ptr<const Library::Content> Library::content() {
  const std::lock_guard lock(mutex_);
  auto now = stamps();
  if (content_ != nullptr && now == read_) return content_;
  auto fresh = std::make_shared<Content>();
  std::map<std::string, std::shared_ptr<const Template>> by_id;
  for (const auto& s : now) {
    const auto text = read_small_file(s.file, limits::kMaxYamlBytes);
    if (text.has_error()) {
      fresh->problems.push_back(text.error());
      continue;
    }
    auto read = read_template(*text, s.file);
    if (read.has_error()) {
      const auto found = read.error();  // By value: its ends must be of one vector.
      fresh->problems.insert(fresh->problems.end(), found.begin(), found.end());
    } else {
      const auto t = std::make_shared<const Template>(std::move(*read));
      by_id[t->id] = t;
    }
  }
  for (auto& [id, t] : by_id) fresh->papers.push_back(std::move(t));
  read_ = std::move(now);
  content_ = std::move(fresh);
  return content_;
}

}  // namespace guatu::paper
