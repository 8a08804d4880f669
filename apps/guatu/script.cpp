#include "guatu/script.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "guatu/base/yaml.h"
#include "guatu/kernel/deadline/deadline.h"
#include "guatu/kernel/messages/messages.h"

namespace guatu::app {

namespace {

using kernel::Command;
using kernel::Matter;
using kernel::Verb;

json::value json_of(const YamlNode& node) {
  if (node.is_map()) {
    json::object o;
    for (const auto& e : node.entries) o.emplace(e.key, json_of(e.value));
    return o;
  }
  if (node.is_list()) {
    json::array a;
    for (const auto& i : node.items) a.push_back(json_of(i));
    return a;
  }
  if (node.is_null()) return nullptr;
  bool b = false;
  if (yaml_bool(node, b)) return b;
  long long n = 0;
  if (yaml_int(node, n)) return static_cast<std::int64_t>(n);
  double d = 0;
  if (yaml_number(node, d)) return d;
  return json::value(node.scalar);
}

class Runner {
 public:
  Runner(kernel::Store& store, kernel::Desk& desk, ManualClock& clock, std::string file)
      : store_(store), desk_(desk), clock_(clock), file_(std::move(file)) {}

  Result<void> run(const YamlNode& root, const std::function<void(int, int)>& progress) {
    GUATU_TRY_VOID(known_keys(root, {"script", "title", "starts_at", "sweeps", "units", "persons", "steps"}));
    GUATU_TRY_VOID(start(root));
    if (const auto* units = root.find("units")) GUATU_TRY_VOID(add_units(*units));
    if (const auto* persons = root.find("persons")) GUATU_TRY_VOID(add_persons(*persons));
    const auto* steps = root.find("steps");
    if (steps == nullptr || !steps->is_list()) return bad("script.value", root, "steps", "a list of steps");
    const int total = static_cast<int>(steps->items.size());
    for (const auto& s : steps->items) {
      GUATU_TRY_VOID(step(s));
      ++report_.steps;
      if (progress) progress(report_.steps, total);
    }
    return load_matters();
  }

  ScriptReport take() { return std::move(report_); }

 private:
  Error bad(const char* key, const YamlNode& at, const std::string& field,
            const std::string& expected) const {
    return Error(key, field, {{"expected", expected}}, {file_, at.line, at.column});
  }
  Error at_step(Error e) const {
    if (e.place.file.empty()) e.place = {file_, line_, column_};
    return e;
  }

  Result<void> known_keys(const YamlNode& map, const std::set<std::string>& keys) const {
    if (!map.is_map()) return bad("script.value", map, "", "a map");
    for (const auto& e : map.entries)
      if (!keys.contains(e.key)) {
        const std::vector<std::string> all(keys.begin(), keys.end());
        return Error("script.key", e.key, {{"hint", nearest(e.key, all)}, {"keys", join(all, ", ")}},
                     {file_, e.line, e.column});
      }
    return {};
  }

  static std::string text(const YamlNode& map, const char* key) {
    const auto* n = map.find(key);
    return n == nullptr ? std::string() : n->scalar;
  }

  Result<void> start(const YamlNode& root) {
    const auto at = parse_instant(text(root, "starts_at"));
    if (!at) return bad("script.value", root, "starts_at", "2022-04-06 09:00");
    clock_.set(*at);
    sweeps_ = text(root, "sweeps") != "by_hand";
    name_ = text(root, "script");
    return {};
  }

  /// A command of the head of the script, by the system.
  Result<void> do_system(Command c, const YamlNode& at) {
    c.id = fmt::format("{}:{}", name_, ++count_);
    c.by = kernel::kSystem;
    auto r = desk_.execute(c);
    if (r.has_error()) return refused(r.error(), at);
    ++report_.commands;
    return {};
  }

  Error refused(const Error& e, const YamlNode& at) const {
    return Error("script.refused", e.field, {{"key", e.key}, {"why", kernel::sentence(e, Lang::kEn)}},
                 {file_, at.line, at.column});
  }

