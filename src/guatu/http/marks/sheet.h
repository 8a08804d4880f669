// All open matters of one moment as marks, in the order of the map: what clusters, loads and choropleths are
// counted from in one pass, without SQL. About 150 bytes a mark. Not safe from two threads while it is
// changed; see sheets.h.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "guatu/geo/tiles.h"
#include "guatu/kernel/ledger/places.h"
#include "guatu/kernel/ledger/world.h"
#include "guatu/kernel/people/scope.h"
#include "guatu/kernel/ports.h"

namespace guatu::http::marks {

/// Texts as small numbers, in order of coming up; "" is 0.
class Names {
 public:
  Names() { number(""); }
  std::uint32_t number(std::string_view text);
  const std::string& text(std::uint32_t n) const { return texts_[n]; }
  /// None: nothing bears it.
  std::optional<std::uint32_t> find(const std::string& text) const;
  std::size_t size() const { return texts_.size(); }

 private:
  std::vector<std::string> texts_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
};

/// Neither the matter nor any unit above it has a place. Sorts last.
inline constexpr std::uint64_t kNowhere = std::numeric_limits<std::uint64_t>::max();

/// One open matter.
struct Mark {
  std::uint64_t key = kNowhere;  ///< geo::cell_key of its place
  MatterId id;
  MatterId parent;
  MatterId about;
  Instant due_at;
  Instant warn_at;
  Instant opened_at;
  geo::LonLat at;
  std::uint32_t unit = 0;
  std::uint32_t playbook = 0;
  std::uint32_t state = 0;
  std::uint32_t holder = 0;
  std::uint32_t opener = 0;
  std::uint32_t text = 0;  ///< of texts()
  std::int32_t returns = 0;
  std::uint8_t mark = 0;    ///< 0 none, 1 yellow, 2 red
  bool is_at_unit = false;  ///< it has no place of its own and stands at its unit's
};

kernel::Light light_of(const Mark& m, Instant now);

/// What is shown of a mark that stands alone.
struct MarkText {
  std::string number;
  std::string title;
};

class Sheet {
 public:
  /// All that is open as of `as_of` (0: now), wherever it is; scope is a matter of Selection.
  /// @param world  of that moment: which fields may be shown to anybody, where units are
  /// @errors those of Reader::list
  static Result<Sheet> read(kernel::Reader& reader, const kernel::World& world, Position as_of);

  /// Takes in what happened up to the end of what `reader` sees. False: so much, or such things, that a new
  /// sheet must be read. Only for a sheet of now. @errors ledger.damaged
  Result<bool> follow(kernel::Reader& reader, const kernel::World& world);

  /// By key, then by id.
  std::span<const Mark> marks() const { return marks_; }
  const Names& units() const { return units_; }
  const Names& persons() const { return persons_; }
  const Names& words() const { return words_; }  ///< playbooks and states
  const MarkText& text(const Mark& m) const { return texts_[m.text]; }
  Position position() const { return position_; }

 private:
  struct Centre {
    geo::LonLat at;
    bool is_known = false;
    bool operator==(const Centre&) const = default;
  };
  using Hidden = std::set<std::pair<std::string, std::string>>;

  static std::vector<std::pair<std::string, geo::LonLat>> centres_of(const kernel::World& world);
  static Hidden hidden_of(const kernel::World& world);
  Centre centre(const kernel::World& world, const UnitId& unit);
  void set_place(Mark& m, const std::string& playbook, const UnitId& unit,
                 const std::optional<kernel::PlaceAt>& place, const kernel::World& world);
  Mark mark_of(const kernel::MatterRow& row, const std::optional<kernel::PlaceAt>& place,
               const kernel::World& world);
  std::uint32_t put_text(std::string number, std::string title);
  void replace(std::vector<MatterId> gone, std::vector<Mark> come);

  Position position_;
  std::vector<Mark> marks_;
  std::unordered_map<MatterId, std::uint64_t> keys_;  ///< where each is found
  std::vector<MarkText> texts_;
  std::vector<std::uint32_t> free_texts_;
  Names units_;
  Names persons_;
  Names words_;
  std::vector<std::pair<std::string, geo::LonLat>> centres_;  ///< that the marks were placed by
  std::unordered_map<std::string, Centre> centre_of_;
  Hidden hidden_;  ///< (playbook, field): places that not everybody may read
};

}  // namespace guatu::http::marks
