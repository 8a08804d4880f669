// serve: the HTTP server over one data folder, with the sweep in a thread of its own. What it answers stands
// in src/guatu/http; here it is put together, started and stopped. See docs/operating/serve.md.
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <charconv>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

#include "guatu/accounts.h"
#include "guatu/evidence.h"
#include "guatu/http/api/callers.h"
#include "guatu/http/api/imports.h"
#include "guatu/http/api/operation.h"
#include "guatu/http/api/papers.h"
#include "guatu/http/health.h"
#include "guatu/http/oidc/provider.h"
#include "guatu/http/problem.h"
#include "guatu/http/server.h"
#include "guatu/http/static_files.h"
#include "guatu/kernel/messages/messages.h"
#include "guatu/notice_runner.h"
#include "guatu/outlines.h"
#include "guatu/output.h"
#include "guatu/papers.h"
#include "guatu/probe_runner.h"
#include "guatu/sheet/layout.h"
#include "guatu/window.h"
#include "guatu/wiring.h"

namespace guatu::app {

namespace {

/// `127.0.0.1:8080`, `[::1]:8080`, `8080`. @errors cli.listen
Result<void> read_listen(const std::string& text, http::ServerOptions& out) {
  const Error wrong("cli.listen", "--listen", {{"got", text.substr(0, 60)}});
  const auto colon = text.rfind(':');
  const auto port = colon == std::string::npos ? text : text.substr(colon + 1);
  const auto r = std::from_chars(port.data(), port.data() + port.size(), out.port);
  if (port.empty() || r.ec != std::errc() || r.ptr != port.data() + port.size()) return wrong;
  if (colon == std::string::npos) return {};
  auto address = text.substr(0, colon);
  if (address.size() > 2 && address.front() == '[' && address.back() == ']')
    address = address.substr(1, address.size() - 2);
  http::Address ignored;
  if (!http::read_address(address, ignored)) return wrong;
  out.address = address;
  return {};
}

/// Flags, else settings, else defaults. @errors cli.listen, cli.cert_and_key, cli.integer, http.bad_network
Result<http::ServerOptions> options_of(Session& s, const ServeSettings& settings) {
  http::ServerOptions out;
  out.lang = s.lang;
  const auto given = [&](const char* flag, const std::string& setting) { return s.args.text(flag, setting); };
  if (const auto listen = given("--listen", settings.listen); !listen.empty())
    GUATU_TRY_VOID(read_listen(listen, out));
  out.certificate_file = given("--cert", settings.cert);
  out.key_file = given("--key", settings.key);
  if (out.certificate_file.empty() != out.key_file.empty()) return Error("cli.cert_and_key", "--cert");
  auto args = s.args;
  if (!args.has("--threads") && !settings.threads.empty()) args.flags["--threads"] = {settings.threads};
  GUATU_TRY(threads, args.integer("--threads", 0, 1, 256));
  out.threads = static_cast<int>(threads);
  auto proxies = s.args.all("--trusted-proxy");
  if (proxies.empty()) proxies = settings.trusted_proxies;
  for (const auto& text : proxies) {
    GUATU_TRY(network, http::read_network(text, "--trusted-proxy"));
    out.trusted_proxies.push_back(network);
  }
  // One write a time, so that lines of several threads do not mix; stderr is what systemd keeps.
  out.log = [](std::string_view lines) {
    while (!lines.empty()) {
      const auto n = ::write(STDERR_FILENO, lines.data(), lines.size());
      if (n <= 0) return;
      lines.remove_prefix(static_cast<std::size_t>(n));
    }
  };
  return out;
}

/// Every minute what fell due happens; a standing clock (a demo) has nothing that falls due.
class Sweeper {
 public:
  Sweeper(Office& office, kernel::Gate& gate, files::Shelf& shelf)
      : office_(office), gate_(gate), shelf_(shelf), thread_([this] { run(); }) {}
  ~Sweeper() {
    {
      const std::lock_guard lock(mutex_);
      is_ending_ = true;
    }
    called_.notify_all();
    thread_.join();
  }
  Sweeper(const Sweeper&) = delete;
  Sweeper& operator=(const Sweeper&) = delete;

