// What happened since a position, as far as the caller may see it. See docs/api.md.
#include <map>
#include <optional>

#include "guatu/base/limits.h"
#include "guatu/http/api/input.h"
#include "guatu/http/api/operation.h"
#include "guatu/http/api/sight.h"
#include "guatu/kernel/views/matter_view.h"

namespace guatu::http::api {

namespace {

/// A matter of which something happened, with what the caller sees of it.
struct Seen {
  kernel::Matter matter;
  const kernel::Playbook* playbook = nullptr;
  std::optional<Sight> sight{};
};

/// Events of matters that may be seen, looked up once each.
class Watcher {
 public:
  explicit Watcher(Ask& ask) : ask_(ask) {}

  /// None when it may not be seen.
  std::optional<json::object> seen(const kernel::Event& e) {
    auto& slot = matters_[e.matter];
    if (!slot.first) {
      slot.first = true;
      slot.second = look(e.matter);
    }
    if (!slot.second) return std::nullopt;
    const auto& s = *slot.second;
    const auto shown = s.sight->shown(e);
    auto o = kernel::event_json(shown, kernel::event_text(shown, *ask_.today, s.playbook, ask_.lang()));
    o["title"] = kernel::event_title(shown, ask_.lang());
    o["by_name"] =
        e.by == kernel::kSystem ? ask_.lang() == Lang::kZh ? "系统" : "system" : ask_.people().name(e.by);
    return o;
  }

 private:
  std::unique_ptr<Seen> look(MatterId id) {
    auto m = ask_.reader->matter(id);
    if (m.has_error()) return nullptr;
    auto p = ask_.playbook_of(*m);
    if (p.has_error()) return nullptr;
    auto out = std::make_unique<Seen>();
    out->matter = std::move(*m);
    out->playbook = *p;
    out->sight.emplace(ask_, out->matter, **p, false);
    return out;
  }

  Ask& ask_;
  std::map<MatterId, std::pair<bool, std::unique_ptr<Seen>>> matters_;
};

/// With `wait` it holds back while nothing was found and the end was reached; what was looked through for
/// nothing is told now and then, so that it is not looked through each time again.
Result<std::optional<Response>> watch_events(Ask& ask, bool is_last) {
  GUATU_TRY(after, integer(ask.request, "after", 0, 0, 999'999'999'999'999'999));
  GUATU_TRY(limit, integer(ask.request, "limit", 50, 1, limits::kMaxPageRows));
  // So many are looked at for one answer, also when none of them may be seen; the next request goes on there.
  constexpr std::int64_t kMostRead = 5'000;
  constexpr std::int64_t kWorthTelling = 500;
  const auto last = ask.all->last_position();
  std::int64_t reached = after;
  std::int64_t read = 0;
  Watcher watcher(ask);
  json::array items;
  if (after < last.value)
    GUATU_TRY_VOID(ask.all->events(Position{after}, last, {}, [&](const kernel::Event& e) {
      if (read++ == kMostRead || items.size() == static_cast<std::size_t>(limit)) return false;
      reached = e.position.value;
      if (!e.matter) return true;
      if (auto o = watcher.seen(e)) items.push_back(std::move(*o));
      return true;
    }));
  if (!is_last && items.empty() && reached >= last.value && reached - after < kWorthTelling)
    return std::optional<Response>();
  return std::optional(ok(json::object{
      {"items", std::move(items)}, {"after", std::to_string(reached)}, {"is_last", reached >= last.value}}));
}

}  // namespace

std::vector<Operation> event_operations() {
  return {{Method::kGet,
           "/events",
           "listEvents",
           {{"after"}, {"limit"}, {"wait"}},
           {},
           {},
           {},
           200,
           Runs::kPool,
           {},
           false,
           {},
           {},
           {},
           &watch_events}};
}

}  // namespace guatu::http::api
