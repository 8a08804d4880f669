// What the people of a simulated city do next: commands, made from what their playbooks allow them. Chosen by
// chance alone, and from what the ledger shows; nothing is done here. One thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "guatu/kernel/ledger/command.h"
#include "guatu/kernel/ledger/decide.h"
#include "guatu/kernel/ledger/world.h"
#include "guatu/kernel/people/roles.h"
#include "guatu/sim/city.h"
#include "guatu/sim/folk.h"
#include "guatu/sim/random.h"

namespace guatu::sim {

/// What there is to look at now.
struct Scene {
  const kernel::World& world;
  Instant now;
  std::function<std::shared_ptr<const kernel::Matter>(MatterId)> matter;  ///< nullptr: there is none
};

/// A command that somebody thought of; its id is the caller's to set.
struct Idea {
  kernel::Command command;
  bool must_be_refused = false;  ///< no rule could allow it
};

class Agents {
 public:
  Agents(const Folk& folk, Random random) : folk_(folk), random_(random) {}

  /// Opens a matter of that playbook in `unit` (or where the matter lies that it must be about or under).
  /// None when nobody may, or there is nothing to hang it on.
  std::optional<Idea> open(const Scene& s, const std::string& playbook, const UnitId& unit);

  /// What somebody does about `m`, most of all its holder. None: nothing can be done now.
  /// @param is_last_hour  the holder waited for it: stop, extend or park rather than move
  std::optional<Idea> act(const Scene& s, const kernel::Matter& m, const Habit& habit, bool is_last_hour);

  /// One verb by whoever is most likely to be allowed. None when it has no place here.
  std::optional<Idea> verb(const Scene& s, const kernel::Matter& m, kernel::Verb verb);

  /// Something that is never allowed.
  Idea wrong(const Scene& s, const kernel::Matter& m);

 private:
  /// Everything about one matter, looked up once.
  struct Stage;

  // values.cpp
  std::optional<json::value> value(const Scene& s, const kernel::Field& f, const UnitId& unit);
  json::object opening_fields(const Scene& s, const kernel::Playbook& p, const UnitId& unit);
  /// None when the guards of the move cannot be met.
  std::optional<json::object> move_fields(const Scene& s, const kernel::Playbook& p, const kernel::Matter& m,
                                          const kernel::Move& move);
  void meet(const kernel::Guards& guards, const kernel::Playbook& p, const std::vector<std::string>& may,
            json::object& given);

  std::optional<Idea> move(const Scene& s, Stage& stage);
  std::optional<Idea> move_by(const Scene& s, Stage& stage, const PersonId& person);
  std::optional<Idea> waiting(Stage& stage);
  std::optional<Idea> game(Stage& stage);
  bool about_clocks(Stage& stage, kernel::Command& c);
  bool about_others(const Scene& s, Stage& stage, kernel::Command& c);
  PersonId somebody(const UnitId& unit);

  const Folk& folk_;
  Random random_;
};

}  // namespace guatu::sim
