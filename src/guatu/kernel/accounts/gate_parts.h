// What the files of Gate share and nobody else sees.
#pragma once

#include <list>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include "guatu/kernel/accounts/gate.h"

namespace guatu::kernel {

/// What is remembered of a session or token.
struct Gate::Known {
  AccountId account;
  std::string name;
  PersonId person;
  Session session;  ///< with an id: it is one
  ApiToken token;
  Instant noted_at;  ///< last note of its use on the disk
};

/// The last used ones, by the hash of their token.
struct Gate::Cache {
  using Items = std::list<std::pair<std::string, Known>>;
  Items items;  ///< last used first
  std::unordered_map<std::string, Items::iterator> places;

  Known* find(const std::string& hash);
  void put(const std::string& hash, Known known);
  void clear();
};

/// One of the few hashings of passwords that may go on at a time.
class Gate::Slot {
 public:
  explicit Slot(Gate& gate) : gate_(gate) {}
  ~Slot();
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;

 private:
  Gate& gate_;
};

/// Runs `f` in a transaction. What it wrote is kept when it answers an error too: a failed try is counted.
template <class F>
auto Gate::change(F&& f) -> decltype(f(std::declval<AccountWriter&>())) {
  using Out = decltype(f(std::declval<AccountWriter&>()));
  std::optional<Out> out;
  auto done = store_.write([&](AccountWriter& w) { out.emplace(f(w)); });
  ++changes_;
  if (done.has_error()) {
    if constexpr (std::is_same_v<typename Out::error_type, Problems>)
      return Problems{std::move(done).error()};
    else
      return std::move(done).error();
  }
  return std::move(*out);
}

template <class F>
auto Gate::look(F&& f) -> decltype(f(std::declval<AccountReader&>())) {
  std::optional<decltype(f(std::declval<AccountReader&>()))> out;
  if (auto done = store_.read([&](AccountReader& r) { out.emplace(f(r)); }); done.has_error())
    return std::move(done).error();
  return std::move(*out);
}

/// SHA-256 of a token, ticket or code as it was given; groups and case do not matter.
std::string token_hash(std::string_view text);

/// At most `bytes` of a text, whole characters; nothing of what is no UTF-8.
std::string cut(std::string_view text, std::size_t bytes);

inline Problems as_problems(Error e) {
  return Problems{std::move(e)};
}

}  // namespace guatu::kernel
