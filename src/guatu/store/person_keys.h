// Keys of persons on disk: DIR/keys/persons.db and DIR/keys/ledger.secret, outside the ledger, so that a key
// can be destroyed while the ledger stays as it is. See docs/operating/personal-data.md.
#pragma once

#include <memory>
#include <string>

#include "guatu/base/result.h"
#include "guatu/base/seal.h"
#include "guatu/kernel/ledger/personal.h"

namespace guatu::store {

/// Opens the keys of a data folder. With `may_make` a folder without keys gets a secret and an empty store,
/// both synced, readable by their owner alone.
/// @errors personal.no_keys           there are none, and none may be made
///         personal.secret_missing    persons.db is there without the secret, or with one of another length
///         store.io, file.*
Result<std::unique_ptr<kernel::PersonKeys>> open_person_keys(const std::string& dir, SealKind kind,
                                                             bool may_make);

/// Spaces and hyphens out, full-width to half-width, ASCII letters small: `１３８ 0000-0000` and
/// `13800000000` are one person.
std::string normalised_subject(std::string_view subject);

}  // namespace guatu::store
