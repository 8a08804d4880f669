#include "guatu/notices/digest.h"

#include <fmt/format.h>

#include <algorithm>

#include "guatu/kernel/views/matter_view.h"

namespace guatu::notices {

namespace {

struct Group {
  const Line* first = nullptr;
  std::vector<std::string> said{};
};

std::vector<Group> by_matter(const std::vector<Line>& lines, Lang lang) {
  std::vector<Group> out;
  for (const auto& line : lines) {
    auto it =
        std::find_if(out.begin(), out.end(), [&](const Group& g) { return g.first->number == line.number; });
    if (it == out.end()) it = out.insert(out.end(), Group{&line});
    const auto& title = title_of(line.kind).in(lang);
    if (std::find(it->said.begin(), it->said.end(), title) == it->said.end()) it->said.push_back(title);
  }
  return out;
}

std::string line_of(const Group& g, Lang lang) {
  const bool is_zh = lang == Lang::kZh;
  auto out = fmt::format("{} {}{}{}", g.first->number, g.first->playbook, is_zh ? "：" : ": ",
                         join(g.said, is_zh ? "；" : "; "));
  if (g.first->due_at.us == 0) return out + "\n";
  const auto due = kernel::due_text(g.first->due_at);
  if (is_zh) return out + fmt::format("（{}，期限 {}）\n", g.first->is_late ? "已逾期" : "未到期", due);
  return out + fmt::format(" ({}due {})\n", g.first->is_late ? "late, was " : "", due);
}

}  // namespace

std::size_t matters_in(const std::vector<Line>& lines) {
  return by_matter(lines, Lang::kZh).size();
}

std::string digest_subject(std::size_t matters, Lang lang) {
  if (lang == Lang::kZh) return fmt::format("挂图：{} 个事项的提醒", matters);
  return fmt::format("Guatu: notices about {} {}", matters, matters == 1 ? "matter" : "matters");
}

std::string digest_text(const std::vector<Line>& lines, const std::string& name, const std::string& link,
                        std::size_t bytes_max, Lang lang) {
  const auto groups = by_matter(lines, lang);
  const bool is_zh = lang == Lang::kZh;
  std::string out = name + (is_zh ? "：" : ":") + "\n" + digest_subject(groups.size(), lang) + "\n";
  const std::string tail = link.empty() ? "" : link + "\n";
  // Room for the line that says how many are missing.
  constexpr std::size_t kRest = 80;
  std::size_t shown = 0;
  for (const auto& g : groups) {
    const auto line = line_of(g, lang);
    const bool is_last = shown + 1 == groups.size();
    if (out.size() + line.size() + tail.size() + (is_last ? 0 : kRest) > bytes_max) break;
    out += line;
    ++shown;
  }
  if (shown < groups.size())
    out += is_zh ? fmt::format("另有 {} 个事项，请登录查看。\n", groups.size() - shown)
                 : fmt::format("and {} more: log in to see them.\n", groups.size() - shown);
  return out + tail;
}

}  // namespace guatu::notices
