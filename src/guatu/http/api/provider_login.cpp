// Logging in by the word of a provider (OpenID Connect): the browser is sent there and comes back to
// `callback`, which answers with a redirect in any case, for it is a person that looks at it.
#include "guatu/http/api/operation.h"
#include "guatu/http/cookies.h"
#include "guatu/http/oidc/provider.h"

namespace guatu::http::api {

namespace {

constexpr std::string_view kBegunCookie = "__Host-guatu-begun";
constexpr std::int64_t kBegunSeconds = 600;

Checked<Response> read_provider(AccountAsk& ask) {
  const auto* p = ask.service.provider;
  if (p == nullptr) return ok(json::object{{"title", nullptr}});
  const auto& title = p->settings().title;
  return ok(json::object{{"title", json::object{{"zh", title.zh}, {"en", title.en}}}});
}

Checked<Response> begin(AccountAsk& ask) {
  if (ask.service.provider == nullptr) return Problems{Error("oidc.off")};
  GUATU_TRY(begun, checked(ask.service.provider->begin()));
  auto r = ok(json::object{{"url", begun.url}});
  // The browser comes back from another site, which Strict would keep it from showing.
  r.headers.add("Set-Cookie", secret_cookie(kBegunCookie, begun.kept, kBegunSeconds, SameSite::kLax));
  return r;
}

Checked<kernel::Entry> entry_of(AccountAsk& ask) {
  auto* p = ask.service.provider;
  if (p == nullptr) return Problems{Error("oidc.off")};
  const auto& query = ask.request.query;
  if (query.has("error")) return Problems{Error("oidc.refused")};
  GUATU_TRY(name,
            checked(p->finish(cookie_of(ask.request, kBegunCookie), query.get("state"), query.get("code"))));
  const auto& s = p->settings();
  GUATU_TRY(entry, checked(ask.gate().enter_as(name, s.trusts_second_factor, s.issuer, ask.from())));
  return entry;
}

Checked<Response> finish(AccountAsk& ask) {
  auto entry = entry_of(ask);
  Response r;
  if (entry.has_error()) {
    r = Response::see_other("/login#problem=" + entry.error().front().key);
    r.error_key = entry.error().front().key;
  } else if (entry->step != kernel::Step::kIn) {
    // Behind the mark, so that the ticket stands in no log and no Referer.
    r = Response::see_other(std::string("/login#step=") + text_of(entry->step) + "&ticket=" + entry->token);
  } else {
    GUATU_TRY(in, entered(ask, *entry));
    r = Response::see_other("/");
    for (const auto& h : in.headers)
      if (same_name(h.name, "Set-Cookie")) r.headers.add(h.name, h.value);
  }
  r.headers.add("Set-Cookie", secret_cookie(kBegunCookie, "", 0, SameSite::kLax));
  return r;
}

}  // namespace

std::vector<Operation> provider_operations() {
  std::vector<Operation> out{
      account_operation(Method::kGet, "/session/provider", "readProvider", {}, &read_provider),
      account_operation(Method::kPost, "/session/provider", "beginProviderLogin", {}, &begin),
      account_operation(Method::kGet, "/session/provider/callback", "finishProviderLogin", {}, &finish, 303),
  };
  for (auto& op : out) op.is_open = true;
  // What providers send along; none of the others is looked at.
  out.back().query = {{"code"},      {"state"}, {"iss"}, {"session_state"}, {"error"}, {"error_description"},
                      {"error_uri"}, {"scope"}};
  return out;
}

}  // namespace guatu::http::api
