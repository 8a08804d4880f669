// Sentences of rota.*, rent.* and draw.*: what a plan cannot be made of, and what to write instead.
#include "guatu/kernel/messages/messages.h"

namespace guatu::kernel {

namespace {

constexpr Message kRows[] = {
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
    {"rota.no_people", "“{line}”一组没有人。请先填写名单。",
     "Nobody is in the line `{line}`; write its people."},
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
};

}  // namespace

std::span<const Message> plan_messages() {
  return kRows;
}

}  // namespace guatu::kernel
