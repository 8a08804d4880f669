// What whoever has no account may ask: what can be opened here, opening one, following it by number and code,
// and published lists. Reads go past the scopes of persons, for nobody asks; what is let out is
// public_view.h's to say.
#include <algorithm>
#include <utility>

#include "guatu/base/secret.h"
#include "guatu/http/api/form_json.h"
#include "guatu/http/api/idempotency.h"
#include "guatu/http/api/input.h"
#include "guatu/http/api/operation.h"
#include "guatu/http/api/public_view.h"
#include "guatu/http/api/public_window.h"
#include "guatu/kernel/views/matter_view.h"

namespace guatu::http::api {

namespace {

/// Bytes of an order: a form of some texts. → public.too_large
constexpr std::size_t kMaxOrderBytes = 32 << 10;
constexpr std::size_t kMaxSteps = 10;
constexpr const char* kMinute = "public, max-age=60";

json::object titles(const Titles& t) {
  return {{"zh", t.zh}, {"en", t.en}};
}

/// @errors public.closed
Checked<PublicWindow*> window_of(const AccountAsk& ask) {
  if (ask.service.window == nullptr) return Problems{Error("public.closed")};
  return ask.service.window;
}

std::size_t photos_at_most(const kernel::Field& f) {
  const auto most = f.at_most > 0 ? static_cast<std::size_t>(f.at_most) : kMaxPublicPhotos;
  return std::min(most, kMaxPublicPhotos);
}

bool is_asked(const PublicOffer& offer, std::string_view field) {
  return std::find(offer.fields.begin(), offer.fields.end(), field) != offer.fields.end();
}

json::object asked_field(const kernel::Field& f, const kernel::Playbook& p, Lang lang) {
  auto out = field_json(f, p, lang);
  if (f.type == kernel::FieldType::kFiles) out["at_most"] = photos_at_most(f);
  return out;
}

/// Null when the ledger has changed so that it can no longer be opened.
json::value offer_json(const PublicOffer& offer, const PublicCodes& codes, const kernel::World& world,
                       Lang lang) {
  const auto* p = world.playbook(offer.playbook);
  if (p == nullptr || !world.people().is_active(offer.as) || world.people().unit(offer.unit) == nullptr)
    return nullptr;
  json::array fields;
  for (const auto& id : offer.fields)
    if (const auto* f = p->field(id); f != nullptr && may_be_asked(*f))
      fields.push_back(asked_field(*f, *p, lang));
  json::array confirms;
  if (codes.is_on())
    for (const auto k : {ContactKind::kMail, ContactKind::kPhone})
      if (codes.rules().confirms(k)) confirms.push_back(json::string(text_of(k)));
  return json::object{
      {"playbook", p->id},        {"title", titles(p->title)},       {"description", titles(p->description)},
      {"contact", offer.contact}, {"confirms", std::move(confirms)}, {"fields", std::move(fields)}};
}

Checked<Response> list_offers(AccountAsk& ask) {
  GUATU_TRY(today, checked(ask.today()));
  json::array offers, lists;
  Titles notice;
  if (auto* window = ask.service.window; window != nullptr) {
    notice = window->config().notice;
    for (const auto& o : window->config().open)
      if (auto one = offer_json(o, window->codes(), *today, ask.request.lang); !one.is_null())
        offers.push_back(std::move(one));
    for (const auto& id : window->config().lists)
      if (const auto* p = today->playbook(id); p != nullptr && !p->is_public.empty())
        lists.push_back(json::object{{"playbook", id}, {"title", titles(p->title)}});
  }
  auto r = ok(json::object{{"name", today->name()},
                           {"notice", titles(notice)},
                           {"offers", std::move(offers)},
                           {"lists", std::move(lists)}});
  r.headers.add("Cache-Control", kMinute);
  r.headers.add("Vary", "Accept-Language");
  return r;
}

Checked<Response> make_challenge(AccountAsk& ask) {
  GUATU_TRY(window, window_of(ask));
  const auto c = window->challenge();
  return ok(
      json::object{{"nonce", c.nonce}, {"difficulty", c.difficulty}, {"expires_at", to_text(c.expires_at)}});
}

/// The fields as they were sent, none that is not asked for.
/// @errors json.expected, public.field (field: its pointer)
Checked<json::object> fields_of(const AccountAsk& ask, const PublicOffer& offer) {
  const auto& value = ask.body.at("fields");
  if (!value.is_object()) return Problems{Error("json.expected", "/fields", {{"expected", "object"}})};
  for (const auto& [name, given] : value.get_object()) {
    const auto id = shortened(std::string_view(name));
    if (!is_asked(offer, std::string_view(name)))
      return Problems{Error("public.field", "/fields/" + id, {{"got", id}})};
  }
  return value.get_object();
}

/// Photos in the fields of an order become what the ledger keeps. @return their tokens
/// @errors public.closed, those of photos_of_order() (field: its pointer)
Checked<std::vector<std::string>> name_photos(AccountAsk& ask, const PublicOffer& offer,
                                              json::object& fields) {
  GUATU_TRY(today, checked(ask.today()));
  std::vector<std::string> tokens;
  const auto* p = today->playbook(offer.playbook);
  for (auto& [id, value] : fields) {
    const auto* f = p == nullptr ? nullptr : p->field(std::string_view(id));
    if (f == nullptr || f->type != kernel::FieldType::kFiles || value.is_null()) continue;
    if (ask.service.shelf == nullptr) return Problems{Error("public.closed")};
    auto photos = photos_of_order(*ask.service.shelf, value, photos_at_most(*f));
    if (photos.has_error()) {
      auto e = std::move(photos).error();
      e.field = "/fields/" + f->id;
      return Problems{std::move(e)};
    }
    for (const auto& token : value.get_array()) tokens.emplace_back(token.get_string());
    value = std::move(*photos);
  }
  return tokens;
}

std::string contact_of(const PublicOffer& offer, const json::object& fields) {
  const auto* value = offer.contact.empty() ? nullptr : fields.if_contains(offer.contact);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

/// With the field that it is about. @errors those of PublicCodes::take()
Checked<void> confirmed(Result<void> taken, const PublicOffer& offer) {
  if (taken.has_value()) return {};
  auto e = std::move(taken).error();
  const bool is_code = e.key == "public.code_wrong" || e.key == "public.code_over";
  e.field = is_code ? "/confirmation_code" : "/fields/" + offer.contact;
  return Problems{std::move(e)};
}

/// Sends a code to a contact that must be confirmed.
Checked<Response> send_code(AccountAsk& ask) {
  GUATU_TRY(window, window_of(ask));
  if (ask.request.body.size() > kMaxOrderBytes)
    return Problems{Error("public.too_large", "", {{"limit", std::to_string(kMaxOrderBytes)}})};
  GUATU_TRY(contact, checked(ask.text("contact")));
  GUATU_TRY(nonce, checked(ask.text("nonce")));
  GUATU_TRY(answer, checked(ask.text("answer")));
  GUATU_TRY_VOID(checked(window->spend(nonce, answer)));
  auto sent = window->codes().send(contact, ask.request.peer, ask.request.lang);
  if (sent.has_error()) {
    auto e = std::move(sent).error();
    if (e.key.starts_with("public.contact") || e.key == "public.code_refused") e.field = "/contact";
    return Problems{std::move(e)};
  }
  const auto& code = *sent;
  return Response::json(201, json::serialize(json::object{{"confirmation", code.id},
                                                          {"kind", text_of(code.kind)},
                                                          {"digits", code.digits},
                                                          {"expires_at", to_text(code.expires_at)},
                                                          {"again_at", to_text(code.again_at)}}));
}

/// The number of what was opened. @errors store.*
Result<std::string> number_of(kernel::Store& store, MatterId id) {
  GUATU_TRY(reader, store.read());
  const auto m = reader->matter(id);
  if (!m) return Error("matter.unknown", "matter");
  return Result<std::string>(boost::system::in_place_value, m->number);
}

Checked<Response> open_matter(AccountAsk& ask) {
  GUATU_TRY(window, window_of(ask));
  if (ask.request.body.size() > kMaxOrderBytes)
    return Problems{Error("public.too_large", "", {{"limit", std::to_string(kMaxOrderBytes)}})};
  GUATU_TRY(key, checked(idempotency_key(ask.request)));
  GUATU_TRY(playbook, checked(ask.text("playbook")));
  GUATU_TRY(nonce, checked(ask.text("nonce")));
  GUATU_TRY(answer, checked(ask.text("answer")));
  const auto* offer = window->offer(playbook);
  if (offer == nullptr) return Problems{Error("public.not_offered", "/playbook")};
  kernel::Command c;
  GUATU_TRY(fields, fields_of(ask, *offer));
  c.fields = std::move(fields);
  // Ids of the public are a family of their own: none of them is that of an official's command.
  c.id = "public:" + sha256_hex(key).substr(0, 40);
  c.by = offer->as;
  c.verb = kernel::Verb::kOpen;
  c.playbook = offer->playbook;
  c.unit = offer->unit;
  const auto contact = contact_of(*offer, c.fields);
  // Each resident's values are sealed under a key of their own, or of this one order: one can be erased
  // alone.
  c.concerns = contact.empty() ? c.id : contact;
  GUATU_TRY_VOID(checked(window->spend(nonce, answer)));
  GUATU_TRY(photos, name_photos(ask, *offer, c.fields));
  GUATU_TRY_VOID(checked(kernel::check_shape(c)));
  GUATU_TRY(confirmation, checked(ask.text("confirmation")));
  GUATU_TRY(code, checked(ask.text("confirmation_code")));
  GUATU_TRY_VOID(confirmed(window->codes().take(contact, confirmation, code, c.id), *offer));
  const auto taken = window->take(ask.request.peer, contact);
  if (taken.has_error()) window->codes().give_back(confirmation, c.id);
  GUATU_TRY_VOID(checked(taken));
  const auto done = ask.service.desk.execute(c);
  if (done.has_error()) window->codes().give_back(confirmation, c.id);
  if (done.has_error() || done->existed) window->give_back(ask.request.peer, contact);
  GUATU_TRY(opened, checked(done));
  for (const auto& token : photos) window->photos().used(token);
  GUATU_TRY(number, checked(number_of(ask.service.store, opened.matter)));
  return Response::json(
      201, json::serialize(json::object{{"number", number}, {"code", in_groups(window->code_of(number))}}));
}

Checked<Response> follow_matter(AccountAsk& ask) {
  GUATU_TRY(window, window_of(ask));
  const Problems unknown{Error("public.unknown")};
  const std::string number(ask.param("number"));
  GUATU_TRY_VOID(
      checked(window->check_code(number, ask.request.headers.get("Follow-Code"), ask.request.peer)));
  GUATU_TRY(reader, checked(ask.service.store.read()));
  const auto id = reader->find_number(number);
  const auto m = id ? reader->matter(*id) : std::nullopt;
  if (!m) return unknown;
  // A code is good for what was opened at this window, and for nothing else that has a number.
  const auto* offer = window->offer(m->playbook);
  if (offer == nullptr || m->opener != offer->as) return unknown;
  GUATU_TRY(today, checked(ask.service.worlds.now(*reader)));
  const auto* p = today->playbook(m->playbook, m->version);
  if (p == nullptr) return unknown;
  auto body = public_json(*m, *p, *today);
  body["number"] = m->number;
  body["playbook"] = titles(p->title);
  body["opened_at"] = to_text(m->opened_at);
  GUATU_TRY(steps, checked(public_steps(*reader, *m, *p, kMaxSteps)));
  body["steps"] = std::move(steps);
  return ok(body);
}

/// @errors list.cursor, store.*
Checked<std::string> make_page(AccountAsk& ask, const kernel::MatterQuery& q) {
  GUATU_TRY(reader, checked(ask.service.store.read()));
  GUATU_TRY(today, checked(ask.service.worlds.now(*reader)));
  GUATU_TRY(page, checked(reader->list(q)));
  json::array items;
  for (const auto& row : page.items) {
    const auto m = reader->shared_matter(row.id);
    const auto* p = m ? today->playbook(m->playbook, m->version) : nullptr;
    if (p != nullptr) items.push_back(public_json(*m, *p, *today));
  }
  const auto next = page.next_cursor.empty() ? json::value(nullptr) : json::value(page.next_cursor);
  return Checked<std::string>(
      boost::system::in_place_value,
      json::serialize(json::object{{"items", std::move(items)}, {"next_cursor", next}}));
}

Checked<Response> list_published(AccountAsk& ask) {
  GUATU_TRY(window, window_of(ask));
  GUATU_TRY(limit, checked(integer(ask.request, "limit", 20, 1, 50)));
  const std::string playbook(ask.param("playbook"));
  if (!window->is_listed(playbook)) return Problems{Error("public.not_listed")};
  kernel::MatterQuery q;
  q.playbook = playbook;
  q.sort = kernel::MatterQuery::Sort::kNumber;
  q.descending = true;
  q.limit = static_cast<std::size_t>(limit);
  q.cursor = std::string(ask.request.query.get("cursor"));
  const auto key = playbook + " " + std::to_string(limit) + " " + q.cursor;
  auto body = window->page(key);
  if (!body) {
    GUATU_TRY(made, make_page(ask, q));
    body = made;
    window->keep_page(key, std::move(made));
  }
  auto r = Response::json(200, std::move(*body));
  r.headers.add("Cache-Control", kMinute);
  return r;
}

Operation open_to_all(Method method, std::string path, std::string id, AccountAct act) {
  auto op = account_operation(method, std::move(path), std::move(id), {}, std::move(act));
  op.is_open = true;
  return op;
}

}  // namespace

std::vector<Operation> public_operations() {
  auto open = open_to_all(Method::kPost, "/public/matters", "openPublicMatter", &open_matter);
  open.body = {{"playbook", true}, {"fields", true},        {"nonce", true},
               {"answer", true},   {"confirmation", false}, {"confirmation_code", false}};
  open.done = 201;
  open.headers = {"Idempotency-Key"};
  auto code = open_to_all(Method::kPost, "/public/codes", "sendPublicCode", &send_code);
  code.body = {{"contact", true}, {"nonce", true}, {"answer", true}};
  code.done = 201;
  auto follow = open_to_all(Method::kGet, "/public/matters/{number}", "followPublicMatter", &follow_matter);
  follow.headers = {"Follow-Code"};
  auto list = open_to_all(Method::kGet, "/public/lists/{playbook}", "listPublished", &list_published);
  list.query = {{"limit"}, {"cursor"}};
  return {open_to_all(Method::kGet, "/public/offers", "listOffers", &list_offers),
          open_to_all(Method::kGet, "/public/challenge", "makeChallenge", &make_challenge),
          std::move(code),
          std::move(open),
          std::move(follow),
          std::move(list)};
}

}  // namespace guatu::http::api
