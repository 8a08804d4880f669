// Sentences for plans: schedules by the critical path.
#include "guatu/kernel/messages/messages_schedule.h"

#include <array>

namespace guatu::kernel {

namespace {

constexpr std::array kMessages{
    Message{"plan.too_many", "一个计划最多 {limit} 项；请分成几个项目。",
            "A plan has at most {limit} parts; make several projects of it."},
    Message{"plan.duplicate", "“{task}”列了两次；每项只列一次。",
            "`{task}` stands twice; list each part once."},
    Message{"plan.number", "“{task}”的 {what} 为 {got}，应在 0 到 {limit} 之间。",
            "The {what} of `{task}` is {got}; it must be from 0 to {limit}."},
    Message{
        "plan.future", "“{task}”的实际日期 {date} 晚于查看日；实际日期只填已经发生的。",
        "`{task}` happened on {date}, after the day looked at; give actual dates only of what has happened."},
    Message{"plan.order", "“{task}”的实际完成早于实际开始；请核对这两个日期。",
            "`{task}` was finished before it was started; check the two dates."},
    Message{
        "plan.unknown_task", "“{task}”的前置事项“{got}”不在这个项目里；请只填本项目的节点和任务。",
        "`{task}` comes after `{got}`, which is no part of this project; name milestones and tasks of it."},
    Message{"plan.twice", "“{task}”的前置事项“{got}”填了两次；请删去一个。",
            "`{task}` names `{got}` twice among what it comes after; remove one."},
    Message{"plan.cycle", "前置关系绕成了圈：{cycle}；请去掉其中一个前置事项。",
            "What comes after what goes round in a circle: {cycle}; remove one of these links."},
    Message{"plan.too_long", "“{task}”要排到 {limit} 个工作日以后；请核对工期。",
            "`{task}` would end more than {limit} working days from now; check the durations."},
    Message{"schedule.too_many", "这个项目的节点和任务超过 {limit} 项，排不了计划；请分成几个项目。",
            "This project has more than {limit} milestones and tasks; make several projects of it."},
    Message{
        "schedule.no_part", "“{got}”不是这个项目的节点或任务；请填本项目排计划的事项编号。",
        "`{got}` is no milestone or task of this project; give the number of one that is in its schedule."},
};

}  // namespace

std::span<const Message> schedule_messages() {
  return kMessages;
}

}  // namespace guatu::kernel
