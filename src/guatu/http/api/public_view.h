// What anybody may know of a matter: the `public:` fields of its playbook, as words, and nothing of persons.
#pragma once

#include <boost/json.hpp>

#include "guatu/base/json_map.h"
#include "guatu/kernel/ledger/matter.h"
#include "guatu/kernel/ledger/world.h"
#include "guatu/kernel/ports.h"

namespace guatu::http::api {

/// `{number, title, state: {zh, en}, outcome, due_at, fields: [{id, title, value: {zh, en}}]}`; null where
/// the playbook does not publish it. Never: personal fields, fields that certain roles alone read, persons,
/// attachments, other matters.
json::object public_json(const kernel::Matter& m, const kernel::Playbook& playbook,
                         const kernel::World& world);

/// `[{at, state: {zh, en}}]`: when it entered which state, the newest first, at most `most`; no reasons, no
/// names. Empty when the playbook does not publish the state. @errors ledger.damaged
Result<json::array> public_steps(kernel::Reader& reader, const kernel::Matter& m,
                                 const kernel::Playbook& playbook, std::size_t most);

}  // namespace guatu::http::api
