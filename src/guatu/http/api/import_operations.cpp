// Importing a table over the API: looked at, mapped, accepted, followed. See docs/formats/sheets.md.
#include "guatu/http/api/imports.h"
#include "guatu/http/api/input.h"
#include "guatu/kernel/ledger/fields.h"
#include "guatu/kernel/messages/messages.h"
#include "guatu/sheet/limits.h"

namespace guatu::http::api {

namespace {

json::array columns_json(const ImportNote& n, const ImportLook& look) {
  json::array out;
  for (std::size_t i = 0; i < look.labels.size(); ++i) {
    const auto name = sheet::column_name(i);
    const auto it = n.columns.find(name);
    out.push_back(
        json::object{{"column", name},
                     {"label", look.labels[i]},
                     {"target", it == n.columns.end() ? json::value(nullptr) : json::value(it->second)},
                     {"sample", i < look.samples.size() ? json::value(look.samples[i]) : json::value("")}});
  }
  return out;
}

json::array targets_json(const Ask& ask, const kernel::Playbook& p) {
  json::array out;
  for (const auto& t : sheet::import_targets(p)) {
    const auto* f = p.field(t.id);
    out.push_back(
        json::object{{"id", t.id},
                     {"title", f != nullptr              ? f->title.in(ask.lang())
                               : ask.lang() == Lang::kZh ? t.labels.front()
                                                         : t.labels.back()},
                     {"type", f == nullptr ? t.id == "unit" ? "unit" : "matter" : kernel::text_of(f->type)},
                     {"is_required", f != nullptr && f->required}});
  }
  return out;
}

json::array problems_json(const Ask& ask, const ImportLook& look) {
  json::array out;
  for (const auto& p : look.problems)
    out.push_back(json::object{{"row", p.row},
                               {"column", p.column},
                               {"label", p.label},
                               {"got", p.got},
                               {"field", p.error.field},
                               {"key", p.error.key},
                               {"message", kernel::sentence(p.error, ask.lang())}});
  return out;
}

/// What the ledger did not take when it came to that.
json::array refusals_json(const Ask& ask, const ImportNote& n) {
  json::array out;
  for (const auto& r : n.refusals)
    out.push_back(json::object{{"row", r.row},
                               {"column", ""},
                               {"label", ""},
                               {"got", ""},
                               {"field", r.field},
                               {"key", r.key},
                               {"message", ask.lang() == Lang::kZh ? r.zh : r.en}});
  return out;
}

/// Rows as they would be written, in words.
json::array first_json(const Ask& ask, const kernel::Playbook& p, const ImportLook& look) {
  json::array out;
  const kernel::FieldWorld world{ask.people(), {}};
  for (const auto& row : look.first) {
    json::object fields;
    for (const auto& [id, value] : row.command.fields) {
      const auto* f = p.field(std::string_view(id));
      auto v = f == nullptr ? Result<json::value>(Error("field.unknown"))
                            : kernel::canonical_value(*f, value, world);
      fields.emplace(id, v.has_error() ? json::value(json::serialize(value))
                                       : json::value(kernel::value_text(*f, *v, ask.people(), ask.lang())));
    }
    out.push_back(json::object{{"row", row.row},
                               {"unit", row.command.unit.value},
                               {"is_good", row.problems.empty()},
                               {"fields", std::move(fields)}});
  }
  return out;
}

Result<Response> answer(Ask& ask, const ImportNote& n, const ImportLook& look, int status) {
  const auto* p = ask.today->playbook(n.playbook);
  if (p == nullptr) return Error("playbook.unknown", "", {{"got", n.playbook}, {"hint", ""}});
  const auto done = ask.service.imports->done_of(n.id);
  auto r = Response::json(
      status, json::serialize(json::object{
                  {"id", n.id},
                  {"state", n.state},
                  {"attachment", n.attachment},
                  {"playbook", n.playbook},
                  {"unit", n.unit ? json::value(n.unit.value) : json::value(nullptr)},
                  {"head_row", n.head_row},
                  {"columns", columns_json(n, look)},
                  {"targets", targets_json(ask, *p)},
                  {"rows", n.rows},
                  {"bad", n.bad},
                  {"skipped", n.skipped},
                  {"problems", n.state == "preview" ? problems_json(ask, look) : refusals_json(ask, n)},
                  {"preview", first_json(ask, *p, look)},
                  {"done", n.state == "done" ? n.rows : std::max<std::int64_t>(0, done)},
                  {"opened", n.opened},
                  {"refused", n.refused},
                  {"first_number", n.first_number},
                  {"last_number", n.last_number}}));
  r.headers.add("Cache-Control", "no-store");
  if (status == 201) r.headers.add("Location", std::string(kRoot) + "/imports/" + n.id);
  return r;
}

Result<std::string> text_of(const json::object& body, const char* name) {
  const auto* v = body.if_contains(name);
  if (v == nullptr) return Result<std::string>(boost::system::in_place_value);
  if (!v->is_string()) return Error("json.expected", std::string("/") + name, {{"expected", "text"}});
  return Result<std::string>(boost::system::in_place_value, v->get_string());
}

/// Rows are opened later, one by one, and no token is shown then: one that is bound to a unit or to playbooks
/// imports nothing.
Result<void> is_here(const Ask& ask) {
  if (ask.service.imports == nullptr) return Error("http.not_found");
  if (const auto& token = ask.caller.scope; token && (token->unit || !token->playbooks.empty()))
    return Error("account.scope", "unit", {{"unbound", "createImport"}});
  return {};
}

Result<Response> create_import(Ask& ask) {
  GUATU_TRY_VOID(is_here(ask));
  GUATU_TRY(attachment, text_of(ask.body, "attachment"));
  GUATU_TRY(playbook, text_of(ask.body, "playbook"));
  GUATU_TRY(unit, text_of(ask.body, "unit"));
  ImportLook look;
  GUATU_TRY(n, ask.service.imports->create(ask, attachment, playbook, UnitId{unit}, look));
  return answer(ask, n, look, 201);
}

Result<ImportNote> asked_import(Ask& ask) {
  GUATU_TRY_VOID(is_here(ask));
  return ask.service.imports->find(std::string(ask.param("import")), ask.person);
}

Result<Response> read_import(Ask& ask) {
  GUATU_TRY(n, asked_import(ask));
  ImportLook look;
  // Once it is being written the figures are enough.
  if (n.state == "preview") GUATU_TRY_VOID(ask.service.imports->look(ask, n, look));
  return answer(ask, n, look, 200);
}

Result<Response> map_import(Ask& ask) {
  GUATU_TRY(n, asked_import(ask));
  if (n.state != "preview") return Error("sheet.already_accepted");
  if (const auto* row = ask.body.if_contains("head_row")) {
    if (!row->is_int64() || row->get_int64() < 1 || row->get_int64() > limits::kMaxImportRows)
      return Error("json.expected", "/head_row", {{"expected", "1, 2, 3, …"}});
    n.head_row = row->get_int64();
  }
  if (const auto* columns = ask.body.if_contains("columns")) {
    if (!columns->is_object()) return Error("json.expected", "/columns", {{"expected", "object"}});
    n.columns.clear();
    for (const auto& [name, target] : columns->get_object()) {
      if (target.is_null()) continue;
      if (!target.is_string() || n.columns.size() >= limits::kMaxColumns)
        return Error("json.expected", "/columns/" + shortened(std::string_view(name)),
                     {{"expected", "text"}});
      n.columns.emplace(std::string(name), std::string(target.get_string()));
    }
  }
  GUATU_TRY(unit, text_of(ask.body, "unit"));
  if (ask.body.contains("unit")) n.unit = UnitId{unit};
  ImportLook look;
  GUATU_TRY_VOID(ask.service.imports->look(ask, n, look));
  GUATU_TRY_VOID(ask.service.imports->keep(n));
  return answer(ask, n, look, 200);
}

Result<Response> accept_import(Ask& ask) {
  GUATU_TRY(n, asked_import(ask));
  const auto* skip = ask.body.if_contains("skips_bad");
  if (skip != nullptr && !skip->is_bool())
    return Error("json.expected", "/skips_bad", {{"expected", "boolean"}});
  GUATU_TRY(accepted, ask.service.imports->accept(std::move(n), skip != nullptr && skip->get_bool()));
  return answer(ask, accepted, {}, 202);
}

}  // namespace

std::vector<Operation> import_operations() {
  return {
      {Method::kPost,
       "/imports",
       "createImport",
       {},
       {{{"attachment", true}, {"playbook", true}, {"unit"}}},
       &create_import,
       {},
       201,
       Runs::kPool},
      {Method::kGet, "/imports/{import}", "readImport", {}, {}, &read_import, {}, 200, Runs::kPool},
      {Method::kPost,
       "/imports/{import}/mapping",
       "mapImport",
       {},
       {{{"head_row"}, {"columns"}, {"unit"}}},
       &map_import,
       {},
       200,
       Runs::kPool},
      {Method::kPost,
       "/imports/{import}/acceptance",
       "acceptImport",
       {},
       {{{"skips_bad"}}},
       &accept_import,
       {},
       202,
       Runs::kPool},
  };
}

}  // namespace guatu::http::api
