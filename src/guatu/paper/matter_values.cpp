#include "guatu/paper/matter_values.h"

#include <fmt/format.h>

#include <algorithm>

#include "guatu/calendar/civil_date.h"
#include "guatu/kernel/ledger/fields.h"
#include "guatu/kernel/views/matter_view.h"

namespace guatu::paper {

namespace {

using kernel::Field;
using kernel::FieldType;
using Row = std::map<std::string, std::string>;
constexpr Lang kZh = Lang::kZh;

const std::set<std::string> kChildRow{"index",  "number", "title",     "playbook", "unit",   "state",
                                      "holder", "light",  "opened_on", "due_at",   "due_on", "closed_on"};
const std::set<std::string> kClockRow{"index", "title", "started_on", "due_at", "state", "basis"};
const std::set<std::string> kHistoryRow{"index", "at", "who", "what"};

std::string iso(Instant t) {
  return t.us == 0 ? std::string() : to_text(date_of(t));
}
/// The day on which it falls due: an end of day belongs to the day that ends.
std::string iso_due(Instant t) {
  return t.us == 0 ? std::string() : to_text(date_of(t - 1));
}
std::string due_date_text(Instant t) {
  return t.us == 0 ? std::string() : date_text(t - 1);
}

const char* light_word(kernel::Light l) {
  switch (l) {
    case kernel::Light::kRed:
      return "红";
    case kernel::Light::kYellow:
      return "黄";
    case kernel::Light::kGreen:
      return "绿";
    default:
      return "";
  }
}

/// The last group of digits without its zeros: the counter of the number.
std::string counter_of(const std::string& number) {
  const auto end = number.find_last_of("0123456789");
  if (end == std::string::npos) return {};
  auto begin = end;
  while (begin > 0 && number[begin - 1] >= '0' && number[begin - 1] <= '9') --begin;
  while (begin < end && number[begin] == '0') ++begin;
  return number.substr(begin, end - begin + 1);
}

std::string field_text(const Field& f, const json::value& v, const kernel::People& people) {
  if (v.is_null()) return {};
  // A masked or opened value is a text whatever the type.
  if (f.personal) return v.is_string() ? std::string(v.get_string()) : json::serialize(v);
  if ((f.type == FieldType::kDate || f.type == FieldType::kInstant) && v.is_string()) {
    const std::string_view text(v.get_string());
    if (f.type == FieldType::kDate) {
      const auto d = parse_date(text);
      return d.has_error() ? std::string(text) : date_text(at_minute(*d, 0));
    }
    const auto t = parse_instant(text);
    return t.has_error() ? std::string(text) : moment_text(*t);
  }
  if (f.type == FieldType::kFiles && v.is_array()) return fmt::format("{}份", v.get_array().size());
  return kernel::value_text(f, v, people, kZh);
}

class Facts {
 public:
  Facts(const MatterFacts& facts, const kernel::World& world, Instant now)
      : facts_(facts), world_(world), now_(now) {}

  Values made() {
    self();
    fields("field.", facts_.self, true);
    if (facts_.about) neighbour("about.", *facts_.about);
    if (facts_.parent) neighbour("parent.", *facts_.parent);
    supervision();
    children();
    clocks();
    history();
    return std::move(out_);
  }

 private:
  void put(const std::string& name, std::string text) { out_.texts[name] = std::move(text); }
  std::string person(const PersonId& p) const { return p ? world_.people().name(p) : std::string(); }

  void self() {
    const auto& m = *facts_.self.matter;
    put("number", m.number);
    put("title", shown_title(facts_.self));
    put("playbook", facts_.self.playbook->title.zh);
    put("unit", kernel::unit_name(world_, m.unit, kZh));
    const auto* u = world_.people().unit(m.unit);
    put("unit_above", kernel::unit_name(world_, u == nullptr || !u->parent ? m.unit : u->parent, kZh));
    const auto top = world_.people().top();
    put("top_unit", top ? kernel::unit_name(world_, *top, kZh) : std::string());
    put("state", kernel::state_title(world_, m.playbook, m.version, m.state, kZh));
    put("holder", person(m.holder));
    put("opener", person(m.opener));
    put("supervisor", person(m.supervisor));
    put("opened_on", date_text(m.opened_at));
    put("closed_on", date_text(m.closed_at));
    put("due_at", moment_text(m.due_at()));
    put("due_on", due_date_text(m.due_at()));
    put("light", light_word(kernel::light(m, now_)));
    put("left", m.due_at().us == 0 ? std::string()
                                   : kernel::remaining_text(now_, m.due_at(), world_.calendar(), kZh));
    put("returns", std::to_string(m.returns));
    put("today", date_text(now_));
    put("year", std::to_string(date_of(m.opened_at).year()));
    put("seq", counter_of(m.number));
  }
  static std::string shown_title(const Shown& s) {
    const auto* t = s.fields.if_contains("title");
    return t != nullptr && t->is_string() ? std::string(t->get_string()) : std::string();
  }

  void fields(const std::string& prefix, const Shown& s, bool with_lists) {
    for (const auto& f : s.playbook->fields) {
      const auto* v = s.fields.if_contains(f.id);
      if (f.type == FieldType::kList && with_lists) {
        auto& rows = out_.lists[prefix + f.id];
        if (v != nullptr && v->is_array() && !f.item.empty())
          for (const auto& item : v->get_array())
            rows.push_back({{"index", std::to_string(rows.size() + 1)},
                            {"value", field_text(f.item.front(), item, world_.people())}});
      }
      put(prefix + f.id, v == nullptr ? std::string() : field_text(f, *v, world_.people()));
    }
  }
  void neighbour(const std::string& prefix, const Shown& s) {
    put(prefix + "number", s.matter->number);
    put(prefix + "title", shown_title(s));
    put(prefix + "unit", kernel::unit_name(world_, s.matter->unit, kZh));
    fields(prefix + "field.", s, false);
  }

