// Official papers as DOCX (ECMA-376) in the grid of GB/T 9704-2012. Pure: a struct in, bytes out. The fonts
// are named, not embedded: 仿宋_GB2312, 楷体_GB2312, 黑体, 方正小标宋简体 stand on an office's machines;
// where they are missing, the free ones that to_pdf.h names serve.
#pragma once

#include <string>

#include "guatu/paper/document.h"

namespace guatu::paper {

inline constexpr const char* kDocxType =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// The same document gives the same bytes.
std::string docx(const Document& d);
/// The part word/document.xml of it.
std::string document_xml(const Document& d);

}  // namespace guatu::paper
