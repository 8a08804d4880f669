// An official paper as plain data: its parts in the order in which GB/T 9704-2012 has them. No XML, no file.
#pragma once

#include <string>
#include <variant>
#include <vector>

namespace guatu::paper {

/// kBody begins two characters in; kPlain at the margin. The headings are those of the standard: 一、 in
/// 黑体, （一） in 楷体, 1. in 仿宋.
enum class Style { kBody, kPlain, kHeading1, kHeading2, kHeading3, kCentred };

struct Paragraph {
  Style style = Style::kBody;
  std::string text;  ///< a line feed begins a new paragraph of the same style
};

struct Cell {
  std::string text;
  int spans = 1;  ///< columns that it takes
  bool is_head = false;
  bool is_centred = false;
  std::string fill{};  ///< RRGGBB of its ground; empty: none
};

struct Table {
  std::vector<int> widths;  ///< of the columns, as shares of the whole
  std::vector<std::vector<Cell>> rows;
  int head_rows = 0;  ///< at the top; they are repeated on each page
};

using Block = std::variant<Paragraph, Table>;

enum class Sheet { kA4, kA3Across };

struct Document {
  Sheet sheet = Sheet::kA4;
  std::string red_head;   ///< who issues it, in red at the top; empty: the title stands at the top
  std::string number;     ///< 某督〔2022〕3号; empty: none
  std::string title;      ///< 2号小标宋, centred; broken into lines where it says so
  std::string recipient;  ///< without its colon; empty: none
  std::vector<Block> blocks;
  std::vector<std::string> attachments;  ///< their names
  std::string signer;
  std::string date;               ///< 2022年4月8日
  std::string note;               ///< 附注, without its brackets
  std::vector<Block> appendices;  ///< on pages of their own behind the date
};

}  // namespace guatu::paper
