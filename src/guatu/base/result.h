// Result and Error: what can be expected to go wrong is a value with a stable key.
// Not an exception type; exceptions are for what a request cannot go on from.
// Sentences for the keys stand in kernel/messages. See docs/adr/0002-errors.md.
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace guatu {

/// Where in a file something stands. `line` and `column` count from 1; 0 means unknown.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;
  bool operator==(const Place&) const = default;
};

/// One expected failure. `key` is stable and translated at the edge (`matter.unknown_field`), `field` is the
/// field, flag or JSON pointer it is about (may be empty), `args` fill the `{name}` marks of the sentence.
struct Error {
  std::string key;
  std::string field;
  std::vector<std::pair<std::string, std::string>> args;
  Place place;

  Error() = default;
  explicit Error(std::string k, std::string f = {}, std::vector<std::pair<std::string, std::string>> a = {},
                 Place p = {})
      : key(std::move(k)), field(std::move(f)), args(std::move(a)), place(std::move(p)) {}
  bool operator==(const Error&) const = default;
};

/// All that is wrong with one input, in the order in which it stands there.
using Problems = std::vector<Error>;

template <class T>
using Result = boost::system::result<T, Error>;

template <class T>
using Checked = boost::system::result<T, Problems>;

/// Thrown by `Result::value()` on an error: our own mistake of not having looked first.
struct UncheckedError : std::logic_error {
  explicit UncheckedError(const Error& e) : std::logic_error("unchecked error " + e.key + " " + e.field) {}
};

[[noreturn]] inline void throw_exception_from_error(const Error& e, const boost::source_location&) {
  throw UncheckedError(e);
}
[[noreturn]] inline void throw_exception_from_error(const Problems& p, const boost::source_location&) {
  throw UncheckedError(p.empty() ? Error("none") : p.front());
}

/// Our own mistake: stops the process, in release builds too.
[[noreturn]] void broken_assumption(const char* what, const char* file, int line);

#define GUATU_ASSERT(cond) \
  ((cond) ? static_cast<void>(0) : ::guatu::broken_assumption(#cond, __FILE__, __LINE__))

#define GUATU_CAT2(a, b) a##b
#define GUATU_CAT(a, b) GUATU_CAT2(a, b)

/// Evaluates a Result; on error returns the error from the enclosing function, else names the value.
#define GUATU_TRY(name, expr)                                  \
  auto GUATU_CAT(guatu_try_, __LINE__) = (expr);               \
  if (GUATU_CAT(guatu_try_, __LINE__).has_error())             \
    return std::move(GUATU_CAT(guatu_try_, __LINE__)).error(); \
  auto name = std::move(*GUATU_CAT(guatu_try_, __LINE__))

/// The same for a Result<void>.
#define GUATU_TRY_VOID(expr)                                                                                \
  do {                                                                                                      \
    if (auto guatu_try_void = (expr); guatu_try_void.has_error()) return std::move(guatu_try_void).error(); \
  } while (false)

}  // namespace guatu

namespace boost::system {
using guatu::throw_exception_from_error;
}  // namespace boost::system
