// Whether a new password will do: length, classes where a policy wants them, and nothing that an attacker
// tries first.
#include <algorithm>
#include <array>

#include "guatu/base/limits.h"
#include "guatu/kernel/accounts/policy.h"

namespace guatu::kernel {

namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (auto& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

/// Capital and small letters, digits, anything else: how many of the four there are.
int classes_of(std::string_view text) {
  std::array<bool, 4> seen{};
  for (const char c : text) {
    if (c >= 'A' && c <= 'Z')
      seen[0] = true;
    else if (c >= 'a' && c <= 'z')
      seen[1] = true;
    else if (c >= '0' && c <= '9')
      seen[2] = true;
    else
      seen[3] = true;
  }
  return static_cast<int>(std::count(seen.begin(), seen.end(), true));
}

/// The shortest text that, repeated, gives `text`: `abcabc` → `abc`.
std::string_view unit_of(std::string_view text) {
  for (std::size_t n = 1; n <= text.size() / 2; ++n)
    if (text.size() % n == 0 && text.substr(n) == text.substr(0, text.size() - n)) return text.substr(0, n);
  return text;
}

/// `text` without what is put around a word: digits and signs at both ends.
std::string_view core_of(std::string_view text) {
  while (!text.empty() && !is_letter(text.front())) text.remove_prefix(1);
  while (!text.empty() && !is_letter(text.back())) text.remove_suffix(1);
  return text;
}

/// `p@ssw0rd` → `password`.
std::string plain(std::string text) {
  static constexpr std::string_view kSigns = "@01345$7!";
  static constexpr std::string_view kLetters = "aoleassti";
  for (auto& c : text)
    if (const auto at = kSigns.find(c); at != std::string_view::npos) c = kLetters[at];
  return text;
}

/// Neighbours of one row of keys, of the alphabet or of the digits, in either direction, all the way.
bool is_run(std::string_view text) {
  static constexpr std::array<std::string_view, 6> kRows{"abcdefghijklmnopqrstuvwxyzabc",
                                                         "012345678901234567890123456789",
                                                         "qwertyuiop",
                                                         "asdfghjkl",
                                                         "zxcvbnm",
                                                         "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik"};
  std::string back(text.rbegin(), text.rend());
  return std::any_of(kRows.begin(), kRows.end(), [&](std::string_view row) {
    return row.find(text) != std::string_view::npos || row.find(back) != std::string_view::npos;
  });
}

/// Nothing but one guess of an attacker: a known word, one's own name or a run, with little around it.
bool is_guess(std::string_view text, const std::vector<std::string>& common,
              const std::vector<std::string>& own) {
  const auto small = lower(text);
  const auto is_known = [&](std::string_view word) {
    if (word.empty()) return false;
    const auto unit = unit_of(word);
    if (word.size() > 3 && (unit.size() <= 3 || is_run(unit))) return true;
    const std::string key(unit);
    if (std::binary_search(common.begin(), common.end(), key)) return true;
    return std::any_of(own.begin(), own.end(), [&](const std::string& o) { return lower(o) == key; });
  };
  if (is_known(small) || is_known(plain(small))) return true;
  // The word with digits and signs around it; what is left over must be more than a year and a sign.
  constexpr std::size_t kRoundIt = 8;
  const auto is_wrapped = [&](std::string_view form) {
    const auto word = core_of(form);
    return form.size() - word.size() <= kRoundIt && (is_known(word) || is_known(plain(std::string(word))));
  };
  if (is_wrapped(small) || is_wrapped(plain(small))) return true;
  const auto core = core_of(small);
  return core.empty() && is_run(unit_of(small));
}

}  // namespace

std::vector<std::string> read_common_words(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = trim(text.substr(0, end));
    if (!line.empty() && line.front() != '#') out.push_back(lower(line));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

Checked<void> check_password(const Policy& policy, std::string_view password,
                             const std::vector<std::string>& common, const std::vector<std::string>& own) {
  Problems out;
  const auto wrong = [&](const char* key, int limit) {
    out.push_back(Error(key, "password", {{"limit", std::to_string(limit)}}));
  };
  if (password.size() > limits::kMaxPasswordBytes) {
    wrong("account.password_long", policy.length_max);
    return out;
  }
  if (!is_utf8(password) || password.find('\0') != std::string_view::npos)
    return Problems{Error("account.password_not_text", "password")};
  const auto length = static_cast<int>(code_points(password));
  if (length < policy.length_min) wrong("account.password_short", policy.length_min);
  if (length > policy.length_max) wrong("account.password_long", policy.length_max);
  if (classes_of(password) < policy.classes_min) wrong("account.password_classes", policy.classes_min);
  if (policy.refuses_common && is_guess(password, common, own))
    out.push_back(Error("account.password_common", "password"));
  if (!out.empty()) return out;
  return {};
}

}  // namespace guatu::kernel
