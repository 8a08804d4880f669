// The draw of a published list: the seed is the root of the ledger at the end of the showing, so that nobody
// knew it when the list was published. Computed, never stored here. See docs/formats/draw.md.
#include "guatu/base/hash.h"
#include "guatu/domain/housing/draw_list.h"
#include "guatu/http/api/input.h"
#include "guatu/http/api/operation.h"
#include "guatu/http/api/sight.h"
#include "guatu/kernel/ledger/verify.h"
#include "guatu/kernel/views/matter_view.h"

namespace guatu::http::api {

namespace {

/// Root of the ledger over its first `size` events. @errors ledger.*, evidence.*
Result<Digest> root_at(kernel::Reader& reader, Position size) {
  GUATU_TRY(created, kernel::created_of(reader));
  HashKind kind = HashKind::kSha256;
  if (!created.hash.empty() && !from_text(created.hash, kind))
    return Error("ledger.unknown_hash", "hash", {{"got", created.hash}});
  return kernel::root_of(kernel::tree_of(reader, kind), size.value);
}

Result<Response> read_draw(Ask& ask) {
  GUATU_TRY(m, ask.matter());
  GUATU_TRY(playbook, ask.playbook_of(m));
  if (!housing::is_draw(*playbook)) return Error("draw.no_draw", "", {{"number", m.number}});
  const auto fields = Sight(ask, m, *playbook, false).fields();
  const auto* list = fields.if_contains("list");
  const auto* clock = m.clock(housing::kListShown);
  if (list == nullptr || !list->is_string() || clock == nullptr) return Error("draw.no_list", "list");
  // Events come in order of time: what is recorded from now on cannot change the root at a moment that is
  // over.
  if (ask.service.clock.now() <= clock->due_at)
    return Error("draw.too_early", "", {{"at", to_text(clock->due_at)}});
  const auto entries = housing::entries_of(list->get_string());
  const auto size = ask.all->position_at(clock->due_at);
  GUATU_TRY(seed, root_at(*ask.all, size));
  GUATU_TRY(order, plan::draw_order(seed, entries));
  json::array drawn;
  for (const auto& e : order)
    drawn.push_back(json::object{{"entry", e.entry}, {"key", hex(bytes_of(e.key))}});
  return ok(json::object{{"number", m.number},
                         {"title", m.title()},
                         {"entries", static_cast<std::int64_t>(entries.size())},
                         {"list_digest", housing::list_digest(entries)},
                         {"shown_until", kernel::instant_json(clock->due_at)},
                         {"size", std::to_string(size.value)},
                         {"seed", hex(bytes_of(seed))},
                         {"order", std::move(drawn)}});
}

}  // namespace

std::vector<Operation> draw_operations() {
  return {{Method::kGet,
           "/matters/{matter}/draw",
           "readDraw",
           {{"as_of"}, {"at"}},
           {},
           &read_draw,
           {},
           200,
           Runs::kPool}};
}

}  // namespace guatu::http::api
