// Any list of matters as a spreadsheet, sent while it is made. See docs/formats/sheets.md.
#include <fmt/format.h>

#include "guatu/base/limits.h"
#include "guatu/http/api/callers.h"
#include "guatu/http/api/input.h"
#include "guatu/http/api/layouts.h"
#include "guatu/http/api/list_filter.h"
#include "guatu/http/api/sight.h"
#include "guatu/http/api/text_search.h"
#include "guatu/http/disposition.h"
#include "guatu/sheet/limits.h"
#include "guatu/sheet/matter_columns.h"
#include "guatu/sheet/writer.h"

namespace guatu::http::api {

namespace {

/// Rows while they are asked for: holds a page of them, and what the connection has not taken yet.
class MatterExport final : public Producer {
 public:
  MatterExport(Ask ask, kernel::MatterQuery query, std::vector<sheet::MatterColumn> columns,
               std::unique_ptr<sheet::Writer> writer)
      : request_(std::make_unique<Request>(ask.request)),
        ask_{ask.service,           *request_, ask.person, ask.today, ask.world, std::move(ask.all),
             std::move(ask.reader), ask.as_of, ask.now,    ask.caller},
        query_(std::move(query)),
        columns_(std::move(columns)),
        writer_(std::move(writer)) {
    std::vector<std::string> labels;
    for (const auto& c : columns_) {
      labels.push_back(c.label);
      has_fields_ = has_fields_ || c.field != nullptr;
    }
    writer_->head(labels);
  }

  void next(std::function<void(Result<Piece>)> give) override {
    while (!is_done_ && writer_->pending() < limits::kPieceBytes)
      if (auto r = add_page(); r.has_error()) return give(std::move(r).error());
    give(Piece{writer_->take()});
  }

 private:
  Result<void> add_page() {
    GUATU_TRY(page, list_readable(ask_, query_));
    for (const auto& row : page.items) {
      json::object fields;
      if (has_fields_) {
        GUATU_TRY(seen, fields_of(row));
        fields = std::move(seen);
      }
      writer_->row(sheet::matter_cells(columns_, row, fields, *ask_.world, ask_.now, ask_.lang(), ++rows_));
    }
    query_.cursor = page.next_cursor;
    if (query_.cursor.empty()) {
      writer_->finish();
      is_done_ = true;
    }
    return {};
  }

  /// Masked and left out as the person may see them.
  Result<json::object> fields_of(const kernel::MatterRow& row) {
    auto m = ask_.reader->matter_as_of(row.id, ask_.as_of);
    if (m.has_error()) return std::move(m).error();
    GUATU_TRY(p, ask_.playbook_of(*m));
    return Sight(ask_, *m, *p, false).fields();
  }

  std::unique_ptr<Request> request_;  ///< outlives the connection's own
  Ask ask_;
  kernel::MatterQuery query_;
  std::vector<sheet::MatterColumn> columns_;
  std::unique_ptr<sheet::Writer> writer_;
  std::int64_t rows_ = 0;
  bool has_fields_ = false;
  bool is_done_ = false;
};

Result<sheet::Format> read_format(Ask& ask) {
  GUATU_TRY(format, word(ask.request, "format", {"xlsx", "csv"}));
  GUATU_TRY(charset, word(ask.request, "charset", {"utf-8", "gb18030"}));
  if (format == "xlsx") return sheet::Format::kXlsx;
  return charset == "utf-8" ? sheet::Format::kCsv : sheet::Format::kCsvGb18030;
}

Result<Response> export_matters(Ask& ask) {
  GUATU_TRY(format, read_format(ask));
  GUATU_TRY(q, read_filter(ask));
  GUATU_TRY_VOID(read_page(ask, q));
  q.text = std::string(ask.query("q"));
  if (code_points(q.text) > limits::kMaxTitleChars)
    return bad_parameter("q", q.text, "0.." + std::to_string(limits::kMaxTitleChars));
  const kernel::Playbook* playbook = nullptr;
  if (!q.playbook.empty()) {
    playbook = ask.today->playbook(q.playbook);
    if (playbook == nullptr)
      return Error("playbook.unknown", "playbook", {{"got", shortened(q.playbook)}, {"hint", ""}});
  }
  GUATU_TRY(columns, sheet::matter_columns(ask.query("columns"), playbook, ask.lang(),
                                           layout_of(ask.service, q.playbook)));
  GUATU_TRY(rows, count_readable(ask, q));
  if (format == sheet::Format::kXlsx && rows > limits::kMaxSheetRows)
    return Error("sheet.too_many_rows", "", {{"limit", std::to_string(limits::kMaxSheetRows)}});
  q.limit = limits::kExportPageRows;
  q.cursor.clear();
  GUATU_TRY_VOID(ask.service.gate.record(
      kernel::AuditKind::kExported, true, ask.person,
      fmt::format("matters {} rows {}", rows, format == sheet::Format::kXlsx ? "xlsx" : "csv"),
      origin_of(ask.request)));
  const bool zh = ask.lang() == Lang::kZh;
  const std::string title = playbook == nullptr ? (zh ? "事项" : "Matters") : playbook->title.in(ask.lang());
  Response r;
  r.headers.add("Content-Type", sheet::media_type(format));
  r.headers.add("Content-Disposition",
                attachment_disposition(title + " " + to_text(ask.now).substr(0, 10) +
                                       (format == sheet::Format::kXlsx ? ".xlsx" : ".csv")));
  r.headers.add("Guatu-Rows", std::to_string(rows));
  r.headers.add("Cache-Control", "no-store");
  r.may_compress = false;
  r.body = StreamBody{std::make_shared<MatterExport>(std::move(ask), std::move(q), std::move(columns),
                                                     sheet::make_writer(format, title)),
                      Runs::kPool};
  return r;
}

}  // namespace

std::vector<Operation> export_operations() {
  auto query = filter_members();
  for (const char* name : {"q", "sort", "order", "columns", "format", "charset"}) query.push_back({name});
  return {
      {Method::kGet, "/matters/export", "exportMatters", query, {}, &export_matters, {}, 200, Runs::kPool}};
}

}  // namespace guatu::http::api
