#include "guatu/http/client/mail.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "guatu/base/hash.h"
#include "guatu/base/text.h"

namespace guatu::http::client {

namespace {

/// libcurl's one start for the process; never ended, for other threads may still use it.
void start_curl() {
  static const auto started = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(started);
}

struct Rest {
  std::string_view text;
};

std::size_t read_more(char* out, std::size_t size, std::size_t count, void* data) {
  auto& rest = *static_cast<Rest*>(data);
  const auto n = std::min(size * count, rest.text.size());
  std::memcpy(out, rest.text.data(), n);
  rest.text.remove_prefix(n);
  return n;
}

/// RFC 2047 words of at most 75 characters, cut between characters.
std::string encoded_words(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::size_t n = 0;
    while (n < text.size()) {
      std::size_t next = n + 1;
      while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xC0) == 0x80) ++next;
      if (next > 42) break;
      n = next;
    }
    if (!out.empty()) out += "\r\n ";
    out += "=?UTF-8?B?" + base64(text.substr(0, n)) + "?=";
    text.remove_prefix(n);
  }
  return out;
}

/// `Wed, 06 Apr 2022 09:00:00 +0800`.
std::string mail_date(Instant t) {
  constexpr const char* kDays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto text = to_text(Instant{t.us / kSecondUs * kSecondUs});
  const auto day = (t.us + kCivilOffsetUs) / kDayUs;  // 1970-01-01 was a Thursday.
  const int month = (text[5] - '0') * 10 + (text[6] - '0');
  return fmt::format("{}, {} {} {} {} +0800", kDays[(day + 3) % 7], text.substr(8, 2), kMonths[month - 1],
                     text.substr(0, 4), text.substr(11, 8));
}

}  // namespace

std::string mail_text(const MailAsk& ask) {
  const auto host = ask.from.substr(ask.from.find('@') + 1);
  auto out = fmt::format(
      "Date: {}\r\nFrom: <{}>\r\nTo: <{}>\r\nMessage-ID: <{}@{}>\r\nSubject: {}\r\nMIME-Version: 1.0\r\n"
      "Auto-Submitted: auto-generated\r\nContent-Type: text/plain; charset=utf-8\r\n"
      "Content-Transfer-Encoding: base64\r\n\r\n",
      mail_date(ask.at), ask.from, ask.to, ask.id, host, encoded_words(ask.subject));
  std::string text;
  for (const char c : ask.text) text += c == '\n' ? std::string("\r\n") : std::string(1, c);
  const auto body = base64(text);
  for (std::size_t i = 0; i < body.size(); i += 76) out += body.substr(i, 76) + "\r\n";
  return out;
}

Result<void> send_mail(const MailAsk& ask) {
  start_curl();
  const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
  if (!curl) return Error("notice.mail", "", {{"detail", "no memory"}});
  const auto text = mail_text(ask);
  Rest rest{text};
  char detail[CURL_ERROR_SIZE] = "";
  const std::unique_ptr<curl_slist, void (*)(curl_slist*)> to(
      curl_slist_append(nullptr, ("<" + ask.to + ">").c_str()), curl_slist_free_all);
  auto* c = curl.get();
  curl_easy_setopt(c, CURLOPT_URL, ask.url.c_str());
  curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);  // Other threads have no use for SIGALRM.
  curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, static_cast<long>(ask.total_ms));
  curl_easy_setopt(c, CURLOPT_ERRORBUFFER, detail);
  // A password is never sent in the clear; without one an inner relay may do without TLS.
  curl_easy_setopt(c, CURLOPT_USE_SSL, ask.password.empty() ? CURLUSESSL_TRY : CURLUSESSL_ALL);
  if (!ask.password.empty()) {
    curl_easy_setopt(c, CURLOPT_USERNAME, ask.user.c_str());
    curl_easy_setopt(c, CURLOPT_PASSWORD, ask.password.c_str());
  }
  if (!ask.ca_file.empty()) curl_easy_setopt(c, CURLOPT_CAINFO, ask.ca_file.c_str());
  curl_easy_setopt(c, CURLOPT_MAIL_FROM, ("<" + ask.from + ">").c_str());
  curl_easy_setopt(c, CURLOPT_MAIL_RCPT, to.get());
  curl_easy_setopt(c, CURLOPT_READFUNCTION, read_more);
  curl_easy_setopt(c, CURLOPT_READDATA, &rest);
  curl_easy_setopt(c, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(text.size()));
  curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
  const auto code = curl_easy_perform(c);
  if (code == CURLE_OK) return {};
  long status = 0;
  curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
  const std::string words = detail[0] == '\0' ? curl_easy_strerror(code) : detail;
  // What is refused at the door (login, TLS, size of the queue) may be mended; what is refused of the mail
  // itself stays refused.
  const bool is_of_mail = code == CURLE_SEND_ERROR || code == CURLE_WEIRD_SERVER_REPLY;
  return Error(status >= 550 && status < 555 && is_of_mail ? "notice.mail_refused" : "notice.mail", "",
               {{"detail", words}});
}

}  // namespace guatu::http::client
