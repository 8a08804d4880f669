#include "guatu/notice_runner.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>

#include "guatu/http/client/client.h"
#include "guatu/http/client/mail.h"
#include "guatu/http/problem.h"
#include "guatu/kernel/messages/messages.h"
#include "guatu/notices/limits.h"
#include "guatu/store/notices.h"

namespace guatu::app {

namespace fs = std::filesystem;

namespace {

class NetSender final : public notices::Sender {
 public:
  Result<notices::WebAnswer> post(const notices::WebRequest& request) override {
    http::client::Ask ask;
    ask.method = http::Method::kPost;
    ask.url = request.url;
    for (const auto& [name, value] : request.headers) ask.headers.add(name, value);
    ask.body = request.body;
    http::client::Options options;
    options.total_ms = limits::kNoticeDeliveryMs;
    options.answer_max = 64 * 1024;
    options.ca_file = request.ca_file;
    GUATU_TRY(answer, http::client::fetch(ask, options));
    return notices::WebAnswer{answer.status, std::move(answer.body)};
  }

  Result<void> mail(const notices::Channel& channel, const notices::Mail& mail) override {
    return http::client::send_mail({channel.url, channel.user, channel.password, channel.from, mail.to,
                                    mail.id, mail.subject, mail.text, SystemClock().now(),
                                    limits::kNoticeDeliveryMs, channel.ca_file});
  }
};

}  // namespace

std::unique_ptr<notices::Sender> make_sender() {
  return std::make_unique<NetSender>();
}

Result<std::unique_ptr<notices::NoticeStore>> open_notice_store(const std::string& dir, bool is_dry) {
  if (is_dry) return std::unique_ptr<notices::NoticeStore>();
  return store::open_notices(dir);
}

Checked<notices::Config> read_notice_config(const std::string& dir, const std::string& share) {
  const auto file = fs::path(dir) / "notices.yaml";
  std::error_code ec;
  if (!fs::exists(file, ec)) return notices::Config{};
  const auto rules_file = (fs::path(share) / "policies" / "channels.yaml").string();
  auto rules_text = read_text(rules_file, limits::kMaxNoticeFileBytes, "yaml.too_large");
  if (rules_text.has_error()) return Problems{std::move(rules_text).error()};
  GUATU_TRY(rules, notices::read_channel_rules(*rules_text, rules_file));
  auto text = read_text(file.string(), limits::kMaxNoticeFileBytes, "yaml.too_large");
  if (text.has_error()) return Problems{std::move(text).error()};
  const notices::Secrets secrets{[&dir](const std::string& name) {
                                   return read_text((fs::path(dir) / name).string(),
                                                    limits::kMaxNoticeFileBytes, "file.too_large");
                                 },
                                 [](const std::string& name) -> std::optional<std::string> {
                                   const char* value = std::getenv(name.c_str());
                                   return value == nullptr ? std::nullopt : std::optional<std::string>(value);
                                 },
                                 [&dir](const std::string& name) { return (fs::path(dir) / name).string(); }};
  return notices::read_config(*text, file.string(), rules, secrets);
}

NoticeRunner::NoticeRunner(Office& office, notices::NoticeStore& store, notices::Config config)
    : office_(office),
      store_(store),
      config_(std::move(config)),
      sender_(make_sender()),
      notifier_(office.store(), store, config_, *sender_, wall_, [] { return new_id(); }) {
  if (office_.manual_clock() != nullptr && !config_.is_sent_in_demo) config_.channels.clear();
  couriers_.emplace(notifier_, config_, [this](const Error& e) { say(e); });
  thread_ = std::thread([this] { run(); });
}

NoticeRunner::~NoticeRunner() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  called_.notify_all();
  thread_.join();
  couriers_.reset();
}

bool NoticeRunner::is_ending() {
  const std::lock_guard lock(mutex_);
  return is_ending_;
}

void NoticeRunner::run() {
  while (!is_ending()) {
    const bool has_more = once();
    std::unique_lock lock(mutex_);
    called_.wait_for(lock, has_more ? std::chrono::milliseconds(0) : std::chrono::seconds(2),
                     [this] { return is_ending_; });
  }
}

bool NoticeRunner::once() {
  notices::Round round;
  try {
    // Each part by itself: a calendar that ends must not keep what is ready from going out.
    if (auto r = notifier_.look(office_.clock().now(), round); r.has_error()) say(r.error());
    if (auto r = notifier_.gather(round); r.has_error()) say(r.error());
    if (round.messages > 0) couriers_->wake();
    const auto now = wall_.now();
    if (office_.manual_clock() == nullptr && now > dropped_at_ + kHourUs) {
      dropped_at_ = now;
      if (auto r = store_.drop_before(now - limits::kNoticeKeptUs); r.has_error()) say(r.error());
    }
  } catch (...) {
    std::string what;
    say(http::error_of_current_exception(what));
    return false;
  }
  return round.is_behind;
}

/// Said once, not every few seconds again.
void NoticeRunner::say(const Error& e) {
  const auto line = kernel::report_line(e, office_.settings().lang.value_or(Lang::kZh));
  {
    const std::lock_guard lock(mutex_);
    if (line == last_) return;
    last_ = line;
  }
  const auto text = json::serialize(
      json::object{{"at", to_text(wall_.now())}, {"fault", "notices"}, {"key", e.key}, {"detail", line}});
  fmt::print(stderr, "{}\n", text);
}

}  // namespace guatu::app
