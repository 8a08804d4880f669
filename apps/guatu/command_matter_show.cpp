// matter show: one matter whole, with its clocks, people, children, evidence and the moves that are possible.
#include <fmt/format.h>

#include <algorithm>

#include "guatu/base/limits.h"
#include "guatu/brief.h"
#include "guatu/kernel/deadline/deadline.h"
#include "guatu/kernel/ledger/decide.h"
#include "guatu/kernel/ledger/fields.h"
#include "guatu/kernel/ledger/projection.h"
#include "guatu/kernel/people/roles.h"
#include "guatu/matter_text.h"
#include "guatu/personal_view.h"

namespace guatu::app {

namespace {

/// A move that could come next, and who could make it.
struct Possible {
  const kernel::Move* move = nullptr;
  std::vector<PersonId> who;  ///< empty: whoever was granted the role
};

class Shower {
 public:
  Shower(Session& s, const View& v, const kernel::Matter& m, const kernel::Playbook& p,
         const PersonalView& personal)
      : s_(s), v_(v), m_(m), p_(p), personal_(personal) {
    neighbour(m.parent, parent_);
    neighbour(m.about, about_);
  }

  Result<void> run() {
    GUATU_TRY_VOID(find_children());
    find_moves();
    s_.json ? json() : text();
    return {};
  }

 private:
  const char* in(const char* zh, const char* en) const { return s_.lang == Lang::kZh ? zh : en; }
  std::string name(const PersonId& p) const { return v_.world->people().name(p); }

  void neighbour(MatterId id, std::optional<kernel::Matter>& out) {
    if (!id) return;
    auto m = kernel::matter_as_of(*v_.reader, id, v_.as_of);
    if (m.has_value()) out = std::move(*m);
  }

  Result<void> find_children() {
    kernel::MatterQuery q;
    q.as_of = v_.as_of;
    q.parent = m_.id;
    q.sort = kernel::MatterQuery::Sort::kNumber;
    q.limit = limits::kMaxPageRows;
    GUATU_TRY(page, v_.reader->list(q));
    children_ = std::move(page.items);
    return {};
  }

  /// With --by: what this person could do. Else every move out of the state, with whom its roles mean.
  void find_moves() {
    if (s_.args.has("--by")) {
      const kernel::Context x{
          v_.now,
          Position{v_.reader->last_position().value + 1},
          v_.world->people(),
          v_.world->calendar(),
          &p_,
          1,
          [this](MatterId id) {
            auto m = kernel::matter_as_of(*v_.reader, id, v_.as_of);
            return m.has_value() ? *m : std::nullopt;
          },
          {},
          {},
          [this](const kernel::Matter& m) { return v_.world->playbook(m.playbook, m.version); }};
      const PersonId by{s_.args.text("--by")};
      for (const auto* move : kernel::possible_moves(m_, by, x)) moves_.push_back({move, {by}});
      return;
    }
    if (!m_.is_open() || m_.is_parked) return;
    const kernel::RoleView roles{m_, p_, v_.world->people(), parent_ ? &*parent_ : nullptr,
                                 about_ ? &*about_ : nullptr};
    for (const auto& move : p_.moves) {
      if (std::find(move.from.begin(), move.from.end(), m_.state) == move.from.end()) continue;
      const auto made = m_.doings.find(move.id);
      if (move.at_most > 0 && made != m_.doings.end() && made->second.count >= move.at_most) continue;
      const auto checked = m_.doings.find(move.verifies);
      const bool is_fresh = checked != m_.doings.end() && checked->second.is_fresh;
      if (!move.verifies.empty() && !is_fresh) continue;
      moves_.push_back({&move, who_may(move, roles, is_fresh ? checked->second.by : PersonId{})});
    }
  }

  std::vector<PersonId> who_may(const kernel::Move& move, const kernel::RoleView& roles,
                                const PersonId& not_this) const {
    std::vector<PersonId> out;
    const auto add = [&](const PersonId& p) {
      if (p && p != not_this && std::find(out.begin(), out.end(), p) == out.end()) out.push_back(p);
    };
    for (const auto& id : move.by) {
      const auto* state = p_.state(m_.state);
      if (state != nullptr && state->held_by == id) add(m_.holder);
      const auto* role = p_.role(id);
      if (role == nullptr) continue;
      for (const auto& source : role->sources)
        for (const auto& p : kernel::candidates(source, roles)) add(p);
    }
    return out;
  }

  std::string roles_text(const std::vector<std::string>& roles) const {
    std::vector<std::string> out;
    for (const auto& id : roles) {
      const auto* r = p_.role(id);
      out.push_back(r == nullptr || r->title.in(s_.lang).empty() ? id : r->title.in(s_.lang));
    }
    return join(out, in("、", ", "));
  }

