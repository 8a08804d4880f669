#include "guatu/paper/offer.h"

#include <algorithm>

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
