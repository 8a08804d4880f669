// What the ledger holds: one fact an event, with who, when and by which command. Typed here, JSON on disk.
// Names on disk are never reused: docs/formats/events.md is the registry. No logic; apply.h folds.
// Longer than 500 lines because everything that was ever written to disk stands in one place.
#pragma once

#include <boost/describe.hpp>
#include <boost/json.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "guatu/base/instant.h"
#include "guatu/base/json_map.h"
#include "guatu/base/result.h"
#include "guatu/base/strong_id.h"
#include "guatu/kernel/deadline/limit.h"
#include "guatu/kernel/ledger/matter.h"

namespace guatu::kernel {

// Each payload names its type once. Members left at their default are not written.
#define GUATU_EVENT(Type, name)                   \
  static constexpr std::string_view kType = name; \
  static constexpr int kVersion = 1;              \
  bool operator==(const Type&) const = default

// --- the whole ledger
// ----------------------------------------------------------------------------------------
struct LedgerCreated {
  GUATU_EVENT(LedgerCreated, "ledger.created");
  std::string name;     ///< of the office or city
  std::string product;  ///< version of the product that made it
  std::string ledger;   ///< random id of this ledger
  std::string hash;     ///< of the chain: `sm3`; empty: SHA-256
  std::string key;      ///< base64 of the Ed25519 public key of its checkpoints; empty: written before 0.2
};
BOOST_DESCRIBE_STRUCT(LedgerCreated, (), (name, product, ledger, hash, key))

struct PublishedFile {
  std::string name;
  std::string text;
  bool operator==(const PublishedFile&) const = default;
};
BOOST_DESCRIBE_STRUCT(PublishedFile, (), (name, text))

/// All calendar files at once: a calendar is one thing with a version.
struct CalendarPublished {
  GUATU_EVENT(CalendarPublished, "calendar.published");
  std::string calendar;  ///< version
  std::vector<PublishedFile> files;
};
BOOST_DESCRIBE_STRUCT(CalendarPublished, (), (calendar, files))

struct RulesPublished {
  GUATU_EVENT(RulesPublished, "rules.published");
  std::string file;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(RulesPublished, (), (file, text))

struct PlaybookPublished {
  GUATU_EVENT(PlaybookPublished, "playbook.published");
  std::string playbook;
  int version_number = 0;
  std::string digest;
  std::string file;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(PlaybookPublished, (), (playbook, version_number, digest, file, text))

/// Written with the acts of a sweep, and once a day when there are none.
struct SweepAdvanced {
  GUATU_EVENT(SweepAdvanced, "sweep.advanced");
  Instant from;
  Instant to;
};
BOOST_DESCRIBE_STRUCT(SweepAdvanced, (), (from, to))

// --- people
// --------------------------------------------------------------------------------------------------
struct UnitAdded {
  GUATU_EVENT(UnitAdded, "unit.added");
  UnitId unit;
  std::string zh;
  std::string en;
  UnitId parent;
  std::string code;
  std::string lon;
  std::string lat;
};
BOOST_DESCRIBE_STRUCT(UnitAdded, (), (unit, zh, en, parent, code, lon, lat))

struct UnitMerged {
  GUATU_EVENT(UnitMerged, "unit.merged");
  UnitId unit;
  UnitId into;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(UnitMerged, (), (unit, into, reason))

struct PersonAdded {
  GUATU_EVENT(PersonAdded, "person.added");
  PersonId person;
  std::string name;
  UnitId unit;
};
BOOST_DESCRIBE_STRUCT(PersonAdded, (), (person, name, unit))

struct PersonLeft {
  GUATU_EVENT(PersonLeft, "person.left");
  PersonId person;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(PersonLeft, (), (person, reason))

struct PostGiven {
  GUATU_EVENT(PostGiven, "post.given");
  PersonId person;
  UnitId unit;
  std::string post;
};
BOOST_DESCRIBE_STRUCT(PostGiven, (), (person, unit, post))

struct PostTaken {
  GUATU_EVENT(PostTaken, "post.taken");
  PersonId person;
  UnitId unit;
  std::string post;
};
BOOST_DESCRIBE_STRUCT(PostTaken, (), (person, unit, post))

struct GrantGiven {
  GUATU_EVENT(GrantGiven, "grant.given");
  PersonId person;
  UnitId unit;
  std::string role;
};
BOOST_DESCRIBE_STRUCT(GrantGiven, (), (person, unit, role))

struct GrantTaken {
  GUATU_EVENT(GrantTaken, "grant.taken");
  PersonId person;
  UnitId unit;
  std::string role;
};
BOOST_DESCRIBE_STRUCT(GrantTaken, (), (person, unit, role))

// --- matters
// -------------------------------------------------------------------------------------------------
struct MatterOpened {
  GUATU_EVENT(MatterOpened, "matter.opened");
  std::string number;
  std::string playbook;
  int version_number = 0;
  UnitId unit;
  MatterId parent;
  MatterId about;
  std::string state;
  PersonId holder;
  json::object fields;
  std::string series;         ///< of its number: `YH-2022-{}`
  std::int64_t sequence = 0;  ///< its place in the series
};
BOOST_DESCRIBE_STRUCT(MatterOpened, (),
                      (number, playbook, version_number, unit, parent, about, state, holder, fields, series,
                       sequence))

struct MatterMoved {
  GUATU_EVENT(MatterMoved, "matter.moved");
  std::string move;
  std::string from;
  std::string to;
  PersonId holder;      ///< after the move; empty once closed
  json::object fields;  ///< what changed; null clears
  std::string reason;
  std::string verified;            ///< the move that was checked, if any
  std::vector<std::string> stale;  ///< moves whose doing no longer counts as fresh
  std::string outcome;             ///< done refused withdrawn merged, when `to` is final
};
BOOST_DESCRIBE_STRUCT(MatterMoved, (), (move, from, to, holder, fields, reason, verified, stale, outcome))

struct MatterAmended {
  GUATU_EVENT(MatterAmended, "matter.amended");
  json::object fields;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(MatterAmended, (), (fields, reason))

/// Another person of the same chain carries it (分派).
struct MatterAssigned {
  GUATU_EVENT(MatterAssigned, "matter.assigned");
  PersonId from;
  PersonId to;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(MatterAssigned, (), (from, to, reason))

/// Another unit carries it (转办).
struct MatterTransferred {
  GUATU_EVENT(MatterTransferred, "matter.transferred");
  UnitId from_unit;
  UnitId to_unit;
  PersonId from;
  PersonId to;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(MatterTransferred, (), (from_unit, to_unit, from, to, reason))

/// Given back to who had it before (退回); counted.
struct MatterReturned {
  GUATU_EVENT(MatterReturned, "matter.returned");
  PersonId from;
  PersonId to;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(MatterReturned, (), (from, to, reason))

struct HelpAsked {
  GUATU_EVENT(HelpAsked, "matter.help_asked");
  PersonId person;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(HelpAsked, (), (person, reason))

struct HelpGiven {
  GUATU_EVENT(HelpGiven, "matter.help_given");
  PersonId person;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(HelpGiven, (), (person, note))

struct CosignAsked {
  GUATU_EVENT(CosignAsked, "matter.cosign_asked");
  PersonId person;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(CosignAsked, (), (person, reason))

struct Cosigned {
  GUATU_EVENT(Cosigned, "matter.cosigned");
  PersonId person;
  bool agrees = false;
  std::string note;
};
BOOST_DESCRIBE_STRUCT(Cosigned, (), (person, agrees, note))

struct MatterCopied {
  GUATU_EVENT(MatterCopied, "matter.copied");
  PersonId person;
};
BOOST_DESCRIBE_STRUCT(MatterCopied, (), (person))

struct ExtensionAsked {
  GUATU_EVENT(ExtensionAsked, "matter.extension_asked");
  std::string clock;
  std::int64_t amount = 0;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(ExtensionAsked, (), (clock, amount, reason))

struct ExtensionRefused {
  GUATU_EVENT(ExtensionRefused, "matter.extension_refused");
  std::string clock;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(ExtensionRefused, (), (clock, reason))

/// It goes on as part of another matter (并案).
struct MatterMerged {
  GUATU_EVENT(MatterMerged, "matter.merged");
  MatterId into;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(MatterMerged, (), (into, reason))

struct MatterAbsorbed {
  GUATU_EVENT(MatterAbsorbed, "matter.absorbed");
  MatterId other;
};
BOOST_DESCRIBE_STRUCT(MatterAbsorbed, (), (other))

struct MatterWithdrawn {
  GUATU_EVENT(MatterWithdrawn, "matter.withdrawn");
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(MatterWithdrawn, (), (reason))

/// 催办: hangs on the matter, never opens a new one.
struct MatterUrged {
  GUATU_EVENT(MatterUrged, "matter.urged");
  PersonId to;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(MatterUrged, (), (to, reason))

struct SupervisionBegun {
  GUATU_EVENT(SupervisionBegun, "matter.supervision_begun");
  PersonId supervisor;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(SupervisionBegun, (), (supervisor, reason))

struct SupervisionEnded {
  GUATU_EVENT(SupervisionEnded, "matter.supervision_ended");
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(SupervisionEnded, (), (reason))

/// 挂账: cannot be solved now. Clocks stand still, the clock `park` runs to the review.
struct MatterParked {
  GUATU_EVENT(MatterParked, "matter.parked");
  PersonId from;
  PersonId owner;
  Instant review_at;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(MatterParked, (), (from, owner, review_at, reason))

struct MatterUnparked {
  GUATU_EVENT(MatterUnparked, "matter.unparked");
  PersonId holder;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(MatterUnparked, (), (holder, reason))

struct MatterReopened {
  GUATU_EVENT(MatterReopened, "matter.reopened");
  std::string state;
  PersonId holder;
  std::string reason;
  UnitId unit;  ///< where it goes on: the successor when its unit was merged; empty: unchanged
};
BOOST_DESCRIBE_STRUCT(MatterReopened, (), (state, holder, reason, unit))

struct MatterLinked {
  GUATU_EVENT(MatterLinked, "matter.linked");
  MatterId other;
  std::string kind;  ///< `related`, `blocks`, `repeats`
};
BOOST_DESCRIBE_STRUCT(MatterLinked, (), (other, kind))

/// The person must neither hold nor decide on this matter (回避).
struct PersonRecused {
  GUATU_EVENT(PersonRecused, "matter.person_recused");
  PersonId person;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(PersonRecused, (), (person, reason))

/// The holder can no longer hold it (left, recused, unit merged): it moves up in the same step.
struct MatterHandedUp {
  GUATU_EVENT(MatterHandedUp, "matter.handed_up");
  PersonId from;
  PersonId to;
  UnitId unit;        ///< the unit it lies in from now on; empty: unchanged
  std::string cause;  ///< `person.left`, `unit.merged`, `matter.person_recused`, `ladder`
};
BOOST_DESCRIBE_STRUCT(MatterHandedUp, (), (from, to, unit, cause))

// --- clocks and ladder
// ---------------------------------------------------------------------------------------
/// Carries what was decided: the whole span, when it is due, when each rung fires, under which calendar.
struct ClockStarted {
  GUATU_EVENT(ClockStarted, "clock.started");
  std::string clock;
  Span span;
  Instant due_at;
  std::vector<Instant> rungs;
  std::string calendar;
};
BOOST_DESCRIBE_STRUCT(ClockStarted, (), (clock, span, due_at, rungs, calendar))

struct ClockEnded {
  GUATU_EVENT(ClockEnded, "clock.ended");
  std::string clock;
};
BOOST_DESCRIBE_STRUCT(ClockEnded, (), (clock))

struct ClockStopped {
  GUATU_EVENT(ClockStopped, "clock.stopped");
  std::string clock;
  std::string reason;  ///< id of the stop, or `park`
  Instant at_latest;   ///< it runs on by itself then; 0 for `park`
};
BOOST_DESCRIBE_STRUCT(ClockStopped, (), (clock, reason, at_latest))

struct ClockResumed {
  GUATU_EVENT(ClockResumed, "clock.resumed");
  std::string clock;
  std::string reason;
  Instant resumed_at;  ///< when the stop ended, which may be before the sweep came
  Instant due_at;
  std::vector<Instant> rungs;
  std::string calendar;
};
BOOST_DESCRIBE_STRUCT(ClockResumed, (), (clock, reason, resumed_at, due_at, rungs, calendar))

struct ClockExtended {
  GUATU_EVENT(ClockExtended, "clock.extended");
  std::string clock;
  std::int64_t amount = 0;
  PersonId asked_by;
  std::string reason;
  Instant due_at;
  std::vector<Instant> rungs;
  std::string calendar;
};
BOOST_DESCRIBE_STRUCT(ClockExtended, (), (clock, amount, asked_by, reason, due_at, rungs, calendar))

/// A new calendar moved it.
struct ClockRecalculated {
  GUATU_EVENT(ClockRecalculated, "clock.recalculated");
  std::string clock;
  Instant due_at;
  std::vector<Instant> rungs;
  std::string calendar;
};
BOOST_DESCRIBE_STRUCT(ClockRecalculated, (), (clock, due_at, rungs, calendar))

struct LadderClimbed {
  GUATU_EVENT(LadderClimbed, "ladder.climbed");
  std::string clock;
  int rung = 0;     ///< from 0
  Instant rung_at;  ///< when it was due; recorded_at is when the sweep came
  std::vector<PersonId> told;
  Instant tell_after;  ///< start of the next working window, or at once
  std::string mark;
  PersonId handed_to;
};
BOOST_DESCRIBE_STRUCT(LadderClimbed, (), (clock, rung, rung_at, told, tell_after, mark, handed_to))

// --- migration
// ----------------------------------------------------------------------------------------------
/// What becomes of one counting clock.
struct MigratedClock {
  std::string clock;  ///< as it was called
  std::string to;     ///< as it is called now; empty: it ends
  Span span;          ///< with the stops and extensions it had
  Instant due_at;
  std::vector<Instant> rungs;
  int next_rung = 0;  ///< those before it have fired or are passed over
  std::string calendar;
  bool operator==(const MigratedClock&) const = default;
};
BOOST_DESCRIBE_STRUCT(MigratedClock, (), (clock, to, span, due_at, rungs, next_rung, calendar))

/// It goes on under another version of its playbook. Clocks that begin with it follow as clock.started.
struct MatterMigrated {
  GUATU_EVENT(MatterMigrated, "matter.migrated");
  int from_version = 0;
  int to_version = 0;
  std::string state;                           ///< as it is called from now on
  PersonId holder;                             ///< from now on
  json::object fields;                         ///< what changed; null clears
  std::map<std::string, std::string> dropped;  ///< fields given up, by id, and why
  std::vector<MigratedClock> clocks;           ///< all that count
  std::map<std::string, Doing> doings;         ///< by move id of the new version: who did it last, how often
  std::map<std::string, int> stops_used;       ///< by stop id of the new version
  std::vector<std::string> lapsed;             ///< clocks (as they were called) whose asked extension lapses
};
BOOST_DESCRIBE_STRUCT(MatterMigrated, (),
                      (from_version, to_version, state, holder, fields, dropped, clocks, doings, stops_used,
                       lapsed))

// --- personal data
// ---------------------------------------------------------------------------------------
/// The key of a person was destroyed: what was sealed under it is erased. See docs/adr/0011-personal-data.md.
struct PersonErased {
  GUATU_EVENT(PersonErased, "person.erased");
  std::string key;  ///< its name, 16 hexadecimal digits
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(PersonErased, (), (key, reason))

#undef GUATU_EVENT

using Payload =
    std::variant<LedgerCreated, CalendarPublished, RulesPublished, PlaybookPublished, SweepAdvanced,
                 UnitAdded, UnitMerged, PersonAdded, PersonLeft, PostGiven, PostTaken, GrantGiven, GrantTaken,
                 MatterOpened, MatterMoved, MatterAmended, MatterAssigned, MatterTransferred, MatterReturned,
                 HelpAsked, HelpGiven, CosignAsked, Cosigned, MatterCopied, ExtensionAsked, ExtensionRefused,
                 MatterMerged, MatterAbsorbed, MatterWithdrawn, MatterUrged, SupervisionBegun,
                 SupervisionEnded, MatterParked, MatterUnparked, MatterReopened, MatterLinked, PersonRecused,
                 MatterHandedUp, ClockStarted, ClockEnded, ClockStopped, ClockResumed, ClockExtended,
                 ClockRecalculated, LadderClimbed, MatterMigrated, PersonErased>;

/// One fact. `matter` is 0 for events about the whole ledger or about people.
struct Event {
  Position position;  ///< given by the ledger when appended; 0 before
  MatterId matter;
  Instant at;  ///< when it was recorded; never before the event before it
  PersonId by;
  std::string command_id;  ///< of the command that caused it; events of one command stand together: a step
  Payload data;
  std::string digest;  ///< SHA-256 of the command's content, on the first event of its step
  bool operator==(const Event&) const = default;
};

/// `matter.moved`.
std::string_view type_of(const Event& e);
int version_of(const Event& e);
/// Payload as canonical JSON text: members in declared order, defaults left out. Deterministic.
std::string encode_data(const Event& e);
/// @errors event.unknown_type (arg `type`), event.unknown_version, event.bad_data (field: JSON pointer)
Result<Payload> decode_data(std::string_view type, int version, std::string_view text);

/// One line of the JSON Lines export:
/// `{"position":"12","matter":"9","at":"…","by":"…","command":"…","digest":"…",
/// "type":"matter.moved","version":1,"data":{…}}`.
std::string encode_line(const Event& e);
/// @errors event.bad_line (field: JSON pointer), and those of decode_data
Result<Event> decode_line(std::string_view line);

/// Every type ever written, in the order of their first release; a dropped one stays, marked retired.
struct EventTypeEntry {
  std::string_view type;
  int version;
  bool is_retired;
};
const std::vector<EventTypeEntry>& event_registry();

}  // namespace guatu::kernel
