// The command line: words in, exit code out. In one process, so that tests run it without a shell.
// See docs/cli.md for what the commands are.
#pragma once

#include <istream>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "guatu/command.h"

namespace guatu::app {

/// Runs one command line.
/// @param argv  argv[0] is the program; must be UTF-8
/// @return  0 ok · 1 our fault (store.*, ledger.*, but for a wrong folder) · 2 bad input · 3 refused by a
/// rule; errors are on `err`, as
///          `key (field): sentence` a line or, with --json, as one object {code, key, message, fields,
///          problems}
int run(int argc, const char* const* argv, std::ostream& out, std::ostream& err, std::istream& in);

/// Exit code of a key: 3 matter.* people.* clock.* ladder.* law.* command.conflict; 1 store.* ledger.*
/// cli.internal; else 2. Of several the smallest: our own fault before a wrong input before a rule.
int exit_code(const Error& e);
int exit_code(const Problems& p);

/// Splits the words behind noun and verb into flags and operands; the one user of CLI11.
/// @errors all at once: cli.unknown_flag (args `got`, `hint`), cli.missing_value, cli.flag_twice, cli.word
///         (args `got`, `words`), cli.missing_flag (field), cli.missing_operand (arg `what`),
///         cli.too_many_operands
Checked<Args> parse_words(const CommandSpec& command, const std::vector<std::string>& words);

/// The overview; of a noun; of one command.
std::string help_text(Lang lang);
std::string help_text(const std::string& noun, Lang lang);
std::string help_text(const CommandSpec& command, Lang lang);
/// All of it as one Markdown page: docs/cli.md, byte for byte.
std::string help_markdown();

}  // namespace guatu::app
