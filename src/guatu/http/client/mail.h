// One mail to one mail server over SMTP, with TLS where the server speaks it. Waits, so it belongs on a
// thread that may wait. The one place that knows libcurl (ADR 4).
#pragma once

#include <cstdint>
#include <string>

#include "guatu/base/instant.h"
#include "guatu/base/result.h"

namespace guatu::http::client {

struct MailAsk {
  std::string url;  ///< `smtp://host:port` (STARTTLS when offered, required with a password), `smtps://…`
  std::string user;
  std::string password;
  std::string from;     ///< address alone
  std::string to;       ///< address alone
  std::string id;       ///< the same at every try: `Message-ID` is made of it
  std::string subject;  ///< UTF-8
  std::string text;     ///< UTF-8, lines by `\n`
  Instant at;           ///< for `Date`
  std::int64_t total_ms = 10'000;
  std::string ca_file{};  ///< PEM, trusted instead of the system's certificates
};

/// The mail as it goes over the wire: RFC 5322 with MIME, lines by CRLF, subject and text in base64.
std::string mail_text(const MailAsk& ask);

/// @errors notice.mail_refused (arg `detail`)  the server said 5xx to the address or the mail: never again
///         notice.mail (arg `detail`)          anything else: not reached, too slow, 4xx, a wrong password
Result<void> send_mail(const MailAsk& ask);

}  // namespace guatu::http::client