 private:
  void run() {
    std::unique_lock lock(mutex_);
    while (!is_ending_) {
      lock.unlock();
      once();
      lock.lock();
      called_.wait_for(lock, std::chrono::minutes(1), [this] { return is_ending_; });
    }
  }

  void once() {
    try {
      // Sessions live in real time, also where a demo's clock stands.
      if (auto swept = gate_.sweep(); swept.has_error()) say(swept.error());
      sweep_files();
      if (office_.manual_clock() != nullptr) return;
      auto swept = office_.desk().sweep();
      if (swept.has_error()) return say(swept.error());
      for (const auto& p : swept->problems) say(p);
      if (auto made = make_due_checkpoint(office_); made.has_error()) say(made.error());
    } catch (...) {
      std::string what;
      say(http::error_of_current_exception(what));
    }
  }

  /// Once an hour: it reads the names of all files, and the first time the whole ledger. Not in the first
  /// minute, when people come.
  void sweep_files() {
    constexpr int kMinutes = 60;
    if (++minutes_ % kMinutes != 2) return;
    auto reader = office_.store().read();
    if (reader.has_error()) return say(reader.error());
    if (auto swept = shelf_.sweep(**reader); swept.has_error()) say(swept.error());
  }

  /// Said once, not every minute again.
  void say(const Error& e) {
    const auto line = kernel::report_line(e, office_.settings().lang.value_or(Lang::kZh));
    if (line == last_) return;
    last_ = line;
    const auto text = json::serialize(json::object{
        {"at", to_text(office_.clock().now())}, {"fault", "sweep"}, {"key", e.key}, {"detail", line}});
    fmt::print(stderr, "{}\n", text);
  }

