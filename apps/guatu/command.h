// What a command of the program is: its words, flags, help, and the function behind it. One table of these
// serves the parser (cli_parse.cpp), the help (cli_help.cpp), the completions and docs/cli.md. Knows no
// CLI11.
#pragma once

#include <istream>
#include <map>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/base/text.h"

namespace guatu::app {

/// One long flag. Without a `value` it is a switch.
struct FlagSpec {
  std::string name;   ///< `--unit`
  std::string value;  ///< what stands behind it, as printed: `ID`; words are separated by `|`
  Titles help;
  bool is_required = false;
  bool is_repeated = false;  ///< may be given more than once
  std::vector<std::string> words()
      const;  ///< the words that may stand there (`due|opened`); empty: free text
};

struct Example {
  std::string line;  ///< without `guatu `
  Titles note;
};

/// What a command did: an exit code, or all that was wrong.
struct Outcome {
  int exit = 0;
  Problems problems;
  Outcome() = default;
  Outcome(int e) : exit(e) {}
  Outcome(Error e) : problems{std::move(e)} {}
  Outcome(Problems p) : problems(std::move(p)) {}
};

/// The words of a command line after parsing.
class Args {
 public:
  std::vector<std::string> operands;
  std::map<std::string, std::vector<std::string>>
      flags;  ///< by name with its dashes; a switch has one empty value

  bool has(const std::string& flag) const { return flags.contains(flag); }
  /// The (last) value of a flag, `fallback` when it was not given.
  std::string text(const std::string& flag, const std::string& fallback = {}) const;
  std::vector<std::string> all(const std::string& flag) const;
  /// A whole number. @errors cli.integer (field: the flag)
  Result<std::int64_t> integer(const std::string& flag, std::int64_t fallback, std::int64_t min,
                               std::int64_t max) const;
};

/// Where a command reads and writes. Streams are the caller's.
struct Io {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool is_out_tty = false;
  bool is_err_tty = false;
  int columns = 80;     ///< of the terminal
  bool colour = false;  ///< only on a terminal, and not with NO_COLOR
};

/// One run of the program.
struct Session {
  Io& io;
  Args args;
  Lang lang = Lang::kZh;
  bool is_lang_chosen = false;  ///< by flag or GUATU_LANG; else a data folder may say
  bool json = false;
  bool dry_run = false;
  std::string data;   ///< folder of the ledger
  std::string share;  ///< folder with playbooks/ calendars/ demo/; empty when none was found
  std::string say(const Titles& t) const { return t.in(lang); }
};

struct CommandSpec {
  std::string noun;
  std::string verb;  ///< empty: `guatu brief`
  Titles summary;
  std::string operands;  ///< as printed: `NUMBER MOVE`
  int operands_min = 0;
  int operands_max = 0;  ///< -1: any number
  std::vector<FlagSpec> flags;
  std::vector<Example> examples;
  Outcome (*run)(Session&) = nullptr;

  std::string name() const { return verb.empty() ? noun : noun + " " + verb; }
  const FlagSpec* flag(const std::string& name) const;
};

/// All commands, in the order of the help. Built once.
const std::vector<CommandSpec>& commands();
/// Flags that every command takes: --data --share --lang --json --dry-run --now --help.
const std::vector<FlagSpec>& common_flags();
/// Nouns in order of the help, each once.
std::vector<std::string> nouns();
std::vector<std::string> verbs_of(const std::string& noun);
/// nullptr if there is none.
const CommandSpec* find_command(const std::string& noun, const std::string& verb);

// One function a file of commands.
std::vector<CommandSpec> start_commands();
std::vector<CommandSpec> brief_commands();
std::vector<CommandSpec> matter_list_commands();
std::vector<CommandSpec> matter_show_commands();
std::vector<CommandSpec> sheet_commands();
std::vector<CommandSpec> paper_commands();
std::vector<CommandSpec> matter_do_commands();
std::vector<CommandSpec> matter_explain_commands();
std::vector<CommandSpec> playbook_commands();
std::vector<CommandSpec> playbook_show_commands();
std::vector<CommandSpec> calendar_commands();
std::vector<CommandSpec> people_commands();
std::vector<CommandSpec> sweep_commands();
std::vector<CommandSpec> serve_commands();
std::vector<CommandSpec> map_commands();
std::vector<CommandSpec> simulate_commands();
std::vector<CommandSpec> exchange_commands();
std::vector<CommandSpec> ledger_commands();
std::vector<CommandSpec> evidence_commands();
std::vector<CommandSpec> rehearse_commands();
std::vector<CommandSpec> migrate_commands();
std::vector<CommandSpec> backup_commands();
std::vector<CommandSpec> personal_commands();
std::vector<CommandSpec> account_commands();
std::vector<CommandSpec> token_commands();
std::vector<CommandSpec> help_commands();

}  // namespace guatu::app
