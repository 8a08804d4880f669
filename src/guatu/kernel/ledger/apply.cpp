#include "guatu/kernel/ledger/apply.h"

#include <algorithm>

namespace guatu::kernel {

namespace {

constexpr std::size_t kTrailLength = 20;

/// One overload a payload. `false` when the event does not fit the matter.
class Fold {
 public:
  Fold(Matter& m, const Event& e) : m_(m), e_(e) {}

  bool operator()(const MatterOpened& p) {
    if (m_.id) return false;
    m_.id = e_.matter;
    m_.number = p.number;
    m_.playbook = p.playbook;
    m_.version = p.version_number;
    m_.unit = p.unit;
    m_.parent = p.parent;
    m_.about = p.about;
    m_.state = p.state;
    m_.opener = e_.by;
    m_.holder = p.holder;
    m_.opened_at = e_.at;
    m_.moved_at = e_.at;
    m_.fields = p.fields;
    return true;
  }
  bool operator()(const MatterMoved& p) {
    if (m_.state != p.from) return false;
    set_fields(p.fields);
    auto& doing = m_.doings[p.move];
    doing.by = e_.by;
    doing.at = e_.at;
    ++doing.count;
    doing.is_fresh = true;
    for (const auto& move : p.stale) m_.doings[move].is_fresh = false;
    if (p.to != p.from) m_.moved_at = e_.at;
    m_.state = p.to;
    if (!p.outcome.empty()) return close(p.outcome);
    hand_to(p.holder);
    return true;
  }
  bool operator()(const MatterAmended& p) {
    set_fields(p.fields);
    return true;
  }
  bool operator()(const MatterAssigned& p) { return hand_to(p.to); }
  bool operator()(const MatterTransferred& p) {
    m_.unit = p.to_unit;
    return hand_to(p.to);
  }
  bool operator()(const MatterReturned& p) {
    ++m_.returns;
    if (!m_.trail.empty()) m_.trail.pop_back();
    m_.holder = p.to;
    return true;
  }
  bool operator()(const HelpAsked& p) {
    m_.helps.push_back({p.person, e_.by, false});
    return true;
  }
  bool operator()(const HelpGiven& p) {
    for (auto& h : m_.helps)
      if (h.person == p.person) h.is_given = true;
    return true;
  }
  bool operator()(const CosignAsked& p) {
    m_.cosigns.push_back({p.person, e_.by, ""});
    return true;
  }
  bool operator()(const Cosigned& p) {
    for (auto& c : m_.cosigns)
      if (c.person == p.person && c.answer.empty()) c.answer = p.agrees ? "agrees" : "disagrees";
    return true;
  }
  bool operator()(const MatterCopied& p) {
    m_.copies.push_back(p.person);
    return true;
  }
  bool operator()(const ExtensionAsked& p) {
    m_.asked.push_back({p.clock, p.amount, e_.by, e_.at, p.reason});
    return true;
  }
  bool operator()(const ExtensionRefused& p) {
    std::erase_if(m_.asked, [&](const auto& a) { return a.clock == p.clock; });
    return true;
  }
  bool operator()(const MatterMerged& p) {
    m_.merged_into = p.into;
    return close("merged");
  }
  bool operator()(const MatterAbsorbed& p) {
    m_.links.push_back({p.other, "absorbed"});
    return true;
  }
  bool operator()(const MatterWithdrawn&) { return close("withdrawn"); }
  bool operator()(const MatterUrged&) {
    ++m_.urges;
    return true;
  }
  bool operator()(const SupervisionBegun& p) {
    m_.supervisor = p.supervisor;
    return true;
  }
  bool operator()(const SupervisionEnded&) {
    m_.supervisor = {};
    return true;
  }
  bool operator()(const MatterParked& p) {
    m_.is_parked = true;
    ++m_.parkings;
    return hand_to(p.owner);
  }
  bool operator()(const MatterUnparked& p) {
    m_.is_parked = false;
    return hand_to(p.holder);
  }
  bool operator()(const MatterReopened& p) {
    ++m_.reopenings;
    m_.outcome.clear();
    m_.closed_at = {};
    m_.state = p.state;
    m_.moved_at = e_.at;
    m_.holder = p.holder;
    if (p.unit) m_.unit = p.unit;
    for (auto& [id, doing] : m_.doings) doing.is_fresh = false;
    return true;
  }
  bool operator()(const MatterLinked& p) {
    m_.links.push_back({p.other, p.kind});
    return true;
  }
  bool operator()(const PersonRecused& p) {
    m_.recused.push_back(p.person);
    return true;
  }
  bool operator()(const MatterHandedUp& p) {
    if (p.unit) m_.unit = p.unit;
    return hand_to(p.to);
  }
  bool operator()(const ClockStarted& p) {
    MatterClock c;
    c.id = p.clock;
    c.span = p.span;
    c.due_at = p.due_at;
    c.rungs = p.rungs;
    c.calendar = p.calendar;
    // A reminder whose time had passed when the clock began would tell nobody anything.
    while (c.next_rung < static_cast<int>(c.rungs.size()) && rung(c) <= e_.at && rung(c) < c.due_at)
      ++c.next_rung;
    if (auto* old = m_.clock(p.clock); old != nullptr) {
      if (!old->is_ended()) return false;
      *old = std::move(c);
    } else {
      m_.clocks.push_back(std::move(c));
    }
    return true;
  }
  bool operator()(const ClockEnded& p) {
    auto* c = counting(p.clock);
    if (c == nullptr) return false;
    if (c->is_stopped()) c->span.stops.back().to = e_.at;
    c->ended_at = e_.at;
    c->stop_ends_at = {};
    std::erase_if(m_.asked, [&](const auto& a) { return a.clock == p.clock; });
    return true;
  }
  bool operator()(const ClockStopped& p) {
    auto* c = counting(p.clock);
    if (c == nullptr || c->is_stopped()) return false;
    if (p.reason != "park" && !is_stopping(p.reason)) ++m_.stops_used[p.reason];
    c->span.stops.push_back({e_.at, {}, p.reason, e_.by});
    c->stop_ends_at = p.at_latest;
    return true;
  }
  bool operator()(const ClockResumed& p) {
    auto* c = counting(p.clock);
    if (c == nullptr || !c->is_stopped()) return false;
    c->span.stops.back().to = p.resumed_at;
    c->stop_ends_at = {};
    return redate(*c, p.due_at, p.rungs, p.calendar);
  }
  bool operator()(const ClockExtended& p) {
    auto* c = counting(p.clock);
    if (c == nullptr) return false;
    c->span.extensions.push_back({p.amount, e_.at, e_.by, p.reason});
    std::erase_if(m_.asked, [&](const auto& a) { return a.clock == p.clock; });
    return redate(*c, p.due_at, p.rungs, p.calendar);
  }
  bool operator()(const ClockRecalculated& p) {
    auto* c = counting(p.clock);
    return c != nullptr && redate(*c, p.due_at, p.rungs, p.calendar);
  }
  bool operator()(const LadderClimbed& p) {
    auto* c = counting(p.clock);
    if (c == nullptr || p.rung != c->next_rung) return false;
    ++c->next_rung;
    if (!p.mark.empty()) c->mark = p.mark;
    return !p.handed_to || hand_to(p.handed_to);
  }
  bool operator()(const MatterMigrated& p) {
    if (m_.version != p.from_version) return false;
    std::vector<MatterClock> moved;
    for (const auto& c : p.clocks) {
      auto* old = counting(c.clock);
      if (old == nullptr) return false;
      if (c.to.empty()) {
        if (old->is_stopped()) old->span.stops.back().to = e_.at;
        old->ended_at = e_.at;
        old->stop_ends_at = {};
        continue;
      }
      moved.push_back(*old);
      old->ended_at = e_.at;  // Marks it for removal below.
      auto& now = moved.back();
      if (now.due_at != c.due_at && c.due_at > e_.at) now.mark.clear();
      now.id = c.to;
      now.span = c.span;
      now.due_at = c.due_at;
      now.rungs = c.rungs;
      now.next_rung = c.next_rung;
      now.calendar = c.calendar;
    }
    migrate_requests(p);
    // A counting clock takes the place of an ended one that bore its new name.
    std::erase_if(m_.clocks, [&](const MatterClock& c) {
      return std::any_of(p.clocks.begin(), p.clocks.end(), [&](const MigratedClock& n) {
        return !n.to.empty() && (c.id == n.to || c.id == n.clock);
      });
    });
    m_.clocks.insert(m_.clocks.end(), moved.begin(), moved.end());
    m_.version = p.to_version;
    m_.state = p.state;
    set_fields(p.fields);
    m_.doings = p.doings;
    m_.stops_used = p.stops_used;
    return hand_to(p.holder);
  }
  template <class Other>
  bool operator()(const Other&) {
    return false;  // Not about a matter.
  }

