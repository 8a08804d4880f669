// What is counted, and its Prometheus text. Each thread counts in a shard of its own, so counting takes no
// lock. Source of the format: Prometheus text exposition 0.0.4.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "guatu/http/router.h"

namespace guatu::http {

class Metrics {
 public:
  /// Upper ends of the latency buckets, in microseconds; one more for what is slower.
  static constexpr std::array<std::int64_t, 12> kBucketsUs{
      500, 1'000, 2'500, 5'000, 10'000, 25'000, 50'000, 100'000, 250'000, 1'000'000, 5'000'000, 30'000'000};
  static constexpr std::array<int, 30> kStatuses{200, 201, 202, 204, 206, 301, 302, 303, 304, 307,
                                                 400, 401, 403, 404, 405, 408, 409, 410, 412, 413,
                                                 415, 416, 422, 428, 429, 431, 500, 501, 503, 0};

  /// Counted by one thread, read by any.
  class Shard {
   public:
    explicit Shard(std::size_t routes) : routes_(routes) {}
    /// @param route  number of the route, or Metrics::kFallback / kNone behind the last
    void count(std::size_t route, int status, std::int64_t us, std::uint64_t bytes);

   private:
    friend class Metrics;
    struct Counters {
      std::array<std::atomic<std::uint64_t>, kStatuses.size()> by_status{};
      std::array<std::atomic<std::uint64_t>, kBucketsUs.size() + 1> by_time{};
      std::atomic<std::uint64_t> time_us{0};
      std::atomic<std::uint64_t> bytes{0};
    };
    std::vector<Counters> routes_;
  };

  /// The router's table must be complete.
  explicit Metrics(const Router& router);
  std::size_t fallback() const { return names_.size() - 2; }  ///< the number of what the fallback answered
  std::size_t none() const { return names_.size() - 1; }      ///< … of what had no route
  std::shared_ptr<Shard> add_shard();

  /// A number asked for when the text is made. @param type  `gauge` or `counter`
  void add(std::string name, std::string type, std::string help, std::function<double()> read);
  std::string text() const;

 private:
  struct Gauge {
    std::string name;
    std::string type;
    std::string help;
    std::function<double()> read;
  };
  void append_requests(std::string& out) const;
  void append_times(std::string& out) const;

  std::vector<std::string> names_;  ///< `method="GET",route="/api/v1/matters/{id}"`
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<Shard>> shards_;
  std::vector<Gauge> gauges_;
};

/// Resident memory of this process in bytes (Linux); 0 when it cannot be read.
double resident_bytes();

}  // namespace guatu::http
