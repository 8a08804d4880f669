// playbook check, list, publish, schema: rules as files, proved before they are let in.
#include <fmt/format.h>

#include <filesystem>

#include "guatu/base/limits.h"
#include "guatu/kernel/messages/messages.h"
#include "guatu/kernel/playbook/proof.h"
#include "guatu/kernel/playbook/reader.h"
#include "guatu/output.h"
#include "guatu/wiring.h"

namespace guatu::app {

namespace {

namespace fs = std::filesystem;

json::array path_json(const std::vector<std::string>& path) {
  json::array out;
  for (const auto& p : path) out.emplace_back(p);
  return out;
}

/// One file: its report is printed, the code it deserves is returned.
class Checker {
 public:
  Checker(Session& s, const Ground& g) : s_(s), g_(g) {}

  int run(const std::string& file) {
    auto text = read_text(s_, file, limits::kMaxYamlBytes, "yaml.too_large");
    if (text.has_error()) return unreadable(file, Problems{std::move(text).error()});
    auto playbook = kernel::read_playbook(*text, file, g_.rules);
    if (playbook.has_error()) return unreadable(file, playbook.error());
    const auto proof = kernel::prove(*playbook, g_.calendar);
    if (s_.json) out_.push_back(as_json(file, *playbook, proof));
    if (proof.proved()) {
      if (!s_.json) proved(file, *playbook, proof);
      return 0;
    }
    if (!s_.json) broken(*playbook, proof);
    return 3;
  }

  json::array take() { return std::move(out_); }

 private:
  int unreadable(const std::string& file, const Problems& problems) {
    if (s_.json) {
      auto o = problems_json(problems, s_.lang);
      o["file"] = file;
      o["proved"] = false;
      out_.push_back(std::move(o));
    } else {
      print_problems(s_, problems);
    }
    return 2;
  }

  void broken(const kernel::Playbook& p, const kernel::Proof& proof) {
    for (const auto& b : proof.breaches) {
      s_.io.err << kernel::report_line(b.error, s_.lang) << '\n';
      if (!b.path.empty())
        s_.io.err << "    " << s_.say({"路径：", "path: "}) << kernel::path_text(b.path, p, s_.lang) << '\n';
    }
  }

  void proved(const std::string& file, const kernel::Playbook& p, const kernel::Proof& proof) {
    auto& io = s_.io;
    std::vector<std::string> terms;
    for (const auto& t : proof.longest_terms) terms.push_back(t.in(s_.lang));
    io.out << fmt::format(fmt::runtime(s_.say({"{}：{} v{} {}，四条规则成立（{} 种情形）\n",
                                               "{}: {} v{} {}, the four laws hold ({} configurations)\n"})),
                          file, p.id, p.version, p.title.in(s_.lang), proof.configurations);
    print_pair(io, s_.say({"  最长路径", "  longest"}), kernel::path_text(proof.longest_path, p, s_.lang),
               14);
    print_pair(io, s_.say({"  最长时间", "  at most"}),
               fmt::format(fmt::runtime(s_.say({"{} 天 = {}", "{} days = {}"})), proof.longest_days,
                           join(terms, " + ")),
               14);
    for (const auto& t : proof.tops)
      print_pair(io, s_.say({"  阶梯顶端", "  top"}),
                 fmt::format("{}: {} ({})", t.clock, t.role, t.at.in(s_.lang)), 14);
  }

  json::object as_json(const std::string& file, const kernel::Playbook& p, const kernel::Proof& proof) const {
    json::array breaches;
    for (const auto& b : proof.breaches)
      breaches.push_back(json::object{{"key", b.error.key},
                                      {"message", kernel::sentence(b.error, s_.lang)},
                                      {"line", b.error.place.line},
                                      {"column", b.error.place.column},
                                      {"path", path_json(b.path)}});
    std::vector<std::string> terms;
    for (const auto& t : proof.longest_terms) terms.push_back(t.in(s_.lang));
    json::array tops;
    for (const auto& t : proof.tops)
      tops.push_back(json::object{{"clock", t.clock}, {"role", t.role}, {"at", t.at.in(s_.lang)}});
    return {{"file", file},
            {"playbook", p.id},
            {"version", p.version},
            {"proved", proof.proved()},
            {"configurations", proof.configurations},
            {"longest_path", path_json(proof.longest_path)},
            {"longest_days", proof.longest_days},
            {"longest_terms", path_json(terms)},
            {"tops", std::move(tops)},
            {"breaches", std::move(breaches)}};
  }