 private:
  /// The clock, if it is there and has not ended.
  MatterClock* counting(const std::string& id) {
    auto* c = m_.clock(id);
    return c == nullptr || c->is_ended() ? nullptr : c;
  }

  /// Asked extensions go with their clock, or lapse.
  void migrate_requests(const MatterMigrated& p) {
    std::erase_if(m_.asked, [&](const auto& a) {
      return std::find(p.lapsed.begin(), p.lapsed.end(), a.clock) != p.lapsed.end();
    });
    for (auto& a : m_.asked)
      for (const auto& c : p.clocks)
        if (a.clock == c.clock) {
          a.clock = c.to;
          break;
        }
  }

  static Instant rung(const MatterClock& c) { return c.rungs[static_cast<std::size_t>(c.next_rung)]; }

  /// Has the same command stopped another clock for this reason already? One stop of several clocks is one
  /// stop.
  bool is_stopping(const std::string& reason) const {
    return std::any_of(m_.clocks.begin(), m_.clocks.end(), [&](const MatterClock& c) {
      return c.is_stopped() && c.span.stops.back().reason == reason && c.span.stops.back().from == e_.at;
    });
  }

  bool hand_to(const PersonId& p) {
    if (p == m_.holder) return true;
    m_.trail.push_back(m_.holder);
    if (m_.trail.size() > kTrailLength) m_.trail.erase(m_.trail.begin());
    m_.holder = p;
    return true;
  }

