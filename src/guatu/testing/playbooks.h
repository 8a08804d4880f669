// Playbooks for tests of the kernel: one that uses every verb, one that stands.
#pragma once

namespace guatu::testing {

/// `job`: todo → doing → checking → finished, with every verb allowed, two clocks, a ladder of four rungs.
inline constexpr const char* kJob = R"(
playbook: job
version: 1
title: {zh: 任务, en: Job}
number: T-{year}-{seq:4}
parent: {of: job, required: false}
children: [job]
fields:
  grade: {type: choice, of: [small, big], title: {zh: 等级, en: Grade}}
  result: {type: text, at_most: 50, title: {zh: 结果, en: Result}}
  fund: {type: money, min: 0, title: {zh: 资金, en: Fund}}
  plan: {type: text, required: {when: {grade: big}}, title: {zh: 方案, en: Plan}}
  planned_on: {type: date, title: {zh: 计划日期, en: Planned on}}
  proof: {type: text, title: {zh: 凭据, en: Proof}}
roles:
  anybody: anyone
  opener: opener
  officer: [unit.officer, unit.head]
  inspector: [unit.inspector, unit.head]
  head: unit.head
  above: above.head
open: anybody
states:
  todo:     {held_by: head,      limit: {for: 5 working_days, basis: own rule}, title: {zh: 待办, en: To do}}
  doing:    {held_by: officer,   limit: {for: 15 days, rule: civil_code, basis: own rule}, title: {zh: 办理, en: Doing}}
  checking: {held_by: inspector, limit: {for: 3 working_days, basis: own rule}, title: {zh: 核查, en: Checking}}
  finished: {final: done, title: {zh: 办结, en: Finished}}
  dropped:  {final: refused, title: {zh: 不办, en: Dropped}}
moves:
  take:   {from: todo, to: doing, by: [head, officer], asks: [grade, plan, planned_on]}
  note:   {from: doing, to: doing, by: officer, needs: [proof], keeps_clock: true}
  submit: {from: doing, to: checking, by: officer, needs: [result], asks: [fund]}
  accept: {from: checking, to: finished, by: [inspector, head], verifies: submit}
  refuse: {from: checking, to: doing, by: [inspector, head], needs: [reason], at_most: 2}
  drop:   {from: todo, to: dropped, by: above, needs: [reason]}
limits:
  answer: {title: {zh: 答复, en: Answer}, for: 30 days, basis: own rule}
stops:
  hearing: {title: {zh: 听证, en: Hearing}, by: [officer, head], at_most: 20 days, times: 2, basis: own rule}
extensions:
  doing: {by: officer, granted_by: head, up_to: 10 days, at_most: 2, basis: own rule}
late:
  - {at: limit - 1 working_day, tell: officer}
  - {at: limit, tell: [officer, head], mark: yellow}
  - {at: limit + 2 working_days, tell: above, mark: red}
  - {at: limit + 5 working_days, hand_to: head}
closing: {children_closed: true, needs: [result]}
returns: {at_most: 2}
reopen: {to: doing, by: head, at_most: 1, within: 30 days}
park: {by: officer, owner: above, review_within: 60 days, at_most: 1}
withdraw: {by: opener, from: [todo]}
)";

/// `post_box`: a standing matter with a person in a field, reviewed every three months.
inline constexpr const char* kPostBox = R"(
playbook: post_box
version: 1
title: {zh: 信箱, en: Post box}
number: XX-{seq:3}
standing: true
review: review
fields:
  keeper: {type: person, required: true, title: {zh: 管理员, en: Keeper}}
roles: {keeper: [field.keeper, unit.head], head: unit.head, above: above.head}
open: head
states:
  open: {held_by: keeper, limit: {for: 3 months, basis: own rule}, title: {zh: 在用, en: In use}}
  closing: {held_by: head, limit: {for: 5 working_days, basis: own rule}, title: {zh: 待停用, en: Closing}}
  shut: {final: done, title: {zh: 停用, en: Shut}}
moves:
  review: {from: open, to: open, by: keeper}
  ask_shut: {from: open, to: closing, by: keeper, needs: [reason]}
  shut: {from: closing, to: shut, by: [head, above], verifies: ask_shut}
late:
  - {at: limit - 7 days, tell: keeper}
  - {at: limit, tell: [keeper, above], mark: yellow}
)";

}  // namespace guatu::testing
