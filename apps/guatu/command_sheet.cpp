// matter export, matter import: lists of matters as spreadsheets, and tables of an office into the ledger; by
// the same code as the API. See docs/formats/sheets.md.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "guatu/base/hash.h"
#include "guatu/base/limits.h"
#include "guatu/files/mapped_file.h"
#include "guatu/kernel/ledger/projection.h"
#include "guatu/kernel/ledger/reader_context.h"
#include "guatu/kernel/messages/messages.h"
#include "guatu/matter_query.h"
#include "guatu/matter_text.h"
#include "guatu/papers.h"
#include "guatu/personal_view.h"
#include "guatu/sheet/layout.h"
#include "guatu/sheet/limits.h"
#include "guatu/sheet/matter_columns.h"
#include "guatu/sheet/matter_import.h"
#include "guatu/sheet/table_reader.h"
#include "guatu/sheet/writer.h"
#include "guatu/whole_file.h"

namespace guatu::app {

namespace {

namespace fs = std::filesystem;

/// By the flag, else by the ending of the file, else XLSX.
sheet::Format format_of(const Session& s, const std::string& file) {
  const auto ending = fs::path(file).extension().string();
  const bool is_csv = s.args.text("--format", ending == ".csv" ? "csv" : "xlsx") == "csv";
  if (!is_csv) return sheet::Format::kXlsx;
  return s.args.text("--charset", "utf-8") == "gb18030" ? sheet::Format::kCsvGb18030 : sheet::Format::kCsv;
}

/// Rows of the list into a stream, a page at a time. Personal values are masked.
/// @errors those of the reader
Result<void> write_rows(Session& s, Office& office, const View& v, kernel::MatterQuery q,
                        const std::vector<sheet::MatterColumn>& columns, std::int64_t total,
                        sheet::Writer& writer, std::ostream& out) {
  const PersonalView personal(s.lang, *v.world, office.person_keys(), false);
  std::vector<std::string> labels;
  bool has_fields = false;
  for (const auto& c : columns) {
    labels.push_back(c.label);
    has_fields = has_fields || c.field != nullptr;
  }
  writer.head(labels);
  Progress bar(s.io, s.say({"导出", "exporting"}));
  std::int64_t done = 0;
  do {
    GUATU_TRY(page, v.reader->list(q));
    for (const auto& row : page.items) {
      json::object fields;
      if (has_fields) {
        GUATU_TRY(m, find_matter(v, std::to_string(row.id.value)));
        GUATU_TRY(p, playbook_of(*v.world, m));
        fields = personal.fields(m, *p);
      }
      writer.row(sheet::matter_cells(columns, row, fields, *v.world, v.now, s.lang, ++done));
      bar.show(done, total);
    }
    out << writer.take();
    q.cursor = page.next_cursor;
  } while (!q.cursor.empty() && out.good());
  writer.finish();
  out << writer.take();
  return {};
}

/// Of the shipped ones, or the folder's own; none: the usual columns. One that is not sound is said.
std::optional<sheet::Layout> layout_for(const Session& s, Office& office, const std::string& playbook) {
  const auto share = share_dir(s);
  if (share.has_error()) return std::nullopt;
  Problems problems;
  auto all = sheet::read_layouts(sheet_folders(*share, office.dir()), problems);
  if (!problems.empty()) print_problems(s, problems);
  const auto it = all.find(playbook);
  return it == all.end() ? std::nullopt : std::optional(it->second);
}

Outcome export_matters(Session& s) {
  const auto file = s.args.operands.front();
  const auto format = format_of(s, file);
  std::error_code ec;
  if (file != "-" && fs::exists(file, ec)) return Error("cli.file_exists", "", {{"file", file}});
  GUATU_TRY(office, Office::open(s, Access::kRead));
  GUATU_TRY(v, view_of(s, *office));
  GUATU_TRY(q, matter_query_of(s, v));
  const auto* playbook = q.playbook.empty() ? nullptr : v.world->playbook(q.playbook);
  const auto layout = layout_for(s, *office, q.playbook);
  GUATU_TRY(columns,
            sheet::matter_columns(s.args.text("--columns"), playbook, s.lang, layout ? &*layout : nullptr));
  GUATU_TRY(rows, v.reader->count(q));
  if (format == sheet::Format::kXlsx && rows > limits::kMaxSheetRows)
    return Error("sheet.too_many_rows", "", {{"limit", std::to_string(limits::kMaxSheetRows)}});
  if (s.dry_run) {
    s.io.out << rows << '\n';
    return {};
  }
  q.limit = limits::kExportPageRows;
  const auto title = playbook == nullptr ? s.say({"事项", "Matters"}) : playbook->title.in(s.lang);
  const auto writer = sheet::make_writer(format, title);
  if (file == "-") {
    GUATU_TRY_VOID(write_rows(s, *office, v, q, columns, rows, *writer, s.io.out));
    return {};
  }
  GUATU_TRY_VOID(stream_whole(
      file, [&](std::ostream& out) { return write_rows(s, *office, v, q, columns, rows, *writer, out); }));
  if (s.json)
    print_json(s.io.out, json::object{{"file", file}, {"rows", rows}});
  else
    s.io.out << fmt::format(fmt::runtime(s.say({"{}：{} 行\n", "{}: {} rows\n"})), file, rows);
  return {};
}

/// A table, and what became of its rows.
class TableImport {
 public:
  TableImport(Session& s, Office& office, View& v, std::string_view bytes, const kernel::Playbook& playbook)
      : s_(s), office_(office), v_(v), bytes_(bytes), playbook_(playbook) {}

