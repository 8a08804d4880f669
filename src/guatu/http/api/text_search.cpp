#include "guatu/http/api/text_search.h"

#include <algorithm>
#include <map>

#include "guatu/base/limits.h"
#include "guatu/http/api/sight.h"

namespace guatu::http::api {

namespace {

std::string small(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out(1);
  for (const char c : small(text))
    if (c != ' ' && c != '\t')
      out.back() += c;
    else if (!out.back().empty())
      out.emplace_back();
  if (out.back().empty()) out.pop_back();
  return out;
}

class Finder {
 public:
  Finder(Ask& ask, std::string_view text) : ask_(ask), words_(words_of(text)) {}

  /// Is each word in what the caller may read? The index found it in what there is.
  bool is_readable(const kernel::MatterRow& row) {
    if (!has_closed_fields(row.playbook)) return true;
    const auto m = ask_.reader->matter(row.id);
    if (m.has_error()) return false;
    const auto p = ask_.playbook_of(*m);
    if (p.has_error()) return false;
    const Sight sight(ask_, *m, **p, false);
    bool is_whole = true;
    auto body = m->number;
    for (const auto& [name, value] : m->fields) {
      const auto* f = (*p)->field(std::string_view(name));
      if (f != nullptr && sight.may_read(*f))
        body += "\n" + (value.is_string() ? std::string(value.get_string()) : json::serialize(value));
      else
        is_whole = false;
    }
    // Stricter than the index where words are joined otherwise: rather a hit too few than one that tells.
    body = small(body);
    return is_whole || std::all_of(words_.begin(), words_.end(), [&](const std::string& word) {
             return body.find(word) != std::string::npos;
           });
  }

 private:
  bool has_closed_fields(const std::string& playbook) {
    const auto [at, is_new] = known_.try_emplace(playbook, false);
    if (is_new)
      for (const int version : ask_.today->versions(playbook))
        if (const auto* p = ask_.today->playbook(playbook, version))
          at->second = at->second || std::any_of(p->fields.begin(), p->fields.end(),
                                                 [](const auto& f) { return !f.seen_by.empty(); });
    return at->second;
  }

  Ask& ask_;
  std::vector<std::string> words_;
  std::map<std::string, bool> known_;
};

}  // namespace

Result<kernel::MatterPage> list_readable(Ask& ask, const kernel::MatterQuery& q) {
  GUATU_TRY(page, ask.reader->list(q));
  if (q.text.empty()) return page;
  Finder finder(ask, q.text);
  std::erase_if(page.items, [&](const kernel::MatterRow& row) { return !finder.is_readable(row); });
  return page;
}

Result<std::int64_t> count_readable(Ask& ask, const kernel::MatterQuery& q) {
  if (q.text.empty()) return ask.reader->count(q);
  auto part = q;
  part.limit = limits::kMaxPageRows;
  part.cursor.clear();
  std::int64_t n = 0;
  do {
    GUATU_TRY(page, list_readable(ask, part));
    n += static_cast<std::int64_t>(page.items.size());
    part.cursor = page.next_cursor;
  } while (!part.cursor.empty());
  return n;
}

Error readable(const Ask& ask, Error e) {
  if (e.key == "matter.open_children")
    std::erase_if(e.args, [&](const auto& arg) {
      return arg.first == "first" && ask.reader->find(arg.second).has_error();
    });
  return e;
}

}  // namespace guatu::http::api
