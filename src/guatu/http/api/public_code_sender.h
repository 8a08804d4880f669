// One-time codes over the channels of notices.yaml: mail by SMTP, short messages by the office's gateway,
// which takes a signed webhook. See docs/public.md.
#pragma once

#include <string>

#include "guatu/base/instant.h"
#include "guatu/http/api/public_codes.h"
#include "guatu/notices/config.h"
#include "guatu/notices/message.h"

namespace guatu::http::api {

class ChannelCodeSender final : public CodeSender {
 public:
  /// @param office  its name, for the message
  /// All must outlive it; check_code_channels() found the channels there.
  ChannelCodeSender(const PublicCodeRules& rules, const notices::Config& channels, notices::Sender& sender,
                    std::string office, const Clock& wall)
      : rules_(rules), channels_(channels), sender_(sender), office_(std::move(office)), wall_(wall) {}

  Result<void> send(const Contact& to, const std::string& code, int minutes, Lang lang) override;

 private:
  const PublicCodeRules rules_;
  const notices::Config& channels_;
  notices::Sender& sender_;
  const std::string office_;
  const Clock& wall_;
};

/// Are the channels there, of the right kind, and do they send from here?
/// @param is_demo  the clock of the folder stands
/// @errors public.config
Checked<void> check_code_channels(const PublicCodeRules& rules, const notices::Config& channels,
                                  bool is_demo);

}  // namespace guatu::http::api
