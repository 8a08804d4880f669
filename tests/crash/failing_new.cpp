// The replaced operators. See failing_new.h.
#include "tests/crash/failing_new.h"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<std::int64_t> g_count{0};
std::atomic<std::int64_t> g_at{0};
std::atomic<bool> g_is_lasting{false};

void* allocate(std::size_t n) {
  const auto count = ++g_count;
  const auto at = g_at.load();
  if (at > 0 && (count == at || (g_is_lasting && count > at))) throw std::bad_alloc();
  if (void* p = std::malloc(n == 0 ? 1 : n)) return p;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t n) {
  return allocate(n);
}
void* operator new[](std::size_t n) {
  return allocate(n);
}
void operator delete(void* p) noexcept {
  std::free(p);
}
void operator delete[](void* p) noexcept {
  std::free(p);
}
void operator delete(void* p, std::size_t) noexcept {
  std::free(p);
}
void operator delete[](void* p, std::size_t) noexcept {
  std::free(p);
}

namespace guatu::crash {

void fail_new(std::int64_t at, bool is_lasting) {
  g_is_lasting = is_lasting;
  g_count = 0;
  g_at = at;
}

std::int64_t news() {
  return g_count;
}

}  // namespace guatu::crash
