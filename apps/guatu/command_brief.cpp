// brief: what to look at this morning.
#include "guatu/brief.h"

#include "guatu/output.h"
#include "guatu/wiring.h"

namespace guatu::app {

namespace {

Outcome brief(Session& s) {
  GUATU_TRY(office, Office::open(s, Access::kRead));
  GUATU_TRY(v, view_of(s, *office));
  GUATU_TRY(made, make_brief(*v.reader, *v.world, v.as_of, v.now, UnitId{s.args.text("--unit")}));
  if (s.json)
    print_json(s.io.out, brief_json(made, *v.world));
  else
    s.io.out << brief_text(made, *v.world, s.lang, s.io.columns, s.io.colour);
  return {};
}

}  // namespace

std::vector<CommandSpec> brief_commands() {
  return {{"brief",
           "",
           {"今晨要看的：逾期、今日到期、待核验、反复退回",
            "this morning: late, due today, to be checked, returned often"},
           "",
           0,
           0,
           {{"--unit", "ID", {"只看这个单位及以下", "this unit and all below it"}},
            {"--as-of", "INSTANT|POSITION", {"按当时所知", "as it was known then"}},
            {"--at",
             "INSTANT",
             {"看哪一刻（默认即 --as-of 的时刻）：灯色、逾期以它为准",
              "the moment looked at, which decides what is late; the instant of --as-of unless said"}}},
           {{"brief --data data/demo", {"", ""}},
            {"brief --unit gujiao --as-of 2022-04-01 --json", {"", ""}},
            {"brief --at \"2022-04-07 18:00\"",
             {"昨晚的，按现在所知", "of yesterday evening, as it is known now"}}},
           &brief}};
}

}  // namespace guatu::app