  /// Finds the head, and what each column means. @errors cli.word, those of read_table() and make()
  Result<void> prepare() {
    order_.by = PersonId{s_.args.text("--by")};
    order_.playbook = playbook_.id;
    order_.unit = UnitId{s_.args.text("--unit")};
    // The same table again opens no row twice.
    order_.id = "import-" + sha256_hex(sha256_hex(bytes_) + playbook_.id + order_.unit.value).substr(0, 32);
    GUATU_TRY(head_row, s_.args.integer("--head-row", 0, 1, limits::kMaxImportRows));
    GUATU_TRY(top, sheet::read_top(bytes_, head_row));
    const auto layout = layout_for(s_, office_, playbook_.id);
    const auto targets = sheet::import_targets(playbook_, layout ? &*layout : nullptr);
    auto head = sheet::guess_head(top, targets);
    if (head_row > 0 && head_row != head.row) {
      head = {head_row, {}, {}};
      for (const auto& [number, row] : top)
        if (number == head_row)
          for (const auto& c : row) head.labels.push_back(sheet::cell_text(c));
      head.targets = sheet::guess_targets(head.labels, targets);
    }
    order_.head_row = head.row;
    labels_ = std::move(head.labels);
    for (std::size_t i = 0; i < head.targets.size(); ++i)
      if (!head.targets[i].empty()) order_.columns.emplace(sheet::column_name(i), head.targets[i]);
    for (const auto& text : s_.args.all("--column")) GUATU_TRY_VOID(take_column(text));
    GUATU_TRY(reading, sheet::MatterImport::make(*v_.world, playbook_, order_, labels_,
                                                 [this](const std::string& n) { return find(n); }));
    reading_.emplace(std::move(reading));
    return {};
  }

  /// Every row as the kernel would take it.
  Result<void> look() {
    const auto context = kernel::context_of(*v_.reader, *v_.world, &playbook_, v_.now);
    return each([&](sheet::ImportRow row) {
      if (row.is_skipped) {
        ++skipped_;
        return;
      }
      reading_->check(row, context);
      ++rows_;
      if (!row.problems.empty()) bad_.push_back(row.row);
      for (auto& p : row.problems)
        if (problems_.size() < limits::kMaxRowProblems) problems_.push_back(std::move(p));
    });
  }
  bool is_good() const { return bad_.empty(); }
  std::size_t bad() const { return bad_.size(); }

