// Fields of a rota into days and people.
#include "guatu/domain/reception/rota_terms.h"

#include <algorithm>
#include <array>

namespace guatu::reception {
namespace {

constexpr std::array kWeekdays{"monday", "tuesday", "wednesday", "thursday", "friday"};
constexpr const char* kAwayForm = "wbl_head 2022-04-13 2022-04-15";
constexpr const char* kSettledForm = "2022-04-20 wbl_head";
constexpr const char* kSwapForm = "others,2022-04-12,a,others,2022-04-13,b";

Error unreadable(const char* field, std::string_view got, const char* form) {
  return Error("rota.value", field, {{"got", std::string(got)}, {"form", form}});
}

std::vector<std::string> texts(const json::object& fields, std::string_view id) {
  std::vector<std::string> out;
  const auto* list = fields.if_contains(id);
  if (list == nullptr || !list->is_array()) return out;
  for (const auto& v : list->get_array())
    if (v.is_string()) out.emplace_back(v.get_string());
  return out;
}

std::string text(const json::object& fields, std::string_view id) {
  const auto* v = fields.if_contains(id);
  return v != nullptr && v->is_string() ? std::string(v->get_string()) : std::string();
}

std::vector<std::string> parts(std::string_view line, char mark) {
  std::vector<std::string> out;
  while (!line.empty()) {
    const auto end = line.find(mark);
    const auto part = trim(line.substr(0, end));
    if (!part.empty()) out.emplace_back(part);
    if (end == std::string_view::npos) break;
    line.remove_prefix(end + 1);
  }
  return out;
}

/// Receiving days from `on` to the first of the month; 0 when it is not before it.
Result<int> since(const WorkCalendar& calendar, CivilDate on, CivilDate first) {
  if (on >= first) return 0;
  GUATU_TRY(days, calendar.working_days_between(on, first));
  return static_cast<int>(std::max<std::int64_t>(1, days));
}

Result<std::vector<plan::RotaPerson>> people_of(const json::object& fields, const char* line,
                                                const WorkCalendar& calendar, CivilDate first,
                                                std::span<const HeldTurn> before) {
  std::vector<plan::RotaPerson> out;
  for (auto& id : texts(fields, line)) {
    plan::RotaPerson p{std::move(id), {}, 0, 0};
    for (const auto& turn : before) {
      if (turn.person.value != p.id || turn.on >= first) continue;
      GUATU_TRY(days, since(calendar, turn.on, first));
      if (p.since == 0 || days < p.since) p.since = days;
    }
    out.push_back(std::move(p));
  }
  for (const auto& line_text : texts(fields, "away")) {
    const auto words = parts(line_text, ' ');
    if (words.size() < 2 || words.size() > 3) return unreadable("away", line_text, kAwayForm);
    const auto from = parse_date(words[1]), to = parse_date(words.back());
    if (from.has_error() || to.has_error() || *to < *from) return unreadable("away", line_text, kAwayForm);
    for (auto& p : out)
      if (p.id == words[0]) p.away.push_back({*from, *to + 1});
  }
  return out;
}

/// Turns settled for people of `line` in the month.
Result<void> settle(const json::object& fields, plan::RotaLine& line, CivilDate first) {
  for (const auto& line_text : texts(fields, "settled")) {
    const auto words = parts(line_text, ' ');
    const auto on = words.size() == 2 ? parse_date(words[0]) : Result<CivilDate>(Error("text.date"));
    if (on.has_error()) return unreadable("settled", line_text, kSettledForm);
    if (on->year() != first.year() || on->month() != first.month()) continue;
    if (std::ranges::any_of(line.people, [&](const auto& p) { return p.id == words[1]; }))
      line.pins.push_back({*on, words[1]});
  }
  return {};
}

std::string days_text(const std::vector<CivilDate>& days, Lang lang) {
  std::vector<std::string> out;
  for (CivilDate d : days)
    out.push_back(lang == Lang::kZh ? std::to_string(d.month()) + "月" + std::to_string(d.day()) + "日"
                                    : to_text(d));
  return join(out, lang == Lang::kZh ? "、" : ", ");
}

std::string reason_text(const plan::RotaBlocked& b, const plan::RotaQuestion& question, Lang lang) {
  const bool zh = lang == Lang::kZh;
  int at_most = 0, rest = 0;
  for (const auto& line : question.lines)
    for (const auto& p : line.people)
      if (p.id == b.person) at_most = p.at_most, rest = line.rest;
  switch (b.why) {
    case plan::RotaObstacle::kAway:
      return zh ? "外出" : "away";
    case plan::RotaObstacle::kLimit:
      return zh ? "本月最多" + std::to_string(at_most) + "次"
                : "at most " + std::to_string(at_most) + " a month";
    case plan::RotaObstacle::kRest:
      return zh ? "两次至少间隔" + std::to_string(rest) + "个接访日"
                : "at least " + std::to_string(rest) + " receiving days between two turns";
    case plan::RotaObstacle::kPinned:
      return zh ? "当天已定由别人接访" : "the day is settled for somebody else";
  }
  return {};
}

}  // namespace

bool is_rota(const kernel::Playbook& playbook) {
  return playbook.field("main") != nullptr && playbook.field("others") != nullptr &&
         playbook.field("main_weekday") != nullptr;
}

Result<std::pair<int, unsigned>> parse_month(std::string_view text) {
  const auto first = parse_date(std::string(text) + "-01");
  if (first.has_error()) return Error("rota.month", "month", {{"got", std::string(text)}});
  return std::pair{first->year(), first->month()};
}

Result<plan::RotaQuestion> rota_question(const json::object& fields, const WorkCalendar& calendar, int year,
                                         unsigned month, std::span<const HeldTurn> before) {
  plan::RotaQuestion q;
  GUATU_TRY(receiving, plan::receiving_days(calendar, year, month));
  q.receiving = std::move(receiving);
  GUATU_TRY(first, make_date(year, month, 1));
  plan::RotaLine main{kMain, {}, 1, 1, {}, {}}, others{kOthers, {}, 1, 1, {}, {}};
  std::vector<CivilDate> dates;
  for (const auto& t : texts(fields, "main_dates")) {
    GUATU_TRY(d, parse_date(t));
    if (d.year() == year && d.month() == month) dates.push_back(d);
  }
  std::ranges::sort(dates);
  const auto weekday = std::ranges::find(kWeekdays, text(fields, "main_weekday")) - kWeekdays.begin() + 1;
  const auto is_main = [&](CivilDate d) {
    return dates.empty() ? static_cast<long>(d.weekday()) == weekday : std::ranges::binary_search(dates, d);
  };
  for (CivilDate d : dates)  // A date that is written down and free is told, not passed over.
    if (!std::ranges::binary_search(q.receiving, d))
      return Error("rota.not_receiving", "main_dates", {{"date", to_text(d)}});
  for (CivilDate d : q.receiving) {
    if (is_main(d)) main.days.push_back(d);
    if (!is_main(d) || text(fields, "others_on") != "not_main") others.days.push_back(d);
  }
  if (const auto* rest = fields.if_contains("rest"); rest != nullptr && rest->is_int64())
    others.rest = static_cast<int>(rest->get_int64());
  for (auto* line : {&main, &others}) {
    GUATU_TRY(people, people_of(fields, line->id.c_str(), calendar, first, before));
    line->people = std::move(people);
    GUATU_TRY_VOID(settle(fields, *line, first));
    q.lines.push_back(std::move(*line));
  }
  return q;
}

Result<std::vector<std::pair<plan::RotaTurn, plan::RotaTurn>>> parse_swaps(std::string_view given) {
  std::vector<std::pair<plan::RotaTurn, plan::RotaTurn>> out;
  for (const auto& swap : parts(given, ';')) {
    const auto words = parts(swap, ',');
    if (words.size() != 6) return unreadable("swap", swap, kSwapForm);
    const auto a = parse_date(words[1]), b = parse_date(words[4]);
    if (a.has_error() || b.has_error()) return unreadable("swap", swap, kSwapForm);
    out.push_back({{*a, words[0], words[2]}, {*b, words[3], words[5]}});
  }
  return out;
}

std::string conflict_sentence(const plan::RotaConflict& conflict, const plan::RotaQuestion& question,
                              const std::function<std::string(const std::string&)>& name, Lang lang) {
  const bool zh = lang == Lang::kZh;
  std::vector<std::string> people;
  for (const auto& b : conflict.people) {
    auto one = name(b.person);
    one += (zh ? "（" : " (") + reason_text(b, question, lang) + (zh ? "）" : ")");
    people.push_back(std::move(one));
  }
  const auto line =
      conflict.line == kMain ? (zh ? "主要领导" : "main leaders") : (zh ? "其他领导" : "others");
  if (zh)
    return days_text(conflict.days, lang) + "排不出" + line + "：" + join(people, "、") +
           "。请调整其中一人或其中一天。";
  return "No turns of the " + std::string(line) + " for " + days_text(conflict.days, lang) + ": " +
         join(people, ", ") + ". Change one of these people or one of these days.";
}

}  // namespace guatu::reception
