// The window of whoever has no account, put together: DIR/public.yaml, and the channels that its codes go
// over.
#pragma once

#include <memory>

#include "guatu/http/api/public_code_sender.h"
#include "guatu/http/api/public_window.h"
#include "guatu/notices/config.h"
#include "guatu/wiring.h"

namespace guatu::app {

class Window {
 public:
  /// What DIR/public.yaml opens; none when there is no such file. The office and `wall` must outlive it.
  /// @errors public.config, yaml.*, personal.no_keys: codes to follow by cannot be made
  static Checked<std::unique_ptr<Window>> open(Office& office, const kernel::World& world,
                                               const notices::Config& channels, const Clock& wall);
  http::api::PublicWindow& desk() { return desk_; }

 private:
  Window(http::api::PublicConfig config, notices::Config channels, std::string secret, std::string office,
         const Clock& wall);

  const notices::Config channels_;
  const std::unique_ptr<notices::Sender> sender_;
  http::api::ChannelCodeSender codes_;
  http::api::PublicWindow desk_;
};

}  // namespace guatu::app
