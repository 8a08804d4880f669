#include "guatu/http/health.h"

namespace guatu::http {

void add_health_routes(Router& router, std::shared_ptr<const Health> health) {
  RouteOptions pool;  // Both ask the store.
  pool.runs = Runs::kPool;
  router.get("/healthz", "", [](const Request&, const Responder& r) { r.send(Response::text(200, "ok\n")); });
  router.get(
      "/readyz", "",
      [health](const Request&, const Responder& r) {
        const auto trouble = health->trouble ? health->trouble() : std::nullopt;
        if (trouble) return r.fail(*trouble);
        r.send(Response::text(200, "ready\n"));
      },
      pool);
  router.get(
      "/metrics", "",
      [health](const Request&, const Responder& r) {
        auto answer = Response::text(200, health->metrics->text());
        answer.headers.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        r.send(std::move(answer));
      },
      pool);
}

}  // namespace guatu::http
