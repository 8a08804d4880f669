// What notices.yaml of a data folder and policies/channels.yaml say. Unknown keys are refused with line and
// column. See docs/operating/notices.md.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/base/strong_id.h"
#include "guatu/base/text.h"
#include "guatu/notices/rate.h"

namespace guatu::notices {

enum class ChannelKind { kWebhook, kWecom, kDingtalk, kFeishu, kSmtp };
std::string_view text_of(ChannelKind k);  ///< `webhook` `wecom` `dingtalk` `feishu` `smtp`

struct Channel {
  std::string name;
  ChannelKind kind = ChannelKind::kWebhook;
  std::string url;     ///< whole; the key of a robot is in it
  std::string secret;  ///< of the signature; empty: not signed
  std::string user;    ///< smtp
  std::string password;
  std::string from;              ///< smtp: the sender's address
  std::string ca_file{};         ///< PEM, trusted instead of the system's certificates; empty: those
  std::string hours = "office";  ///< window.h
  std::int64_t digest_minutes = 30;
  bool is_for_everyone = false;               ///< also who has no address here
  std::map<std::string, std::string> people;  ///< person → address or name on that channel
  ChannelRules rules;

  /// Where the person is reached; none: not at all. Empty: the channel itself is the address.
  std::optional<std::string> address(const PersonId& person) const;
};

struct Config {
  std::string link;  ///< where the program is, for messages
  Lang lang = Lang::kZh;
  bool is_sent_in_demo = false;  ///< send from a folder whose clock stands
  std::vector<Channel> channels;

  const Channel* channel(std::string_view name) const;
};

/// Published limits by kind of channel.
using KindRules = std::map<std::string, ChannelRules>;

/// policies/channels.yaml. @errors yaml.*, notice.unknown_key (args `name`, `known`), notice.missing (arg
/// `name`), notice.value (args `name`, `got`, `expected`)
Checked<KindRules> read_channel_rules(std::string_view text, const std::string& file);

/// Where secrets come from: the name of a file or of a variable of the environment. @errors notice.secret
struct Secrets {
  std::function<Result<std::string>(const std::string& file)> file;
  std::function<std::optional<std::string>(const std::string& name)> environment;
  /// Where a file that the settings name lies.
  std::function<std::string(const std::string& file)> path{};
};

/// notices.yaml. @errors as read_channel_rules(); notice.secret (args `name`, `detail`)
Checked<Config> read_config(std::string_view text, const std::string& file, const KindRules& published,
                            const Secrets& secrets);

}  // namespace guatu::notices
