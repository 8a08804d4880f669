// Units, persons, posts, grants. Whoever leaves leaves no matter behind: it moves up in the same step, or the
// change is refused.
#include <algorithm>

#include "guatu/base/limits.h"
#include "guatu/kernel/ledger/decision.h"

namespace guatu::kernel {

namespace {

class PeopleDecision {
 public:
  PeopleDecision(const Command& c, const Context& x) : c_(c), x_(x), after_(x.people) {}

  void emit(MatterId matter, Payload payload) {
    const Position position{x_.next.value + static_cast<std::int64_t>(events_.size())};
    events_.push_back({position, matter, x_.now, c_.by, c_.id, std::move(payload), {}});
    apply(after_, events_.back());
  }

  Result<void> run(const std::vector<Matter>& held) {
    switch (c_.verb) {
      case Verb::kAddUnit:
        return add_unit();
      case Verb::kMergeUnit:
        return merge_unit(held);
      case Verb::kAddPerson:
        return add_person();
      case Verb::kLeave:
        return leave(held);
      case Verb::kGivePost:
        return give_post();
      case Verb::kTakePost:
        return take_post();
      case Verb::kGrant:
        return grant();
      case Verb::kRevoke:
        return revoke();
      default:
        broken_assumption("no people verb", __FILE__, __LINE__);
    }
  }
  std::vector<Event> take() { return std::move(events_); }

 private:
  std::string text(const char* field) const {
    const auto* v = c_.fields.if_contains(field);
    return v != nullptr && v->is_string() ? std::string(v->get_string()) : std::string();
  }

  Result<void> active_unit(const UnitId& id, const char* field) const {
    const auto* u = x_.people.unit(id);
    if (u == nullptr) return Error("people.unknown_unit", field, {{"got", id.value}});
    if (!u->is_active())
      return Error("people.unit_merged", field, {{"got", id.value}, {"into", u->merged_into.value}});
    return {};
  }

  Result<void> active_person() const {
    if (x_.people.person(c_.person) == nullptr)
      return Error("people.unknown_person", "person", {{"got", c_.person.value}});
    if (!x_.people.is_active(c_.person))
      return Error("people.not_active", "person", {{"got", c_.person.value}});
    return {};
  }

  Result<void> add_unit() {
    if (x_.people.unit(c_.unit) != nullptr)
      return Error("people.unit_exists", "unit", {{"got", c_.unit.value}});
    if (text("zh").empty()) return Error("field.required", "zh", {{"title", "名称 name"}});
    for (const auto& [key, value] : c_.fields) {
      const std::string_view k(key);
      if ((k != "zh" && k != "en" && k != "code" && k != "lon" && k != "lat") || !value.is_string())
        return Error("field.unknown", std::string(k.substr(0, 80)), {{"hint", "zh, en, code, lon, lat"}});
      if (code_points(std::string_view(value.get_string())) > limits::kMaxTitleChars)
        return Error("field.too_long", std::string(k), {{"limit", std::to_string(limits::kMaxTitleChars)}});
    }
    if (!c_.into && x_.people.top())
      return Error("people.second_top", "into", {{"top", x_.people.top()->value}});
    if (c_.into) {
      GUATU_TRY_VOID(active_unit(c_.into, "into"));
      const auto path = x_.people.path(c_.into);
      if (std::count(path.begin(), path.end(), '/') > limits::kMaxTreeDepth)
        return Error("people.too_deep", "into");
    }
    emit({}, UnitAdded{c_.unit, text("zh"), text("en"), c_.into, text("code"), text("lon"), text("lat")});
    return {};
  }

  Result<void> merge_unit(const std::vector<Matter>& lying_there) {
    GUATU_TRY_VOID(active_unit(c_.unit, "unit"));
    GUATU_TRY_VOID(active_unit(c_.into, "into"));
    if (!x_.people.unit(c_.unit)->parent) return Error("people.top_unit", "unit");
    if (!x_.people.children(c_.unit).empty())
      return Error("people.has_sub_units", "unit", {{"got", c_.unit.value}});
    if (x_.people.is_below(c_.into, c_.unit)) return Error("people.merge_into_itself", "into");
    emit({}, UnitMerged{c_.unit, c_.into, c_.reason});
    for (const auto& m : lying_there) {
      PersonId holder = m.holder;
      if (!after_.is_active(holder)) {
        const auto head = after_.head(c_.into, m.recused);
        if (!head) return Error("people.nobody_above", "unit", {{"number", m.number}});
        holder = *head;
      }
      emit(m.id, MatterHandedUp{m.holder, holder, c_.into, "unit.merged"});
    }
    return {};
  }

