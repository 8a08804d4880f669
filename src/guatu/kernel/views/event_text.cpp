// Events in words, one line each: what history and dry runs show. Titles come from the matter's playbook.
#include <fmt/format.h>

#include "guatu/kernel/deadline/deadline.h"
#include "guatu/kernel/ledger/fields.h"
#include "guatu/kernel/ledger/personal.h"
#include "guatu/kernel/views/matter_view.h"

namespace guatu::kernel {

namespace {

/// Type and its words.
struct TypeRow {
  std::string_view type;
  const char* zh;
  const char* en;
};
constexpr TypeRow kTypes[] = {
    {"ledger.created", "建账", "ledger created"},
    {"calendar.published", "发布日历", "calendar published"},
    {"rules.published", "发布期间规则", "counting rules published"},
    {"playbook.published", "发布规程", "playbook published"},
    {"sweep.advanced", "巡检", "swept"},
    {"unit.added", "增设单位", "unit added"},
    {"unit.merged", "单位并入", "unit merged"},
    {"person.added", "增加人员", "person added"},
    {"person.left", "人员离任", "person left"},
    {"post.given", "任职", "post given"},
    {"post.taken", "免职", "post taken"},
    {"grant.given", "授权", "granted"},
    {"grant.taken", "收回授权", "revoked"},
    {"matter.opened", "立项", "opened"},
    {"matter.moved", "办理", "moved"},
    {"matter.amended", "更正", "amended"},
    {"matter.assigned", "分派", "assigned"},
    {"matter.transferred", "转办", "transferred"},
    {"matter.returned", "退回", "returned"},
    {"matter.help_asked", "请求协办", "help asked"},
    {"matter.help_given", "已协办", "help given"},
    {"matter.cosign_asked", "请求会签", "co-signature asked"},
    {"matter.cosigned", "会签", "co-signed"},
    {"matter.copied", "抄送", "copied"},
    {"matter.extension_asked", "申请延期", "extension asked"},
    {"matter.extension_refused", "延期未准", "extension refused"},
    {"matter.merged", "并案", "merged"},
    {"matter.absorbed", "并入他案", "took another in"},
    {"matter.withdrawn", "撤回", "withdrawn"},
    {"matter.urged", "催办", "urged"},
    {"matter.supervision_begun", "督办", "under supervision"},
    {"matter.supervision_ended", "解除督办", "supervision ended"},
    {"matter.parked", "挂账", "parked"},
    {"matter.unparked", "恢复办理", "taken up again"},
    {"matter.reopened", "重开", "reopened"},
    {"matter.linked", "关联", "linked"},
    {"matter.person_recused", "回避", "recused"},
    {"matter.handed_up", "上交", "handed up"},
    {"clock.started", "起算", "clock started"},
    {"clock.ended", "时限结束", "clock ended"},
    {"clock.stopped", "中止计时", "clock stopped"},
    {"clock.resumed", "恢复计时", "clock resumed"},
    {"clock.extended", "延期", "extended"},
    {"clock.recalculated", "改算", "recalculated"},
    {"ladder.climbed", "到期升级", "ladder climbed"},
    {"matter.migrated", "迁移规程版本", "migrated"},
    {"person.erased", "删除个人信息", "person erased"},
};

/// Says what one event says; parts joined by `; `.
class Teller {
 public:
  Teller(const World& world, const Playbook* playbook, Lang lang)
      : world_(world), playbook_(playbook), lang_(lang) {}

  std::string run(const Payload& p) {
    std::visit([this](const auto& e) { tell(e); }, p);
    return join(parts_, lang_ == Lang::kZh ? "；" : "; ");
  }

