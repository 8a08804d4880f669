// The explanation as plain text for a terminal, a notice board or a print: at most 80 columns.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "guatu/kernel/deadline/deadline.h"

namespace guatu::kernel {

namespace {

using Kind = ExplainLine::Kind;

constexpr std::size_t kColumns = 80;
/// More lines than this are too many to read: runs of plain days are folded.
constexpr std::size_t kFoldOver = 60;
/// Plain days in a row that are shown singly even then.
constexpr std::size_t kRunMin = 14;
/// Columns of the words before a note, so that notes stand below one another.
constexpr std::size_t kWordsMin = 26;

const char* pick(Lang lang, const char* zh, const char* en) {
  return lang == Lang::kZh ? zh : en;
}

std::string day_text(CivilDate d, Lang lang) {
  static constexpr std::array kZh{"周一", "周二", "周三", "周四", "周五", "周六", "周日"};
  static constexpr std::array kEn{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  const auto i = d.weekday() - 1;
  return to_text(d) + " " + (lang == Lang::kZh ? kZh.at(i) : kEn.at(i));
}

/// `2022-04-19 周二 24:00`: the first moment of a day is written as the end of the day before when `ends`.
std::string moment_text(Instant t, Lang lang, bool ends) {
  const CivilDate d = date_of(t);
  if (ends && t == at_minute(d, 0)) return day_text(d - 1, lang) + " 24:00";
  const int m = minute_of_day(t);
  auto out = fmt::format("{} {:02}:{:02}", day_text(d, lang), m / 60, m % 60);
  const std::int64_t us = t.us - at_minute(d, m).us;
  if (us != 0) out += fmt::format(":{:02}", us / kSecondUs);
  if (us % kSecondUs != 0) out += fmt::format(".{:06}", us % kSecondUs);
  return out;
}

std::string minutes_text(std::int64_t minutes, Lang lang) {
  const auto h = minutes / 60;
  const auto m = minutes % 60;
  if (lang == Lang::kZh)
    return (h > 0 ? fmt::format("{}小时", h) : "") + (m > 0 || h == 0 ? fmt::format("{}分", m) : "");
  return (h > 0 ? fmt::format("{} h ", h) : "") + fmt::format("{} min", m);
}

class Printer {
 public:
  Printer(const Explanation& e, Lang lang) : e_(e), lang_(lang) {}

  std::string run() {
    head();
    const bool fold = e_.lines.size() > kFoldOver;
    for (std::size_t i = 0; i < e_.lines.size();) {
      const std::size_t n = fold ? run_at(i) : 1;
      if (n > kRunMin)
        folded(i, n);
      else
        line(e_.lines[i]);
      i += n > kRunMin ? n : 1;
    }
    return std::move(out_);
  }

 private:
  /// `label` in a column of its own, `body` broken to fit beside it.
  void put(const std::string& label, const std::string& body) {
    const std::size_t indent = display_width(label);
    bool first = true;
    for (const auto& part : wrap(body, kColumns - indent)) {
      const std::string_view text = trim(part);
      out_ += first ? label : std::string(indent, ' ');
      out_ += text;
      while (!out_.empty() && out_.back() == ' ') out_.pop_back();
      out_ += '\n';
      first = false;
    }
  }

  std::string label(const char* zh, const char* en) const { return fit(pick(lang_, zh, en), 12); }

  void head() {
    put(label("期限", "Limit"), e_.rule.in(lang_));
    std::string basis = e_.basis;
    if (!e_.confirmed) basis += pick(lang_, "（未核对原文）", " (not read in the primary text)");
    if (!basis.empty()) put(label("依据", "Basis"), basis);
    put(label("日历", "Calendar"), e_.calendar);
    for (const auto& s : e_.sources) put(label("", ""), s);
    put(label("起算", "Started"), moment_text(e_.started_at, lang_, false));
    for (const auto& x : e_.extensions)
      put(label("延期", "Extended"), "+" + amount_text(x.amount, e_.unit, lang_) + "  " +
                                         moment_text(x.granted_at, lang_, false) + "  " + x.reason);
    for (const auto& s : e_.stops)
      put(label("停计", "Stopped"),
          moment_text(s.from, lang_, false) + " – " +
              (s.is_open() ? pick(lang_, "未恢复", "still open") : moment_text(s.to, lang_, false)) + "  " +
              s.reason);
    put(label("到期", "Due"), moment_text(e_.due_at, lang_, true));
    out_ += std::string(40, '-') + "\n";
  }

  std::string ordinal(std::int64_t n) const {
    return lang_ == Lang::kZh ? fmt::format("第{}天", n) : fmt::format("day {}", n);
  }

  std::string words(const ExplainLine& l) const {
    switch (l.kind) {
      case Kind::kStart:
        return is_exact() ? pick(lang_, "起算", "start")
                          : pick(lang_, "起算当日，不计", "event, not counted");
      case Kind::kCounted:
        return ordinal(l.count);
      case Kind::kWorkedWeekend:
        return ordinal(l.count) + pick(lang_, "（调休上班）", " (worked weekend)");
      case Kind::kWeekend:
        return pick(lang_, "不计，周末", "not counted, weekend");
      case Kind::kHoliday:
        return pick(lang_, "不计，节假日", "not counted, holiday");
      case Kind::kStopped:
        return pick(lang_, "停计", "clock stopped");
      case Kind::kRolled:
        return pick(lang_, "末日顺延", "rolled on");
      case Kind::kExtended:
        return lang_ == Lang::kZh ? fmt::format("长假顺延第{}天", l.count)
                                  : fmt::format("long holiday, +{}", l.count);
      case Kind::kSpan:
        return pick(lang_, "累计", "used ") + minutes_text(l.count, lang_);
      case Kind::kDue:
        return pick(lang_, "到期 ", "due ") + moment_text(e_.due_at, lang_, true);
    }
    return {};
  }

  bool is_exact() const {
    return e_.unit == LimitUnit::kMinute || e_.unit == LimitUnit::kHour || e_.unit == LimitUnit::kWorkingHour;
  }

  void line(const ExplainLine& l) {
    if (l.kind == Kind::kDue) return put("=> ", words(l));
    auto body = words(l);
    const auto width = display_width(body);
    if (!l.note.zh.empty())
      body += std::string(width < kWordsMin ? kWordsMin - width : 2, ' ') + l.note.in(lang_);
    put_aligned(day_text(l.date, lang_) + "  ", body);
  }

  /// As put(), but spaces inside `body` stay when it fits.
  void put_aligned(const std::string& label, const std::string& body) {
    if (display_width(label) + display_width(body) > kColumns) return put(label, body);
    out_ += label + body + "\n";
  }

  /// How many lines from `i` are plain and of one kind of telling.
  std::size_t run_at(std::size_t i) const {
    const auto same = [&](const ExplainLine& l) {
      const auto& first = e_.lines[i];
      if (first.kind == Kind::kStopped)
        return l.kind == Kind::kStopped && (is_exact() || l.note == first.note);
      if (l.kind == Kind::kCounted) return l.note.zh.empty();
      return l.kind == Kind::kWeekend || l.kind == Kind::kSpan;
    };
    std::size_t n = 0;
    while (i + n < e_.lines.size() && same(e_.lines[i + n])) ++n;
    return n;
  }

  void folded(std::size_t i, std::size_t n) {
    const auto& first = e_.lines[i];
    const auto& last = e_.lines[i + n - 1];
    std::int64_t weekend = 0;
    std::int64_t from = 0;
    std::int64_t to = 0;
    for (std::size_t k = i; k < i + n; ++k) {
      const auto& l = e_.lines[k];
      weekend += l.kind == Kind::kWeekend ? 1 : 0;
      if (l.kind != Kind::kCounted && l.kind != Kind::kSpan) continue;
      if (from == 0) from = l.count;
      to = l.count;
    }
    const auto days = last.date - first.date + 1;
    std::string body;
    if (first.kind == Kind::kStopped)
      body = fmt::format(fmt::runtime(pick(lang_, "停计{}天", "clock stopped for {} days")), days) +
             (is_exact() ? "" : "  " + first.note.in(lang_));
    else if (is_exact())
      body = fmt::format(fmt::runtime(pick(lang_, "{}天，累计{}", "{} days, used {}")), days,
                         minutes_text(to, lang_));
    else
      body = fmt::format(fmt::runtime(pick(lang_, "第{}至{}天", "days {} to {}")), from, to);
    if (weekend > 0)
      body += fmt::format(fmt::runtime(pick(lang_, "；其间周末{}天不计", "; {} weekend days not counted")),
                          weekend);
    put(day_text(first.date, lang_) + " … " + to_text(last.date) + "  ", body);
  }

  const Explanation& e_;
  Lang lang_;
  std::string out_;
};

}  // namespace

std::string to_text(const Explanation& e, Lang lang) {
  return Printer(e, lang).run();
}

}  // namespace guatu::kernel