  Result<void> add_units(const YamlNode& units) {
    UnitId top;
    for (const auto& e : units.entries) {
      GUATU_TRY_VOID(known_keys(e.value, {"zh", "en", "in", "code", "at"}));
      Command c;
      c.verb = Verb::kAddUnit;
      c.unit = {e.key};
      c.into = {text(e.value, "in")};
      if (!c.into) c.into = top;
      if (!top) top = c.unit;
      for (const auto* key : {"zh", "en", "code"})
        if (const auto t = text(e.value, key); !t.empty()) c.fields.emplace(key, t);
      if (const auto* at = e.value.find("at"); at != nullptr && at->items.size() == 2) {
        c.fields.emplace("lon", at->items[0].scalar);
        c.fields.emplace("lat", at->items[1].scalar);
      }
      GUATU_TRY_VOID(do_system(std::move(c), e.value));
    }
    return {};
  }

  /// `[head, {supervision: city}]`: posts or grants, in the person's own unit or in a named one.
  Result<void> give(const YamlNode& list, Verb verb, const PersonId& person, const UnitId& own) {
    for (const auto& item : list.items) {
      Command c;
      c.verb = verb;
      c.person = person;
      c.unit = item.is_map() ? UnitId{item.entries.at(0).value.scalar} : own;
      c.name = item.is_map() ? item.entries.at(0).key : item.scalar;
      GUATU_TRY_VOID(do_system(std::move(c), item));
    }
    return {};
  }

  Result<void> add_persons(const YamlNode& persons) {
    for (const auto& e : persons.entries) {
      GUATU_TRY_VOID(known_keys(e.value, {"name", "unit", "posts", "grants"}));
      Command c;
      c.verb = Verb::kAddPerson;
      c.person = {e.key};
      c.unit = {text(e.value, "unit")};
      c.name = text(e.value, "name");
      const UnitId own = c.unit;
      GUATU_TRY_VOID(do_system(std::move(c), e.value));
      if (const auto* posts = e.value.find("posts"))
        GUATU_TRY_VOID(give(*posts, Verb::kGivePost, {e.key}, own));
      if (const auto* grants = e.value.find("grants"))
        GUATU_TRY_VOID(give(*grants, Verb::kGrant, {e.key}, own));
    }
    return {};
  }

  /// Where the clock goes for this step.
  Result<Instant> time_of(const YamlNode& s) const {
    const auto at = text(s, "at");
    if (at.empty()) return clock_.now() + kMinuteUs;
    if (at.front() == '+') {
      const std::int64_t unit = at.back() == 'm'   ? kMinuteUs
                                : at.back() == 'h' ? kHourUs
                                : at.back() == 'd' ? kDayUs
                                                   : 0;
      const auto digits = at.substr(1, at.size() - 2);
      if (unit == 0 || digits.empty() || digits.find_first_not_of("0123456789") != std::string::npos ||
          digits.size() > 5)
        return bad("script.value", s, "at", "+30m, +2h, +3d or an instant");
      return clock_.now() + std::stoll(digits) * unit;
    }
    auto t = parse_instant(at);
    if (!t) return bad("script.value", s, "at", "+30m, +2h, +3d or an instant");
    if (*t < clock_.now()) return bad("script.time", s, "at", to_text(clock_.now()));
    return *t;
  }

  /// Sweeps at each moment in (now, to] at which something falls due.
  Result<void> advance(Instant to) {
    while (sweeps_) {
      Instant next{};
      {
        GUATU_TRY(reader, store_.read());
        const auto id = reader->next_due(to, {});
        if (!id) break;
        next = reader->matter(*id)->next_act_at();
      }
      clock_.set(std::max(next, clock_.now()));
      GUATU_TRY_VOID(sweep());
    }
    clock_.set(to);
    return {};
  }

  Result<void> sweep() {
    GUATU_TRY(swept, desk_.sweep(false, true));
    if (!swept.problems.empty()) return swept.problems.front();
    last_events_ = std::move(swept.events);
    return {};
  }

  Result<MatterId> matter_id(const std::string& name, const YamlNode& at, const char* field) {
    if (const auto it = aliases_.find(name); it != aliases_.end()) return it->second;
    GUATU_TRY(reader, store_.read());
    if (const auto id = reader->find_number(name)) return *id;
    return Error("script.unknown_alias", field, {{"got", name}}, {file_, at.line, at.column});
  }

