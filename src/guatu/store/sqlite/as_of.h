// Lists and counts of rows as they stood at a position, and those lists of now that no one index serves. What
// is read grows with the answer, not with the history; where it does not, docs/formats/storage.md says so.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "guatu/store/list_sql.h"
#include "guatu/store/sqlite/streams.h"
#include "guatu/store/sqlite/tallies.h"

namespace guatu::store::sqlite {

class AsOf {
 public:
  /// @param probe_rows  see list_plan.h
  AsOf(Runner& runner, Standing& standing, Tallies& tallies, const ListInput& in, std::size_t probe_rows);

  /// @errors none but those thrown
  kernel::MatterPage list();
  /// The walk by the clock, without looking for a choice.
  kernel::MatterPage merged();
  std::int64_t count();

 private:
  /// One filter with what finds its rows: in matters by columns that never change, or in both tables.
  struct Choice {
    std::string fixed;    ///< of matters, by columns that never change: index and condition
    std::string current;  ///< of matters as it is: index and condition
    std::string ended;    ///< of matter_versions: index and condition, to which the fork is added
    std::vector<Value> values;
    bool has_forks = true;
    bool is_text = false;
  };
  /// @param served  parts for which none is needed
  std::vector<Choice> choices(std::uint32_t served) const;
  /// Parts that the walk serves as well as any choice would.
  std::uint32_t served();
  /// Most rows that are better chosen than walked to.
  std::size_t worth(Pass pass);
  /// @param parts  those that the walk does not serve as well
  void add_fixed(std::vector<Choice>& out, std::uint32_t parts) const;
  void add_courses(std::vector<Choice>& out, std::uint32_t parts) const;
  /// At most `cap` rows that the choice leaves; false: more.
  bool gather(const Choice& choice, std::size_t cap, std::vector<Found>& out);
  bool gather_current(const Choice& choice, std::size_t cap, std::vector<Found>& out);
  bool gather_ended(const Choice& choice, std::size_t cap, std::vector<Found>& out);
  std::optional<std::vector<Found>> choose(std::uint32_t served, std::size_t cap, std::int64_t small);

  std::optional<StoredRow> read(const Found& found);
  bool is_wanted(const StoredRow& row);
  DueRange range() const;
  bool wants_open() const;
  kernel::MatterPage sorted(const std::vector<Found>& found);
  /// The walk in the order of opening or numbers; none: too many were passed over.
  std::optional<kernel::MatterPage> walked(std::size_t most);
  std::vector<Found> all_open();
  std::int64_t count_all();
  void add(kernel::MatterPage& page, StoredRow row);
  bool is_full(const kernel::MatterPage& page) const { return page.items.size() == in_.query.limit; }

  Runner& runner_;
  Standing& standing_;
  Tallies& tallies_;
  const ListInput& in_;
  std::size_t probe_rows_;
  std::uint32_t parts_;
};

}  // namespace guatu::store::sqlite
