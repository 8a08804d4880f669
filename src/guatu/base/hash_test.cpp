// Goal: hashes, signatures and their texts are those of the standards. Method: published vectors, and back
// and forth.
#include "guatu/base/hash.h"

#include <gtest/gtest.h>

#include "guatu/base/sign.h"

namespace guatu {
namespace {

std::string bytes(std::string_view hexadecimal) {
  return from_hex(hexadecimal).value();
}

TEST(Hash, GivesThePublishedDigests) {
  struct Row {
    HashKind kind;
    std::string text;
    const char* digest;
  };
  std::string abcd;
  for (int i = 0; i < 16; ++i) abcd += "abcd";
  // FIPS 180-4 examples; GB/T 32905-2016 annex A.
  const Row rows[] = {
      {HashKind::kSha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {HashKind::kSha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {HashKind::kSm3, "abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"},
      {HashKind::kSm3, abcd, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"}};
  for (const auto& row : rows) {
    Hasher hasher(row.kind);
    for (int again = 0; again < 2; ++again) EXPECT_EQ(hex(bytes_of(hasher.of(row.text))), row.digest);
    hasher.start();
    for (const char c : row.text) hasher.add({&c, 1});
    EXPECT_EQ(hex(bytes_of(hasher.finish())), row.digest) << "in pieces";
  }
}

TEST(Hash, KindsHaveTheirWords) {
  for (const auto k : {HashKind::kSha256, HashKind::kSm3}) {
    HashKind read{};
    EXPECT_TRUE(from_text(text_of(k), read));
    EXPECT_EQ(read, k);
  }
  HashKind kept = HashKind::kSm3;
  EXPECT_FALSE(from_text("md5", kept));
  EXPECT_FALSE(from_text("", kept));
}

// RFC 4648 section 10.
TEST(Hash, WritesAndReadsBase64) {
  const std::pair<const char*, const char*> rows[] = {{"", ""},
                                                      {"f", "Zg=="},
                                                      {"fo", "Zm8="},
                                                      {"foo", "Zm9v"},
                                                      {"foob", "Zm9vYg=="},
                                                      {"fooba", "Zm9vYmE="},
                                                      {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, coded] : rows) {
    EXPECT_EQ(base64(plain), coded);
    EXPECT_EQ(from_base64(coded).value(), plain);
  }
  const std::string all("\x00\xff\x10\x80", 4);
  EXPECT_EQ(from_base64(base64(all)).value(), all);
  for (const char* bad : {"Zg", "Zg=", "Zg===", "Zh==", "Z===", "Zm9v\n", "Zm 9v", "Zm9_", "="})
    EXPECT_TRUE(from_base64(bad).has_error()) << bad;
}

TEST(Hash, WritesAndReadsHexadecimal) {
  EXPECT_EQ(hex(std::string("\x00\xab\x7f", 3)), "00ab7f");
  EXPECT_EQ(hex_groups(std::string("\x00\xab\x7f\x01\x02", 5)), "00ab 7f01 02");
  EXPECT_EQ(bytes("00AB7f"), std::string("\x00\xab\x7f", 3));
  for (const char* bad : {"0", "0g", " 0", "0x"}) EXPECT_TRUE(from_hex(bad).has_error()) << bad;
}

// RFC 8032 section 7.1, tests 1 to 3.
TEST(Sign, GivesThePublishedSignatures) {
  struct Row {
    const char* seed;
    const char* key;
    const char* message;
    const char* signature;
  };
  const Row rows[] = {
      {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
       "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
       "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
       "d25bf5f0595bbe24655141438e7a100b"},
      {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
       "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
       "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
       "387b2eaeb4302aeeb00d291612bb0c00"},
      {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
       "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
       "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
       "4a7c15e9716ed28dc027beceea1ec40a"}};
  for (const auto& row : rows) {
    const auto key = SigningKey::from_seed(bytes(row.seed));
    EXPECT_EQ(hex(key.public_key()), row.key);
    EXPECT_EQ(hex(key.sign(bytes(row.message))), row.signature);
    EXPECT_TRUE(is_signed(bytes(row.key), bytes(row.message), bytes(row.signature)));
  }
}

TEST(Sign, RefusesWhatWasTouched) {
  const auto key = SigningKey::make();
  const auto signature = key.sign("message");
  EXPECT_TRUE(is_signed(key.public_key(), "message", signature));
  EXPECT_FALSE(is_signed(key.public_key(), "massage", signature));
  EXPECT_FALSE(is_signed(SigningKey::make().public_key(), "message", signature));
  for (std::size_t i = 0; i < signature.size(); i += 7) {
    auto touched = signature;
    touched[i] = static_cast<char>(touched[i] ^ 4);
    EXPECT_FALSE(is_signed(key.public_key(), "message", touched)) << i;
  }
  EXPECT_FALSE(is_signed(key.public_key(), "message", signature.substr(1)));
  EXPECT_FALSE(is_signed("short", "message", signature));
}

TEST(Sign, KeepsAKeyAsPem) {
  const auto key = SigningKey::make();
  const auto again = SigningKey::from_pem(key.pem());
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->public_key(), key.public_key());
  EXPECT_EQ(SigningKey::from_pem("no key").error().key, "sign.not_a_key");
}

}  // namespace
}  // namespace guatu