  Office& office_;
  kernel::Gate& gate_;
  files::Shelf& shelf_;
  int minutes_ = 0;
  std::mutex mutex_;
  std::condition_variable called_;
  bool is_ending_ = false;
  std::string last_;
  std::thread thread_;
};

std::optional<Error> trouble_of(Office& office) {
  if (office.desk().is_stopped()) return Error("desk.stopped");
  if (auto damage = office.store().damage()) return damage;
  if (auto reader = office.store().read(); reader.has_error()) return reader.error();
  return std::nullopt;
}

double position_of(Office& office) {
  auto reader = office.store().read();
  return reader.has_error() ? 0 : static_cast<double>((*reader)->last_position().value);
}

void add_metrics(http::Metrics& m, Office& office, const http::Pool& pool) {
  m.add("guatu_desk_waiting", "gauge", "Commands that wait at the desk.",
        [&office] { return static_cast<double>(office.desk().waiting()); });
  m.add("guatu_desk_stopped", "gauge", "1 after a sync that failed.",
        [&office] { return office.desk().is_stopped() ? 1.0 : 0.0; });
  m.add("guatu_ledger_position", "gauge", "Events in the ledger.", [&office] { return position_of(office); });
  m.add("guatu_pool_waiting", "gauge", "Work that waits for a thread of the pool.",
        [&pool] { return static_cast<double>(pool.waiting()); });
  m.add("process_resident_memory_bytes", "gauge", "Resident memory.", [] { return http::resident_bytes(); });
}

/// A scrape may come while the server goes: then it counts nothing.
void add_server_metrics(http::Metrics& m, const std::weak_ptr<http::Server>& server) {
  const auto state = [server] {
    const auto s = server.lock();
    return s ? s->state() : http::ServerState{};
  };
  m.add("guatu_http_connections", "gauge", "Open connections.",
        [state] { return static_cast<double>(state().connections); });
  m.add("guatu_http_connections_accepted_total", "counter", "Connections accepted.",
        [state] { return static_cast<double>(state().accepted); });
  m.add("guatu_http_connections_refused_total", "counter", "Connections beyond a limit.",
        [state] { return static_cast<double>(state().refused); });
}

/// Waits until somebody asks us to end.
int wait_for_signal(const sigset_t& signals) {
  int got = 0;
  while (sigwait(&signals, &got) != 0) {
  }
  return got;
}

/// DIR/oidc.yaml, when there is one. @errors those of oidc::read_settings
Checked<std::unique_ptr<http::oidc::Provider>> provider_of(const std::string& dir, const Clock& clock) {
  const auto file = std::filesystem::path(dir) / "oidc.yaml";
  if (!std::filesystem::exists(file)) return std::unique_ptr<http::oidc::Provider>();
  auto text = read_text(file.string(), limits::kMaxYamlBytes, "yaml.too_large");
  if (text.has_error()) return Problems{std::move(text).error()};
  auto settings = http::oidc::read_settings(*text, file.string(), dir);
  if (settings.has_error()) return std::move(settings).error();
  return std::make_unique<http::oidc::Provider>(std::move(*settings), clock);
}

std::string ui_dir(const Session& s) {
  return s.share.empty() ? "" : (std::filesystem::path(s.share) / "web" / "dist").string();
}

/// How the first account is entered.
void say_first(Session& s, const FirstAccount& first) {
  s.io.out << fmt::format(
      fmt::runtime(s.say({"还没有账号。{} 用一次性代码 {} 设置第一个密码，{} 分钟内有效。\n",
                          "There is no account yet: {} sets the first password with the code {}, good for {} "
                          "minutes.\n"})),
      first.person.value, first.code, limits::kFirstCodeMinutes);
}

/// Before the first thread, so that all of them leave these signals to us.
sigset_t keep_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return signals;
}

/// What papers and spreadsheets are made with.
struct Printing {
  http::api::Papers papers;
  std::map<std::string, sheet::Layout> layouts;
};

/// @return  what `service` then points to. A layout that is not sound is said and left out: the usual columns
///          serve.
std::unique_ptr<Printing> print_with(http::api::Service& service, const Session& s, Office& office,
                                     const std::string& share) {
  Problems problems;
  auto out = std::unique_ptr<Printing>(
      new Printing{{paper::Library(paper_folders(share, office.dir())), {{}, fonts_folder(office.dir())}},
                   sheet::read_layouts(sheet_folders(share, office.dir()), problems)});
  if (!problems.empty()) print_problems(s, problems);
  out->papers.sign_checkpoint = [&office]() -> Result<std::int64_t> {
    GUATU_TRY(made, make_checkpoint(office, false));
    return made.checkpoint.size;
  };
  service.papers = &out->papers;
  service.layouts = &out->layouts;
  return out;
}

/// The reader goes at once: one that stays keeps the log from ever beginning anew.
Result<http::api::WorldPtr> world_at_start(kernel::Store& store) {
  GUATU_TRY(reader, store.read());
  return http::api::Worlds().now(*reader);
}

/// Longer than 70 lines because it is one line a part of the program, in the order in which they begin and
/// end.
Outcome serve(Session& s) {
  GUATU_TRY(office, Office::open(s, Access::kServe));
  GUATU_TRY(options, options_of(s, office->settings().serve));
  const auto address = options.address;
  const auto signals = keep_signals();
  GUATU_TRY(share, share_dir(s));
  const auto people =
      http::api::people_now(office->store(), std::chrono::milliseconds(limits::kPeopleGoodForMs));
  GUATU_TRY(world, world_at_start(office->store()));
  GUATU_TRY(accounts,
            Accounts::open(s.data, share, people, {store::AccountsMode::kCreate, s.dry_run, world->name()}));
  GUATU_TRY(has_demo, accounts->gate().has_demo_passwords());
  GUATU_TRY_VOID(kernel::check_demo_passwords(has_demo, address, s.args.has("--demo-open")));
  GUATU_TRY(first, first_account(accounts->gate(), world->people()));
  http::api::GateCallers callers(accounts->gate());
  http::api::Service service{office->store(), office->desk(),   office->clock(),
                             callers,         accounts->gate(), office->person_keys()};
  const SystemClock wall;  // What was uploaded grows old in real time, also where a demo's clock stands.
  files::Shelf shelf(office->dir(), wall);
  service.shelf = &shelf;
  http::api::Imports imports(service);
  service.imports = &imports;
  const auto printing = print_with(service, s, *office, share);
  GUATU_TRY(provider, provider_of(office->dir(), wall));
  service.provider = provider.get();
  GUATU_TRY(notice_config, read_notice_config(office->dir(), share));
  GUATU_TRY(notice_store, open_notice_store(office->dir(), s.dry_run));
  service.notices = notice_store.get();
  GUATU_TRY(probes, read_probes(*office, *world));
  GUATU_TRY(window, Window::open(*office, *world, notice_config, wall));
  service.window = window == nullptr ? nullptr : &window->desk();
  const http::StaticFiles ui(ui_dir(s));
  const auto health = std::make_shared<http::Health>();
  http::Router router;
  http::add_health_routes(router, health);
  service.outlines_file = outlines_file(s.data);
  http::api::mount(router, service);
  router.set_fallback([&ui](const http::Request& q, const http::Responder& r) { ui.answer(q, r); });
  http::Metrics metrics(router);
  // After what its work uses, so that it goes first.
  http::Pool pool(options.pool_threads, limits::kMaxPoolWaiting);
  health->metrics = &metrics;
  health->trouble = [&office = *office] { return trouble_of(office); };
  add_metrics(metrics, *office, pool);
  if (s.dry_run) return {};
  GUATU_TRY(started, http::Server::start(router, office->clock(), metrics, pool, options));
  const std::shared_ptr<http::Server> server = std::move(started);
  add_server_metrics(metrics, server);
  {
    const Sweeper sweeper(*office, accounts->gate(), shelf);
    const NoticeRunner notices(*office, *notice_store, std::move(notice_config));
    const ProbeRunner probing(*office, std::move(probes));
    const auto host = address.find(':') == std::string::npos ? address : "[" + address + "]";
    const auto url =
        fmt::format("{}://{}:{}/", options.certificate_file.empty() ? "http" : "https", host, server->port());
    if (s.json)
      print_json(s.io.out, json::object{{"url", url}, {"data", office->dir()}});
    else
      s.io.out << fmt::format(fmt::runtime(s.say({"{} 已在 {} 提供服务；按 Ctrl-C 停止。\n",
                                                  "{} is served at {}; Ctrl-C stops it.\n"})),
                              office->dir(), url);
    if (first) say_first(s, *first);
    s.io.out.flush();
    wait_for_signal(signals);
    service.herald.stop();  // What waits for the ledger is answered, so that the server need not wait for it.
    server->stop();
  }
  if (!s.json) s.io.out << s.say({"已停止。\n", "stopped.\n"});
  return {};
}

}  // namespace

