#include "guatu/window.h"

#include <filesystem>
#include <utility>

#include "guatu/notice_runner.h"

namespace guatu::app {

Window::Window(http::api::PublicConfig config, notices::Config channels, std::string secret,
               std::string office, const Clock& wall)
    : channels_(std::move(channels)),
      sender_(make_sender()),
      codes_(config.codes, channels_, *sender_, std::move(office), wall),
      desk_(std::move(config), std::move(secret), wall) {
  desk_.codes().send_by(&codes_);
}

Checked<std::unique_ptr<Window>> Window::open(Office& office, const kernel::World& world,
                                              const notices::Config& channels, const Clock& wall) {
  const auto file = (std::filesystem::path(office.dir()) / "public.yaml").string();
  std::error_code ec;
  if (!std::filesystem::exists(file, ec)) return std::unique_ptr<Window>();
  auto text = read_text(file, limits::kMaxYamlBytes, "yaml.too_large");
  if (text.has_error()) return Problems{std::move(text).error()};
  GUATU_TRY(config, http::api::read_public_config(*text, file));
  GUATU_TRY_VOID(http::api::check_public_config(config, world));
  GUATU_TRY_VOID(http::api::check_code_channels(config.codes, channels, office.manual_clock() != nullptr));
  if (office.person_keys() == nullptr) return Problems{Error("personal.no_keys")};
  return std::unique_ptr<Window>(new Window(
      std::move(config), channels, office.person_keys()->digest("public codes"), world.name(), wall));
}

}  // namespace guatu::app
