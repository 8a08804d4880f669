// Text as XML 1.0 has it. Pure. See zip_writer.h for what the parts of an office file are packed into.
#pragma once

#include <string>
#include <string_view>

namespace guatu::ooxml {

/// The declaration in front of each part.
inline constexpr std::string_view kXml = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>)";

/// UTF-8 `text` for element content and quoted attributes behind what is in `out`. What XML 1.0 cannot hold
/// (control characters but tab and line feed) is left out. Source: XML 1.0, sections 2.2 and 2.4.
void append_xml(std::string& out, std::string_view text);

}  // namespace guatu::ooxml
