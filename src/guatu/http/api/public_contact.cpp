#include "guatu/http/api/public_contact.h"

#include <algorithm>
#include <cstddef>

#include "guatu/base/text.h"

namespace guatu::http::api {

namespace {

constexpr std::size_t kMinDigits = 7;
constexpr std::size_t kMaxDigits = 15;      // E.164.
constexpr std::size_t kMaxLocalChars = 64;  // RFC 5321 4.5.3.1.
constexpr std::size_t kMaxMailChars = 254;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Full-width digits and `@`, as an input method writes them, in ASCII.
std::string half_width(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_wide = text.substr(i, 2) == "\xEF\xBC" && i + 2 < text.size();
    const auto last = is_wide ? static_cast<unsigned char>(text[i + 2]) : 0U;
    if (is_wide && last >= 0x90U && last <= 0x99U) {
      out += static_cast<char>('0' + (last - 0x90U));
      i += 2;
    } else if (is_wide && last == 0xA0U) {
      out += '@';
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

/// No quotes, no comments, no second address: what mail servers and people use.
bool is_mail(std::string_view text) {
  const auto at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at > kMaxLocalChars || text.size() > kMaxMailChars)
    return false;
  const auto local = text.substr(0, at), host = text.substr(at + 1);
  const auto fits_local = [](char c) {
    return is_letter(c) || is_digit(c) ||
           std::string_view("!#$%&'*+-/=?^_`{|}~.").find(c) != std::string::npos;
  };
  const auto fits_host = [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '.'; };
  const bool has_dots = host.find('.') != std::string_view::npos && host.front() != '.' &&
                        host.back() != '.' && host.find("..") == std::string_view::npos;
  return std::all_of(local.begin(), local.end(), fits_local) &&
         std::all_of(host.begin(), host.end(), fits_host) && has_dots;
}

/// The digits of a number; empty when there is anything else.
std::string digits_of(std::string_view text) {
  std::string out;
  const bool is_abroad = text.starts_with('+');
  for (const char c : is_abroad ? text.substr(1) : text) {
    if (is_digit(c))
      out += c;
    else if (std::string_view(" -.()").find(c) == std::string_view::npos)
      return {};
  }
  // A mobile number is one number with and without its country.
  for (const std::string_view before : {"0086", "86"})
    if (out.size() == before.size() + 11 && out.starts_with(before) && out[before.size()] == '1') {
      return out.substr(before.size());
    }
  return is_abroad && !out.empty() ? "+" + out : out;
}

}  // namespace

std::string_view text_of(ContactKind k) {
  if (k == ContactKind::kMail) return "mail";
  return k == ContactKind::kPhone ? "phone" : "";
}

Contact read_contact(std::string_view given) {
  const auto ascii = half_width(given);
  const auto text = trim(ascii);
  if (text.empty()) return {};
  std::string small(text);
  std::transform(small.begin(), small.end(), small.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (is_mail(text)) return {ContactKind::kMail, small};
  auto digits = digits_of(text);
  const auto count = static_cast<std::size_t>(std::count_if(digits.begin(), digits.end(), &is_digit));
  if (count >= kMinDigits && count <= kMaxDigits) return {ContactKind::kPhone, std::move(digits)};
  const auto all = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), &is_digit));
  const bool is_unclear = all >= kMinDigits || text.find('@') != std::string_view::npos;
  return {is_unclear ? ContactKind::kUnclear : ContactKind::kOther, std::move(small)};
}

}  // namespace guatu::http::api
