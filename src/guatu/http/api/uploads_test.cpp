// Goal: an upload goes on where it stopped and ends as the same file; nobody else gets at it. Method: tus by
// hand, with connections that break at every place.
#include <gtest/gtest.h>

#include <random>

#include "guatu/base/hash.h"
#include "guatu/files/limits.h"
#include "guatu/files/resumable.h"
#include "guatu/http/api/api_fixture_test.h"

namespace guatu::http::api {
namespace {

class Uploads : public ::testing::Test {
 protected:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  Response begin(std::size_t length, const std::string& name = "说明.txt", Headers more = {}) {
    more.insert(more.begin(), {{"Tus-Resumable", "1.0.0"},
                               {"Upload-Length", std::to_string(length)},
                               {"Upload-Metadata", "filename " + base64(name)}});
    return api.ask("ann", Method::kPost, "/api/v1/uploads", {}, {"-", more});
  }
  std::string begun(std::size_t length) { return std::string(begin(length).headers.get("Location")); }
  Response patch(const std::string& person, const std::string& where, std::size_t offset,
                 const std::string& bytes, Headers more = {}) {
    more.insert(more.begin(), {{"Tus-Resumable", "1.0.0"},
                               {"Content-Type", "application/offset+octet-stream"},
                               {"Upload-Offset", std::to_string(offset)}});
    return api.ask(person, Method::kPatch, where, bytes, {"-", more});
  }
  Response state(const std::string& person, const std::string& where) {
    return api.ask(person, Method::kGet, where);
  }
  static std::string key(const Response& r) { return std::string(body_json(r).at("key").as_string()); }

  ApiOffice api;
};

TEST_F(Uploads, ComeInPartsAndEndAsAFile) {
  const auto where = begun(10);
  const auto first = patch("ann", where, 0, "01234");
  EXPECT_EQ(first.status, 204);
  EXPECT_EQ(first.headers.get("Upload-Offset"), "5");
  EXPECT_EQ(body_json(state("ann", where)).at("attachment"), nullptr);
  const auto last = patch("ann", where, 5, "56789");
  EXPECT_EQ(last.status, 204);
  const auto id = sha256_hex("0123456789");
  EXPECT_EQ(last.headers.get("Location"), "/api/v1/attachments/" + id);
  const auto s = body_json(state("ann", where));
  EXPECT_EQ(s.at("offset"), 10);
  EXPECT_EQ(s.at("attachment").at("id"), json::value(id));
  EXPECT_EQ(s.at("attachment").at("name"), "说明.txt");
  EXPECT_EQ(api.ask("ann", Method::kGet, "/api/v1/attachments/" + id).status, 200);
  EXPECT_EQ(key(patch("ann", where, 10, "more")), "attachment.upload_offset") << "it is done";
}

/// What was written before a connection broke is kept; the client asks how far it got.
TEST_F(Uploads, GoOnAfterEveryBreak) {
  std::mt19937 chance(20220408);
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += static_cast<char>('a' + chance() % 26);
  for (int round = 0; round < 20; ++round) {
    const auto where = begun(text.size());
    const auto id = where.substr(where.rfind('/') + 1);
    const files::ResumableUploads uploads(api.shelf);
    for (;;) {
      const auto offset = std::stoull(std::string(state("ann", where).headers.get("Upload-Offset")));
      const auto piece = text.substr(offset, 1 + chance() % 7'000);
      if (chance() % 2 == 0) {  // Written, but its answer never arrived.
        auto writer = uploads.open(id, PersonId{"ann"}, static_cast<std::int64_t>(offset)).value();
        if (offset + piece.size() < text.size()) {
          ASSERT_TRUE(writer->write(piece).has_value());
        }
        continue;
      }
      const auto r = patch("ann", where, offset, piece);
      ASSERT_EQ(r.status, 204) << body_text(r);
      if (offset + piece.size() == text.size()) break;
    }
    EXPECT_EQ(body_json(state("ann", where)).at("attachment").at("id"), json::value(sha256_hex(text)));
  }
}

TEST_F(Uploads, BelongToWhoBeganThem) {
  const auto where = begun(10);
  EXPECT_EQ(key(state("bob", where)), "attachment.unknown_upload");
  EXPECT_EQ(key(patch("bob", where, 0, "01234")), "attachment.unknown_upload");
  EXPECT_EQ(key(state("ann", "/api/v1/uploads/" + std::string(32, 'a'))), "attachment.unknown_upload");
  api.office.clock.set(api.office.clock.now() + limits::kUnusedKeptUs + 1);
  EXPECT_EQ(key(state("ann", where)), "attachment.unknown_upload") << "a day later";
}

TEST_F(Uploads, WhatIsWrongIsSaid) {
  const auto where = begun(10);
  EXPECT_EQ(key(patch("ann", where, 3, "345")), "attachment.upload_offset");
  EXPECT_EQ(key(patch("ann", where, 0, "0123456789ab")), "attachment.upload_too_long");
  EXPECT_EQ(patch("ann", where, 0, "01", {{"Tus-Resumable", "0.2.2"}}).status, 412);
  EXPECT_EQ(patch("ann", where, 0, "01", {{"Content-Type", "text/plain"}}).status, 415);
  EXPECT_EQ(key(patch("ann", where, 0, "01", {{"Upload-Offset", "-1"}})), "attachment.tus_header");
  EXPECT_EQ(begin(1, "a.txt", {{"Upload-Length", "0"}}).status, 400);
  EXPECT_EQ(begin(limits::kMaxFileBytes + 1).status, 413);
  EXPECT_EQ(key(begin(5, "..")), "attachment.no_name");
  const auto exe = std::string(begin(4, "a.exe").headers.get("Location"));
  EXPECT_EQ(key(patch("ann", exe, 0, "MZ\x90-")), "attachment.type_refused");
  EXPECT_EQ(key(state("ann", exe)), "attachment.unknown_upload") << "a refused file is gone";
}

TEST_F(Uploads, OneAtATime) {
  const auto where = begun(10);
  const files::ResumableUploads uploads(api.shelf);
  const auto writer = uploads.open(where.substr(where.rfind('/') + 1), PersonId{"ann"}, 0).value();
  EXPECT_EQ(key(patch("ann", where, 0, "01")), "attachment.upload_busy");
}

}  // namespace
}  // namespace guatu::http::api
