// The minutes of a dispatch: the answer of `/dispatch` as words of a template.
#include "guatu/base/instant.h"
#include "guatu/calendar/civil_date.h"
#include "guatu/http/api/papers.h"
#include "guatu/kernel/views/matter_view.h"
#include "guatu/paper/matter_values.h"
#include "guatu/paper/offer.h"

namespace guatu::http::api {

namespace {

using Row = std::map<std::string, std::string>;

std::string text_in(const json::object& o, std::string_view name) {
  const auto* v = o.if_contains(name);
  return v != nullptr && v->is_string() ? std::string(v->get_string()) : std::string();
}

std::string due_on(const json::object& row) {
  const auto t = parse_instant(text_in(row, "due_at"));
  return t.has_error() ? std::string() : paper::date_text(*t - 1);
}

Row row_of(const json::object& item, std::size_t index) {
  const auto& row = item.at("row").as_object();
  Row out{{"index", std::to_string(index)},
          {"number", text_in(row, "number")},
          {"title", text_in(row, "title")},
          {"playbook", text_in(item, "playbook_title")},
          {"state", text_in(item, "state_title")},
          {"holder", text_in(item, "holder_name")},
          {"due_on", due_on(row)},
          {"promised", text_in(item, "promised")},
          {"done", text_in(item, "done_this_week")},
          {"stuck", text_in(item, "stuck")},
          {"next", text_in(item, "next_week")}};
  if (const auto* became = item.if_contains("became"); became != nullptr && became->is_object())
    out["became"] = text_in(became->get_object(), "state_title");
  return out;
}

std::string date_words(const std::string& iso) {
  const auto d = parse_date(iso);
  return d.has_error() ? iso : paper::date_text(at_minute(*d, 0));
}

/// The week of the year in which its Thursday lies. Source: ISO 8601.
int week_number(CivilDate monday) {
  const auto thursday = monday + 3;
  const auto first = make_date(thursday.year(), 1, 1);
  return first.has_error() ? 0 : static_cast<int>((thursday - *first) / 7 + 1);
}

}  // namespace

Result<Response> dispatch_paper(Ask& ask, const json::object& meeting) {
  GUATU_TRY(t, paper_of_path(ask, [](const paper::Template& x) { return x.is_for("dispatch"); }));
  paper::Values values;
  const auto from = text_in(meeting, "from");
  values.texts = {{"unit", text_in(meeting, "unit_title")},
                  {"from", date_words(from)},
                  {"to", date_words(text_in(meeting, "to"))},
                  {"today", paper::date_text(ask.now)}};
  if (const auto top = ask.people().top())
    values.texts["top_unit"] = kernel::unit_name(*ask.today, *top, Lang::kZh);
  if (const auto monday = parse_date(from); monday.has_value()) {
    values.texts["year"] = std::to_string((*monday + 3).year());
    values.texts["week"] = std::to_string(week_number(*monday));
  }
  for (const auto& [list, members] : paper::dispatch_vocabulary().lists) {
    const auto* section = meeting.if_contains(list);
    if (section == nullptr) continue;
    const auto& items =
        section->is_array() ? section->get_array() : section->as_object().at("items").as_array();
    auto& rows = values.lists[list];
    for (const auto& item : items) rows.push_back(row_of(item.as_object(), rows.size() + 1));
  }
  return paper_file(ask, *t, values, text_in(meeting, "unit_title") + " " + from);
}

}  // namespace guatu::http::api
