// See playbook_words.h.
#include "guatu/kernel/views/playbook_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "guatu/kernel/deadline/deadline.h"
#include "guatu/kernel/playbook/guard.h"

namespace guatu::kernel {

namespace {

const char* in(Lang lang, const char* zh, const char* en) {
  return lang == Lang::kZh ? zh : en;
}

/// The title of a field; fields of other playbooks are not known here and stay ids.
std::string field_title(const std::string& id, const Playbook& p, Lang lang) {
  const auto* f = p.field(id);
  return f == nullptr || f->title.in(lang).empty() ? id : f->title.in(lang);
}

std::string source_words(const RoleSource& r, const Playbook& p, Lang lang) {
  switch (r.kind) {
    case RoleSource::Kind::kUnitHead:
      return in(lang, "单位负责人", "head of the unit");
    case RoleSource::Kind::kUnitPost:
      return in(lang, "单位岗位 ", "post in the unit: ") + r.post;
    case RoleSource::Kind::kAboveHead:
      return in(lang, "上级单位负责人", "head of the unit above");
    case RoleSource::Kind::kFieldPerson:
      return in(lang, "所填的", "person in ") + field_title(r.field, p, lang);
    case RoleSource::Kind::kFieldUnit:
      return fmt::format("{}{} · {}", in(lang, "所填单位：", "unit in "), field_title(r.field, p, lang),
                         r.post);
    case RoleSource::Kind::kAbout:
      return in(lang, "所属事项的 ", "of the matter it is about: ") + r.field;
    case RoleSource::Kind::kOpener:
      return in(lang, "立项人", "who opened it");
    case RoleSource::Kind::kParentHolder:
      return in(lang, "上级事项经办人", "holder of the parent");
    case RoleSource::Kind::kAnyone:
      return in(lang, "任何人", "anyone");
  }
  return {};
}

}  // namespace

std::string role_words(const Role& role, const Playbook& playbook, Lang lang) {
  std::vector<std::string> sources;
  for (const auto& x : role.sources) sources.push_back(source_words(x, playbook, lang));
  return join(sources, in(lang, "；否则 ", "; else "));
}

std::string role_titles(const std::vector<std::string>& ids, const Playbook& playbook, Lang lang) {
  std::vector<std::string> out;
  for (const auto& id : ids) {
    const auto* r = playbook.role(id);
    out.push_back(r == nullptr || r->title.in(lang).empty() ? id : r->title.in(lang));
  }
  return join(out, in(lang, "、", ", "));
}

std::string limit_words(const LimitSet& limit, const Playbook& playbook, Lang lang) {
  std::vector<std::string> out;
  for (const auto& r : limit.rules) {
    std::string text = r.until_field.empty() ? amount_text(r.limit.amount, r.limit.unit, lang)
                                             : std::string(in(lang, "到", "until ")) +
                                                   field_title(r.until_field, playbook, lang);
    if (!r.when.empty()) text += in(lang, "，当 ", " when ") + to_text(r.when, playbook, lang);
    if (!r.limit.basis.empty()) text += in(lang, "（", " (") + r.limit.basis + in(lang, "）", ")");
    out.push_back(std::move(text));
  }
  return join(out, in(lang, "；", "; "));
}

bool is_confirmed(const LimitSet& limit) {
  return std::all_of(limit.rules.begin(), limit.rules.end(), [](const auto& r) { return r.limit.confirmed; });
}

std::vector<RungWords> ladder_words(const Ladder& ladder, const Playbook& playbook, Lang lang) {
  std::vector<RungWords> out;
  for (const auto& r : ladder) {
    const auto amount = r.offset.amount < 0 ? -r.offset.amount : r.offset.amount;
    std::string at = in(lang, "到期时", "at the limit");
    if (amount != 0)
      at = fmt::format("{}{}",
                       r.offset.amount < 0 ? in(lang, "到期前 ", "before: ") : in(lang, "到期后 ", "after: "),
                       amount_text(amount, r.offset.unit, lang));
    std::vector<std::string> acts;
    if (!r.tell.empty()) acts.push_back(in(lang, "告知 ", "tell ") + role_titles(r.tell, playbook, lang));
    if (r.mark == "yellow") acts.emplace_back(in(lang, "亮黄灯", "yellow light"));
    if (r.mark == "red") acts.emplace_back(in(lang, "亮红灯", "red light"));
    if (!r.hand_to.empty())
      acts.push_back(in(lang, "移交 ", "hand to ") + role_titles({r.hand_to}, playbook, lang));
    out.push_back({std::move(at), join(acts, in(lang, "；", "; "))});
  }
  return out;
}

}  // namespace guatu::kernel
