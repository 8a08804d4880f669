// Sentences of rota.*, rent.* and draw.*: what a plan cannot be made of, and what to write instead.
#include "guatu/kernel/messages/messages.h"

namespace guatu::kernel {

namespace {

constexpr Message kRows[] = {
    {"draw.empty", "名单是空的。请先公示申请名单。", "The list is empty; publish it first."},
    {"draw.entry_twice", "“{entry}”在名单里出现两次。请更正名单重新公示。",
     "`{entry}` is in the list twice; publish a mended list."},
    {"draw.no_draw", "{number} 不是可以摇号的事项。", "{number} is no matter that is drawn."},
    {"draw.no_list", "名单还没有公示，不能摇号。",
     "The list was not shown yet; there is nothing to draw from."},
    {"draw.too_early", "名单公示到 {at}，在那以后才能摇号。",
     "The list is shown until {at}; draw after that."},
    {"draw.too_many", "名单太长，最多 {limit} 个。", "The list is too long; at most {limit} entries."},
    {"rent.no_tenancy", "{number} 不是租约，没有账。请打开它所属的租约。",
     "{number} is no tenancy and has no account; open the tenancy that it belongs to."},
    {"rent.period", "合同期 {from} 至 {to} 不对：先后颠倒，或者太长。",
     "The contract from {from} to {to} is the wrong way round or too long."},
    {"rent.range", "金额或缴费日超出范围。", "An amount or the due day is out of range."},
    {"rent.terms", "租约缺少 {field}，算不出账。请补填。",
     "The tenancy lacks {field}, so that there is no account; fill it in."},
    {"rota.check.at_most", "{person} 的轮次超过上限，最后一次在 {date}。",
     "{person} has more turns than allowed; the last is on {date}."},
    {"rota.check.away", "{person} 在 {date} 不在岗，却排了接访。",
     "{person} is away on {date} and has a turn."},
    {"rota.check.day", "{date} 不是这一组的接访日。", "{date} is no day of this line."},
    {"rota.check.member", "{person} 不在这一组，却排在 {date}。",
     "{person} is not of this line and has a turn on {date}."},
    {"rota.check.pin", "{date} 已定由 {person} 接访，却排了别人。",
     "{date} was settled for {person} and is given to somebody else."},
    {"rota.check.rest", "{person} 在 {date} 的轮次离上一次太近。",
     "The turn of {person} on {date} is too near to the one before."},
    {"rota.check.seats", "{date} 的接访人数不对。", "{date} has too few or too many people."},
    {"rota.check.twice", "{person} 在 {date} 排了两次。", "{person} has two turns on {date}."},
    {"rota.month", "月份“{got}”看不懂，应写成 2022-04。", "`{got}` is no month; write it as 2022-04."},
    {"rota.no_people", "“{line}”一组没有人。请先填写名单。",
     "Nobody is in the line `{line}`; write its people."},
    {"rota.no_rota", "{number} 不是接访轮值，不能排班。", "{number} is no rota; there is no month to plan."},
    {"rota.no_turn", "{date} 没有 {person} 的轮次，无法对调。请重新排一次再选。",
     "{person} has no turn on {date} to be swapped. Make the rota again and choose anew."},
    {"rota.not_receiving", "{date} 不是接访日（休息日或不在本月）。",
     "{date} is no receiving day: it is free or of another month."},
    {"rota.person_twice", "{person} 在名单里出现两次，每人只能在一组。",
     "{person} is in the lists twice; each person stands in one line."},
    {"rota.pin", "不能把 {date} 定给 {person}：不在这一组、不是这一组的日子，或者名额已满。",
     "{date} cannot be settled for {person}: not of this line, no day of it, or all seats are taken."},
    {"rota.swap_away", "{person} 在 {date} 不在岗，不能对调。",
     "{person} is away on {date}; choose another day to swap."},
    {"rota.swap_double", "{person} 在 {date} 已有轮次，不能对调。",
     "{person} has a turn on {date} already; choose another day to swap."},
    {"rota.too_hard", "“{line}”一组的间隔要求太复杂，算不出能否满足。请减少间隔天数或放宽个人上限。",
     "Whether the line `{line}` can keep its rest could not be found out. Ask for less rest, or lift the "
     "bounds of people."},
    {"rota.too_many", "名单或分组太多，最多 {limit}。", "Too many people or lines; at most {limit}."},
    {"rota.value", "“{got}”看不懂，应写成“{form}”。", "`{got}` cannot be read; write it as `{form}`."},
};

}  // namespace

std::span<const Message> plan_messages() {
  return kRows;
}

}  // namespace guatu::kernel
