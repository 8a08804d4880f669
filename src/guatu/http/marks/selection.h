// Which marks a request is about: its filters, and what the person may see. The scope is that of
// ScopedReader, asked of marks. See docs/adr/0014-scope.md.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "guatu/http/marks/sheet.h"

namespace guatu::http::marks {

/// Made for one request and one sheet, which it must not outlive.
class Selection {
 public:
  /// @param q        of its parts those of an open matter count; `which`, `closed_*`, `text` and the page do
  /// not
  /// @param today    whose units and rights hold
  /// @param recused  ascending: what must not be seen
  Selection(const Sheet& sheet, const kernel::MatterQuery& q, const kernel::Scope& scope,
            const kernel::World& today, std::vector<MatterId> recused);

  bool has(const Mark& m) const;
  const Sheet& sheet() const { return sheet_; }

 private:
  const Sheet& sheet_;
  kernel::MatterQuery query_;
  std::vector<bool> units_;  ///< by number: in the subtree asked for and in scope
  std::vector<bool> words_;  ///< by number of a playbook: a token that is bound may ask for it
  std::vector<MatterId> recused_;
  std::uint32_t playbook_ = 0;  ///< 0: any
  std::uint32_t state_ = 0;
  std::uint32_t holder_ = 0;
  std::uint32_t opener_ = 0;
  bool is_empty_ = false;  ///< something is asked for that no mark has
};

/// How many of each light.
struct Lights {
  std::int64_t red = 0;
  std::int64_t yellow = 0;
  std::int64_t green = 0;
  std::int64_t all() const { return red + yellow + green; }
  void add(kernel::Light l) {
    ++(l == kernel::Light::kRed ? red : l == kernel::Light::kYellow ? yellow : green);
  }
};

/// What lies in one cell of the map.
struct Cluster {
  Lights lights;
  std::int64_t at_units = 0;  ///< of them without a place of their own
  geo::LonLat middle;         ///< mean of their places
  geo::Box bounds;
  const Mark* only = nullptr;  ///< when it is one
};

/// Every cell that touches the box and holds something, west to east in quads, so that a box that moves does
/// not change a cluster. Reads the marks of those cells alone.
/// @param level  of the cells, 0..geo::kFinestLevel
std::vector<Cluster> clusters(const Selection& selection, const geo::Box& box, int level, Instant now);

}  // namespace guatu::http::marks
