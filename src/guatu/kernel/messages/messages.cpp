#include "guatu/kernel/messages/messages.h"

#include <unordered_map>

#include "guatu/kernel/messages/messages_notice.h"
#include "guatu/kernel/messages/messages_paper.h"
#include "guatu/kernel/messages/messages_schedule.h"

namespace guatu::kernel {

const Message* find_message(std::string_view key) {
  static const auto* const index = [] {
    auto* m = new std::unordered_map<std::string_view, const Message*>();
    for (const auto table :
         {calendar_messages(), playbook_messages(), proof_messages(), matter_messages(), store_messages(),
          evidence_messages(), migration_messages(), simulation_messages(), backup_messages(),
          personal_messages(), account_messages(), http_messages(), api_messages(), sheet_messages(),
          notice_messages(), paper_messages(), plan_messages(), schedule_messages()})
      for (const auto& row : table) m->emplace(row.key, &row);
    return m;
  }();
  const auto it = index->find(key);
  return it == index->end() ? nullptr : it->second;
}

namespace {

/// Fills the marks of `form` in; `is_empty` tells whether one of them had no value.
std::string filled(std::string_view form, const Error& e, bool& has_marks, bool& is_empty) {
  std::string out;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const auto end = form[i] == '{' ? form.find('}', i) : std::string_view::npos;
    const auto name = end == std::string_view::npos ? std::string_view() : form.substr(i + 1, end - i - 1);
    if (name.empty() || name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") != std::string_view::npos) {
      out += form[i];  // Also a brace that stands for itself, as in an example.
      continue;
    }
    std::string value = name == "field" ? e.field : std::string();
    for (const auto& [arg, text] : e.args)
      if (arg == name) value = text;
    has_marks = true;
    is_empty = is_empty || value.empty();
    out += value;
    i = end;
  }
  return out;
}

}  // namespace

std::string sentence(const Error& e, Lang lang) {
  const auto* m = find_message(e.key);
  if (m == nullptr) return e.key;
  std::string_view form = lang == Lang::kZh ? m->zh : m->en;
  std::string out;
  bool ignored = false;
  while (!form.empty()) {
    const auto open = form.find('[');
    const auto close = open == std::string_view::npos ? open : form.find(']', open);
    out += filled(form.substr(0, open), e, ignored, ignored);
    if (close == std::string_view::npos) {
      if (open != std::string_view::npos) out += filled(form.substr(open), e, ignored, ignored);
      break;
    }
    bool has_marks = false;
    bool is_empty = false;
    const auto part = filled(form.substr(open + 1, close - open - 1), e, has_marks, is_empty);
    if (!has_marks)
      out += "[" + part + "]";
    else if (!is_empty)
      out += part;
    form.remove_prefix(close + 1);
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
