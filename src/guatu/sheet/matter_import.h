// Rows of a table as commands that open matters: what each cell means for a playbook, and what is wrong with
// it. Pure: nothing is written here; who may do what is decided by the kernel, row by row.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/kernel/ledger/command.h"
#include "guatu/kernel/ledger/decide.h"
#include "guatu/kernel/ledger/world.h"
#include "guatu/sheet/cell.h"
#include "guatu/sheet/head_guess.h"
#include "guatu/sheet/layout.h"

namespace guatu::sheet {

/// How a table is to be read.
struct ImportOrder {
  std::string id{};  ///< of the import: each row's command has it, so that no row is opened twice
  PersonId by{};
  std::string playbook{};
  UnitId unit{};              ///< where rows without a unit of their own are opened; may be none
  std::int64_t head_row = 0;  ///< rows below it are data
  std::map<std::string, std::string>
      columns{};  ///< `C` → id of a target; columns that are not there are passed over
};

struct CellProblem {
  std::int64_t row = 0;
  std::string column{};  ///< `C`; empty: the row as a whole
  std::string label{};   ///< of the column
  std::string got{};     ///< at most 60 bytes of what stands there
  Error error{};
};

struct ImportRow {
  std::int64_t row = 0;
  bool is_skipped = false;  ///< a sum or a signature below the table
  kernel::Command command{};
  std::vector<CellProblem> problems{};
};

/// What columns may mean for a playbook: its fields but computed ones and files; `unit`, `about`, `parent`.
/// @param layout  its titles are known too; nullptr: none
std::vector<Target> import_targets(const kernel::Playbook& playbook, const Layout* layout = nullptr);

class MatterImport {
 public:
  using FindMatter = std::function<std::optional<kernel::Matter>(const std::string& number)>;

  /// @param world, playbook  must outlive it
  /// @param labels           of the head, by column
  /// @errors sheet.no_head (head_row is 0), sheet.unknown_target (args `got`, `hint`), sheet.target_twice
  /// (arg `got`),
  ///         people.unknown_unit
  static Result<MatterImport> make(const kernel::World& world, const kernel::Playbook& playbook,
                                   ImportOrder order, std::vector<std::string> labels,
                                   FindMatter find_matter);

  /// The command of one row; its problems are all that its cells have.
  ImportRow read(std::int64_t number, const Row& cells) const;
  /// What the kernel would say of it, as another problem of the row. Nothing when the row has problems
  /// already.
  void check(ImportRow& row, const kernel::Context& context) const;

 private:
  MatterImport(const kernel::World& world, const kernel::Playbook& playbook, ImportOrder order,
               std::vector<std::string> labels, FindMatter find_matter);
  struct Column {
    std::size_t at = 0;
    std::string target;
    const kernel::Field* field = nullptr;
  };
  Result<void> take(const Column& column, const Cell& cell, kernel::Command& command) const;
  Result<json::value> value_of(const Column& column, const kernel::Field& field, const Cell& cell) const;
  Result<UnitId> unit_of(const std::string& text) const;
  Result<PersonId> person_of(const std::string& text) const;
  CellProblem problem(std::int64_t row, const Column* column, const Row& cells, Error error) const;

  const kernel::World* world_;
  const kernel::Playbook* playbook_;
  ImportOrder order_;
  std::vector<std::string> labels_;
  FindMatter find_matter_;
  std::vector<Column> columns_;
  std::map<std::string, std::vector<UnitId>> units_;      ///< by name without spaces
  std::map<std::string, std::vector<PersonId>> persons_;  ///< by name without spaces
};

}  // namespace guatu::sheet
