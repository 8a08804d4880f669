// The model that a good playbook becomes, part by part, and that a wrong file never brings the reader down.
// What is refused, and with which key, is shown by tests/playbooks/bad.
#include "guatu/kernel/playbook/reader.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <random>

#include "guatu/base/limits.h"
#include "guatu/base/text.h"
#include "guatu/kernel/messages/messages.h"

namespace guatu::kernel {
namespace {

using namespace std::string_view_literals;

std::string slurp(const std::string& path) {
  std::ifstream in(std::string(GUATU_SOURCE_DIR) + "/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

const CountingRules& rules() {
  static const auto* const all = new CountingRules(
      CountingRules::from_yaml(slurp("calendars/counting-rules.yaml"), "rules.yaml").value());
  return *all;
}

/// The playbook that uses every construct.
const Playbook& book() {
  static const auto* const b = new Playbook(
      read_playbook(slurp("tests/playbooks/good/rectification.yaml"), "r.yaml", rules()).value());
  return *b;
}

using Ids = std::vector<std::string>;

TEST(ReadPlaybook, ReadsTheHead) {
  EXPECT_EQ(book().id, "rectification");
  EXPECT_EQ(book().version, 3);
  EXPECT_EQ(book().title, (Titles{"整改令", "Rectification order"}));
  EXPECT_EQ(book().description.en, "One order for one enterprise.");
  EXPECT_EQ(book().row, "R3");
  EXPECT_EQ(book().number.pattern, "ZG-{unit}-{year}{month}{day}-{seq:4}");
  EXPECT_EQ(book().about, "enterprise");
  EXPECT_FALSE(book().about_required);
  EXPECT_EQ(book().parents, (Ids{"campaign", "inspection"}));
  EXPECT_TRUE(book().parent_required);
  EXPECT_EQ(book().children, (Ids{"hazard", "fine"}));
  EXPECT_EQ(book().is_public, (Ids{"number", "title", "state", "due_at", "grade", "site"}));
  EXPECT_EQ(book().opens, (Ids{"officer", "citizen"}));
  EXPECT_EQ(book().digest, sha256_hex(slurp("tests/playbooks/good/rectification.yaml")));
  EXPECT_EQ(book().file, "r.yaml");
  EXPECT_FALSE(book().standing);
}

TEST(ReadPlaybook, ReadsEveryTypeOfField) {
  EXPECT_EQ(book().fields.front().id, "title");
  EXPECT_EQ(book().field("title")->title.zh, "整改事项");
  EXPECT_TRUE(book().field("title")->required);
  EXPECT_EQ(book().field("title")->at_most, 80);
  EXPECT_EQ(book().field("grade")->options.at(1).title, (Titles{"重大", "Major"}));
  EXPECT_EQ(book().field("channel")->options.at(0).title, (Titles{"visit", "visit"}));
  EXPECT_EQ(*book().field("likelihood")->options.at(1).value, 0.2);
  EXPECT_EQ(*book().field("fund")->max, 1e9);
  EXPECT_EQ(*book().field("power")->min, 0.5);
  EXPECT_EQ(book().field("power")->unit, "kW");
  EXPECT_EQ(book().field("permit")->to, (Ids{"permit", "licence"}));
  EXPECT_EQ(book().field("steps")->item.at(0).type, FieldType::kText);
  EXPECT_EQ(book().field("steps")->item.at(0).at_most, 100);
  EXPECT_TRUE(book().field("reporter")->personal);
  EXPECT_TRUE(book().seals);
  EXPECT_TRUE(book().field("colour")->computed);
  const auto& when = book().field("measure")->required_when;
  ASSERT_EQ(when.size(), 2U);
  EXPECT_FALSE(book().field("measure")->required);
  EXPECT_EQ(when[0].test, Guard::Test::kIsNot);
  EXPECT_EQ(when[0].any_of, Ids{"ordinary"});
  EXPECT_EQ(when[1].test, Guard::Test::kOver);
  EXPECT_EQ(when[1].number, 100000);
  for (int t = 0; t <= static_cast<int>(FieldType::kList); ++t) {
    const bool used = std::any_of(book().fields.begin(), book().fields.end(),
                                  [&](const Field& f) { return f.type == static_cast<FieldType>(t); });
    EXPECT_TRUE(used) << text_of(static_cast<FieldType>(t));
  }
}

TEST(ReadPlaybook, ReadsEverySourceOfARole) {
  using Kind = RoleSource::Kind;
  const auto first = [](const char* role) { return book().role(role)->sources.at(0); };
  EXPECT_EQ(first("officer").kind, Kind::kOpener);
  EXPECT_EQ(book().role("owner")->sources.size(), 3U);
  EXPECT_EQ(first("owner").kind, Kind::kFieldPerson);
  EXPECT_EQ(first("owner").field, "assignee");
  EXPECT_EQ(book().role("owner")->sources[1].kind, Kind::kAbout);
  EXPECT_EQ(book().role("owner")->sources[1].field, "safety_officer");
  EXPECT_EQ(book().role("owner")->sources[2].kind, Kind::kUnitHead);
  EXPECT_EQ(first("inspector").kind, Kind::kUnitPost);
  EXPECT_EQ(first("inspector").post, "inspector");
  EXPECT_EQ(first("lead").kind, Kind::kAboveHead);
  EXPECT_EQ(book().role("lead")->title.en, "Lead");
  EXPECT_EQ(book().role("owner")->title.en, "owner");
  EXPECT_EQ(first("bureau_clerk").kind, Kind::kFieldUnit);
  EXPECT_EQ(first("bureau_clerk").field, "bureau");
  EXPECT_EQ(first("bureau_clerk").post, "clerk");
  EXPECT_EQ(first("campaign_lead").kind, Kind::kParentHolder);
  EXPECT_EQ(first("citizen").kind, Kind::kAnyone);
}

TEST(ReadPlaybook, ReadsStatesAndMoves) {
  EXPECT_EQ(book().first_state().id, "found");
  EXPECT_EQ(book().state("checking")->held_by, "bureau_head");
  EXPECT_EQ(book().state("closed")->final, Final::kDone);
  EXPECT_EQ(book().state("refused")->final, Final::kRefused);
  const auto& assign = *book().move("assign");
  EXPECT_EQ(assign.by, (Ids{"officer", "lead"}));
  EXPECT_EQ(assign.needs, (Ids{"fund", "assignee"}));
  EXPECT_EQ(assign.asks, (Ids{"promised_on", "likelihood"}));
  EXPECT_TRUE(book().move("report")->keeps_clock);
  EXPECT_EQ(book().move("accept")->verifies, "submit");
  EXPECT_EQ(book().move("send_back")->at_most, 3);
  EXPECT_EQ(book().move("send_back")->needs, Ids{"reason"});
  EXPECT_EQ(book().move("send_back")->when.at(0).test, Guard::Test::kIsSet);
  EXPECT_EQ(book().move("refuse")->from, (Ids{"found", "rectifying"}));
  EXPECT_EQ(book().move("refuse")->place.file, "r.yaml");
  EXPECT_EQ(book().move("refuse")->place.line, 92);
  EXPECT_EQ(book().move("refuse")->place.column, 3);
}

TEST(ReadPlaybook, ResolvesLimits) {
  const auto& rectifying = *book().limit_set("rectifying");
  ASSERT_EQ(rectifying.rules.size(), 3U);
  EXPECT_EQ(rectifying.title.en, "Rectifying");
  const auto& statute = rectifying.rules[0];
  EXPECT_EQ(statute.limit.unit, LimitUnit::kWorkingDay);  // 行政处罚法 85: seven days are working days.
  EXPECT_EQ(statute.limit.amount, 7);
  EXPECT_EQ(statute.limit.basis, "行政处罚法 第八十五条");
  EXPECT_EQ(statute.when.at(0).any_of, (Ids{"major", "huge"}));
  const auto& until = rectifying.rules[1];
  EXPECT_EQ(until.until_field, "promised_on");
  EXPECT_EQ(until.limit.amount, 0);
  EXPECT_EQ(until.limit.ends, DayEnd::kCloseOfBusiness);
  EXPECT_EQ(until.when.at(1).any_of, Ids{"false"});
  Limit own;
  own.amount = 15;
  own.starts = StartRule::kSameDay;
  own.roll = RollRule::kNextWorkingDay;
  own.holidays = HolidayRule::kExtendLong;
  own.ends = DayEnd::kCloseOfBusiness;
  own.basis = "整改办法 第八条";
  own.confirmed = false;
  EXPECT_EQ(rectifying.rules[2].limit, own);
  EXPECT_EQ(rectifying.rules[2].from_field, "found_on");
  EXPECT_EQ(book().limit_set("found")->rules[0].limit.starts, StartRule::kAtOnce);
  EXPECT_EQ(book().limit_set("checking")->rules[0].limit.unit, LimitUnit::kWorkingHour);
  const auto& whole = *book().limit_set("whole");
  EXPECT_EQ(whole.rules.size(), 2U);
  EXPECT_EQ(whole.rules[0].limit.unit, LimitUnit::kMonth);
  EXPECT_EQ(whole.rules[0].when.size(), 2U);
  EXPECT_EQ(whole.starts_in, Ids{"rectifying"});
  EXPECT_EQ(whole.ends_in, Ids{"checking"});
  EXPECT_EQ(book().limit_set("closed"), nullptr);
}

TEST(ReadPlaybook, ReadsLadders) {
  const auto& own = book().ladder("rectifying");
  ASSERT_EQ(own.size(), 3U);
  EXPECT_EQ(own[0].offset, (Offset{-1, LimitUnit::kWorkingDay}));
  EXPECT_EQ(own[1].offset.amount, 0);
  EXPECT_EQ(own[1].tell, (Ids{"lead", "bureau_head"}));
  EXPECT_EQ(own[1].mark, "yellow");
  EXPECT_EQ(own[2].offset, (Offset{5, LimitUnit::kWorkingDay}));
  EXPECT_EQ(own[2].hand_to, "lead");
  EXPECT_EQ(book().ladder("answer").size(), 2U);
  EXPECT_EQ(&book().ladder("found"), &book().late);
  EXPECT_EQ(&book().ladder("park"), &book().late);
  EXPECT_EQ(book().late[0].offset, (Offset{-30, LimitUnit::kMinute}));
}

TEST(ReadPlaybook, ReadsTheBoundsOfVerbs) {
  EXPECT_EQ(book().stop("hearing")->at_most_days, 30);
  EXPECT_EQ(book().stop("hearing")->times, 2);
  EXPECT_EQ(book().stop("hearing")->clocks, (Ids{"rectifying", "answer"}));
  EXPECT_EQ(book().stop("disaster")->times, 1);
  EXPECT_TRUE(book().stop("disaster")->clocks.empty());
  EXPECT_EQ(book().extension("rectifying")->up_to, 7);
  EXPECT_EQ(book().extension("rectifying")->granted_by, (Ids{"lead", "bureau_head"}));
  EXPECT_EQ(book().extension("found"), nullptr);
  EXPECT_FALSE(book().closing.children_closed);
  EXPECT_EQ(book().closing.needs, Ids{"photos"});
  EXPECT_EQ(book().returns_at_most, 2);
  EXPECT_EQ(book().reopening->to, "rectifying");
  EXPECT_EQ(book().reopening->within_days, 90);
  EXPECT_EQ(book().parking->owner, "lead");
  EXPECT_EQ(book().parking->review_within_days, 90);
  EXPECT_EQ(book().withdrawal->from, Ids{"found"});
}

TEST(ReadPlaybook, ReadsScores) {
  ASSERT_EQ(book().scores.size(), 2U);
  EXPECT_EQ(book().scores[0].inputs, (Ids{"likelihood", "workers"}));
  EXPECT_EQ(book().scores[0].grade_sets, "colour");
  EXPECT_EQ(*book().scores[0].grades.at(0).at_least, 60);
  EXPECT_FALSE(book().scores[0].confirmed);
  EXPECT_EQ(book().scores[1].inputs, (Ids{"danger", "power"}));
}

TEST(ReadPlaybook, FillsInWhatIsLeftOut) {
  const auto b = read_playbook(slurp("tests/playbooks/good/minimal.yaml"), "m.yaml", rules()).value();
  EXPECT_EQ(b.number.pattern, "SAMPLE-{year}-{seq:4}");
  EXPECT_EQ(b.fields.size(), 1U);
  EXPECT_EQ(b.field("title")->title, (Titles{"标题", "Title"}));
  EXPECT_EQ(b.field("title")->at_most, static_cast<std::int64_t>(limits::kMaxTitleChars));
  EXPECT_EQ(b.state("found")->title, (Titles{"found", "found"}));
  EXPECT_TRUE(b.closing.children_closed);
  EXPECT_EQ(b.returns_at_most, 3);
  EXPECT_FALSE(b.reopening || b.parking || b.withdrawal);
  EXPECT_EQ(b.state("checking")->limit->rules[0].limit.unit, LimitUnit::kDay);
}

TEST(ReadPlaybook, ReadsAStandingMatter) {
  const auto b = read_playbook(slurp("tests/playbooks/good/enterprise.yaml"), "e.yaml", rules()).value();
  EXPECT_TRUE(b.standing);
  EXPECT_EQ(b.review, "review");
}

TEST(ReadPlaybook, StopsAtTheLimitOfProblems) {
  std::string text = "playbook: x\n";
  for (int i = 0; i < 300; ++i) text += "key" + std::to_string(i) + ": 1\n";
  const auto r = read_playbook(text, "x.yaml", rules());
  ASSERT_TRUE(r.has_error());
  EXPECT_EQ(r.error().size(), limits::kMaxProblems);
}

TEST(ReadPlaybook, CutsWhatWouldFillTheScreen) {
  const auto r = read_playbook("playbook: " + std::string(5'000, 'X') + "\n", "x.yaml", rules());
  ASSERT_TRUE(r.has_error());
  for (const auto& e : r.error()) EXPECT_LT(sentence(e, Lang::kZh).size(), 1'000U) << e.key;
}

// --- mutations ---

class Mutator {
 public:
  Mutator(std::string text, unsigned seed) : text_(std::move(text)), random_(seed) {
    for (std::size_t at = 0; at < text_.size();) {
      const auto end = text_.find('\n', at);
      lines_.push_back(text_.substr(at, end - at + 1));
      at = end == std::string::npos ? text_.size() : end + 1;
    }
  }

  std::string next() {
    auto out = random_() % 3 == 0 ? by_line() : text_;
    for (auto n = random_() % 4; n > 0; --n) by_byte(out);
    return out;
  }

 private:
  std::size_t below(std::size_t n) { return random_() % n; }

  std::string by_line() {
    auto lines = lines_;
    const auto a = below(lines.size());
    const auto b = below(lines.size());
    switch (below(4)) {
      case 0:
        lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(a));
        break;
      case 1:
        std::swap(lines[a], lines[b]);
        break;
      case 2:
        lines[a] = lines[b];
        break;
      default:
        lines[a] = "  " + lines[a];
    }
    std::string out;
    for (const auto& line : lines) out += line;
    return out;
  }

  void by_byte(std::string& out) {
    static constexpr std::string_view kBytes = ":,{}[]-'\"#\n \t|>&*!%@09azAZ._~\xE9\x00\xFF"sv;
    const auto at = below(out.size());
    switch (below(5)) {
      case 0:
        out.erase(at, 1 + below(6));
        break;
      case 1:
        out.insert(at, 1, kBytes[below(kBytes.size())]);
        break;
      case 2:
        out[at] = kBytes[below(kBytes.size())];
        break;
      case 3:
        out.insert(below(out.size()), out.substr(at, 1 + below(12)));
        break;
      default: {  // One word becomes another: shapes stay, references break.
        const auto from = below(text_.size());
        out.replace(at, 1 + below(8), text_, from, 1 + below(8));
      }
    }
  }

  std::string text_;
  std::mt19937 random_;
  std::vector<std::string> lines_;
};

TEST(ReadPlaybook, GivesAModelOrPlacedProblemsForAnyMutation) {
  constexpr unsigned kSeed = 7;
  std::map<std::string, int> seen;
  int models = 0;
  for (const char* file : {"rectification", "lec", "enterprise"}) {
    Mutator mutator(slurp(std::string("tests/playbooks/good/") + file + ".yaml"), kSeed);
    const int rounds = std::string(file) == "rectification" ? 4'000 : 8'000;
    for (int i = 0; i < rounds; ++i) {
      const auto text = mutator.next();
      SCOPED_TRACE(std::string(file) + " seed " + std::to_string(kSeed) + " round " + std::to_string(i));
      const auto r = read_playbook(text, "m.yaml", rules());
      if (r.has_value()) {
        ++models;
        ASSERT_FALSE(r->states.empty());
        ASSERT_EQ(r->fields.front().id, "title");
        continue;
      }
      ASSERT_FALSE(r.error().empty());
      for (const auto& e : r.error()) {
        ++seen[e.key];
        ASSERT_EQ(e.place.file, "m.yaml") << e.key;
        ASSERT_GT(e.place.line, 0) << e.key;
        ASSERT_GT(e.place.column, 0) << e.key;
      }
    }
  }
  std::printf("seed %u: %d models, %zu different keys\n", kSeed, models, seen.size());
  EXPECT_GT(models, 500);
  EXPECT_GT(seen.size(), 45U);
}

}  // namespace
}  // namespace guatu::kernel