  std::string neighbour_text(const std::optional<kernel::Matter>& m) const {
    return m->number + "  " + m->title();
  }

  void heading(const char* zh, const char* en) {
    s_.io.out << '\n' << paint(s_.io, in(zh, en), kBold) << '\n';
  }
  void line(const char* zh, const char* en, const std::string& text) {
    if (!text.empty()) print_pair(s_.io, in(zh, en), text);
  }

  void head() {
    const auto light = kernel::light(m_, v_.now);
    s_.io.out << paint(s_.io, m_.number, kBold) << "  "
              << paint(s_.io, light_text(light, s_.lang), light_colour(light))
              << (light == kernel::Light::kNone ? "" : "  ") << m_.title() << '\n';
    line("规程", "playbook", fmt::format("{} ({} v{})", p_.title.in(s_.lang), p_.id, p_.version));
    line("单位", "unit", unit_name(*v_.world, m_.unit, s_.lang));
    auto state = state_title(*v_.world, m_.playbook, m_.version, m_.state, s_.lang);
    if (!m_.outcome.empty()) state += " (" + outcome_text(m_.outcome, s_.lang) + ")";
    if (m_.is_parked) state += in("（挂账）", " (parked)");
    line("状态", "state", state + in("，自 ", ", since ") + minute_text(m_.moved_at));
    if (m_.is_open()) line("经办", "holder", name(m_.holder));
    line("立项", "opened", minute_text(m_.opened_at) + "  " + name(m_.opener));
    line("结束", "closed", minute_text(m_.closed_at));
    if (parent_) line("上级", "parent", neighbour_text(parent_));
    if (about_) line("关于", "about", neighbour_text(about_));
  }

  void fields() {
    heading("字段", "Fields");
    for (const auto& f : p_.fields)
      if (const auto* v = m_.fields.if_contains(f.id); v != nullptr && f.type != kernel::FieldType::kFiles)
        print_pair(s_.io, f.title.in(s_.lang), personal_.text(m_, f, *v), 20);
  }

  void clocks() {
    if (m_.clocks.empty()) return;
    heading("时钟", "Clocks");
    Table t;
    t.column(in("时钟", "clock"));
    t.column(in("期限", "limit"));
    t.column(in("起算", "started"));
    t.column(in("到期", "due"));
    t.column(in("剩余", "left"));
    for (const auto& c : m_.clocks) {
      const auto& l = c.span.limit;
      std::string left = remaining_text(v_.now, c.due_at, v_.world->calendar(), s_.lang);
      if (c.is_ended())
        left = in("已结束 ", "ended ") + minute_text(c.ended_at);
      else if (c.is_stopped())
        left = in("中止中", "stands still");
      const bool is_late = c.is_running() && c.due_at < v_.now;
      t.row({clock_title(&p_, c.id, s_.lang) + " (" + c.id + ")",
             l.amount > 0 ? kernel::amount_text(l.amount, l.unit, s_.lang) : "–",
             minute_text(c.span.started_at),
             due_text(c.due_at),
             {left, is_late ? kRed : ""}});
    }
    t.print(s_.io);
  }

  void people() {
    heading("人员", "People");
    line("督办", "supervisor", name(m_.supervisor));
    for (const auto& h : m_.helps)
      line("协办", "helps",
           name(h.person) + (h.is_given ? in("（已办）", " (given)") : in("（待办）", " (asked)")));
    for (const auto& c : m_.cosigns)
      line("会签", "co-signs", name(c.person) + " " + (c.answer.empty() ? in("待签", "waiting") : c.answer));
    for (const auto& x : m_.asked)
      line("申请延期", "asks for", fmt::format("{} +{}  {}  {}", x.clock, x.amount, name(x.by), x.reason));
    line("抄送", "copies", names_text(*v_.world, m_.copies, s_.lang));
    line("回避", "recused", names_text(*v_.world, m_.recused, s_.lang));
    line("经手", "held before", names_text(*v_.world, m_.trail, s_.lang));
    line("次数", "counted",
         fmt::format(fmt::runtime(in("退回 {}，催办 {}，挂账 {}，重开 {}",
                                     "returned {}, urged {}, parked {}, reopened {}")),
                     m_.returns, m_.urges, m_.parkings, m_.reopenings));
  }

