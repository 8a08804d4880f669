#include "guatu/http/api/rules_parts.h"

#include <algorithm>

#include "guatu/http/api/callers.h"
#include "guatu/kernel/people/scope.h"

namespace guatu::http::api {

namespace {

/// Characters of a file's name: what the ledger keeps with the text.
constexpr std::size_t kMaxNameChars = 100;

bool is_file_name(std::string_view name) {
  return !name.empty() && is_utf8(name) && code_points(name) <= kMaxNameChars && name != "." &&
         name != ".." && std::none_of(name.begin(), name.end(), [](unsigned char c) {
           return c < 0x20 || c == 0x7f || c == '/' || c == '\\';
         });
}

}  // namespace

Checked<RulesLook> look_at(AccountAsk& ask) {
  RulesLook out;
  GUATU_TRY(reader, checked(ask.service.store.read()));
  out.reader = std::move(reader);
  GUATU_TRY(world, checked(ask.service.worlds.now(*out.reader)));
  out.world = std::move(world);
  out.now = std::max(ask.service.clock.now(), out.reader->last_at());
  return out;
}

Checked<void> check_duty(AccountAsk& ask, const kernel::People& people) {
  auto may = kernel::may_set_rules(people, ask.caller.person);
  if (may.has_value()) return {};
  const auto* op = ask.request.route;
  ask.service.trail.refuse(ask.caller, op == nullptr ? std::string() : op->operation, ask.request.peer);
  return Problems{std::move(may).error()};
}

Checked<Slots::Slot> heavy_slot(AccountAsk& ask) {
  auto slot = ask.service.heavy.take();
  if (!slot) return Problems{Error("http.busy", "", {{"retry_after_s", "5"}})};
  return Checked<Slots::Slot>(boost::system::in_place_value, std::move(*slot));
}

Checked<SentFile> sent_file(const AccountAsk& ask, const std::string& fallback) {
  SentFile out;
  GUATU_TRY(name, checked(ask.text("file")));
  GUATU_TRY(text, checked(ask.text("text")));
  out.name = name.empty() ? fallback : std::move(name);
  out.text = std::move(text);
  if (!is_file_name(out.name))
    return Problems{Error("json.expected", "/file", {{"expected", "hazard.yaml"}})};
  return out;
}

Checked<bool> flag(const AccountAsk& ask, std::string_view name) {
  const auto* v = ask.body.if_contains(name);
  if (v == nullptr) return {boost::system::in_place_value, false};
  if (!v->is_bool())
    return Problems{Error("json.expected", "/" + std::string(name), {{"expected", "boolean"}})};
  return {boost::system::in_place_value, v->get_bool()};
}

kernel::RulesView view_for(const AccountAsk& ask, const RulesLook& look, std::size_t limit) {
  const auto scope = kernel::scope_of(look.world->people(), ask.caller.person);
  return {ask.request.lang, limit, [&look, scope](MatterId id) {
            const auto m = look.reader->shared_matter(id);
            const auto* p = m ? look.world->playbook(m->playbook, m->version) : nullptr;
            return p != nullptr && kernel::may_see(*m, *p, scope, look.world->people());
          }};
}

std::vector<CalendarFile> with_file(const kernel::World& world, const SentFile& file) {
  auto files = world.calendar_files();
  const auto same =
      std::find_if(files.begin(), files.end(), [&](const auto& f) { return f.name == file.name; });
  if (same == files.end())
    files.push_back({file.name, file.text});
  else
    same->text = file.text;
  return files;
}

Checked<void> note(AccountAsk& ask, kernel::AuditKind kind, const std::string& about) {
  return checked(ask.service.gate.record({audit_row(kind, true, ask.caller, about, ask.request.peer)}));
}

}  // namespace guatu::http::api
