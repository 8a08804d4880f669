// Sentences for dates, YAML, JSON, calendars, counting rules and clocks.
#include <array>

#include "guatu/kernel/messages/messages.h"

namespace guatu::kernel {

namespace {

constexpr std::array kMessages{
    Message{"text.instant", "“{got}”不是时刻；请写成 2022-04-08 08:30 或 2022-04-08T08:30:00+08:00。",
            "`{got}` is not an instant; write 2022-04-08 08:30 or 2022-04-08T08:30:00+08:00."},
    Message{"text.date", "“{got}”不是日期，或没有这一天；请写成 2022-04-08。",
            "`{got}` is not a date, or there is no such day; write 2022-04-08."},
    Message{"text.id", "“{got}”不能作编号；请用字母、数字、点、下划线和连字符，1 到 64 个字符。",
            "`{got}` is not an id; use 1 to 64 letters, digits, dots, underscores and hyphens."},

    Message{"yaml.too_large", "文件超过 {limit} 字节；请检查是否选错文件，或拆成几个文件。",
            "The file is larger than {limit} bytes; check that it is the right file, or split it."},
    Message{"yaml.not_utf8", "文件不是 UTF-8 文本；请另存为 UTF-8 编码。",
            "The file is not UTF-8 text; save it with UTF-8 encoding."},
    Message{"yaml.syntax", "此处不合 YAML 语法（{detail}）；请检查缩进、冒号、括号和引号。",
            "This is not YAML ({detail}); check indentation, colons, brackets and quotes."},
    Message{"yaml.too_deep", "嵌套超过 {limit} 层；请减少层次。",
            "Nested more than {limit} levels deep; write it flatter."},
    Message{"yaml.duplicate_key", "键“{name}”在第 {first} 行已写过；请删去其中一个。",
            "The key `{name}` stands already on line {first}; remove one of the two."},
    Message{"yaml.anchor", "不接受锚点（&、*）和标签（!）；请把内容直接写出来。",
            "Anchors (&, *) and tags (!) are not accepted; write the content out."},
    Message{"yaml.key", "此处的键不是文字；请用一个词作键，特殊的词加引号。",
            "This key is not a text; use a word, in quotes if it is a special one."},
    Message{"yaml.empty", "文件是空的；请写入内容。", "The file is empty; write something into it."},
    Message{"yaml.many_documents", "一个文件只能有一份内容；请删去 --- 之后的部分，或另存一个文件。",
            "A file holds one document; remove what follows `---`, or move it to a file of its own."},

    Message{"json.syntax", "不是正确的 JSON（{detail}）；请检查引号、逗号和括号。",
            "This is not JSON ({detail}); check quotes, commas and brackets."},
    Message{"json.not_utf8", "JSON 不是 UTF-8 文本；请用 UTF-8 编码发送。",
            "The JSON is not UTF-8 text; send it in UTF-8."},
    Message{"json.expected", "“{field}”处的值类型不对；这里应为：{expected}。",
            "The value at `{field}` is of the wrong kind; write: {expected}."},
    Message{"json.unknown_member", "没有“{field}”这个成员；请检查拼写，或删去它。",
            "There is no member `{field}`; check its spelling, or remove it."},
    Message{"json.missing_member", "缺少成员“{field}”；请补上。", "The member `{field}` is missing; add it."},

    Message{"calendar.gap", "日历没有 {date} 这一天；请导入该年的节假日安排后再计算。",
            "The calendar does not cover {date}; import that year's official arrangement first."},
    Message{
        "calendar.unknown_key",
        "没有“{name}”这个键；[最接近的是“{hint}”，]格式见 docs/formats/calendars.md。",
        "There is no key `{name}`;[ the nearest is `{hint}`,] the format is in docs/formats/calendars.md."},
    Message{"calendar.missing", "缺少“{name}”；请补上，格式见 docs/formats/calendars.md。",
            "`{name}` is missing; add it as docs/formats/calendars.md says."},
    Message{"calendar.value", "此处的值不对；这里应为：{expected}。",
            "This value is wrong; write: {expected}."},
    Message{"calendar.date",
            "“{got}”不是 {year} 年的日期，或早于开始日；请写本文件年份内的日期，如 2022-04-08。",
            "`{got}` is not a date of {year}, or lies before its beginning; write a date of the file's year, "
            "such as "
            "2022-04-08."},
    Message{"calendar.overlap", "{what} 重复了：一年只能有一个文件，一天只能列一次；请删去其中一个。",
            "{what} stands twice: one file a year, one entry a day; remove one of the two."},
    Message{
        "calendar.not_weekend", "{date} 不是周六或周日，不能列为调休上班日；请核对通知中的日期。",
        "{date} is no Saturday or Sunday and cannot be a worked weekend; compare the date with the notice."},
    Message{"calendar.hours", "“{got}”不是工作时段；请按先后写成 \"08:30-12:00\"，互不重叠。",
            "`{got}` is not a stretch of hours; write \"08:30-12:00\", in order and without overlap."},
    Message{"calendar.hole", "日历从 {after} 年跳到 {what} 年；请补上中间年份的文件。",
            "The calendar jumps from {after} to {what}; add the files of the years between."},
    Message{"calendar.source", "没有写明所依据的通知；请在 notices 下写出文号（number）、日期和标题。",
            "No notice is named; give its number, date and title under `notices`."},
    Message{"calendar.hours_unknown",
            "日历中没有名为“{name}”的时段；请在该年文件的 hours 下加上，或改用 office、urgent。",
            "The calendar has no hours named `{name}`; add them under `hours` of the year, or use office or "
            "urgent."},

    Message{"rules.unknown",
            "没有名为“{name}”的计算规则；[最接近的是“{hint}”，]全部规则见 calendars/counting-rules.yaml。",
            "There is no counting rule `{name}`;[ the nearest is `{hint}`,] all stand in "
            "calendars/counting-rules.yaml."},
    Message{
        "rules.unknown_key", "没有“{name}”这个键；[最接近的是“{hint}”，]格式见 docs/formats/calendars.md。",
        "There is no key `{name}`;[ the nearest is `{hint}`,] the format is in docs/formats/calendars.md."},
    Message{"rules.value", "“{field}”的值不对；这里应为：{expected}。",
            "The value of `{field}` is wrong; write: {expected}."},
    Message{"rules.missing", "缺少“{name}”；请补上，格式见 docs/formats/calendars.md。",
            "`{name}` is missing; add it as docs/formats/calendars.md says."},

    Message{"clock.range", "期限 {amount}（{unit}）连同延期超出范围；每项须为 1 以上，合计不超过 {limit}。",
            "The limit of {amount} ({unit}) with its extensions is out of range; each must be at least 1, "
            "the sum at "
            "most {limit}."},
    Message{"clock.stops_order",
            "自 {from} 起的停计与前一次重叠、早于开始就结束，或前一次未恢复；请按先后逐次登记。",
            "The stop from {from} overlaps the one before, ends before it begins, or follows an open one; "
            "list stops "
            "in order, each closed before the next."},
    Message{"clock.field_unset", "期限“{clock}”要用的日期字段“{field}”还没有填；请先填上。",
            "The limit `{clock}` needs the date in `{field}`, which is not set; fill it in first."},
    Message{"clock.no_rule", "期限“{field}”没有一条规则适用；请补一条不带条件的规则作最后一条。",
            "No rule of the limit `{field}` holds; add a last one without a condition."},
    Message{
        "clock.not_running", "“{clock}”没有正在走的期限；请核对名称，只能停计或延长正在走的期限。",
        "`{clock}` has no running clock; check the name: only a running one can be stopped or lengthened."},
    Message{"clock.not_stopped", "“{got}”没有停计；只有停着的期限才能恢复。",
            "Nothing is stopped under `{got}`; only a stopped clock can be resumed."},
    Message{"clock.unknown_stop", "没有名为“{got}”的停计事由；请用该事项流程文件 stops 下列出的名称。",
            "There is no stop `{got}`; use a name from `stops` of the playbook."},
    Message{"clock.stops_used_up", "该事由最多停计 {max} 次，已经用完；请另行申请延期或继续办理。",
            "This stop may be used {max} times and has been; ask for an extension or go on."},
    Message{"clock.no_extension", "期限“{clock}”不能延长；需要时请督办或改派。",
            "The limit `{clock}` cannot be extended; have the matter supervised or assigned instead."},
    Message{"clock.extension_range", "一次最多延长 {max}，至少 1；请改写数量。",
            "One extension is from 1 to {max}; write another amount."},
    Message{"clock.extensions_used_up", "最多延长 {max} 次，已经用完；请继续办理或提请督办。",
            "It may be extended {max} times and has been; go on, or ask for supervision."},
    Message{"clock.already_asked", "延期申请已经提出，尚未答复；请等待批准或驳回。",
            "An extension has been asked for already; wait until it is granted or refused."},
    Message{"clock.nothing_asked", "没有待批的延期申请；请先由承办人提出。",
            "No extension has been asked for; let the holder ask first."},
    Message{"clock.self_grant", "不能批准自己提出的延期；请由另一人批准。",
            "Nobody grants an own request; let another person grant it."},
    Message{"clock.too_many_stops", "停计或延期已达 {limit} 次；请先督办或结案。",
            "There are {limit} stops or extensions already; have the matter supervised or closed first."},
};

}  // namespace

std::span<const Message> calendar_messages() {
  return kMessages;
}

}  // namespace guatu::kernel
