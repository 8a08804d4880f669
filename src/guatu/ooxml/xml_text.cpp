#include "guatu/ooxml/xml_text.h"

namespace guatu::ooxml {

void append_xml(std::string& out, std::string_view text) {
  for (const char c : text) {
    const auto b = static_cast<unsigned char>(c);
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (b >= 0x20 || c == '\n' || c == '\t')
      out += c;
  }
}

}  // namespace guatu::ooxml
