#include "guatu/kernel/ledger/reader_context.h"

namespace guatu::kernel {

Context context_of(Reader& reader, const World& world, const Playbook* playbook, Instant now) {
  return {now, Position{reader.last_position().value + 1}, world.people(), world.calendar(), playbook, 1,
          [&reader](MatterId id) { return reader.matter(id); },
          [&reader](const std::string& name) {
            const auto id = reader.find_number(name);
            return id ? reader.matter(*id) : std::nullopt;
          },
          // The first few are enough: one open child already keeps a parent open.
          [&reader](MatterId id) { return reader.open_children(id, 3); },
          [&world](const Matter& other) { return world.playbook(other.playbook, other.version); }};
}

}  // namespace guatu::kernel
