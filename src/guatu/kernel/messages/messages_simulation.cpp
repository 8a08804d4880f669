// Sentences of city.* (city files) and sim.* (what a simulated city found wrong with the product).
#include "guatu/kernel/messages/messages.h"

namespace guatu::kernel {

namespace {

constexpr Message kMessages[] = {
    {"city.unknown_key", "没有“{field}”这个键[，是不是“{hint}”]；可用的有：{keys}。",
     "There is no key `{field}`[; perhaps `{hint}`]. Known keys: {keys}."},
    {"city.missing", "缺少“{field}”；请补上。", "`{field}` is missing; add it."},
    {"city.value", "“{field}”的值不对；应为：{expected}。",
     "The value of `{field}` is wrong; expected: {expected}."},
    {"city.unknown_kind", "没有“{got}”；可用的有：{kinds}。", "There is no `{got}`; known: {kinds}."},
    {"city.order", "上级“{got}”要写在前面；请调整次序。",
     "The unit above, `{got}`, must stand first; move it up."},
    {"city.top", "要有且只有一个最上级单位（不写 in），写在最前面，并有负责人（head）。",
     "There must be exactly one top unit (without `in`), first in the file, with a `head`."},
    {"city.too_large", "人数超过 {limit}；请减少单位或人数。",
     "There are more than {limit} persons; use fewer units or persons."},
    {"city.unknown_playbook", "没有规程“{got}”；可用的有：{playbooks}。",
     "There is no playbook `{got}`; known: {playbooks}."},
    {"cli.seeds", "种子写作 7，一批种子写作 1..1000（至多一百万个），不是“{got}”。",
     "A seed is written 7, a range of seeds 1..1000 (at most a million), not `{got}`."},
    {"sim.fault", "没有故障“{got}”；可用的有：{words}。", "There is no trouble `{got}`; known: {words}."},
    {"ledger.not_kept", "这个内存账本没有保留事件；请在新建时选择保留。",
     "This ledger in memory keeps no events; ask for them when it is made."},

    // sim.*: invariants. Each is our own fault.
    {"sim.acknowledged", "已经答复的没有了，或没有答复的留下了（位置 {position}，{detail}）。",
     "Something acknowledged is gone, or something unacknowledged stayed (position {position}, {detail})."},
    {"sim.allowed", "不该允许的做成了（位置 {position}，{detail}）。",
     "What no rule allows was done (position {position}, {detail})."},
    {"sim.author", "做事的人不在岗：{detail}（位置 {position}）。",
     "Its author is not active: {detail} (position {position})."},
    {"sim.children", "{number} 还有 {detail} 件未结就关了（位置 {position}）。",
     "{number} closed over {detail} open matters (position {position})."},
    {"sim.clock", "{number} 的期间不对：{detail}（位置 {position}）；未结的须有一个会到头的期间。",
     "A clock of {number} is wrong: {detail} (position {position}); an open matter needs one that will end."},
    {"sim.deadline", "{number} 的到期时间与规则不符：{detail}（位置 {position}）。",
     "The deadline of {number} is not what the rule gives: {detail} (position {position})."},
    {"sim.erased", "删除个人信息没有做到：{detail}（位置 {position}）。",
     "A person's values were not erased: {detail} (position {position})."},
    {"sim.fold", "事件接不上前文[：{number}] {detail}（位置 {position}）。",
     "The event does not follow from those before it[: {number}] {detail} (position {position})."},
    {"sim.holder", "{number} 的责任人不对：“{detail}”（位置 {position}）；须有且只有一个在岗、不回避的人。",
     "The holder of {number} is wrong: `{detail}` (position {position}); it must be one active, not recused "
     "person."},
    {"sim.ladder_early", "{number} 的提醒早于它的时刻：{detail}（位置 {position}）。",
     "A rung of {number} fired before its instant: {detail} (position {position})."},
    {"sim.ladder_lost", "{number} 在 {detail} 到期的一级没有触发（位置 {position}）。",
     "A rung of {number} due at {detail} did not fire (position {position})."},
    {"sim.ladder_once", "{number} 的一级触发了两次或乱了次序：{detail}（位置 {position}）。",
     "A rung of {number} fired twice or out of order: {detail} (position {position})."},
    {"sim.once", "同一条指令做了两次，或第二次答得不同：{detail}（位置 {position}）。",
     "A command was done twice, or answered otherwise the second time: {detail} (position {position})."},
    {"sim.refused", "拒绝了却写下了东西：{detail}（位置 {position}）。",
     "Something was refused and yet written: {detail} (position {position})."},
    {"sim.register", "登记表里的 {number} 与账本不符：{detail}（位置 {position}）。",
     "The register's {number} is not what the ledger says: {detail} (position {position})."},
    {"sim.replay", "重放的结果与当时不同[：{number}] {detail}（位置 {position}）。",
     "Replay comes out otherwise[: {number}] {detail} (position {position})."},
    {"sim.rungs", "{number} 的阶梯时刻与规程不符：{detail}（位置 {position}）。",
     "The rungs of {number} are not where the playbook puts them: {detail} (position {position})."},
    {"sim.step", "一条指令的事件没有连在一起：{detail}（位置 {position}）。",
     "The events of a command do not stand together: {detail} (position {position})."},
    {"sim.totals", "件数不符：{detail}（位置 {position}）。",
     "Totals differ: {detail} (position {position})."},
    {"sim.verifier", "{number}：做的人不能自己核实或批准：{detail}（位置 {position}）。",
     "{number}: whoever did or asked for it verified it: {detail} (position {position})."},
};

}  // namespace

std::span<const Message> simulation_messages() {
  return kMessages;
}

}  // namespace guatu::kernel