  /// Opens what has no problem. What the desk refuses all the same is another problem of its row.
  Result<void> write() {
    Progress bar(s_.io, s_.say({"导入", "importing"}));
    std::int64_t done = 0;
    return each([&](sheet::ImportRow row) {
      if (row.is_skipped || std::binary_search(bad_.begin(), bad_.end(), row.row)) return;
      bar.show(++done, rows_);
      const auto answer = office_.desk().execute(row.command);
      if (answer.has_error()) {
        ++refused_;
        if (problems_.size() < limits::kMaxRowProblems)
          problems_.push_back({row.row, {}, {}, {}, answer.error()});
      } else if (answer->existed) {
        ++existed_;
      } else {
        ++opened_;
      }
    });
  }

  json::object as_json() const {
    json::array columns, problems;
    for (const auto& [column, target] : order_.columns)
      columns.push_back(json::object{{"column", column}, {"label", label(column)}, {"target", target}});
    for (const auto& p : problems_)
      problems.push_back(json::object{{"row", p.row},
                                      {"column", p.column},
                                      {"label", p.label},
                                      {"got", p.got},
                                      {"field", p.error.field},
                                      {"key", p.error.key},
                                      {"message", kernel::sentence(p.error, s_.lang)}});
    return {{"dry_run", s_.dry_run},
            {"head_row", order_.head_row},
            {"columns", std::move(columns)},
            {"rows", rows_},
            {"bad", static_cast<std::int64_t>(bad_.size())},
            {"skipped", skipped_},
            {"opened", opened_},
            {"existed", existed_},
            {"refused", refused_},
            {"problems", std::move(problems)}};
  }

  void print() const {
    if (s_.dry_run) s_.io.out << s_.say({"试算，未写入。\n", "Dry run, nothing was written.\n"});
    for (const auto& [column, target] : order_.columns)
      print_pair(s_.io, "  " + column, label(column) + " → " + target, 6);
    for (const auto& p : problems_)
      s_.io.err << fmt::format(fmt::runtime(s_.say({"第 {} 行{}: {}: {}\n", "row {}{}: {}: {}\n"})), p.row,
                               p.column.empty() ? "" : " " + p.column + " " + p.label, p.error.key,
                               kernel::sentence(p.error, s_.lang));
    s_.io.out << fmt::format(
        fmt::runtime(
            s_.say({"表头在第 {} 行；{} 行，{} 行有问题，合计、签名等 {} 行略过\n",
                    "the head is row {}; {} rows, {} with problems, {} sums and signatures passed over\n"})),
        order_.head_row, rows_, bad_.size(), skipped_);
    if (opened_ + existed_ + refused_ > 0)
      s_.io.out << fmt::format(fmt::runtime(s_.say({"新立 {} 件，早已立过 {} 件，未予受理 {} 件\n",
                                                    "{} opened, {} were there already, {} refused\n"})),
                               opened_, existed_, refused_);
  }
  bool is_refused() const { return refused_ > 0; }

 private:
  /// `C=title`, `C=` for a column that is passed over. @errors cli.word
  Result<void> take_column(const std::string& text) {
    const auto eq = text.find('=');
    const auto name = text.substr(0, eq);
    const bool is_column = !name.empty() && name.size() <= 3 &&
                           std::all_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    if (eq == std::string::npos || !is_column)
      return Error("cli.word", "--column", {{"got", text.substr(0, 60)}, {"words", "C=title, C="}});
    order_.columns.erase(name);
    if (eq + 1 < text.size()) order_.columns.emplace(name, text.substr(eq + 1));
    return {};
  }
  std::string label(const std::string& column) const {
    for (std::size_t i = 0; i < labels_.size(); ++i)
      if (sheet::column_name(i) == column) return labels_[i];
    return {};
  }
  std::optional<kernel::Matter> find(const std::string& number) const {
    const auto id = v_.reader->find_number(number);
    return id ? v_.reader->matter(*id) : std::nullopt;
  }
  Result<void> each(const std::function<void(sheet::ImportRow)>& take) const {
    return sheet::read_table(bytes_, [&](std::int64_t number, const sheet::Row& cells) {
      if (number > order_.head_row) take(reading_->read(number, cells));
      return true;
    });
  }

