// ledger rebuild, ledger digest: the tables made again from the events, and a proof that they came out the
// same.
#include <fmt/format.h>

#include "guatu/kernel/ledger/projection.h"
#include "guatu/output.h"
#include "guatu/store/rebuild.h"
#include "guatu/wiring.h"

namespace guatu::app {

namespace {

void print_digests(const Session& s, const std::map<std::string, std::string>& now,
                   const std::map<std::string, std::string>* before) {
  json::object tables;
  Table t;
  t.column(s.say({"表", "table"}));
  t.column("SHA-256");
  if (before != nullptr) t.column("");
  for (const auto& [name, digest] : now) {
    tables.emplace(name, digest);
    std::vector<Table::Cell> cells{name, digest};
    if (before != nullptr) {
      const auto old = before->find(name);
      const bool is_same = old != before->end() && old->second == digest;
      cells.push_back(
          {is_same ? s.say({"相同", "same"}) : s.say({"不同", "other"}), is_same ? kGreen : kRed});
    }
    t.row(std::move(cells));
  }
  if (!s.json) {
    t.print(s.io);
    return;
  }
  json::object o{{"tables", std::move(tables)}};
  if (before != nullptr) o.emplace("is_same", *before == now);
  print_json(s.io.out, o);
}

/// @errors store.unknown_projection
Outcome rebuild(Session& s) {
  GUATU_TRY(before, store::table_digest(s.data));
  Progress bar(s.io, s.say({"重建", "rebuilding"}));
  if (s.dry_run) {
    print_digests(s, before, nullptr);
    return {};
  }
  GUATU_TRY_VOID(store::rebuild(
      s.data,
      [&bar](kernel::Writer& writer) -> Result<void> {
        GUATU_TRY(world, kernel::project_all(writer, [&bar](std::int64_t done, std::int64_t total) {
                    bar.show(done, total);
                  }));
        static_cast<void>(world);
        return {};
      },
      s.args.operands));
  GUATU_TRY(after, store::table_digest(s.data));
  print_digests(s, after, &before);
  return {};
}

Outcome digest(Session& s) {
  GUATU_TRY(now, store::table_digest(s.data));
  print_digests(s, now, nullptr);
  return {};
}

}  // namespace

std::vector<CommandSpec> ledger_commands() {
  return {
      {"ledger",
       "rebuild",
       {"由事件重建各表，并与原来的比较；NAME 取 register、search、spans、tallies、tree，不写则全部",
        "make the tables again from the events and compare; NAME is register, search, spans, tallies or "
        "tree, all "
        "unless said"},
       "[NAME...]",
       0,
       -1,
       {},
       {{"ledger rebuild --data data/demo", {"", ""}}, {"ledger rebuild tallies --data data/demo", {"", ""}}},
       &rebuild},
      {"ledger",
       "digest",
       {"各表的 SHA-256", "SHA-256 of each table"},
       "",
       0,
       0,
       {},
       {{"ledger digest --data data/demo --json", {"", ""}}},
       &digest},
  };
}

}  // namespace guatu::app
