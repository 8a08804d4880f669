#include "guatu/http/api/sight.h"

namespace guatu::http::api {

Sight::Sight(const Ask& ask, const kernel::Matter& matter, const kernel::Playbook& playbook, bool is_plain)
    : ask_(ask),
      matter_(matter),
      playbook_(playbook),
      personal_(ask.lang(), *ask.today, ask.service.person_keys, is_plain) {
  if (matter.parent) parent_ = ask.all->matter(matter.parent);
  if (matter.about) about_ = ask.all->matter(matter.about);
}

kernel::RoleView Sight::view() const {
  return {matter_, playbook_, ask_.people(), parent_ ? &*parent_ : nullptr, about_ ? &*about_ : nullptr};
}

bool Sight::may_read(const kernel::Field& field) const {
  return kernel::may_read(field, ask_.person, view());
}

bool Sight::may_see_personal() const {
  return kernel::may_see_personal(ask_.person, matter_, ask_.people());
}

json::object Sight::fields() const {
  return shown(matter_.fields);
}

json::object Sight::shown(const json::object& given) const {
  kernel::Matter part;
  part.playbook = matter_.playbook;
  for (const auto& [name, value] : given) {
    const auto* f = playbook_.field(std::string_view(name));
    // A field that this version does not know has no rule that says who may read it.
    if (f != nullptr && may_read(*f)) part.fields.emplace(name, value);
  }
  return personal_.fields(part, playbook_);
}

kernel::Event Sight::shown(const kernel::Event& e) const {
  kernel::Event out = e;
  std::visit(
      [this](auto& data) {
        if constexpr (requires { data.fields; }) {
          if constexpr (std::is_same_v<decltype(data.fields), json::object>) {
            const auto given = data.fields.size();
            data.fields = shown(data.fields);
            // What was said of a closed field in the same act is closed with it.
            if constexpr (requires { data.reason; })
              if (data.fields.size() < given) data.reason.clear();
          }
        }
      },
      out.data);
  return out;
}

}  // namespace guatu::http::api
