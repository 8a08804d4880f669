// Tables on their way into the ledger: looked at first, written once somebody accepts them, in groups, by a
// thread of their own. Nothing is written before; a row is never written twice. See docs/formats/sheets.md.
#pragma once

#include <atomic>
#include <boost/describe.hpp>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "guatu/base/json_map.h"
#include "guatu/http/api/operation.h"
#include "guatu/sheet/matter_import.h"

namespace guatu::http::api {

/// A row that the ledger did not take.
struct ImportRefusal {
  std::int64_t row = 0;
  std::string key{};
  std::string field{};
  std::string zh{};
  std::string en{};
  bool operator==(const ImportRefusal&) const = default;
};
BOOST_DESCRIBE_STRUCT(ImportRefusal, (), (row, key, field, zh, en))

/// What is kept of an import; its JSON lies in DIR/uploads for a day. What stands in the table does not.
struct ImportNote {
  std::string id{};
  PersonId person{};
  std::string attachment{};
  std::string playbook{};
  UnitId unit{};
  std::int64_t head_row = 0;
  std::map<std::string, std::string> columns{};
  std::string state{};  ///< `preview`, `writing`, `interrupted` (the server went meanwhile), `done`
  bool skips_bad = false;
  std::int64_t rows = 0;     ///< below the head, without sums and signatures
  std::int64_t bad = 0;      ///< with a problem
  std::int64_t skipped = 0;  ///< sums and signatures
  std::int64_t opened = 0;
  std::int64_t refused = 0;               ///< by the kernel, when they were to be written
  std::vector<ImportRefusal> refusals{};  ///< the first of them
  std::string first_number{};
  std::string last_number{};
  Instant at{};
  bool operator==(const ImportNote&) const = default;
};
BOOST_DESCRIBE_STRUCT(ImportNote, (),
                      (id, person, attachment, playbook, unit, head_row, columns, state, skips_bad, rows, bad,
                       skipped, opened, refused, refusals, first_number, last_number, at))

/// What a look at the table found.
struct ImportLook {
  std::vector<std::string> labels;
  std::vector<std::string> samples;  ///< of each column: the first value below the head
  std::vector<sheet::CellProblem> problems;
  std::vector<sheet::ImportRow> first;
};

class Imports {
 public:
  /// `service` must outlive it, and its desk too.
  explicit Imports(Service& service) : service_(service) {}
  /// Stops between two rows; what was asked of the desk is waited for.
  ~Imports();
  Imports(const Imports&) = delete;
  Imports& operator=(const Imports&) = delete;

  /// Guesses and looks. @errors attachment.unknown, playbook.unknown, those of read_table() and
  /// MatterImport::make()
  Result<ImportNote> create(Ask& ask, const std::string& attachment, const std::string& playbook,
                            const UnitId& unit, ImportLook& look);
  /// @errors sheet.unknown_import (arg `got`)
  Result<ImportNote> find(const std::string& id, const PersonId& person);
  /// Looks again, with what the note now says. @errors as create()
  Result<void> look(Ask& ask, ImportNote& note, ImportLook& out);
  Result<void> keep(const ImportNote& note);
  /// Queues it. @errors sheet.has_problems (arg `bad`), sheet.already_accepted
  Result<ImportNote> accept(ImportNote note, bool skips_bad);
  /// Rows that were dealt with so far, of one that is being written.
  std::int64_t done_of(const std::string& id);

 private:
  struct Live;
  void run();
  void write(Live& live);
  Result<void> write_rows(Live& live);
  void submit(const std::shared_ptr<Live>& live, std::int64_t row, kernel::Command command);
  std::string path_of(const std::string& id, const PersonId& person) const;

  Service& service_;
  std::mutex mutex_;
  std::condition_variable called_;
  std::deque<std::shared_ptr<Live>> queue_;
  std::map<std::string, std::shared_ptr<Live>> live_;
  bool is_ending_ = false;
  std::thread thread_;
};

}  // namespace guatu::http::api
