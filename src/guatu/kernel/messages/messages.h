// The sentence of every error key, in both languages: what was wrong and what to write instead.
// One table a subject (messages_*.cpp); a test finds keys in the sources that have no sentence.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "guatu/base/result.h"
#include "guatu/base/text.h"

namespace guatu::kernel {

/// `{name}` in a sentence is replaced by the argument of that name, `{field}` by the error's field. A part in
/// brackets,
/// `[The nearest is {hint}.]`, is left out when one of its arguments is empty.
struct Message {
  std::string_view key;
  std::string_view zh;
  std::string_view en;
};

std::span<const Message> calendar_messages();    ///< text.*, yaml.*, json.*, calendar.*, rules.*, clock.*
std::span<const Message> playbook_messages();    ///< playbook.*
std::span<const Message> proof_messages();       ///< law.*
std::span<const Message> matter_messages();      ///< matter.*, field.*, command.*, people.*, ladder.*
std::span<const Message> store_messages();       ///< ledger.*, store.*, list.*, script.*, cli.*
std::span<const Message> simulation_messages();  ///< city.*, sim.*

std::span<const Message> evidence_messages();  ///< checkpoint.*, evidence.*, sign.*, and damage of the ledger
std::span<const Message> migration_messages();  ///< migration.*, rehearsal.*
std::span<const Message> backup_messages();     ///< file.*, backup.*
std::span<const Message> http_messages();       ///< http.*
std::span<const Message> account_messages();    ///< account.*, policy.*
std::span<const Message> personal_messages();   ///< personal.*, seal.*, playbook.personal_*
std::span<const Message> sheet_messages();      ///< sheet.*
std::span<const Message> api_messages();  ///< what resources of the API refuse: http.*, matter.unknown_clock

std::span<const Message> plan_messages();  ///< rota.*, rent.*, draw.*

/// nullptr for an unknown key.
const Message* find_message(std::string_view key);

/// The sentence, with its arguments filled in; the bare key when there is none (a test forbids that).
std::string sentence(const Error& e, Lang lang);

/// `file:line:column: key: sentence`, or `key: sentence` without a place. With a field: `key (field): …`.
std::string report_line(const Error& e, Lang lang);

}  // namespace guatu::kernel
