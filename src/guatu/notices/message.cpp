#include "guatu/notices/message.h"

#include <boost/json.hpp>

#include "guatu/base/hash.h"
#include "guatu/base/json_map.h"
#include "guatu/base/seal.h"

namespace guatu::notices {

namespace {

std::string percent(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          c == '-' || c == '.' || c == '_' || c == '~';
    if (is_plain)
      out += c;
    else
      out += '%' + hex(std::string_view(&c, 1));
  }
  return out;
}

json::object wecom(const Digest& d, const std::string& address) {
  json::object text{{"content", d.body}};
  if (!address.empty()) text["mentioned_list"] = json::array{json::string(address)};
  return {{"msgtype", "text"}, {"text", std::move(text)}};
}

json::object dingtalk(const Digest& d, const std::string& address) {
  json::object out{{"msgtype", "text"}, {"text", json::object{{"content", d.body}}}};
  if (!address.empty())
    out["at"] = json::object{{"atUserIds", json::array{json::string(address)}}, {"isAtAll", false}};
  return out;
}

json::object feishu(const Channel& c, const Digest& d, const std::string& address, std::int64_t now_s) {
  json::object out;
  if (!c.secret.empty()) {
    out["timestamp"] = std::to_string(now_s);
    out["sign"] = feishu_sign(c.secret, now_s);
  }
  out["msg_type"] = "text";
  const auto at = address.empty() ? "" : "<at user_id=\"" + address + "\"></at>\n";
  out["content"] = json::object{{"text", at + d.body}};
  return out;
}

json::object webhook(const Digest& d, const std::string& address) {
  json::object out{
      {"id", d.id}, {"person", d.person.value}, {"text", d.body}, {"made_at", to_text(d.made_at)}};
  if (!address.empty()) out["address"] = address;
  return out;
}

/// The code in a robot's answer: `errcode` or `code`; -1 when there is none.
std::int64_t code_of(std::string_view body) {
  boost::system::error_code ec;
  const auto v = json::parse(json::string_view(body.data(), body.size()), ec);
  if (ec || !v.is_object()) return -1;
  for (const char* name : {"errcode", "code", "StatusCode"})
    if (const auto* n = v.get_object().if_contains(name); n != nullptr && n->is_int64())
      return n->get_int64();
  return -1;
}

/// WeCom 45009, DingTalk 130101, Feishu 11232 and 9499: too many messages.
bool is_too_fast(ChannelKind kind, std::int64_t code) {
  switch (kind) {
    case ChannelKind::kWecom:
      return code == 45009;
    case ChannelKind::kDingtalk:
      return code == 130101;
    case ChannelKind::kFeishu:
      return code == 11232 || code == 9499;
    default:
      return false;
  }
}

}  // namespace

std::string dingtalk_sign(std::string_view secret, std::int64_t timestamp_ms) {
  return base64(hmac_sha256(secret, std::to_string(timestamp_ms) + "\n" + std::string(secret)));
}

std::string feishu_sign(std::string_view secret, std::int64_t timestamp_s) {
  return base64(hmac_sha256(std::to_string(timestamp_s) + "\n" + std::string(secret), ""));
}

std::string webhook_sign(std::string_view secret, std::int64_t timestamp_s, std::string_view body) {
  return "sha256=" + hex(hmac_sha256(secret, std::to_string(timestamp_s) + "." + std::string(body)));
}

WebRequest signed_post(const Channel& channel, const std::string& id, std::string body, Instant now) {
  const auto now_s = now.us / kSecondUs;
  return {channel.url,
          {{"Content-Type", "application/json; charset=utf-8"},
           {"Guatu-Notice-Id", id},
           {"Guatu-Timestamp", std::to_string(now_s)},
           {"Guatu-Signature", webhook_sign(channel.secret, now_s, body)}},
          std::move(body)};
}

WebRequest request_of(const Channel& channel, const Digest& digest, const std::string& address, Instant now) {
  const auto now_s = now.us / kSecondUs;
  WebRequest out{channel.url, {{"Content-Type", "application/json; charset=utf-8"}}, {}, channel.ca_file};
  switch (channel.kind) {
    case ChannelKind::kWecom:
      out.body = json::serialize(wecom(digest, address));
      break;
    case ChannelKind::kDingtalk: {
      out.body = json::serialize(dingtalk(digest, address));
      const auto ms = now.us / 1000;
      if (!channel.secret.empty())
        out.url += (out.url.find('?') == std::string::npos ? "?" : "&") +
                   ("timestamp=" + std::to_string(ms)) +
                   "&sign=" + percent(dingtalk_sign(channel.secret, ms));
      break;
    }
    case ChannelKind::kFeishu:
      out.body = json::serialize(feishu(channel, digest, address, now_s));
      break;
    case ChannelKind::kWebhook:
    case ChannelKind::kSmtp:
      return signed_post(channel, digest.id, json::serialize(webhook(digest, address)), now);
  }
  return out;
}

Outcome outcome_of(ChannelKind kind, const WebAnswer& answer, std::string& detail) {
  detail.clear();
  const bool is_taken = answer.status >= 200 && answer.status < 300;
  const bool is_robot = kind != ChannelKind::kWebhook;
  const auto code = is_robot ? code_of(answer.body) : 0;
  if (is_taken && code == 0) return Outcome::kDone;
  detail = "HTTP " + std::to_string(answer.status);
  if (is_robot && code != -1) detail += ", code " + std::to_string(code);
  return answer.status == 429 || is_too_fast(kind, code) ? Outcome::kTooFast : Outcome::kAgain;
}

}  // namespace guatu::notices
