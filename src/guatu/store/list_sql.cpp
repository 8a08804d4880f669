#include "guatu/store/list_sql.h"

#include <charconv>
#include <utility>

#include "guatu/store/statements.h"

namespace guatu::store {

namespace {

using Sort = kernel::MatterQuery::Sort;

/// Upper end of "begins with": no path holds a character above it.
constexpr const char* kLastCharacter = "\xF4\x8F\xBF\xBF";

class Composer {
 public:
  Composer(const ListInput& in, const Path& path, const Dialect& dialect)
      : in_(in), q_(in.query), path_(path), dialect_(dialect) {
    id_ = "r.id";
  }

  ListSql take() { return {std::move(text_), std::move(values_)}; }

  void list(std::size_t rows) {
    text_ = "select " + id_ + ", " + register_columns("r.") + ", r.position";
    text_ += from() + where(all_parts() | kCursorPart) + order();
    text_ += " limit " + param(static_cast<std::int64_t>(rows));
  }

  void count() { text_ = "select count(*)" + from() + where(all_parts()); }

  void probe(std::size_t cap) {
    std::string inner;
    if (path_.source == Source::kSearch)
      inner = "select 1 from " + dialect_.found(param(in_.search));
    else
      inner = "select 1" + from() + where(path_.serves);
    text_ = "select count(*) from (" + inner + " limit " + param(static_cast<std::int64_t>(cap + 1)) +
            ") as probe";
  }

 private:
  std::uint32_t all_parts() const { return parts_of(q_); }

  std::string param(Value v) {
    values_.push_back(std::move(v));
    return "$" + std::to_string(values_.size());
  }

  std::string from() const {
    if (path_.source == Source::kMatters) return " from matters r" + dialect_.hint(path_.index);
    return " from matters r" + dialect_.hint_by_id();
  }

  void add(const std::string& condition) { where_ += (where_.empty() ? " where " : " and ") + condition; }

  void add_range(const std::string& column, Instant from, Instant to) {
    if (from.us != 0) add(column + " >= " + param(from.us));
    if (to.us != 0) add(column + " < " + param(to.us));
  }

  std::string where(std::uint32_t parts) {
    where_.clear();
    parts &= all_parts() | kCursorPart;
    const auto has = [&](Part p) { return (parts & p) != 0; };
    add_path_condition();
    if (has(kPlaybookPart)) add("r.playbook = " + param(q_.playbook));
    if (has(kUnitPart)) {
      add("r.unit_path >= " + param(q_.unit_path));
      add("r.unit_path < " + param(q_.unit_path + kLastCharacter));
    }
    if (has(kHolderPart)) add("r.holder = " + param(q_.holder.value) + " and r.holder <> ''");
    if (has(kOpenerPart)) add("r.opener = " + param(q_.opener.value));
    if (has(kStatePart)) add("r.state = " + param(q_.state));
    if (has(kParentPart)) add("r.parent = " + param(q_.parent.value) + " and " + "r.parent <> 0");
    if (has(kAboutPart)) add("r.about = " + param(q_.about.value) + " and " + "r.about <> 0");
    if (has(kOpenPart)) add("r.outcome = ''");
    if (has(kClosedPart)) add("r.outcome <> ''");
    if (has(kDuePart)) add_due();
    if (has(kOpenedAtPart)) add_range("r.opened_at", q_.opened_from, q_.opened_to);
    if (has(kClosedAtPart)) {
      add("r.outcome <> ''");
      add_range("r.closed_at", q_.closed_from, q_.closed_to);
    }
    if (has(kReturnsPart)) add("r.returns > 0 and r.returns >= " + param(std::int64_t{q_.returns_at_least}));
    if (has(kTextPart)) add_text();
    if (has(kCursorPart) && in_.after.id) add_cursor();
    return where_;
  }

  /// What a partial index asks for, when its part is not in this list of conditions anyhow.
  void add_path_condition() {
    if (path_.index.find("_open_") != std::string::npos) add("r.outcome = ''");
  }

