// Goal: files come in whole and typed, and nobody gets one that they must not see, nor attaches one. Method:
// an office with a field of files for all and one for inspectors alone.
#include <gtest/gtest.h>

#include "guatu/base/disk.h"
#include "guatu/http/api/api_fixture_test.h"
#include "guatu/http/disposition.h"

namespace guatu::http::api {
namespace {

std::string with_files() {
  std::string out = testing::kJob;
  out.replace(out.find("  proof:"), 0,
              "  photos: {type: files, at_most: 9, title: {zh: 照片, en: Photos}}\n"
              "  letters: {type: files, seen_by: [inspector], title: {zh: 举报信, en: Letters}}\n");
  return out.replace(out.find("asks: [grade"), 7, "asks: [photos, letters, ");
}

class Attachments : public ::testing::Test {
 protected:
  Attachments() { api.office.publish(with_files()); }

  Response send(const std::string& person, const std::string& bytes, const std::string& query = "?name=a.txt",
                const std::vector<std::pair<std::string, std::string>>& headers = {}) {
    auto all = headers;
    if (all.empty()) all.emplace_back("Content-Type", "application/octet-stream");
    return api.post(person, "/api/v1/attachments" + query, bytes, {"-", all});
  }
  std::string id_of(const std::string& person, const std::string& bytes) {
    const auto r = send(person, bytes);
    EXPECT_EQ(r.status, 201) << body_text(r);
    return std::string(body_json(r).at("id").as_string());
  }
  Response get(const std::string& person, const std::string& id, const std::string& query = {},
               const std::vector<std::pair<std::string, std::string>>& headers = {}) {
    return api.ask(person, Method::kGet, "/api/v1/attachments/" + id + query, {}, {"", headers});
  }
  Response open(const std::string& person, const std::string& fields) {
    return api.post(person, "/api/v1/matters",
                    R"({"playbook":"job","unit":"bureau","fields":{"title":"事项",)" + fields + "}}");
  }
  std::string opened(const std::string& fields) {
    const auto r = open("ann", fields);
    EXPECT_EQ(r.status, 201) << body_text(r);
    return std::string(body_json(r).at("matter").as_string());
  }
  static std::string bytes_of(const Response& r) {
    const auto& f = std::get<FileBody>(r.body);
    return read_small_file(f.file, 1 << 20).value().substr(f.from, f.size);
  }

