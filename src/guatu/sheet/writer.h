// Tables as files, made while they are sent: XLSX (ECMA-376) and CSV (RFC 4180). Pure: rows in, bytes out;
// what was made is taken away at any time, so that 100,000 rows need no more memory than one.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "guatu/base/text.h"
#include "guatu/sheet/cell.h"

namespace guatu::sheet {

enum class Format { kXlsx, kCsv, kCsvGb18030 };

class Writer {
 public:
  virtual ~Writer() = default;
  virtual void head(const std::vector<std::string>& labels) = 0;
  virtual void row(const Row& cells) = 0;
  virtual void finish() = 0;
  /// What was made since the last time.
  virtual std::string take() = 0;
  /// Bytes that take() would give.
  virtual std::size_t pending() const = 0;
};

/// No cell of what it writes is a formula: in XLSX every text is marked as text, in CSV it gets a `'` in
/// front.
/// @param title  of the sheet: at most 31 characters of it are used, without those that a sheet cannot have
std::unique_ptr<Writer> make_writer(Format format, const std::string& title);

/// `text/csv; charset=utf-8`
const char* media_type(Format format);

}  // namespace guatu::sheet
