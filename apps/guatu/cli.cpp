// From words to a command: language, folders, terminal, dispatch, and the edge where everything that went
// wrong is said.
#include "guatu/cli.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "guatu/kernel/ports.h"
#include "guatu/output.h"
#include "guatu/wiring.h"

namespace guatu::app {

namespace {

std::string env(const char* name) {
  const char* v = std::getenv(name);
  return v == nullptr ? std::string() : std::string(v);
}

/// GUATU_LANG, else the locale: zh* is Chinese, anything else English.
Lang default_lang(bool& is_chosen) {
  const auto own = env("GUATU_LANG");
  is_chosen = own == "zh" || own == "en";
  if (is_chosen) return own == "zh" ? Lang::kZh : Lang::kEn;
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"})
    if (const auto v = env(name); !v.empty()) return v.rfind("zh", 0) == 0 ? Lang::kZh : Lang::kEn;
  return Lang::kEn;
}

int terminal_columns() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  const int n = std::atoi(env("COLUMNS").c_str());
  return n > 0 ? n : 80;
}

Io io_of(std::ostream& out, std::ostream& err, std::istream& in) {
  Io io{in, out, err};
  io.is_out_tty = &out == &std::cout && isatty(STDOUT_FILENO) == 1;
  io.is_err_tty = &err == &std::cerr && isatty(STDERR_FILENO) == 1;
  if (io.is_out_tty) io.columns = terminal_columns();
  io.colour = io.is_out_tty && env("NO_COLOR").empty() && env("TERM") != "dumb";
  return io;
}

/// Flags that every command takes may stand before the noun: they are moved behind it.
void noun_first(std::vector<std::string>& words) {
  std::size_t i = 0;
  while (i < words.size() && words[i].size() > 1 && words[i].front() == '-') {
    const auto& flags = common_flags();
    const auto f =
        std::find_if(flags.begin(), flags.end(), [&](const FlagSpec& s) { return s.name == words[i]; });
    i += f != flags.end() && !f->value.empty() ? 2 : 1;
  }
  if (i < words.size())
    std::rotate(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(i), words.end());
}

/// The flags that must be known before anything can be said at all.
void early_flags(const std::vector<std::string>& words, Session& s) {
  for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
    if (words[i] == "--json") s.json = true;
    std::string lang;
    if (words[i] == "--lang" && i + 1 < words.size()) lang = words[i + 1];
    if (words[i].rfind("--lang=", 0) == 0) lang = words[i].substr(7);
    if (lang != "zh" && lang != "en") continue;
    s.lang = lang == "zh" ? Lang::kZh : Lang::kEn;
    s.is_lang_chosen = true;
  }
}

Problems not_utf8(const std::vector<std::string>& words) {
  Problems out;
  for (std::size_t i = 0; i < words.size(); ++i)
    if (!is_utf8(words[i])) out.push_back(Error("cli.not_utf8", "", {{"place", std::to_string(i + 1)}}));
  return out;
}

/// The command meant by the first words, which are taken off.
Result<const CommandSpec*> take_command(std::vector<std::string>& words) {
  const auto noun = words.front();
  const auto all = nouns();
  if (std::find(all.begin(), all.end(), noun) == all.end()) {
    const auto hint = nearest(noun, all);
    return Error("cli.unknown_noun", "",
                 {{"got", noun.substr(0, 60)}, {"hint", hint.empty() ? join(all, " ") : hint}});
  }
  const auto verbs = verbs_of(noun);
  const auto* plain = find_command(noun, "");
  const bool has_word = words.size() > 1 && !words[1].empty() && words[1].front() != '-';
  if (has_word)
    if (const auto* c = find_command(noun, words[1])) {
      words.erase(words.begin(), words.begin() + 2);
      return c;
    }
  if (plain != nullptr) {
    words.erase(words.begin());
    return plain;
  }
  if (!has_word) return Error("cli.missing_verb", "", {{"noun", noun}, {"verbs", join(verbs, " ")}});
  const auto hint = nearest(words[1], verbs);
  return Error(
      "cli.unknown_verb", "",
      {{"noun", noun}, {"got", words[1].substr(0, 60)}, {"hint", hint.empty() ? join(verbs, " ") : hint}});
}

