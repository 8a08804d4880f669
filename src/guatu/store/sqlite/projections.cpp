#include "guatu/store/sqlite/projections.h"

#include <algorithm>

#include "guatu/store/blocks.h"
#include "guatu/store/sqlite/tallies.h"

namespace guatu::store::sqlite {

std::int64_t projected_to(Runner& runner, std::string_view name) {
  auto s = runner.run("select position from projections where name = $1", {std::string(name)});
  return s->step() ? s->integer(0) : 0;
}

void set_projected(Runner& runner, std::string_view name, std::int64_t position) {
  runner
      .run(
          "insert into projections (name, position) values ($1, $2) on conflict (name) do update "
          "set position = excluded.position",
          {std::string(name), position})
      ->run();
}

Filed filed_positions(Runner& runner) {
  return {projected_to(runner, kSpans), projected_to(runner, kTallies)};
}

Filed file_full_blocks(Runner& runner, std::int64_t last, Filed filed) {
  const auto full = whole_blocks(last);
  const auto of_spans = whole_blocks(filed.spans);
  const auto of_tallies = whole_blocks(filed.tallies);
  // Tallies first: they number the units and states that spans stand under.
  for (auto block = std::min(of_spans, of_tallies); block < full; ++block) {
    if (block >= of_tallies) file_tallies(runner, block);
    if (block >= of_spans) file_spans(runner, block);
  }
  const auto end = full * kBlockPositions;
  if (filed.spans < end) set_projected(runner, kSpans, end);
  if (filed.tallies < end) set_projected(runner, kTallies, end);
  return {std::max(filed.spans, end), std::max(filed.tallies, end)};
}

}  // namespace guatu::store::sqlite
