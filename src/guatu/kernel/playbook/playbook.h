// The checked model of a playbook: what reader.h makes of a YAML file, what proof.h proves, what decide()
// obeys. Plain data, no I/O. The language is described in docs/formats/playbook.md and
// schema/playbook.schema.json.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/base/text.h"
#include "guatu/kernel/deadline/limit.h"

namespace guatu::kernel {

// --- fields
// --------------------------------------------------------------------------------------------------

enum class FieldType {
  kText,     ///< UTF-8 text
  kChoice,   ///< one of `options`
  kBoolean,  ///< true or false
  kNumber,   ///< finite decimal number, in `unit`
  kInteger,  ///< whole number, in `unit`
  kMoney,    ///< integer fen
  kDate,     ///< civil date `2022-04-13`
  kInstant,  ///< RFC 3339 instant
  kArea,     ///< m², number (shown in mu, m² or km²)
  kPlace,    ///< {"at": [lon, lat], "address": text}; WGS-84 degrees; either may be absent, not both
  kFiles,    ///< list of content ids (sha-256 hex) with names
  kMatter,   ///< a matter of one of `to`
  kPerson,   ///< a person id
  kUnit,     ///< a unit id
  kList,     ///< list of `item`s
};
const char* text_of(FieldType t);  // text choice boolean number integer money date instant area place files
                                   // matter person unit list
bool from_text(std::string_view s, FieldType& out);

/// One word of a choice; `value` is what a score formula sees.
struct Option {
  std::string id;
  Titles title;
  std::optional<double> value;
};

/// A test on one field. Exactly one kind of test is used.
struct Guard {
  std::string field;
  enum class Test { kIs, kIsNot, kAtLeast, kOver, kAtMost, kUnder, kIsSet, kIsUnset };
  Test test = Test::kIs;
  std::vector<std::string> any_of;  ///< kIs, kIsNot: choice ids, or `true`/`false`
  double number = 0;                ///< kAtLeast … kUnder: in the field's own unit (money: fen)
};
/// All of them must hold. Empty: always.
using Guards = std::vector<Guard>;

struct Field {
  std::string id;
  FieldType type = FieldType::kText;
  Titles title;
  Titles help;
  bool required = false;  ///< at opening, always …
  Guards required_when;   ///< … or only when these hold (then `required` is false)
  bool personal = false;  ///< personal data: sealed in the ledger, masked in views, never public
  bool computed = false;  ///< set by a score, never by a person
  std::string unit;       ///< `kW`, `t`, … for numbers; shown, never converted
  std::optional<double> min;
  std::optional<double> max;
  std::int64_t at_most = 0;  ///< characters of a text, items of a list or files; 0: the product's own limit
  std::vector<std::string> seen_by;  ///< role ids that alone may read it; empty: whoever sees the matter
  std::string differs_from;  ///< kPerson: the person field that never names the same person; empty: none
  std::vector<Option> options;
  std::vector<std::string> to;  ///< playbooks that a matter field may point to; empty: any
  std::vector<Field> item;      ///< kList: exactly one, its type (no list of lists)
  Place place;
};

// --- people
// --------------------------------------------------------------------------------------------------

/// One way of finding a person, tried in order. See people.h for how each is resolved.
struct RoleSource {
  enum class Kind {
    kUnitHead,     ///< `unit.head`: head of the matter's unit, else of the nearest unit above that has one
    kUnitPost,     ///< `unit.<post>`: holds that post in the unit or the nearest unit above that has the post
    kAboveHead,    ///< `above.head`: head of the unit above the matter's unit (of itself at the top)
    kFieldPerson,  ///< `field.<f>`: the person in a person field
    kFieldUnit,    ///< `field.<f>.head` / `field.<f>.<post>`: head or post of the unit in a unit field
    kAbout,        ///< `<about>.<f>`: the person in field f of the matter it is about
    kOpener,       ///< `opener`: who opened it
    kParentHolder,  ///< `parent.holder`: who holds the parent matter
    kAnyone,        ///< `anyone`: any active person; never yields a holder
  };
  Kind kind = Kind::kUnitHead;
  std::string field;  ///< kFieldPerson, kFieldUnit, kAbout
  std::string post;   ///< kUnitPost; kFieldUnit: `head` or a post
};

struct Role {
  std::string id;
  Titles title;
  std::vector<RoleSource> sources;  ///< at least one
  Place place;
};

// --- clocks
// --------------------------------------------------------------------------------------------------

/// One rung. Fires at due + offset. `tell`, `mark`, `hand_to`: at least one of them.
struct Rung {
  Offset offset;
  std::vector<std::string> tell;  ///< role ids
  std::string mark;               ///< "", "yellow", "red"
  std::string hand_to;            ///< role id, or empty
  Place place;
};
using Ladder = std::vector<Rung>;  ///< in order of offset

/// A limit as the playbook writes it: an amount under a rule, or the end of a date or instant field.
struct LimitRule {
  Guards when;  ///< of several rules of one limit the first that holds is taken; the last has none
  Limit limit;  ///< resolved; amount 0 when `until_field` is set
  std::string until_field;  ///< date (end of that day) or instant field, or empty
  std::string from_field;   ///< date field whose day is the day of the event; empty: the moment of entering
  Place place;
};

/// A named clock. A state's limit bears the state's id; matter-level limits bear their own.
struct LimitSet {
  std::string id;
  Titles title;
  std::vector<LimitRule> rules;  ///< at least one
  /// Matter-level only: states in which it begins when entered (empty: at opening) …
  std::vector<std::string> starts_in;
  /// … and states that end it when entered (final states always do).
  std::vector<std::string> ends_in;
  std::optional<Ladder> late;  ///< its own ladder; else the playbook's
  Place place;
};

/// A reason for which clocks may stand still (中止): who may stop, how long at the most, how often.
struct StopRule {
  std::string id;
  Titles title;
  std::vector<std::string> by;      ///< role ids
  std::int64_t at_most_days = 0;    ///< natural days of one stop; > 0. Then the clock runs on by itself.
  int times = 1;                    ///< how often in one matter
  std::vector<std::string> clocks;  ///< limit ids; empty: all
  std::string basis;
  Place place;
};

/// Extension (延期): asked by one, granted by another.
struct ExtensionRule {
  std::string clock;            ///< limit id
  std::vector<std::string> by;  ///< who may ask
  std::vector<std::string> granted_by;
  std::int64_t up_to = 0;  ///< of one extension, in the limit's unit (natural days for `until`)
  int at_most = 1;         ///< how many
  std::string basis;
  Place place;
};

// --- states and moves
// ----------------------------------------------------------------------------------------

/// How a matter can end. Only kDone says that what was to be done was done and checked.
enum class Final { kNot, kDone, kRefused, kWithdrawn, kMerged };
const char* text_of(Final f);  // "" done refused withdrawn merged
bool from_text(std::string_view s, Final& out);

struct State {
  std::string id;
  Titles title;
  Final final = Final::kNot;
  std::string held_by;  ///< role id; empty in a final state (and in a broken playbook: the proof says so)
  std::optional<LimitSet> limit;  ///< none in a final state
  Place place;
};

/// Whether a move asks that the clock of the state it leaves still has time, or that it has run out.
enum class Timing { kAny, kInTime, kOverdue };

struct Move {
  std::string id;
  Titles title;
  std::vector<std::string> from;   ///< state ids
  std::string to;                  ///< state id; may equal a `from` (a report, a review)
  std::vector<std::string> by;     ///< role ids; the holder of the state may always act for held_by's role
  std::vector<std::string> needs;  ///< fields that must be given with the move, or `reason`
  std::vector<std::string> asks;   ///< fields that may be given with the move
  std::string verifies;            ///< the move that this one checks; must be made by another person
  int at_most = 0;           ///< 0: unbounded (then it must not lie on a cycle, unless it is the review)
  Guards when;               ///< on field values after `needs` and `asks` are taken in
  bool keeps_clock = false;  ///< from == to: the state's clock runs on instead of starting anew
  Timing only = Timing::kAny;
  Place place;
};

/// What closing as done requires besides the move.
struct Closing {
  bool children_closed = true;
  std::vector<std::string> needs;  ///< fields that must be set
};

struct Reopening {
  std::string to;               ///< state id
  std::vector<std::string> by;  ///< role ids
  int at_most = 1;
  std::int64_t within_days = 0;  ///< natural days after closing; > 0
  Place place;
};

struct Parking {
  std::vector<std::string> by;          ///< role ids that may park
  std::string owner;                    ///< role id of the higher owner who then holds it
  std::int64_t review_within_days = 0;  ///< natural days; > 0
  int at_most = 1;
  Place place;
};

/// `withdraw`: who may take the matter back, and out of which states. Ends as kWithdrawn.
struct Withdrawal {
  std::vector<std::string> by;
  std::vector<std::string> from;  ///< state ids; empty: any
  Place place;
};

// --- scores
// --------------------------------------------------------------------------------------------------

/// One row of a grading table: `at_least: 320` or `over: 320`; the last row has neither.
struct GradeRow {
  std::optional<double> at_least;
  std::optional<double> over;
  std::string is;  ///< option id of the choice field
};

/// A computed field: `sets` = formula over number fields and choice values; then a grade from a table.
struct Score {
  Guards when;
  std::string sets;                 ///< number field (computed)
  std::string formula;              ///< muParser expression over field ids
  std::vector<std::string> inputs;  ///< field ids that the formula reads
  std::string grade_sets;           ///< choice field (computed), or empty
  std::vector<GradeRow> grades;     ///< from the highest down
  std::string source;               ///< document and table
  bool confirmed = true;
  Place place;
};

// --- the whole
// -----------------------------------------------------------------------------------------------

struct Numbering {
  std::string pattern;  ///< `YH-{year}-{seq:4}`; tokens {year} {month} {day} {unit} {seq:N}
};

struct Playbook {
  std::string id;
  int version = 1;
  Titles title;
  Titles description;
  std::string row;  ///< mission row, `R3`; may be empty
  Numbering number;
  bool standing = false;  ///< stays; its clock is the next review
  std::string review;     ///< standing: the move that is the review
  std::string about;      ///< playbook id of the standing matter it belongs to; may be empty
  bool about_required = true;
  std::vector<std::string> parents;  ///< playbooks that may be its parent; empty: none
  bool parent_required = false;
  std::vector<std::string> children;  ///< playbooks that may be its children
  std::vector<std::string>
      is_public;              ///< field ids (and `number`, `state`, `due_at`, `title`) that anybody may see
  std::vector<Field> fields;  ///< the field `title` (text, required) is always first, written or not
  std::vector<Role> roles;
  std::vector<std::string> opens;  ///< role ids that may open one; `anyone` as a role source is allowed
  std::vector<State> states;       ///< the first is where a matter begins
  std::vector<Move> moves;
  std::vector<LimitSet> limits;  ///< matter-level clocks
  std::vector<StopRule> stops;
  std::vector<ExtensionRule> extensions;
  Ladder late;
  Closing closing;
  int returns_at_most = 3;  ///< 退回 in one matter
  std::optional<Reopening> reopening;
  std::optional<Parking> parking;
  std::optional<Withdrawal> withdrawal;
  std::vector<Score> scores;
  std::string subject;               ///< field that names the person concerned; empty: who opened it
  std::vector<std::string> recuses;  ///< person fields: whom they name neither acts nor sees the matter
  bool seals =
      true;  ///< false: published before personal fields were sealed, and they are used as plain ones
  std::string digest;  ///< SHA-256 hex of the file text
  std::string file;

  const Field* field(std::string_view id) const;
  const Role* role(std::string_view id) const;
  const State* state(std::string_view id) const;
  const Move* move(std::string_view id) const;
  const LimitSet* limit_set(std::string_view id) const;  ///< a state's or a matter-level one
  const StopRule* stop(std::string_view id) const;
  const ExtensionRule* extension(std::string_view clock) const;
  /// The ladder of a clock: its own, else the playbook's. `park` and stop clocks use the playbook's.
  const Ladder& ladder(std::string_view clock) const;
  const State& first_state() const { return states.front(); }
};

}  // namespace guatu::kernel
