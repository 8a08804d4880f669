// help, completion, version: what the program says about itself, out of the table of commands.
#include <fmt/format.h>

#include <algorithm>

#include "guatu/cli.h"
#include "guatu/output.h"

namespace guatu::app {

namespace {

Outcome help(Session& s) {
  const auto& words = s.args.operands;
  if (s.args.has("--markdown")) {
    s.io.out << help_markdown();
    return {};
  }
  if (words.empty()) {
    s.io.out << help_text(s.lang);
    return {};
  }
  if (const auto* c = find_command(words[0], words.size() > 1 ? words[1] : ""); c != nullptr) {
    s.io.out << help_text(*c, s.lang);
    return {};
  }
  const auto verbs = verbs_of(words[0]);
  if (words.size() == 1 && !verbs.empty()) {
    s.io.out << help_text(words[0], s.lang);
    return {};
  }
  const auto& got = verbs.empty() ? words[0] : words[1];
  const auto candidates = verbs.empty() ? nouns() : verbs;
  const auto near = nearest(got, candidates);
  const auto hint = near.empty() ? join(candidates, " ") : near;
  if (verbs.empty()) return Error("cli.unknown_noun", "", {{"got", got.substr(0, 60)}, {"hint", hint}});
  return Error("cli.unknown_verb", "", {{"noun", words[0]}, {"got", got.substr(0, 60)}, {"hint", hint}});
}

std::string flag_words(const CommandSpec& c) {
  std::vector<std::string> out;
  for (const auto& f : c.flags) out.push_back(f.name);
  for (const auto& f : common_flags()) out.push_back(f.name);
  return join(out, " ");
}

/// Case labels `noun verb` with what may follow; both shells read them alike.
std::string flag_cases(const char* before, const char* after) {
  std::string out;
  for (const auto& c : commands())
    out += fmt::format("    \"{}\"){}{}{};;\n", c.name(), before, flag_words(c), after);
  return out;
}

std::string value_cases(const char* before, const char* after) {
  std::string out;
  std::vector<std::string> seen;
  const auto add = [&](const FlagSpec& f) {
    const auto words = f.words();
    if (words.empty() || std::find(seen.begin(), seen.end(), f.name) != seen.end()) return;
    seen.push_back(f.name);
    out += fmt::format("    {}){}{}{};;\n", f.name, before, join(words, " "), after);
  };
  for (const auto& f : common_flags()) add(f);
  for (const auto& c : commands())
    for (const auto& f : c.flags) add(f);
  return out;
}

std::string verb_cases(const char* before, const char* after) {
  std::string out;
  for (const auto& n : nouns()) {
    const auto verbs = verbs_of(n);
    if (!verbs.empty()) out += fmt::format("    {}){}{}{};;\n", n, before, join(verbs, " "), after);
  }
  return out;
}

std::string bash_completion() {
  return "# guatu: completion for bash. eval \"$(guatu completion bash)\"\n"
         "_guatu() {\n"
         "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words='' command\n"
         "  case $prev in\n" +
         value_cases(" words='", "'") +
         "    --data|--share) COMPREPLY=($(compgen -d -- \"$cur\")); return;;\n"
         "    --script|--fields-file) COMPREPLY=($(compgen -f -- \"$cur\")); return;;\n"
         "  esac\n"
         "  if [ -n \"$words\" ]; then COMPREPLY=($(compgen -W \"$words\" -- \"$cur\")); return; fi\n"
         "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
         "    COMPREPLY=($(compgen -W '" +
         join(nouns(), " ") +
         "' -- \"$cur\")); return\n"
         "  fi\n"
         "  if [ \"$COMP_CWORD\" -eq 2 ] && [ \"${cur#-}\" = \"$cur\" ]; then\n"
         "    case ${COMP_WORDS[1]} in\n" +
         verb_cases(" words='", "'") +
         "    esac\n"
         "    if [ -n \"$words\" ]; then COMPREPLY=($(compgen -W \"$words\" -- \"$cur\")); return; fi\n"
         "  fi\n"
         "  command=\"${COMP_WORDS[1]} ${COMP_WORDS[2]}\"\n"
         "  case ${COMP_WORDS[2]} in -*|'') command=${COMP_WORDS[1]};; esac\n"
         "  case $command in\n" +
         flag_cases(" words='", "'") +
         "    *) case ${COMP_WORDS[1]} in export|import|help) words=' ';; esac;;\n"
         "  esac\n"
         "  case $cur in -*) COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"));; *) COMPREPLY=($(compgen -f "
         "-- \"$cur\"));; esac\n"
         "}\n"
         "complete -o filenames -F _guatu guatu\n";
}

std::string zsh_completion() {
  return "#compdef guatu\n"
         "# guatu: completion for zsh. guatu completion zsh > ~/.zfunc/_guatu\n"
         "_guatu() {\n"
         "  local cur=${words[CURRENT]} prev=${words[CURRENT-1]} found='' command\n"
         "  case $prev in\n" +
         value_cases(" found='", "'") +
         "    --data|--share) _files -/; return;;\n"
         "  esac\n"
         "  if [[ -n $found ]]; then compadd -- ${=found}; return; fi\n"
         "  if (( CURRENT == 2 )); then compadd -- " +
         join(nouns(), " ") +
         "; return; fi\n"
         "  if (( CURRENT == 3 )) && [[ $cur != -* ]]; then\n"
         "    case ${words[2]} in\n" +
         verb_cases(" found='", "'") +
         "    esac\n"
         "    if [[ -n $found ]]; then compadd -- ${=found}; return; fi\n"
         "  fi\n"
         "  command=\"${words[2]} ${words[3]}\"\n"
         "  case ${words[3]} in -*|'') command=${words[2]};; esac\n"
         "  case $command in\n" +
         flag_cases(" found='", "'") +
         "  esac\n"
         "  if [[ $cur == -* ]]; then compadd -- ${=found}; else _files; fi\n"
         "}\n"
         "compdef _guatu guatu\n";
}

std::string fish_quoted(const std::string& s) {
  std::string out = "'";
  for (const char c : s) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string fish_completion(Lang lang) {
  std::string out =
      "# guatu: completion for fish. guatu completion fish > ~/.config/fish/completions/guatu.fish\n";
  for (const auto& n : nouns()) {
    const auto* c = find_command(n, "");
    out += fmt::format("complete -c guatu -f -n __fish_use_subcommand -a {}{}\n", n,
                       c == nullptr ? "" : " -d " + fish_quoted(c->summary.in(lang)));
  }
  for (const auto& c : commands()) {
    std::string here = "__fish_seen_subcommand_from " + c.noun;
    if (!c.verb.empty()) {
      out += fmt::format(
          "complete -c guatu -f -n {} -a {} -d {}\n",
          fish_quoted(here + "; and not __fish_seen_subcommand_from " + join(verbs_of(c.noun), " ")), c.verb,
          fish_quoted(c.summary.in(lang)));
      here += "; and __fish_seen_subcommand_from " + c.verb;
    }
    for (const auto& f : c.flags) {
      out += fmt::format("complete -c guatu -n {} -l {}", fish_quoted(here), f.name.substr(2));
      if (!f.value.empty()) out += f.words().empty() ? " -r" : " -x -a " + fish_quoted(join(f.words(), " "));
      out += " -d " + fish_quoted(f.help.in(lang)) + "\n";
    }
  }
  for (const auto& f : common_flags()) {
    out += "complete -c guatu -l " + f.name.substr(2);
    if (!f.value.empty()) out += f.words().empty() ? " -r" : " -x -a " + fish_quoted(join(f.words(), " "));
    out += " -d " + fish_quoted(f.help.in(lang)) + "\n";
  }
  return out;
}

Outcome completion(Session& s) {
  const auto shell = s.args.operands.front();
  if (shell == "bash")
    s.io.out << bash_completion();
  else if (shell == "zsh")
    s.io.out << zsh_completion();
  else if (shell == "fish")
    s.io.out << fish_completion(s.lang);
  else
    return Error("cli.word", "", {{"got", shell.substr(0, 60)}, {"words", "bash, zsh, fish"}});
  return {};
}

Outcome version(Session& s) {
  if (s.json)
    print_json(s.io.out, json::object{{"version", GUATU_VERSION}, {"share", s.share}});
  else
    s.io.out << "guatu " << GUATU_VERSION << '\n';
  return {};
}

}  // namespace

std::vector<CommandSpec> help_commands() {
  return {
      {"help",
       "",
       {"显示帮助", "show help"},
       "[NOUN [VERB]]",
       0,
       2,
       {{"--markdown",
         "",
         {"全部命令写成一页 Markdown（docs/cli.md）", "all commands as one page of Markdown (docs/cli.md)"}}},
       {{"help matter list", {"", ""}}},
       &help},
      {"completion",
       "",
       {"命令补全：bash、zsh、fish", "completion for a shell"},
       "bash|zsh|fish",
       1,
       1,
       {},
       {{"completion bash > ~/.local/share/bash-completion/completions/guatu", {"", ""}}},
       &completion},
      {"version", "", {"版本", "the version"}, "", 0, 0, {}, {{"version --json", {"", ""}}}, &version},
  };
}

}  // namespace guatu::app
