#include "guatu/kernel/ledger/reader_context.h"

#include <charconv>

namespace guatu::kernel {

Context context_of(Reader& reader, const World& world, const Playbook* playbook, Instant now) {
  return {now, Position{reader.last_position().value + 1}, world.people(), world.calendar(), playbook, 1,
          [&reader](MatterId id) { return reader.matter(id); },
          [&reader](const std::string& name) -> std::optional<Matter> {
            if (const auto id = reader.find_number(name)) return reader.matter(*id);
            const auto id = matter_id_of(name);  // A recorded value is an id.
            return id ? reader.matter(*id) : std::nullopt;
          },
          // The first few are enough: one open child already keeps a parent open.
          [&reader](MatterId id) { return reader.open_children(id, 3); },
          [&world](const Matter& other) { return world.playbook(other.playbook, other.version); }};
}

std::optional<MatterId> matter_id_of(std::string_view text) {
  constexpr std::size_t kMostDigits = 18;  // Of what a 64-bit id surely holds.
  if (text.empty() || text.size() > kMostDigits ||
      text.find_first_not_of("0123456789") != std::string_view::npos)
    return std::nullopt;
  MatterId id;
  std::from_chars(text.data(), text.data() + text.size(), id.value);
  return id;
}

Result<Instant> recorded_at(Reader& reader, Position p) {
  Instant at;
  GUATU_TRY_VOID(reader.events(Position{p.value - 1}, p, {}, [&at](const Event& e) {
    at = e.at;
    return false;
  }));
  return at;
}

}  // namespace guatu::kernel
