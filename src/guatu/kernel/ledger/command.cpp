#include "guatu/kernel/ledger/command.h"

#include <algorithm>
#include <array>

#include "guatu/base/limits.h"
#include "guatu/base/text.h"

namespace guatu::kernel {

namespace {

/// `must` and `may`: the arguments besides id, by, verb.
struct VerbRow {
  Verb verb;
  const char* text;
  std::string_view must;
  std::string_view may;
};

constexpr std::array kVerbs{
    VerbRow{Verb::kOpen, "open", "playbook unit fields", "parent about reason"},
    VerbRow{Verb::kMove, "move", "matter move", "fields reason"},
    VerbRow{Verb::kAmend, "amend", "matter fields", "reason"},
    VerbRow{Verb::kAssign, "assign", "matter person", "reason"},
    VerbRow{Verb::kTransfer, "transfer", "matter unit reason", "person"},
    VerbRow{Verb::kReturn, "return", "matter reason", ""},
    VerbRow{Verb::kAskHelp, "ask_help", "matter person", "reason"},
    VerbRow{Verb::kGiveHelp, "give_help", "matter reason", ""},
    VerbRow{Verb::kAskCosign, "ask_cosign", "matter person", "reason"},
    VerbRow{Verb::kCosign, "cosign", "matter agrees", "reason"},
    VerbRow{Verb::kCopy, "copy", "matter person", ""},
    VerbRow{Verb::kWithdraw, "withdraw", "matter reason", ""},
    VerbRow{Verb::kAskExtension, "ask_extension", "matter clock amount reason", ""},
    VerbRow{Verb::kAnswerExtension, "answer_extension", "matter clock agrees", "reason"},
    VerbRow{Verb::kMerge, "merge", "matter other reason", ""},
    VerbRow{Verb::kUrge, "urge", "matter reason", ""},
    VerbRow{Verb::kSupervise, "supervise", "matter reason", "person"},
    VerbRow{Verb::kEndSupervision, "end_supervision", "matter reason", ""},
    VerbRow{Verb::kPark, "park", "matter amount reason", ""},
    VerbRow{Verb::kUnpark, "unpark", "matter", "reason"},
    VerbRow{Verb::kReopen, "reopen", "matter reason", ""},
    VerbRow{Verb::kStop, "stop", "matter name reason", ""},
    VerbRow{Verb::kResume, "resume", "matter name", "reason"},
    VerbRow{Verb::kLink, "link", "matter other name", ""},
    VerbRow{Verb::kRecuse, "recuse", "matter person reason", ""},
    VerbRow{Verb::kAddUnit, "add_unit", "unit fields", "into"},
    VerbRow{Verb::kMergeUnit, "merge_unit", "unit into reason", ""},
    VerbRow{Verb::kAddPerson, "add_person", "person name unit", ""},
    VerbRow{Verb::kLeave, "leave", "person reason", ""},
    VerbRow{Verb::kGivePost, "give_post", "person unit name", ""},
    VerbRow{Verb::kTakePost, "take_post", "person unit name", ""},
    VerbRow{Verb::kGrant, "grant", "person unit name", ""},
    VerbRow{Verb::kRevoke, "revoke", "person unit name", ""},
};

const VerbRow& row_of(Verb v) {
  const auto* it = std::find_if(kVerbs.begin(), kVerbs.end(), [v](const VerbRow& r) { return r.verb == v; });
  GUATU_ASSERT(it != kVerbs.end());
  return *it;
}

bool lists(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const auto end = words.find(' ');
    if (words.substr(0, end) == word) return true;
    if (end == std::string_view::npos) break;
    words.remove_prefix(end + 1);
  }
  return false;
}

bool is_id(std::string_view s) {
  return s.size() <= limits::kMaxIdChars && std::all_of(s.begin(), s.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                  c == '_' || c == '-' || c == ':';
         });
}

