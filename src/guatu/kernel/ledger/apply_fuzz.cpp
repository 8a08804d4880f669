// Any lines as the history of a ledger: each event fits what came before or is refused; the fold never
// crashes. Goal: import, replay and reading an altered ledger are safe up to the tables. Method: libFuzzer
// over JSON Lines; each event that decodes is folded into the world or its matter, as an import does.
#include <cstdint>
#include <map>
#include <string_view>

#include "guatu/kernel/ledger/apply.h"
#include "guatu/kernel/ledger/world.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace guatu;
  using namespace guatu::kernel;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  World world;
  std::map<MatterId, Matter> matters;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const auto read = decode_line(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (read.has_error()) continue;
    if (!read->matter) {
      world.fold(*read);
      continue;
    }
    auto& m = matters[read->matter];
    if (apply(m, *read).has_error()) continue;
    // What the register asks of it next.
    static_cast<void>(m.title());
    static_cast<void>(m.due_at());
    static_cast<void>(m.warn_at());
    static_cast<void>(m.next_act_at());
    static_cast<void>(light(m, read->at));
    static_cast<void>(world.people().path(m.unit));
    static_cast<void>(world.playbook(m.playbook, m.version));
    Matter back;
    std::string text;
    append_json(text, m);
    const auto value = parse_json(text);
    GUATU_ASSERT(value.has_value());
    GUATU_ASSERT(from_json(*value, back).has_value());
    GUATU_ASSERT(back == m);
  }
  return 0;
}
