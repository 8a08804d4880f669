// The one noun: what a matter is at one moment. Plain data folded from events by apply().
// No clock of its own, no I/O. See docs/architecture.md.
#pragma once

#include <boost/describe.hpp>
#include <boost/json.hpp>
#include <map>
#include <string>
#include <vector>

#include "guatu/base/instant.h"
#include "guatu/base/json_map.h"
#include "guatu/base/strong_id.h"
#include "guatu/kernel/deadline/limit.h"

namespace guatu::kernel {

/// A clock of a matter, running, stopped or ended. One per id: a clock that starts anew replaces the ended
/// one.
struct MatterClock {
  std::string id;  ///< state id, matter-level limit id, `park`
  Span span;
  Instant due_at;              ///< as last decided; while stopped: as it was before the stop
  std::vector<Instant> rungs;  ///< when each rung of the ladder fires
  int next_rung = 0;           ///< first that has not fired
  std::string calendar;        ///< version it was decided with
  std::string mark;            ///< "", yellow, red: from the ladder
  Instant ended_at;            ///< 0 while it counts
  Instant stop_ends_at;        ///< when an open stop ends by itself; 0: none or by hand
  bool is_ended() const { return ended_at.us != 0; }
  bool is_stopped() const { return !span.stops.empty() && span.stops.back().is_open(); }
  bool is_running() const { return !is_ended() && !is_stopped(); }
  /// No time is left at `now`; while it is stopped, at the moment of the stop.
  bool is_run_out(Instant now) const { return due_at <= (is_stopped() ? span.stops.back().from : now); }
  bool operator==(const MatterClock&) const = default;
};
BOOST_DESCRIBE_STRUCT(MatterClock, (),
                      (id, span, due_at, rungs, next_rung, calendar, mark, ended_at, stop_ends_at))

/// Who made a move last, and how often it was made.
struct Doing {
  PersonId by;
  Instant at;
  int count = 0;
  bool is_fresh = false;  ///< made since the matter last entered a state from which it can be made
  bool operator==(const Doing&) const = default;
};
BOOST_DESCRIBE_STRUCT(Doing, (), (by, at, count, is_fresh))

struct CosignRequest {
  PersonId person;
  PersonId asked_by;
  std::string answer;  ///< "" waiting, `agrees`, `disagrees`
  bool operator==(const CosignRequest&) const = default;
};
BOOST_DESCRIBE_STRUCT(CosignRequest, (), (person, asked_by, answer))

struct HelpRequest {
  PersonId person;
  PersonId asked_by;
  bool is_given = false;
  bool operator==(const HelpRequest&) const = default;
};
BOOST_DESCRIBE_STRUCT(HelpRequest, (), (person, asked_by, is_given))

struct ExtensionRequest {
  std::string clock;
  std::int64_t amount = 0;
  PersonId by;
  Instant at;
  std::string reason;
  bool operator==(const ExtensionRequest&) const = default;
};
BOOST_DESCRIBE_STRUCT(ExtensionRequest, (), (clock, amount, by, at, reason))

struct Link {
  MatterId other;
  std::string kind;
  bool operator==(const Link&) const = default;
};
BOOST_DESCRIBE_STRUCT(Link, (), (other, kind))

struct Matter {
  MatterId id;
  std::string number;
  std::string playbook;
  int version = 0;  ///< of the playbook it was opened with
  UnitId unit;
  MatterId parent;
  MatterId about;
  std::string state;
  std::string outcome;  ///< "" while open; done refused withdrawn merged
  PersonId opener;
  PersonId holder;  ///< the one accountable person; empty once closed
  Instant opened_at;
  Instant closed_at;    ///< 0 while open
  Instant moved_at;     ///< when it entered its state
  json::object fields;  ///< canonical values by field id, in order of first setting
  std::vector<MatterClock> clocks;
  std::map<std::string, Doing> doings;  ///< by move id
  std::vector<PersonId> trail;          ///< past holders, the last one at the end; at most 20
  std::vector<PersonId> recused;
  std::vector<PersonId> copies;
  std::vector<HelpRequest> helps;
  std::vector<CosignRequest> cosigns;
  std::vector<ExtensionRequest> asked;    ///< extensions that wait for an answer
  std::map<std::string, int> stops_used;  ///< by stop id
  std::vector<Link> links;
  MatterId merged_into;
  int returns = 0;
  int urges = 0;
  int parkings = 0;
  int reopenings = 0;
  bool is_parked = false;
  PersonId supervisor;        ///< set while under supervision (督办)
  std::int64_t revision = 0;  ///< events folded so far
  Position last_position;     ///< of the last of them

  bool is_open() const { return outcome.empty(); }
  std::string title() const;
  const MatterClock* clock(std::string_view clock_id) const;
  MatterClock* clock(std::string_view clock_id);
  /// Earliest due instant of the running clocks; 0 if none runs.
  Instant due_at() const;
  /// First reminder of the running clocks that have one before their limit; 0 if none.
  Instant warn_at() const;
  /// When the sweep must look again: next rung or self-ending stop; 0 if never.
  Instant next_act_at() const;
  /// Strongest mark of the counting clocks: "", yellow, red.
  std::string mark() const;
  bool is_recused(const PersonId& p) const;
  bool operator==(const Matter&) const = default;
};
BOOST_DESCRIBE_STRUCT(Matter, (),
                      (id, number, playbook, version, unit, parent, about, state, outcome, opener, holder,
                       opened_at, closed_at, moved_at, fields, clocks, doings, trail, recused, copies, helps,
                       cosigns, asked, stops_used, links, merged_into, returns, urges, parkings, reopenings,
                       is_parked, supervisor, revision, last_position))

/// green, yellow, red while open; none once closed. Computed, never typed in:
/// red    a clock ran out, or the ladder marked it red
/// yellow the ladder marked it yellow, its first reminder has come, or it was returned more than once
enum class Light { kNone, kGreen, kYellow, kRed };
const char* text_of(Light l);  // none green yellow red
bool from_text(std::string_view s, Light& out);
Light light(const Matter& m, Instant now);

}  // namespace guatu::kernel
