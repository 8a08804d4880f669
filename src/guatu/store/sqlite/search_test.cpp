// Full-text search: whole chains from a matter's fields to a list, and grams against plain "contains".
#include <gtest/gtest.h>

#include <set>

#include "guatu/store/grams.h"
#include "guatu/store/sqlite/store.h"
#include "guatu/store/sqlite/store_fixture.h"
#include "guatu/store/sqlite/tokenizer.h"

namespace guatu::store {

namespace {

template <class T>
std::string key_of(const Result<T>& r) {
  return r.has_error() ? r.error().key : "";
}

std::string grams_of(std::string_view text, GramMode mode) {
  std::string out;
  for_each_gram(text, mode, [&](const Gram& g) {
    out += (out.empty() ? "" : g.is_colocated ? "+" : " ") + g.text;
    return true;
  });
  return out;
}

using Ids = std::set<std::int64_t>;

/// Documents of which document n is matter n.
class Search : public testing::Test {
 protected:
  void SetUp() override { open({}); }

  void open(const OpenOptions& options) {
    auto made = sqlite::open_sqlite(":memory:", OpenMode::kCreate, options);
    ASSERT_EQ(key_of(made), "");
    store = std::move(*made);
    matters.clear();
  }

  void add(const std::string& title, const std::string& number = "N") {
    kernel::Matter m;
    m.number = number;
    m.fields.emplace("title", title);
    matters.push_back(m);
  }

  void save() {
    auto w = store->begin();
    for (auto& m : matters) {
      if (!m.id) {
        std::vector<kernel::Event> events(1);
        events[0].at = kStart;
        events[0].data = kernel::MatterOpened{};
        ASSERT_EQ(key_of((*w)->append(events)), "");
        m.id = events[0].matter;
        m.last_position = events[0].position;
        m.opened_at = kStart;
      }
      ASSERT_EQ(key_of((*w)->put_matter(m, "/ty/", "")), "");
    }
    ASSERT_EQ(key_of((*w)->commit()), "");
  }

  std::set<std::int64_t> find(const std::string& text) {
    auto r = store->read();
    kernel::MatterQuery q;
    q.text = text;
    q.limit = 1000;
    auto page = (*r)->list(q);
    EXPECT_EQ(key_of(page), "") << text;
    std::set<std::int64_t> out;
    if (page.has_value())
      for (const auto& row : page->items) out.insert(row.id.value);
    return out;
  }

  /// Adds random texts; looks for every piece of some of them, and for random ones.
  void agree_with_contains(std::uint64_t seed) {
    Dice dice(seed);
    const std::vector<std::string> alphabet{"太", "原", "古", "交", "清", "徐"};
    std::vector<std::string> texts;
    for (int i = 0; i < 150; ++i) {
      std::string t;
      for (auto n = 1 + dice.below(9); n > 0; --n) t += dice.of(alphabet);
      texts.push_back(t);
      add(t, "");
    }
    save();
    std::set<std::string> pieces;
    for (std::size_t i = 0; i < texts.size(); i += 3)
      for (std::size_t from = 0; from < texts[i].size(); from += 3)
        for (std::size_t n = 3; from + n <= texts[i].size(); n += 3) pieces.insert(texts[i].substr(from, n));
    for (int i = 0; i < 200; ++i) {
      std::string t;
      for (auto n = 1 + dice.below(4); n > 0; --n) t += dice.of(alphabet);
      pieces.insert(t);
    }
    for (const auto& piece : pieces) {
      Ids expected;
      for (std::size_t i = 0; i < texts.size(); ++i)
        if (texts[i].find(piece) != std::string::npos) expected.insert(static_cast<std::int64_t>(i) + 1);
      ASSERT_EQ(find(piece), expected) << piece;
    }
    EXPECT_GT(pieces.size(), 400U);
  }

