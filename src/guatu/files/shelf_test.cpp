// Goal: what is uploaded lies on the disk under its hash, belongs to who sent it, and goes when nobody used
// it.
#include "guatu/files/shelf.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "guatu/base/disk.h"
#include "guatu/files/limits.h"
#include "guatu/files/picture_fixture_test.h"
#include "guatu/testing/office.h"
#include "guatu/testing/playbooks.h"

namespace guatu::files {
namespace {

namespace fs = std::filesystem;

class ShelfTest : public ::testing::Test {
 protected:
  ~ShelfTest() override {
    std::error_code ignored;
    fs::remove_all(dir, ignored);
  }

  Result<Upload> send(const std::string& person, const std::string& bytes, const std::string& name,
                      const std::string& type = {}) {
    auto incoming = shelf.begin(PersonId{person});
    if (incoming.has_error()) return incoming.error();
    for (std::size_t i = 0; i < bytes.size(); i += 1000)
      GUATU_TRY_VOID((*incoming)->write(std::string_view(bytes).substr(i, 1000)));
    return (*incoming)->finish(name, type);
  }
  std::string kept(const std::string& id) { return read_small_file(shelf.path_of(id), 1 << 20).value(); }
  std::size_t count(const std::string& folder) {
    std::error_code ignored;
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(dir + folder, ignored), {}));
  }
  void age(const std::string& path) {
    const timespec old{(office.clock.now().us - limits::kUnusedKeptUs) / kSecondUs - 10, 0};
    const timespec both[2] = {old, old};
    ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), both, 0), 0) << path;
  }

  static std::string new_folder() {
    auto path = (fs::temp_directory_path() / "guatu-shelf-XXXXXX").string();
    GUATU_ASSERT(::mkdtemp(path.data()) != nullptr);
    return path;
  }

  std::string dir = new_folder();
  testing::Office office;
  Shelf shelf{dir, office.clock};
};

TEST_F(ShelfTest, KeepsAFileUnderItsHashWithASlip) {
  const auto u = send("ann", "一、整改情况\n", "说明.txt").value();
  EXPECT_EQ(u.sha256, sha256_hex("一、整改情况\n"));
  EXPECT_EQ(u.original_sha256, "") << "nothing was stripped";
  EXPECT_EQ(kept(u.sha256), "一、整改情况\n");
  ASSERT_TRUE(shelf.slip(u.sha256, PersonId{"ann"}).has_value());
  EXPECT_EQ(shelf.slip(u.sha256, PersonId{"ann"})->name, "说明.txt");
  EXPECT_FALSE(shelf.slip(u.sha256, PersonId{"bob"}).has_value());
  EXPECT_EQ(count("/uploads"), 1U) << "no part is left";
}

TEST_F(ShelfTest, APictureIsStrippedAndItsOriginalNamed) {
  const auto sent = telephone_jpeg();
  const auto u = send("ann", sent, "现场", "image/jpeg").value();
  EXPECT_EQ(u.name, "现场.jpg");
  EXPECT_EQ(u.type, "image/jpeg");
  EXPECT_EQ(u.original_sha256, sha256_hex(sent));
  EXPECT_EQ(u.sha256, sha256_hex(kept(u.sha256)));
  EXPECT_EQ(static_cast<std::size_t>(u.bytes), kept(u.sha256).size());
  EXPECT_EQ(to_text(*u.taken_at), "2022-04-08T08:30:00+08:00");
  EXPECT_EQ(*u.place, (LonLat{"112.549248", "37.857014"}));
  EXPECT_EQ(kept(u.sha256).find("SECRET"), std::string::npos);
  EXPECT_EQ(*shelf.slip(u.sha256, PersonId{"ann"})->place, *u.place);
}

TEST_F(ShelfTest, WhatIsRefusedLeavesNothing) {
  EXPECT_EQ(send("ann", "MZ\x90", "a.txt").error().key, "attachment.type_refused");
  EXPECT_EQ(send("ann", "text", "").error().key, "attachment.no_name");
  EXPECT_EQ(send("ann", make_jpeg(8, 8), "a.jpg", "image/png").error().key, "attachment.type_mismatch");
  EXPECT_EQ(send("ann", make_jpeg(8, 8).substr(0, 40), "a.jpg").error().key, "attachment.damaged_picture");
  { auto broken_off = shelf.begin(PersonId{"ann"}); }
  EXPECT_EQ(count("/uploads"), 0U);
  EXPECT_EQ(count("/files"), 0U);
}

TEST_F(ShelfTest, TheSameFileTwiceIsOneAndEachHasASlip) {
  const auto a = send("ann", "text", "a.txt").value();
  const auto b = send("bob", "text", "b.txt").value();
  EXPECT_EQ(a.sha256, b.sha256);
  EXPECT_EQ(count("/files"), 1U);
  EXPECT_EQ(shelf.slip(a.sha256, PersonId{"ann"})->name, "a.txt");
  EXPECT_EQ(shelf.slip(a.sha256, PersonId{"bob"})->name, "b.txt");
}

TEST_F(ShelfTest, AnOversizedBodyIsBrokenOff) {
  auto incoming = shelf.begin(PersonId{"ann"}).value();
  const std::string piece(1 << 20, 'a');
  Result<void> r;
  std::size_t n = 0;
  while (r.has_value()) {
    r = incoming->write(piece);
    ++n;
  }
  EXPECT_EQ(r.error().key, "http.body_too_large");
  EXPECT_EQ(n, (limits::kMaxFileBytes >> 20U) + 1);
}

TEST_F(ShelfTest, OnePersonCannotFillTheDisk) {
  for (std::size_t i = 0; i < limits::kMaxUnusedFiles; ++i)
    ASSERT_TRUE(send("ann", "text " + std::to_string(i), "a.txt").has_value()) << i;
  EXPECT_EQ(send("ann", "one more", "a.txt").error().key, "attachment.too_many_unused");
  EXPECT_TRUE(send("bob", "one more", "a.txt").has_value());
  office.clock.set(office.clock.now() + limits::kUnusedKeptUs + 1);
  EXPECT_TRUE(send("ann", "a day later", "a.txt").has_value());
}

TEST_F(ShelfTest, ADayLaterWhatNobodyUsedGoes) {
  std::string playbook = testing::kJob;
  playbook.replace(playbook.find("  proof:"), 0, "  photos: {type: files, title: {zh: 照片, en: Photos}}\n");
  office.publish(playbook);
  const auto used = send("ann", "used", "a.txt").value();
  const auto unused = send("ann", "unused", "b.txt").value();
  const auto fresh = send("ann", "fresh", "c.txt").value();
  office.open("job", "bureau", "ann",
              {{"title", "t"},
               {"photos", json::array{json::object{
                              {"name", used.name}, {"sha256", used.sha256}, {"bytes", used.bytes}}}}});
  for (const auto& u : {used, unused}) age(shelf.path_of(u.sha256));
  auto reader = office.store->read().value();
  const auto swept = shelf.sweep(*reader).value();
  EXPECT_EQ(swept.files, 1);
  EXPECT_TRUE(fs::exists(shelf.path_of(used.sha256)));
  EXPECT_FALSE(fs::exists(shelf.path_of(unused.sha256)));
  EXPECT_TRUE(fs::exists(shelf.path_of(fresh.sha256)));
}

}  // namespace
}  // namespace guatu::files
