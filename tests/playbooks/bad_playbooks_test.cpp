// Every broken playbook is refused with exactly the keys that its first line expects, in the order of the
// file. Files that the reader accepts go to the proof (law_*.yaml).
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "guatu/base/yaml.h"
#include "guatu/kernel/messages/messages.h"
#include "guatu/kernel/playbook/proof.h"
#include "guatu/kernel/playbook/reader.h"

namespace guatu::kernel {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = GUATU_SOURCE_DIR;

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

const CountingRules& rules() {
  static const auto* const all = [] {
    auto r = CountingRules::from_yaml(slurp(kRoot / "calendars/counting-rules.yaml"), "counting-rules.yaml");
    return new CountingRules(std::move(r).value());
  }();
  return *all;
}

const WorkCalendar& calendar() {
  static const auto* const all = [] {
    std::vector<CalendarFile> files;
    for (const auto& e : fs::directory_iterator(kRoot / "calendars"))
      if (e.path().filename().string().starts_with("cn-"))
        files.push_back({e.path().filename().string(), slurp(e.path())});
    return new WorkCalendar(WorkCalendar::from_files(files).value());
  }();
  return *all;
}

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> out;
  for (const auto& e : fs::directory_iterator(folder))
    if (e.path().extension() == ".yaml") out.push_back(e.path());
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<std::string> expected_keys(const std::string& text) {
  std::istringstream line(text.substr(0, text.find('\n')));
  std::string word;
  line >> word >> word;
  return {std::istream_iterator<std::string>(line), {}};
}

/// What refuses the file: the reader's problems, else the proof's breaches.
Problems problems_of(const std::string& text, const std::string& name) {
  auto book = read_playbook(text, name, rules());
  if (book.has_error()) return book.error();
  Problems out;
  for (const auto& breach : prove(*book, calendar()).breaches) out.push_back(breach.error);
  return out;
}

/// Marks of a sentence that no argument fills.
std::vector<std::string> unfilled(std::string_view form, const Error& e) {
  std::vector<std::string> out;
  for (auto at = form.find('{'); at != std::string_view::npos; at = form.find('{', at + 1)) {
    const std::string name(form.substr(at + 1, form.find('}', at) - at - 1));
    const bool given = std::any_of(e.args.begin(), e.args.end(),
                                   [&](const auto& arg) { return arg.first == name && !arg.second.empty(); });
    if (!given && (name != "field" || e.field.empty())) out.push_back(name);
  }
  return out;
}

TEST(BadPlaybooks, AreRefusedWithExactlyTheKeysTheyExpect) {
  const auto files = files_in(kRoot / "tests/playbooks/bad");
  EXPECT_GE(files.size(), 75U);
  for (const auto& path : files) {
    const auto text = slurp(path);
    ASSERT_TRUE(text.starts_with("# expect: ")) << path;
    std::vector<std::string> keys;
    std::string lines;
    for (const auto& e : problems_of(text, path.filename().string())) {
      keys.push_back(e.key);
      lines += report_line(e, Lang::kEn) + "\n";
    }
    EXPECT_EQ(keys, expected_keys(text)) << path.filename() << "\n" << lines;
  }
}

TEST(BadPlaybooks, HaveAPlaceAndAWholeSentenceInBothLanguages) {
  for (const auto& path : files_in(kRoot / "tests/playbooks/bad")) {
    const auto text = slurp(path);
    const auto lines = std::count(text.begin(), text.end(), '\n');
    for (const auto& e : problems_of(text, path.filename().string())) {
      EXPECT_EQ(e.place.file, path.filename().string()) << e.key;
      EXPECT_GT(e.place.line, 0) << path << " " << e.key;
      EXPECT_LE(e.place.line, lines) << path << " " << e.key;
      EXPECT_GT(e.place.column, 0) << path << " " << e.key;
      const auto* m = find_message(e.key);
      ASSERT_NE(m, nullptr) << e.key;
      EXPECT_FALSE(m->zh.empty()) << e.key;
      EXPECT_FALSE(m->en.empty()) << e.key;
      EXPECT_EQ(unfilled(m->zh, e), std::vector<std::string>()) << path << " " << e.key;
      EXPECT_EQ(unfilled(m->en, e), std::vector<std::string>()) << path << " " << e.key;
    }
  }
}

// A key of the reader that no file shows is a key that nobody has seen.
TEST(BadPlaybooks, ShowEveryKeyOfTheReader) {
  // Said when a playbook is named or published, not when it is read.
  const std::set<std::string_view> from_publishing{"playbook.unknown", "playbook.version_taken",
                                                   "playbook.version_older"};
  std::set<std::string> shown;
  for (const auto& path : files_in(kRoot / "tests/playbooks/bad"))
    for (auto& key : expected_keys(slurp(path))) shown.insert(key);
  for (const auto& m : playbook_messages())
    EXPECT_TRUE(from_publishing.contains(m.key) || shown.contains(std::string(m.key))) << m.key;
}

TEST(BadPlaybooks, NameWhereTheFaultStands) {
  const auto place = [](const char* file) {
    const auto e = problems_of(slurp(kRoot / "tests/playbooks/bad" / file), file).at(0);
    return std::to_string(e.place.line) + ":" + std::to_string(e.place.column) + " " + e.field;
  };
  EXPECT_EQ(place("unknown_key_move.yaml"), "16:52 /moves/submit/need");
  EXPECT_EQ(place("title_without_english.yaml"), "4:1 /title/en");
  EXPECT_EQ(place("guard_unknown_option.yaml"), "16:66 /moves/submit/when/grade");
  EXPECT_EQ(place("role_field_unknown.yaml"), "5:50 /roles/extra");
  EXPECT_EQ(place("rung_unknown_role.yaml"), "19:23 /late/0/tell");
}

TEST(GoodPlaybooks, AreReadAndProved) {
  for (const auto& path : files_in(kRoot / "tests/playbooks/good")) {
    auto book = read_playbook(slurp(path), path.filename().string(), rules());
    if (book.has_error()) {
      for (const auto& e : book.error()) ADD_FAILURE() << report_line(e, Lang::kEn);
      continue;
    }
    for (const auto& breach : prove(*book, calendar()).breaches)
      ADD_FAILURE() << report_line(breach.error, Lang::kEn) << "\n"
                    << path_text(breach.path, *book, Lang::kEn);
  }
}

}  // namespace
}  // namespace guatu::kernel