  void relatives() {
    if (!children_.empty()) heading("下级事项", "Children");
    for (const auto& c : children_) {
      const auto light = kernel::light(c, v_.now);
      s_.io.out << "  " << c.number << "  " << paint(s_.io, light_text(light, s_.lang), light_colour(light))
                << "  " << state_title(*v_.world, c.playbook, 0, c.state, s_.lang) << "  " << c.title << '\n';
    }
    if (!m_.links.empty()) heading("关联", "Links");
    for (const auto& l : m_.links) {
      std::optional<kernel::Matter> other;
      neighbour(l.other, other);
      s_.io.out << "  " << l.kind << "  " << (other ? neighbour_text(other) : std::to_string(l.other.value))
                << '\n';
    }
    bool is_first = true;
    for (const auto& f : p_.fields) {
      const auto* v = f.type == kernel::FieldType::kFiles ? m_.fields.if_contains(f.id) : nullptr;
      if (v == nullptr || !v->is_array()) continue;
      if (std::exchange(is_first, false)) heading("证据", "Evidence");
      for (const auto& file : v->get_array())
        s_.io.out << fmt::format("  {}  {}  {} B  {}\n", f.title.in(s_.lang), text_in(file, "name"),
                                 json::serialize(file.as_object().at("bytes")),
                                 text_in(file, "sha256").substr(0, 12));
    }
  }

  static std::string text_in(const json::value& v, const char* key) {
    return std::string(v.as_object().at(key).as_string());
  }

  void moves() {
    if (moves_.empty()) return;
    heading("可办的动作", "Possible moves");
    Table t;
    t.column(in("动作", "move"));
    t.column(in("到", "to"));
    t.column(in("须填", "needs"), false, true);
    t.column(in("谁可办", "who"), false, true);
    for (const auto& p : moves_)
      t.row({p.move->title.in(s_.lang) + " (" + p.move->id + ")",
             state_title(*v_.world, p_.id, p_.version, p.move->to, s_.lang), join(p.move->needs, ", "),
             p.who.empty() ? roles_text(p.move->by) : names_text(*v_.world, p.who, s_.lang)});
    t.print(s_.io);
  }

  void text() {
    head();
    fields();
    clocks();
    people();
    relatives();
    moves();
  }

  void json() {
    auto o = matter_json(m_, *v_.world, v_.now);
    o["fields"] = personal_.fields(m_, p_);
    json::object titles;
    for (const auto& f : p_.fields) titles.emplace(f.id, f.title.in(s_.lang));
    o["field_titles"] = std::move(titles);
    o["state_title"] = state_title(*v_.world, m_.playbook, m_.version, m_.state, s_.lang);
    json::array children;
    for (const auto& c : children_) children.push_back(row_json(c, v_.now));
    o["children"] = std::move(children);
    json::array moves;
    for (const auto& p : moves_) {
      json::array who;
      for (const auto& id : p.who) who.push_back(json_text(id.value));
      moves.push_back(json::object{{"move", p.move->id},
                                   {"title", p.move->title.in(s_.lang)},
                                   {"to", p.move->to},
                                   {"by", to_json(p.move->by)},
                                   {"who", std::move(who)},
                                   {"needs", to_json(p.move->needs)},
                                   {"asks", to_json(p.move->asks)}});
    }
    o["moves"] = std::move(moves);
    o["now"] = to_text(v_.now);
    print_json(s_.io.out, o);
  }

  Session& s_;
  const View& v_;
  const kernel::Matter& m_;
  const kernel::Playbook& p_;
  const PersonalView& personal_;
  std::optional<kernel::Matter> parent_;
  std::optional<kernel::Matter> about_;
  std::vector<kernel::MatterRow> children_;
  std::vector<Possible> moves_;
};

Outcome show(Session& s) {
  GUATU_TRY(office, Office::open(s, Access::kRead));
  GUATU_TRY(v, view_of(s, *office));
  GUATU_TRY(m, find_matter(v, s.args.operands.at(0)));
  GUATU_TRY(p, playbook_of(*v.world, m));
  GUATU_TRY_VOID(may_show_personal(s, m, v.world->people()));
  const PersonalView personal(s.lang, *v.world, office->person_keys(), s.args.has("--personal"));
  GUATU_TRY_VOID(Shower(s, v, m, *p, personal).run());
  return {};
}

}  // namespace

std::vector<CommandSpec> matter_show_commands() {
  return {{"matter",
           "show",
           {"一件事项的全部：字段、时钟、人员、下级、证据、可办的动作",
            "one matter whole: fields, clocks, people, children, evidence, possible moves"},
           "NUMBER",
           1,
           1,
           {{"--by", "ID", {"只列此人可办的动作", "only the moves that this person could make"}},
            {"--personal",
             "",
             {"显示个人信息全文（要写 --by，且此人有权看）；默认只显示首字",
              "show personal data in full (needs --by, and the right to); else the first character alone"}},
            {"--as-of", "INSTANT|POSITION", {"按当时所知", "as it was known then"}}},
           {{"matter show YH-2022-0001", {"", ""}},
            {"matter show YH-2022-0001 --as-of 2022-04-01 --json", {"", ""}}},
           &show}};
}

}  // namespace guatu::app
