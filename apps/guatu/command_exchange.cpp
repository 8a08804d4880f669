// export and import: the ledger as JSON Lines, one event a line, and back into an empty folder.
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "guatu/base/limits.h"
#include "guatu/kernel/ledger/chain_check.h"
#include "guatu/output.h"
#include "guatu/whole_file.h"
#include "guatu/wiring.h"

namespace guatu::app {

namespace {

namespace fs = std::filesystem;

/// Bytes of one line of an import: a published file twice over, once as JSON escapes. → cli.line_too_long
constexpr std::size_t kMaxLineBytes = 16 * limits::kMaxYamlBytes;

/// What was written, and why no more was.
struct Written {
  std::int64_t count = 0;
  std::optional<kernel::Fault> fault;
};

/// A check that goes on at `from`: behind an event that itself is believed.
Result<kernel::ChainCheck> check_from(kernel::Reader& reader, Position from,
                                      std::optional<kernel::Fault>& fault) {
  kernel::ChainCheck check;
  if (from.value == 1) return check;
  fault = kernel::check_events(reader, check, {1}, {});
  if (!fault && !check.position()) fault = kernel::Fault{kernel::Fault::Kind::kGap, {1}};
  if (fault || from.value == 2) return check;
  const Position before{from.value - 1};
  std::optional<Digest> hash;
  GUATU_TRY_VOID(reader.hashes({before.value - 1}, before, [&hash](Position, const Digest& d) {
    hash = d;
    return true;
  }));
  if (!hash)
    return Error("evidence.range", "--from",
                 {{"got", std::to_string(from.value)},
                  {"min", "1"},
                  {"max", std::to_string(reader.last_position().value)}});
  return kernel::ChainCheck(check.kind(), before, *hash);
}

/// Lines of the events in [from, until] up to the first that is not as it was written.
Result<Written> write_events(Session& s, kernel::Reader& reader, Position from, Position until,
                             std::ostream& out) {
  Written written;
  if (from > reader.last_position()) return written;
  const auto total = until ? until.value : reader.last_position().value;
  GUATU_TRY(check, check_from(reader, from, written.fault));
  if (written.fault) return written;
  Progress bar(s.io, s.say({"导出", "exporting"}));
  written.fault = kernel::check_events(reader, check, until, [&](const kernel::StoredEvent& e) {
    out << check.line() << '\n';
    bar.show(e.columns.position, total);
    ++written.count;
    return out.good();
  });
  return written;
}

/// What was damaged, after all before it was written; a tail that is gone too, when all was asked for.
Outcome damage_of(const Written& written, const kernel::Store& store, bool is_all) {
  if (!written.fault) {
    const auto damage = is_all ? store.damage() : std::nullopt;
    return damage ? Outcome(*damage) : Outcome();
  }
  const auto e = kernel::error_of(*written.fault);
  return Problems{e, Error("ledger.exported_until", "", e.args)};
}

Outcome export_ledger(Session& s) {
  const auto file = s.args.operands.empty() ? std::string("-") : s.args.operands.front();
  GUATU_TRY(from, s.args.integer("--from", 1, 1, std::int64_t{1} << 53));
  GUATU_TRY(until, s.args.integer("--until", 0, 1, std::int64_t{1} << 53));
  std::error_code ec;
  if (file != "-" && fs::exists(file, ec)) return Error("cli.file_exists", "", {{"file", file}});
  GUATU_TRY(office, Office::open(s, Access::kCheck));
  GUATU_TRY(reader, office->store().read());
  if (s.dry_run) {
    const auto last = reader->last_position().value;
    s.io.out << std::max<std::int64_t>(0, (until == 0 ? last : std::min(last, until)) - from + 1) << '\n';
    return {};
  }
  if (file == "-") {
    GUATU_TRY(written, write_events(s, *reader, Position{from}, Position{until}, s.io.out));
    return damage_of(written, office->store(), until == 0);
  }
  Written written;
  GUATU_TRY_VOID(stream_whole(file, [&](std::ostream& out) -> Result<void> {
    GUATU_TRY(all, write_events(s, *reader, Position{from}, Position{until}, out));
    written = std::move(all);
    return {};
  }));
  if (s.json)
    print_json(s.io.out, json::object{{"file", file}, {"events", written.count}});
  else
    s.io.out << fmt::format(fmt::runtime(s.say({"{}：{} 条事件\n", "{}: {} events\n"})), file, written.count);
  return damage_of(written, office->store(), until == 0);
}

/// Gives the lines of a stream as events, one by one; a bad line is named.
class LineSource {
 public:
  LineSource(Session& s, std::istream& in, std::string name)
      : in_(in), name_(std::move(name)), bar_(s.io, s.say({"导入", "importing"})) {}

