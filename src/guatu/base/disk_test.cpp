// Goal: what is copied or written arrives whole or not at all. Method: sizes around the piece that is read at
// once.
#include "guatu/base/disk.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "guatu/base/text.h"

namespace guatu {
namespace {

namespace fs = std::filesystem;

class Disk : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "guatu-disk-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    dir_ = name;
  }
  void TearDown() override {
    std::error_code ec;
    fs::remove_all(dir_, ec);
  }
  std::string path(const std::string& name) const { return dir_ + "/" + name; }
  std::string dir_;
};

TEST_F(Disk, CopiesAndDigestsWhateverTheSize) {
  for (const std::size_t size : {0U, 1U, 262143U, 262144U, 262145U, 1000000U}) {
    std::string bytes(size, 'a');
    for (std::size_t i = 0; i < size; i += 977) bytes[i] = static_cast<char>(i);
    std::ofstream(path("a"), std::ios::binary) << bytes;
    const FileDigest wanted{sha256_hex(bytes), static_cast<std::int64_t>(size)};
    std::int64_t counted = 0;
    EXPECT_EQ(*digest_file(path("a"), [&](std::int64_t n) { counted += n; }), wanted);
    EXPECT_EQ(counted, wanted.bytes);
    EXPECT_EQ(*copy_file(path("a"), path("b"), 0600), wanted);
    EXPECT_EQ(*digest_file(path("b")), wanted);
    EXPECT_FALSE(fs::exists(path("b.part")));
  }
  struct stat info {};
  ASSERT_EQ(::stat(path("b").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
}

TEST_F(Disk, SaysWhatItCouldNot) {
  EXPECT_EQ(digest_file(path("none")).error().key, "file.unreadable");
  EXPECT_EQ(digest_file(dir_).error().key, "file.unreadable");
  EXPECT_EQ(copy_file(path("none"), path("b")).error().key, "file.unreadable");
  EXPECT_FALSE(fs::exists(path("b"))) << "nothing half is left";
  EXPECT_FALSE(fs::exists(path("b.part")));
  EXPECT_EQ(write_file(path("no/such/folder"), "x").error().key, "file.unwritable");
  ASSERT_TRUE(write_file(path("a"), "12345").has_value());
  EXPECT_EQ(*read_small_file(path("a"), 5), "12345");
  EXPECT_EQ(read_small_file(path("a"), 4).error().key, "file.too_large");
}

TEST_F(Disk, WipesBeforeItRemoves) {
  ASSERT_TRUE(write_file(path("a"), std::string(300000, 's')).has_value());
  fs::create_hard_link(path("a"), path("other"));  // The same bytes under a second name.
  ASSERT_TRUE(wipe_file(path("a")).has_value());
  EXPECT_FALSE(fs::exists(path("a")));
  std::ifstream in(path("other"), std::ios::binary);
  const std::string left((std::istreambuf_iterator<char>(in)), {});
  EXPECT_EQ(left, std::string(300000, '\0'));
  EXPECT_TRUE(wipe_file(path("none")).has_value());
}

}  // namespace
}  // namespace guatu