  /// `$name` anywhere in fields is the id of that matter.
  Result<json::value> with_aliases(const YamlNode& node) {
    if (node.is_scalar() && !node.scalar.empty() && node.scalar.front() == '$') {
      GUATU_TRY(id, matter_id(node.scalar.substr(1), node, "fields"));
      return json::value(std::to_string(id.value));
    }
    if (node.is_list()) {
      json::array a;
      for (const auto& i : node.items) {
        GUATU_TRY(v, with_aliases(i));
        a.push_back(std::move(v));
      }
      return json::value(std::move(a));
    }
    return json_of(node);
  }

  Result<Command> command_of(const YamlNode& s, Verb verb) {
    Command c;
    c.verb = verb;
    c.id = text(s, "id");
    if (c.id.empty()) c.id = fmt::format("{}:{}", name_, ++count_);
    c.by = {text(s, "by")};
    if (!c.by && kernel::is_people_verb(verb)) c.by = kernel::kSystem;
    const std::pair<const char*, MatterId*> matters[] = {
        {"matter", &c.matter}, {"parent", &c.parent}, {"about", &c.about}, {"other", &c.other}};
    for (const auto& [key, id] : matters)
      if (const auto* n = s.find(key)) {
        GUATU_TRY(found, matter_id(n->scalar, *n, key));
        *id = found;
      }
    const std::pair<const char*, std::string*> texts[] = {
        {"playbook", &c.playbook},   {"unit", &c.unit.value}, {"move", &c.move},
        {"person", &c.person.value}, {"reason", &c.reason},   {"clock", &c.clock},
        {"name", &c.name},           {"agrees", &c.agrees},   {"into", &c.into.value}};
    for (const auto& [key, value] : texts) *value = text(s, key);
    if (const auto* n = s.find("amount")) {
      long long amount = 0;
      if (!yaml_int(*n, amount)) return bad("script.value", *n, "amount", "a whole number");
      c.amount = amount;
    }
    if (const auto* n = s.find("fields"))
      for (const auto& e : n->entries) {
        GUATU_TRY(v, with_aliases(e.value));
        c.fields.insert_or_assign(e.key, std::move(v));
      }
    return c;
  }

  Result<void> step(const YamlNode& s) {
    line_ = s.line;
    column_ = s.column;
    GUATU_TRY_VOID(
        known_keys(s, {"at",       "do",     "as",   "by",     "matter",  "parent", "about",  "other",
                       "playbook", "unit",   "move", "fields", "person",  "reason", "clock",  "amount",
                       "name",     "agrees", "into", "id",     "refused", "events", "expect", "note"}));
    GUATU_TRY(to, time_of(s));
    if (auto r = advance(to); r.has_error()) return at_step(std::move(r).error());
    last_events_.clear();
    const auto what = text(s, "do");
    MatterId id;
    if (what == "sweep") {
      if (auto r = sweep(); r.has_error()) return at_step(std::move(r).error());
    } else if (what != "check") {
      Verb verb{};
      if (!kernel::from_text(what, verb)) return bad("script.value", s, "do", "a verb, sweep or check");
      GUATU_TRY(done, act(s, verb));
      id = done;
    }
    if (const auto* n = s.find("matter"); n != nullptr) {
      GUATU_TRY(named, matter_id(n->scalar, *n, "matter"));
      id = named;
    }
    if (const auto* events = s.find("events")) GUATU_TRY_VOID(same_events(*events));
    if (const auto* expect = s.find("expect")) GUATU_TRY_VOID(as_expected(*expect, id));
    return {};
  }

  /// Does the command, or sees it refused as the step says.
  Result<MatterId> act(const YamlNode& s, Verb verb) {
    GUATU_TRY(c, command_of(s, verb));
    Position before;
    {
      GUATU_TRY(reader, store_.read());
      before = reader->last_position();
    }
    auto done = desk_.execute(c);
    const auto wanted = text(s, "refused");
    ++report_.commands;
    if (done.has_error()) {
      if (wanted.empty()) return refused(done.error(), s);
      ++report_.expectations;
      if (done.error().key != wanted) return expected(s, "refused", wanted, done.error().key);
      GUATU_TRY(reader, store_.read());
      if (reader->last_position() != before) return expected(s, "refused", "nothing written", "events");
      return c.matter;
    }
    if (!wanted.empty()) return expected(s, "refused", wanted, "done");
    last_events_ = done->events;
    if (const auto as = text(s, "as"); !as.empty()) aliases_[as] = done->matter;
    return done->matter;
  }

