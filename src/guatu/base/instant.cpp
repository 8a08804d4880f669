#include "guatu/base/instant.h"

#include <fmt/format.h>

#include <chrono>

namespace guatu {

namespace chr = std::chrono;

Instant SystemClock::now() const {
  const auto t = chr::system_clock::now().time_since_epoch();
  return {chr::duration_cast<chr::microseconds>(t).count()};
}

namespace {

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

/// Reads exactly `n` digits; -1 on anything else.
int digits(std::string_view& s, std::size_t n) {
  if (s.size() < n) return -1;
  int v = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (s[i] < '0' || s[i] > '9') return -1;
    v = v * 10 + (s[i] - '0');
  }
  s.remove_prefix(n);
  return v;
}

bool take(std::string_view& s, char c) {
  if (s.empty() || s.front() != c) return false;
  s.remove_prefix(1);
  return true;
}

/// `mark`, then `v` in exactly `n` digits; the place behind. By hand: this writes every line of the ledger.
char* put_digits(char* at, char mark, std::int64_t v, std::size_t n) {
  *at = mark;
  for (auto* i = at + n; i > at; v /= 10) *i-- = static_cast<char>('0' + v % 10);
  return at + n + 1;
}

/// The part after the date: time of day in µs and offset in µs. Empty rest means midnight at +08:00.
bool time_part(std::string_view& s, std::int64_t& day_us, std::int64_t& offset_us) {
  day_us = 0;
  offset_us = kCivilOffsetUs;
  if (s.empty()) return true;
  const bool rfc = s.front() == 'T' || s.front() == 't';
  if (!rfc && s.front() != ' ') return false;
  s.remove_prefix(1);
  const int h = digits(s, 2);
  if (h < 0 || h > 23 || !take(s, ':')) return false;
  const int m = digits(s, 2);
  if (m < 0 || m > 59) return false;
  int sec = 0;
  std::int64_t frac = 0;
  if (take(s, ':')) {
    sec = digits(s, 2);
    if (sec < 0 || sec > 59) return false;
    if (take(s, '.')) {
      std::int64_t scale = 100'000;
      if (s.empty() || s.front() < '0' || s.front() > '9') return false;
      for (; !s.empty() && s.front() >= '0' && s.front() <= '9'; s.remove_prefix(1), scale /= 10)
        frac += (s.front() - '0') * scale;
    }
  }
  day_us = h * kHourUs + m * kMinuteUs + sec * kSecondUs + frac;
  if (s.empty()) return true;  // Local time, +08:00.
  if (take(s, 'Z') || take(s, 'z')) {
    offset_us = 0;
    return s.empty();
  }
  const bool plus = s.front() == '+';
  if (!plus && s.front() != '-') return false;
  s.remove_prefix(1);
  const int oh = digits(s, 2);
  if (oh < 0 || oh > 23 || !take(s, ':')) return false;
  const int om = digits(s, 2);
  if (om < 0 || om > 59 || !s.empty()) return false;
  offset_us = (oh * kHourUs + om * kMinuteUs) * (plus ? 1 : -1);
  return true;
}

}  // namespace

void append_text(std::string& out, Instant t) {
  const std::int64_t local = t.us + kCivilOffsetUs;
  const std::int64_t day = floor_div(local, kDayUs);
  const std::int64_t rest = local - day * kDayUs;
  const chr::year_month_day ymd{chr::sys_days{chr::days{day}}};
  const int year = static_cast<int>(ymd.year());
  if (year < 0 || year > 9999)
    out += fmt::format("{:04}", year);
  else
    out.append({static_cast<char>('0' + year / 1000), static_cast<char>('0' + year / 100 % 10),
                static_cast<char>('0' + year / 10 % 10), static_cast<char>('0' + year % 10)});
  char text[sizeof "-MM-DDTHH:MM:SS.UUUUUU"];
  auto* end = put_digits(text, '-', static_cast<unsigned>(ymd.month()), 2);
  end = put_digits(end, '-', static_cast<unsigned>(ymd.day()), 2);
  end = put_digits(end, 'T', rest / kHourUs, 2);
  end = put_digits(end, ':', rest / kMinuteUs % 60, 2);
  end = put_digits(end, ':', rest / kSecondUs % 60, 2);
  if (const auto us = rest % kSecondUs; us != 0) end = put_digits(end, '.', us, 6);
  out.append(text, static_cast<std::size_t>(end - text));
  out += "+08:00";
}

std::string to_text(Instant t) {
  std::string out;
  append_text(out, t);
  return out;
}

Result<Instant> parse_instant(std::string_view text) {
  const auto wrong = [&text] {
    return Error("text.instant", "", {{"got", std::string(text.substr(0, 40))}});
  };
  std::string_view s = text;
  const int y = digits(s, 4);
  if (y < 0 || !take(s, '-')) return wrong();
  const int m = digits(s, 2);
  if (m < 0 || !take(s, '-')) return wrong();
  const int d = digits(s, 2);
  const chr::year_month_day ymd{chr::year{y}, chr::month{static_cast<unsigned>(m < 0 ? 0 : m)},
                                chr::day{static_cast<unsigned>(d < 0 ? 0 : d)}};
  if (!ymd.ok()) return wrong();
  std::int64_t day_us = 0;
  std::int64_t offset_us = 0;
  if (!time_part(s, day_us, offset_us)) return wrong();
  const std::int64_t days = chr::sys_days{ymd}.time_since_epoch().count();
  return Instant{days * kDayUs + day_us - offset_us};
}

}  // namespace guatu
