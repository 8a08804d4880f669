// Goal: what was ever written stays readable: every ledger of every release folds to the same matters;
// damaged ones are refused with their key. Method: tests/histories/<release>/*.jsonl, imported into an empty
// ledger.
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <set>
#include <sstream>

#include "guatu/kernel/messages/messages.h"
#include "guatu/testing/office.h"

namespace guatu {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> histories(bool bad) {
  std::vector<fs::path> out;
  for (const auto& e : fs::recursive_directory_iterator(std::string(GUATU_SOURCE_DIR) + "/tests/histories")) {
    const auto name = e.path().filename().string();
    if (name.ends_with(".jsonl") && name.starts_with("bad_") == bad) out.push_back(e.path());
  }
  return out;
}

Result<std::int64_t> import(kernel::Store& store, const fs::path& path) {
  ManualClock clock(testing::at("2022-04-08 08:30"));
  kernel::Desk desk(store, clock);
  std::istringstream lines(testing::read_file(path.string()));
  return desk.import([&]() -> Result<std::optional<kernel::Event>> {
    std::string line;
    if (!std::getline(lines, line)) return std::optional<kernel::Event>();
    auto e = kernel::decode_line(line);
    if (e.has_error()) return e.error();
    return std::optional<kernel::Event>(std::move(*e));
  });
}

/// A member as text; empty for null.
std::string text(const boost::json::value& row, const char* member) {
  const auto& v = row.at(member);
  return v.is_null() ? std::string() : std::string(v.as_string());
}

TEST(Histories, FoldToTheSameMatters) {
  ASSERT_FALSE(histories(false).empty());
  for (const auto& path : histories(false)) {
    const auto store = testing::temporary_store();
    const auto n = import(*store, path);
    ASSERT_TRUE(n.has_value()) << path << " " << kernel::report_line(n.error(), Lang::kEn);
    auto expected_path = path;
    const auto expected =
        boost::json::parse(testing::read_file(expected_path.replace_extension("expected.json").string()));
    auto reader = store->read();
    for (const auto& want : expected.as_array()) {
      const auto number = std::string(want.at("number").as_string());
      const auto id = (*reader)->find_number(number);
      ASSERT_TRUE(id) << number;
      const auto m = (*reader)->matter(*id);
      EXPECT_EQ(m->playbook, text(want, "playbook")) << number;
      EXPECT_EQ(m->state, text(want, "state")) << number;
      EXPECT_EQ(m->outcome, text(want, "outcome")) << number;
      EXPECT_EQ(m->holder.value, text(want, "holder")) << number;
      EXPECT_EQ(m->returns, want.at("returns").as_int64()) << number;
      const auto due = m->due_at();
      EXPECT_EQ(due.us == 0 ? "" : to_text(due), text(want, "due_at")) << number;
    }
  }
}

TEST(Histories, DamagedOnesAreRefusedWithTheirKeyAndLeaveNothing) {
  ASSERT_GE(histories(true).size(), 6U);
  for (const auto& path : histories(true)) {
    const auto store = testing::temporary_store();
    const auto n = import(*store, path);
    ASSERT_TRUE(n.has_error()) << path;
    const auto key = path.filename().string().substr(4);
    EXPECT_EQ(n.error().key + ".jsonl", key);
    EXPECT_EQ((*store->read())->last_position().value, 0) << path;
  }
}

/// Each type that was ever written is described, and no name stands twice.
TEST(Histories, EveryEventTypeIsInTheRegistryPage) {
  const auto page = testing::read_file("docs/formats/events.md");
  std::set<std::string_view> seen;
  for (const auto& t : kernel::event_registry()) {
    EXPECT_NE(page.find("| `" + std::string(t.type) + "` | " + std::to_string(t.version) + " |"),
              std::string::npos)
        << t.type;
    EXPECT_TRUE(seen.insert(t.type).second) << t.type;
  }
}

}  // namespace
}  // namespace guatu
