// What the caller was told of, and, for the system administrator, what became of the messages outside. See
// docs/operating/notices.md.
#include "guatu/http/api/notices.h"

#include "guatu/base/limits.h"
#include "guatu/http/api/input.h"
#include "guatu/http/api/sight.h"
#include "guatu/kernel/views/matter_view.h"
#include "guatu/notices/limits.h"
#include "guatu/notices/ports.h"

namespace guatu::http::api {

namespace {

using notices::Notice;

/// What the caller sees of the matter of a notice; null when they may not see it (any more).
Result<json::value> matter_of(Ask& ask, MatterId id) {
  const auto m = ask.reader->matter(id);
  if (m.has_error()) {
    if (m.error().key == "matter.unknown") return json::value(nullptr);
    return m.error();
  }
  GUATU_TRY(p, ask.playbook_of(*m));
  const auto due = m->due_at();
  auto shown = *m;  // As the caller reads it: some fields are for certain roles, personal ones are masked.
  shown.fields = Sight(ask, *m, *p, false).fields();
  return json::value(json::object{{"id", kernel::id_json(m->id)},
                                  {"number", m->number},
                                  {"title", shown.title()},
                                  {"playbook", m->playbook},
                                  {"playbook_title", p->title.in(ask.lang())},
                                  {"state", m->state},
                                  {"is_open", m->outcome.empty()},
                                  {"due_at", kernel::instant_json(due)},
                                  {"is_late", due.us != 0 && due <= ask.now}});
}

/// Unread ones that may be seen, limits::kMaxUnreadCounted at most.
Result<std::int64_t> unread_of(Ask& ask, std::int64_t read_up_to) {
  GUATU_TRY(newest, ask.service.notices->of(ask.person, 0, limits::kMaxUnreadCounted));
  std::int64_t out = 0;
  for (const auto& n : newest) {
    if (n.id <= read_up_to) break;
    GUATU_TRY(m, matter_of(ask, n.matter));
    if (!m.is_null()) ++out;
  }
  return out;
}

Result<Response> list_notices(Ask& ask) {
  GUATU_TRY(limit, integer(ask.request, "limit", 50, 1, limits::kMaxPageRows));
  GUATU_TRY(before, integer(ask.request, "cursor", 0, 0, 999'999'999'999'999'999));
  json::array items;
  json::value next = nullptr;
  std::int64_t read_up_to = 0, unread = 0;
  if (auto* store = ask.service.notices) {
    GUATU_TRY(up_to, store->read_up_to(ask.person));
    GUATU_TRY(rows, store->of(ask.person, before, static_cast<int>(limit)));
    GUATU_TRY(count, unread_of(ask, up_to));
    read_up_to = up_to;
    unread = count;
    for (const auto& n : rows) {
      GUATU_TRY(m, matter_of(ask, n.matter));
      // As if there had been none; so a page may be shorter than asked for, and empty with one after it.
      if (m.is_null()) continue;
      items.push_back(json::object{{"id", std::to_string(n.id)},
                                   {"kind", kernel::json_text(notices::text_of(n.kind))},
                                   {"title", notices::title_of(n.kind).in(ask.lang())},
                                   {"position", std::to_string(n.position.value)},
                                   {"happened_at", to_text(n.happened_at)},
                                   {"is_read", n.id <= read_up_to},
                                   {"matter", std::move(m)}});
    }
    if (rows.size() == static_cast<std::size_t>(limit)) next = std::to_string(rows.back().id);
  }
  return ok(json::object{{"items", std::move(items)},
                         {"next_cursor", std::move(next)},
                         {"read_up_to", std::to_string(read_up_to)},
                         {"unread", unread}});
}

Checked<Response> read_notices(AccountAsk& ask) {
  GUATU_TRY(text, checked(ask.text("up_to")));
  std::int64_t up_to = 0;
  if (!read_whole(text, up_to))
    return Problems{Error("json.expected", "/up_to", {{"expected", "id of a notice"}})};
  if (ask.service.notices != nullptr)
    GUATU_TRY_VOID(checked(ask.service.notices->mark_read(ask.caller.person, up_to)));
  return Response::empty(204);
}

Checked<Response> list_deliveries(AccountAsk& ask) {
  GUATU_TRY(today, checked(ask.today()));
  const auto& people = today->people();
  const auto top = people.top();
  if (!top || !people.has_grant(ask.caller.person, kernel::kSystemAdmin, *top)) {
    ask.service.trail.refuse(ask.caller, "listDeliveries", ask.request.peer);
    return Problems{Error("account.not_administrator")};
  }
  GUATU_TRY(limit, checked(integer(ask.request, "limit", 50, 1, limits::kMaxPageRows)));
  GUATU_TRY(cursor, checked(id_text(ask.request, "cursor")));
  GUATU_TRY(state, checked(word(ask.request, "state", {"any", "waiting", "sent", "failed"})));
  json::array items;
  json::value next = nullptr;
  if (auto* store = ask.service.notices) {
    GUATU_TRY(rows, checked(store->deliveries(state == "any" ? "" : state, cursor, static_cast<int>(limit))));
    for (const auto& d : rows)
      items.push_back(
          json::object{{"id", d.id},
                       {"channel", d.channel},
                       {"person", d.person.value},
                       {"state", kernel::json_text(notices::text_of(d.state))},
                       {"tries", d.tries},
                       {"next_at", d.state == notices::Delivery::kWaiting ? kernel::instant_json(d.next_at)
                                                                          : json::value(nullptr)},
                       {"error", d.error.empty() ? json::value(nullptr) : json::value(d.error)},
                       {"made_at", to_text(d.made_at)},
                       {"sent_at", kernel::instant_json(d.sent_at)}});
    if (rows.size() == static_cast<std::size_t>(limit)) next = rows.back().id;
  }
  return ok(json::object{{"items", std::move(items)}, {"next_cursor", std::move(next)}});
}

}  // namespace

std::vector<Operation> notice_operations() {
  Operation list{Method::kGet, "/notices", "listNotices", {{"limit"}, {"cursor"}}, {}, &list_notices,
                 {},           200,        Runs::kPool};
  auto read = account_operation(Method::kPost, "/notices/read", "readNotices", {{{"up_to", true}}},
                                &read_notices, 204);
  auto deliveries =
      account_operation(Method::kGet, "/notice-deliveries", "listDeliveries", {}, &list_deliveries);
  deliveries.query = {{"limit"}, {"cursor"}, {"state"}};
  return {std::move(list), std::move(read), std::move(deliveries)};
}

}  // namespace guatu::http::api
