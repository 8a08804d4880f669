// The parts of a DOCX that are the same for all papers: styles, settings, fonts, page numbers.
#pragma once

#include <string>
#include <string_view>

namespace guatu::paper {

// Ids of the styles.
inline constexpr std::string_view kBodyStyle = "Body", kPlainStyle = "Plain", kHead1Style = "Heading1",
                                  kHead2Style = "Heading2", kHead3Style = "Heading3", kTitleStyle = "Title",
                                  kRedHeadStyle = "RedHead", kNumberStyle = "Number",
                                  kCentredStyle = "Centred", kCellStyle = "Cell", kCellHeadStyle = "CellHead",
                                  kFootStyle = "Foot";

std::string styles_xml();
std::string font_table_xml();
/// The page number, at the outer side. @param is_even  of a page to the left
std::string footer_xml(bool is_even);
std::string_view settings_xml();
std::string_view content_types_xml();
std::string_view package_rels_xml();
std::string_view document_rels_xml();

}  // namespace guatu::paper