  Session& s_;
  Office& office_;
  View& v_;
  std::string_view bytes_;
  const kernel::Playbook& playbook_;
  sheet::ImportOrder order_;
  std::vector<std::string> labels_;
  std::optional<sheet::MatterImport> reading_;
  std::vector<std::int64_t> bad_;  ///< rows, in order
  std::vector<sheet::CellProblem> problems_;
  std::int64_t rows_ = 0, skipped_ = 0, opened_ = 0, existed_ = 0, refused_ = 0;
};

Outcome import_matters(Session& s) {
  const auto path = s.args.operands.front();
  auto file = files::MappedFile::open(path);
  if (file.has_error()) return Error("cli.no_file", "", file.error().args);
  GUATU_TRY(office, Office::open(s, s.dry_run ? Access::kRead : Access::kWrite));
  GUATU_TRY(v, view_of(s, *office));
  const auto id = s.args.text("--playbook");
  const auto* playbook = v.world->playbook(id);
  if (playbook == nullptr) {
    std::vector<std::string> ids;
    for (const auto* p : v.world->playbooks()) ids.push_back(p->id);
    return Error("playbook.unknown", "--playbook", {{"got", id.substr(0, 60)}, {"hint", nearest(id, ids)}});
  }
  TableImport table(s, *office, v, file->bytes(), *playbook);
  GUATU_TRY_VOID(table.prepare());
  GUATU_TRY_VOID(table.look());
  const bool is_written = !s.dry_run && (table.is_good() || s.args.has("--skip-bad"));
  if (is_written) GUATU_TRY_VOID(table.write());
  if (s.json)
    print_json(s.io.out, table.as_json());
  else
    table.print();
  if (!s.dry_run && !is_written && !s.json)
    return Error("sheet.has_problems", "", {{"bad", std::to_string(table.bad())}});
  if (!table.is_good() && !is_written) return 2;
  return table.is_refused() ? 3 : 0;
}

}  // namespace

std::vector<CommandSpec> sheet_commands() {
  auto flags = matter_query_flags();
  flags.insert(flags.end(),
               {{"--format", "xlsx|csv", {"格式，默认看文件名", "by the name of the file unless said"}},
                {"--charset", "utf-8|gb18030", {"csv 的编码，默认 utf-8", "of a csv, utf-8 unless said"}},
                {"--columns",
                 "ID,…",
                 {"哪些列、什么次序；字段写 field.名称（须有 --playbook）",
                  "which columns in which order; fields as field.NAME (with --playbook)"}}});
  return {
      {"matter",
       "export",
       {"把列表写成电子表格；个人信息打码", "write a list as a spreadsheet; personal values are masked"},
       "FILE|-",
       1,
       1,
       std::move(flags),
       {{"matter export late.xlsx --late --unit gujiao", {"", ""}},
        {"matter export - --playbook hazard --all --format csv --columns number,title,field.grade",
         {"", ""}}},
       &export_matters},
      {"matter",
       "import",
       {"把表格（xlsx、csv）的每一行立为一件事项；先用 --dry-run 看",
        "open a matter for each row of a table (xlsx, csv); look first with --dry-run"},
       "FILE",
       1,
       1,
       {{"--playbook", "ID", {"立为哪个规程的事项", "of which playbook"}, true},
        {"--by", "ID", {"谁来办", "who does it"}, true},
        {"--unit", "ID", {"没写单位的行归哪个单位", "the unit of rows that name none"}},
        {"--head-row", "N", {"表头在第几行，默认由程序找", "row of the head, found unless said"}},
        {"--column",
         "C=TARGET",
         {"某列是什么；C= 表示略过该列", "what a column means; C= passes it over"},
         false,
         true},
        {"--skip-bad", "", {"有问题的行略过，其余照立", "open the others when rows have problems"}}},
       {{"matter import ledger.xlsx --playbook hazard --unit gujiao --by gj_insp_1 --dry-run", {"", ""}},
        {"matter import ledger.csv --playbook hazard --unit gujiao --by gj_insp_1 --column D=grade",
         {"", ""}}},
       &import_matters},
  };
}

}  // namespace guatu::app