  /// Rows without a running clock have the greatest due_at: they are never due, from whenever on it is asked.
  void add_due() {
    add("r.outcome = ''");
    if (q_.due_from.us != 0) add("r.due_at >= " + param(q_.due_from.us));
    add("r.due_at < " + param(q_.due_before.us != 0 ? q_.due_before.us : kNoEnd));
  }

  void add_text() {
    if (path_.source == Source::kSearch)
      add(dialect_.is_found(id_, param(in_.search)));
    else
      add(dialect_.is_found_singly(id_, param(in_.search)));
  }

  std::string sort_column() const {
    switch (q_.sort) {
      case Sort::kDue:
        return "r.due_at";
      case Sort::kOpened:
        return "r.opened_at";
      case Sort::kNumber:
        return "r.number";
    }
    return {};
  }

  void add_cursor() {
    const Value key = q_.sort == Sort::kNumber ? Value(in_.after.number) : Value(in_.after.key);
    std::string condition = "(" + sort_column() + ", " + id_ + ")" + (q_.descending ? " < (" : " > (");
    condition += param(key);
    condition += ", " + param(in_.after.id.value) + ")";
    add(condition);
  }

  std::string order() const {
    const std::string way = q_.descending ? " desc" : "";
    return " order by " + sort_column() + way + ", " + id_ + way;
  }

  const ListInput& in_;
  const kernel::MatterQuery& q_;
  const Path& path_;
  const Dialect& dialect_;
  std::string id_;
  std::string text_;
  std::string where_;
  std::vector<Value> values_;
};

char letter(Sort s) {
  switch (s) {
    case Sort::kDue:
      return 'd';
    case Sort::kOpened:
      return 'o';
    case Sort::kNumber:
      return 'n';
  }
  return '?';
}

std::string to_hex(std::string_view bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    const auto b = static_cast<unsigned char>(c);
    out += kDigits[b >> 4U];
    out += kDigits[b & 15U];
  }
  return out;
}

bool from_hex(std::string_view hex, std::string& out) {
  if (hex.size() % 2 != 0) return false;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    unsigned b = 0;
    const auto [end, ec] = std::from_chars(hex.data() + i, hex.data() + i + 2, b, 16);
    if (ec != std::errc{} || end != hex.data() + i + 2) return false;
    out += static_cast<char>(static_cast<unsigned char>(b));
  }
  return true;
}

bool whole_number(std::string_view text, std::int64_t& out) {
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), out);
  return ec == std::errc{} && end == text.data() + text.size();
}

std::string cursor_head(const kernel::MatterQuery& q) {
  return {letter(q.sort), q.descending ? 'd' : 'a', '.'};
}

}  // namespace

std::string encode_cursor(const kernel::MatterQuery& q, const Cursor& c) {
  return cursor_head(q) + std::to_string(c.id.value) + "." +
         (q.sort == Sort::kNumber ? to_hex(c.number) : std::to_string(c.key));
}

Result<Cursor> decode_cursor(const kernel::MatterQuery& q, std::string_view text) {
  const Error wrong("list.cursor", "cursor");
  const auto head = cursor_head(q);
  if (!text.starts_with(head)) return wrong;
  text.remove_prefix(head.size());
  const auto dot = text.find('.');
  Cursor c;
  if (dot == std::string_view::npos || !whole_number(text.substr(0, dot), c.id.value) || c.id.value <= 0)
    return wrong;
  const auto key = text.substr(dot + 1);
  const bool is_well = q.sort == Sort::kNumber ? from_hex(key, c.number) : whole_number(key, c.key);
  if (!is_well) return wrong;
  return c;
}

ListSql list_sql(const ListInput& in, const Path& path, const Dialect& dialect, std::size_t rows) {
  Composer c(in, path, dialect);
  c.list(rows);
  return c.take();
}

ListSql count_sql(const ListInput& in, const Path& path, const Dialect& dialect) {
  Composer c(in, path, dialect);
  c.count();
  return c.take();
}

ListSql probe_sql(const ListInput& in, const Path& path, const Dialect& dialect, std::size_t cap) {
  Composer c(in, path, dialect);
  c.probe(cap);
  return c.take();
}

}  // namespace guatu::store
