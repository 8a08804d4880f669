// Sentences of event.*, ledger.*, list.*, script.*, store.* and cli.*: what failed around the rules, and what
// to do about it.
#include "guatu/kernel/messages/messages.h"

namespace guatu::kernel {

namespace {

constexpr Message kMessages[] = {
    // event.* and ledger.*: what the ledger refuses, or finds wrong with itself.
    {"event.unknown_type", "本版程序不认识事件“{type}”；请换用写下它的版本或更新的版本。",
     "This program does not know the event `{type}`; use the version that wrote it, or a newer one."},
    {"event.unknown_version", "本版程序不认识事件“{type}”的第 {version} 版；请换用更新的版本。",
     "This program does not know version {version} of the event `{type}`; use a newer one."},
    {"event.bad_data", "事件内容的“{field}”处不对（应为：{expected}）；账本可能被改动过，请核对备份。",
     "The event's data is wrong at `{field}` (expected: {expected}); the ledger may have been altered, "
     "compare a backup."},
    {"event.bad_line", "这一行不是导出的事件（“{field}”处应为：{expected}）；请检查文件是否完整。",
     "This line is no exported event (at `{field}`, expected: {expected}); check that the file is whole."},
    {"ledger.bad_event", "第 {position} 条事件（{type}）接不上前文；请用备份核对账本。",
     "Event {position} ({type}) does not follow from those before it; compare the ledger with a backup."},
    {"ledger.bad_order", "第 {position} 条事件的次序或时间不对；请按导出时的次序导入完整文件。",
     "Event {position} is out of order or out of time; import the whole file in the order it was exported."},
    {"ledger.damaged", "账本第 {position} 条已损坏（{detail}）；请从备份恢复。",
     "Event {position} of the ledger is damaged ({detail}); restore it from a backup."},
    {"ledger.matter_id", "第 {position} 条事件开立的事项编号不是它的位置；请检查导入的文件。",
     "The matter that event {position} opens is not named by that position; check the imported file."},
    {"ledger.not_empty", "账本中已有事件；请换一个空的目录。",
     "The ledger has events already; use an empty folder."},
    {"ledger.time_backwards", "时间 {at} 早于账本最后一条 {last}；请校准本机时钟后再试。",
     "The time {at} lies before the last event, {last}; set this machine's clock right and try again."},

    // list.*: what a list cannot serve.
    {"list.cursor", "翻页标记不属于这个列表；请从第一页重新开始。",
     "The cursor does not belong to this list; begin again at the first page."},
    {"list.range", "“{field}”超出范围；每页 1 到 1000 行，位置从 1 起。",
     "`{field}` is out of range; a page has 1 to 1000 rows, positions begin at 1."},
    {"list.search", "搜索词要有文字或数字，且不超过 {limit} 个字符；请改写。",
     "Search text needs a letter or digit and at most {limit} characters; write it so."},

    // script.*: demo and scenario scripts.
    {"script.expected", "“{what}”应为“{wanted}”，实为“{got}”；请检查规程或这一步。",
     "`{what}` should be `{wanted}` but is `{got}`; check the playbook or this step."},
    {"script.key", "不认识“{field}”；[是不是 {hint}？]可用：{keys}。",
     "`{field}` is not known here;[ perhaps {hint}?] use one of: {keys}."},
    {"script.refused", "这一步被拒绝（{key}）：{why}", "This step was refused ({key}): {why}"},
    {"script.time", "时间不能往回走；请写不早于 {expected} 的时刻。",
     "Time cannot go back; write a moment not before {expected}."},
    {"script.unknown_alias", "前面没有名为“{got}”的事项；请先开立它。",
     "No matter called `{got}` was opened before; open it first."},
    {"script.value", "“{field}”的值不对；应为：{expected}。",
     "The value of `{field}` is wrong; expected: {expected}."},

    // desk.*: the one who writes.
    {"desk.full", "正在等待办理的请求太多（{waiting}）；请稍后用同一编号再试。",
     "Too many requests wait at the desk ({waiting}); ask again later with the same id."},
    {"desk.no_memory", "内存不足，没有办理；请稍后用同一编号再试，或减少其他程序。",
     "Out of memory, nothing was done; ask again later with the same id, or close other programs."},
    {"desk.stopped", "上次写盘没有得到确认，已停止写入；请检查磁盘后重新打开账本，再用同一编号重试。",
     "A write was not confirmed by the disk, so writing stopped; check the disk, open the ledger again and "
     "ask "
     "again with the same id."},
    // store.*: the data folder.
    {"store.behind", "派生表“{name}”还没有跟上事件，只读打开不能补齐；请先以可写方式打开一次。",
     "The derived tables `{name}` do not follow the events to the end and cannot be completed read-only; "
     "open the "
     "ledger once for writing."},
    {"store.busy", "另一个程序正在写这个账本；请稍后再试。",
     "Another program is writing to this ledger; try again in a moment."},
    {"store.damaged_matter", "事项 {matter} 的当前状态读不出来（{field}）；请运行 guatu ledger rebuild。",
     "The present state of matter {matter} cannot be read ({field}); run guatu ledger rebuild."},
    {"store.damaged_register",
     "事项 {matter} 登记的内容与它的事件不符；事件没有受损，请运行 guatu ledger rebuild 重建各表。",
     "What is registered of matter {matter} is not what its events make of it; the events are whole, run "
     "guatu ledger "
     "rebuild to make the tables again."},
    {"store.damaged_tables",
     "派生表读不出来（{detail}）；事件不在其中，请运行 guatu ledger rebuild 重建各表。",
     "A derived table cannot be read ({detail}); the events are not in it, run guatu ledger rebuild to make "
     "the tables "
     "again."},
    {"store.damaged_tallies", "单位 {path} 的计数前后不一；请运行 guatu ledger rebuild tallies。",
     "The counts of unit {path} do not agree; run guatu ledger rebuild tallies."},
    {"store.exists", "{dir} 中已有账本；请换一个目录。",
     "There is a ledger in {dir} already; take another folder."},
    {"store.full", "磁盘已满，没有写入；请腾出空间后用同一编号重试。",
     "The disk is full, nothing was written; make room and ask again with the same id."},
    {"store.identity", "事项 {matter} 的“{name}”不能改变；请报告这条信息。",
     "`{name}` of matter {matter} can never change; please report this line."},
    {"store.io", "数据目录读写失败（{detail}）；请检查磁盘空间、权限和介质。",
     "The data folder cannot be read or written ({detail}); check space, rights and the disk."},
    {"store.migration_changed", "升级步骤 {name} 与当初执行的不同；请用正式发布的程序打开。",
     "The schema step {name} is not the one that ran; open the ledger with a released program."},
    {"store.newer", "账本由更新的程序写成（{name}）；请升级 guatu。",
     "The ledger was written by a newer program ({name}); upgrade guatu."},
    {"store.no_ledger", "{dir} 中没有账本；请先运行 {hint}。",
     "There is no ledger in {dir}; run {hint} first."},
    {"store.not_guatu", "{file} 不是挂图的账本；请检查目录。",
     "{file} is not a ledger of Guatu; check the folder."},
    {"store.no_memory", "数据库内存不足，没有写入；请稍后用同一编号重试。",
     "The database ran out of memory, nothing was written; ask again later with the same id."},
    {"store.older", "账本的结构较旧（缺 {name}），只读打开不能升级；请先以可写方式打开一次。",
     "The ledger's schema is older ({name} is missing) and cannot be upgraded read-only; open it once for "
     "writing."},
    {"store.read_only", "账本以只读方式打开，或磁盘不可写；请以可写方式打开。",
     "The ledger is open for reading only, or its disk cannot be written; open it for writing."},
    {"store.rebuilding", "重建期间不能写入新事件；请等它完成。",
     "No event can be added during a rebuild; wait until it is done."},
    {"store.sync_failed",
     "磁盘没有确认写入（{detail}），结果不明；请检查磁盘，重新打开账本，用同一编号重试即知是否已记下。",
     "The disk did not confirm the write ({detail}), so it is not known; check the disk, open the ledger "
     "again and "
     "ask again with the same id: the answer says whether it was recorded."},
    {"store.stale", "事项 {matter} 比登记的旧，没有写入；请报告这条信息。",
     "Matter {matter} is older than its row and was not written; please report this line."},

    {"store.unknown_projection", "没有名为“{got}”的派生表；[是不是 {hint}？]可写：{known}。",
     "No derived table is called `{got}`;[ perhaps {hint}?] write one of: {known}."},

    // cli.*: the command line (apps/guatu).
    {"cli.as_of", "“{got}”不是账本中的时刻或位置；请写不晚于现在的时刻，或 1 到 {last} 的位置。",
     "`{got}` is no moment or position of this ledger; write an instant not after now, or a position from 1 "
     "to {last}."},
    {"cli.before_ledger", "{got} 时账本还没有建立；请写更晚的时刻。",
     "At {got} the ledger did not exist yet; write a later moment."},
    {"cli.clock_back", "时钟已到 {now}，不能拨回 {got}；请写更晚的时刻。",
     "The clock stands at {now} and cannot go back to {got}; write a later moment."},
    {"cli.duration", "“{got}”不是时长；请写成 \"15 working_days\"、\"3 days\" 或 \"90 minutes\"。",
     "`{got}` is no length of time; write \"15 working_days\", \"3 days\" or \"90 minutes\"."},
    {"cli.file_exists", "{file} 已存在；请换一个文件名，或先移走它。",
     "{file} exists; name another file or move it away first."},
    {"cli.file_form", "“{got}”不是附件；请写成 @文件名，多个用逗号隔开。",
     "`{got}` is no file; write @NAME, several parted by commas."},
    {"cli.file_not_utf8", "{file} 不是 UTF-8 文本；请另存为 UTF-8 编码。",
     "{file} is not UTF-8 text; save it with UTF-8 encoding."},
    {"cli.file_too_large", "附件 {file} 超过 {limit} MiB；请压缩或拆开。",
     "The file {file} is larger than {limit} MiB; compress or split it."},
    {"cli.flag_twice", "{field} 只能写一次；请删去多余的。",
     "{field} may be given once only; take the others out."},
    {"cli.fresh_not_demo", "{dir} 不是演示数据，--fresh 不会删它；请换一个目录，或自己移走它。",
     "{dir} is no demo, so --fresh does not delete it; take another folder or move it away yourself."},
    {"cli.integer", "“{got}”不是 {min} 到 {max} 的整数；请改写。",
     "`{got}` is no whole number from {min} to {max}; write one."},
    {"cli.internal", "程序内部出错（{detail}）；没有写入，请报告这条信息。",
     "Something went wrong inside ({detail}); nothing was written. Please report this line."},
    {"cli.line_too_long", "这一行超过 {limit} 字节，不是导出的账本；请检查文件。",
     "This line is longer than {limit} bytes: no exported ledger has such a line; check the file."},
    {"cli.missing_flag", "缺少 {field} {value}；请补上。", "{field} {value} is missing; add it."},
    {"cli.missing_operand", "“{command}”缺少 {what}；请补上，或看 guatu help {command}。",
     "`{command}` lacks {what}; add it, or see guatu help {command}."},
    {"cli.missing_value", "{field} 后面缺少 {value}；请补上。", "{field} lacks its {value}; add it."},
    {"cli.missing_verb", "“{noun}”后面要写动作：{verbs}。", "Write what to do behind `{noun}`: {verbs}."},
    {"cli.no_file", "读不到 {file}（{detail}）；请检查文件名。",
     "Cannot read {file} ({detail}); check the name."},
    {"cli.no_share", "在 {dir} 没有找到附带的日历和规程；请用 --share 指明目录。",
     "There are no shipped calendars and playbooks in {dir}; name their folder with --share."},
    {"cli.no_such_clock", "这件事项没有时钟“{got}”；有：{clocks}。",
     "This matter has no clock `{got}`; it has: {clocks}."},
    {"cli.not_demo", "{dir} 走的是真实时钟，不能拨动；只有 guatu demo 建的演示可以。",
     "{dir} runs by the real clock, which cannot be moved; only a folder made by guatu demo can."},
    {"cli.not_utf8", "命令行第 {place} 个词不是 UTF-8；请检查终端编码。",
     "Word {place} of the command line is not UTF-8; check the terminal's encoding."},
    {"cli.nothing_to_import", "{file} 中没有事件；请检查是否选错文件。",
     "There is no event in {file}; check that it is the right file."},
    {"cli.now_real", "{dir} 走的是真实时钟，不能用 --now；只有演示数据可以，请去掉 --now。",
     "{dir} runs by the real clock; --now is for demo folders only, leave it out."},
    {"cli.set_form", "“{got}”不是 字段=值；请写成 --set grade=major。",
     "`{got}` is not FIELD=VALUE; write --set grade=major."},
    {"cli.set_twice", "字段 {field} 给了两次；请删去一个。",
     "The field {field} is given twice; take one out."},
    {"cli.cert_and_key", "证书和私钥要一起给出：--cert 文件 --key 文件。",
     "Certificate and key belong together: --cert FILE --key FILE."},
    {"cli.listen", "“{got}”不是监听地址；请写成 127.0.0.1:8080 或 [::1]:8080。",
     "`{got}` is no address to listen on; write it as 127.0.0.1:8080 or [::1]:8080."},
    {"cli.setting", "设置“{name}”不对；请改用：{instead}。",
     "The setting `{name}` is not as it should be; write instead: {instead}."},
    {"cli.syntax", "命令行读不懂（{detail}）；请看 guatu --help。",
     "The command line makes no sense ({detail}); see guatu --help."},
    {"cli.too_many_operands", "“{command}”不要“{got}”；请去掉，或看 guatu help {command}。",
     "`{command}` does not take `{got}`; leave it out, or see guatu help {command}."},
    {"cli.unknown_flag", "“{command}”没有选项 {field}；可用：{hint}。",
     "`{command}` has no flag {field}; write instead: {hint}."},
    {"cli.unknown_noun", "没有命令“{got}”。[是不是：{hint}？]",
     "There is no command `{got}`.[ Perhaps: {hint}?]"},
    {"cli.unknown_verb", "“{noun}”没有动作“{got}”。[是不是：{hint}？]",
     "`{noun}` has no `{got}`.[ Perhaps: {hint}?]"},
    {"cli.word", "“{got}”不能写在这里；请写：{words}。", "`{got}` cannot stand here; write one of: {words}."},
    {"cli.write_failed", "写不进 {file}（{detail}）；请检查空间和权限。",
     "Cannot write {file} ({detail}); check space and rights."},
};

}  // namespace

std::span<const Message> store_messages() {
  return kMessages;
}

}  // namespace guatu::kernel
