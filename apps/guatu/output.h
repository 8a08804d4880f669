// What commands print: tables that are right for double-width characters, JSON, progress, errors in both
// languages. No decision is made here.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "guatu/base/json_map.h"
#include "guatu/calendar/civil_date.h"
#include "guatu/command.h"
#include "guatu/kernel/ledger/matter.h"
#include "guatu/kernel/views/matter_view.h"

namespace guatu::app {

/// SGR codes of a terminal; empty: as it is.
inline constexpr const char* kRed = "31;1";
inline constexpr const char* kYellow = "33;1";
inline constexpr const char* kGreen = "32";
inline constexpr const char* kFaint = "2";
inline constexpr const char* kBold = "1";

/// `text` in a colour where colours are wanted.
std::string paint(const Io& io, const std::string& text, const char* code);

/// Rows under heads. On a terminal the columns that may give way are cut so that a row fits its width; into a
/// pipe or a file every cell is written whole.
class Table {
 public:
  struct Cell {
    std::string text;
    const char* colour = "";
    Cell() = default;
    Cell(std::string t, const char* c = "") : text(std::move(t)), colour(c) {}
    Cell(const char* t) : text(t) {}
  };
  /// @param may_shrink  this column is cut first when the terminal is too narrow
  void column(std::string head, bool is_right = false, bool may_shrink = false);
  void row(std::vector<Cell> cells);
  bool is_empty() const { return rows_.empty(); }
  void print(const Io& io) const;

 private:
  struct Column {
    std::string head;
    bool is_right;
    bool may_shrink;
  };
  std::vector<std::size_t> widths(const Io& io) const;
  void line(const Io& io, const std::vector<Cell>& cells, const std::vector<std::size_t>& widths) const;

  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

/// `label   text`, the text wrapped to the terminal under itself. @param width  of the label, in columns
void print_pair(const Io& io, const std::string& label, const std::string& text, std::size_t width = 12);

/// One JSON document and a line feed.
void print_json(std::ostream& out, const json::value& v);

/// All problems, as lines or (with --json) as one object.
void print_problems(const Session& s, const Problems& problems);
/// {"code","key","message","fields":{…}} and, when there are several or they have places, "problems":[…].
json::object problems_json(const Problems& problems, Lang lang);

using kernel::id_json;
using kernel::instant_json;
using kernel::json_text;
using kernel::minute_text;

/// 绿 黄 红 / green yellow red; empty for none.
std::string light_text(kernel::Light l, Lang lang);
const char* light_colour(kernel::Light l);

/// A bar on a terminal's standard error; nothing elsewhere. Redrawn at most a hundred times.
class Progress {
 public:
  Progress(Io& io, std::string what) : io_(io), what_(std::move(what)) {}
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  /// @param total  0: unknown, then the count alone is shown
  void show(std::int64_t done, std::int64_t total);

 private:
  Io& io_;
  std::string what_;
  std::int64_t shown_ = -1;
};

}  // namespace guatu::app
