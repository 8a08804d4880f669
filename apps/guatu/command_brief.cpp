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
  return {
      {"brief",
       "",
       {"今晨要看的：逾期、今日到期、待核验、反复退回",
        "this morning: late, due today, to be checked, returned often"},
       "",
       0,
       0,
       {{"--unit", "ID", {"只看这个单位及以下", "this unit and all below it"}},
        {"--as-of", "INSTANT|POSITION", {"按当时的样子", "as it stood then"}}},
       {{"brief --data data/demo", {"", ""}}, {"brief --unit gujiao --as-of 2022-04-01 --json", {"", ""}}},
       &brief}};
}

}  // namespace guatu::app
