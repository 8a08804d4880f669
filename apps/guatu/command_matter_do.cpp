// matter open, move, do: what people do with a matter, by the desk.
#include <algorithm>

#include "guatu/answer.h"
#include "guatu/base/limits.h"

namespace guatu::app {

namespace {

using kernel::Verb;

/// Shorter words for some verbs of the kernel.
struct Alias {
  const char* alias;
  Verb verb;
};
constexpr Alias kAliases[] = {
    {"help", Verb::kAskHelp},
    {"helped", Verb::kGiveHelp},
    {"sign", Verb::kCosign},
    {"extend", Verb::kAskExtension},
    {"grant-extension", Verb::kAnswerExtension},
    {"back", Verb::kReturn},
};

/// Words of `matter do`: all verbs about a matter but those with a command of their own.
std::vector<std::string> words_of_do() {
  std::vector<std::string> out;
  for (const auto v : kernel::all_verbs()) {
    if (kernel::is_people_verb(v) || v == Verb::kOpen || v == Verb::kMove) continue;
    std::string word = kernel::text_of(v);
    std::replace(word.begin(), word.end(), '_', '-');
    out.push_back(std::move(word));
  }
  return out;
}

Result<Verb> verb_of(const std::string& word) {
  for (const auto& a : kAliases)
    if (word == a.alias) return a.verb;
  auto text = word;
  std::replace(text.begin(), text.end(), '-', '_');
  Verb v{};
  if (kernel::from_text(text, v) && !kernel::is_people_verb(v) && v != Verb::kOpen && v != Verb::kMove)
    return v;
  const auto words = words_of_do();
  const auto hint = nearest(word, words);
  return Error("cli.unknown_verb", "",
               {{"noun", "matter do NUMBER"},
                {"got", word.substr(0, 60)},
                {"hint", hint.empty() ? join(words, " ") : hint}});
}

/// Flags that mean the same for every verb.
Result<kernel::Command> common_of(const Session& s, Office& office, Verb verb) {
  kernel::Command c;
  c.verb = verb;
  c.by = PersonId{s.args.text("--by")};
  c.reason = s.args.text("--reason");
  if (s.args.has("--id") && s.args.text("--id").empty()) return Error("text.id", "--id", {{"got", ""}});
  GUATU_TRY(reader, office.store().read());
  for (const auto& [flag, id] :
       {std::pair{"--parent", &c.parent}, std::pair{"--about", &c.about}, std::pair{"--other", &c.other}}) {
    if (!s.args.has(flag)) continue;
    GUATU_TRY(found, find_matter_id(*reader, s.args.text(flag), flag));
    *id = found;
  }
  if (verb == Verb::kOpen) return c;
  GUATU_TRY(matter, find_matter_id(*reader, s.args.operands.at(0), "matter"));
  c.matter = matter;
  return c;
}

/// The playbook that says of what type the fields are.
Result<const kernel::Playbook*> playbook_for(Office& office, const kernel::Command& c) {
  GUATU_TRY(world, office.desk().world());
  if (c.verb == Verb::kOpen) return world->playbook(c.playbook);
  GUATU_TRY(reader, office.store().read());
  const auto m = reader->matter(c.matter);
  return m ? world->playbook(m->playbook, m->version) : nullptr;
}

Outcome send(Session& s, Office& office, kernel::Command c) {
  std::vector<StagedFile> staged;
  if (s.args.has("--set") || s.args.has("--fields-file")) {
    GUATU_TRY(playbook, playbook_for(office, c));
    auto fields = fields_of(s, playbook, staged);
    if (fields.has_error()) return std::move(fields).error();
    c.fields = std::move(*fields);
  }
  return answer(s, office, std::move(c), staged);
}

Outcome open(Session& s) {
  GUATU_TRY(office, Office::open(s, Access::kWrite));
  GUATU_TRY(c, common_of(s, *office, Verb::kOpen));
  c.playbook = s.args.operands.at(0);
  c.unit = UnitId{s.args.text("--unit")};
  return send(s, *office, std::move(c));
}

Outcome move(Session& s) {
  GUATU_TRY(office, Office::open(s, Access::kWrite));
  GUATU_TRY(c, common_of(s, *office, Verb::kMove));
  c.move = s.args.operands.at(1);
  return send(s, *office, std::move(c));
}

Outcome do_verb(Session& s) {
  GUATU_TRY(verb, verb_of(s.args.operands.at(1)));
  GUATU_TRY(office, Office::open(s, Access::kWrite));
  GUATU_TRY(c, common_of(s, *office, verb));
  c.person = PersonId{s.args.text("--person")};
  c.unit = UnitId{s.args.text("--unit")};
  c.clock = s.args.text("--clock");
  c.name = s.args.text("--name");
  c.agrees = s.args.text("--agrees");
  GUATU_TRY(amount, s.args.integer("--amount", 0, 1, limits::kMaxMinutes));
  c.amount = amount;
  return send(s, *office, std::move(c));
}

const FlagSpec kBy{"--by", "ID", {"谁来办", "who does it"}, true};
const FlagSpec kReason{"--reason", "TEXT", {"理由", "why"}};
const FlagSpec kSet{"--set",
                    "FIELD=VALUE",
                    {"字段的值；附件写 photos=@a.jpg,@b.jpg，空值清除（只在 amend 中）",
                     "value of a field; files as photos=@a.jpg,@b.jpg; an empty value clears (in amend)"},
                    false,
                    true};
const FlagSpec kFieldsFile{"--fields-file",
                           "FILE",
                           {"字段的 JSON 文件，- 为标准输入", "fields as a JSON file, - for standard input"}};
const FlagSpec kId{"--id",
                   "ID",
                   {"命令编号：同一编号再来不会重复办；不写则自动生成",
                    "id of the command: the same again is not done twice; made when left out"}};

}  // namespace

std::vector<CommandSpec> matter_do_commands() {
  return {
      {"matter",
       "open",
       {"新立一件事项", "open a matter"},
       "PLAYBOOK",
       1,
       1,
       {{"--unit", "ID", {"归哪个单位", "the unit it lies in"}, true},
        kBy,
        kSet,
        kFieldsFile,
        {"--parent", "NUMBER", {"上级事项", "its parent"}},
        {"--about", "NUMBER", {"关于哪件事项", "the matter it is about"}},
        kReason,
        kId},
       {{"matter open hazard --unit gujiao --by inspector --about QY-2022-0001 --set title=消防通道堵塞 "
         "--set grade=ordinary",
         {"", ""}},
        {"matter open task --unit gujiao --by mayor --fields-file - --dry-run < fields.json", {"", ""}}},
       &open},
      {"matter",
       "move",
       {"办理：使事项进入下一状态", "make a move of the playbook"},
       "NUMBER MOVE",
       2,
       2,
       {kBy, kSet, kFieldsFile, kReason, kId},
       {{"matter move YH-2022-0001 submit --by officer --set photos=@after.jpg", {"", ""}}},
       &move},
      {"matter",
       "do",
       {"每个规程都有的动作：" + join(words_of_do(), " "),
        "what every playbook allows: " + join(words_of_do(), " ")},
       "NUMBER VERB",
       2,
       2,
       {kBy,
        {"--person",
         "ID",
         {"分派、协办、会签、抄送、督办、回避的人", "whom: assign, help, co-sign, copy, supervise, recuse"}},
        {"--unit", "ID", {"转办到哪个单位", "transfer: to which unit"}},
        {"--other", "NUMBER", {"并入或关联的事项", "merge, link: the other matter"}},
        {"--clock", "ID", {"延期：哪个时钟", "extension: which clock"}},
        {"--amount", "N", {"延期多少；挂账多少天后复核", "extension: how much; park: days to the review"}},
        {"--name", "TEXT", {"中止的名目；关联的种类", "stop: which; link: its kind"}},
        {"--agrees", "yes|no", {"会签、答复延期：是否同意", "co-sign, answer: yes or no"}},
        kSet,
        kFieldsFile,
        kReason,
        kId},
       {{"matter do YH-2022-0001 assign --by mayor --person officer", {"", ""}},
        {"matter do YH-2022-0001 extend --by officer --clock rectifying --amount 5 --reason 等待配件",
         {"", ""}},
        {"matter do YH-2022-0001 park --by mayor --amount 30 --reason 资金未到位", {"", ""}}},
       &do_verb},
  };
}

}  // namespace guatu::app
