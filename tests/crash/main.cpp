// The program: one part, its numbers, one line. `crash kills --kills 500`; 0: no fault, 1: some, 2: wrong
// use, 3: a hang.
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "tests/crash/parts.h"

namespace guatu::crash {

namespace {

constexpr const char* kUsage =
    "crash PART [--dir DIR] [--seed N] [--kills N] [--commands N] [--model M] [--stride N] [--thorough yes] "
    "[--seconds S]\n"
    "PART: kills power failures allocations; M: drop subset reorder tear\n";

char g_where[256];
std::atomic<unsigned> g_ticks{0};  ///< seconds that are left; 0: nobody watches

void say_where(int signal) {
  // Ticks, not an alarm: a process that somebody stopped for a while does not hang.
  if (signal == SIGALRM && (g_ticks == 0 || --g_ticks > 0)) return;
  const char* word = signal == SIGALRM ? "\nhang at: " : "\ncrash at: ";
  // Only what may be called inside a signal handler.
  for (const char* text : {word, static_cast<const char*>(g_where), "\n"})
    if (write(STDERR_FILENO, text, std::strlen(text)) < 0) break;
  _exit(signal == SIGALRM ? 3 : 1);
}

Options read_options(int argc, char** argv) {
  Options o;
  if (const char* seed = std::getenv("GUATU_SEED"); seed != nullptr)
    o.seed = std::strtoull(seed, nullptr, 10);
  for (int i = 2; i < argc; i += 2) {
    const std::string flag = argv[i];
    if (i + 1 == argc) stop(flag + " needs a value");
    const char* value = argv[i + 1];
    if (flag == "--dir")
      o.dir = value;
    else if (flag == "--seed")
      o.seed = std::strtoull(value, nullptr, 10);
    else if (flag == "--kills")
      o.kills = std::atoll(value);
    else if (flag == "--commands")
      o.commands = std::atoll(value);
    else if (flag == "--stride")
      o.stride = std::max(1LL, std::atoll(value));
    else if (flag == "--thorough")
      o.is_thorough = std::string_view(value) == "yes";
    else if (flag == "--seconds")
      o.seconds_max = std::atof(value);
    else if (flag != "--model" || !from_text(value, o.damage))
      stop("wrong: " + flag + " " + value + "\n" + kUsage);
  }
  return o;
}

}  // namespace

void watch(unsigned seconds, const std::string& where) {
  std::strncpy(g_where, where.c_str(), sizeof g_where - 1);
  g_ticks = seconds;
}

int run(int argc, char** argv) {
  const std::string part = argc > 1 ? argv[1] : "";
  auto* const f = part == "kills"         ? run_kills
                  : part == "power"       ? run_power
                  : part == "failures"    ? run_failures
                  : part == "allocations" ? run_allocations
                                          : nullptr;
  if (f == nullptr) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  auto options = read_options(argc, argv);
  const bool is_temporary = options.dir.empty();
  if (is_temporary) {
    std::string name = (std::filesystem::temp_directory_path() / "guatu-crash-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) stop("no temporary folder");
    options.dir = name;
  }
  for (const int s : {SIGALRM, SIGSEGV, SIGABRT, SIGBUS}) signal(s, say_where);
  const itimerval every_second{{1, 0}, {1, 0}};
  setitimer(ITIMER_REAL, &every_second, nullptr);
  const auto tally = f(options);
  for (const auto& words : tally.faults) std::printf("  %s\n", words.c_str());
  std::printf("%s (seed %llu)\n", tally.line().c_str(), static_cast<unsigned long long>(options.seed));
  if (is_temporary && tally.is_well()) std::filesystem::remove_all(options.dir);
  return tally.is_well() ? 0 : 1;
}

}  // namespace guatu::crash

int main(int argc, char** argv) {
  return guatu::crash::run(argc, argv);
}
