// Goal: one telephone or mail address is the same however it is written, nothing that could be two of them or
// break a header passes as one, and what holds neither is told apart. Method: a table.
#include "guatu/http/api/public_contact.h"

#include <gtest/gtest.h>

#include <vector>

namespace guatu::http::api {
namespace {

TEST(PublicContact, IsReadAsOneAddressOrNumberOrNot) {
  using enum ContactKind;
  struct Row {
    std::string text;
    ContactKind kind;
    std::string plain;
  };
  const std::vector<Row> rows{
      {"", kNone, ""},
      {"  ", kNone, ""},
      {"13800001234", kPhone, "13800001234"},
      {" 138 0000-1234 ", kPhone, "13800001234"},
      {"+86 138 0000 1234", kPhone, "13800001234"},
      {"008613800001234", kPhone, "13800001234"},
      {"8613800001234", kPhone, "13800001234"},
      {"１３８００００１２３４", kPhone, "13800001234"},
      {"(0351) 601-2345", kPhone, "03516012345"},
      {"+44 20 7946 0018", kPhone, "+442079460018"},
      {"123456", kOther, "123456"},
      {"1234567890123456", kUnclear, "1234567890123456"},
      {"138000012341380000123", kUnclear, "138000012341380000123"},
      {"电话13800001234", kUnclear, "电话13800001234"},
      {"13800001234, 13900001234", kUnclear, "13800001234, 13900001234"},
      {"A.Li@Mail.Example", kMail, "a.li@mail.example"},
      {"li＠mail.example", kMail, "li@mail.example"},
      {"li+order@mail.example", kMail, "li+order@mail.example"},
      {"li@mail", kUnclear, "li@mail"},
      {"li@.example", kUnclear, "li@.example"},
      {"li@a..b", kUnclear, "li@a..b"},
      {"@mail.example", kUnclear, "@mail.example"},
      {"li@mail.example,ma@mail.example", kUnclear, "li@mail.example,ma@mail.example"},
      {"li@mail.example\r\nBcc: ma@mail.example", kUnclear, "li@mail.example\r\nbcc: ma@mail.example"},
      {"<li@mail.example>", kUnclear, "<li@mail.example>"},
      {std::string(65, 'a') + "@mail.example", kUnclear, std::string(65, 'a') + "@mail.example"},
      {"老王，三单元", kOther, "老王，三单元"},
  };
  for (const auto& row : rows) {
    const auto c = read_contact(row.text);
    EXPECT_EQ(c.kind, row.kind) << row.text;
    EXPECT_EQ(c.plain, row.plain) << row.text;
  }
}

}  // namespace
}  // namespace guatu::http::api
