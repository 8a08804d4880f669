// Requests made from the description: valid ones, and twins with one thing wrong. Every answer must be
// described; none may be 500; no twin may be done.
#pragma once

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdio>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "guatu/http/api/api_fixture_test.h"

namespace guatu::http::api {

class Generated {
 public:
  explicit Generated(std::uint64_t seed) : random_(seed), schemas_(description()) { open_some(); }

  /// One request and, most times, a twin of it.
  void one() {
    const auto& op = operations()[below(operations().size())];
    const auto* item = description().find("paths")->find(op.path);
    std::string word = text_of(op.method);
    for (char& c : word) c = static_cast<char>(c - 'A' + 'a');
    const auto& said = *item->find(word);
    auto made = valid(op, *item, said);
    if (below(4) == 0) {
      send(op, made, "");
      return;
    }
    made.person = "mayor";
    const auto what = spoil(op, *item, said, made);
    send(op, made, what);
  }

  std::size_t sent = 0;
  std::map<int, std::size_t> by_status;
  std::map<std::string, std::size_t> by_twin;

 private:
  struct Made {
    std::string person;
    std::string path;
    std::vector<std::pair<std::string, std::string>> query;
    json::value body = nullptr;
    std::string raw;  ///< instead of the body, when set
    ApiOffice::Extra extra;
  };

  std::size_t below(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }
  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[below(from.size())];
  }

