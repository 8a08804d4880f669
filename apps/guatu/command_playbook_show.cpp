// playbook show: a published playbook in words.
#include <fmt/format.h>

#include "guatu/kernel/playbook/guard.h"
#include "guatu/kernel/views/playbook_words.h"
#include "guatu/matter_text.h"

namespace guatu::app {

namespace {

class Writer {
 public:
  Writer(Session& s, const kernel::Playbook& p) : s_(s), p_(p) {}

  void run() {
    head();
    fields();
    roles();
    states();
    moves();
    ladder();
  }

 private:
  const char* in(const char* zh, const char* en) const { return s_.lang == Lang::kZh ? zh : en; }
  void heading(const char* zh, const char* en) {
    s_.io.out << '\n' << paint(s_.io, in(zh, en), kBold) << '\n';
  }
  void line(const std::string& label, const std::string& text, std::size_t width = 14) {
    if (!text.empty()) print_pair(s_.io, label, text, width);
  }
  static std::string titled(const std::string& title, const std::string& id) {
    return title.empty() || title == id ? id : title + " (" + id + ")";
  }
  std::string role_names(const std::vector<std::string>& ids) const {
    return kernel::role_titles(ids, p_, s_.lang);
  }
  std::string state_name(const std::string& id) const {
    const auto* st = p_.state(id);
    return st == nullptr || st->title.in(s_.lang).empty() ? id : st->title.in(s_.lang);
  }

  void head() {
    s_.io.out << paint(s_.io, p_.title.in(s_.lang), kBold) << fmt::format("  {} v{}\n", p_.id, p_.version);
    line(in("说明", "about it"), p_.description.in(s_.lang));
    line(in("编号", "number"), p_.number.pattern);
    line(in("关于", "about"),
         p_.about.empty() ? "" : p_.about + (p_.about_required ? "" : in("（可无）", " (optional)")));
    line(in("上级", "parent"), join(p_.parents, ", "));
    line(in("下级", "children"), join(p_.children, ", "));
    line(in("谁可立项", "opened by"), role_names(p_.opens));
    if (p_.standing) line(in("长期事项", "standing"), in("复核动作 ", "its review is ") + p_.review);
    line(in("退回至多", "returns"), std::to_string(p_.returns_at_most));
    if (p_.reopening)
      line(in("重开", "reopening"),
           fmt::format(fmt::runtime(in("办结后 {} 天内，至多 {} 次，到 {}",
                                       "within {} days, at most {} times, to {}")),
                       p_.reopening->within_days, p_.reopening->at_most, state_name(p_.reopening->to)));
    if (p_.parking)
      line(in("挂账", "parking"),
           fmt::format(fmt::runtime(in("{} 天内复核，至多 {} 次", "review within {} days, at most {} times")),
                       p_.parking->review_within_days, p_.parking->at_most));
    if (p_.withdrawal) line(in("撤回", "withdrawal"), role_names(p_.withdrawal->by));
  }

  void fields() {
    heading("字段", "Fields");
    for (const auto& f : p_.fields) {
      std::string text = kernel::text_of(f.type);
      if (!f.unit.empty()) text += " " + f.unit;
      if (f.required) text += in("，必填", ", required");
      if (!f.required_when.empty())
        text += in("，必填条件 ", ", required when ") + kernel::to_text(f.required_when, p_, s_.lang);
      if (f.personal) text += in("，个人信息", ", personal");
      if (f.computed) text += in("，自动计算", ", computed");
      std::vector<std::string> options;
      for (const auto& o : f.options) options.push_back(titled(o.title.in(s_.lang), o.id));
      if (!options.empty()) text += ": " + join(options, ", ");
      line(titled(f.title.in(s_.lang), f.id), text, 30);
    }
  }

  void roles() {
    heading("角色", "Roles");
    for (const auto& r : p_.roles)
      line(titled(r.title.in(s_.lang), r.id), kernel::role_words(r, p_, s_.lang), 30);
  }

  void states() {
    heading("状态", "States");
    for (const auto& st : p_.states) {
      std::string text;
      if (st.final != kernel::Final::kNot)
        text = in("终结：", "final: ") + outcome_text(kernel::text_of(st.final), s_.lang);
      else
        text = in("经办 ", "held by ") + role_names({st.held_by});
      if (st.limit) text += in("；期限 ", "; limit ") + kernel::limit_words(*st.limit, p_, s_.lang);
      line(titled(st.title.in(s_.lang), st.id), text, 30);
    }
    for (const auto& l : p_.limits)
      line(titled(l.title.in(s_.lang), l.id), kernel::limit_words(l, p_, s_.lang), 30);
  }

  void moves() {
    heading("动作", "Moves");
    for (const auto& m : p_.moves) {
      std::vector<std::string> from;
      for (const auto& id : m.from) from.push_back(state_name(id));
      std::string text = join(from, "/") + " → " + state_name(m.to) + in("；由 ", "; by ") + role_names(m.by);
      if (!m.needs.empty()) text += in("；须填 ", "; needs ") + join(m.needs, ", ");
      if (!m.verifies.empty()) text += in("；核验 ", "; checks ") + m.verifies;
      if (m.at_most > 0)
        text += fmt::format(fmt::runtime(in("；至多 {} 次", "; at most {} times")), m.at_most);
      if (!m.when.empty()) text += in("；当 ", "; when ") + kernel::to_text(m.when, p_, s_.lang);
      line(titled(m.title.in(s_.lang), m.id), text, 30);
    }
  }

  void ladder() {
    heading("到期以后", "When time runs out");
    for (const auto& r : kernel::ladder_words(p_.late, p_, s_.lang)) line(r.at, r.acts, 30);
  }

  Session& s_;
  const kernel::Playbook& p_;
};

Outcome show(Session& s) {
  GUATU_TRY(office, Office::open(s, Access::kRead));
  GUATU_TRY(v, view_of(s, *office));
  const auto id = s.args.operands.at(0);
  GUATU_TRY(version, s.args.integer("--version", 0, 1, 1'000'000));
  const auto* p = v.world->playbook(id, static_cast<int>(version));
  if (p == nullptr) {
    std::vector<std::string> ids;
    for (const auto* x : v.world->playbooks()) ids.push_back(x->id);
    return Error("playbook.unknown", "", {{"got", id.substr(0, 60)}, {"hint", nearest(id, ids)}});
  }
  if (s.args.has("--yaml") || s.json) {
    GUATU_TRY(text, v.world->playbook_text(id, static_cast<int>(version)));
    if (s.json)
      print_json(
          s.io.out,
          json::object{{"playbook", p->id}, {"version", p->version}, {"digest", p->digest}, {"yaml", text}});
    else
      s.io.out << text;
    return {};
  }
  Writer(s, *p).run();
  return {};
}

}  // namespace

std::vector<CommandSpec> playbook_show_commands() {
  return {{"playbook",
           "show",
           {"一个规程的内容，用话说出来", "a playbook in words"},
           "ID",
           1,
           1,
           {{"--version", "N", {"哪一版，默认最新", "which version, the newest unless said"}},
            {"--yaml", "", {"发布时的原文", "the text as it was published"}},
            {"--as-of", "INSTANT|POSITION", {"按当时的样子", "as it stood then"}}},
           {{"playbook show hazard", {"", ""}}},
           &show}};
}

}  // namespace guatu::app
