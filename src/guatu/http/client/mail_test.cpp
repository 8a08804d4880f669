// Goal: a mail is what RFC 5322 and MIME ask for, whatever the texts hold, and its id is the same at each
// try. Method: the text that goes over the wire; tests/notices/run.py sends it to a server.
#include "guatu/http/client/mail.h"

#include <gtest/gtest.h>

#include <sstream>

namespace guatu::http::client {
namespace {

MailAsk ask() {
  return {"smtp://127.0.0.1:1",
          "",
          "",
          "guatu@x.cn",
          "li@x.cn",
          "01ABC",
          "挂图：3 个事项的提醒",
          "李：\nYH-1\n.\n",
          parse_instant("2022-04-06 09:00").value()};
}

TEST(Mail, HeadersAreThoseOfTheStandard) {
  const auto text = mail_text(ask());
  EXPECT_TRUE(
      text.starts_with("Date: Wed, 06 Apr 2022 09:00:00 +0800\r\nFrom: <guatu@x.cn>\r\nTo: <li@x.cn>\r\n"
                       "Message-ID: <01ABC@x.cn>\r\nSubject: =?UTF-8?B?"))
      << text;
  EXPECT_NE(text.find("Content-Type: text/plain; charset=utf-8\r\n"), std::string::npos);
  EXPECT_EQ(text, mail_text(ask()));
}

TEST(Mail, NoLineIsTooLongAndNoneBreaksOut) {
  auto a = ask();
  a.subject = "";
  for (int i = 0; i < 60; ++i) a.subject += "提醒a";
  a.subject += "\r\nBcc: y@z";
  a.text = std::string(5000, 'x') + "\r\n.\r\nQUIT\r\n";
  std::istringstream lines(mail_text(a));
  std::string line;
  while (std::getline(lines, line)) {
    ASSERT_FALSE(line.empty());
    EXPECT_EQ(line.back(), '\r');
    EXPECT_LE(line.size(), 79U) << line;  // 78 and the CR.
    EXPECT_FALSE(line.starts_with("Bcc") || line.starts_with("QUIT") || line.starts_with(".")) << line;
  }
}

TEST(Mail, AServerThatIsNotThereIsTriedAgainLater) {
  const auto sent = send_mail(ask());
  ASSERT_TRUE(sent.has_error());
  EXPECT_EQ(sent.error().key, "notice.mail");
}

}  // namespace
}  // namespace guatu::http::client