  Error expected(const YamlNode& at, const std::string& what, const std::string& wanted,
                 const std::string& got) const {
    return Error("script.expected", what, {{"what", what}, {"wanted", wanted}, {"got", got}},
                 {file_, at.line, at.column});
  }

  Result<void> same_events(const YamlNode& list) {
    std::vector<std::string> wanted;
    std::vector<std::string> got;
    for (const auto& i : list.items) wanted.push_back(i.scalar);
    for (const auto& e : last_events_) got.emplace_back(kernel::type_of(e));
    ++report_.expectations;
    if (wanted != got) return expected(list, "events", join(wanted, ", "), join(got, ", "));
    return {};
  }

  Result<void> as_expected(const YamlNode& expect, MatterId id) {
    GUATU_TRY(reader, store_.read());
    const auto m = reader->matter(id);
    if (!m) return expected(expect, "matter", "a matter", "none");
    std::string told;
    GUATU_TRY_VOID(reader->events({}, {}, id, [&](const kernel::Event& e) {
      if (const auto* climbed = std::get_if<kernel::LadderClimbed>(&e.data)) {
        std::vector<std::string> ids;
        for (const auto& p : climbed->told) ids.push_back(p.value);
        told = join(ids, ", ");
      }
      return true;
    }));
    for (const auto& e : expect.entries) {
      GUATU_TRY(got, observed(*m, e, told));
      ++report_.expectations;
      auto wanted = e.value.scalar;
      if (e.value.is_list()) {
        std::vector<std::string> parts;
        for (const auto& i : e.value.items) parts.push_back(i.scalar);
        wanted = join(parts, ", ");
      }
      if (got != wanted) return expected(e.value, e.key, wanted, got);
    }
    return {};
  }

  Result<std::string> observed(const Matter& m, const YamlNode::Entry& e, const std::string& told) const {
    const auto value = [](std::string s) {
      return Result<std::string>(boost::system::in_place_value, std::move(s));
    };
    if (e.key == "state") return value(m.state);
    if (e.key == "holder") return value(m.holder.value);
    if (e.key == "outcome") return value(m.outcome);
    if (e.key == "light") return value(kernel::text_of(kernel::light(m, clock_.now())));
    if (e.key == "mark") return value(m.mark());
    if (e.key == "due_at") return value(m.due_at().us == 0 ? "" : to_text(m.due_at()));
    if (e.key == "returns") return value(std::to_string(m.returns));
    if (e.key == "unit") return value(m.unit.value);
    if (e.key == "number") return value(m.number);
    if (e.key == "parked") return value(m.is_parked ? "true" : "false");
    if (e.key == "told") return value(told);
    if (e.key.rfind("clock.", 0) == 0) {
      const auto* c = m.clock(e.key.substr(6));
      if (c == nullptr) return value("none");
      return value(c->is_ended() ? "ended" : c->is_stopped() ? "stopped" : to_text(c->due_at));
    }
    if (e.key.rfind("field.", 0) == 0) {
      const auto* v = m.fields.if_contains(e.key.substr(6));
      if (v == nullptr) return value("");
      return value(v->is_string() ? std::string(v->get_string()) : json::serialize(*v));
    }
    return Error("script.key", e.key, {{"hint", ""}, {"keys", "state, holder, …"}},
                 {file_, e.line, e.column});
  }

  Result<void> load_matters() {
    GUATU_TRY(reader, store_.read());
    for (const auto& [alias, id] : aliases_)
      if (auto m = reader->matter(id)) report_.matters.emplace(alias, std::move(*m));
    return {};
  }

  kernel::Store& store_;
  kernel::Desk& desk_;
  ManualClock& clock_;
  std::string file_;
  std::string name_;
  bool sweeps_ = true;
  int count_ = 0;
  int line_ = 0;
  int column_ = 0;
  std::map<std::string, MatterId> aliases_;
  std::vector<kernel::Event> last_events_;
  ScriptReport report_;
};

}  // namespace

Checked<ScriptReport> run_script(kernel::Store& store, kernel::Desk& desk, ManualClock& clock,
                                 const std::string& text, const std::string& file,
                                 const std::function<void(int, int)>& progress) {
  auto root = read_yaml(text, file);
  if (!root) return std::move(root).error();
  Runner runner(store, desk, clock, file);
  auto r = runner.run(*root, progress);
  if (r.has_error()) return Problems{std::move(r).error()};
  return runner.take();
}

}  // namespace guatu::app