  void open_some() {
    for (int i = 0; i < 40; ++i) {
      const auto r = api_.post("mayor", "/api/v1/matters",
                               R"({"playbook":"job","unit":")" +
                                   pick(std::vector<std::string>{"bureau", "county", "street", "city"}) +
                                   R"(","fields":{"title":"事项"}})");
      ASSERT_EQ(r.status, 201) << body_text(r);
      matters_.push_back(std::string(body_json(r).at("matter").as_string()));
    }
  }

  /// A value that means something here, by the name of its member; else one that the schema allows.
  std::string named(const std::string& name) {
    static const std::vector<std::string> persons{"mayor", "chief", "county", "street", "ann",
                                                  "bob",   "cai",   "dan",    "eve"};
    static const std::vector<std::string> units{"city", "bureau", "county", "street"};
    static const std::vector<std::string> moves{"take", "note", "submit", "accept", "refuse", "drop"};
    static const std::vector<std::string> states{"todo", "doing", "checking", "finished"};
    if (name == "matter" || name == "other" || name == "parent" || name == "about") return pick(matters_);
    if (name == "person" || name == "holder" || name == "opener") return pick(persons);
    if (name == "unit" || name == "into") return pick(units);
    if (name == "playbook") return pick(std::vector<std::string>{"job", "post_box"});
    if (name == "move") return pick(moves);
    if (name == "clock") return pick(std::vector<std::string>{"todo", "doing", "checking", "answer"});
    if (name == "state") return pick(states);
    if (name == "stop") return "hearing";
    if (name == "year") return std::to_string(2019 + below(8));
    if (name == "post") return pick(std::vector<std::string>{"head", "officer", "inspector"});
    if (name == "role") return pick(std::vector<std::string>{"officer", "system_admin", "audit_admin"});
    if (name == "as_of") return std::to_string(1 + below(60));
    if (name == "at" || name.ends_with("_from") || name.ends_with("_to") || name == "due_before")
      return "2022-04-" + std::to_string(10 + below(19)) + "T08:30:00+08:00";
    return {};
  }

  std::string text_for(const std::string& name, const YamlNode& schema) {
    if (const auto* words = schema.find("enum")) return pick(words->items).scalar;
    if (auto known = named(name); !known.empty()) return known;
    const auto& type = schema.find("type")->scalar;
    if (type == "boolean") return below(2) == 0 ? "true" : "false";
    if (type == "integer") {
      double min = 0;
      if (const auto* n = schema.find("minimum")) yaml_number(*n, min);
      return std::to_string(static_cast<std::int64_t>(min) + static_cast<std::int64_t>(below(30)));
    }
    std::string out = schema.find("pattern") != nullptr ? "x" : "因";
    for (std::size_t n = below(12); n > 0; --n) out += schema.find("pattern") != nullptr ? "a" : "文";
    return out;
  }

  json::value value_for(const std::string& name, const YamlNode& node) {
    const auto& schema = schemas_.resolved(node);
    if (name == "fields")
      return json::object{{pick(std::vector<std::string>{"title", "result", "plan", "proof", "zh"}), "文字"}};
    const auto& type = schema.find("type")->scalar;
    if (type == "array") return json::array();
    const auto text = text_for(name, schema);
    if (type == "integer") return std::stoll(text);
    if (type == "boolean") return text == "true";
    return json::value(text);
  }

  const YamlNode& body_schema(const YamlNode& said) {
    return schemas_.resolved(
        *said.find("requestBody")->find("content")->find("application/json")->find("schema"));
  }

  Made valid(const Operation& op, const YamlNode& item, const YamlNode& said) {
    static const std::vector<std::string> persons{"mayor", "chief", "cai", "ann", "street", "nobody"};
    Made out;
    out.person = below(2) == 0 ? "mayor" : pick(persons);
    // Whoever sends all the others must stay in office.
    for (const char* id : {"letPersonLeave", "mergeUnit", "takePost"})
      if (op.id == id) out.person = "cai";
    out.path = std::string(kRoot) + op.path;
    for (const auto* of : {item.find("parameters"), said.find("parameters")})
      for (std::size_t i = 0; of != nullptr && i < of->items.size(); ++i) {
        const auto& p = schemas_.resolved(of->items[i]);
        const auto& name = p.find("name")->scalar;
        const auto& in = p.find("in")->scalar;
        const auto value = text_for(name, schemas_.resolved(*p.find("schema")));
        if (in == "path") out.path.replace(out.path.find("{" + name + "}"), name.size() + 2, value);
        if (in == "query" && name != "cursor" && (p.find("required") != nullptr || below(4) == 0))
          out.query.emplace_back(name, value);
      }
    if (!op.body) return out;
    const auto& schema = body_schema(said);
    json::object body;
    for (const auto& m : *op.body)
      if (m.is_required || below(3) == 0)
        body[m.name] = value_for(m.name, *schema.find("properties")->find(m.name));
    if (op.id == "openMatter" && below(4) != 0)
      body = {{"playbook", "job"}, {"unit", named("unit")}, {"fields", {{"title", "事项"}}}};
    out.body = std::move(body);
    return out;
  }

  /// Makes one thing wrong and says what.
  std::string spoil(const Operation& op, const YamlNode& item, const YamlNode& said, Made& m) {
    std::vector<std::string> ways{"unknown_parameter"};
    if (!op.query.empty()) ways.push_back("parameter_twice");
    // What redirects a person takes any text and says in the address what is wrong.
    if (!op.query.empty() && op.done != 303) ways.push_back("bad_parameter");
    if (op.is_write()) ways.insert(ways.end(), {"no_key", "bad_key"});
    if (op.body)
      for (const char* way : {"no_json", "no_object", "unknown_member", "missing_member", "wrong_type",
                              "too_long", "out_of_range", "media_type"})
        ways.push_back(way);
    else if (op.is_change() && !op.open_sink)
      ways.push_back("unwanted_body");
    const auto way = pick(ways);
    if (way == "unknown_parameter") m.query.emplace_back("nothing", "1");
    if (way == "parameter_twice")
      for (int i = 0; i < 2; ++i) m.query.emplace_back(op.query.front().name, named(op.query.front().name));
    if (way == "bad_parameter") return spoil_parameter(op, item, said, m) ? way : spoil(op, item, said, m);
    if (way == "no_key") m.extra.key = "-";
    if (way == "bad_key") m.extra.key = below(2) == 0 ? "a b" : std::string(65, 'k');
    if (way == "no_json") m.raw = "{\"reason\":";
    if (way == "no_object") m.raw = below(2) == 0 ? "[]" : "\"text\"";
    if (way == "media_type") m.extra.headers.emplace_back("Content-Type", "text/plain");
    if (way == "unwanted_body") m.raw = "{}";
    if (way == "unknown_member") m.body.as_object()["nothing"] = 1;
    if (way == "missing_member" && !drop_member(op, m)) return spoil(op, item, said, m);
    if (way == "wrong_type") spoil_type(op, m);
    if ((way == "too_long" || way == "out_of_range") && !spoil_size(way, op, said, m))
      return spoil(op, item, said, m);
    return way;
  }

  bool drop_member(const Operation& op, Made& m) {
    for (const auto& member : *op.body)
      if (member.is_required) {
        m.body.as_object().erase(member.name);
        return true;
      }
    return false;
  }

  void spoil_type(const Operation& op, Made& m) {
    const std::vector<json::value> wrong{json::array{1}, true, 1.5, nullptr};
    m.body.as_object()[pick(*op.body).name] = pick(wrong);
  }

  bool spoil_size(const std::string& way, const Operation& op, const YamlNode& said, Made& m) {
    const auto* properties = body_schema(said).find("properties");
    for (const auto& member : *op.body) {
      const auto& schema = schemas_.resolved(*properties->find(member.name));
      double max = 0;
      if (way == "too_long" && schema.find("maxLength") != nullptr &&
          yaml_number(*schema.find("maxLength"), max)) {
        m.body.as_object()[member.name] = std::string(static_cast<std::size_t>(max) + 1, 'a');
        return true;
      }
      if (way == "out_of_range" && schema.find("maximum") != nullptr &&
          yaml_number(*schema.find("maximum"), max)) {
        m.body.as_object()[member.name] =
            below(2) == 0 ? 0 - static_cast<std::int64_t>(below(9)) : static_cast<std::int64_t>(max) + 1;
        return true;
      }
    }
    return false;
  }

  /// Words to look for: no text is wrong but one that is too long.
  static bool is_free_text(std::string_view parameter) { return parameter == "q" || parameter == "find"; }

  bool spoil_parameter(const Operation& op, const YamlNode& item, const YamlNode& said, Made& m) {
    for (int tries = 0; tries < 8; ++tries) {
      const auto name = pick(op.query).name;
      const auto* of = said.find("parameters");
      for (const auto& i : of->items) {
        const auto& p = schemas_.resolved(i);
        if (p.find("name")->scalar != name || p.find("in")->scalar != "query" || is_free_text(name)) continue;
        std::erase_if(m.query, [&](const auto& q) { return q.first == name; });
        m.query.emplace_back(name, "· !");
        return true;
      }
    }
    static_cast<void>(item);
    return false;
  }

  static std::string encoded(const std::string& text) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if (std::isalnum(byte) != 0 || c == '-' || c == '.' || c == '_' || c == '~') {
        out += c;
      } else {
        out += '%';
        out += kHex[byte >> 4U];
        out += kHex[byte & 15U];
      }
    }
    return out;
  }

  void send(const Operation& op, const Made& m, const std::string& twin) {
    std::string target = m.path;
    char mark = '?';
    for (const auto& [name, value] : m.query) {
      target += mark;
      target += name + "=";
      target += encoded(value);
      mark = '&';
    }
    const auto body = !m.raw.empty() ? m.raw : m.body.is_null() ? std::string() : json::serialize(m.body);
    const auto r = api_.ask(m.person, op.method, target, body, m.extra);
    ++sent;
    ++by_status[r.status];
    ++by_twin[twin.empty() ? "valid" : twin];
    EXPECT_NE(r.status, 500) << op.id << " " << target << " " << body << " " << r.error_key << " "
                             << r.error_detail;
    if (twin.empty()) {
      EXPECT_NE(r.status, 415) << op.id << " " << target;
    } else {
      EXPECT_GE(r.status, 400) << twin << ": " << op.id << " " << target << " " << body << " "
                               << body_text(r);
    }
    if (op.id == "openMatter" && r.status == 201)
      matters_.push_back(std::string(body_json(r).at("matter").as_string()));
  }

  std::mt19937_64 random_;
  ApiOffice api_;
  testing::JsonSchemas schemas_;
  std::vector<std::string> matters_;
};

/// So many requests; prints the seed and what came of them.
inline void send_generated(std::uint64_t seed, std::size_t count) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  Generated g(seed);
  while (g.sent < count && !::testing::Test::HasFailure()) g.one();
  std::string line = "seed " + std::to_string(seed) + ": " + std::to_string(g.sent) + " requests;";
  for (const auto& [status, n] : g.by_status) line += " " + std::to_string(status) + "×" + std::to_string(n);
  line += ";";
  for (const auto& [twin, n] : g.by_twin) line += " " + twin + " " + std::to_string(n);
  std::printf("%s\n", line.c_str());
}

}  // namespace guatu::http::api
