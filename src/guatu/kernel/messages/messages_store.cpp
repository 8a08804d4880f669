// Sentences of ledger.*, store.*, list.*, script.* and cli.*: what failed around the rules, and what to do about it.
#include "guatu/kernel/messages/messages.h"

namespace guatu::kernel {

namespace {

constexpr Message kMessages[] = {
    // cli.*: the command line (apps/guatu).
    {"cli.as_of", "“{got}”不是账本中的时刻或位置；请写不晚于现在的时刻，或 1 到 {last} 的位置。",
     "`{got}` is no moment or position of this ledger; write an instant not after now, or a position from 1 to {last}."},
    {"cli.before_ledger", "{got} 时账本还没有建立；请写更晚的时刻。", "At {got} the ledger did not exist yet; write a later moment."},
    {"cli.clock_back", "时钟已到 {now}，不能拨回 {got}；请写更晚的时刻。",
     "The clock stands at {now} and cannot go back to {got}; write a later moment."},
    {"cli.duration", "“{got}”不是时长；请写成 \"15 working_days\"、\"3 days\" 或 \"90 minutes\"。",
     "`{got}` is no length of time; write \"15 working_days\", \"3 days\" or \"90 minutes\"."},
    {"cli.file_exists", "{file} 已存在；请换一个文件名，或先移走它。", "{file} exists; name another file or move it away first."},
    {"cli.file_form", "“{got}”不是附件；请写成 @文件名，多个用逗号隔开。",
     "`{got}` is no file; write @NAME, several parted by commas."},
    {"cli.file_not_utf8", "{file} 不是 UTF-8 文本；请另存为 UTF-8 编码。", "{file} is not UTF-8 text; save it with UTF-8 encoding."},
    {"cli.file_too_large", "附件 {file} 超过 {limit} MiB；请压缩或拆开。", "The file {file} is larger than {limit} MiB; compress or split it."},
    {"cli.flag_twice", "{field} 只能写一次；请删去多余的。", "{field} may be given once only; take the others out."},
    {"cli.fresh_not_demo", "{dir} 不是演示数据，--fresh 不会删它；请换一个目录，或自己移走它。",
     "{dir} is no demo, so --fresh does not delete it; take another folder or move it away yourself."},
    {"cli.integer", "“{got}”不是 {min} 到 {max} 的整数；请改写。", "`{got}` is no whole number from {min} to {max}; write one."},
    {"cli.internal", "程序内部出错（{detail}）；没有写入，请报告这条信息。",
     "Something went wrong inside ({detail}); nothing was written. Please report this line."},
    {"cli.line_too_long", "这一行超过 {limit} 字节，不是导出的账本；请检查文件。",
     "This line is longer than {limit} bytes: no exported ledger has such a line; check the file."},
    {"cli.missing_flag", "缺少 {field} {value}；请补上。", "{field} {value} is missing; add it."},
    {"cli.missing_operand", "“{command}”缺少 {what}；请补上，或看 guatu help {command}。",
     "`{command}` lacks {what}; add it, or see guatu help {command}."},
    {"cli.missing_value", "{field} 后面缺少 {value}；请补上。", "{field} lacks its {value}; add it."},
    {"cli.missing_verb", "“{noun}”后面要写动作：{verbs}。", "Write what to do behind `{noun}`: {verbs}."},
    {"cli.no_file", "读不到 {file}（{detail}）；请检查文件名。", "Cannot read {file} ({detail}); check the name."},
    {"cli.no_share", "在 {dir} 没有找到附带的日历和剧本；请用 --share 指明目录。",
     "There are no shipped calendars and playbooks in {dir}; name their folder with --share."},
    {"cli.no_such_clock", "这件事项没有时钟“{got}”；有：{clocks}。", "This matter has no clock `{got}`; it has: {clocks}."},
    {"cli.not_demo", "{dir} 走的是真实时钟，不能拨动；只有 guatu demo 建的演示可以。",
     "{dir} runs by the real clock, which cannot be moved; only a folder made by guatu demo can."},
    {"cli.not_utf8", "命令行第 {place} 个词不是 UTF-8；请检查终端编码。", "Word {place} of the command line is not UTF-8; check the terminal's encoding."},
    {"cli.nothing_to_import", "{file} 中没有事件；请检查是否选错文件。", "There is no event in {file}; check that it is the right file."},
    {"cli.now_real", "{dir} 走的是真实时钟，不能用 --now；只有演示数据可以，请去掉 --now。",
     "{dir} runs by the real clock; --now is for demo folders only, leave it out."},
    {"cli.set_form", "“{got}”不是 字段=值；请写成 --set grade=major。", "`{got}` is not FIELD=VALUE; write --set grade=major."},
    {"cli.set_twice", "字段 {field} 给了两次；请删去一个。", "The field {field} is given twice; take one out."},
    {"cli.setting", "设置“{name}”不对；请改用：{instead}。", "The setting `{name}` is not as it should be; write instead: {instead}."},
    {"cli.syntax", "命令行读不懂（{detail}）；请看 guatu --help。", "The command line makes no sense ({detail}); see guatu --help."},
    {"cli.too_many_operands", "“{command}”不要“{got}”；请去掉，或看 guatu help {command}。",
     "`{command}` does not take `{got}`; leave it out, or see guatu help {command}."},
    {"cli.unknown_flag", "“{command}”没有选项 {field}；可用：{hint}。", "`{command}` has no flag {field}; write instead: {hint}."},
    {"cli.unknown_noun", "没有命令“{got}”；是不是：{hint}？", "There is no command `{got}`; perhaps: {hint}?"},
    {"cli.unknown_verb", "“{noun}”没有动作“{got}”；是不是：{hint}？", "`{noun}` has no `{got}`; perhaps: {hint}?"},
    {"cli.word", "“{got}”不能写在这里；请写：{words}。", "`{got}` cannot stand here; write one of: {words}."},
    {"cli.write_failed", "写不进 {file}（{detail}）；请检查空间和权限。", "Cannot write {file} ({detail}); check space and rights."},
};

}  // namespace

std::span<const Message> store_messages() { return kMessages; }

}  // namespace guatu::kernel
