// Goal: photos go with an order of whoever has no account: resumed after a broken connection, stripped of
// what the camera wrote, by their bytes and not by what is said of them, few and small, and only by whoever
// holds their address. Method: tus by hand over the window of public_fixture_test.h.
#include "guatu/http/api/public_photos.h"

#include "guatu/files/limits.h"
#include "guatu/files/picture_fixture_test.h"
#include "guatu/http/api/public_fixture_test.h"

namespace guatu::http::api {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

class PublicPhotosTest : public Public {
 protected:
  Response begin(std::size_t length, const std::string& type = "image/jpeg", const Proof& p = {}) {
    const auto used = p.nonce.empty() ? proof() : p;
    return ask(Method::kPost, "/uploads", {},
               {{"Tus-Resumable", "1.0.0"},
                {"Upload-Length", std::to_string(length)},
                {"Upload-Metadata", "filename " + base64("身份证.jpg") + ",filetype " + base64(type)},
                {"Proof-Nonce", used.nonce},
                {"Proof-Answer", used.answer}});
  }
  static std::string token_of(const Response& begun) {
    const std::string where(begun.headers.get("Location"));
    return where.substr(where.rfind('/') + 1);
  }
  Response patch(const std::string& token, std::size_t offset, const std::string& bytes) {
    return ask(Method::kPatch, "/uploads/" + token, bytes,
               {{"Tus-Resumable", "1.0.0"},
                {"Content-Type", "application/offset+octet-stream"},
                {"Upload-Offset", std::to_string(offset)}});
  }
  Response state(const std::string& token) { return ask(Method::kGet, "/uploads/" + token); }
  std::string sent(const std::string& bytes) {
    const auto token = token_of(begin(bytes.size()));
    EXPECT_EQ(patch(token, 0, bytes).status, 204);
    return token;
  }
  static json::object with_photos(const std::vector<std::string>& tokens) {
    auto o = order();
    json::array all;
    for (const auto& t : tokens) all.push_back(json::value(t));
    o["photos"] = std::move(all);
    return o;
  }
  json::array kept(const std::string& number) {
    const auto reader = api_.office.store->read().value();
    return reader->matter(*reader->find_number(number))->fields.at("photos").as_array();
  }

