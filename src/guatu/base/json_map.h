// Described structs to and from JSON, strictly: a missing, an extra or a wrong member is an error that names
// it. Boost.JSON's own value_to gives no member name (stack note), so the mapper is ours; parsing is the
// library's. Needs BOOST_DESCRIBE_STRUCT for each struct, and `const char* text_of(E)` + `bool from_text(sv,
// E&)` for enums.
#pragma once

#include <algorithm>
#include <boost/describe.hpp>
#include <boost/json.hpp>
#include <boost/mp11.hpp>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "guatu/base/instant.h"
#include "guatu/base/result.h"
#include "guatu/base/strong_id.h"
#include "guatu/base/text.h"

namespace guatu {

namespace json = boost::json;

/// Parses one JSON document. Refuses what Boost.JSON lets through: non-finite numbers, duplicate keys are the
/// last wins (as RFC 8259 allows).
/// @errors json.syntax (arg `detail`), json.not_utf8
Result<json::value> parse_json(std::string_view text);

namespace detail {

template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};
template <class T>
struct is_vector : std::false_type {};
template <class T>
struct is_vector<std::vector<T>> : std::true_type {};
template <class T>
struct is_string_map : std::false_type {};
template <class T>
struct is_string_map<std::map<std::string, T>> : std::true_type {};
template <class T>
struct is_int_id : std::false_type {};
template <class T>
struct is_int_id<IntId<T>> : std::true_type {};
template <class T>
struct is_text_id : std::false_type {};
template <class T>
struct is_text_id<TextId<T>> : std::true_type {};

inline Error json_error(const char* expected) {
  return Error("json.expected", "/", {{"expected", expected}});
}

/// The same error, of member `name` of what holds it: places are put together only once something is wrong.
inline Error json_error_in(std::string_view name, Error e) {
  std::string field = "/" + std::string(name);
  if (e.field != "/") field += e.field;
  e.field = std::move(field);
  return e;
}

}  // namespace detail

template <class T>
json::value to_json(const T& v);
template <class T>
Result<void> from_json(const json::value& v, T& out);

/// Members that hold their default are left out, so that a line of the ledger stays short; `from_json` gives
/// absent members their default unless the struct lists them in `static constexpr auto kRequired`.
/// @param without  members to leave out whatever they hold
template <class T>
json::object to_json_object(const T& v, std::span<const std::string_view> without = {}) {
  [[maybe_unused]] static const T kDefault{};
  json::object out;
  boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>([&](auto d) {
    const auto& member = v.*d.pointer;
    if (!without.empty() && std::find(without.begin(), without.end(), d.name) != without.end()) return;
    if (!(member == kDefault.*d.pointer)) out.emplace(d.name, to_json(member));
  });
  return out;
}

template <class T>
json::value to_json(const T& v) {
  if constexpr (std::is_same_v<T, json::object> || std::is_same_v<T, json::value>) {
    return v;
  } else if constexpr (std::is_same_v<T, bool>) {
    return v;
  } else if constexpr (std::is_enum_v<T>) {
    return json::value(text_of(v));
  } else if constexpr (std::is_integral_v<T>) {
    return static_cast<std::int64_t>(v);
  } else if constexpr (std::is_same_v<T, std::string>) {
    return json::value(v);
  } else if constexpr (std::is_same_v<T, Instant>) {
    return json::value(to_text(v));
  } else if constexpr (detail::is_int_id<T>::value) {
    return json::value(std::to_string(v.value));  // Ids are strings on the wire.
  } else if constexpr (detail::is_text_id<T>::value) {
    return json::value(v.value);
  } else if constexpr (detail::is_optional<T>::value) {
    return v ? to_json(*v) : json::value(nullptr);
  } else if constexpr (detail::is_vector<T>::value) {
    json::array a;
    a.reserve(v.size());
    for (const auto& i : v) a.push_back(to_json(i));
    return a;
  } else if constexpr (detail::is_string_map<T>::value) {
    json::object o;
    for (const auto& [k, i] : v) o.emplace(k, to_json(i));
    return o;
  } else {
    return to_json_object(v);
  }
}

/// Appends a JSON text, escaped as json::serialize() does.
void append_json_text(std::string& out, std::string_view text);
void append_json_value(std::string& out, const json::value& v);
void append_json_value(std::string& out, const json::object& v);