  std::unique_ptr<sqlite::SqliteStore> store;
  std::vector<kernel::Matter> matters;
};

}  // namespace

TEST(Grams, ArePairsWithSinglesBesideThem) {
  const auto doc = GramMode::kDocument;
  const auto query = GramMode::kQuery;
  EXPECT_EQ(grams_of("街道经济", doc), "街道+街 道经+道 经济+经 济");
  EXPECT_EQ(grams_of("街道经济", query), "街道 道经 经济");
  EXPECT_EQ(grams_of("街", doc), "街");
  EXPECT_EQ(grams_of("街", query), "街");
  EXPECT_EQ(grams_of("G241国道路面", doc), "g241 国道+国 道路+道 路面+路 面");
  EXPECT_EQ(grams_of("国道G241", query), "国道 道 g241");
  EXPECT_EQ(grams_of("ＹＨ－２０２２", doc), "yh 2022");
  EXPECT_EQ(grams_of("Été ΑΒΓ Москва", doc), "été αβγ москва");
  EXPECT_EQ(grams_of("，。（）\n 　", doc), "");
  EXPECT_EQ(grams_of("\xFF街\xC0", doc), "街");
  EXPECT_EQ(grams_of("𠮷野家", doc), "𠮷野+𠮷 野家+野 家");
  EXPECT_FALSE(has_grams("\"*()-"));
}

TEST(Grams, PointAtTheBytesOfTheOriginal) {
  const std::string text = "a，Ｂ街道";
  for_each_gram(text, GramMode::kDocument, [&](const Gram& g) {
    const auto piece = text.substr(g.begin, g.end - g.begin);
    EXPECT_EQ(grams_of(piece, GramMode::kQuery), g.text);
    return true;
  });
}

TEST(SearchExpression, QuotesEverything) {
  const auto of = [](std::string_view t) {
    const auto r = sqlite::search_expression(t);
    return r.has_value() ? *r : r.error().key;
  };
  EXPECT_EQ(of("街道 经济"), "\"街道\" AND \"经济\"");
  EXPECT_EQ(of("　街道　，"), "\"街道\"");
  EXPECT_EQ(of("a\"b OR c"), "\"a\"\"b\" AND \"OR\" AND \"c\"");
  EXPECT_EQ(of(""), "list.search");
  EXPECT_EQ(of("\" * ("), "list.search");
  EXPECT_EQ(of("\xFF"), "list.search");
  EXPECT_EQ(of(std::string(201, 'a')), "list.search");
}

TEST_F(Search, FindsWordsOfAnyLengthAndCut) {
  add("街道经济调查");                          // 1
  add("古交市 G241 国道改造", "YH-2022-0013");  // 2
  add("ＡＢＣ公司２０２２年隐患");              // 3
  add("Fire at the Reservoir 水库");            // 4
  matters[3].fields.emplace("where", json::object{{"note", "东山"}, {"list", json::array{"瞭望塔", 7}}});
  save();
  struct Row {
    const char* text;
    Ids expected;
  };
  for (const auto& [text, expected] :
       std::vector<Row>{{"街", {1}},           {"街道", {1}},         {"道经", {1}},
                        {"街道经济", {1}},     {"济调查", {1}},       {"道济", {}},
                        {"道", {1, 2}},        {"道 调", {1}},        {"g241", {2}},
                        {"Ｇ２４１", {2}},     {"G241国道", {2}},     {"国道改", {2}},
                        {"YH-2022-0013", {2}}, {"0013", {2}},         {"2022", {2, 3}},
                        {"２０２２", {2, 3}},  {"abc公司", {3}},      {"年隐", {3}},
                        {"RESERVOIR", {4}},    {"reserv", {}},        {"水库 fire", {4}},
                        {"水库 fires", {}},    {"东山", {4}},         {"望塔", {4}},
                        {"\"街道\"", {1}},     {"街道* OR 水库", {}}, {"街道\" OR \"水库", {}},
                        {"title:街道", {}},    {"where", {}},         {"N", {1, 3, 4}}})
    EXPECT_EQ(find(text), expected) << text;
}

TEST_F(Search, FollowsAmendments) {
  add("水库");
  save();
  matters[0].fields["title"] = "路灯";
  save();
  EXPECT_EQ(find("水库"), Ids{});
  EXPECT_EQ(find("路灯"), Ids{1});
  sqlite::BorrowedConnection c(*store);
  EXPECT_NO_THROW(c->run("insert into matter_search (matter_search) values ('integrity-check')"));
}

// As of then, the words are those of now: docs/formats/storage.md says so.
TEST_F(Search, AsOfThenLooksForTheWordsOfNow) {
  add("水库");
  add("水库");
  save();
  matters[0].fields["title"] = "路灯";
  save();
  auto r = store->read();
  kernel::MatterQuery q;
  q.text = "水库";
  q.as_of.value = 1;
  auto page = (*r)->list(q);
  ASSERT_EQ(key_of(page), "");
  EXPECT_TRUE(page->items.empty()) << "matter 2 was not there yet; matter 1 is called otherwise now";
}

// Goal: every piece of a document finds it, and nothing else is found. Method: random text of a small
// alphabet, every piece of some of it, against "contains" on the plain texts; walked and chosen.
TEST_F(Search, AgreesWithContains) {
  for (const std::size_t probe_rows : {std::size_t{0}, std::size_t{20'000}}) {
    OpenOptions options;
    options.probe_rows = probe_rows;
    open(options);
    agree_with_contains(2022 + probe_rows);
  }
}

}  // namespace guatu::store
