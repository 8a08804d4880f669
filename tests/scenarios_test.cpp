// Goal: every row and every kernel promise runs end to end as a script that an office can read.
// Method: each tests/scenarios/**/*.scenario.yaml through the real desk with the shipped playbooks; each
// names its row.
#include <gtest/gtest.h>

#include <filesystem>

#include "guatu/http/api/keys_fixture_test.h"
#include "guatu/kernel/messages/messages.h"
#include "guatu/script.h"
#include "guatu/testing/office.h"

namespace guatu::app {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> scenarios() {
  std::vector<std::string> out;
  for (const auto& e : fs::recursive_directory_iterator(std::string(GUATU_SOURCE_DIR) + "/tests/scenarios"))
    if (e.path().string().ends_with(".scenario.yaml")) out.push_back(e.path().string());
  std::sort(out.begin(), out.end());
  return out;
}

class Scenario : public ::testing::TestWithParam<std::string> {};

TEST_P(Scenario, Runs) {
  const auto text = guatu::testing::read_file(GetParam());
  ASSERT_TRUE(text.starts_with("# ")) << "the first line says what it proves";
  ASSERT_NE(text.substr(0, text.find('\n')).find("Proves: "), std::string::npos);
  guatu::testing::Office o("2018-01-01 00:00", false);
  for (const auto& path : guatu::testing::list_files("playbooks", ".yaml"))
    o.publish(guatu::testing::read_file(path));
  // With keys, for what is personal is sealed.
  http::api::KeysInMemory keys;
  kernel::Desk desk(*o.store, o.clock, {.person_keys = &keys});
  const auto r = run_script(*o.store, desk, o.clock, text, fs::path(GetParam()).filename().string());
  if (r.has_error())
    for (const auto& e : r.error()) ADD_FAILURE() << kernel::report_line(e, Lang::kEn);
  else
    EXPECT_GT(r->expectations, 0) << "a scenario that expects nothing proves nothing";
}

INSTANTIATE_TEST_SUITE_P(All, Scenario, ::testing::ValuesIn(scenarios()), [](const auto& one) {
  auto name = fs::path(one.param).filename().string();
  name = name.substr(0, name.find('.'));
  return name;
});

TEST(Scenarios, AreFound) {
  EXPECT_GE(scenarios().size(), 20U);
}

/// A script that goes wrong says where: the runner itself is tested here.
TEST(Scenarios, AWrongScriptSaysFileLineAndWhat) {
  struct Row {
    const char *steps, *key;
  };
  const Row rows[] = {
      {"  - {do: dance}\n", "script.value"},
      {"  - {do: check, mater: x}\n", "script.key"},
      {"  - {do: check, matter: x}\n", "script.unknown_alias"},
      {"  - {at: 2022-01-01 00:00, do: sweep}\n", "script.time"},
      {"  - {do: open, by: head, playbook: task, unit: nowhere, fields: {title: x}}\n", "script.refused"},
      {"  - {do: open, by: head, playbook: task, unit: nowhere, fields: {title: x}, refused: "
       "matter.closed}\n",
       "script.expected"},
  };
  for (const auto& row : rows) {
    guatu::testing::Office o("2018-01-01 00:00", false);
    const auto text = std::string("script: x\nstarts_at: 2022-04-06 09:00\nunits: {city: {zh: 市}}\n") +
                      "persons: {head: {name: 市长, unit: city, posts: [head]}}\nsteps:\n" + row.steps;
    const auto r = run_script(*o.store, o.desk, o.clock, text, "wrong.yaml");
    ASSERT_TRUE(r.has_error()) << row.key;
    const auto problems = r.error();
    EXPECT_EQ(problems.front().key, row.key);
    EXPECT_EQ(problems.front().place.line, 6) << row.key;
  }
}

}  // namespace
}  // namespace guatu::app
