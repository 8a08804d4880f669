// Goal: secrets are written, read back, compared, hashed and counted as the standards say.
// Method: the vectors of RFC 4648, RFC 4226 appendix D and RFC 6238 appendix B; wrong, used and late codes.
#include "guatu/base/secret.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

#include "guatu/base/password.h"
#include "guatu/base/seal.h"
#include "guatu/base/totp.h"

namespace guatu {
namespace {

constexpr std::string_view kSecret = "12345678901234567890";

TEST(Base32, IsThatOfRfc4648) {
  const std::pair<const char*, const char*> rows[] = {{"", ""},
                                                      {"f", "MY"},
                                                      {"fo", "MZXQ"},
                                                      {"foo", "MZXW6"},
                                                      {"foob", "MZXW6YQ"},
                                                      {"fooba", "MZXW6YTB"},
                                                      {"foobar", "MZXW6YTBOI"}};
  for (const auto& [bytes, text] : rows) {
    EXPECT_EQ(base32(bytes), text);
    EXPECT_EQ(*from_base32(text), bytes);
  }
  EXPECT_EQ(*from_base32("mzxw 6ytb-OI======"), "foobar");
  EXPECT_EQ(from_base32("MZXW1").error().key, "text.base32");
}

TEST(Base32, GivesBackAnyBytes) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  std::mt19937 chance(seed);
  for (int i = 0; i < 300; ++i) {
    std::string bytes(chance() % 40, '\0');
    for (auto& c : bytes) c = static_cast<char>(chance());
    ASSERT_EQ(*from_base32(base32(bytes)), bytes);
  }
}

TEST(Secret, ComparesAndGroups) {
  EXPECT_TRUE(is_same_secret("", ""));
  EXPECT_TRUE(is_same_secret("abc", "abc"));
  EXPECT_FALSE(is_same_secret("abc", "abd"));
  EXPECT_FALSE(is_same_secret("abc", "abcd"));
  EXPECT_EQ(in_groups("abcdefghij"), "abcd-efgh-ij");
  EXPECT_EQ(from_groups("ABCD-efgh ij"), "abcdefghij");
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(seen.insert(random_text(10)).second);
  EXPECT_EQ(seen.begin()->size(), 16U);
}

TEST(Totp, CountsAsRfc4226) {
  const char* codes[] = {"755224", "287082", "359152", "969429", "338314",
                         "254676", "287922", "162583", "399871", "520489"};
  for (std::uint64_t i = 0; i < 10; ++i) EXPECT_EQ(hotp(kSecret, i), codes[i]);
}

TEST(Totp, CountsAsRfc6238) {
  const std::pair<std::int64_t, const char*> rows[] = {{59, "94287082"},         {1111111109, "07081804"},
                                                       {1111111111, "14050471"}, {1234567890, "89005924"},
                                                       {2000000000, "69279037"}, {20000000000, "65353130"}};
  for (const auto& [seconds, code] : rows) {
    const auto step = totp_step(Instant{seconds * kSecondUs});
    EXPECT_EQ(hotp(kSecret, static_cast<std::uint64_t>(step), 8), code) << seconds;
  }
}

TEST(Totp, TakesOneStepEitherSideAndNoneTwice) {
  const Instant now{1'700'000'010 * kSecondUs};
  const auto step = totp_step(now);
  const auto code = [&](std::int64_t s) { return hotp(kSecret, static_cast<std::uint64_t>(s)); };
  for (const std::int64_t d : {-1, 0, 1}) EXPECT_EQ(totp_accepts(kSecret, code(step + d), now, 0), step + d);
  for (const std::int64_t d : {-2, 2}) EXPECT_FALSE(totp_accepts(kSecret, code(step + d), now, 0));
  EXPECT_FALSE(totp_accepts(kSecret, code(step), now, step));      // The same again.
  EXPECT_FALSE(totp_accepts(kSecret, code(step - 1), now, step));  // An older one after a newer.
  EXPECT_TRUE(totp_accepts(kSecret, code(step + 1), now, step));
  for (const char* wrong : {"", "12345", "1234567", "abcdef"})
    EXPECT_FALSE(totp_accepts(kSecret, wrong, now, 0));
}

TEST(Totp, NamesIssuerAndAccount) {
  EXPECT_EQ(totp_uri("挂图 Guatu", "gj.mayor", "foobar"),
            "otpauth://totp/%E6%8C%82%E5%9B%BE%20Guatu:gj.mayor?secret=MZXW6YTBOI&issuer="
            "%E6%8C%82%E5%9B%BE%20Guatu");
}

TEST(Password, IsKnownAgainAndAsksForANewHashWhenTheCostChanges) {
  const PasswordCost cheap{8192, 1};
  const auto hash = hash_password("correct horse", cheap);
  EXPECT_EQ(hash.rfind("$argon2id$v=19$m=8,t=1,p=1$", 0), 0U) << hash;
  EXPECT_NE(hash, hash_password("correct horse", cheap));
  EXPECT_TRUE(is_password(hash, "correct horse"));
  EXPECT_FALSE(is_password(hash, "correct horsf"));
  EXPECT_FALSE(is_password("", ""));
  EXPECT_FALSE(is_password("not a hash", "not a hash"));
  EXPECT_FALSE(is_password(std::string(500, '$'), "x"));
  EXPECT_FALSE(must_rehash(hash, cheap));
  EXPECT_TRUE(must_rehash(hash, PasswordCost{16384, 1}));
  EXPECT_TRUE(must_rehash(hash));
  EXPECT_EQ(hash_password("x").rfind("$argon2id$v=19$m=19456,t=2,p=1$", 0), 0U);
}

}  // namespace
}  // namespace guatu
