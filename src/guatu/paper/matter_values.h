// What papers say of a matter: the words that stand in the braces of a template. Pure: what comes in here may
// be shown; who may see a value is decided before. docs/formats/paper.md lists the words.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "guatu/base/json_map.h"
#include "guatu/kernel/ledger/event.h"
#include "guatu/kernel/ledger/world.h"
#include "guatu/kernel/ports.h"
#include "guatu/paper/template.h"

namespace guatu::paper {

/// `2022年4月8日`; empty for 0.
std::string date_text(Instant t);
/// `2022年4月13日16时`, `2022年4月13日16时30分`, and for the end of a day `2022年4月13日24时`; empty for 0.
std::string moment_text(Instant t);

/// A matter with the fields that may be shown: canonical, or texts where they were masked.
struct Shown {
  const kernel::Matter* matter = nullptr;
  const kernel::Playbook* playbook = nullptr;
  json::object fields;
};

struct MatterFacts {
  Shown self;
  std::optional<Shown> about;
  std::optional<Shown> parent;
  struct Child {
    kernel::MatterRow row;
    json::object fields{};  ///< that may be shown; empty where no paper asks for them
  };
  std::vector<Child> children;
  std::vector<kernel::Event> history;  ///< as it may be seen
};

/// Newest version of a playbook, nullptr when there is none.
using FindPlaybook = std::function<const kernel::Playbook*(const std::string&)>;

/// The words of a matter of this playbook. Every playbook has those of `any`.
Vocabulary matter_vocabulary(const kernel::Playbook& playbook, const FindPlaybook& find);
/// Those that matters of every playbook have.
Vocabulary any_vocabulary();

/// @param now  the moment of the paper: its date, and what is late
Values matter_values(const MatterFacts& facts, const kernel::World& world, Instant now);

}  // namespace guatu::paper
