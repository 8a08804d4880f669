// Reads states and moves.
#include <algorithm>

#include "guatu/kernel/playbook/reader_parts.h"

namespace guatu::kernel::detail {

void Reading::states() {
  for (const auto& e : entries(root_, "states")) {
    State state;
    state.id = e.key;
    state.place = place_of(e);
    state.title = titles(e.value, "title", e.key);
    state.held_by = id(e.value, "held_by", role_ids_, "playbook.unknown_role");
    const auto* final_kind = e.value.find("final");
    const auto* limit = e.value.find("limit");
    if (final_kind != nullptr) {
      from_text(text(e.value, "final"), state.final);
      for (const char* key : {"held_by", "limit", "late"})
        if (const auto* extra = e.value.entry(key); extra != nullptr)
          report("playbook.final_with_more", *extra, {{"name", key}, {"state", e.key}});
      if (book.states.empty()) report("playbook.first_final", e, {{"name", e.key}});
    } else if (limit != nullptr) {
      state.limit = limit_set(e.key, *limit, e);
    } else if (const auto* late = e.value.find("late"); late != nullptr) {
      ladder(*late);  // Only for its problems; the proof says that the limit is missing.
    }
    book.states.push_back(std::move(state));
  }
  if (const auto* map = root_.find("states"); map != nullptr) same_titles(*map);
}

void Reading::moves() {
  for (const auto& e : entries(root_, "moves")) {
    auto m = move(e);
    // Two buttons of one name out of one state, without guards that choose: nobody could tell them apart.
    for (const auto& other : book.moves) {
      const bool meet = std::any_of(m.from.begin(), m.from.end(), [&](const std::string& s) {
        return std::find(other.from.begin(), other.from.end(), s) != other.from.end();
      });
      if (meet && m.title.zh == other.title.zh && !m.title.zh.empty() &&
          (m.when.empty() || other.when.empty()))
        report("playbook.same_title", *e.value.find("title"), {{"name", m.id}, {"title", m.title.zh}});
    }
    book.moves.push_back(std::move(m));
  }
}

Move Reading::move(const YamlNode::Entry& e) {
  Move m;
  m.id = e.key;
  m.place = place_of(e);
  m.title = titles(e.value, "title", e.key);
  move_states(e.value, m);
  m.by = role_ids(e.value, "by");
  move_fields(e.value, m);
  m.verifies = id(e.value, "verifies", move_ids_, "playbook.unknown_move");
  if (m.verifies == m.id) report("playbook.verifies_itself", *e.value.entry("verifies"), {{"name", m.id}});
  m.at_most = number(e.value, "at_most", 0);
  m.when = guards(e.value.find("when"));
  m.keeps_clock = flag(e.value, "keeps_clock", false);
  const auto only = text(e.value, "only");
  m.only = only == "in_time" ? Timing::kInTime : only == "overdue" ? Timing::kOverdue : Timing::kAny;
  const bool stays =
      std::all_of(m.from.begin(), m.from.end(), [&](const std::string& s) { return s == m.to; });
  if (m.keeps_clock && !stays)
    report("playbook.keeps_clock", *e.value.entry("keeps_clock"), {{"name", m.id}, {"to", m.to}});
  return m;
}

void Reading::move_states(const YamlNode& node, Move& m) {
  m.from = state_ids(node, "from");
  m.to = id(node, "to", state_ids_, "playbook.unknown_state");
  refuse_final(node, "from", "playbook.from_final");
}

void Reading::move_fields(const YamlNode& node, Move& m) {
  auto known = field_ids_;
  known.emplace_back("reason");
  m.needs = ids(node, "needs", known, "playbook.unknown_field");
  m.asks = ids(node, "asks", field_ids_, "playbook.unknown_field");
  for (const char* key : {"needs", "asks"}) {
    for (const auto* s : scalars(node.find(key))) {
      const auto* f = book.field(s->scalar);
      if (f != nullptr && f->computed) report("playbook.asks_computed", *s, {{"name", s->scalar}});
    }
  }
  for (const auto* s : scalars(node.find("asks")))
    if (std::find(m.needs.begin(), m.needs.end(), s->scalar) != m.needs.end())
      report("playbook.asked_twice", *s, {{"name", s->scalar}});
}

}  // namespace guatu::kernel::detail
