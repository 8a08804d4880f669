// A small data folder for tests of the command line: one city, one bureau, four persons, one playbook, one
// open matter, its clock standing at 2022-04-08 08:30. Made once a program, copied for each test.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "guatu/base/json_map.h"
#include "guatu/cli.h"

namespace guatu::app {

using Words = std::vector<std::string>;

struct Ran {
  int code = 0;
  std::string out;
  std::string err;
  json::value json() const {
    auto v = parse_json(out);
    EXPECT_TRUE(v.has_value()) << out << err;
    return v.has_value() ? *v : json::value(nullptr);
  }
};

class CliFixture : public testing::Test {
 public:
  static Ran guatu(const Words& words, const std::string& in = {}) {
    std::vector<const char*> argv{"guatu"};
    for (const auto& w : words) argv.push_back(w.c_str());
    std::ostringstream out;
    std::ostringstream err;
    std::istringstream input(in);
    Ran ran;
    ran.code = run(static_cast<int>(argv.size()), argv.data(), out, err, input);
    ran.out = out.str();
    ran.err = err.str();
    return ran;
  }

 protected:
  void SetUp() override {
    ::setenv("GUATU_LANG", "en", 1);
    ::unsetenv("GUATU_DATA");
    ::unsetenv("GUATU_SHARE");
    root_ = fresh_dir();
    std::filesystem::copy(made() + "/data", root_ + "/data", std::filesystem::copy_options::recursive);
  }
  void TearDown() override {
    std::error_code ec;
    std::filesystem::remove_all(root_, ec);
  }

  const std::string& root() const { return root_; }
  std::string data() const { return root_ + "/data"; }
  static std::string share() { return made() + "/share"; }

  /// Runs on the folder of this test.
  Ran on(Words words, const std::string& in = {}) const {
    words.insert(words.end(), {"--data", data(), "--share", share()});
    return guatu(words, in);
  }
  std::string put(const std::string& name, const std::string& bytes) const {
    std::ofstream(root_ + "/" + name, std::ios::binary) << bytes;
    return root_ + "/" + name;
  }
  static std::string read(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    std::stringstream s;
    s << in.rdbuf();
    return s.str();
  }
  /// Events in the ledger: the same number before and after means that nothing was written.
  std::string events() const { return on({"export", "--dry-run"}).out; }

 private:
  static std::string fresh_dir() {
    std::string name = (std::filesystem::temp_directory_path() / "guatu-cli-XXXXXX").string();
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    return name;
  }

  static constexpr const char* kPlaybook = R"(playbook: chore
version: 1
title: {zh: 杂事, en: Chore}
number: "ZS-{year}-{seq:3}"
fields:
  title: {title: {zh: 事情, en: Chore}}
  grade: {type: choice, of: {low: {zh: 低, en: Low}, high: {zh: 高, en: High}}, title: {zh: 等级, en: Grade}}
  fund: {type: money, title: {zh: 资金, en: Money}}
  place: {type: place, title: {zh: 地点, en: Place}}
  photos: {type: files, at_most: 2, title: {zh: 照片, en: Photos}}
  result: {type: text, title: {zh: 结果, en: Result}}
roles:
  any: {title: {zh: 任何人, en: Anyone}, of: anyone}
  head: {title: {zh: 负责人, en: Head}, of: unit.head}
  above: {title: {zh: 上级, en: Above}, of: above.head}
open: any
states:
  doing: {title: {zh: 办理中, en: Being done}, held_by: head, limit: {for: 5 working_days, basis: own rule}}
  checking: {title: {zh: 核查中, en: Being checked}, held_by: above, limit: {for: 2 working_days, basis: own rule}}
  settled: {title: {zh: 办结, en: Done}, final: done}
moves:
  submit: {title: {zh: 报完成, en: Report}, from: doing, to: checking, by: head, needs: [result]}
  accept: {title: {zh: 通过, en: Accept}, from: checking, to: settled, by: above, verifies: submit}
extensions:
  doing: {by: head, granted_by: above, up_to: 5 working_days, at_most: 1, basis: own rule}
late:
  - {at: limit - 1 working_day, tell: head}
  - {at: limit, tell: [head, above], mark: red}
  - {at: limit + 2 days, hand_to: head}
)";

  static constexpr const char* kScript = R"(script: small
starts_at: 2022-04-01 09:00
units:
  city: {zh: 市, en: City, code: "140100"}
  bureau: {zh: 局, en: Bureau, in: city}
persons:
  mayor: {name: 市长, unit: city, posts: [head]}
  boss: {name: 局长, unit: bureau, posts: [head]}
  worker: {name: 工作人员, unit: bureau}
  stranger: {name: 外人, unit: city}
steps:
  - {at: 2022-04-07 10:00, do: open, as: z1, by: worker, playbook: chore, unit: bureau, fields: {title: 修灯}}
)";

  /// A folder that goes away with the program.
  struct Made {
    std::string dir;
    ~Made() {
      std::error_code ec;
      std::filesystem::remove_all(dir, ec);
    }
  };

  static const std::string& made() {
    static const Made kMade{[] {
      namespace fs = std::filesystem;
      ::setenv("GUATU_LANG", "en", 1);
      const auto d = fresh_dir();
      fs::create_directories(d + "/share/calendars");
      fs::create_directories(d + "/share/playbooks");
      fs::copy(fs::path(GUATU_SOURCE_DIR) / "policies", d + "/share/policies");
      for (const char* name : {"cn-2021.yaml", "cn-2022.yaml", "cn-2023.yaml", "counting-rules.yaml"})
        fs::copy(fs::path(GUATU_SOURCE_DIR) / "calendars" / name, d + "/share/calendars");
      std::ofstream(d + "/share/playbooks/chore.yaml") << kPlaybook;
      std::ofstream(d + "/small.yaml") << kScript;
      const auto ran =
          guatu({"init", "--data", d + "/data", "--share", d + "/share", "--script", d + "/small.yaml"});
      EXPECT_EQ(ran.code, 0) << ran.err;
      std::ofstream(d + "/data/guatu.yaml") << "clock: {fixed: \"2022-04-08T08:30:00+08:00\"}\n";
      return d;
    }()};
    return kMade.dir;
  }

  std::string root_;
};

}  // namespace guatu::app
