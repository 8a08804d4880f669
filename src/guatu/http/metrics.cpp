#include "guatu/http/metrics.h"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>

namespace guatu::http {

namespace {

/// One writer: no need of an atomic addition.
void add_to(std::atomic<std::uint64_t>& counter, std::uint64_t n) {
  counter.store(counter.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
}

std::string label_of(const char* method, const std::string& path) {
  return fmt::format("method=\"{}\",route=\"{}\"", method, path);
}

}  // namespace

void Metrics::Shard::count(std::size_t route, int status, std::int64_t us, std::uint64_t bytes) {
  auto& c = routes_[route];
  std::size_t s = 0;
  while (s + 1 < kStatuses.size() && kStatuses[s] != status) ++s;
  add_to(c.by_status[s], 1);
  std::size_t b = 0;
  while (b < kBucketsUs.size() && us > kBucketsUs[b]) ++b;
  add_to(c.by_time[b], 1);
  add_to(c.time_us, static_cast<std::uint64_t>(us));
  add_to(c.bytes, bytes);
}

Metrics::Metrics(const Router& router) {
  for (const auto& r : router.routes()) names_.push_back(label_of(text_of(r->method), r->path));
  names_.push_back(label_of("GET", "ui"));
  names_.push_back(label_of("", "none"));
}

std::shared_ptr<Metrics::Shard> Metrics::add_shard() {
  auto s = std::make_shared<Shard>(names_.size());
  const std::lock_guard lock(mutex_);
  shards_.push_back(s);
  return s;
}

void Metrics::add(std::string name, std::string type, std::string help, std::function<double()> read) {
  const std::lock_guard lock(mutex_);
  gauges_.push_back({std::move(name), std::move(type), std::move(help), std::move(read)});
}

void Metrics::append_requests(std::string& out) const {
  out +=
      "# HELP guatu_http_requests_total Requests answered, by route and status.\n"
      "# TYPE guatu_http_requests_total counter\n";
  for (std::size_t route = 0; route < names_.size(); ++route)
    for (std::size_t s = 0; s < kStatuses.size(); ++s) {
      std::uint64_t n = 0;
      for (const auto& shard : shards_)
        n += shard->routes_[route].by_status[s].load(std::memory_order_relaxed);
      if (n > 0)
        out += fmt::format("guatu_http_requests_total{{{},status=\"{}\"}} {}\n", names_[route],
                           kStatuses[s] == 0 ? "other" : std::to_string(kStatuses[s]), n);
    }
  out +=
      "# HELP guatu_http_response_bytes_total Bytes of bodies sent, by route.\n"
      "# TYPE guatu_http_response_bytes_total counter\n";
  for (std::size_t route = 0; route < names_.size(); ++route) {
    std::uint64_t n = 0;
    for (const auto& shard : shards_) n += shard->routes_[route].bytes.load(std::memory_order_relaxed);
    if (n > 0) out += fmt::format("guatu_http_response_bytes_total{{{}}} {}\n", names_[route], n);
  }
}

void Metrics::append_times(std::string& out) const {
  out +=
      "# HELP guatu_http_request_seconds From the arrival of the head to the end of the answer.\n"
      "# TYPE guatu_http_request_seconds histogram\n";
  for (std::size_t route = 0; route < names_.size(); ++route) {
    std::array<std::uint64_t, kBucketsUs.size() + 1> n{};
    std::uint64_t time_us = 0;
    for (const auto& shard : shards_) {
      const auto& c = shard->routes_[route];
      for (std::size_t b = 0; b < n.size(); ++b) n[b] += c.by_time[b].load(std::memory_order_relaxed);
      time_us += c.time_us.load(std::memory_order_relaxed);
    }
    std::uint64_t sum = 0;
    for (const auto b : n) sum += b;
    if (sum == 0) continue;
    std::uint64_t so_far = 0;
    for (std::size_t b = 0; b < n.size(); ++b) {
      so_far += n[b];
      const auto end =
          b < kBucketsUs.size() ? fmt::format("{}", static_cast<double>(kBucketsUs[b]) / 1e6) : "+Inf";
      out +=
          fmt::format("guatu_http_request_seconds_bucket{{{},le=\"{}\"}} {}\n", names_[route], end, so_far);
    }
    out += fmt::format("guatu_http_request_seconds_sum{{{}}} {}\nguatu_http_request_seconds_count{{{}}} {}\n",
                       names_[route], static_cast<double>(time_us) / 1e6, names_[route], sum);
  }
}

std::string Metrics::text() const {
  const std::lock_guard lock(mutex_);
  std::string out;
  append_requests(out);
  append_times(out);
  for (const auto& g : gauges_)
    out +=
        fmt::format("# HELP {} {}\n# TYPE {} {}\n{} {}\n", g.name, g.help, g.name, g.type, g.name, g.read());
  return out;
}

double resident_bytes() {
  std::ifstream in("/proc/self/statm");
  double size = 0;
  double resident = 0;
  in >> size >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

}  // namespace guatu::http
