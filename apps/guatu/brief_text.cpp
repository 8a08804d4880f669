// The brief on paper and in a terminal.
#include <fmt/format.h>

#include "guatu/brief.h"

namespace guatu::app {

namespace {

using kernel::Light;

/// A text in both languages, picked by the page's language.
struct Page {
  Lang lang;
  std::size_t columns;
  bool colour;
  std::string out;

  const char* in(const char* zh, const char* en) const { return lang == Lang::kZh ? zh : en; }
  void line(const std::string& s) {
    out += s;
    while (!out.empty() && out.back() == ' ') out.pop_back();
    out += '\n';
  }
  void rule(const char* c) {
    std::string s;
    for (std::size_t i = 0; i < columns; ++i) s += c;
    line(s);
  }
  std::string paint(const std::string& s, const char* code) const {
    return colour ? fmt::format("\x1b[{}m{}\x1b[0m", code, s) : s;
  }
};

std::string light_mark(const Page& page, Light light) {
  switch (light) {
    case Light::kRed:
      return page.paint(page.in("红", "R "), "31;1");
    case Light::kYellow:
      return page.paint(page.in("黄", "Y "), "33;1");
    case Light::kGreen:
      return page.paint(page.in("绿", "G "), "32");
    case Light::kNone:
      return "  ";
  }
  return "  ";
}

std::string weekday(Instant t, Lang lang) {
  static constexpr const char* kZh[] = {"一", "二", "三", "四", "五", "六", "日"};
  static constexpr const char* kEn[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  const auto d = date_of(t).weekday() - 1;
  return lang == Lang::kZh ? std::string("周") + kZh[d] : kEn[d];
}

std::string short_due(Instant t) {
  return t.us == 0 ? std::string() : due_text(t).substr(5);
}

std::string names(const std::vector<PersonId>& persons, const kernel::World& world, Lang lang) {
  std::vector<std::string> out;
  for (const auto& p : persons) out.push_back(world.people().name(p));
  return join(out, lang == Lang::kZh ? "、" : ", ");
}

std::string left_text(const BriefRow& r, Lang lang) {
  if (r.row.due_at.us == 0) return r.row.is_stopped ? (lang == Lang::kZh ? "中止" : "stopped") : "";
  const auto n = r.working_days;
  if (r.light == Light::kRed && n >= 0) return lang == Lang::kZh ? "今日逾期" : "late today";
  if (lang == Lang::kZh) return n < 0 ? fmt::format("逾期{}工作日", -n) : fmt::format("余{}工作日", n);
  return n < 0 ? fmt::format("{} wd late", -n) : fmt::format("{} wd left", n);
}

/// What the rung that comes next does, and when.
std::string next_text(const Page& page, const BriefRow& r, const kernel::World& world) {
  if (r.next_at.us == 0) return page.in("已到阶梯顶端", "top of the ladder reached");
  const auto who = names(r.next, world, page.lang);
  const char* act = r.next_hands_over ? page.in("移交", "hand to") : page.in("告知", "tell");
  return fmt::format("{} {} {} {}", page.in("下一步", "next"), short_due(r.next_at), act, who);
}

std::string outcome_text(const std::string& outcome, const Page& page) {
  if (outcome == "done") return page.in("已办结", "done");
  if (outcome == "refused") return page.in("不予办理", "refused");
  if (outcome == "withdrawn") return page.in("已撤回", "withdrawn");
  return page.in("已并案", "merged");
}

void row_line(Page& page, const BriefRow& r, const kernel::World& world, std::size_t number) {
  // light 2 · number · title · holder 14 · due 11 · left 12, one space between.
  const std::size_t title = page.columns - 3 - (number + 1) - 15 - 12 - 13;
  const bool is_open = r.row.outcome.empty();
  const auto who = is_open ? world.people().name(r.row.holder) : outcome_text(r.row.outcome, page);
  const auto when = is_open ? short_due(r.row.due_at) : due_text(r.row.closed_at).substr(5);
  page.line(light_mark(page, r.light) + " " + fit(r.row.number, number) + " " + fit(r.row.title, title) +
            " " + fit(who, 14) + " " + fit(when, 11) + " " + fit(is_open ? left_text(r, page.lang) : "", 12));
}

void section(Page& page, const char* zh, const char* en, const BriefSection& s, const kernel::World& world,
             bool with_ladder) {
  page.line("");
  const auto head =
      page.lang == Lang::kZh ? fmt::format("【{}】{} 件", zh, s.count) : fmt::format("{} ({})", en, s.count);
  page.line(page.paint(head, "1"));
  if (s.count == 0) page.line(page.in("   无", "   none"));
  std::size_t number = 12;  // As wide as the widest, so that no number is cut; the title gives way.
  for (const auto& r : s.rows)
    number = std::min<std::size_t>(24, std::max(number, display_width(r.row.number)));
  for (const auto& r : s.rows) {
    row_line(page, r, world, number);
    if (!with_ladder) continue;
    std::string under = r.told.empty() ? std::string(page.in("尚未告知", "nobody told yet"))
                                       : page.in("已告知 ", "told ") + names(r.told, world, page.lang);
    under += std::string(page.in("；", "; ")) + next_text(page, r, world);
    for (const auto& l : wrap(under, page.columns - 6)) page.line("      " + l);
  }
  if (s.count > static_cast<std::int64_t>(s.rows.size()))
    page.line(fmt::format("   … {} {}", page.in("另有", "and"),
                          s.count - static_cast<std::int64_t>(s.rows.size())) +
              page.in(" 件", " more"));
}

}  // namespace

std::string brief_text(const Brief& b, const kernel::World& world, Lang lang, int columns, bool colour) {
  Page page{lang, static_cast<std::size_t>(std::max(columns, 60)), colour, {}};
  const auto* unit = world.people().unit(b.unit);
  const auto title = std::string(page.in("挂图晨报", "Morning brief")) + "  " + b.ledger + "  " +
                     (unit == nullptr ? "" : unit->title().in(lang));
  const auto when =
      to_text(b.now).substr(0, 10) + " " + to_text(b.now).substr(11, 5) + " " + weekday(b.now, lang);
  page.line(fit(title, page.columns - display_width(when) - 1) + " " + when);
  page.rule("─");
  page.line(fmt::format("{} {}   {} {}   {} {}   {} {}   {} #{}", page.in("在办", "open"), b.open,
                        page.in("逾期", "late"), b.late.count, page.in("今日到期", "due today"),
                        b.due_today.count, page.in("待核查", "to verify"), b.to_verify.count,
                        page.in("台账位置", "ledger position"), b.position.value));
  section(page, "已逾期", "Late", b.late, world, true);
  section(page, "今日到期", "Due today", b.due_today, world, true);
  section(page, "待核查", "Waiting for verification", b.to_verify, world, false);
  section(page, "退回两次以上", "Returned twice or more", b.returned, world, false);
  const auto since = to_text(b.since).substr(5, 5);
  section(page, fmt::format("新登记（{} 起，至昨日）", since).c_str(),
          fmt::format("Opened since {}, to yesterday", since).c_str(), b.opened, world, false);
  section(page, fmt::format("已办结（{} 起，至昨日）", since).c_str(),
          fmt::format("Closed since {}, to yesterday", since).c_str(), b.closed, world, false);
  page.line("");
  page.line(page.paint(page.in("【各单位】", "By unit"), "1"));
  std::string heads = "   " + fit(page.in("单位", "unit"), 32);
  for (const auto* h : {page.in("在办", "open"), page.in("逾期", "late"), page.in("今日到期", "due today")})
    heads += std::string(12 - std::min<std::size_t>(12, display_width(h)), ' ') + h;
  page.line(heads);
  for (const auto& u : b.units) {
    const auto* named = world.people().unit(u.unit);
    page.line("   " + fit(named == nullptr ? u.unit.value : named->title().in(lang), 32) +
              fmt::format("{:>12}{:>12}{:>12}", u.open, u.late, u.due_today));
  }
  return page.out;
}

}  // namespace guatu::app
