// Words into flags and operands. CLI11 splits; what the words mean and what was wrong is said here, by key.
// Not the help and not the dispatch: cli.cpp.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <deque>

#include "guatu/cli.h"

namespace guatu::app {

namespace {

/// What CLI11 filled in for one flag.
struct Taken {
  const FlagSpec* spec = nullptr;
  std::vector<std::string> values;
  std::size_t count = 0;
};

std::vector<std::string> flag_names(const CommandSpec& command) {
  std::vector<std::string> out;
  for (const auto& f : command.flags) out.push_back(f.name);
  for (const auto& f : common_flags()) out.push_back(f.name);
  return out;
}

void add_flag(CLI::App& app, Taken& t) {
  if (t.spec->value.empty()) {
    app.add_flag_callback(t.spec->name, [&t] { ++t.count; })->take_last();
    return;
  }
  app.add_option(t.spec->name, t.values)
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void check_flag(const Taken& t, Problems& problems) {
  const auto& f = *t.spec;
  if (f.is_required && t.values.empty() && t.count == 0)
    problems.push_back(Error("cli.missing_flag", f.name, {{"value", f.value}}));
  if (!f.is_repeated && t.values.size() > 1) problems.push_back(Error("cli.flag_twice", f.name));
  const auto words = f.words();
  if (words.empty()) return;
  for (const auto& v : t.values)
    if (std::find(words.begin(), words.end(), v) == words.end())
      problems.push_back(Error("cli.word", f.name, {{"got", v.substr(0, 60)}, {"words", join(words, ", ")}}));
}

void check_operands(const CommandSpec& command, const std::vector<std::string>& operands,
                    Problems& problems) {
  const auto n = static_cast<int>(operands.size());
  if (n < command.operands_min)
    problems.push_back(
        Error("cli.missing_operand", "", {{"what", command.operands}, {"command", command.name()}}));
  if (command.operands_max >= 0 && n > command.operands_max)
    problems.push_back(Error("cli.too_many_operands", "",
                             {{"got", operands[static_cast<std::size_t>(command.operands_max)].substr(0, 60)},
                              {"command", command.name()}}));
}

/// A flag at the very end, or before another flag, lacks its value: said here, since CLI11 names no flag.
void check_values(const CommandSpec& command, const std::vector<std::string>& words, Problems& problems) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--") return;
    const auto* f = command.flag(words[i]);
    if (f == nullptr || f->value.empty()) continue;
    if (++i == words.size() || command.flag(words[i]) != nullptr)
      problems.push_back(Error("cli.missing_value", f->name, {{"value", f->value}}));
  }
}

}  // namespace

Checked<Args> parse_words(const CommandSpec& command, const std::vector<std::string>& words) {
  Problems problems;
  check_values(command, words, problems);
  if (!problems.empty()) return problems;

  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  std::deque<Taken> taken;
  for (const auto* table : {&command.flags, &common_flags()})
    for (const auto& f : *table) {
      taken.push_back({&f, {}, 0});
      add_flag(app, taken.back());
    }
  Args args;
  app.add_option("operands", args.operands)->expected(0, -1);
  try {
    std::vector<std::string> reversed(words.rbegin(), words.rend());
    app.parse(std::move(reversed));
  } catch (const CLI::ParseError& e) {
    return Problems{Error("cli.syntax", "", {{"detail", e.what()}})};
  }
  const auto names = flag_names(command);
  for (const auto& extra : app.remaining()) {
    if (extra == "--") continue;
    if (extra.size() < 2 || extra.front() != '-') {
      args.operands.push_back(extra);
      continue;
    }
    const auto name = extra.substr(0, extra.find('='));
    const auto hint = nearest(name, names);
    problems.push_back(
        Error("cli.unknown_flag", name.substr(0, 60),
              {{"command", command.name()}, {"hint", hint.empty() ? join(names, " ") : hint}}));
  }
  const bool is_help = std::any_of(taken.begin(), taken.end(),
                                   [](const Taken& t) { return t.spec->name == "--help" && t.count > 0; });
  for (auto& t : taken) {
    if (!is_help) check_flag(t, problems);
    if (t.count > 0) args.flags[t.spec->name] = {""};
    if (!t.values.empty()) args.flags[t.spec->name] = std::move(t.values);
  }
  if (!is_help) check_operands(command, args.operands, problems);
  if (!problems.empty()) return problems;
  return args;
}

}  // namespace guatu::app
