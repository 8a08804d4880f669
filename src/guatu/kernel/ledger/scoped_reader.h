// A reader that shows a person what they may see and nothing else. Whoever answers callers over a network
// reads through it and never through the store's own. Pure decoration: no SQL. See docs/adr/0014-scope.md.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "guatu/kernel/ledger/world.h"
#include "guatu/kernel/people/scope.h"
#include "guatu/kernel/ports.h"

namespace guatu::kernel {

/// Lists and counts take what lies in the subtrees of the scope; a list of what the person holds, opened or
/// is involved in (`holder`, `opener`, `involves` is that person) reaches everywhere, for that is a right by
/// itself. Within the bounds of a token in any case. What the person is recused from is in none of them. Not
/// safe from two threads, like its reader.
class ScopedReader {
 public:
  /// @param reader, world  must outlive it; the world is that of now: rights are those of today, also over
  ///                       what is looked at as of then
  ScopedReader(Reader& reader, const World& world, Scope scope);

  const Scope& scope() const { return scope_; }

  /// @errors those of Reader::list; scope.too_many_units (more than limits::kMaxScopePaths subtrees)
  Result<MatterPage> list(const MatterQuery& q);
  /// @errors those of Reader::count, scope.too_many_units
  Result<std::int64_t> count(const MatterQuery& q);
  /// @errors matter.unknown (field `matter`): there is none, or it must not be seen: the answers are the same
  Result<Matter> matter(MatterId id);
  /// By number or id. @errors matter.unknown
  Result<Matter> find(const std::string& number_or_id);
  /// As of `as_of` (0: now); may_see() is asked of it as it is now. @errors matter.unknown, ledger.damaged
  Result<Matter> matter_as_of(MatterId id, Position as_of);
  /// Events of one matter in (after, up_to], in order; the visitor returns false to stop. Values of fields
  /// that the person may not read are left in: whoever shows them asks may_read().
  /// @errors matter.unknown, ledger.damaged
  Result<void> history(MatterId id, Position after, Position up_to,
                       const std::function<bool(const Event&)>& visit);
  /// Open children that may be seen.
  Result<std::vector<MatterId>> open_children(MatterId parent, std::size_t limit);

  Position last_position() { return reader_.last_position(); }
  Position position_at(Instant t) { return reader_.position_at(t); }

 private:
  bool may_see(const Matter& m) const;
  bool is_own(const MatterQuery& q) const;
  Result<std::vector<MatterQuery>> parts_of(const MatterQuery& q) const;
  const std::vector<MatterId>& recused();
  Result<MatterPage> merged(const MatterQuery& q, const std::vector<MatterQuery>& parts);

  Reader& reader_;
  const World& world_;
  Scope scope_;
  std::optional<std::vector<MatterId>> recused_;
};

}  // namespace guatu::kernel