  const std::string jpeg_ = files::telephone_jpeg(40, 30);
};

TEST_F(PublicPhotosTest, ComeInPartsAndStandInTheOrderWithoutWhatTheCameraWrote) {
  const auto begun = begin(jpeg_.size());
  ASSERT_EQ(begun.status, 201) << body_text(begun);
  const auto token = token_of(begun);
  EXPECT_EQ(patch(token, 0, jpeg_.substr(0, 100)).status, 204);
  EXPECT_EQ(key_of(send(with_photos({token}), "k0")), "public.photo_unknown") << "it is not whole";
  peer_ = "2001:db8::7";  // The telephone is on another network now.
  const auto s = state(token);
  EXPECT_EQ(s.headers.get("Upload-Offset"), "100");
  EXPECT_EQ(body_json(s).at("is_whole"), false);
  EXPECT_EQ(key_of(patch(token, 50, jpeg_.substr(50))), "attachment.upload_offset");
  EXPECT_EQ(patch(token, 100, jpeg_.substr(100)).status, 204);
  EXPECT_EQ(body_json(state(token)).at("is_whole"), true);

  const auto first = send(with_photos({token, token}), "k1");
  ASSERT_EQ(first.status, 201) << body_text(first);
  const auto number = text(body_json(first), "number");
  const auto photos = kept(number);
  ASSERT_EQ(photos.size(), 1U) << "each picture once";
  EXPECT_EQ(text(photos.at(0), "name"), "photo.jpg") << "no name of a resident's file is kept";
  const auto id = text(photos.at(0), "sha256");
  EXPECT_NE(id, sha256_hex(jpeg_));
  EXPECT_EQ(testing::read_file(api_.shelf.path_of(id)).find("SN-12345678"), std::string::npos);
  EXPECT_EQ(body_text(send(with_photos({token, token}), "k1")), body_text(first)) << "the answer was lost";
  const auto seen = follow(number, text(body_json(first), "code"));
  EXPECT_EQ(body_text(seen).find(id), std::string::npos) << "no photo is published";
}

TEST_F(PublicPhotosTest, CostAProofEachAndAreSmallAndFew) {
  const auto p = proof();
  EXPECT_EQ(begin(jpeg_.size(), "image/jpeg", p).status, 201);
  EXPECT_EQ(key_of(begin(jpeg_.size(), "image/jpeg", p)), "public.proof");
  EXPECT_EQ(key_of(begin(jpeg_.size(), "image/jpeg", {"none", "0"})), "public.proof");
  EXPECT_EQ(begin(kMaxPublicPhotoBytes).status, 201);
  const auto large = begin(kMaxPublicPhotoBytes + 1);
  EXPECT_EQ(large.status, 413);
  EXPECT_EQ(key_of(large), "public.photo_too_large");
  std::vector<std::string> tokens;
  for (unsigned i = 0; i < 4; ++i) tokens.push_back(sent(files::make_jpeg(20 + i, 20)));
  EXPECT_EQ(key_of(send(with_photos(tokens), "k1")), "public.too_many_photos");
  tokens.pop_back();
  EXPECT_EQ(kept(text(body_json(send(with_photos(tokens), "k2")), "number")).size(), 3U);
  for (int i = 0; i < 54; ++i) EXPECT_EQ(begin(10).status, 201) << i;
  EXPECT_EQ(key_of(begin(10)), "public.too_many_photos_now");
}

TEST_F(PublicPhotosTest, AreToldByTheirBytes) {
  EXPECT_EQ(key_of(begin(10, "application/pdf")), "public.photo_kind");
  EXPECT_EQ(key_of(begin(10, "")), "public.photo_kind");
  for (const auto& bytes : {std::string("%PDF-1.7 and so on"), std::string("MZ\x90 no picture"),
                            std::string("<svg onload=alert(1)>"), files::make_png(20, 20)}) {
    const auto token = token_of(begin(bytes.size()));
    EXPECT_EQ(key_of(patch(token, 0, bytes)), "public.photo_kind") << bytes.substr(0, 5);
    EXPECT_EQ(state(token).status, 404) << "a refused file is gone";
    EXPECT_EQ(key_of(send(with_photos({token}), "k1")), "public.photo_unknown");
  }
}

TEST_F(PublicPhotosTest, BelongToWhoeverHoldsTheirAddressForADay) {
  const auto token = sent(jpeg_);
  auto other = token;
  other.back() = other.back() == '0' ? '1' : '0';
  for (const auto& wrong :
       {other, token.substr(0, 32), std::string("x"), token + "0", std::string(65, '-')}) {
    EXPECT_EQ(state(wrong).status, 404) << wrong;
    EXPECT_EQ(key_of(send(with_photos({wrong}), "k1")), "public.photo_unknown") << wrong;
  }
  // What an official sees is theirs: nobody puts it into an order by its hash.
  const auto slip = api_.shelf.slip(sha256_hex(jpeg_), {"ann"});
  EXPECT_FALSE(slip);
  auto o = order();
  o["photos"] = "no list";
  EXPECT_EQ(key_of(send(o, "k2")), "json.expected");
  o["photos"] = json::array{json::object{{"sha256", sha256_hex(jpeg_)}, {"name", "a.jpg"}, {"bytes", 1}}};
  EXPECT_EQ(key_of(send(o, "k3")), "json.expected");
  api_.office.clock.set(api_.office.clock.now() + limits::kUnusedKeptUs + 1);
  EXPECT_EQ(state(token).status, 404) << "a day later";
  EXPECT_EQ(key_of(send(with_photos({token}), "k4")), "public.photo_unknown");
}

TEST(PublicPhotosCount, WhatLiesUnusedHasALimitOfItsOwn) {
  ManualClock wall{testing::at("2022-04-06 09:00")};
  PublicPhotos photos(wall);
  int n = 0;
  const auto begin = [&] {
    const auto taken = photos.take("10.0." + std::to_string(n) + ".1", kMaxPublicPhotoBytes);
    if (taken.has_value()) photos.begun("t" + std::to_string(n++), kMaxPublicPhotoBytes);
    return taken.has_value() ? std::string() : taken.error().key;
  };
  for (int i = 0; i < 128; ++i) ASSERT_EQ(begin(), "") << i;
  EXPECT_EQ(begin(), "http.busy") << "a gibibyte";
  photos.used("t7");
  photos.used("t7");
  EXPECT_EQ(begin(), "");
  EXPECT_EQ(begin(), "http.busy");
  wall.set(wall.now() + limits::kUnusedKeptUs + 1);
  EXPECT_EQ(begin(), "") << "the sweep took them away";
}

}  // namespace
}  // namespace guatu::http::api
