// Goal: checkpoints are C2SP notes, byte for byte, and nothing that was touched passes. Method: one whole
// example with a fixed key; every byte of it changed.
#include "guatu/kernel/ledger/checkpoint.h"

#include <gtest/gtest.h>

#include "guatu/base/text.h"

namespace guatu::kernel {
namespace {

template <class T>
std::string key_of(const Result<T>& r) {
  return r.has_error() ? r.error().key : "";
}

SigningKey fixed_key() {
  std::string seed;
  for (int i = 0; i < 32; ++i) seed += static_cast<char>(i);
  return SigningKey::from_seed(seed);
}

Checkpoint example() {
  Checkpoint c;
  c.origin = origin_of("01hzz");
  c.size = 1207;
  c.root.fill(0xA5);
  c.at = Instant{1'649'376'000'000'000};
  c.kind = HashKind::kSm3;
  return c;
}

TEST(CheckpointText, IsASignedNote) {
  const auto key = fixed_key();
  const auto text = sign_checkpoint(example(), key);
  const std::string body =
      "guatu/01hzz\n1207\npaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaU=\ntime 2022-04-08T08:00:00+08:00\nhash "
      "sm3\n";
  ASSERT_TRUE(text.starts_with(body + "\n— guatu/01hzz ")) << text;
  // The key id, by hand: SHA-256(name || 0x0A || 0x01 || key), four bytes.
  const auto id = Hasher(HashKind::kSha256).of("guatu/01hzz\n\x01" + key.public_key());
  const auto blob = from_base64(trim(text.substr(body.size() + 1 + std::string("— guatu/01hzz ").size())));
  ASSERT_TRUE(blob.has_value());
  EXPECT_EQ(blob->substr(0, 4), bytes_of(id).substr(0, 4));
  EXPECT_TRUE(is_signed(key.public_key(), body, blob->substr(4)));

  const auto note = parse_checkpoint(text);
  ASSERT_TRUE(note.has_value());
  EXPECT_EQ(note->checkpoint, example());
  const CheckpointKey named{"guatu/01hzz", key.public_key()};
  EXPECT_EQ(key_of(check_signature(*note, named)), "");
  EXPECT_EQ(key_of(check_signature(*note, {"guatu/other", key.public_key()})), "checkpoint.other_ledger");
  EXPECT_EQ(key_of(check_signature(*note, {"guatu/01hzz", SigningKey::make().public_key()})),
            "checkpoint.signature");
}

TEST(CheckpointText, AnyTouchedByteIsFound) {
  const auto key = fixed_key();
  const CheckpointKey named{"guatu/01hzz", key.public_key()};
  const auto text = sign_checkpoint(example(), key);
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto touched = text;
    touched[i] = static_cast<char>(touched[i] ^ 1);
    const auto note = parse_checkpoint(touched);
    EXPECT_TRUE(note.has_error() || check_signature(*note, named).has_error()) << i << "\n" << touched;
  }
}

TEST(CheckpointText, TravelsByMail) {
  auto text = sign_checkpoint(example(), fixed_key());
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2) text.insert(at, "\r");
  const auto note = parse_checkpoint(text);
  ASSERT_TRUE(note.has_value());
  EXPECT_EQ(key_of(check_signature(*note, {"guatu/01hzz", fixed_key().public_key()})), "");
}

TEST(CheckpointText, BearsOtherSignaturesAndLinesThatAreNotOurs) {
  const auto key = fixed_key();
  const std::string body = "guatu/x\n5\n" + base64(std::string(32, 'r')) + "\nwitnessed by nobody\n";
  const CheckpointKey named{"guatu/x", key.public_key()};
  const auto text = body + "\n— other.example " + base64(std::string(68, 's')) + "\n— guatu/x " +
                    base64(named.id() + key.sign(body)) + "\n";
  const auto note = parse_checkpoint(text);
  ASSERT_TRUE(note.has_value());
  EXPECT_EQ(note->signatures.size(), 2U);
  EXPECT_EQ(note->checkpoint.kind, HashKind::kSha256);
  EXPECT_EQ(key_of(check_signature(*note, named)), "");
}

TEST(CheckpointText, SaysWhichLineIsWrong) {
  const std::string root = base64(std::string(32, 'r'));
  const std::string end = "\n— a " + base64(std::string(68, 's')) + "\n";
  struct Row {
    std::string text;
    const char* line;
  };
  const Row rows[] = {{"", "1"},
                      {"guatu/x\n", "2"},
                      {"guatu/x\nfive\n" + root + "\n" + end, "2"},
                      {"guatu/x\n05\n" + root + "\n" + end, "2"},
                      {"guatu/x\n0\n" + root + "\n" + end, "2"},
                      {"guatu/x\n5\n", "3"},
                      {"guatu/x\n5\nroot\n" + end, "3"},
                      {"guatu/x\n5\n" + root + "\ntime yesterday\n" + end, "4"},
                      {"guatu/x\n5\n" + root + "\nhash md5\n" + end, "4"},
                      {"guatu/x\n5\n" + root + "\n", "4"},
                      {"guatu/x\n5\n" + root + "\n\nsigned, me\n", "5"}};
  for (const auto& row : rows) {
    const auto note = parse_checkpoint(row.text);
    ASSERT_EQ(key_of(note), "checkpoint.form") << row.text;
    EXPECT_EQ(note.error().args.front().second, row.line) << row.text;
  }
}

TEST(CheckpointKeyText, ComesBackAndRefusesTypos) {
  const CheckpointKey key{"guatu/01hzz", fixed_key().public_key()};
  const auto text = key.text();
  EXPECT_EQ(parse_checkpoint_key(text).value(), key);
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto typo = text;
    typo[i] = static_cast<char>(typo[i] ^ 1);
    EXPECT_EQ(key_of(parse_checkpoint_key(typo)), "checkpoint.key_form") << typo;
  }
}

}  // namespace
}  // namespace guatu::kernel
