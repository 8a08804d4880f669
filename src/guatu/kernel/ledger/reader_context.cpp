#include "guatu/kernel/ledger/reader_context.h"

namespace guatu::kernel {

Context context_of(Reader& reader, const World& world, const Playbook* playbook, Instant now) {
  return {now, Position{reader.last_position().value + 1}, world.people(), world.calendar(), playbook, 1,
          [&reader](MatterId id) { return reader.matter(id); },
          [&reader](const std::string& name) -> std::optional<Matter> {
            if (const auto id = reader.find_number(name)) return reader.matter(*id);
            if (name.empty() || name.size() > 18 || name.find_first_not_of("0123456789") != std::string::npos)
              return std::nullopt;
            return reader.matter(MatterId{std::stoll(name)});  // A recorded value is an id.
          },
          // The first few are enough: one open child already keeps a parent open.
          [&reader](MatterId id) { return reader.open_children(id, 3); },
          [&world](const Matter& other) { return world.playbook(other.playbook, other.version); }};
}

}  // namespace guatu::kernel
