// Reads roles and their sources.
#include <algorithm>

#include "guatu/kernel/playbook/reader_parts.h"

namespace guatu::kernel::detail {

namespace {

std::vector<std::string> split(const std::string& s) {
  std::vector<std::string> parts(1);
  for (const char c : s) {
    if (c == '.')
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

}  // namespace

void Reading::roles() {
  for (const auto& e : entries(root_, "roles")) {
    Role role;
    role.id = e.key;
    role.place = place_of(e);
    role.title = titles(e.value, "title", e.key);
    const auto* of = e.value.is_map() ? e.value.find("of") : &e.value;
    const auto sources = scalars(of);
    for (const auto* s : sources) role.sources.push_back(source(*s));
    const bool anyone = std::any_of(role.sources.begin(), role.sources.end(),
                                    [](const RoleSource& s) { return s.kind == RoleSource::Kind::kAnyone; });
    if (anyone) anyone_roles_.insert(role.id);
    if (anyone && role.sources.size() > 1) report("playbook.anyone_mixed", e, {{"name", role.id}});
    book.roles.push_back(std::move(role));
  }
}

RoleSource Reading::source(const YamlNode& node) {
  using Kind = RoleSource::Kind;
  RoleSource out;
  const auto& s = node.scalar;
  const auto parts = split(s);
  if (s == "unit.head") return out;
  if (s == "opener") {
    out.kind = Kind::kOpener;
  } else if (s == "anyone") {
    out.kind = Kind::kAnyone;
  } else if (s == "above.head") {
    out.kind = Kind::kAboveHead;
  } else if (s == "parent.holder") {
    out.kind = Kind::kParentHolder;
    if (root_.find("parent") == nullptr) report("playbook.source_parent", node, {{"name", s}});
  } else if (parts.size() == 2 && parts[0] == "unit") {
    out.kind = Kind::kUnitPost;
    out.post = parts[1];
  } else if (parts.size() > 1 && parts[0] == "field") {
    source_of_field(node, parts, out);
  } else if (parts.size() == 2 && parts[0] != "above" && parts[0] != "parent") {
    out.kind = Kind::kAbout;
    out.field = parts[1];
    if (root_.find("about") == nullptr)
      report("playbook.source_about_none", node, {{"name", s}, {"about", parts[0]}});
    else if (parts[0] != book.about && !book.about.empty())
      report("playbook.source_about", node, {{"name", s}, {"instead", book.about + "." + parts[1]}});
  } else if (parts.size() <= 3 &&
             std::none_of(parts.begin(), parts.end(), [](const auto& p) { return p.empty(); })) {
    report("playbook.role_source", node, {{"name", s}, {"example", "unit.head"}});
  }
  return out;
}

void Reading::source_of_field(const YamlNode& node, const std::vector<std::string>& parts, RoleSource& out) {
  const bool of_unit = parts.size() == 3;
  out.kind = of_unit ? RoleSource::Kind::kFieldUnit : RoleSource::Kind::kFieldPerson;
  out.field = parts[1];
  if (of_unit) out.post = parts[2];
  if (book.field(out.field) == nullptr) {
    std::vector<std::string> known;
    for (const auto& f : book.fields)
      if (f.type == FieldType::kUnit || f.type == FieldType::kPerson)
        known.push_back("field." + f.id + (f.type == FieldType::kUnit ? ".head" : ""));
    return report_unknown("playbook.unknown_field", node, known);
  }
  const auto* f = typed_field(out.field);
  const auto wanted = of_unit ? FieldType::kUnit : FieldType::kPerson;
  if (f != nullptr && f->type != wanted)
    report(
        "playbook.source_type", node,
        {{"name", node.scalar}, {"field", f->id}, {"type", text_of(f->type)}, {"instead", text_of(wanted)}});
}

void Reading::refuse_anyone(const YamlNode& node, std::string_view key,
                            const std::vector<std::string>& found) {
  for (const auto& role : found)
    if (anyone_roles_.contains(role))
      report("playbook.anyone_holds", *node.entry(key), {{"name", role}, {"key", std::string(key)}});
}

}  // namespace guatu::kernel::detail