 private:
  const char* in(const char* zh, const char* en) const { return lang_ == Lang::kZh ? zh : en; }
  void add(std::string s) {
    if (!s.empty()) parts_.push_back(std::move(s));
  }
  std::string name(const PersonId& p) const { return world_.people().name(p); }
  std::string unit(const UnitId& u) const { return unit_name(world_, u, lang_); }
  std::string state(const std::string& s) const {
    const auto* x = playbook_ == nullptr ? nullptr : playbook_->state(s);
    return x == nullptr || x->title.in(lang_).empty() ? s : x->title.in(lang_);
  }
  std::string move(const std::string& s) const {
    const auto* x = playbook_ == nullptr ? nullptr : playbook_->move(s);
    return x == nullptr || x->title.in(lang_).empty() ? s : x->title.in(lang_);
  }
  std::string clock(const std::string& s) const { return clock_title(playbook_, s, lang_); }
  void passed(const PersonId& from, const PersonId& to) {
    if (to) add(from == to || !from ? in("经办 ", "held by ") + name(to) : name(from) + " → " + name(to));
  }
  /// Personal values of an old playbook are plain in the ledger; they are masked all the same.
  std::string shown(const Field& f, const json::value& value) const {
    auto text = value_text(f, value, world_.people(), lang_);
    return f.personal && !is_sealed(value) ? masked(text) : text;
  }
  void fields(const json::object& given) {
    for (const auto& [key, value] : given) {
      const auto* f = playbook_ == nullptr ? nullptr : playbook_->field(std::string_view(key));
      if (f == nullptr)
        add(std::string(key) + ": " +
            (value.is_string() ? std::string(value.get_string()) : json::serialize(value)));
      else
        add(f->title.in(lang_) + ": " + (value.is_null() ? "–" : shown(*f, value)));
    }
  }
  std::string due(Instant t) const { return std::string(in("到期 ", "due ")) + due_text(t); }