  void supervision() {
    put("supervised_on", {});
    put("supervised_for", {});
    put("reason", {});
    for (const auto& e : facts_.history) {
      std::visit(
          [this](const auto& data) {
            if constexpr (requires { data.reason.empty(); })
              if (!data.reason.empty()) put("reason", data.reason);
          },
          e.data);
      if (const auto* s = std::get_if<kernel::SupervisionBegun>(&e.data)) {
        put("supervised_on", date_text(e.at));
        put("supervised_for", s->reason);
      }
    }
  }

  void children() {
    auto& rows = out_.lists["children"];
    for (const auto& [r, fields] : facts_.children) {
      const auto* p = world_.playbook(r.playbook);
      const auto* s = p == nullptr ? nullptr : p->state(r.state);
      const auto l = kernel::light(r, now_);
      rows.push_back({{"index", std::to_string(rows.size() + 1)},
                      {"number", r.number},
                      {"title", r.title},
                      {"playbook", p == nullptr ? r.playbook : p->title.zh},
                      {"unit", kernel::unit_name(world_, r.unit, kZh)},
                      {"state", s == nullptr ? r.state : s->title.zh},
                      {"holder", person(r.holder)},
                      {"light", light_word(l)},
                      {"opened_on", date_text(r.opened_at)},
                      {"due_at", moment_text(r.due_at)},
                      {"due_on", due_date_text(r.due_at)},
                      {"closed_on", date_text(r.closed_at)},
                      {"_from", iso(r.opened_at)},
                      {"_due", iso_due(r.due_at)},
                      {"_closed", iso(r.closed_at)},
                      {"_light", kernel::text_of(l)}});
      if (p == nullptr) continue;
      for (const auto& f : p->fields)
        if (const auto* v = fields.if_contains(f.id))
          rows.back()["field." + f.id] = field_text(f, *v, world_.people());
    }
  }

  void clocks() {
    auto& rows = out_.lists["clocks"];
    for (const auto& c : facts_.self.matter->clocks)
      rows.push_back({{"index", std::to_string(rows.size() + 1)},
                      {"title", kernel::clock_title(facts_.self.playbook, c.id, kZh)},
                      {"started_on", date_text(c.span.started_at)},
                      {"due_at", moment_text(c.due_at)},
                      {"state", c.is_ended()      ? (c.ended_at > c.due_at ? "逾期办结" : "按期办结")
                                : c.is_stopped()  ? "中止"
                                : now_ > c.due_at ? "逾期"
                                                  : "计时中"},
                      {"basis", c.span.limit.basis}});
  }

  void history() {
    auto& rows = out_.lists["history"];
    for (const auto& e : facts_.history)
      rows.push_back({{"index", std::to_string(rows.size() + 1)},
                      {"at", kernel::minute_text(e.at)},
                      {"who", e.by == kernel::kSystem ? "系统" : person(e.by)},
                      {"what", kernel::event_text(e, world_, facts_.self.playbook, kZh)}});
  }

  const MatterFacts& facts_;
  const kernel::World& world_;
  Instant now_;
  Values out_;
};

void add_fields(const kernel::Playbook& p, const std::string& prefix, Vocabulary& out, bool with_lists) {
  for (const auto& f : p.fields) {
    out.texts.insert(prefix + f.id);
    if (with_lists && f.type == FieldType::kList) out.lists[prefix + f.id] = {"index", "value"};
  }
}

void add_neighbour(const std::string& prefix, Vocabulary& out) {
  for (const char* name : {"number", "title", "unit"}) out.texts.insert(prefix + name);
}

}  // namespace

std::string date_text(Instant t) {
  if (t.us == 0) return {};
  const auto d = date_of(t);
  return fmt::format("{}年{}月{}日", d.year(), d.month(), d.day());
}

std::string moment_text(Instant t) {
  if (t.us == 0) return {};
  const int minute = minute_of_day(t);
  if (minute == 0) return date_text(t - 1) + "24时";
  auto out = fmt::format("{}{}时", date_text(t), minute / 60);
  if (minute % 60 != 0) out += fmt::format("{}分", minute % 60);
  return out;
}

Vocabulary any_vocabulary() {
  Vocabulary out;
  out.texts = {"number", "title",  "playbook",      "unit",           "unit_above", "top_unit",
               "state",  "holder", "opener",        "supervisor",     "opened_on",  "closed_on",
               "due_at", "due_on", "light",         "left",           "returns",    "today",
               "year",   "seq",    "supervised_on", "supervised_for", "reason"};
  out.lists = {{"children", kChildRow}, {"clocks", kClockRow}, {"history", kHistoryRow}};
  return out;
}

Vocabulary matter_vocabulary(const kernel::Playbook& playbook, const FindPlaybook& find) {
  auto out = any_vocabulary();
  add_fields(playbook, "field.", out, true);
  for (const auto& id : playbook.children)
    if (const auto* p = find(id))
      for (const auto& f : p->fields) out.lists["children"].insert("field." + f.id);
  if (!playbook.about.empty()) {
    add_neighbour("about.", out);
    if (const auto* p = find(playbook.about)) add_fields(*p, "about.field.", out, false);
  }
  if (!playbook.parents.empty()) {
    add_neighbour("parent.", out);
    for (const auto& id : playbook.parents)
      if (const auto* p = find(id)) add_fields(*p, "parent.field.", out, false);
  }
  return out;
}

Values matter_values(const MatterFacts& facts, const kernel::World& world, Instant now) {
  return Facts(facts, world, now).made();
}

}  // namespace guatu::paper
