#include "guatu/paper/offer.h"

#include <algorithm>
#include <functional>
#include <map>
#include <string_view>

#include "guatu/kernel/playbook/schema.h"
#include "guatu/paper/bulletin.h"

namespace guatu::paper {

namespace {

Error unknown(const char* key, const Template& t, const std::string& got,
              const std::vector<std::string>& known) {
  return Error(key, "", {{"got", got.substr(0, 60)}, {"instead", kernel::instead_of(got, known)}}, t.place);
}

void check_states(const Template& t, const kernel::Playbook& p, Problems& problems) {
  for (const auto& s : t.states) {
    // A paper of several playbooks names states of each.
    if (t.subjects.size() > 1 || p.state(s) != nullptr) continue;
    std::vector<std::string> known;
    for (const auto& state : p.states) known.push_back(state.id);
    problems.push_back(unknown("paper.unknown_state", t, s, known));
  }
}

}  // namespace

Problems check_subjects(const Template& t, const FindPlaybook& find) {
  Problems out;
  const auto add = [&out](Problems more) { out.insert(out.end(), more.begin(), more.end()); };
  for (const auto& subject : t.subjects) {
    if (subject == "any") {
      add(check_template(t, any_vocabulary(), subject));
      continue;
    }
    if (subject == "dispatch") {
      add(check_template(t, dispatch_vocabulary(), subject));
      continue;
    }
    const auto* p = find(subject);
    if (p == nullptr) {
      out.push_back(unknown("paper.unknown_subject", t, subject, {kSubjects[0].data(), kSubjects[1].data()}));
      continue;
    }
    auto words = matter_vocabulary(*p, find);
    if (is_bulletin(*p)) add_bulletin_words(words);
    add(check_template(t, words, subject));
    check_states(t, *p, out);
  }
  return out;
}

bool is_offered(const Template& t, const kernel::Matter& matter) {
  if (!t.is_for("any") && !t.is_for(matter.playbook)) return false;
  return t.states.empty() || std::find(t.states.begin(), t.states.end(), matter.state) != t.states.end();
}

Titles word_title(const std::string& word, const kernel::Playbook& playbook) {
  static const std::map<std::string, Titles, std::less<>> kOwn{
      {"supervisor", {"督办人", "supervisor"}},
      {"supervised_on", {"督办日期", "supervised since"}},
      {"reason", {"理由", "reason"}},
      {"closed_on", {"办结日期", "closed on"}},
      {"bulletin.size", {"定稿位置（先定稿）", "a frozen bulletin (freeze it first)"}},
      {"bulletin.changed", {"定稿后有更正的数字", "a figure that was corrected after the freeze"}}};
  constexpr std::string_view kField = "field.";
  if (word.starts_with(kField))
    if (const auto* f = playbook.field(word.substr(kField.size())); f != nullptr) return f->title;
  const auto own = kOwn.find(word);
  return own == kOwn.end() ? Titles{word, word} : own->second;
}

Vocabulary dispatch_vocabulary() {
  Vocabulary out;
  out.texts = {"unit", "top_unit", "from", "to", "today", "year", "week"};
  const std::set<std::string> row{"index", "number", "title",  "playbook",
                                  "state", "holder", "due_on", "became"};
  for (const char* list : {"decided_before", "promised", "done", "stuck", "next", "decided"})
    out.lists[list] = row;
  out.lists["reports"] = {"index", "number", "title", "holder", "state", "promised", "done", "stuck", "next"};
  return out;
}

}  // namespace guatu::paper
