#include "guatu/store/register_row.h"

#include <utility>

#include "guatu/kernel/ledger/personal.h"

namespace guatu::store {

namespace {

void add_texts(const json::value& v, std::string& out) {
  if (v.is_string()) {
    out += '\n';
    out += std::string_view(v.get_string());
  } else if (v.is_array()) {
    for (const auto& i : v.get_array()) add_texts(i, out);
  } else if (v.is_object() && !kernel::is_sealed(v)) {
    for (const auto& [key, i] : v.get_object()) add_texts(i, out);
  }
}

bool has_stopped_clock(const kernel::Matter& m) {
  for (const auto& c : m.clocks)
    if (!c.is_ended() && c.is_stopped()) return true;
  return false;
}

}  // namespace

RegisterValues register_values(const kernel::Matter& m, const std::string& unit_path,
                               const std::string& told) {
  const auto due = m.due_at();
  return {m.number,
          m.playbook,
          m.title(),
          m.unit.value,
          m.parent.value,
          m.about.value,
          m.state,
          m.outcome,
          m.opener.value,
          m.holder.value,
          m.opened_at.us,
          m.closed_at.us,
          m.moved_at.us,
          !m.is_open() || due.us == 0 ? kNoEnd : due.us,
          m.warn_at().us,
          m.mark(),
          std::int64_t{m.returns},
          std::int64_t{m.is_parked ? 1 : 0},
          std::int64_t{has_stopped_clock(m) ? 1 : 0},
          m.supervisor.value,
          told,
          unit_path};
}

kernel::MatterRow matter_row(MatterId id, RegisterValues&& values, Position position) {
  std::size_t next = 0;
  const auto text = [&] { return std::move(std::get<std::string>(values[next++])); };
  const auto number = [&] { return std::get<std::int64_t>(values[next++]); };
  kernel::MatterRow r;
  r.id = id;
  r.number = text();
  r.playbook = text();
  r.title = text();
  r.unit.value = text();
  r.parent.value = number();
  r.about.value = number();
  r.state = text();
  r.outcome = text();
  r.opener.value = text();
  r.holder.value = text();
  r.opened_at.us = number();
  r.closed_at.us = number();
  r.moved_at.us = number();
  r.due_at.us = number();
  if (r.due_at.us == kNoEnd) r.due_at.us = 0;
  r.warn_at.us = number();
  r.mark = text();
  r.returns = static_cast<int>(number());
  r.is_parked = number() != 0;
  r.is_stopped = number() != 0;
  r.supervisor.value = text();
  r.last_told = text();
  r.position = position;
  return r;
}

std::string_view changed_identity(const RegisterValues& before, const RegisterValues& after) {
  static constexpr std::array<std::string_view, 6> kFixed{"number", "playbook", "parent",
                                                          "about",  "opener",   "opened_at"};
  for (std::size_t i = 0; i < kRegisterColumnCount; ++i)
    for (const auto name : kFixed)
      if (kRegisterColumns[i] == name && before[i] != after[i]) return name;
  return {};
}

std::string search_body(const kernel::Matter& m) {
  std::string out = m.number;
  for (const auto& [key, value] : m.fields) add_texts(value, out);
  return out;
}

}  // namespace guatu::store
