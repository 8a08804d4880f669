// Sentences of migration.* and rehearsal.*: what could not be mapped or played, and what to write instead.
#include "guatu/kernel/messages/messages.h"

namespace guatu::kernel {

namespace {

constexpr Message kRows[] = {
    {"migration.extension_unit",
     "事项 {number} 的时限“{clock}”已有延期，新时限的单位不同，延期无法折算。请在对照表 clocks 下写 {clock}: "
     "{limit: keep}。",
     "Clock {clock} of {number} was extended, and the new limit has another unit, so the extension cannot be "
     "counted. Write {clock}: {limit: keep} under clocks in the map."},
    {"migration.no_such", "新版本的 {what} 中没有“{field}”。[最接近的是“{hint}”。]可写：{choices}。",
     "The new version has no `{field}` among its {what}.[ The nearest is `{hint}`.] Write one of: "
     "{choices}."},
    {"migration.no_version", "没有发布过版本 {version}。已发布：{choices}。",
     "Version {version} was never published. Published: {choices}."},
    {"migration.other_map", "这份对照表的 {field} 是“{got}”，而本次迁移是“{instead}”。请换一份，或改正它。",
     "This map says {field}: {got}, and the migration is for {instead}. Use the right map or mend it."},
    {"migration.sealed",
     "事项 {number} 的字段 {field} 存有加密的个人信息，只能留在同名的个人信息字段里，不能改为 "
     "{to}。请保留原名，"
     "或在对照表 fields 下写 {drop: 理由}。",
     "Field {field} of {number} holds a sealed personal value, which opens only in the personal field of "
     "that name, "
     "not in {to}. Keep the name, or write {drop: reason} under fields in the map."},
    {"migration.state_clock",
     "状态“{state}”的时限随状态改名为“{to}”，不能另指。这里只能写 {limit: keep} 或 {limit: new}。",
     "The clock of state `{state}` goes with it and is called `{to}`; write only {limit: keep} or {limit: "
     "new} here."},
    {"migration.to_final", "状态“{state}”不能对应终结状态“{field}”：迁移不能替人结案。可写：{choices}。",
     "State `{state}` cannot become the final state `{field}`: a migration closes nothing. Write one of: "
     "{choices}."},
    {"migration.twice", "两个时限都对应“{to}”（{field}）。请让其中一个写 {drop: 理由}。",
     "Two clocks would become `{to}` ({field}). Write {drop: reason} for one of them."},
    {"migration.unknown_id", "旧版本的 {what} 中没有“{field}”。[最接近的是“{hint}”。]可写：{choices}。",
     "No old version has `{field}` among its {what}.[ The nearest is `{hint}`.] Write one of: {choices}."},
    {"migration.unknown_key", "对照表里不能写“{field}”。[最接近的是“{hint}”。]可写：{keys}。",
     "A map has no key `{field}`.[ The nearest is `{hint}`.] Write one of: {keys}."},
    {"migration.unmapped",
     "{what} 中的“{field}”在新版本里没有对应。请在对照表 {what} 下写 {field}: 新名（{choices}），"
     "状态以外也可写 {drop: 理由}。",
     "`{field}` among the {what} has no counterpart in the new version. Write {field}: NEW under {what} in "
     "the map "
     "({choices}), or, but for states, {drop: reason}."},
    {"migration.value", "“{field}”的写法不对，应写：{instead}。",
     "`{field}` is written wrongly; write: {instead}."},
    {"migration.value_lost",
     "事项 {number} 的字段 {field} 的值不能放进新字段 {to}（{why}）。请先更正该值，或在对照表 fields 下写 "
     "{drop: 理由}。",
     "The value of field {field} of {number} does not fit the new field {to} ({why}). Amend it first, or "
     "write "
     "{drop: reason} under fields in the map."},
    {"rehearsal.state_final", "在改后的规程里，状态“{state}”是否终结与记录不同，此后无法比较。",
     "Under the changed playbook state `{state}` is final and was not, or the reverse: it cannot be compared "
     "from "
     "there on."},
    {"rehearsal.state_gone",
     "改后的规程没有状态“{state}”（有：{states}），此后无法比较。[最接近的是“{hint}”。]",
     "The changed playbook has no state `{state}` (it has: {states}), so it cannot be compared from there "
     "on.[ The "
     "nearest is `{hint}`.]"},
    {"rehearsal.stopped", "预演已中止：没有人在等结果。请重新发起，或把时间范围缩短。",
     "The rehearsal was stopped: nobody waited for it any more. Ask again, or for a shorter time."},
    {"rehearsal.window",
     "从 {from} 到 {to} 没有可预演的时间：结束须晚于开始，而且记录只到 {last}。请改正开始或结束的时间。",
     "There is nothing to rehearse from {from} to {to}: the end must be after the beginning, and the record "
     "ends at "
     "{last}. Mend --from or --to."},
    {"rehearsal.mixed", "“{got}”不能与其他文件一起预演。请只给一个规程文件，或给一个日历目录或全部日历文件。",
     "`{got}` cannot be rehearsed together with other files. Give one playbook, or a folder or all files of "
     "a calendar."},
};

}  // namespace

std::span<const Message> migration_messages() {
  return kRows;
}

}  // namespace guatu::kernel
