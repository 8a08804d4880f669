// The list of a draw.
#include "guatu/domain/housing/draw_list.h"

#include "guatu/base/text.h"

namespace guatu::housing {

bool is_draw(const kernel::Playbook& playbook) {
  return playbook.field("list") != nullptr && playbook.field("seed") != nullptr &&
         playbook.field("result") != nullptr && playbook.state(kListShown) != nullptr;
}

std::vector<std::string> entries_of(std::string_view list) {
  std::vector<std::string> out;
  while (!list.empty()) {
    const auto end = list.find('\n');
    if (const auto line = trim(list.substr(0, end)); !line.empty()) out.emplace_back(line);
    if (end == std::string_view::npos) break;
    list.remove_prefix(end + 1);
  }
  return out;
}

std::string list_digest(const std::vector<std::string>& entries) {
  return sha256_hex(join(entries, "\n"));
}

}  // namespace guatu::housing
