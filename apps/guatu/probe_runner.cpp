#include "guatu/probe_runner.h"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>

#include "guatu/domain/channels/limits.h"
#include "guatu/http/client/client.h"
#include "guatu/http/problem.h"
#include "guatu/kernel/messages/messages.h"

namespace guatu::app {

namespace fs = std::filesystem;

namespace {

struct Seen {
  bool is_up = false;
  std::string detail;  ///< for the outage, which is not published whole
};

/// @errors client.inner, client.url: the file asks for what is not asked, which says nothing of the channel
Result<Seen> ask(const channels::Probe& probe) {
  http::client::Options options;
  options.total_ms = limits::kProbeMs;
  options.answer_max = limits::kProbeAnswerBytes;
  options.is_inner_allowed = probe.is_inner;
  const auto answer = http::client::fetch({http::Method::kGet, probe.url}, options);
  // A page that is too large to be read has answered.
  if (answer.has_error() && answer.error().key == "client.too_large") return Seen{true, "探测：有应答"};
  if (answer.has_error() && (answer.error().key == "client.inner" || answer.error().key == "client.url"))
    return answer.error();
  if (answer.has_error()) return Seen{false, "探测：" + kernel::sentence(answer.error(), Lang::kZh)};
  const bool is_up = answer->status >= probe.status_min && answer->status <= probe.status_max;
  return Seen{is_up, fmt::format("探测：应答 {}", answer->status)};
}

}  // namespace

Checked<channels::ProbeConfig> read_probes(Office& office, const kernel::World& world) {
  const auto file = (fs::path(office.dir()) / "probes.yaml").string();
  std::error_code ec;
  if (!fs::exists(file, ec)) return channels::ProbeConfig{};
  auto text = read_text(file, limits::kMaxProbeFileBytes, "yaml.too_large");
  if (text.has_error()) return Problems{std::move(text).error()};
  GUATU_TRY(config, channels::read_probe_config(*text, file));
  auto reader = office.store().read();
  if (reader.has_error()) return Problems{std::move(reader).error()};
  Problems problems;
  if (!world.people().is_active(config.as))
    problems.emplace_back("probe.no_person", "as",
                          std::vector<std::pair<std::string, std::string>>{{"got", config.as.value}},
                          Place{file, 1, 1});
  for (const auto& p : config.probes) {
    const auto id = (*reader)->find_number(p.service);
    const auto m = id ? (*reader)->matter(*id) : std::nullopt;
    if (!m || m->playbook != "service")
      problems.emplace_back("probe.no_service", "service",
                            std::vector<std::pair<std::string, std::string>>{{"got", p.service}}, p.place);
  }
  if (!problems.empty()) return problems;
  return config;
}

ProbeRunner::ProbeRunner(Office& office, channels::ProbeConfig config)
    : office_(office),
      config_(std::move(config)),
      streaks_(config_.probes.size()),
      untold_(config_.probes.size(), channels::Verdict::kNone) {
  if (!config_.probes.empty()) thread_ = std::thread([this] { run(); });
}

ProbeRunner::~ProbeRunner() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  called_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool ProbeRunner::is_ending() {
  const std::lock_guard lock(mutex_);
  return is_ending_;
}

void ProbeRunner::run() {
  while (!is_ending()) {
    round();
    std::unique_lock lock(mutex_);
    called_.wait_for(lock, std::chrono::minutes(config_.every_minutes), [this] { return is_ending_; });
  }
}

void ProbeRunner::round() {
  for (std::size_t i = 0; i < config_.probes.size() && !is_ending(); ++i) once(i);
}

void ProbeRunner::once(std::size_t which) {
  const auto& probe = config_.probes[which];
  try {
    const auto seen = ask(probe);
    if (seen.has_error()) return say(probe, seen.error());
    const auto verdict = channels::judge(streaks_[which], seen->is_up, config_);
    if (verdict != channels::Verdict::kNone) untold_[which] = verdict;
    if (untold_[which] == channels::Verdict::kNone) return;
    // A desk that is busy, or a right that is missing, is no reason to forget it.
    if (auto told = tell(probe, untold_[which], seen->detail); told.has_error())
      return say(probe, told.error());
    untold_[which] = channels::Verdict::kNone;
  } catch (...) {
    std::string what;
    say(probe, http::error_of_current_exception(what));
  }
}

Result<void> ProbeRunner::tell(const channels::Probe& probe, channels::Verdict verdict,
                               const std::string& detail) {
  GUATU_TRY(reader, office_.store().read());
  const auto id = reader->find_number(probe.service);
  const auto service = id ? reader->matter(*id) : std::nullopt;
  if (!service) return Error("matter.unknown", "service", {{"got", probe.service}});
  bool has_outage = false;
  for (const auto& child : reader->open_children(service->id, 20))
    if (const auto m = reader->matter(child)) has_outage = has_outage || m->playbook == "outage";
  for (const auto& command : channels::acts_of(verdict, *service, has_outage, config_.as, "probe:" + new_id(),
                                               detail, office_.clock().now()))
    GUATU_TRY_VOID(office_.desk().execute(command));
  return {};
}

void ProbeRunner::say(const channels::Probe& probe, const Error& e) {
  const auto line = kernel::report_line(e, office_.settings().lang.value_or(Lang::kZh));
  const auto text = json::serialize(json::object{{"at", to_text(office_.clock().now())},
                                                 {"fault", "probe"},
                                                 {"service", probe.service},
                                                 {"key", e.key},
                                                 {"detail", line}});
  fmt::print(stderr, "{}\n", text);
}

}  // namespace guatu::app
