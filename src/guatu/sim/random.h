// Chance that is the same on every machine: own generator, own ranges, no std distributions. Not for secrets.
// Source: SplitMix64 (Steele, Lea, Flood 2014) for the state, as in the reference C code of its authors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "guatu/base/result.h"

namespace guatu::sim {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
  }
  /// 0 … n-1; n > 0. The bias of the remainder is below n / 2^64.
  std::uint64_t below(std::uint64_t n) { return next() % n; }
  std::size_t index(std::size_t size) { return static_cast<std::size_t>(below(size)); }
  /// from … to, both included.
  std::int64_t between(std::int64_t from, std::int64_t to) {
    return to <= from ? from
                      : from + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(to - from) + 1));
  }
  bool percent(int n) { return n > 0 && static_cast<int>(below(100)) < n; }
  bool per_thousand(int n) { return n > 0 && static_cast<int>(below(1000)) < n; }
  template <class T>
  const T& of(const std::vector<T>& list) {
    GUATU_ASSERT(!list.empty());
    return list[index(list.size())];
  }
  /// Another generator, so that what one part takes does not shift what the others get.
  Random fork() { return Random(next()); }

 private:
  std::uint64_t state_;
};

}  // namespace guatu::sim