std::vector<CommandSpec> serve_commands() {
  return {{"serve",
           "",
           {"在网络上提供服务：接口、网页、健康检查，并每分钟处理到期事项",
            "serve the API and the web UI over HTTP, and let what falls due happen every minute"},
           "",
           0,
           0,
           {{"--listen",
             "ADDRESS:PORT",
             {"监听地址；默认 127.0.0.1:8080", "where to listen; default 127.0.0.1:8080"}},
            {"--cert", "FILE", {"证书链文件（PEM），与 --key 同用", "certificate chain (PEM), with --key"}},
            {"--key", "FILE", {"私钥文件（PEM）", "private key (PEM)"}},
            {"--threads", "N", {"线程数；默认每核一个", "threads; default one a core"}},
            {"--trusted-proxy",
             "NETWORK",
             {"可信的反向代理网段，如 127.0.0.1 或 10.0.0.0/8",
              "a network of proxies whose X-Forwarded-… is believed, such as 10.0.0.0/8"},
             false,
             true},
            {"--demo-open",
             "",
             {"演示密码也可以在本机以外的地址上使用", "demo passwords may be used from other machines too"}}},
           {{"serve --data data/demo", {"", ""}},
            {"serve --listen 0.0.0.0:8443 --cert chain.pem --key key.pem", {"", ""}}},
           &serve}};
}

}  // namespace guatu::app