  Result<void> add_person() {
    if (x_.people.person(c_.person) != nullptr || c_.person == kSystem)
      return Error("people.person_exists", "person", {{"got", c_.person.value}});
    GUATU_TRY_VOID(active_unit(c_.unit, "unit"));
    emit({}, PersonAdded{c_.person, c_.name, c_.unit});
    return {};
  }

  /// Is this person the only head of the top unit? Then there would be nobody above.
  bool is_last_head() const {
    const auto top = x_.people.top();
    if (!top) return false;
    const auto heads = x_.people.holders(*top, "head");
    return heads.size() == 1 && heads.front() == c_.person;
  }

  Result<void> leave(const std::vector<Matter>& held) {
    GUATU_TRY_VOID(active_person());
    if (is_last_head()) return Error("people.last_head", "person", {{"who", x_.people.name(c_.person)}});
    emit({}, PersonLeft{c_.person, c_.reason});
    for (const auto& m : held) {
      const auto head = after_.head(after_.successor(m.unit), m.recused);
      if (!head) return Error("people.nobody_above", "person", {{"number", m.number}});
      emit(m.id, MatterHandedUp{c_.person, *head, {}, "person.left"});
    }
    return {};
  }

  Result<void> give_post() {
    GUATU_TRY_VOID(active_person());
    GUATU_TRY_VOID(active_unit(c_.unit, "unit"));
    const auto holders = x_.people.holders(c_.unit, c_.name);
    if (std::find(holders.begin(), holders.end(), c_.person) != holders.end())
      return Error("people.has_post", "name");
    emit({}, PostGiven{c_.person, c_.unit, c_.name});
    return {};
  }

  Result<void> take_post() {
    GUATU_TRY_VOID(active_person());
    const auto holders = x_.people.holders(c_.unit, c_.name);
    if (std::find(holders.begin(), holders.end(), c_.person) == holders.end())
      return Error("people.has_no_post", "name", {{"got", c_.name}});
    if (c_.name == "head" && c_.unit == x_.people.top() && is_last_head())
      return Error("people.last_head", "person", {{"who", x_.people.name(c_.person)}});
    emit({}, PostTaken{c_.person, c_.unit, c_.name});
    return {};
  }

  Result<void> grant() {
    GUATU_TRY_VOID(active_person());
    GUATU_TRY_VOID(active_unit(c_.unit, "unit"));
    const Grant wanted{c_.person, c_.unit, c_.name};
    for (const auto& g : x_.people.grants()) {
      if (g == wanted) return Error("people.has_grant", "name");
      if (g.person == c_.person && is_separated_duty(c_.name) && is_separated_duty(g.role) &&
          g.role != c_.name)
        return Error("people.separated_duties", "name", {{"has", g.role}, {"wants", c_.name}});
    }
    emit({}, GrantGiven{c_.person, c_.unit, c_.name});
    return {};
  }

  Result<void> revoke() {
    const Grant held{c_.person, c_.unit, c_.name};
    const auto& grants = x_.people.grants();
    if (std::find(grants.begin(), grants.end(), held) == grants.end())
      return Error("people.has_no_grant", "name", {{"got", c_.name}});
    emit({}, GrantTaken{c_.person, c_.unit, c_.name});
    return {};
  }

  const Command& c_;
  const Context& x_;
  People after_;
  std::vector<Event> events_;
};

/// The operator of the data folder, or whoever was granted the duty over the unit: system administrators keep
/// units, persons and posts, security administrators keep grants.
bool may_administer(const Command& c, const People& people) {
  if (c.by == kSystem) return true;
  if (!people.is_active(c.by)) return false;
  const bool is_grant = c.verb == Verb::kGrant || c.verb == Verb::kRevoke;
  UnitId where = c.verb == Verb::kAddUnit ? c.into : c.unit;
  if (c.verb == Verb::kLeave && people.person(c.person) != nullptr) where = people.person(c.person)->unit;
  return people.has_grant(c.by, is_grant ? kSecurityAdmin : kSystemAdmin, where);
}

}  // namespace

Result<std::vector<Event>> decide_people(const Command& command, const Context& context,
                                         const std::vector<Matter>& held) {
  GUATU_TRY_VOID(check_shape(command));
  if (!may_administer(command, context.people))
    return Error("people.not_administrator", "by", {{"who", command.by.value}});
  PeopleDecision d(command, context);
  GUATU_TRY_VOID(d.run(held));
  return d.take();
}

}  // namespace guatu::kernel
