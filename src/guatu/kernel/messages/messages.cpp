#include "guatu/kernel/messages/messages.h"

#include <unordered_map>

namespace guatu::kernel {

const Message* find_message(std::string_view key) {
  static const auto* const index = [] {
    auto* m = new std::unordered_map<std::string_view, const Message*>();
    for (const auto table :
         {calendar_messages(), playbook_messages(), proof_messages(), matter_messages(), store_messages()})
      for (const auto& row : table) m->emplace(row.key, &row);
    return m;
  }();
  const auto it = index->find(key);
  return it == index->end() ? nullptr : it->second;
}

std::string sentence(const Error& e, Lang lang) {
  const auto* m = find_message(e.key);
  if (m == nullptr) return e.key;
  const std::string_view form = lang == Lang::kZh ? m->zh : m->en;
  std::string out;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const auto end = form[i] == '{' ? form.find('}', i) : std::string_view::npos;
    if (end == std::string_view::npos) {
      out += form[i];
      continue;
    }
    const auto name = form.substr(i + 1, end - i - 1);
    if (name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") != std::string_view::npos) {
      out += form[i];  // A brace that stands for itself, as in an example.
      continue;
    }
    if (name == "field") out += e.field;
    for (const auto& [arg, value] : e.args)
      if (arg == name) out += value;
    i = end;
  }
  return out;
}

std::string report_line(const Error& e, Lang lang) {
  std::string out;
  if (!e.place.file.empty()) {
    out = e.place.file;
    if (e.place.line > 0) out += ":" + std::to_string(e.place.line) + ":" + std::to_string(e.place.column);
    out += ": ";
  }
  out += e.key;
  if (!e.field.empty()) out += " (" + e.field + ")";
  return out + ": " + sentence(e, lang);
}

}  // namespace guatu::kernel
