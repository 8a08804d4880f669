// Sentences of notice.* and probe.*: notices.yaml, channels.yaml, what became of messages; probes.yaml.
#include "guatu/kernel/messages/messages_notice.h"

namespace guatu::kernel {

namespace {

constexpr Message kMessages[] = {
    {"notice.mail", "邮件服务器没有收下邮件（{detail}）；稍后会再试。",
     "The mail server did not take the mail ({detail}); it is tried again later."},
    {"notice.mail_refused", "邮件服务器拒收（{detail}）；请核对收件地址和发件账号。",
     "The mail server refuses it ({detail}); check the address and the sender's account."},
    {"notice.missing", "缺少“{name}”；请按 docs/operating/notices.md 补上。",
     "`{name}` is missing; see docs/operating/notices.md for what it says."},
    {"notice.no_address", "通道“{channel}”里没有 {person} 的地址；请写在 notices.yaml 该通道的 people 下。",
     "{person} has no address on the channel {channel}; write it under its `people` in notices.yaml."},
    {"notice.no_channel", "没有通道“{got}”；notices.yaml 里有：{known}。",
     "There is no channel {got}; notices.yaml has: {known}."},
    {"notice.not_sent", "没有送到（{detail}）；请核对通道的地址、密钥和对方的设置。",
     "It did not arrive ({detail}); check the channel's address and secret, and the settings over there."},
    {"notice.secret", "“{name}”读不到（{detail}）；请写能读到的文件或已设置的环境变量。",
     "`{name}` cannot be read ({detail}); name a file that can be read, or a variable that is set."},
    {"notice.too_soon", "通道“{channel}”的频率限制已到，{until} 之后才能再发；请稍后再试。",
     "The channel {channel} has reached its limit; it may be used again at {until}. Try again then."},
    {"notice.unknown_key", "不认识的键“{name}”；可用的有：{known}。",
     "Unknown key `{name}`; known here: {known}."},
    {"notice.value", "“{name}”不能是“{got}”；应为：{expected}。",
     "`{name}` cannot be `{got}`; expected: {expected}."},
    {"probe.missing", "缺少“{name}”；请按 docs/rows/R7.md 补上。",
     "`{name}` is missing; see docs/rows/R7.md for what it says."},
    {"probe.no_person", "没有在岗人员“{got}”；as 要写在渠道所属单位任 watch 职务的人（guatu person list）。",
     "There is no active person {got}; `as` names one who holds the post `watch` of the unit (guatu person "
     "list)."},
    {"probe.no_service",
     "没有办事指南“{got}”；service 要写它的编号（guatu matter list --playbook service）。",
     "There is no service {got}; `service` is its number (guatu matter list --playbook service)."},
    {"probe.unknown_key", "不认识的键“{name}”；可用的有：{known}。",
     "Unknown key `{name}`; known here: {known}."},
    {"probe.value", "“{name}”不能是“{got}”；应为：{expected}。",
     "`{name}` cannot be `{got}`; expected: {expected}."},
};

}  // namespace

std::span<const Message> notice_messages() {
  return kMessages;
}

}  // namespace guatu::kernel
