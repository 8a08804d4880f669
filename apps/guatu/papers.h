// Where the templates of papers and the layouts of spreadsheets stand: those that were shipped, and an
// office's own in DIR/papers.
#pragma once

#include <string>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/command.h"

namespace guatu::app {

/// SHARE/papers, then DIR/papers, whose papers stand instead of shipped ones of the same id.
std::vector<std::string> paper_folders(const std::string& share, const std::string& data);
/// SHARE/sheets, then DIR/sheets: layouts of ledgers as spreadsheets.
std::vector<std::string> sheet_folders(const std::string& share, const std::string& data);
/// DIR/fonts: the office's own fonts, for PDF.
std::string fonts_folder(const std::string& data);

}  // namespace guatu::app