/// Is any text in the value not UTF-8?
bool has_bad_text(const json::value& v) {
  if (v.is_string()) return !is_utf8(std::string_view(v.get_string()));
  if (v.is_array())
    return std::any_of(v.get_array().begin(), v.get_array().end(),
                       [](const auto& i) { return has_bad_text(i); });
  if (v.is_object())
    return std::any_of(v.get_object().begin(), v.get_object().end(), [](const auto& kv) {
      return !is_utf8(std::string_view(kv.key())) || has_bad_text(kv.value());
    });
  return false;
}

}  // namespace

const char* text_of(Verb v) {
  return row_of(v).text;
}

bool from_text(std::string_view s, Verb& out) {
  for (const auto& r : kVerbs)
    if (s == r.text) {
      out = r.verb;
      return true;
    }
  return false;
}

const std::vector<Verb>& all_verbs() {
  static const auto* const all = [] {
    auto* v = new std::vector<Verb>();
    for (const auto& r : kVerbs) v->push_back(r.verb);
    return v;
  }();
  return *all;
}

bool is_people_verb(Verb v) {
  return v >= Verb::kAddUnit;
}

std::string digest_of(const Command& c) {
  Command content = c;
  content.id.clear();
  std::string text;
  append_json(text, content);
  return sha256_hex(text);
}

Result<void> check_shape(const Command& c) {
  if (c.id.empty() || !is_id(c.id)) return Error("text.id", "id", {{"got", c.id.substr(0, 80)}});
  if (!c.by || !is_id(c.by.value)) return Error("text.id", "by", {{"got", c.by.value.substr(0, 80)}});
  const auto& row = row_of(c.verb);
  static const Command kDefault{};
  std::optional<Error> error;
  boost::mp11::mp_for_each<boost::describe::describe_members<Command, boost::describe::mod_public>>(
      [&](auto d) {
        const std::string_view name = d.name;
        if (error || name == "id" || name == "by" || name == "verb") return;
        const bool is_given = !(c.*d.pointer == kDefault.*d.pointer);
        const bool must = lists(row.must, name);
        if (is_given && !must && !lists(row.may, name))
          error = Error("command.unused_argument", std::string(name), {{"verb", row.text}});
        if (!is_given && must)
          error = Error("command.missing_argument", std::string(name), {{"verb", row.text}});
        using M = std::remove_reference_t<decltype(c.*d.pointer)>;
        if constexpr (std::is_same_v<const std::string, M>) {
          if (!is_utf8(c.*d.pointer)) error = Error("field.not_utf8", std::string(name));
        }
        if constexpr (detail::is_text_id<std::remove_const_t<M>>::value) {
          if (is_given && !is_id((c.*d.pointer).value))
            error = Error("text.id", std::string(name), {{"got", (c.*d.pointer).value.substr(0, 80)}});
        }
      });
  if (error) return *error;
  for (const auto& [key, value] : c.fields)
    if (!is_utf8(std::string_view(key)) || has_bad_text(value))
      return Error("field.not_utf8", is_utf8(std::string_view(key)) ? std::string(key) : "fields");
  const auto too_long = [](const char* field, const std::string& s, std::size_t max) -> Result<void> {
    if (code_points(s) > max) return Error("field.too_long", field, {{"limit", std::to_string(max)}});
    return {};
  };
  GUATU_TRY_VOID(too_long("reason", c.reason, limits::kMaxReasonChars));
  GUATU_TRY_VOID(too_long("name", c.name, limits::kMaxTitleChars));
  for (const auto* s : {&c.playbook, &c.move, &c.clock})
    if (s->size() > limits::kMaxIdChars) return Error("text.id", "move", {{"got", s->substr(0, 80)}});
  if (!c.agrees.empty() && c.agrees != "yes" && c.agrees != "no") return Error("command.agrees", "agrees");
  return {};
}

}  // namespace guatu::kernel
