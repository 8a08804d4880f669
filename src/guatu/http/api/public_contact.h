// What a resident wrote as a contact: a mail address, a telephone number, or something else. Pure.
#pragma once

#include <string>
#include <string_view>

namespace guatu::http::api {

enum class ContactKind {
  kNone,     ///< empty
  kMail,     ///< one address and nothing else
  kPhone,    ///< one number of 7 to 15 digits (E.164) and nothing else
  kUnclear,  ///< an `@` or many digits, but not one address or number alone
  kOther,    ///< words: "the house with the red door"
};

std::string_view text_of(ContactKind k);  ///< `mail` `phone`; else empty

struct Contact {
  ContactKind kind = ContactKind::kNone;
  std::string plain;  ///< as it is sent to and counted by: the same for all ways of writing it
};

/// Digits and `@` may be full width; spaces, hyphens, dots and brackets in a number, `+86` and `0086` before
/// a mobile number of 11 digits, and capitals of an address do not matter. A line break is in no address.
Contact read_contact(std::string_view text);

}  // namespace guatu::http::api
