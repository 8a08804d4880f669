// /healthz, /readyz and /metrics: what a supervisor, a proxy and Prometheus ask.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "guatu/http/metrics.h"
#include "guatu/http/router.h"

namespace guatu::http {

/// Filled in once the table of routes is complete.
struct Health {
  const Metrics* metrics = nullptr;
  /// What keeps the product from serving; none: it is ready. Called in the pool.
  std::function<std::optional<Error>()> trouble;
};

/// `/healthz` answers 200 while the process lives; `/readyz` 200 or the trouble as a problem; `/metrics` the
/// text.
void add_health_routes(Router& router, std::shared_ptr<const Health> health);

}  // namespace guatu::http
