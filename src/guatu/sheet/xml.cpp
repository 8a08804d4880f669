#include "guatu/sheet/xml.h"

#include <expat.h>

namespace guatu::sheet {

struct XmlParser::Inside {
  explicit Inside(XmlHandler& h) : handler(h), parser(XML_ParserCreate(nullptr)) {
    GUATU_ASSERT(parser != nullptr);
    XML_SetUserData(parser, this);
    XML_SetElementHandler(parser, &on_start, &on_end);
    XML_SetCharacterDataHandler(parser, &on_text);
    XML_SetStartDoctypeDeclHandler(parser, [](void* self, const XML_Char*, const XML_Char*, const XML_Char*,
                                              int) { static_cast<Inside*>(self)->stop("DOCTYPE"); });
  }
  ~Inside() { XML_ParserFree(parser); }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

  void stop(const char* why) {
    wrong = why;
    XML_StopParser(parser, XML_FALSE);
  }
  void look() {
    if (!handler.is_done()) return;
    is_done = true;
    XML_StopParser(parser, XML_FALSE);
  }
  static std::string_view local(const XML_Char* name) {
    const std::string_view all(name);
    const auto colon = all.rfind(':');
    return colon == std::string_view::npos ? all : all.substr(colon + 1);
  }
  static void on_start(void* self, const XML_Char* name, const XML_Char** attributes) {
    auto& in = *static_cast<Inside*>(self);
    constexpr int kMaxDepth = 64;
    if (++in.depth > kMaxDepth) return in.stop("depth");
    in.attributes.clear();
    for (; *attributes != nullptr; attributes += 2)
      in.attributes.emplace(local(attributes[0]), attributes[1]);
    in.handler.start(local(name), in.attributes);
    in.look();
  }
  static void on_end(void* self, const XML_Char* name) {
    auto& in = *static_cast<Inside*>(self);
    --in.depth;
    in.handler.end(local(name));
    in.look();
  }
  static void on_text(void* self, const XML_Char* text, int size) {
    static_cast<Inside*>(self)->handler.text({text, static_cast<std::size_t>(size)});
  }

  XmlHandler& handler;
  XML_Parser parser;
  XmlHandler::Attributes attributes;
  int depth = 0;
  bool is_done = false;
  std::string wrong;
};

XmlParser::XmlParser(XmlHandler& handler) : inside_(std::make_unique<Inside>(handler)) {}
XmlParser::~XmlParser() = default;

bool XmlParser::feed(std::string_view piece) {
  auto& in = *inside_;
  if (in.is_done || !in.wrong.empty()) return false;
  if (XML_Parse(in.parser, piece.data(), static_cast<int>(piece.size()), XML_FALSE) == XML_STATUS_OK)
    return true;
  if (!in.is_done && in.wrong.empty()) in.wrong = XML_ErrorString(XML_GetErrorCode(in.parser));
  return false;
}

Result<void> XmlParser::finish() {
  auto& in = *inside_;
  if (!in.is_done && in.wrong.empty() && XML_Parse(in.parser, "", 0, XML_TRUE) != XML_STATUS_OK &&
      !in.is_done && in.wrong.empty())
    in.wrong = XML_ErrorString(XML_GetErrorCode(in.parser));
  if (in.wrong.empty()) return {};
  return Error("sheet.damaged", "", {{"detail", "XML: " + in.wrong}});
}

}  // namespace guatu::sheet
