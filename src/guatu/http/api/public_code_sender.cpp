#include "guatu/http/api/public_code_sender.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "guatu/base/json_map.h"
#include "guatu/base/secret.h"

namespace guatu::http::api {

namespace {

std::string text_of_code(const std::string& office, const std::string& code, int minutes, Lang lang) {
  if (lang == Lang::kEn)
    return fmt::format(
        "Your one-time code at {} is {}, good for {} minutes. If you did not ask for it, pass it over and "
        "tell "
        "it to nobody.",
        office, code, minutes);
  return fmt::format(
      "您在{}的一次性验证码是 {}，{} 分钟内有效。不是您本人操作的，请不要理会，也不要告诉别人。", office,
      code, minutes);
}

/// A gateway that says so of this request and not of itself.
bool is_refusal(int status) {
  return status == 400 || status == 404 || status == 410 || status == 422;
}

void check_channel(const PublicCodeRules& rules, const notices::Config& channels, bool is_mail,
                   Problems& problems) {
  const auto& name = is_mail ? rules.mail : rules.phone;
  if (name.empty()) return;
  const auto wanted = is_mail ? notices::ChannelKind::kSmtp : notices::ChannelKind::kWebhook;
  const auto* channel = channels.channel(name);
  if (channel != nullptr && channel->kind == wanted) return;
  std::vector<std::string> names;
  for (const auto& c : channels.channels)
    if (c.kind == wanted) names.push_back(c.name);
  const auto instead = names.empty()
                           ? fmt::format("notices.yaml: channels: {{…: {{kind: {}}}}}", text_of(wanted))
                           : join(names, ", ");
  problems.push_back(
      Error("public.config", "",
            {{"name", std::string(is_mail ? "codes.mail: " : "codes.phone: ") + name}, {"instead", instead}},
            rules.place));
}

}  // namespace

Result<void> ChannelCodeSender::send(const Contact& to, const std::string& code, int minutes, Lang lang) {
  const bool is_mail = to.kind == ContactKind::kMail;
  const auto* channel = channels_.channel(is_mail ? rules_.mail : rules_.phone);
  const Error not_sent("public.code_not_sent");
  if (channel == nullptr) return not_sent;
  const auto id = random_text(15);
  const auto text = text_of_code(office_, code, minutes, lang);
  if (is_mail) {
    const auto subject = lang == Lang::kEn ? "One-time code: " + office_ : office_ + "：一次性验证码";
    const auto sent = sender_.mail(*channel, {id, to.plain, subject, text});
    if (sent.has_value()) return {};
    return sent.error().key == "notice.mail_refused" ? Error("public.code_refused") : not_sent;
  }
  const json::object body{{"id", id},     {"kind", "code"},     {"address", to.plain},
                          {"code", code}, {"minutes", minutes}, {"text", text}};
  const auto answer = sender_.post(notices::signed_post(*channel, id, json::serialize(body), wall_.now()));
  if (answer.has_error()) return not_sent;
  std::string detail;
  if (notices::outcome_of(channel->kind, *answer, detail) == notices::Outcome::kDone) return {};
  return is_refusal(answer->status) ? Error("public.code_refused") : not_sent;
}

Checked<void> check_code_channels(const PublicCodeRules& rules, const notices::Config& channels,
                                  bool is_demo) {
  Problems problems;
  check_channel(rules, channels, true, problems);
  check_channel(rules, channels, false, problems);
  if (rules.is_on() && is_demo && !channels.is_sent_in_demo)
    problems.push_back(Error("public.config", "",
                             {{"name", "codes"}, {"instead", "notices.yaml: demo: true"}}, rules.place));
  if (!problems.empty()) return problems;
  return {};
}

}  // namespace guatu::http::api