  Result<std::optional<kernel::Event>> operator()() {
    std::string line;
    if (!read_line(line))
      return Error("cli.line_too_long", "", {{"limit", std::to_string(kMaxLineBytes)}}, place());
    if (line.empty() && in_.eof()) return std::optional<kernel::Event>();
    if (!is_utf8(line)) return Error("json.not_utf8", "", {}, place());
    auto e = kernel::decode_line(line);
    if (e.has_error()) {
      auto error = std::move(e).error();
      error.place = place();
      return error;
    }
    bar_.show(number_, 0);
    return std::optional<kernel::Event>(std::move(*e));
  }

 private:
  Place place() const { return {name_, number_, 1}; }
  /// False when the line is longer than any we write.
  bool read_line(std::string& line) {
    ++number_;
    for (int c = in_.get(); c != std::istream::traits_type::eof() && c != '\n'; c = in_.get()) {
      line += static_cast<char>(c);
      if (line.size() > kMaxLineBytes) return false;
    }
    return true;
  }

  std::istream& in_;
  std::string name_;
  int number_ = 0;
  Progress bar_;
};

Outcome import_into(Session& s, const std::string& dir, std::istream& in, const std::string& name) {
  std::error_code ec;
  const bool is_new_dir = !fs::exists(dir, ec);
  auto made = Office::create(dir, "", std::make_unique<SystemClock>());
  if (made.has_error()) return std::move(made).error();
  auto office = std::move(*made);
  Result<std::int64_t> count = std::int64_t{0};
  {
    LineSource lines(s, in, name);
    count = office->desk().import([&lines] { return lines(); });
  }
  if (count.has_value() && *count == 0) count = Error("cli.nothing_to_import", "", {{"file", name}});
  if (count.has_error() || s.dry_run) {
    office.reset();
    remove_ledger(dir, is_new_dir);
  }
  if (count.has_error()) return std::move(count).error();
  if (s.json)
    print_json(s.io.out, json::object{{"data", s.data}, {"events", *count}, {"dry_run", s.dry_run}});
  else
    s.io.out << fmt::format(fmt::runtime(s.say({"{}：导入 {} 条事件\n", "{}: {} events imported\n"})), s.data,
                            *count);
  return {};
}

Outcome import_ledger(Session& s) {
  const auto file = s.args.operands.front();
  std::error_code ec;
  if (fs::exists(fs::path(s.data) / "guatu.db", ec)) return Error("store.exists", "", {{"dir", s.data}});
  const auto dir = s.dry_run ? (fs::temp_directory_path(ec) / ("guatu-" + new_id())).string() : s.data;
  if (file == "-") return import_into(s, dir, s.io.in, "-");
  std::ifstream in(file, std::ios::binary);
  if (!in || fs::is_directory(file, ec))
    return Error("cli.no_file", "", {{"file", file}, {"detail", std::strerror(in ? EISDIR : errno)}});
  return import_into(s, dir, in, file);
}

}  // namespace

std::vector<CommandSpec> exchange_commands() {
  return {
      {"export",
       "",
       {"把账本写成 JSON Lines，一行一条事件（附件在 DIR/files，另行复制）",
        "write the ledger as JSON Lines, one event a line (files lie in DIR/files: copy them besides)"},
       "[FILE|-]",
       0,
       1,
       {{"--from", "POSITION", {"从这一条起，默认 1", "from this event on, 1 unless said"}},
        {"--until", "POSITION", {"到这一条止，默认到最后", "up to this event, the last unless said"}}},
       {{"export ledger.jsonl", {"", ""}}, {"export - | gzip > ledger.jsonl.gz", {"", ""}}},
       &export_ledger},
      {"import",
       "",
       {"把导出的账本读入一个新的数据目录", "read an exported ledger into a new data folder"},
       "FILE|-",
       1,
       1,
       {},
       {{"import ledger.jsonl --data copy", {"", ""}}},
       &import_ledger},
  };
}

}  // namespace guatu::app
