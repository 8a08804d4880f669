#include "guatu/files/file_index.h"

#include <algorithm>
#include <string_view>

#include "guatu/base/hash.h"

namespace guatu::files {

Result<void> FileIndex::follow(kernel::Reader& reader) {
  const auto last = reader.last_position();
  if (last <= folded_) return {};
  GUATU_TRY_VOID(reader.stored(folded_, last, [this](const kernel::StoredEvent& e) {
    // A quote inside a text is escaped, so that this stands nowhere but in a value of a field of files.
    constexpr std::string_view kMark = "\"sha256\":\"";
    std::string_view rest = e.columns.data;
    for (auto at = rest.find(kMark); at != std::string_view::npos; at = rest.find(kMark)) {
      rest.remove_prefix(at + kMark.size());
      auto id = from_hex(rest.substr(0, 64));
      if (id.has_error() || id->size() != 32) continue;
      auto& matters = holders_[*id];
      const MatterId matter{e.columns.matter};
      if (std::find(matters.begin(), matters.end(), matter) == matters.end()) matters.push_back(matter);
    }
    return true;
  }));
  folded_ = last;
  return {};
}

Result<std::vector<MatterId>> FileIndex::holders(kernel::Reader& reader, const std::string& sha256) {
  const std::lock_guard lock(mutex_);
  GUATU_TRY_VOID(follow(reader));
  GUATU_TRY(id, from_hex(sha256));
  const auto it = holders_.find(id);
  if (it == holders_.end()) return std::vector<MatterId>();
  return it->second;
}

}  // namespace guatu::files
