// A DOCX as PDF, by LibreOffice where it is installed. It is a large program that reads what we wrote: it
// runs as a child with a folder of its own, without our environment and files, and so long and no longer.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "guatu/base/result.h"

namespace guatu::paper {

struct PdfOptions {
  std::string soffice;  ///< path of the program; empty: looked for in PATH
  std::string fonts;  ///< a folder with the office's own fonts (仿宋_GB2312, …); empty or not there: none
  std::chrono::milliseconds at_most{60'000};
};

/// Is there a program that can?
bool can_make_pdf(const PdfOptions& options = {});

/// The fonts are those of the paper where they are installed or stand in `fonts`, else free ones: 仿宋 and
/// 宋体 Noto Serif CJK SC, 楷体 AR PL KaitiM GB, 黑体 Noto Sans CJK SC, 小标宋 Noto Serif CJK SC in bold.
/// @errors paper.no_converter, paper.not_converted (arg `detail`), child.too_slow, file.unwritable
/// Cost: 2 to 6 s of a core and some 250 MB while it runs.
Result<std::string> to_pdf(std::string_view docx, const PdfOptions& options = {});

}  // namespace guatu::paper
