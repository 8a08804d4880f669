// Reads what stands at the top of a playbook: names, number, what it belongs to, who may open it, what is
// public.
#include <algorithm>

#include "guatu/kernel/playbook/reader_parts.h"

namespace guatu::kernel::detail {

void Reading::head() {
  book.id = text(root_, "playbook");
  book.version = number(root_, "version", 1);
  book.title = titles(root_, "title", book.id);
  book.description = titles(root_, "description", "");
  book.row = text(root_, "row");
  book.number.pattern = text(root_, "number");
  if (book.number.pattern.empty()) {
    for (const char c : book.id)
      book.number.pattern += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    book.number.pattern += "-{year}-{seq:4}";
  }
  about_and_parents();
}

void Reading::about_and_parents() {
  if (const auto* about = root_.find("about"); about != nullptr) {
    const auto* name = about->is_map() ? about->find("playbook") : about;
    book.about = name != nullptr && name->is_scalar() ? name->scalar : "";
    book.about_required = flag(*about, "required", true);
    // These words begin other sources of roles.
    if (book.about == "unit" || book.about == "above" || book.about == "field" || book.about == "parent")
      report("playbook.about_word", *name, {{"name", book.about}});
    if (book.about_required && !book.about.empty() && book.about == book.id)
      report("playbook.needs_itself", *name, {{"name", book.about}});
  }
  if (const auto* parent = root_.find("parent"); parent != nullptr) {
    const auto* of = parent->is_map() ? parent->find("of") : parent;
    for (const auto* s : scalars(of)) book.parents.push_back(s->scalar);
    book.parent_required = flag(*parent, "required", false);
    if (book.parent_required && book.parents.size() == 1 && book.parents.front() == book.id)
      report("playbook.needs_itself", *of, {{"name", book.id}});
  }
  for (const auto* s : scalars(root_.find("children"))) book.children.push_back(s->scalar);
}

void Reading::standing() {
  book.standing = flag(root_, "standing", false);
  const auto* standing = root_.entry("standing");
  const auto* review = root_.entry("review");
  if (book.standing && review == nullptr)
    report("playbook.review_missing", *standing,
           {{"example", move_ids_.empty() ? "review" : move_ids_.front()}});
  if (!book.standing && review != nullptr && (standing == nullptr || standing->value.is_scalar()))
    report("playbook.review_unasked", *review);
  book.review = id(root_, "review", move_ids_, "playbook.unknown_move");
  book.opens = role_ids(root_, "open");
}

void Reading::is_public() {
  auto known = field_ids_;
  known.insert(known.end(), {"number", "state", "due_at"});
  for (const auto* s : scalars(root_.find("public"))) {
    if (std::find(known.begin(), known.end(), s->scalar) == known.end()) {
      report_unknown("playbook.unknown_field", *s, known);
      continue;
    }
    const auto* f = book.field(s->scalar);
    if (f != nullptr && f->personal) report("playbook.public_personal", *s, {{"name", s->scalar}});
    if (f != nullptr && !f->seen_by.empty()) report("playbook.public_seen_by", *s, {{"name", s->scalar}});
    book.is_public.push_back(s->scalar);
  }
}

void Reading::recuses() {
  for (const auto* s : scalars(root_.find("recuses"))) {
    const auto* f = field_of(*s);
    if (f == nullptr) continue;
    if (f->type != FieldType::kPerson || f->personal)
      report("playbook.recuses_type", *s, {{"name", f->id}, {"type", text_of(f->type)}});
    else
      book.recuses.push_back(f->id);
  }
}

}  // namespace guatu::kernel::detail
