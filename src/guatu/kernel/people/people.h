// Units, persons, posts and grants, folded from events; and who a role source yields.
// Held in memory (ten thousands of persons, not millions). No I/O. See docs/architecture.md.
#pragma once

#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/base/strong_id.h"
#include "guatu/base/text.h"

namespace guatu::kernel {

/// The product itself: author of what the sweep writes. Never holds a matter.
inline const PersonId kSystem{"system"};

struct Unit {
  UnitId id;
  std::string zh;
  std::string en;
  UnitId parent;     ///< none for the top unit
  std::string code;  ///< administrative division code (GB/T 2260) or empty
  std::string lon;   ///< decimal degrees as text (WGS-84), or empty
  std::string lat;
  UnitId merged_into;  ///< set: no longer active
  bool is_active() const { return !merged_into; }
  Titles title() const { return {zh, en}; }
  bool operator==(const Unit&) const = default;
};

struct Person {
  PersonId id;
  std::string name;  ///< as printed: a post title, or a name where the office enters one
  UnitId unit;
  bool has_left = false;
  bool operator==(const Person&) const = default;
};

/// A person holds a post in a unit; `head` is the post of the unit head. Lower rank first.
struct Post {
  PersonId person;
  UnitId unit;
  std::string post;
  bool operator==(const Post&) const = default;
};

/// A right: a playbook role id, or one of the product's own (below), over a unit and all below it.
struct Grant {
  PersonId person;
  UnitId unit;
  std::string role;
  bool operator==(const Grant&) const = default;
};

/// The three separated administrators (三员): no person holds two of them. Source: GB/T 22239-2019 8.1.4.2 as
/// norms 2.8 quotes it.
inline constexpr std::string_view kSystemAdmin = "system_admin";
inline constexpr std::string_view kSecurityAdmin = "security_admin";
inline constexpr std::string_view kAuditAdmin = "audit_admin";
bool is_separated_duty(std::string_view role);

class People {
 public:
  const Unit* unit(const UnitId& id) const;
  const Person* person(const PersonId& id) const;
  /// Known, has not left, and is not the system.
  bool is_active(const PersonId& id) const;
  /// `id`, or the unit that it was merged into, followed to the end. Empty for an unknown id.
  UnitId successor(const UnitId& id) const;
  /// True if `unit` is `top` or below it.
  bool is_below(const UnitId& unit, const UnitId& top) const;
  /// `/taiyuan/gujiao/`: for prefix searches; empty for an unknown id.
  std::string path(const UnitId& id) const;
  std::optional<UnitId> top() const;
  /// Name to print; the id when unknown.
  std::string name(const PersonId& id) const;

  /// Holders of `post` in exactly that unit, active ones, in order of being given.
  std::vector<PersonId> holders(const UnitId& unit, std::string_view post) const;
  /// Head of `unit`, else of the nearest unit above that has one, skipping everyone in `not_these`.
  /// None only if not even the top unit's head may be taken.
  std::optional<PersonId> head(const UnitId& unit, const std::vector<PersonId>& not_these = {}) const;
  bool has_grant(const PersonId& person, std::string_view role, const UnitId& unit) const;

  const std::map<UnitId, Unit>& units() const { return units_; }
  const std::map<PersonId, Person>& persons() const { return persons_; }
  const std::vector<Post>& posts() const { return posts_; }
  const std::vector<Grant>& grants() const { return grants_; }
  /// Those of one person, and those in exactly one unit, in order of being given: no walk over all.
  const std::vector<Post>& posts_of(const PersonId& person) const;
  const std::vector<Post>& posts_in(const UnitId& unit) const;
  const std::vector<Grant>& grants_of(const PersonId& person) const;
  std::vector<UnitId> children(const UnitId& id) const;

  // Folding, called by apply() alone.
  void put_unit(Unit u);
  void merge_unit(const UnitId& from, const UnitId& into);
  void put_person(Person p);
  void leave(const PersonId& id);
  void give_post(Post p);
  void take_post(const Post& p);
  void give_grant(Grant g);
  void take_grant(const Grant& g);

 private:
  void index();

  std::map<UnitId, Unit> units_;
  std::map<PersonId, Person> persons_;
  std::vector<Post> posts_;
  std::vector<Grant> grants_;
  // The same again, by what they are asked by.
  std::map<PersonId, std::vector<Post>> posts_by_person_;
  std::map<UnitId, std::vector<Post>> posts_by_unit_;
  std::map<PersonId, std::vector<Grant>> grants_by_person_;
};

}  // namespace guatu::kernel