  Session& s_;
  const Ground& g_;
  json::array out_;
};

Outcome check(Session& s) {
  auto ground = ground_of(s);
  if (ground.has_error()) return std::move(ground).error();
  Checker checker(s, *ground);
  bool is_unreadable = false;
  bool is_broken = false;
  for (const auto& file : s.args.operands) {
    const int code = checker.run(file);
    is_unreadable = is_unreadable || code == 2;
    is_broken = is_broken || code == 3;
  }
  if (s.json) print_json(s.io.out, json::object{{"items", checker.take()}, {"next_cursor", nullptr}});
  return is_unreadable ? 2 : is_broken ? 3 : 0;
}

Outcome list(Session& s) {
  GUATU_TRY(office, Office::open(s, Access::kRead));
  GUATU_TRY(v, view_of(s, *office));
  Table t;
  t.column(s.say({"规程", "playbook"}));
  t.column(s.say({"版本", "version"}), true);
  t.column(s.say({"行", "row"}));
  t.column(s.say({"状态数", "states"}), true);
  t.column(s.say({"标题", "title"}), false, true);
  json::array items;
  for (const auto* p : v.world->playbooks()) {
    t.row({p->id, std::to_string(p->version), p->row, std::to_string(p->states.size()), p->title.in(s.lang)});
    items.push_back(json::object{{"playbook", p->id},
                                 {"version", p->version},
                                 {"versions", to_json(v.world->versions(p->id))},
                                 {"row", p->row},
                                 {"title", json::object{{"zh", p->title.zh}, {"en", p->title.en}}},
                                 {"is_standing", p->standing},
                                 {"digest", p->digest}});
  }
  if (s.json)
    print_json(s.io.out, json::object{{"items", std::move(items)}, {"next_cursor", nullptr}});
  else
    t.print(s.io);
  return {};
}

Outcome publish(Session& s) {
  const auto file = s.args.operands.at(0);
  GUATU_TRY(office, Office::open(s, s.dry_run ? Access::kRead : Access::kWrite));
  const auto name = fs::path(file).filename().string();
  if (s.dry_run) {  // The same reading and proof, with the rules and the calendar of the folder.
    GUATU_TRY(v, view_of(s, *office));
    const Ground ground{v.world->calendar(), v.world->rules(), v.now};
    Checker checker(s, ground);
    const int code = checker.run(file);
    if (s.json) print_json(s.io.out, checker.take().at(0));
    return code;
  }
  GUATU_TRY(text, read_text(s, file, limits::kMaxYamlBytes, "yaml.too_large"));
  GUATU_TRY(position, office->desk().publish_playbook(name, text, PersonId{s.args.text("--by", "system")}));
  GUATU_TRY(reader, office->store().read());
  const bool is_new = reader->last_position() == position;
  if (s.json)
    print_json(s.io.out, json::object{{"file", name}, {"position", std::to_string(position.value)}});
  else
    s.io.out << name << ": "
             << (is_new ? s.say({"已发布", "published"})
                        : s.say({"与已发布的相同", "the same is published already"}))
             << '\n';
  return {};
}

Outcome schema(Session& s) {
  s.io.out << kernel::playbook_schema();
  return {};
}

}  // namespace

std::vector<CommandSpec> playbook_commands() {
  return {
      {"playbook",
       "check",
       {"读规程并证明四条规则；不需要数据目录",
        "read playbooks and prove the four laws; needs no data folder"},
       "FILE…",
       1,
       -1,
       {},
       {{"playbook check playbooks/*.yaml", {"2 读不懂，3 违反规则", "2 unreadable, 3 a law is broken"}}},
       &check},
      {"playbook",
       "list",
       {"已发布的规程", "published playbooks"},
       "",
       0,
       0,
       {{"--as-of", "INSTANT|POSITION", {"按当时的样子", "as it stood then"}}},
       {{"playbook list", {"", ""}}},
       &list},
      {"playbook",
       "publish",
       {"发布一个规程的新版本；在办事项仍按原版本", "publish a playbook; open matters keep their version"},
       "FILE",
       1,
       1,
       {{"--by", "ID", {"谁发布，默认 system", "who, system unless said"}}},
       {{"playbook publish playbooks/hazard.yaml --dry-run", {"", ""}}},
       &publish},
      {"playbook",
       "schema",
       {"规程语言的 JSON Schema", "the JSON Schema of the language"},
       "",
       0,
       0,
       {},
       {{"playbook schema > playbook.schema.json", {"", ""}}},
       &schema},
  };
}

}  // namespace guatu::app
