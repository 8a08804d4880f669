// Sentences of http.*: what was wrong with a request before any rule saw it, and what the server itself could
// not do.
#include "guatu/kernel/messages/messages.h"

namespace guatu::kernel {

namespace {

constexpr Message kMessages[] = {
    {"client.broken", "{host} 的答复不合规范或中断（{detail}）。",
     "What {host} answered is no HTTP, or broke off ({detail})."},
    {"client.inner", "{host} 是内部或本机地址，不去访问；确要探测内部系统，请在该条写 inner: true。",
     "{host} is an address of this machine or a private network and is not asked; write inner: true there if "
     "it is meant."},
    {"client.plain", "{url} 不是 https；请改用 https 地址。", "{url} is not https; use an https address."},
    {"client.slow", "{host} 在 {seconds} 秒内没有答复完。", "{host} did not answer within {seconds} s."},
    {"client.tls", "与 {host} 的加密连接不成功（{detail}）；请检查它的证书，或指定信任的根证书。",
     "The TLS connection with {host} failed ({detail}); check its certificate, or name the one to trust."},
    {"client.too_large", "{host} 的答复超过 {limit} 字节。", "{host} answered more than {limit} bytes."},
    {"client.unreachable", "连不上 {host}（{detail}）；请检查地址和网络。",
     "{host} cannot be reached ({detail}); check the address and the network."},
    {"client.url", "“{url}”不是 http(s) 地址；请写成 https://主机/路径。",
     "`{url}` is no http(s) address; write https://host/path."},
    {"http.bad_body", "请求内容的分块不合规范（{detail}）；连接已关闭。",
     "The chunks of the body are not well formed ({detail}); the connection is closed."},
    {"http.bad_head", "请求头不合规范（{detail}）；连接已关闭。",
     "The head of the request is not well formed ({detail}); the connection is closed."},
    {"http.bad_if_match", "If-Match 应为读取时得到的 ETag；请先读取最新内容。",
     "If-Match must be the ETag of a read; read the thing again first."},
    {"http.bad_network", "“{got}”不是网段；请写成 10.0.0.0/8 或 ::1/128。",
     "`{got}` is no network; write it as 10.0.0.0/8 or ::1/128."},
    {"http.bad_target", "请求地址不合规范（{detail}）；请按接口说明书写地址。",
     "The target of the request is not well formed ({detail}); write it as the API description has it."},
    {"http.body_too_large", "内容超过 {limit} 字节；请拆分后再发送。",
     "The body is larger than {limit} bytes; send less at a time."},
    {"http.busy", "系统正忙；请稍后再试。", "The server is busy; try again in a moment."},
    {"http.certificate", "无法使用证书文件 {file}（{detail}）；请检查路径和权限。",
     "The certificate file {file} cannot be used ({detail}); check its path and rights."},
    {"http.changed", "内容已被他人改动；请重新读取后再试。",
     "It was changed since you read it; read it again and try once more."},
    {"http.coding", "传输编码只能是 chunked；连接已关闭。",
     "The transfer coding must be chunked; the connection is closed."},
    {"http.cross_origin", "这个请求来自别的网站的页面，没有办理；请在本系统的页面上操作。",
     "This request came from another site's page and was not done; do it on a page of this system."},
    {"http.expectation", "Expect 只能是 100-continue。", "Expect must be 100-continue."},
    {"http.headers_too_large", "请求头超过限度（{limit}）；请清除本站的 Cookie 后再试。",
     "The head of the request is over its limit ({limit}); clear the cookies of this site and try again."},
    {"http.internal", "系统内部错误，没有办理完；请把请求编号告诉管理员。",
     "Something failed inside; tell the administrator the request id."},
    {"http.listen", "无法在 {address} 上监听（{detail}）；请换一个端口，或停掉占用它的程序。",
     "Cannot listen on {address} ({detail}); use another port, or stop the program that has it."},
    {"http.media_type", "内容类型应为 {expected}[，而不是 {got}]。",
     "The content type must be {expected}[, not {got}]."},
    {"http.method_not_allowed", "这个地址不支持 {method}；可用的有：{allow}。",
     "This address does not take {method}; it takes {allow}."},
    {"http.method_unknown", "不认识请求方法 {method}。", "The method {method} is not known."},
    {"http.no_answer", "系统没有给出答复；请稍后再试，并把请求编号告诉管理员。",
     "There was no answer from inside; try again later and tell the administrator the request id."},
    {"http.not_found", "没有这个地址；请对照接口说明。",
     "There is no such address; see the API description."},
    {"http.slow_answer", "办理时间过长，没有等到结果；请稍后用同一编号再试。",
     "It took too long and the result is not known; ask again later with the same id."},
    {"http.target_too_long", "地址超过 {limit} 字节；请减少查询条件。",
     "The target is longer than {limit} bytes; ask with fewer conditions."},
    {"http.version", "只支持 HTTP/1.1 和 HTTP/1.0。", "Only HTTP/1.1 and HTTP/1.0 are served."},
    {"http.too_many_parameters", "查询参数超过 {limit} 个；请减少。",
     "There are more than {limit} query parameters; use fewer."},
};

}  // namespace

std::span<const Message> http_messages() {
  return kMessages;
}

}  // namespace guatu::kernel