  ApiOffice api{{}};
};

TEST_F(Attachments, TheUploaderAloneSeesWhatIsNotYetUsed) {
  const auto id = id_of("ann", "text");
  EXPECT_EQ(get("ann", id).status, 200);
  EXPECT_EQ(bytes_of(get("ann", id)), "text");
  EXPECT_EQ(get("mayor", id).status, 404);
  EXPECT_EQ(get("ann", std::string(64, 'a')).status, 404);
  EXPECT_EQ(body_json(get("mayor", id)).at("key"), body_json(get("ann", std::string(64, 'a'))).at("key"));
}

TEST_F(Attachments, WhoSeesTheMatterAndTheFieldSeesTheFile) {
  const auto photo = id_of("ann", "photo");
  const auto letter = id_of("ann", "letter");
  const auto m = opened(R"("photos":[")" + photo + R"("],"letters":[")" + letter + R"("])");
  const auto fields = api.get("ann", "/api/v1/matters/" + m).at("fields").as_object();
  EXPECT_EQ(fields.at("photos").at(0).at("name"), "a.txt");
  EXPECT_EQ(fields.at("photos").at(0).at("bytes"), 5);
  for (const std::string query : {"", "?matter="}) {
    const auto q = query.empty() ? query : query + m;
    EXPECT_EQ(get("mayor", photo, q).status, 200);
    EXPECT_EQ(get("bob", letter, q).status, 200) << "an inspector";
    EXPECT_EQ(get("cai", photo, q).status, 200);
    EXPECT_EQ(get("cai", letter, q).status, 404) << "sees the matter, not the field";
    EXPECT_EQ(get("street", photo, q).status, 404) << "does not see the matter";
  }
  EXPECT_EQ(get("nobody", photo).status, 404);
}

TEST_F(Attachments, NobodyAttachesWhatTheyMustNotSee) {
  const auto letter = id_of("ann", "letter");
  opened(R"("letters":[")" + letter + R"("])");
  const auto stolen = open("cai", R"("photos":[")" + letter + R"("])");
  EXPECT_EQ(stolen.status, 404) << body_text(stolen);
  EXPECT_EQ(body_json(stolen).at("fields").at(0).at("pointer"), "/photos");
  const auto invented =
      open("cai", R"("photos":[{"name":"a","sha256":")" + std::string(64, 'b') + R"(","bytes":1}])");
  EXPECT_EQ(invented.status, 404) << "a file that is not there";
  EXPECT_EQ(open("bob", R"("photos":[")" + letter + R"("])").status, 201) << "an inspector may pass it on";
}

TEST_F(Attachments, AFileThatWasTakenOutIsStillSeenInTheHistory) {
  const auto photo = id_of("ann", "photo");
  const auto m = opened(R"("photos":[")" + photo + R"("])");
  const auto r = api.post("ann", "/api/v1/matters/" + m + "/amendments",
                          R"({"fields":{"photos":null},"reason":"换图"})");
  ASSERT_EQ(r.status, 200) << body_text(r);
  EXPECT_EQ(get("cai", photo, "?matter=" + m).status, 200);
  EXPECT_EQ(get("street", photo, "?matter=" + m).status, 404);
}

TEST_F(Attachments, ANameOfOnesOwnAndTheOriginalsHashAreKept) {
  const auto id = id_of("ann", "text");
  const auto m = opened(R"("photos":[{"sha256":")" + id + R"(","name":"整改前.txt"}])");
  const auto r = get("cai", id);
  EXPECT_EQ(r.headers.get("Content-Disposition"),
            "attachment; filename=\"_.txt\"; filename*=UTF-8''%E6%95%B4%E6%94%B9%E5%89%8D.txt");
  const auto wrong = open("ann", R"("photos":[{"sha256":")" + id + R"(","name":"a.txt","bytes":5}])");
  EXPECT_EQ(body_json(wrong).at("key"), "attachment.bytes_differ");
}

TEST_F(Attachments, AreSavedAndNeverRun) {
  const auto id = id_of("ann", "<html><script>alert(1)</script>");
  const auto r = get("ann", id);
  EXPECT_EQ(r.headers.get("Content-Type"), "text/plain");
  EXPECT_EQ(r.headers.get("X-Content-Type-Options"), "nosniff");
  EXPECT_TRUE(r.headers.get("Content-Security-Policy").starts_with("sandbox"));
  EXPECT_TRUE(r.headers.get("Content-Disposition").starts_with("attachment"));
  EXPECT_FALSE(r.may_compress);
}

TEST_F(Attachments, ARangeAndAnUnchangedFile) {
  const auto id = id_of("ann", "0123456789");
  const struct {
    const char* range;
    int status;
    const char* bytes;
    const char* content_range;
  } rows[] = {
      {"bytes=0-3", 206, "0123", "bytes 0-3/10"},
      {"bytes=7-", 206, "789", "bytes 7-9/10"},
      {"bytes=-2", 206, "89", "bytes 8-9/10"},
      {"bytes=5-99", 206, "56789", "bytes 5-9/10"},
      {"bytes=-99", 206, "0123456789", "bytes 0-9/10"},
      {"bytes=10-", 416, "", ""},
      {"bytes=-0", 416, "", ""},
      {"bytes=4-2", 416, "", ""},
      {"bytes=0-1,3-4", 200, "0123456789", ""},
      {"pages=1", 200, "0123456789", ""},
      {"bytes=x-3", 200, "0123456789", ""},
      {"bytes=-", 200, "0123456789", ""},
  };
  for (const auto& row : rows) {
    const auto r = get("ann", id, "", {{"Range", row.range}});
    EXPECT_EQ(r.status, row.status) << row.range;
    if (r.status != 416) {
      EXPECT_EQ(bytes_of(r), row.bytes) << row.range;
    }
    EXPECT_EQ(r.headers.get("Content-Range"), row.content_range) << row.range;
  }
  const std::string tag(get("ann", id).headers.get("ETag"));
  EXPECT_EQ(get("ann", id, "", {{"If-None-Match", tag}}).status, 304);
  EXPECT_EQ(get("ann", id, "", {{"Range", "bytes=0-3"}, {"If-Range", tag}}).status, 206);
  EXPECT_EQ(get("ann", id, "", {{"Range", "bytes=0-3"}, {"If-Range", "\"other\""}}).status, 200);
}

TEST_F(Attachments, WhatIsWrongIsSaid) {
  const auto key = [](const Response& r) { return std::string(body_json(r).at("key").as_string()); };
  EXPECT_EQ(key(send("ann", "text", "")), "attachment.no_name");
  EXPECT_EQ(key(send("ann", "", "?name=a.txt")), "attachment.empty");
  EXPECT_EQ(key(send("ann", "MZ\x90", "?name=a.exe")), "attachment.type_refused");
  EXPECT_EQ(key(send("ann", "%PDF-1.7", "?name=a.jpg")), "attachment.type_mismatch");
  EXPECT_EQ(key(send("ann", "text", "?name=a.txt&x=1")), "http.unknown_parameter");
  EXPECT_EQ(key(get("ann", id_of("ann", "text") + "/thumbnail")), "attachment.no_thumbnail");
  const auto named =
      send("ann", "text", "", {{"Content-Disposition", "attachment; filename*=UTF-8''%E7%85%A7.txt"}});
  EXPECT_EQ(body_json(named).at("name"), "照.txt");
}

TEST(Disposition, NamesComeBackAsTheyWere) {
  for (const std::string name : {"照片 1.jpg", "a.txt", "quo\"te.txt", "百分%41号.pdf", "a;b=c.txt", "é.txt"})
    EXPECT_EQ(name_of_disposition(attachment_disposition(name)), name);
  const struct {
    const char* value;
    const char* name;
  } rows[] = {
      {"attachment; filename=plain.txt", "plain.txt"},
      {"attachment; filename=\"a \\\"b\\\".txt\"", "a \"b\".txt"},
      {"attachment; FileName*=utf-8'zh'%E7%85%A7; filename=x", "照"},
      {"attachment; filename*=GBK''%D5%D5; filename=x.txt", "x.txt"},
      {"attachment; filename*=UTF-8''%FF; filename=x.txt", "x.txt"},
      {"attachment; filename=\"unfinished", ""},
      {"attachment", ""},
      {"", ""},
  };
  for (const auto& r : rows) EXPECT_EQ(name_of_disposition(r.value), r.name) << r.value;
}

}  // namespace
}  // namespace guatu::http::api
