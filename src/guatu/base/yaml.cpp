// Walks yaml-cpp's event stream rather than its nodes: duplicate keys, anchors and depth are seen as they
// come, and nothing is built that will be refused.
#include "guatu/base/yaml.h"

#include <yaml-cpp/anchor.h>
#include <yaml-cpp/emitterstyle.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

#include "guatu/base/limits.h"
#include "guatu/base/text.h"

namespace guatu {

namespace {

struct Stop {};  ///< thrown to leave the parser early; never leaves this file

/// A comment put behind the text: yaml-cpp takes a quote that is never closed for closed at the end of the
/// file, and then the comment is part of that scalar.
constexpr std::string_view kEndMark = "# guatu: end of file";

class Builder final : public YAML::EventHandler {
 public:
  explicit Builder(const std::string& file) : file_(file) {}

  Problems problems;
  YamlNode root;
  bool any = false;

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    check_anchor(mark, anchor);
    put(make(YamlNode::Kind::kNull, mark));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    complain("yaml.anchor", mark);
    put(make(YamlNode::Kind::kNull, mark));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check_anchor(mark, anchor);
    if (!tag.empty() && tag != "?" && tag != "!") complain("yaml.anchor", mark);
    if (tag == "!" && value.find(kEndMark) != std::string::npos) {
      complain("yaml.syntax", mark, {{"detail", "a quote is not closed"}});
      throw Stop{};
    }
    auto node = make(YamlNode::Kind::kScalar, mark);
    node.quoted = tag == "!";
    node.scalar = value;
    if (!node.quoted && (value == "~" || value == "null" || value.empty())) node.kind = YamlNode::Kind::kNull;
    put(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::kList, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::kMap, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Frame {
    YamlNode node;
    bool has_key = false;
    YamlNode::Entry pending;
  };

  static YamlNode make(YamlNode::Kind kind, const YAML::Mark& mark) {
    YamlNode n;
    n.kind = kind;
    n.line = mark.line + 1;
    n.column = mark.column + 1;
    return n;
  }

  void complain(const char* key, int line, int column,
                std::vector<std::pair<std::string, std::string>> args = {}) {
    problems.emplace_back(key, "", std::move(args), Place{file_, line, column});
    if (problems.size() >= limits::kMaxProblems) throw Stop{};
  }
  void complain(const char* key, const YAML::Mark& mark,
                std::vector<std::pair<std::string, std::string>> args = {}) {
    complain(key, mark.line + 1, mark.column + 1, std::move(args));
  }

  void check_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != 0) complain("yaml.anchor", mark);
  }

  void open(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    check_anchor(mark, anchor);
    if (!tag.empty() && tag != "?" && tag != "!") complain("yaml.anchor", mark);
    if (static_cast<int>(stack_.size()) >= limits::kMaxYamlDepth) {
      complain("yaml.too_deep", mark, {{"limit", std::to_string(limits::kMaxYamlDepth)}});
      throw Stop{};
    }
    stack_.push_back({make(kind, mark), false, {}});
  }

  void close() {
    YamlNode done = std::move(stack_.back().node);
    stack_.pop_back();
    put(std::move(done));
  }

  void put(YamlNode node) {
    if (stack_.empty()) {
      root = std::move(node);
      any = true;
      return;
    }
    Frame& top = stack_.back();
    if (top.node.is_list()) {
      top.node.items.push_back(std::move(node));
      return;
    }
    if (!top.has_key) {
      const auto* first = node.is_scalar() ? top.node.entry(node.scalar) : nullptr;
      if (!node.is_scalar()) complain("yaml.key", node.line, node.column);
      if (first != nullptr)
        complain("yaml.duplicate_key", node.line, node.column,
                 {{"name", node.scalar}, {"first", std::to_string(first->line)}});
      top.pending = {node.scalar, node.line, node.column, {}};
      top.has_key = true;
      return;
    }
    top.pending.value = std::move(node);
    top.node.entries.push_back(std::move(top.pending));
    top.has_key = false;
  }

  std::string file_;
  std::vector<Frame> stack_;
};

}  // namespace

const YamlNode::Entry* YamlNode::entry(std::string_view key) const {
  for (const auto& e : entries)
    if (e.key == key) return &e;
  return nullptr;
}

const YamlNode* YamlNode::find(std::string_view key) const {
  const auto* e = entry(key);
  return e == nullptr ? nullptr : &e->value;
}

Checked<YamlNode> read_yaml(std::string_view text, const std::string& file) {
  const auto refuse = [&](const char* key, std::vector<std::pair<std::string, std::string>> args = {}) {
    return Problems{Error(key, "", std::move(args), Place{file, 1, 1})};
  };
  if (text.size() > limits::kMaxYamlBytes)
    return refuse("yaml.too_large", {{"limit", std::to_string(limits::kMaxYamlBytes)}});
  if (!is_utf8(text) || text.find('\0') != std::string_view::npos) return refuse("yaml.not_utf8");
  std::istringstream in{std::string(text) + "\n" + std::string(kEndMark) + "\n"};
  Builder builder(file);
  try {
    YAML::Parser parser(in);
    if (parser.HandleNextDocument(builder) && builder.any && builder.problems.empty()) {
      Builder second(file);
      if (parser.HandleNextDocument(second) && second.any && !second.root.is_null())
        return refuse("yaml.many_documents");
    }
  } catch (const Stop&) {
  } catch (const YAML::Exception& e) {
    // The end mark is ours: what is wrong only there is wrong at the end of the text.
    const int end = static_cast<int>(std::count(text.begin(), text.end(), '\n')) + 1;
    const Place place =
        e.mark.line + 1 > end ? Place{file, end, 1} : Place{file, e.mark.line + 1, e.mark.column + 1};
    builder.problems.emplace_back("yaml.syntax", "",
                                  std::vector<std::pair<std::string, std::string>>{{"detail", e.msg}}, place);
  }
  if (!builder.problems.empty()) return std::move(builder.problems);
  if (!builder.any || builder.root.is_null()) return refuse("yaml.empty");
  return std::move(builder.root);
}

bool yaml_bool(const YamlNode& node, bool& out) {
  if (!node.is_scalar() || node.quoted || (node.scalar != "true" && node.scalar != "false")) return false;
  out = node.scalar == "true";
  return true;
}

bool yaml_int(const YamlNode& node, long long& out) {
  if (!node.is_scalar() || node.quoted) return false;
  const auto& s = node.scalar;
  const std::size_t sign = !s.empty() && s[0] == '-' ? 1 : 0;
  if (s.size() > sign + 1 && s[sign] == '0') return false;
  const auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), out);
  return ec == std::errc{} && end == s.data() + s.size() && s.size() > sign;
}

bool yaml_number(const YamlNode& node, double& out) {
  if (!node.is_scalar() || node.quoted) return false;
  const auto& s = node.scalar;
  if (s.find_first_not_of("0123456789.-") != std::string::npos) return false;
  const auto [end, ec] = std::from_chars(s.data(), s.data() + s.size(), out, std::chars_format::fixed);
  return ec == std::errc{} && end == s.data() + s.size() && std::isfinite(out);
}

}  // namespace guatu
