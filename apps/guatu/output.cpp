#include "guatu/output.h"

#include <fmt/format.h>

#include <algorithm>

#include "guatu/cli.h"
#include "guatu/kernel/messages/messages.h"

namespace guatu::app {

namespace {

constexpr std::size_t kGap = 2;        ///< columns between two columns of a table
constexpr std::size_t kNarrowest = 6;  ///< a shrinking column is never narrower

json::object problem_json(const Error& e, Lang lang) {
  json::object o{{"key", e.key}, {"field", e.field}, {"message", kernel::sentence(e, lang)}};
  if (!e.place.file.empty()) {
    o.emplace("file", e.place.file);
    o.emplace("line", e.place.line);
    o.emplace("column", e.place.column);
  }
  return o;
}

}  // namespace

std::string paint(const Io& io, const std::string& text, const char* code) {
  return io.colour && code[0] != '\0' && !text.empty() ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text;
}

void Table::column(std::string head, bool is_right, bool may_shrink) {
  columns_.push_back({std::move(head), is_right, may_shrink});
}

void Table::row(std::vector<Cell> cells) {
  GUATU_ASSERT(cells.size() == columns_.size());
  rows_.push_back(std::move(cells));
}

std::vector<std::size_t> Table::widths(const Io& io) const {
  std::vector<std::size_t> w;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t widest = display_width(columns_[i].head);
    for (const auto& r : rows_) widest = std::max(widest, display_width(r[i].text));
    w.push_back(widest);
  }
  if (!io.is_out_tty || w.empty()) return w;
  std::size_t all = kGap * (w.size() - 1);
  for (const auto n : w) all += n;
  const auto most = static_cast<std::size_t>(std::max(io.columns, 40));
  while (all > most) {
    std::size_t widest = w.size();
    for (std::size_t i = 0; i < w.size(); ++i)
      if (columns_[i].may_shrink && w[i] > kNarrowest && (widest == w.size() || w[i] > w[widest])) widest = i;
    if (widest == w.size()) break;
    --w[widest];
    --all;
  }
  return w;
}

void Table::line(const Io& io, const std::vector<Cell>& cells, const std::vector<std::size_t>& widths) const {
  std::string out;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto& cell = cells[i];
    const bool is_last = i + 1 == cells.size();
    const auto width = display_width(cell.text);
    std::string text = width > widths[i] ? fit(cell.text, widths[i]) : cell.text;
    const std::string pad(widths[i] > display_width(text) ? widths[i] - display_width(text) : 0, ' ');
    text = paint(io, text, cell.colour);
    out += columns_[i].is_right ? pad + text : is_last ? text : text + pad;
    if (!is_last) out += std::string(kGap, ' ');
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  io.out << out << '\n';
}

void Table::print(const Io& io) const {
  const auto w = widths(io);
  std::vector<Cell> heads;
  for (const auto& c : columns_) heads.emplace_back(c.head, kFaint);
  line(io, heads, w);
  for (const auto& r : rows_) line(io, r, w);
}

void print_pair(const Io& io, const std::string& label, const std::string& text, std::size_t width) {
  const auto room = static_cast<std::size_t>(std::max(io.is_out_tty ? io.columns : 80, 40)) - width;
  bool first = true;
  if (display_width(label) >= width) {  // It does not fit beside the text: above it then.
    io.out << paint(io, label, kFaint) << '\n';
    first = false;
  }
  std::size_t from = 0;
  for (;;) {  // Lines of the text itself stay lines.
    const auto end = text.find('\n', from);
    for (const auto& part : wrap(text.substr(from, end - from), room)) {
      io.out << (first ? paint(io, fit(label, width), kFaint) : std::string(width, ' ')) << part << '\n';
      first = false;
    }
    if (end == std::string::npos) break;
    from = end + 1;
  }
}

void print_json(std::ostream& out, const json::value& v) {
  out << json::serialize(v) << '\n';
}

json::object problems_json(const Problems& problems, Lang lang) {
  const auto& first = problems.front();
  json::object fields;
  bool has_place = false;
  for (const auto& p : problems) {
    if (!p.field.empty() && !fields.contains(p.field)) fields.emplace(p.field, kernel::sentence(p, lang));
    has_place = has_place || !p.place.file.empty();
  }
  json::object o{
      {"code", exit_code(problems)}, {"key", first.key}, {"message", kernel::sentence(first, lang)}};
  o.emplace("fields", std::move(fields));
  if (problems.size() > 1 || has_place) {
    json::array all;
    for (const auto& p : problems) all.push_back(problem_json(p, lang));
    o.emplace("problems", std::move(all));
  }
  return o;
}

void print_problems(const Session& s, const Problems& problems) {
  if (s.json) {
    print_json(s.io.err, problems_json(problems, s.lang));
    return;
  }
  for (const auto& p : problems) s.io.err << kernel::report_line(p, s.lang) << '\n';
}

std::string light_text(kernel::Light l, Lang lang) {
  const bool zh = lang == Lang::kZh;
  switch (l) {
    case kernel::Light::kGreen:
      return zh ? "绿" : "green";
    case kernel::Light::kYellow:
      return zh ? "黄" : "yellow";
    case kernel::Light::kRed:
      return zh ? "红" : "red";
    case kernel::Light::kNone:
      return "";
  }
  return "";
}

const char* light_colour(kernel::Light l) {
  switch (l) {
    case kernel::Light::kGreen:
      return kGreen;
    case kernel::Light::kYellow:
      return kYellow;
    case kernel::Light::kRed:
      return kRed;
    case kernel::Light::kNone:
      return "";
  }
  return "";
}

void Progress::show(std::int64_t done, std::int64_t total) {
  if (!io_.is_err_tty) return;
  const auto step = total > 0 ? done * 100 / total : done / 1000;
  if (step == shown_) return;
  shown_ = step;
  if (total > 0) {
    constexpr int kBar = 30;
    const auto filled = static_cast<std::size_t>(step * kBar / 100);
    io_.err << fmt::format("\r{} [{}{}] {:3}% {}/{}", what_, std::string(filled, '#'),
                           std::string(kBar - filled, '.'), step, done, total);
  } else {
    io_.err << fmt::format("\r{} {}", what_, done);
  }
  io_.err.flush();
}

Progress::~Progress() {
  if (io_.is_err_tty && shown_ >= 0) io_.err << "\r\x1b[K" << std::flush;
}

}  // namespace guatu::app