  void tell(const LedgerCreated& e) { add(e.name + " (guatu " + e.product + ")"); }
  void tell(const CalendarPublished& e) { add(fmt::format("{} ({})", e.calendar, e.files.size())); }
  void tell(const RulesPublished& e) { add(e.file); }
  void tell(const PlaybookPublished& e) { add(fmt::format("{} {}", e.playbook, e.version_number)); }
  void tell(const SweepAdvanced& e) { add(minute_text(e.from) + " – " + minute_text(e.to)); }
  void tell(const UnitAdded& e) { add(lang_ == Lang::kEn && !e.en.empty() ? e.en : e.zh); }
  void tell(const UnitMerged& e) {
    add(unit(e.unit) + " → " + unit(e.into));
    add(e.reason);
  }
  void tell(const PersonAdded& e) { add(e.name + ", " + unit(e.unit)); }
  void tell(const PersonLeft& e) {
    add(name(e.person));
    add(e.reason);
  }
  void tell(const PostGiven& e) { add(fmt::format("{}: {} ({})", name(e.person), e.post, unit(e.unit))); }
  void tell(const PostTaken& e) { add(fmt::format("{}: {} ({})", name(e.person), e.post, unit(e.unit))); }
  void tell(const GrantGiven& e) { add(fmt::format("{}: {} ({})", name(e.person), e.role, unit(e.unit))); }
  void tell(const GrantTaken& e) { add(fmt::format("{}: {} ({})", name(e.person), e.role, unit(e.unit))); }
  void tell(const MatterOpened& e) {
    add(e.number);
    add(state(e.state));
    passed({}, e.holder);
    fields(e.fields);
  }
  void tell(const MatterMoved& e) {
    add(move(e.move) + ": " + state(e.from) + " → " + state(e.to));
    if (!e.verified.empty()) add(in("核验 ", "checks ") + move(e.verified));
    passed({}, e.holder);
    fields(e.fields);
    add(e.reason);
  }
  void tell(const MatterAmended& e) {
    fields(e.fields);
    add(e.reason);
  }
  void tell(const MatterAssigned& e) {
    passed(e.from, e.to);
    add(e.reason);
  }
  void tell(const MatterTransferred& e) {
    add(unit(e.from_unit) + " → " + unit(e.to_unit));
    passed(e.from, e.to);
    add(e.reason);
  }
  void tell(const MatterReturned& e) {
    passed(e.from, e.to);
    add(e.reason);
  }
  void tell(const HelpAsked& e) {
    add(name(e.person));
    add(e.reason);
  }
  void tell(const HelpGiven& e) {
    add(name(e.person));
    add(e.note);
  }
  void tell(const CosignAsked& e) {
    add(name(e.person));
    add(e.reason);
  }
  void tell(const Cosigned& e) {
    add(name(e.person) + ": " + (e.agrees ? in("同意", "agrees") : in("不同意", "does not agree")));
    add(e.note);
  }
  void tell(const MatterCopied& e) { add(name(e.person)); }
  void tell(const ExtensionAsked& e) {
    add(fmt::format("{} +{}", clock(e.clock), e.amount));
    add(e.reason);
  }
  void tell(const ExtensionRefused& e) {
    add(clock(e.clock));
    add(e.reason);
  }
  void tell(const MatterMerged& e) {
    add(fmt::format("→ {}", e.into.value));
    add(e.reason);
  }
  void tell(const MatterAbsorbed& e) { add(fmt::format("{}", e.other.value)); }
  void tell(const MatterWithdrawn& e) { add(e.reason); }
  void tell(const MatterUrged& e) {
    add(name(e.to));
    add(e.reason);
  }
  void tell(const SupervisionBegun& e) {
    add(name(e.supervisor));
    add(e.reason);
  }
  void tell(const SupervisionEnded& e) { add(e.reason); }
  void tell(const MatterParked& e) {
    passed(e.from, e.owner);
    add(in("复核 ", "review ") + due_text(e.review_at));
    add(e.reason);
  }
  void tell(const MatterUnparked& e) {
    passed({}, e.holder);
    add(e.reason);
  }
  void tell(const MatterReopened& e) {
    add(state(e.state));
    passed({}, e.holder);
    add(e.reason);
  }
  void tell(const MatterLinked& e) { add(fmt::format("{} {}", e.kind, e.other.value)); }
  void tell(const PersonRecused& e) {
    add(name(e.person));
    add(e.reason);
  }
  void tell(const MatterHandedUp& e) {
    passed(e.from, e.to);
    if (e.unit) add("→ " + unit(e.unit));
    add(e.cause);
  }
  void tell(const ClockStarted& e) {
    add(clock(e.clock));
    if (e.span.limit.amount > 0) add(amount_text(e.span.limit.amount, e.span.limit.unit, lang_));
    add(due(e.due_at));
  }
  void tell(const ClockEnded& e) { add(clock(e.clock)); }
  void tell(const ClockStopped& e) {
    add(clock(e.clock));
    add(e.reason);
    if (e.at_latest.us != 0) add(in("最迟至 ", "until ") + due_text(e.at_latest));
  }
  void tell(const ClockResumed& e) {
    add(clock(e.clock));
    add(due(e.due_at));
  }
  void tell(const ClockExtended& e) {
    add(fmt::format("{} +{}", clock(e.clock), e.amount));
    add(due(e.due_at));
    add(e.reason);
  }
  void tell(const ClockRecalculated& e) {
    add(clock(e.clock));
    add(due(e.due_at));
    add(e.calendar);
  }
  void tell(const PersonErased& e) {
    add(in("密钥 ", "key ") + e.key);
    add(e.reason);
  }
  void tell(const LadderClimbed& e) {
    add(fmt::format("{} · {} {}", clock(e.clock), in("第", "rung"), e.rung + 1) + in("级", ""));
    if (!e.told.empty()) add(in("告知 ", "told ") + names_text(world_, e.told, lang_));
    if (e.mark == "yellow") add(in("亮黄", "marked yellow"));
    if (e.mark == "red") add(in("亮红", "marked red"));
    if (e.handed_to) add(in("移交 ", "handed to ") + name(e.handed_to));
  }
  void tell(const MatterMigrated& e) {
    add(fmt::format("v{} → v{}", e.from_version, e.to_version));
    add(state(e.state));
    passed({}, e.holder);
    fields(e.fields);
    for (const auto& c : e.clocks)
      add(c.to.empty() ? clock(c.clock) + in(" 结束", " ends") : clock(c.to) + " " + due(c.due_at));
  }

  const World& world_;
  const Playbook* playbook_;
  Lang lang_;
  std::vector<std::string> parts_;
};

}  // namespace

std::string event_title(const Event& e, Lang lang) {
  for (const auto& row : kTypes)
    if (row.type == type_of(e)) return lang == Lang::kZh ? row.zh : row.en;
  return std::string(type_of(e));
}

std::string event_text(const Event& e, const World& world, const Playbook* playbook, Lang lang) {
  return Teller(world, playbook, lang).run(e.data);
}

}  // namespace guatu::kernel
