// Field values: checked against the playbook and brought into one canonical form. Pure.
// Canonical: text, choice, person, unit, date, instant as text; matter as id text; boolean; integer and money
// as int64; number and area as int64 when whole, else double; place {"at":[lon,lat] as decimal
// texts,"address"}; files [{"name","sha256","bytes"}]; list as array.
#pragma once

#include <boost/json.hpp>
#include <functional>
#include <optional>

#include "guatu/base/json_map.h"
#include "guatu/base/result.h"
#include "guatu/kernel/ledger/matter.h"
#include "guatu/kernel/people/people.h"
#include "guatu/kernel/playbook/playbook.h"

namespace guatu::kernel {

/// What a value may refer to.
struct FieldWorld {
  const People& people;
  /// A matter by its number or its id text; none if there is no such matter.
  std::function<std::optional<Matter>(const std::string&)> find_matter;
  bool takes_sealed =
      false;  ///< values come from the record: a sealed one is taken as it is. Never from a person
};

/// One value in canonical form; null stays null (it clears the field).
/// @param value  as it came: JSON of the field's type, or a text (CLI, spreadsheets): `1.2亿元`, `2022-4-8`,
/// `是`
/// @errors field.type (arg `expected`), field.choice (args `got`, `options`), field.range, field.too_long,
///         field.too_many, field.date, field.instant, field.place, field.files, field.no_person,
///         field.no_unit, field.no_matter, field.wrong_playbook; each with the field's id
Result<json::value> canonical_value(const Field& field, const json::value& value, const FieldWorld& world);

/// All given values in canonical form.
/// @param allowed  nullptr: any field of the playbook that is not computed; else only these ids
/// @errors field.unknown (arg `hint`), field.computed, field.not_asked, and those of canonical_value
Result<json::object> canonical_fields(const Playbook& playbook, const json::object& given,
                                      const std::vector<std::string>* allowed, const FieldWorld& world);

/// Is there a value (not absent, null, empty text or empty list)?
bool is_set(const json::object& fields, std::string_view id);

/// What changed from `before` to `after`, null for what was cleared: the `fields` of an event.
json::object changes(const json::object& before, const json::object& after);

/// Fen from `1234.56`, `1,234.56元`, `30万元`, `1.2亿元`; plain numbers are yuan. None when it is no amount
/// or finer than one fen.
std::optional<std::int64_t> parse_money(std::string_view text);
/// `1.2亿元`, `30万元`, `1234.56元` / `CNY 120 million` …: as officials write it, exact.
std::string money_text(std::int64_t fen, Lang lang);
/// `2022-04-08 08:30`; empty for 0.
std::string minute_text(Instant t);
/// A canonical value as a person reads it: choice titles, names, money, dates.
std::string value_text(const Field& field, const json::value& value, const People& people, Lang lang);

}  // namespace guatu::kernel
