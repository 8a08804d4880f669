// What personal fields may be used for. Their values are sealed in the ledger, so that nothing which decides
// can read them: a rule may ask whether one is set, and no more. See docs/adr/0011-personal-data.md.
#include <algorithm>

#include "guatu/base/limits.h"
#include "guatu/kernel/playbook/reader_parts.h"

namespace guatu::kernel::detail {

namespace {

bool is_for_files(const Field& f) {
  return f.type == FieldType::kFiles || (!f.item.empty() && f.item.front().type == FieldType::kFiles);
}

}  // namespace

void Reading::personal(bool checks) {
  const auto before = problems.size();
  // Each is run: all problems come at once.
  const bool parts[] = {personal_title(), personal_subject(), personal_types(), personal_uses()};
  book.seals = std::all_of(std::begin(parts), std::end(parts), [](bool is_fine) { return is_fine; });
  if (!checks) problems.resize(before);
}

bool Reading::personal_title() {
  for (const auto& e : entries(root_, "fields")) {
    if (e.key != "title" || !flag(e.value, "personal", false)) continue;
    report("playbook.personal_title", *e.value.entry("personal"));
    return false;
  }
  return true;
}

bool Reading::personal_subject() {
  const auto* node = root_.find("subject");
  if (node == nullptr || !node->is_scalar()) return true;
  const auto* f = field_of(*node);
  if (f == nullptr) return untyped_.contains(node->scalar);
  if (f->type != FieldType::kText && f->type != FieldType::kPerson) {
    report("playbook.subject_type", *node, {{"name", f->id}, {"type", text_of(f->type)}});
    return false;
  }
  if (f->id == "title") {
    report("playbook.subject_type", *node, {{"name", f->id}, {"type", "title"}});
    return false;
  }
  book.subject = f->id;
  return true;
}

bool Reading::personal_types() {
  bool is_fine = true;
  for (const auto& e : entries(root_, "fields")) {
    const auto* f = book.field(e.key);
    if (f == nullptr || !f->personal || !is_for_files(*f)) continue;
    report("playbook.personal_files", e, {{"name", e.key}});
    is_fine = false;
  }
  return is_fine;
}

bool Reading::personal_use(const std::string& field, const Place& at, const std::string& where) {
  const auto* f = book.field(field);
  if (f == nullptr || !f->personal || f->id == "title") return true;
  if (problems.size() < 2 * limits::kMaxProblems)
    problems.emplace_back("playbook.personal_read", where, Args{{"name", field}, {"where", where}}, at);
  return false;
}

bool Reading::personal_guards(const Guards& guards, const Place& at, const std::string& where) {
  bool is_fine = true;
  for (const auto& g : guards)
    if (g.test != Guard::Test::kIsSet && g.test != Guard::Test::kIsUnset)
      is_fine = personal_use(g.field, at, where) && is_fine;
  return is_fine;
}

bool Reading::personal_uses() {
  bool is_fine = true;
  const auto take = [&is_fine](bool ok) { is_fine = ok && is_fine; };
  const auto limit = [&](const LimitSet& set) {
    for (const auto& rule : set.rules) {
      take(personal_guards(rule.when, rule.place, "/limits/" + set.id));
      take(personal_use(rule.until_field, rule.place, "/limits/" + set.id));
      take(personal_use(rule.from_field, rule.place, "/limits/" + set.id));
    }
  };
  for (const auto& f : book.fields) {
    take(personal_guards(f.required_when, f.place, "/fields/" + f.id));
    if (f.computed) take(personal_use(f.id, f.place, "/fields/" + f.id));
  }
  for (const auto& role : book.roles)
    for (const auto& source : role.sources)
      if (source.kind == RoleSource::Kind::kFieldPerson || source.kind == RoleSource::Kind::kFieldUnit)
        take(personal_use(source.field, role.place, "/roles/" + role.id));
  for (const auto& state : book.states)
    if (state.limit) limit(*state.limit);
  for (const auto& set : book.limits) limit(set);
  for (const auto& move : book.moves) take(personal_guards(move.when, move.place, "/moves/" + move.id));
  for (const auto& score : book.scores) {
    take(personal_guards(score.when, score.place, "/scores/" + score.sets));
    for (const auto& input : score.inputs) take(personal_use(input, score.place, "/scores/" + score.sets));
  }
  return is_fine;
}

}  // namespace guatu::kernel::detail
