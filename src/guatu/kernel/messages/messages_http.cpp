// Sentences of http.*: what was wrong with a request before any rule saw it, and what the server itself could
// not do.
#include "guatu/kernel/messages/messages.h"

namespace guatu::kernel {

namespace {

constexpr Message kMessages[] = {
    {"http.bad_if_match", "If-Match 应为读取时得到的 ETag；请先读取最新内容。",
     "If-Match must be the ETag of a read; read the thing again first."},
    {"http.bad_target", "请求地址不合规范（{detail}）；请按接口说明书写地址。",
     "The target of the request is not well formed ({detail}); write it as the API description has it."},
    {"http.body_too_large", "内容超过 {limit} 字节；请拆分后再发送。",
     "The body is larger than {limit} bytes; send less at a time."},
    {"http.changed", "内容已被他人改动；请重新读取后再试。",
     "It was changed since you read it; read it again and try once more."},
    {"http.internal", "系统内部错误，没有办理完；请把请求编号告诉管理员。",
     "Something failed inside; tell the administrator the request id."},
    {"http.media_type", "内容类型应为 {expected}[，而不是 {got}]。",
     "The content type must be {expected}[, not {got}]."},
    {"http.method_not_allowed", "这个地址不支持 {method}；可用的有：{allow}。",
     "This address does not take {method}; it takes {allow}."},
    {"http.no_answer", "系统没有给出答复；请稍后再试，并把请求编号告诉管理员。",
     "There was no answer from inside; try again later and tell the administrator the request id."},
    {"http.not_found", "没有这个地址；请对照接口说明。",
     "There is no such address; see the API description."},
    {"http.target_too_long", "地址超过 {limit} 字节；请减少查询条件。",
     "The target is longer than {limit} bytes; ask with fewer conditions."},
    {"http.too_many_parameters", "查询参数超过 {limit} 个；请减少。",
     "There are more than {limit} query parameters; use fewer."},
};

}  // namespace

std::span<const Message> http_messages() {
  return kMessages;
}

}  // namespace guatu::kernel
