// A message as each kind of channel wants it, and what its answer means. Pure: no socket. Secrets go in,
// requests come out. Sources: the vendors' pages on robots of groups; docs/operating/notices.md.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "guatu/base/instant.h"
#include "guatu/base/result.h"
#include "guatu/notices/config.h"
#include "guatu/notices/ports.h"

namespace guatu::notices {

/// A POST of JSON.
struct WebRequest {
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string ca_file{};  ///< as of the channel
};
struct WebAnswer {
  int status = 0;
  std::string body;
};
struct Mail {
  std::string id;  ///< without brackets, for Message-ID
  std::string to;
  std::string subject;
  std::string text;
};

/// How messages leave; what a test puts its own in for. Each call may wait limits::kNoticeDeliveryMs.
class Sender {
 public:
  virtual ~Sender() = default;
  /// Any status is an answer. @errors client.*
  virtual Result<WebAnswer> post(const WebRequest& request) = 0;
  /// @errors notice.mail_refused (arg `detail`): the server will never take it; notice.mail (arg `detail`)
  virtual Result<void> mail(const Channel& channel, const Mail& mail) = 0;
};

/// Every robot mentions the person when the channel knows a name for them. Feishu and DingTalk sign when the
/// channel has a secret, a webhook always.
/// @param address  of the person on that channel; may be empty
/// @param now      goes into the signatures: DingTalk and Feishu refuse one that is an hour old
WebRequest request_of(const Channel& channel, const Digest& digest, const std::string& address, Instant now);

/// What a webhook takes: `body` signed with the channel's secret, under `id`.
WebRequest signed_post(const Channel& channel, const std::string& id, std::string body, Instant now);

enum class Outcome { kDone, kAgain, kTooFast };
/// Robots answer 200 to everything and say in the body what became of it.
/// @param detail  what the channel said, shortened; empty when it is done
Outcome outcome_of(ChannelKind kind, const WebAnswer& answer, std::string& detail);

/// Base64 of HMAC-SHA-256 over `timestamp\nsecret` under the secret. @param timestamp_ms  milliseconds
std::string dingtalk_sign(std::string_view secret, std::int64_t timestamp_ms);
/// Base64 of HMAC-SHA-256 over nothing under `timestamp\nsecret`. @param timestamp_s  seconds
std::string feishu_sign(std::string_view secret, std::int64_t timestamp_s);
/// `sha256=` and hexadecimal HMAC-SHA-256 over `timestamp.body` under the secret.
std::string webhook_sign(std::string_view secret, std::int64_t timestamp_s, std::string_view body);

}  // namespace guatu::notices
