// Help, made from the table of commands: on a terminal in one language, as a Markdown page in English.
#include <fmt/format.h>

#include <algorithm>

#include "guatu/cli.h"

namespace guatu::app {

namespace {

constexpr std::size_t kColumns = 80;
constexpr std::size_t kIndent = 26;

std::string pick(Lang lang, const char* zh, const char* en) {
  return lang == Lang::kZh ? zh : en;
}

/// `  left            text`, the text wrapped under itself.
void pair(std::string& out, const std::string& left, const std::string& text) {
  const std::string head = "  " + left;
  bool first = true;
  if (display_width(head) + 2 > kIndent) {
    out += head + "\n";
    first = false;
  }
  for (const auto& part : wrap(text, kColumns - kIndent)) {
    out += (first ? head + std::string(kIndent - display_width(head), ' ') : std::string(kIndent, ' ')) +
           part + "\n";
    first = false;
  }
  if (first) out += head + "\n";
}

std::string flag_head(const FlagSpec& f) {
  return f.value.empty() ? f.name : f.name + " " + f.value;
}

std::string usage(const CommandSpec& c) {
  std::string out = "guatu " + c.name();
  if (!c.operands.empty()) out += " " + c.operands;
  for (const auto& f : c.flags)
    if (f.is_required) out += " " + flag_head(f);
  const bool has_more =
      std::any_of(c.flags.begin(), c.flags.end(), [](const FlagSpec& f) { return !f.is_required; });
  return has_more ? out + " [--…]" : out;
}

std::string flag_help(const FlagSpec& f, Lang lang) {
  std::string out = f.help.in(lang);
  if (f.is_required) out += pick(lang, "（必填）", " (required)");
  if (f.is_repeated) out += pick(lang, "（可多次）", " (may be repeated)");
  return out;
}

void flags_part(std::string& out, const std::vector<FlagSpec>& flags, Lang lang) {
  for (const auto& f : flags) pair(out, flag_head(f), flag_help(f, lang));
}

}  // namespace

std::string help_text(Lang lang) {
  std::string out = pick(lang, "guatu：把一个办公室答应过的事管到底。\n\n用法：guatu 名词 [动词] [参数]\n\n",
                         "guatu: runs what an office has promised.\n\nusage: guatu NOUN [VERB] [words]\n\n");
  for (const auto& c : commands()) pair(out, c.name(), c.summary.in(lang));
  out += pick(lang, "\n每条命令都可用：\n", "\nevery command takes:\n");
  flags_part(out, common_flags(), lang);
  out += pick(
      lang, "\n退出码：0 正常 · 1 我们的故障 · 2 输入有误 · 3 规则不允许\n细看一条：guatu help matter list\n",
      "\nexits: 0 ok · 1 our fault · 2 bad input · 3 refused by a rule\nmore: guatu help matter list\n");
  return out;
}

std::string help_text(const std::string& noun, Lang lang) {
  std::string out;
  for (const auto& c : commands())
    if (c.noun == noun) pair(out, c.name(), c.summary.in(lang));
  return out + pick(lang, "\n细看一条：guatu help ", "\nmore: guatu help ") + noun +
         pick(lang, " 动词\n", " VERB\n");
}

std::string help_text(const CommandSpec& c, Lang lang) {
  std::string out = "guatu " + c.name() + "\n";
  for (const auto& line : wrap(c.summary.in(lang), kColumns - 2)) out += "  " + line + "\n";
  out += pick(lang, "\n用法\n", "\nusage\n");
  for (const auto& line : wrap(usage(c), kColumns - 2)) out += "  " + line + "\n";
  if (!c.flags.empty()) {
    out += pick(lang, "\n选项\n", "\nflags\n");
    flags_part(out, c.flags, lang);
  }
  out += pick(lang, "\n共用选项\n", "\ncommon flags\n");
  flags_part(out, common_flags(), lang);
  if (!c.examples.empty()) {
    out += pick(lang, "\n例\n", "\nexamples\n");
    for (const auto& e : c.examples) {
      if (!e.note.zh.empty()) out += "  # " + e.note.in(lang) + "\n";
      out += "  guatu " + e.line + "\n";
    }
  }
  return out;
}

std::string help_markdown() {
  std::string out =
      "# The command line\n\n"
      "Made by `guatu help --markdown`; a test compares. `guatu help NOUN VERB` says the same in your "
      "language.\n\n"
      "Exits: 0 ok · 1 our fault · 2 bad input · 3 refused by a rule. Errors are lines `key (field): "
      "sentence` on\n"
      "standard error or, with `--json`, one object `{code, key, message, fields, problems}`. Lists answer\n"
      "`{items, next_cursor}`. Every write takes `--dry-run`, and `--id` to be repeated safely.\n\n"
      "Every command takes:\n\n| flag | meaning |\n|---|---|\n";
  const auto escaped = [](std::string s) {
    for (std::size_t at = 0; (at = s.find('|', at)) != std::string::npos; at += 2) s.insert(at, "\\");
    return s;
  };
  const auto row = [&](const FlagSpec& f) {
    return fmt::format("| `{}` | {} |\n", escaped(flag_head(f)), escaped(flag_help(f, Lang::kEn)));
  };
  for (const auto& f : common_flags()) out += row(f);
  for (const auto& c : commands()) {
    out += fmt::format("\n## guatu {}\n\n{}.\n\n```sh\n{}\n", c.name(), c.summary.in(Lang::kEn), usage(c));
    for (const auto& e : c.examples)
      out += fmt::format("guatu {}{}\n", e.line, e.note.zh.empty() ? "" : "  # " + e.note.in(Lang::kEn));
    out += "```\n";
    if (c.flags.empty()) continue;
    out += "\n| flag | meaning |\n|---|---|\n";
    for (const auto& f : c.flags) out += row(f);
  }
  return out;
}

}  // namespace guatu::app
