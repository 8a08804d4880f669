// Goal: the line is the one that has always been exported, and the hash is the one of
// docs/formats/checkpoints.md. Method: Boost.JSON writes the same event; texts at random with every escape
// and Chinese; hashes by hand.
#include "guatu/kernel/ledger/chain.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "guatu/kernel/ledger/chain_check.h"

namespace guatu::kernel {
namespace {

/// The line as a JSON library writes it.
std::string library_line(const EventColumns& c) {
  const auto text = [](std::string_view s) { return json::string(json::string_view(s.data(), s.size())); };
  json::object o;
  o.emplace("position", std::to_string(c.position));
  if (c.matter != 0) o.emplace("matter", std::to_string(c.matter));
  o.emplace("at", to_text(c.at));
  o.emplace("by", text(c.by));
  if (!c.command.empty()) o.emplace("command", text(c.command));
  if (!c.digest.empty()) o.emplace("digest", text(c.digest));
  o.emplace("type", text(c.type));
  o.emplace("version", c.version);
  o.emplace("data", parse_json(c.data).value());
  return json::serialize(o);
}

std::string random_text(std::mt19937_64& dice) {
  static const std::vector<std::string> pieces{"a",
                                               "Z",
                                               "隐患",
                                               "整改“好”了",
                                               "\"",
                                               "\\",
                                               "/",
                                               "\b",
                                               "\f",
                                               "\n",
                                               "\r",
                                               "\t",
                                               std::string(1, '\0'),
                                               "\x01",
                                               "\x1f",
                                               "\x7f",
                                               "é",
                                               "𠮷",
                                               "😀",
                                               "\xe2\x80\xa8",
                                               " ",
                                               "{",
                                               "}",
                                               ",",
                                               ":"};
  std::string out;
  for (auto n = dice() % 9; n > 0; --n) out += pieces[dice() % pieces.size()];
  return out;
}

TEST(Chain, WritesTheLineOfTheLibrary) {
  const char* given = std::getenv("GUATU_SEED");
  const auto seed = given != nullptr ? std::strtoull(given, nullptr, 10) : 7ULL;
  std::mt19937_64 dice(seed);
  for (int i = 0; i < 4000; ++i) {
    Event e;
    e.position.value = static_cast<std::int64_t>(dice() >> (1 + dice() % 60));
    if (dice() % 2 == 0) e.matter.value = static_cast<std::int64_t>(dice() >> (1 + dice() % 60));
    e.at.us = static_cast<std::int64_t>(dice() % 250'000'000'000'000'000ULL);
    if (dice() % 3 == 0) e.at.us -= e.at.us % kSecondUs;
    e.by.value = random_text(dice);
    e.command_id = random_text(dice);
    e.digest = random_text(dice);
    MatterAmended data;
    data.reason = random_text(dice);
    data.fields.emplace(random_text(dice), random_text(dice));
    data.fields.emplace("n", static_cast<std::int64_t>(dice()));
    e.data = std::move(data);
    const auto text = encode_data(e);
    ASSERT_EQ(encode_line(e), library_line(columns_of(e, text))) << "GUATU_SEED=" << seed << " " << i;
  }
}

TEST(Chain, HashesZeroThePreviousHashAndTheLine) {
  for (const auto kind : {HashKind::kSha256, HashKind::kSm3}) {
    Event e;
    e.at.us = 1'649'376'000'000'000;
    e.by.value = "system";
    e.data = MatterUrged{PersonId{"li"}, "快"};
    Chain chain(kind);
    Digest last{};
    for (std::int64_t p = 1; p <= 3; ++p) {
      e.position.value = p;
      const auto data = encode_data(e);
      const auto line = encode_line(e);
      last = Hasher(kind).of(std::string(1, '\0') + std::string(bytes_of(last)) + line);
      EXPECT_EQ(chain.add(columns_of(e, data)), last);
      EXPECT_EQ(chain.line(), line);
    }
  }
}

TEST(Chain, TakesItsHashFromTheFirstEvent) {
  const auto kind = [](const std::string& data, const char* type = "ledger.created") {
    const auto k = hash_kind_of(type, data);
    return k.has_error() ? k.error().key : std::string(text_of(*k));
  };
  EXPECT_EQ(kind("{}"), "sha256");
  EXPECT_EQ(kind(R"({"name":"x","hash":"sm3"})"), "sm3");
  EXPECT_EQ(kind(R"({"hash":"md5"})"), "ledger.unknown_hash");
  EXPECT_EQ(kind("{"), "event.bad_data");
  EXPECT_EQ(kind(R"({"hash":"sm3"})", "unit.added"), "sha256") << "only the first event of ours says so";
}

/// Three stored events, as the check sees them.
TEST(ChainCheck, NamesTheFirstEventThatDoesNotFit) {
  std::vector<std::string> data(3, "{}");
  std::vector<StoredEvent> stored(3);
  std::vector<Digest> hashes(3);
  Chain chain(HashKind::kSha256);
  for (std::size_t i = 0; i < 3; ++i) {
    auto& c = stored[i].columns;
    c.position = static_cast<std::int64_t>(i) + 1;
    c.type = "unit.added";
    c.version = 1;
    c.data = data[i];
    hashes[i] = chain.add(c);
    stored[i].hash = bytes_of(hashes[i]);
    stored[i].is_sound = true;
  }
  const auto first = [](const std::vector<StoredEvent>& events) -> std::optional<Fault> {
    ChainCheck check;
    for (const auto& e : events)
      if (const auto f = check.add(e)) return f;
    return std::nullopt;
  };
  EXPECT_EQ(first(stored), std::nullopt);
  using Kind = Fault::Kind;
  auto gap = stored;
  gap.erase(gap.begin() + 1);
  EXPECT_EQ(first(gap), (Fault{Kind::kGap, {2}}));
  auto altered = stored;
  altered[1].columns.data = "{ }";
  EXPECT_EQ(first(altered), (Fault{Kind::kAltered, {2}}));
  auto hash = stored;
  hash[0].hash = bytes_of(hashes[1]);
  EXPECT_EQ(first(hash), (Fault{Kind::kAltered, {1}}));
  auto unsound = stored;
  unsound[2].is_sound = false;
  EXPECT_EQ(first(unsound), (Fault{Kind::kUnreadable, {3}}));
}

}  // namespace
}  // namespace guatu::kernel
