// Sentences of what the API refuses before any rule sees it.
#include "guatu/kernel/messages/messages.h"

namespace guatu::kernel {

std::span<const Message> api_messages() {
  static constexpr Message kAll[] = {
      {"http.bad_idempotency_key",
       "Idempotency-Key 不能是“{got}”；请写 1 到 64 个字母、数字或 . _ - :，每次办理一个新的。",
       "Idempotency-Key cannot be `{got}`; write 1 to 64 letters, digits or . _ - :, a new one for each "
       "act."},
      {"http.bad_parameter", "查询参数 {field} 不能是“{got}”；应为：{expected}。",
       "The query parameter {field} cannot be `{got}`; write: {expected}."},
      {"http.before_ledger", "“{got}”时还没有这本台账；请写较晚的时间。",
       "At `{got}` there was no ledger yet; write a later moment."},
      {"http.body_unwanted", "这个请求不带内容；请去掉内容后再发送。",
       "This request takes no body; send it without one."},
      {"http.missing_parameter", "缺少查询参数 {name}；请补上。",
       "The query parameter {name} is missing; add it."},
      {"http.no_idempotency_key",
       "缺少请求头 Idempotency-Key；请为这次办理写一个编号，重发时用同一个，就不会办两次。",
       "The header Idempotency-Key is missing; give this act an id and send the same again on a retry, so "
       "that "
       "it is not done twice."},
      {"http.parameter_twice", "查询参数 {got} 写了两次；请只写一次。",
       "The query parameter {got} stands there twice; write it once."},
      {"http.unknown_parameter", "没有查询参数“{got}”[；可用的有：{known}]。",
       "There is no query parameter `{got}`[; there are: {known}]."},
      {"matter.changed", "这件事项已被他人改动；请重新读取后再试。",
       "The matter was changed meanwhile; read it again and retry."},
      {"matter.unknown_clock", "这件事项没有时钟“{got}”[；有：{clocks}]。",
       "This matter has no clock `{got}`[; it has: {clocks}]."},
  };
  return kAll;
}

}  // namespace guatu::kernel
