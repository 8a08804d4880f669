// A builder of small playbooks for the tests of the proof, and how they write down what they expect. Tests
// only.
#pragma once

#include <algorithm>
#include <iterator>
#include <sstream>

#include "guatu/kernel/playbook/proof.h"

namespace guatu::kernel::proof_book {

using Kind = RoleSource::Kind;
using Tests = Guard::Test;

inline std::vector<std::string> words(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

/// Builds playbooks in a few words. Starts with found → rectifying → rechecking → struck_off, which is sound.
struct Book {
  Playbook p;

  Book() {
    p.id = "hazard";
    p.file = "hazard.yaml";
    role("owner", {{Kind::kUnitPost, "", "safety"}, {Kind::kUnitHead, "", ""}});
    role("inspector", {{Kind::kUnitPost, "", "inspector"}, {Kind::kAboveHead, "", ""}});
    role("head", {{Kind::kUnitHead, "", ""}});
    role("lead", {{Kind::kAboveHead, "", ""}});
    role("opener", {{Kind::kOpener, "", ""}});
    state("found", "head", 1, LimitUnit::kWorkingDay);
    state("rectifying", "owner", 15);
    state("rechecking", "inspector", 3, LimitUnit::kWorkingDay);
    end("struck_off", Final::kDone);
    move("assign", "found", "rectifying", "head");
    move("submit", "rectifying", "rechecking", "owner");
    move("accept", "rechecking", "struck_off", "inspector").verifies = "submit";
    move("refuse", "rechecking", "rectifying", "inspector").at_most = 3;
    p.late = {{{-1, LimitUnit::kWorkingDay}, {"owner"}, "", "", {}},
              {{0, LimitUnit::kDay}, {"lead"}, "yellow", "", {}},
              {{5, LimitUnit::kWorkingDay}, {}, "red", "lead", {}}};
  }

  void role(const std::string& id, std::vector<RoleSource> sources) {
    p.roles.push_back({id, {}, sources, {}});
  }
  Field& field(const std::string& id, FieldType type, const std::string& options = "") {
    Field f;
    f.id = id;
    f.type = type;
    for (const auto& o : words(options)) f.options.push_back({o, {}, {}});
    p.fields.push_back(f);
    return p.fields.back();
  }
  void limit(State& s, std::int64_t amount, LimitUnit unit) {
    LimitRule r;
    r.limit.amount = amount, r.limit.unit = unit;
    s.limit = LimitSet{s.id, {}, {r}, {}, {}, {}, {}};
  }
  State& state(const std::string& id, const std::string& held_by, std::int64_t amount,
               LimitUnit unit = LimitUnit::kDay) {
    State s;
    s.id = id, s.held_by = held_by;
    limit(s, amount, unit);
    p.states.push_back(s);
    return p.states.back();
  }
  void end(const std::string& id, Final kind) {
    State s;
    s.id = id, s.final = kind;
    p.states.push_back(s);
  }
  Move& move(const std::string& id, const std::string& from, const std::string& to, const std::string& by) {
    Move m;
    m.id = id, m.from = words(from), m.to = to, m.by = words(by);
    p.moves.push_back(m);
    return p.moves.back();
  }
  State& at(const std::string& id) { return const_cast<State&>(*p.state(id)); }
  Move& by(const std::string& id) { return const_cast<Move&>(*p.move(id)); }
  Role& who(const std::string& id) { return const_cast<Role&>(*p.role(id)); }
  void drop(const std::string& id) {
    std::erase_if(p.moves, [&](const Move& m) { return m.id == id; });
  }
};

inline Guard is(const std::string& field, const std::string& word) {
  return {field, Tests::kIs, {word}, 0};
}
inline Guard is_set(const std::string& field) {
  return {field, Tests::kIsSet, {}, 0};
}

inline Proof proof_of(const Book& b) {
  return prove(b.p, WorkCalendar());
}

/// `key thing: path`, one a breach.
inline std::vector<std::string> breaches(const Book& b) {
  std::vector<std::string> out;
  for (const auto& x : proof_of(b).breaches) {
    out.push_back(x.error.key.substr(4) + " " + x.error.field);
    if (!x.path.empty()) out.back() += ": " + join(x.path, " ");
  }
  return out;
}
using Expected = std::vector<std::string>;

}  // namespace guatu::kernel::proof_book
