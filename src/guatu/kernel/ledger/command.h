// What people ask of the ledger. One flat struct: each verb takes some of the arguments and refuses the
// others. Read from JSON as it comes from CLI, scripts and HTTP. Decided in decide.h.
#pragma once

#include <boost/describe.hpp>
#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "guatu/base/json_map.h"
#include "guatu/base/result.h"
#include "guatu/base/strong_id.h"

namespace guatu::kernel {

enum class Verb {
  // matters
  kOpen,
  kMove,
  kAmend,
  kAssign,
  kTransfer,
  kReturn,
  kAskHelp,
  kGiveHelp,
  kAskCosign,
  kCosign,
  kCopy,
  kWithdraw,
  kAskExtension,
  kAnswerExtension,
  kMerge,
  kUrge,
  kSupervise,
  kEndSupervision,
  kPark,
  kUnpark,
  kReopen,
  kStop,
  kResume,
  kLink,
  kRecuse,
  // people
  kAddUnit,
  kMergeUnit,
  kAddPerson,
  kLeave,
  kGivePost,
  kTakePost,
  kGrant,
  kRevoke,
};
const char* text_of(Verb v);  // open move amend assign transfer return ask_help give_help ask_cosign cosign
                              // copy withdraw ask_extension answer_extension merge urge supervise
                              // end_supervision park unpark reopen stop resume link recuse add_unit
                              // merge_unit add_person leave give_post take_post grant revoke
bool from_text(std::string_view s, Verb& out);
const std::vector<Verb>& all_verbs();
bool is_people_verb(Verb v);

/// One request. Members that its verb does not take must stay at their default.
struct Command {
  std::string id;  ///< the caller's: the same id again answers the same (at most limits::kMaxIdChars)
  PersonId by;     ///< who asks
  Verb verb = Verb::kOpen;
  MatterId matter;       ///< all matter verbs but open
  std::string playbook;  ///< open
  UnitId unit;      ///< open, transfer, add_unit, merge_unit, add_person, give_post, take_post, grant, revoke
  MatterId parent;  ///< open
  MatterId about;   ///< open
  MatterId other;   ///< merge (into), link
  std::string move;     ///< move
  json::object fields;  ///< open, move, amend; add_unit (zh, en, code, lon, lat)
  PersonId person;      ///< assign, ask_help, ask_cosign, copy, supervise, recuse, transfer; people verbs
  std::string reason;
  std::string clock;        ///< ask_extension, answer_extension
  std::int64_t amount = 0;  ///< ask_extension: in the limit's unit; park: natural days to the review
  std::string name;    ///< stop: id of the stop; give_post, take_post: post; grant, revoke: role; link: kind;
                       ///< add_person: name
  std::string agrees;  ///< `yes` or `no`: cosign, answer_extension
  UnitId into;         ///< merge_unit; add_unit: the unit above
  /// The last event of the matter that the caller saw; 0: whatever it is by now. A condition, no content: it
  /// is neither written down nor part of what `same content` means.
  Position if_at{};
  /// Whom the personal values concern, as far as the playbook's `subject` does not say; empty: the opener.
  /// For a window at which one person opens the matters of many. No content either, and written down nowhere.
  std::string concerns{};
  bool operator==(const Command&) const = default;
};
BOOST_DESCRIBE_STRUCT(Command, (),
                      (id, by, verb, matter, playbook, unit, parent, about, other, move, fields, person,
                       reason, clock, amount, name, agrees, into))

/// SHA-256 of the command's content without its id: what `same content` means.
std::string digest_of(const Command& c);

/// Refuses what no verb could mean: ids that are no ids, text that is no UTF-8 or too long, arguments that
/// the verb does not take, arguments that it lacks.
/// @errors text.id, field.not_utf8, field.too_long, command.unused_argument (field), command.missing_argument
/// (field)
Result<void> check_shape(const Command& c);

}  // namespace guatu::kernel