/// Appends what json::serialize(to_json(v)) gives, byte for byte, without the values between: about a quarter
/// of the time.
template <class T>
void append_json(std::string& out, const T& v) {
  if constexpr (std::is_same_v<T, json::object> || std::is_same_v<T, json::value>) {
    append_json_value(out, v);
  } else if constexpr (std::is_same_v<T, bool>) {
    out += v ? "true" : "false";
  } else if constexpr (std::is_enum_v<T>) {
    append_json_text(out, text_of(v));
  } else if constexpr (std::is_integral_v<T>) {
    out += std::to_string(static_cast<std::int64_t>(v));
  } else if constexpr (std::is_same_v<T, std::string>) {
    append_json_text(out, v);
  } else if constexpr (std::is_same_v<T, Instant>) {
    append_json_text(out, to_text(v));
  } else if constexpr (detail::is_int_id<T>::value) {
    out += '"';
    out += std::to_string(v.value);
    out += '"';
  } else if constexpr (detail::is_text_id<T>::value) {
    append_json_text(out, v.value);
  } else if constexpr (detail::is_optional<T>::value) {
    if (v)
      append_json(out, *v);
    else
      out += "null";
  } else if constexpr (detail::is_vector<T>::value) {
    out += '[';
    bool is_first = true;
    for (const auto& i : v) {
      if (!is_first) out += ',';
      is_first = false;
      append_json(out, i);
    }
    out += ']';
  } else if constexpr (detail::is_string_map<T>::value) {
    out += '{';
    bool is_first = true;
    for (const auto& [k, i] : v) {
      if (!is_first) out += ',';
      is_first = false;
      append_json_text(out, k);
      out += ':';
      append_json(out, i);
    }
    out += '}';
  } else {
    static const T kDefault{};
    out += '{';
    bool is_first = true;
    boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>([&](auto d) {
      const auto& member = v.*d.pointer;
      if (member == kDefault.*d.pointer) return;
      if (!is_first) out += ',';
      is_first = false;
      out += '"';
      out += d.name;
      out += "\":";
      append_json(out, member);
    });
    out += '}';
  }
}

template <class T>
Result<void> from_json_object(const json::value& v, T& out) {
  if (!v.is_object()) return detail::json_error("object");
  const auto& object = v.get_object();
  std::size_t seen = 0;
  std::optional<Error> error;
  boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>([&](auto d) {
    if (error) return;
    const auto it = object.find(d.name);
    if (it == object.end()) return;
    ++seen;
    auto r = from_json(it->value(), out.*d.pointer);
    if (r.has_error()) error = detail::json_error_in(d.name, std::move(r).error());
  });
  if (error) return *error;
  if constexpr (requires { T::kRequired; })
    for (const std::string_view name : T::kRequired)
      if (!object.contains(name)) return Error("json.missing_member", "/" + std::string(name));
  if (seen == object.size()) return {};
  for (const auto& member : object) {
    bool known = false;
    boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>(
        [&](auto d) { known = known || member.key() == d.name; });
    if (!known) return Error("json.unknown_member", "/" + std::string(member.key()));
  }
  return {};
}

// Longer than 70 lines because it is one branch a kind of member, and a reader looks for theirs in one place.
template <class T>
Result<void> from_json(const json::value& v, T& out) {
  if constexpr (std::is_same_v<T, json::value>) {
    out = v;
    return {};
  } else if constexpr (std::is_same_v<T, json::object>) {
    if (!v.is_object()) return detail::json_error("object");
    out = v.get_object();
    return {};
  } else if constexpr (std::is_same_v<T, bool>) {
    if (!v.is_bool()) return detail::json_error("true or false");
    out = v.get_bool();
    return {};
  } else if constexpr (std::is_enum_v<T>) {
    if (!v.is_string() || !from_text(std::string_view(v.get_string()), out))
      return detail::json_error("a listed word");
    return {};
  } else if constexpr (std::is_integral_v<T>) {
    if (v.is_double()) return detail::json_error("integer");
    boost::system::error_code ec;
    out = v.to_number<T>(ec);
    if (ec) return detail::json_error("integer");
    return {};
  } else if constexpr (std::is_same_v<T, std::string>) {
    if (!v.is_string()) return detail::json_error("text");
    out.assign(v.get_string().data(), v.get_string().size());
    return {};
  } else if constexpr (std::is_same_v<T, Instant>) {
    if (!v.is_string()) return detail::json_error("instant");
    auto r = parse_instant(std::string_view(v.get_string()));
    if (r.has_error()) return detail::json_error("instant");
    out = *r;
    return {};
  } else if constexpr (detail::is_int_id<T>::value) {
    if (!v.is_string()) return detail::json_error("id as text");
    const std::string_view s(v.get_string());
    std::int64_t n = 0;
    if (s.empty() || s.size() > 18) return detail::json_error("id as text");
    for (const char c : s) {
      if (c < '0' || c > '9') return detail::json_error("id as text");
      n = n * 10 + (c - '0');
    }
    out.value = n;
    return {};
  } else if constexpr (detail::is_text_id<T>::value) {
    if (!v.is_string()) return detail::json_error("id as text");
    out.value.assign(v.get_string().data(), v.get_string().size());
    return {};
  } else if constexpr (detail::is_optional<T>::value) {
    if (v.is_null()) {
      out.reset();
      return {};
    }
    typename T::value_type inner{};
    auto r = from_json(v, inner);
    if (r.has_error()) return r;
    out = std::move(inner);
    return {};
  } else if constexpr (detail::is_vector<T>::value) {
    if (!v.is_array()) return detail::json_error("list");
    out.clear();
    out.reserve(v.get_array().size());
    for (const auto& item : v.get_array()) {
      auto r = from_json(item, out.emplace_back());
      if (r.has_error()) return detail::json_error_in(std::to_string(out.size() - 1), std::move(r).error());
    }
    return {};
  } else if constexpr (detail::is_string_map<T>::value) {
    if (!v.is_object()) return detail::json_error("object");
    out.clear();
    for (const auto& [k, item] : v.get_object()) {
      typename T::mapped_type inner{};
      auto r = from_json(item, inner);
      if (r.has_error()) return detail::json_error_in(std::string_view(k), std::move(r).error());
      out.emplace(std::string(k), std::move(inner));
    }
    return {};
  } else {
    return from_json_object(v, out);
  }
}

}  // namespace guatu
