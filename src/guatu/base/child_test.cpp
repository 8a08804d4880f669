// Goal: a child gets what it was given and no more, and does not outlive its time. Method: /bin/sh as the
// program that looks around.
#include "guatu/base/child.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

namespace guatu {
namespace {

ChildOrder shell(const std::string& script) {
  return {{"/bin/sh", "-c", script}, {{"PATH", "/usr/bin:/bin"}, {"WORD", "a b;c"}}};
}

TEST(Child, AnswersItsStatus) {
  EXPECT_EQ(*run_child(shell("exit 0")), 0);
  EXPECT_EQ(*run_child(shell("exit 7")), 7);
}

TEST(Child, HasTheEnvironmentThatWasGivenAlone) {
  ::setenv("GUATU_TEST_SECRET", "x", 1);
  EXPECT_EQ(*run_child(shell("test -z \"$GUATU_TEST_SECRET\"")), 0);
  EXPECT_EQ(*run_child(shell("test \"$WORD\" = 'a b;c'")), 0);
  ::unsetenv("GUATU_TEST_SECRET");
}

TEST(Child, HasNoFileOfOurs) {
  const std::ifstream open("/etc/hostname");
  EXPECT_EQ(*run_child(shell("set -- /proc/self/fd/*; for f; do case ${f##*/} in 0|1|2|3) ;; *) "
                             "test ! -e $f || exit 1;; esac; done")),
            0);
}

TEST(Child, IsEndedWithWhatItStarted) {
  const auto pipe = testing::TempDir() + "child_pipe";
  std::remove(pipe.c_str());
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const int fd = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
  ASSERT_GE(fd, 0);
  // Its own child holds the pipe open as long as it lives.
  auto order = shell("sleep 60 > " + pipe + " & echo x > " + pipe + "; sleep 60");
  order.at_most = std::chrono::milliseconds(500);
  const auto r = run_child(order);
  ASSERT_TRUE(r.has_error());
  EXPECT_EQ(r.error().key, "child.too_slow");
  char text[8];
  EXPECT_EQ(::read(fd, text, sizeof text), 2);
  ASSERT_EQ(::fcntl(fd, F_SETFL, 0), 0);        // From here on a read waits for the last one who holds it.
  EXPECT_EQ(::read(fd, text, sizeof text), 0);  // Nobody holds it any more.
  ::close(fd);
}

TEST(Child, WritesNoLargerFile) {
  const auto file = testing::TempDir() + "child_large";
  auto order = shell("head -c 1000000 /dev/zero > " + file);
  order.file_bytes_max = 4096;
  const auto r = run_child(order);
  EXPECT_TRUE(r.has_error() || *r != 0);
  std::ifstream in(file, std::ios::ate | std::ios::binary);
  EXPECT_LE(in.tellg(), 4096);
}

TEST(Child, SaysThatThereIsNoSuchProgram) {
  const auto r = run_child({{"/no/such/program"}, {}});
  ASSERT_TRUE(r.has_error());
  EXPECT_EQ(r.error().key, "child.not_run");
  EXPECT_EQ(find_program("no-such-program-of-guatu"), "");
  EXPECT_NE(find_program("sh"), "");
}

}  // namespace
}  // namespace guatu
