#include "guatu/base/child.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <thread>

namespace guatu {

namespace {

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (auto& t : texts) out.push_back(t.data());
  out.push_back(nullptr);
  return out;
}

struct Actions {
  posix_spawn_file_actions_t files{};
  posix_spawnattr_t attributes{};
  Actions() {
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    // Descriptors of ours that are not closed by themselves: ledgers, sockets.
    posix_spawn_file_actions_addclosefrom_np(&files, 3);
    // A group of its own, so that what it starts is ended with it; signals as a program expects them.
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~Actions() {
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
  }
  Actions(const Actions&) = delete;
  Actions& operator=(const Actions&) = delete;
};

void limit(pid_t pid, int what, rlim_t most) {
  const rlimit r{most, most};
  ::prlimit(pid, static_cast<__rlimit_resource>(what), &r, nullptr);
}

}  // namespace

Result<int> run_child(const ChildOrder& order) {
  GUATU_ASSERT(!order.words.empty());
  auto words = order.words;
  std::vector<std::string> environment;
  for (const auto& [name, value] : order.environment) environment.push_back(name + "=" + value);
  auto argv = pointers(words);
  auto envp = pointers(environment);
  const Actions actions;
  pid_t pid = 0;
  const int failed =
      ::posix_spawn(&pid, argv[0], &actions.files, &actions.attributes, argv.data(), envp.data());
  if (failed != 0)
    return Error("child.not_run", "", {{"program", words[0]}, {"detail", std::strerror(failed)}});
  limit(pid, RLIMIT_CORE, 0);
  limit(pid, RLIMIT_FSIZE, static_cast<rlim_t>(order.file_bytes_max));
  // A child's end is asked for and not signalled: a library must not take SIGCHLD from its program.
  const auto end = std::chrono::steady_clock::now() + order.at_most;
  int status = 0;
  while (true) {
    const auto r = ::waitpid(pid, &status, WNOHANG);
    if (r == pid) break;
    if (r < 0 && errno != EINTR)
      return Error("child.not_run", "", {{"program", words[0]}, {"detail", std::strerror(errno)}});
    if (std::chrono::steady_clock::now() >= end) {
      ::kill(-pid, SIGKILL);
      while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
      }
      return Error("child.too_slow", "",
                   {{"program", words[0]}, {"seconds", std::to_string(order.at_most.count() / 1000)}});
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  ::kill(-pid, SIGKILL);  // What it left behind.
  if (WIFSIGNALED(status))
    return Error("child.killed", "", {{"program", words[0]}, {"signal", std::to_string(WTERMSIG(status))}});
  return WEXITSTATUS(status);
}

std::string find_program(const std::string& name) {
  const char* path = std::getenv("PATH");
  std::string_view rest = path == nullptr ? "/usr/bin:/bin" : path;
  while (!rest.empty()) {
    const auto colon = rest.find(':');
    const auto file = std::string(rest.substr(0, colon)) + "/" + name;
    if (file.front() == '/' && ::access(file.c_str(), X_OK) == 0) return file;
    rest.remove_prefix(colon == std::string_view::npos ? rest.size() : colon + 1);
  }
  return {};
}

}  // namespace guatu
