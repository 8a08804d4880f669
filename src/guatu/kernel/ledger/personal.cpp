#include "guatu/kernel/ledger/personal.h"

#include <algorithm>

namespace guatu::kernel {

namespace {

/// What a value is sealed for: it opens nowhere else.
std::string about_of(const std::string& ledger_id, const std::string& playbook, const std::string& field) {
  return ledger_id + "\n" + playbook + "\n" + field;
}

/// The fields of an event that has some.
json::object* fields_of(Event& e) {
  return std::visit(
      [](auto& p) -> json::object* {
        if constexpr (requires { p.fields; })
          return &p.fields;
        else
          return nullptr;
      },
      e.data);
}

std::string text_of_value(const json::value& v) {
  return v.is_string() ? std::string(v.get_string()) : json::serialize(v);
}

/// Name of the key that the matter's values are under already; when all of those were erased, of one of the
/// matter's own: what is written after an erasure must not fall to whoever opens the matters of many.
/// @return  empty: it has no sealed value
Result<std::string> key_of_matter(const Matter& before, PersonKeys& keys) {
  bool was_erased = false;
  for (const auto& [ignored, value] : before.fields) {
    auto name = key_of_sealed(value);
    if (name.empty()) continue;
    GUATU_TRY(state, keys.state_of(name));
    if (state == PersonKeys::State::kLive) return {boost::system::in_place_value, std::move(name)};
    was_erased = was_erased || state == PersonKeys::State::kErased;
  }
  if (was_erased) return keys.name_of("matter " + std::to_string(before.id.value));
  return Result<std::string>(boost::system::in_place_value);
}

/// The key name of the person that the values of this event concern.
Result<std::string> key_name(const json::object& fields, const Playbook& playbook, const Matter& before,
                             const std::string& concerns, const PersonId& opener, PersonKeys& keys) {
  if (!playbook.subject.empty()) {
    for (const auto* values : {&fields, &before.fields}) {
      const auto* v = values->if_contains(playbook.subject);
      if (v == nullptr) continue;
      if (v->is_null()) break;  // Cleared by this command.
      // Sealed before: the same person, unless erased meanwhile.
      if (const auto name = key_of_sealed(*v); !name.empty()) {
        GUATU_TRY(state, keys.state_of(name));
        if (state == PersonKeys::State::kLive) return {boost::system::in_place_value, name};
        break;
      }
      return keys.name_of(text_of_value(*v));
    }
  }
  GUATU_TRY(kept, key_of_matter(before, keys));
  if (!kept.empty()) return {boost::system::in_place_value, std::move(kept)};
  return keys.name_of(concerns.empty() ? opener.value : concerns);
}

}  // namespace

bool is_sealed(const json::value& v) {
  return !key_of_sealed(v).empty();
}

std::string key_of_sealed(const json::value& v) {
  const auto* o = v.if_object();
  const auto* text = o != nullptr && o->size() == 1 ? o->if_contains("sealed") : nullptr;
  if (text == nullptr || !text->is_string()) return {};
  const std::string_view s(text->get_string());
  const auto dot = s.find('.');
  if (dot != 16 || s.substr(0, dot).find_first_not_of("0123456789abcdef") != std::string_view::npos)
    return {};
  return std::string(s.substr(0, dot));
}

std::set<std::string> keys_of(const Event& e) {
  std::set<std::string> out;
  if (const auto* fields = fields_of(const_cast<Event&>(e)); fields != nullptr)
    for (const auto& [ignored, v] : *fields)
      if (auto name = key_of_sealed(v); !name.empty()) out.insert(std::move(name));
  return out;
}

bool carries_personal(const json::object& fields, const Playbook& playbook) {
  if (!playbook.seals) return false;
  return std::any_of(fields.begin(), fields.end(), [&](const auto& kv) {
    const auto* f = playbook.field(std::string_view(kv.key()));
    return f != nullptr && f->personal && !kv.value().is_null();
  });
}

Result<void> seal_step(std::vector<Event>& events, const Playbook& playbook, const Matter& before,
                       const std::string& ledger_id, PersonKeys* keys, const std::string& concerns) {
  if (!playbook.seals) return {};
  for (auto& e : events) {
    auto* fields = fields_of(e);
    if (fields == nullptr || !carries_personal(*fields, playbook)) continue;
    if (keys == nullptr) return Error("personal.no_keys");
    const auto opener = before.opener ? before.opener : e.by;
    GUATU_TRY(name, key_name(*fields, playbook, before, concerns, opener, *keys));
    for (auto& [key, value] : *fields) {
      const auto* f = playbook.field(std::string_view(key));
      if (f == nullptr || !f->personal || value.is_null() || is_sealed(value)) continue;
      GUATU_TRY(sealed, keys->seal(name, about_of(ledger_id, playbook.id, f->id), json::serialize(value)));
      value = json::object{{"sealed", name + "." + sealed}};
    }
  }
  return {};
}

Result<Opened> open_value(const json::value& sealed, const std::string& playbook, const std::string& field,
                          const std::string& ledger_id, PersonKeys& keys) {
  const auto name = key_of_sealed(sealed);
  if (name.empty()) return Opened{Opened::How::kPlain, sealed};
  const std::string_view text(sealed.get_object().at("sealed").get_string());
  const auto plain = keys.open(name, about_of(ledger_id, playbook, field), text.substr(name.size() + 1));
  if (plain.has_error()) {
    if (plain.error().key == "seal.wrong") return Opened{Opened::How::kDamaged, {}};
    return plain.error();
  }
  if (!*plain) {
    GUATU_TRY(state, keys.state_of(name));
    return Opened{state == PersonKeys::State::kErased ? Opened::How::kErased : Opened::How::kNoKey, {}};
  }
  auto value = parse_json(**plain);
  if (value.has_error()) return Opened{Opened::How::kDamaged, {}};
  return Opened{Opened::How::kPlain, std::move(*value)};
}

bool may_see_personal(const PersonId& person, const Matter& m, const People& people) {
  if (!people.is_active(person) || m.is_recused(person)) return false;
  if (person == m.holder || person == m.opener || person == m.supervisor) return true;
  const UnitId unit = people.successor(m.unit);
  if (people.has_grant(person, "supervision", unit)) return true;
  const auto& own = people.posts_of(person);
  return std::any_of(own.begin(), own.end(), [&](const Post& p) {
    return (p.post == "head" || p.post == "supervision") && people.is_below(unit, p.unit);
  });
}

bool may_erase(const PersonId& person, const People& people) {
  if (!people.is_active(person)) return false;
  const auto top = people.top();
  if (top) {
    const auto heads = people.holders(*top, "head");
    if (std::find(heads.begin(), heads.end(), person) != heads.end()) return true;
  }
  return std::any_of(people.grants().begin(), people.grants().end(), [&](const Grant& g) {
    return g.person == person && (g.role == kSystemAdmin || g.role == kSecurityAdmin);
  });
}

std::string masked(std::string_view text) {
  auto rest = text;
  if (!rest.empty()) next_code_point(rest);
  return std::string(text.substr(0, text.size() - rest.size())) + "**";
}

}  // namespace guatu::kernel
