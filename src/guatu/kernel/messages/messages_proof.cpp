// Sentences of law.*: what is wrong, and what to write instead.
#include "guatu/kernel/messages/messages.h"

namespace guatu::kernel {

namespace {

constexpr Message kTable[] = {
    // 1. Someone.
    {"law.no_holder", "状态 {field} 没有责任人：事项到了这里就没人管。请写 held_by: 角色。",
     "State {field} has no holder: nobody is accountable for a matter that gets there. Write held_by: "
     "ROLE."},
    {"law.holder_unsure",
     "{field} 的责任角色 {role} 在下面这条路径上可能找不到人。请在角色的来源末尾加上 "
     "unit.head，或在此前的办理步骤的 needs 中要求填写它所用的字段。",
     "The role {role} that holds {field} may yield nobody on the path below. Add unit.head as the last "
     "source of the "
     "role, or let an earlier move need the field that the role reads."},
    // 2. Some day.
    {"law.no_limit",
     "状态 {field} 没有时限：事项可以永远停在这里。请写 limit，例如 for: 5 working_days，并写 basis。",
     "State {field} has no limit: a matter may stay there for ever. Write a limit, such as for: 5 "
     "working_days, with its basis."},
    {"law.limit_unset",
     "时限 {field} 以字段 {name} 为准，但在下面这条路径上该字段可能没有填写。请把它设为 "
     "required，在此前步骤的 needs 中要求填写，或用 when 限定并另写一条 for。",
     "The limit {field} runs by the field {name}, which may be unset on the path below. Make the field "
     "required, let "
     "an earlier move need it, or give the rule a when and a second rule with for."},
    {"law.no_ladder",
     "时钟 {field} 到期后没有逐级上报：到期或逾期的各级中，没有一级必定能通知或移交给责任角色 {role} "
     "以外的上级。请加上一级，例如 at: limit，tell: lead，其角色来源含 unit.head、above.head 或 "
     "unit.岗位，并保证有人。",
     "When the clock {field} runs out nobody above is reached: no rung at or after the limit surely tells "
     "or hands to "
     "somebody over its holder {role}. Add one, such as at: limit with tell: lead, a role other than the "
     "holder's which has unit.head, above.head or unit.POST among its sources and always yields somebody."},
    {"law.ladder_order",
     "{field} 的督办阶梯次序不对：{rung} 不一定在 {before} "
     "之后。请按时间先后排列；单位不同时请改用同一单位。",
     "The ladder {field} is not in order of time: {rung} does not surely come after {before}. Put the "
     "rungs in order; "
     "where units differ, write them in one unit."},
    // 3. Somebody else.
    {"law.unverified", "办理步骤 {field} 直接办结为 {state}，没有经他人核验。请写 verifies: 被核验的步骤。",
     "Move {field} ends the matter as done in {state} without checking anything. Write verifies: MOVE, the "
     "move that "
     "it checks."},
    {"law.nothing_verified",
     "步骤 {field} 核验 {verifies}，但在下面这条路径上，{verifies} 没有做过，或退回后没有重做。请去掉绕过 "
     "{verifies} 的路，或让 {field} 只从 {verifies} 之后的状态出发。",
     "Move {field} verifies {verifies}, but on the path below {verifies} was not made, or not again after "
     "the matter "
     "went back. Close the way around {verifies}, or let {field} start only from states that follow it."},
    {"law.same_person",
     "步骤 {field} 与它所核验的 {verifies} 只能由同一个人（{role}）来做：自己不能核验自己。请把其中一步的 "
     "by 换成另一角色。",
     "Move {field} and the move {verifies} that it verifies can only be made by the same person ({role}): "
     "nobody "
     "checks their own work. Give one of them by: another role."},
    {"law.ended_by_holder",
     "步骤 {field} 让 {state} 的责任人自己终结事项。请改由另一角色来做，写 "
     "verifies，或只允许申请人（opener）在第一个状态撤回。",
     "Move {field} lets the holder of {state} end the matter alone. Give it by: another role, write "
     "verifies, or let "
     "only the opener do it, in the first state."},
    // 4. Somewhere to go.
    {"law.dead_end",
     "走到状态 {field} 的下面这条路径之后，再也到不了任何终结状态。请增加一个步骤，放宽 when 或 "
     "at_most，或在此前要求填写所缺的字段。",
     "After the path below to state {field} no final state can be reached any more. Add a move, widen a "
     "when or an "
     "at_most, or let an earlier move need what is missing."},
    {"law.endless_cycle", "事项可以在 {field} 无限循环（{moves}）。请给其中一个步骤写 at_most: 次数。",
     "A matter can go round for ever at {field} ({moves}). Give one of these moves at_most: N."},
    {"law.no_review",
     "常设事项 {field} 没有会重新计时的复核步骤。请写 review: 步骤，该步骤不终结事项，也不写 keeps_clock。",
     "The standing matter has no review that starts its clock anew ({field}). Write review: MOVE, a move "
     "that does not "
     "end the matter and has no keeps_clock."},
    {"law.unreachable", "没有任何路径能到达状态 {field}。请增加通往它的步骤，或删去它。",
     "No path leads to state {field}. Add a move to it, or delete it."},
    {"law.dead_move", "步骤 {field} 永远不能执行：它的出发状态到不了，或 when 不可能成立。请改正或删去它。",
     "Move {field} can never be made: its states are not reached, or its when cannot hold. Mend it or "
     "delete it."},
    {"law.too_complex",
     "流程 {field} 的情形超过 {most} 种，无法证明。请减少条件（when）所用的字段、可选的人员字段，或减小 "
     "at_most。",
     "Playbook {field} has more than {most} configurations: it cannot be proved. Use fewer fields in when, "
     "fewer "
     "optional person fields, or smaller at_most."},
};

}  // namespace

std::span<const Message> proof_messages() {
  return kTable;
}

}  // namespace guatu::kernel