bool asks_help(const std::vector<std::string>& words) {
  const auto end = std::find(words.begin(), words.end(), "--");
  return std::find(words.begin(), end, "--help") != end || std::find(words.begin(), end, "-h") != end;
}

Outcome dispatch(std::vector<std::string> words, Session& s) {
  noun_first(words);
  if (words.empty() || words.front() == "-h" || words.front() == "--help") {
    s.io.out << help_text(s.lang);
    return words.empty() ? 2 : 0;
  }
  if (words.front() == "--version") words.front() = "version";
  const bool help = asks_help(words);
  const auto noun = words.front();
  auto command = take_command(words);
  if (command.has_error()) {
    if (!help || verbs_of(noun).empty()) return std::move(command).error();
    s.io.out << help_text(noun, s.lang);
    return {};
  }
  if (help) {
    s.io.out << help_text(**command, s.lang);
    return {};
  }
  auto args = parse_words(**command, words);
  if (args.has_error()) return std::move(args).error();
  s.args = std::move(*args);
  s.dry_run = s.args.has("--dry-run");
  const auto data = env("GUATU_DATA");
  s.data = s.args.text("--data", data.empty() ? "data" : data);
  s.share = find_share(s.args.text("--share"));
  return (*command)->run(s);
}

}  // namespace

int exit_code(const Error& e) {
  if (e.key == "command.conflict") return 3;
  // The wrong folder or table was named: the caller's mistake, not ours.
  for (const char* folder :
       {"store.exists", "store.no_ledger", "store.not_guatu", "store.unknown_projection", "ledger.not_empty"})
    if (e.key == folder) return 2;
  // Damage that was found: the caller wrote nothing wrong.
  for (const char* damage : {"backup.unsound", "backup.file_missing", "backup.file_changed",
                             "backup.position", "backup.register_differs", "file.missing", "file.changed",
                             "account.audit_damaged", "account.secret_missing"})
    if (e.key == damage) return 1;
  for (const char* rule : {"account.not_administrator", "account.not_auditor", "account.not_security",
                           "account.separated", "account.own", "account.not_first", "account.first_person"})
    if (e.key == rule) return 3;
  const auto subject = e.key.substr(0, e.key.find('.'));
  for (const char* rule : {"matter", "people", "clock", "ladder", "law"})
    if (subject == rule) return 3;
  return subject == "store" || subject == "ledger" || e.key == "cli.internal" ? 1 : 2;
}

int exit_code(const Problems& p) {
  int code = 3;
  for (const auto& e : p) code = std::min(code, exit_code(e));
  return code;
}

int run(int argc, const char* const* argv, std::ostream& out, std::ostream& err, std::istream& in) {
  Io io = io_of(out, err, in);
  Session s{io, {}, Lang::kZh, false, false, false, {}, {}};
  s.lang = default_lang(s.is_lang_chosen);
  const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  early_flags(words, s);
  Outcome outcome;
  try {
    outcome = not_utf8(words);
    if (outcome.problems.empty()) outcome = dispatch(words, s);
  } catch (const kernel::StoreFailure& e) {
    outcome = e.error;
  } catch (const std::exception& e) {
    outcome = Error("cli.internal", "", {{"detail", e.what()}});
  }
  out.flush();
  if (outcome.problems.empty() && !out)
    outcome = Error("cli.write_failed", "", {{"file", "-"}, {"detail", "stdout"}});
  if (outcome.problems.empty()) return outcome.exit;
  print_problems(s, outcome.problems);
  err.flush();
  return exit_code(outcome.problems);
}

}  // namespace guatu::app
