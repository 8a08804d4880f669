#include "guatu/http/api/public_view.h"

#include <algorithm>
#include <deque>
#include <utility>
#include <variant>

#include "guatu/kernel/ledger/fields.h"
#include "guatu/kernel/ledger/personal.h"
#include "guatu/kernel/views/matter_view.h"

namespace guatu::http::api {

namespace {

using kernel::FieldType;

json::object titles(const Titles& t) {
  return {{"zh", t.zh}, {"en", t.en}};
}

bool publishes(const kernel::Playbook& p, std::string_view what) {
  return std::find(p.is_public.begin(), p.is_public.end(), what) != p.is_public.end();
}

/// Whatever `public:` says: what is personal, or for certain roles alone, or names somebody stays inside.
bool may_be_shown(const kernel::Field& f, const json::value& value) {
  return !f.personal && f.seen_by.empty() && !kernel::is_sealed(value) && f.type != FieldType::kPerson &&
         f.type != FieldType::kMatter && f.type != FieldType::kFiles && f.type != FieldType::kList;
}

json::value state_titles(const kernel::Playbook& p, std::string_view id) {
  const auto* s = p.state(id);
  return s == nullptr ? json::value(nullptr) : json::value(titles(s->title));
}

}  // namespace

json::object public_json(const kernel::Matter& m, const kernel::Playbook& p, const kernel::World& world) {
  json::value title = nullptr;
  json::array fields;
  for (const auto& id : p.is_public) {
    const auto* f = p.field(id);
    const auto* value = m.fields.if_contains(id);
    if (f == nullptr || value == nullptr || value->is_null() || !may_be_shown(*f, *value)) continue;
    if (id == "title") {
      title = m.title();
      continue;
    }
    const auto words = [&](Lang lang) { return kernel::value_text(*f, *value, world.people(), lang); };
    fields.push_back(json::object{
        {"id", id}, {"title", titles(f->title)}, {"value", titles({words(Lang::kZh), words(Lang::kEn)})}});
  }
  const bool has_due = publishes(p, "due_at") && m.is_open();
  return {{"number", publishes(p, "number") ? json::value(m.number) : json::value(nullptr)},
          {"title", std::move(title)},
          {"state", publishes(p, "state") ? state_titles(p, m.state) : json::value(nullptr)},
          {"state_id", publishes(p, "state") ? m.state : std::string()},
          {"outcome", publishes(p, "state") ? m.outcome : std::string()},
          {"due_at", has_due ? kernel::instant_json(m.due_at()) : json::value(nullptr)},
          {"fields", std::move(fields)}};
}

Result<json::array> public_steps(kernel::Reader& reader, const kernel::Matter& m, const kernel::Playbook& p,
                                 std::size_t most) {
  std::deque<json::value> steps;
  const auto add = [&](Instant at, std::string_view state) {
    steps.push_front(json::object{{"at", to_text(at)}, {"state", state_titles(p, state)}});
    if (steps.size() > most) steps.pop_back();
  };
  if (publishes(p, "state"))
    GUATU_TRY_VOID(reader.events({}, {}, m.id, [&](const kernel::Event& e) {
      if (const auto* opened = std::get_if<kernel::MatterOpened>(&e.data)) add(e.at, opened->state);
      if (const auto* moved = std::get_if<kernel::MatterMoved>(&e.data))
        if (moved->from != moved->to) add(e.at, moved->to);
      return true;
    }));
  return json::array(steps.begin(), steps.end());
}

}  // namespace guatu::http::api
