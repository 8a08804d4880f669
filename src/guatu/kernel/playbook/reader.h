// Reads a playbook: YAML → shape (JSON Schema) → references → model. All problems of a file at once.
// Does not prove the four laws; see proof.h.
#pragma once

#include <string>
#include <string_view>

#include "guatu/base/result.h"
#include "guatu/kernel/deadline/counting_rules.h"
#include "guatu/kernel/playbook/playbook.h"

namespace guatu::kernel {

/// What personal fields may be used for.
enum class PersonalRules {
  kChecked,      ///< only what a sealed value can serve; else playbook.personal_*
  kAsPublished,  ///< a text out of the ledger, perhaps older than these rules: then its fields are not sealed
};

/// @param text   UTF-8 YAML, at most limits::kMaxYamlBytes
/// @param file   named in the places of the problems
/// @param rules  counting rules that limits may name
/// @errors yaml.*; playbook.* with file, line and column, each saying what to write instead
Checked<Playbook> read_playbook(std::string_view text, const std::string& file, const CountingRules& rules,
                                PersonalRules personal = PersonalRules::kChecked);

/// The published JSON Schema (draft 2020-12) of the language, byte for byte schema/playbook.schema.json. The
/// reader walks the same text to find unknown keys and wrong shapes.
std::string_view playbook_schema();

}  // namespace guatu::kernel
