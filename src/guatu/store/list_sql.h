// Composes the SQL of a list, a count or a probe from a query and a path. Portable but for the Dialect's
// pieces.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/kernel/ports.h"
#include "guatu/store/list_plan.h"
#include "guatu/store/register_row.h"

namespace guatu::store {

/// What drivers spell differently.
class Dialect {
 public:
  virtual ~Dialect() = default;
  /// After a table and its alias: use this index and no other; empty where there are no hints.
  virtual std::string hint(std::string_view index) const = 0;
  /// After `matters r`: go by the matter's id.
  virtual std::string hint_by_id() const = 0;
  /// `id` is one of those that match the search text in `parameter`.
  virtual std::string is_found(std::string_view id, std::string_view parameter) const = 0;
  /// The same for one row at a time: cheaper when few ids are asked for.
  virtual std::string is_found_singly(std::string_view id, std::string_view parameter) const = 0;
  /// A table expression of the ids that match.
  virtual std::string found(std::string_view parameter) const = 0;
};

/// Where a page begins: after this row of the list.
struct Cursor {
  std::int64_t key = 0;  ///< due_at or opened_at, as stored
  std::string number;    ///< for kNumber
  MatterId id;
  bool operator==(const Cursor&) const = default;
};

/// As text: `d` due, `o` opened, `n` number; `a`scending or `d`escending; id; key (a number in hexadecimal):
/// `da.12.345`.
std::string encode_cursor(const kernel::MatterQuery& q, const Cursor& c);
/// @errors list.cursor   not one of ours, or of a list in another order
Result<Cursor> decode_cursor(const kernel::MatterQuery& q, std::string_view text);

struct ListSql {
  std::string text;
  std::vector<Value> values;  ///< of $1, $2, …
};

/// What to compose from.
struct ListInput {
  const kernel::MatterQuery& query;
  Position as_of;      ///< 0: now, of which alone SQL is made here
  std::string search;  ///< the query's text as the driver's search expression
  Cursor after;        ///< id 0: first page
};

/// → matter id, the register columns, position; `rows` of them at most.
ListSql list_sql(const ListInput& in, const Path& path, const Dialect& dialect, std::size_t rows);
/// → how many rows.
ListSql count_sql(const ListInput& in, const Path& path, const Dialect& dialect);
/// → how many rows the path alone leaves, counted up to `cap` + 1.
ListSql probe_sql(const ListInput& in, const Path& path, const Dialect& dialect, std::size_t cap);

}  // namespace guatu::store
