// Sentences of sheet.*: tables that are read and written.
#include "guatu/kernel/messages/messages.h"

namespace guatu::kernel {

std::span<const Message> sheet_messages() {
  static constexpr Message kAll[] = {
      {"sheet.column_needs_playbook", "列“{got}”是某个规程的字段；请同时用 playbook 指明规程。",
       "The column {got} is a field of a playbook; say which one with `playbook`."},
      {"sheet.column_twice", "列“{got}”写了两次；请只写一次。",
       "The column {got} stands there twice; write it once."},
      {"sheet.not_text", "从第 {byte} 个字节起既不是 UTF-8 也不是 GB18030；请另存为 xlsx 或 UTF-8 的 csv。",
       "From byte {byte} on this is neither UTF-8 nor GB18030; save it as xlsx, or as csv in UTF-8."},
      {"sheet.too_many_rows", "多于 {limit} 行，一张表放不下；请缩小范围，或改用 csv。",
       "More than {limit} rows do not fit into one sheet; narrow the list, or take csv."},
      {"sheet.unknown_column", "没有列“{got}”[；是不是 {hint}][；可用的有：{known}]。",
       "There is no column {got}[; did you mean {hint}][; there are: {known}]."},
  };
  return kAll;
}

}  // namespace guatu::kernel
