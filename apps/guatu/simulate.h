// City files and what a simulated ledger begins with, for the commands that simulate.
#pragma once

#include <memory>
#include <string>

#include "guatu/base/instant.h"
#include "guatu/command.h"
#include "guatu/sim/ground.h"
#include "guatu/wiring.h"

namespace guatu::app {

/// `wanted`, or the shipped demo/city.yaml when it is empty. @errors cli.no_share
Result<std::string> city_file(const Session& s, const std::string& wanted);

/// The city of that file with the shipped calendars, counting rules and playbooks.
/// @errors cli.no_share, cli.no_file, yaml.*, city.*, and those of publishing
Checked<std::shared_ptr<const sim::Ground>> ground_of_city(const Session& s, const std::string& wanted);

/// A new ledger in `s.data` with that city in it, simulated unchecked and without trouble from its start
/// until `until`, where the clock then stands.
/// @errors those of Office::create, ground_of_city and store.*
Checked<std::unique_ptr<Office>> simulated_office(Session& s, const std::string& city_yaml, Instant until);

}  // namespace guatu::app
