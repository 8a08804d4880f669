#include "guatu/command.h"

#include <algorithm>
#include <charconv>

#include "guatu/command_notice.h"

namespace guatu::app {

std::vector<std::string> FlagSpec::words() const {
  std::vector<std::string> out;
  if (value.find('|') == std::string::npos) return out;
  std::size_t from = 0;
  for (std::size_t bar; (bar = value.find('|', from)) != std::string::npos; from = bar + 1)
    out.push_back(value.substr(from, bar - from));
  out.push_back(value.substr(from));
  for (const auto& w : out)
    if (std::any_of(w.begin(), w.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) return {};
  return out;
}

std::string Args::text(const std::string& flag, const std::string& fallback) const {
  const auto it = flags.find(flag);
  return it == flags.end() || it->second.empty() ? fallback : it->second.back();
}

std::vector<std::string> Args::all(const std::string& flag) const {
  const auto it = flags.find(flag);
  return it == flags.end() ? std::vector<std::string>{} : it->second;
}

Result<std::int64_t> Args::integer(const std::string& flag, std::int64_t fallback, std::int64_t min,
                                   std::int64_t max) const {
  if (!has(flag)) return fallback;
  const auto s = text(flag);
  std::int64_t n = 0;
  const auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), n);
  if (s.empty() || ec != std::errc{} || end != s.data() + s.size() || n < min || n > max)
    return Error("cli.integer", flag,
                 {{"got", s.substr(0, 60)}, {"min", std::to_string(min)}, {"max", std::to_string(max)}});
  return n;
}

const FlagSpec* CommandSpec::flag(const std::string& flag_name) const {
  for (const auto& f : flags)
    if (f.name == flag_name) return &f;
  for (const auto& f : common_flags())
    if (f.name == flag_name) return &f;
  return nullptr;
}

const std::vector<CommandSpec>& commands() {
  static const auto* const all = [] {
    auto* out = new std::vector<CommandSpec>();
    for (auto* table :
         {&start_commands,     &brief_commands,          &matter_list_commands, &matter_show_commands,
          &matter_do_commands, &matter_explain_commands, &playbook_commands,    &playbook_show_commands,
          &migrate_commands,   &rehearse_commands,       &calendar_commands,    &people_commands,
          &sweep_commands,     &serve_commands,          &map_commands,         &simulate_commands,
          &exchange_commands,  &ledger_commands,         &evidence_commands,    &backup_commands,
          &personal_commands,  &account_commands,        &token_commands,       &notice_commands,
          &sheet_commands,     &paper_commands,          &help_commands})
      for (auto& c : table()) out->push_back(std::move(c));
    return out;
  }();
  return *all;
}

const std::vector<FlagSpec>& common_flags() {
  static const std::vector<FlagSpec> kFlags{
      {"--data",
       "DIR",
       {"数据目录；默认取环境变量 GUATU_DATA，再默认 ./data",
        "data folder; default $GUATU_DATA, else ./data"}},
      {"--share",
       "DIR",
       {"随程序附带的规程、日历和演示所在目录；默认取 GUATU_SHARE",
        "folder with the shipped playbooks/, calendars/ and demo/; default $GUATU_SHARE"}},
      {"--lang",
       "zh|en",
       {"语言；默认取 GUATU_LANG，再看 LC_ALL、LANG",
        "language; default $GUATU_LANG, else from LC_ALL and LANG"}},
      {"--json", "", {"以 JSON 输出，出错时也是", "answer in JSON, errors too"}},
      {"--dry-run", "", {"只看会怎样，什么都不写", "show what would happen and write nothing"}},
      {"--now",
       "INSTANT",
       {"当作此刻（只限演示数据）", "take this as the present moment (demo folders only)"}},
      {"--help", "", {"显示帮助", "show help"}},
  };
  return kFlags;
}

std::vector<std::string> nouns() {
  std::vector<std::string> out;
  for (const auto& c : commands())
    if (std::find(out.begin(), out.end(), c.noun) == out.end()) out.push_back(c.noun);
  return out;
}

std::vector<std::string> verbs_of(const std::string& noun) {
  std::vector<std::string> out;
  for (const auto& c : commands())
    if (c.noun == noun && !c.verb.empty()) out.push_back(c.verb);
  return out;
}

const CommandSpec* find_command(const std::string& noun, const std::string& verb) {
  for (const auto& c : commands())
    if (c.noun == noun && c.verb == verb) return &c;
  return nullptr;
}

}  // namespace guatu::app
