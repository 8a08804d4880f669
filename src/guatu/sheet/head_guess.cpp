#include "guatu/sheet/head_guess.h"

#include <algorithm>

#include "guatu/base/text.h"

namespace guatu::sheet {

namespace {

/// 3: the same; 2: one begins or ends with the other; 1: one within the other; 0: nothing.
int fit(const std::string& label, const std::string& known) {
  if (label.empty() || known.empty()) return 0;
  if (label == known) return 3;
  const auto& longer = label.size() > known.size() ? label : known;
  const auto& shorter = label.size() > known.size() ? known : label;
  if (code_points(shorter) < 2 || longer.size() > shorter.size() * 4) return 0;
  if (longer.starts_with(shorter) || longer.ends_with(shorter)) return 2;
  return longer.find(shorter) == std::string::npos ? 0 : 1;
}

struct Fit {
  int score = 0;
  std::size_t column = 0;
  std::size_t target = 0;
};

int total(const std::vector<std::string>& labels, const std::vector<Target>& targets,
          std::vector<std::string>& out) {
  std::vector<Fit> fits;
  for (std::size_t c = 0; c < labels.size(); ++c) {
    const auto label = plain_label(labels[c]);
    for (std::size_t t = 0; t < targets.size(); ++t) {
      int best = fit(label, plain_label(targets[t].id));
      for (const auto& known : targets[t].labels) best = std::max(best, fit(label, plain_label(known)));
      if (best > 0) fits.push_back({best, c, t});
    }
  }
  std::stable_sort(fits.begin(), fits.end(), [](const Fit& a, const Fit& b) { return a.score > b.score; });
  out.assign(labels.size(), "");
  std::vector<bool> used(targets.size());
  int sum = 0;
  for (const auto& f : fits) {
    if (used[f.target] || !out[f.column].empty()) continue;
    used[f.target] = true;
    out[f.column] = targets[f.target].id;
    sum += f.score;
  }
  return sum;
}

std::vector<std::string> labels_of(const Row& row) {
  std::vector<std::string> out;
  for (const auto& c : row) out.push_back(cell_text(c));
  return out;
}

}  // namespace

std::string half_width(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto before = text;
    const auto c = next_code_point(text);
    if (c >= 0xff01 && c <= 0xff5e)
      out += static_cast<char>(c - 0xff01 + 0x21);
    else if (c == 0x3000 || c == 0xa0)
      out += ' ';
    else if (c != 0xfeff)
      out.append(before.substr(0, before.size() - text.size()));
  }
  return out;
}

std::string plain_label(std::string_view text) {
  std::string out;
  int depth = 0;
  for (const char c : half_width(text)) {
    if (c == '(' || c == '[') ++depth;
    const bool is_sign = static_cast<unsigned char>(c) < 0x80 && !(c >= '0' && c <= '9') &&
                         !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z');
    if (depth == 0 && !is_sign) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if ((c == ')' || c == ']') && depth > 0) --depth;
  }
  for (const std::string_view sign : {"：", "、", "。", "【", "】", "＊", "※"})
    for (auto at = out.find(sign); at != std::string::npos; at = out.find(sign)) out.erase(at, sign.size());
  return out;
}

std::vector<std::string> guess_targets(const std::vector<std::string>& labels,
                                       const std::vector<Target>& targets) {
  std::vector<std::string> out;
  total(labels, targets, out);
  return out;
}

Head guess_head(const std::vector<std::pair<std::int64_t, Row>>& top, const std::vector<Target>& targets) {
  Head best;
  int best_score = 0;
  for (const auto& [number, row] : top) {
    const auto labels = labels_of(row);
    std::vector<std::string> guessed;
    const int score = total(labels, targets, guessed);
    // On a tie the lower row: above a head of two rows stands what groups it.
    if (score == 0 || score < best_score) continue;
    // A row of values may hold a word of the head; a head repeats where cells are merged downwards alone.
    if (score == best_score && best.row != 0 && number != best.row + 1) continue;
    best_score = score;
    best = {number, labels, std::move(guessed)};
  }
  return best;
}

}  // namespace guatu::sheet
