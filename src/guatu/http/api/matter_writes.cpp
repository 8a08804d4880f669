// What people do with a matter: opening, moves, and every verb as a sub-resource of its own. A body has the
// members that the verb takes (kernel/ledger/command.cpp) under the names that its event has.
#include <utility>

#include "guatu/http/api/input.h"
#include "guatu/http/api/operation.h"
#include "guatu/http/api/write_parts.h"

namespace guatu::http::api {

namespace {

using kernel::Verb;

struct VerbRow {
  Verb verb;
  const char* segment;
  const char* id;
  std::vector<Member> body;
};

std::vector<VerbRow> verbs() {
  const Member reason{"reason", true};
  const Member why{"reason"};
  const Member person{"person", true};
  return {
      {Verb::kMove, "moves", "makeMove", {{"move", true}, {"fields"}, why}},
      {Verb::kAmend, "amendments", "amendMatter", {{"fields", true}, why}},
      {Verb::kAssign, "assignments", "assignMatter", {person, why}},
      {Verb::kTransfer, "transfers", "transferMatter", {{"unit", true}, reason, {"person"}}},
      {Verb::kReturn, "returns", "returnMatter", {reason}},
      {Verb::kAskHelp, "help-requests", "askHelp", {person, why}},
      {Verb::kGiveHelp, "helps", "giveHelp", {reason}},
      {Verb::kAskCosign, "cosign-requests", "askCosign", {person, why}},
      {Verb::kCosign, "cosignatures", "cosignMatter", {{"agrees", true}, why}},
      {Verb::kCopy, "copies", "copyMatter", {person}},
      {Verb::kWithdraw, "withdrawal", "withdrawMatter", {reason}},
      {Verb::kAskExtension,
       "extension-requests",
       "askExtension",
       {{"clock", true}, {"amount", true}, reason}},
      {Verb::kAnswerExtension,
       "extension-answers",
       "answerExtension",
       {{"clock", true}, {"agrees", true}, why}},
      {Verb::kMerge, "merge", "mergeMatter", {{"other", true}, reason}},
      {Verb::kUrge, "urges", "urgeMatter", {reason}},
      {Verb::kSupervise, "supervision", "superviseMatter", {reason, {"person"}}},
      {Verb::kEndSupervision, "supervision-end", "endSupervision", {reason}},
      {Verb::kPark, "parking", "parkMatter", {{"amount", true}, reason}},
      {Verb::kUnpark, "unparking", "unparkMatter", {why}},
      {Verb::kReopen, "reopening", "reopenMatter", {reason}},
      {Verb::kStop, "stops", "stopClocks", {{"stop", true}, reason}},
      {Verb::kResume, "resumptions", "resumeClocks", {{"stop", true}, why}},
      {Verb::kLink, "links", "linkMatter", {{"other", true}, {"kind", true}}},
      {Verb::kRecuse, "recusals", "recusePerson", {person, reason}},
  };
}

}  // namespace

std::vector<Operation> matter_write_operations() {
  std::vector<Operation> out;
  out.push_back({Method::kPost,
                 "/matters",
                 "openMatter",
                 {},
                 {{{"playbook", true}, {"unit", true}, {"fields", true}, {"parent"}, {"about"}, {"reason"}}},
                 {},
                 [](Ask& ask, json::object body, kernel::Command& c) {
                   return fill(ask, Verb::kOpen, std::move(body), c);
                 },
                 201});
  for (auto& row : verbs())
    out.push_back({Method::kPost,
                   std::string("/matters/{matter}/") + row.segment,
                   row.id,
                   {},
                   row.body,
                   {},
                   [verb = row.verb](Ask& ask, json::object body, kernel::Command& c) {
                     return fill(ask, verb, std::move(body), c);
                   }});
  return out;
}

}  // namespace guatu::http::api
