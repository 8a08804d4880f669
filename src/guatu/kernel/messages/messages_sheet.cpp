// Sentences of sheet.*: tables that are read and written.
#include "guatu/kernel/messages/messages.h"

namespace guatu::kernel {

std::span<const Message> sheet_messages() {
  static constexpr Message kAll[] = {
      {"sheet.already_accepted", "这张表已经接受，不能再改；请查看进度，或重新上传。",
       "This table was accepted already and can no longer be changed; follow its progress, or upload it "
       "anew."},
      {"sheet.column_needs_playbook", "列“{got}”是某个规程的字段；请同时用 playbook 指明规程。",
       "The column {got} is a field of a playbook; say which one with `playbook`."},
      {"sheet.column_twice", "列“{got}”写了两次；请只写一次。",
       "The column {got} stands there twice; write it once."},
      {"sheet.damaged", "这张表打不开（{detail}）；请用电子表格软件打开后另存为 xlsx 再上传。",
       "This table cannot be read ({detail}); open it in a spreadsheet program, save it as xlsx and upload "
       "that."},
      {"sheet.has_problems",
       "还有 {bad} 行有问题；请改好后重新上传，或只导入其余各行（skips_bad: true；命令行写 --skip-bad）。",
       "{bad} rows still have problems; mend them and upload the table anew, or import the "
       "others alone (skips_bad: true; --skip-bad on the command line)."},
      {"sheet.layout_form", "表格样式这里应写成：{expected}",
       "A sheet's layout is written like this here: {expected}"},
      {"sheet.layout_key", "表格样式里没有“{name}”这个键，请改用：{instead}",
       "`{name}` is no key of a sheet's layout; write instead: {instead}"},
      {"sheet.no_head", "没有找到表头；请指明表头在第几行，各列是什么。",
       "No head was found; say in which row it stands and what the columns are."},
      {"sheet.no_unit", "不知道这一行归哪个单位；请加一列“单位”，或为整张表选一个单位。",
       "It is not known which unit this row is for; add a column with the unit, or choose one for the whole "
       "table."},
      {"sheet.not_text", "从第 {byte} 个字节起既不是 UTF-8 也不是 GB18030；请另存为 xlsx 或 UTF-8 的 csv。",
       "From byte {byte} on this is neither UTF-8 nor GB18030; save it as xlsx, or as csv in UTF-8."},
      {"sheet.person_ambiguous", "叫“{got}”的不止一人；请改写为人员编号：{known}。",
       "More than one person is called {got}; write the id instead: {known}."},
      {"sheet.person_unknown", "没有叫“{got}”的人[；是不是 {hint}]；请核对姓名，或写人员编号。",
       "There is nobody called {got}[; did you mean {hint}]; check the name, or write the id."},
      {"sheet.target_twice", "两列都当作“{got}”；请只留一列。",
       "Two columns are taken for {got}; leave one."},
      {"sheet.too_large", "这张表展开后太大（{detail}）；请分成几张，或删去没有用的工作表和格式。",
       "Unpacked, this table is too large ({detail}); part it, or remove sheets and formats that nobody "
       "needs."},
      {"sheet.too_many_rows", "多于 {limit} 行，一张表放不下；请缩小范围，或改用 csv。",
       "More than {limit} rows do not fit into one sheet; narrow the list, or take csv."},
      {"sheet.unit_ambiguous", "叫“{got}”的单位不止一个；请改写为单位编号：{known}。",
       "More than one unit is called {got}; write the id instead: {known}."},
      {"sheet.unit_unknown", "没有叫“{got}”的单位[；是不是 {hint}]；请核对名称，或写单位编号。",
       "There is no unit called {got}[; did you mean {hint}]; check the name, or write the id."},
      {"sheet.unknown_column", "没有列“{got}”[；是不是 {hint}][；可用的有：{known}]。",
       "There is no column {got}[; did you mean {hint}][; there are: {known}]."},
      {"sheet.unknown_import", "没有导入“{got}”，或已超过一天；请重新上传。",
       "There is no import `{got}`, or it is older than a day; upload the table anew."},
      {"sheet.unknown_target", "这个规程没有“{got}”可填[；是不是 {hint}]。",
       "This playbook has nothing called {got} to fill in[; did you mean {hint}]."},
  };
  return kAll;
}

}  // namespace guatu::kernel
