// matter list: the register, filtered, by the clock, as of any moment.
#include <fmt/format.h>

#include <algorithm>

#include "guatu/base/limits.h"
#include "guatu/brief.h"
#include "guatu/matter_query.h"
#include "guatu/matter_text.h"

namespace guatu::app {

namespace {

using Which = kernel::MatterQuery::Which;
using Sort = kernel::MatterQuery::Sort;

/// @errors people.unknown_unit (args `got`, `hint`)
Result<std::string> path_of(const kernel::World& world, const std::string& unit) {
  const auto path = world.people().path(UnitId{unit});
  if (unit.empty() || !path.empty()) return Result<std::string>(boost::system::in_place_value, path);
  return Error("people.unknown_unit", "--unit", {{"got", unit.substr(0, 60)}});
}

/// `04-08 24:00`, the year only when it is another one.
std::string short_due(Instant due, Instant now) {
  if (due.us == 0) return {};
  const auto text = due_text(due);
  return date_of(now).year() == date_of(due).year() ? text.substr(5) : text;
}

void print_rows(const Session& s, const View& v, const kernel::MatterPage& page) {
  Table table;
  table.column(s.say({"灯", "light"}));
  table.column(s.say({"编号", "number"}));
  table.column(s.say({"状态", "state"}), false, true);
  table.column(s.say({"经办", "holder"}), false, true);
  table.column(s.say({"到期", "due"}));
  table.column(s.say({"剩余", "left"}));
  table.column(s.say({"标题", "title"}), false, true);
  for (const auto& r : page.items) {
    const auto light = kernel::light(r, v.now);
    const auto left = !r.outcome.empty() ? outcome_text(r.outcome, s.lang)
                      : r.is_parked      ? s.say({"挂账", "parked"})
                      : r.due_at.us == 0 ? s.say({"中止", "stopped"})
                                         : remaining_text(v.now, r.due_at, v.world->calendar(), s.lang, true);
    table.row({{light_text(light, s.lang), light_colour(light)},
               r.number,
               state_title(*v.world, r.playbook, 0, r.state, s.lang),
               r.outcome.empty() ? v.world->people().name(r.holder) : std::string(),
               short_due(r.due_at, v.now),
               left,
               r.title});
  }
  table.print(s.io);
}

Outcome list(Session& s) {
  GUATU_TRY(office, Office::open(s, Access::kRead));
  GUATU_TRY(v, view_of(s, *office));
  GUATU_TRY(q, matter_query_of(s, v));
  GUATU_TRY(limit, s.args.integer("--limit", 50, 1, static_cast<std::int64_t>(limits::kMaxPageRows)));
  q.limit = static_cast<std::size_t>(limit);
  q.cursor = s.args.text("--cursor");
  GUATU_TRY(page, v.reader->list(q));
  if (s.json) {
    json::array items;
    for (const auto& r : page.items) items.push_back(row_json(r, v.now));
    const auto position = v.as_of ? v.as_of : v.reader->last_position();
    print_json(s.io.out,
               json::object{{"items", std::move(items)},
                            {"next_cursor",
                             page.next_cursor.empty() ? json::value(nullptr) : json::value(page.next_cursor)},
                            {"position", std::to_string(position.value)},
                            {"now", to_text(v.now)}});
    return {};
  }
  if (page.items.empty()) {
    s.io.out << s.say({"没有符合的事项。\n", "No matter is like that.\n"});
    return {};
  }
  print_rows(s, v, page);
  if (!page.next_cursor.empty()) {
    const auto all = v.reader->count(q);
    s.io.out << fmt::format(
        fmt::runtime(s.say({"共 {} 件；下一页：--cursor {}\n", "{} in all; next page: --cursor {}\n"})),
        all.has_value() ? *all : 0, page.next_cursor);
  }
  return {};
}

std::vector<FlagSpec> list_flags() {
  auto out = matter_query_flags();
  const auto at = std::find_if(out.begin(), out.end(), [](const auto& f) { return f.name == "--as-of"; });
  out.insert(at,
             {{"--limit", "N", {"一页几行，1 到 1000，默认 50", "rows of a page, 1 to 1000, 50 unless said"}},
              {"--cursor", "TEXT", {"从上一页给出的位置接着", "go on where the page before ended"}}});
  return out;
}

}  // namespace

Result<kernel::MatterQuery> matter_query_of(const Session& s, const View& v) {
  const auto& a = s.args;
  kernel::MatterQuery q;
  q.as_of = v.as_of;
  q.playbook = a.text("--playbook");
  if (!q.playbook.empty() && v.world->versions(q.playbook).empty()) {
    std::vector<std::string> ids;
    for (const auto* p : v.world->playbooks()) ids.push_back(p->id);
    return Error("playbook.unknown", "--playbook",
                 {{"got", q.playbook.substr(0, 60)}, {"hint", nearest(q.playbook, ids)}});
  }
  GUATU_TRY(path, path_of(*v.world, a.text("--unit")));
  q.unit_path = std::move(path);
  q.holder = PersonId{a.text("--holder")};
  if (q.holder && v.world->people().person(q.holder) == nullptr)
    return Error("people.unknown_person", "--holder", {{"got", q.holder.value.substr(0, 60)}});
  q.state = a.text("--state");
  q.which = a.has("--all") ? Which::kAll : a.has("--closed") ? Which::kClosed : Which::kOpen;
  if (a.has("--late")) q.due_before = v.now;
  if (a.has("--due-before")) {
    const auto t = parse_instant(a.text("--due-before"));
    if (t.has_error())
      return Error("text.instant", "--due-before", {{"got", a.text("--due-before").substr(0, 60)}});
    q.due_before = *t;
  }
  for (const auto& [flag, id] : {std::pair{"--parent", &q.parent}, std::pair{"--about", &q.about}}) {
    if (!a.has(flag)) continue;
    GUATU_TRY(found, find_matter_id(*v.reader, a.text(flag), flag));
    *id = found;
  }
  q.text = a.text("--search");
  const auto sort = a.text("--sort", "due");
  q.sort = sort == "opened" ? Sort::kOpened : sort == "number" ? Sort::kNumber : Sort::kDue;
  q.descending = a.has("--desc");
  return q;
}

std::vector<FlagSpec> matter_query_flags() {
  return {{"--playbook", "ID", {"只看这个规程", "of this playbook"}},
          {"--unit", "ID", {"这个单位及以下", "of this unit and all below it"}},
          {"--holder", "ID", {"由此人经办", "held by this person"}},
          {"--state", "ID", {"处于此状态", "in this state"}},
          {"--open", "", {"未结的（默认）", "open ones (the default)"}},
          {"--closed", "", {"已结的", "closed ones"}},
          {"--all", "", {"未结和已结的", "open and closed ones"}},
          {"--late", "", {"已逾期的", "late ones"}},
          {"--due-before", "INSTANT", {"在此之前到期的", "due before then"}},
          {"--parent", "NUMBER", {"此事项的下级事项", "children of this matter"}},
          {"--about", "NUMBER", {"关于此事项的", "about this matter"}},
          {"--search", "TEXT", {"全文检索，每个词都要有", "full text: every word must be there"}},
          {"--sort", "due|opened|number", {"排序，默认按到期", "order, by the clock unless said"}},
          {"--desc", "", {"倒序", "the other way round"}},
          {"--as-of", "INSTANT|POSITION", {"按当时所知", "as it was known then"}},
          {"--at",
           "INSTANT",
           {"看哪一刻（默认即 --as-of 的时刻）：灯色、逾期以它为准",
            "the moment looked at, which decides what is late; the instant of --as-of unless said"}}};
}

std::vector<CommandSpec> matter_list_commands() {
  return {{"matter",
           "list",
           {"列出事项，先到期的在前；默认只列未结的",
            "list matters, those due first; open ones unless asked otherwise"},
           "",
           0,
           0,
           list_flags(),
           {{"matter list --late --unit gujiao", {"逾期的", "what is late"}},
            {"matter list --search 燃气 --all --json", {"", ""}},
            {"matter list --as-of 2022-04-01", {"四月一日时的样子", "as it stood on 1 April"}}},
           &list}};
}

}  // namespace guatu::app