  bool close(const std::string& outcome) {
    m_.outcome = outcome;
    m_.closed_at = e_.at;
    m_.moved_at = e_.at;
    if (m_.holder) m_.trail.push_back(m_.holder);
    m_.holder = {};
    m_.is_parked = false;
    m_.supervisor = {};
    return true;
  }

  void set_fields(const json::object& changes) {
    for (const auto& [key, value] : changes) {
      if (value.is_null())
        m_.fields.erase(key);
      else
        m_.fields.insert_or_assign(key, value);
    }
  }

  /// A later due instant arms the rungs again that now lie ahead; one that fired for this due instant stays
  /// fired.
  bool redate(MatterClock& c, Instant due_at, const std::vector<Instant>& rungs,
              const std::string& calendar) {
    const bool moved = c.due_at != due_at;
    c.due_at = due_at;
    c.rungs = rungs;
    c.calendar = calendar;
    if (!moved) return true;
    while (c.next_rung > 0 && rungs[static_cast<std::size_t>(c.next_rung) - 1] > e_.at) --c.next_rung;
    if (due_at > e_.at) c.mark.clear();
    return true;
  }

  Matter& m_;
  const Event& e_;
};

/// Only what changes people; the rest falls through.
struct PeopleFold {
  People& people;
  void operator()(const UnitAdded& p) {
    people.put_unit({p.unit, p.zh, p.en, p.parent, p.code, p.lon, p.lat, {}});
  }
  void operator()(const UnitMerged& p) { people.merge_unit(p.unit, p.into); }
  void operator()(const PersonAdded& p) { people.put_person({p.person, p.name, p.unit, false}); }
  void operator()(const PersonLeft& p) { people.leave(p.person); }
  void operator()(const PostGiven& p) { people.give_post({p.person, p.unit, p.post}); }
  void operator()(const PostTaken& p) { people.take_post({p.person, p.unit, p.post}); }
  void operator()(const GrantGiven& p) { people.give_grant({p.person, p.unit, p.role}); }
  void operator()(const GrantTaken& p) { people.take_grant({p.person, p.unit, p.role}); }
  template <class Other>
  void operator()(const Other&) {}
};

}  // namespace

Result<void> apply(Matter& matter, const Event& e) {
  if (!std::visit(Fold(matter, e), e.data))
    return Error("ledger.bad_event", "",
                 {{"position", std::to_string(e.position.value)}, {"type", std::string(type_of(e))}});
  ++matter.revision;
  matter.last_position = e.position;
  return {};
}

void apply(People& people, const Event& e) {
  std::visit(PeopleFold{people}, e.data);
}

}  // namespace guatu::kernel
