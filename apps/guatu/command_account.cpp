// account: who may log in. Administrators hand out codes; no command takes or prints a password of somebody
// else.
#include <fmt/format.h>

#include <filesystem>

#include "guatu/accounts.h"
#include "guatu/base/limits.h"
#include "guatu/base/text.h"
#include "guatu/output.h"

namespace guatu::app {

namespace {

using store::AccountsMode;

void say_dry(const Session& s) {
  if (s.dry_run && !s.json) s.io.out << s.say({"试算，未写入。\n", "Dry run, nothing was written.\n"});
}

/// A code, once, and what it is for.
Outcome print_code(Session& s, const std::string& name, const std::string& code, const Titles& life) {
  say_dry(s);
  if (s.json) {
    print_json(s.io.out, json::object{{"account", name}, {"code", code}, {"dry_run", s.dry_run}});
    return {};
  }
  s.io.out << fmt::format(
      fmt::runtime(s.say({"账号 {}，设密码用的一次性验证码（{}，只显示这一次）：\n  {}\n",
                          "Account {}; one-time code to set its password ({}, shown this once):\n  {}\n"})),
      name, s.say(life), code);
  return {};
}

Outcome done(Session& s, const std::string& name, const Titles& what) {
  say_dry(s);
  if (s.json)
    print_json(s.io.out, json::object{{"account", name}, {"dry_run", s.dry_run}});
  else
    s.io.out << name << s.say({"：", ": "}) << s.say(what) << '\n';
  return {};
}

Outcome first(Session& s) {
  GUATU_TRY(d, open_accounts_of(s, AccountsMode::kCreate));
  const auto person = s.args.text("--person");
  const auto name = s.args.text("--name", person);
  GUATU_TRY(code, d.gate().first_code({person}, name));
  return print_code(s, name, code, {"30 分钟内有效", "valid for 30 minutes"});
}

Outcome add(Session& s) {
  GUATU_TRY(d, open_accounts_of(s, AccountsMode::kCreate));
  const auto person = s.args.operands.at(0);
  const auto name = s.args.text("--name", person);
  GUATU_TRY(code, d.gate().add(d.by, {person}, name, d.from));
  GUATU_TRY(policy, d.gate().policy());
  const auto hours = std::to_string(policy->code_hours);
  return print_code(s, name, code, {hours + " 小时内有效", "valid for " + hours + " hours"});
}

Outcome list(Session& s) {
  GUATU_TRY(d, open_accounts_of(s, AccountsMode::kReadOnly));
  GUATU_TRY(all, d.gate().accounts());
  Table t;
  t.column(s.say({"账号", "account"}));
  t.column(s.say({"人员", "person"}), false, true);
  t.column(s.say({"状态", "state"}));
  t.column(s.say({"两步验证", "second factor"}));
  t.column(s.say({"密码设于", "password set"}));
  json::array items;
  const auto& people = d.view.world->people();
  for (const auto& a : all) {
    const bool is_here = people.is_active(a.person);
    const auto state = !a.is_active         ? Titles{"停用", "disabled"}
                       : !is_here           ? Titles{"已离任", "left"}
                       : a.password.empty() ? Titles{"待设密码", "no password yet"}
                       : a.is_demo          ? Titles{"演示", "demo"}
                                            : Titles{"正常", "active"};
    t.row({a.name, people.name(a.person), s.say(state), a.totp.empty() ? "" : s.say({"有", "yes"}),
           a.password.empty() ? "" : minute_text(a.password_at)});
    items.push_back(json::object{{"account", a.name},
                                 {"person", a.person.value},
                                 {"is_active", a.is_active && is_here},
                                 {"is_demo", a.is_demo},
                                 {"has_password", !a.password.empty()},
                                 {"has_second_factor", !a.totp.empty()},
                                 {"password_at", instant_json(a.password_at)},
                                 {"created_at", instant_json(a.created_at)}});
  }
  if (s.json)
    print_json(s.io.out, json::object{{"items", std::move(items)}, {"next_cursor", nullptr}});
  else
    t.print(s.io);
  return {};
}

Outcome disable(Session& s) {
  GUATU_TRY(d, open_accounts_of(s, AccountsMode::kReadWrite));
  GUATU_TRY_VOID(d.gate().disable(d.by, s.args.operands.at(0), d.from));
  return done(s, s.args.operands.at(0), {"已停用，登录全部结束", "disabled, all sessions ended"});
}

Outcome enable(Session& s) {
  GUATU_TRY(d, open_accounts_of(s, AccountsMode::kReadWrite));
  GUATU_TRY_VOID(d.gate().enable(d.by, s.args.operands.at(0), d.from));
  return done(s, s.args.operands.at(0), {"已启用", "enabled"});
}

Outcome reset_password(Session& s) {
  GUATU_TRY(d, open_accounts_of(s, AccountsMode::kReadWrite));
  GUATU_TRY(code, d.gate().reset_password(d.by, s.args.operands.at(0), d.from));
  GUATU_TRY(policy, d.gate().policy());
  const auto hours = std::to_string(policy->code_hours);
  return print_code(s, s.args.operands.at(0), code, {hours + " 小时内有效", "valid for " + hours + " hours"});
}

Outcome reset_second(Session& s) {
  GUATU_TRY(d, open_accounts_of(s, AccountsMode::kReadWrite));
  GUATU_TRY_VOID(d.gate().reset_second(d.by, s.args.operands.at(0), d.from));
  return done(s, s.args.operands.at(0),
              {"两步验证已取消，下次登录按规定重设",
               "second factor removed; the next login "
               "asks for one where the policy wants "
               "it"});
}

Outcome unlock(Session& s) {
  GUATU_TRY(d, open_accounts_of(s, AccountsMode::kReadWrite));
  GUATU_TRY_VOID(d.gate().unlock(d.by, s.args.operands.at(0), d.from));
  return done(s, s.args.operands.at(0), {"已解锁", "unlocked"});
}

Outcome sessions(Session& s) {
  GUATU_TRY(d, open_accounts_of(s, AccountsMode::kReadOnly));
  GUATU_TRY(owner, d.gate().as_operator(s.args.operands.at(0)));
  GUATU_TRY(all, d.gate().sessions(owner));
  Table t;
  t.column(s.say({"编号", "id"}), true);
  t.column(s.say({"开始", "since"}));
  t.column(s.say({"最近使用", "last used"}));
  t.column(s.say({"来源", "from"}));
  t.column(s.say({"浏览器", "browser"}), false, true);
  json::array items;
  for (const auto& x : all) {
    t.row({std::to_string(x.id.value), minute_text(x.created_at), minute_text(x.used_at), x.peer, x.agent});
    items.push_back(json::object{{"session", std::to_string(x.id.value)},
                                 {"created_at", instant_json(x.created_at)},
                                 {"used_at", instant_json(x.used_at)},
                                 {"peer", x.peer},
                                 {"agent", x.agent}});
  }
  if (s.json)
    print_json(s.io.out, json::object{{"items", std::move(items)}, {"next_cursor", nullptr}});
  else
    t.print(s.io);
  return {};
}

Outcome end_session(Session& s) {
  GUATU_TRY(d, open_accounts_of(s, AccountsMode::kReadWrite));
  const auto name = s.args.operands.at(0);
  if (s.args.has("--session")) {
    GUATU_TRY(owner, d.gate().as_operator(name));
    GUATU_TRY(id, s.args.integer("--session", 0, 1, INT64_MAX));
    GUATU_TRY_VOID(d.gate().end_session(owner, {id}, d.from));
    return done(s, name, {"已结束 1 个登录", "1 session ended"});
  }
  GUATU_TRY(n, d.gate().end_sessions(d.by, name, d.from));
  return done(s, name, {"已结束 " + std::to_string(n) + " 个登录", std::to_string(n) + " sessions ended"});
}

Outcome password(Session& s) {
  GUATU_TRY(d, open_accounts_of(s, AccountsMode::kReadWrite));
  GUATU_TRY(typed, read_password(s));
  auto entry = d.gate().new_password(s.args.text("--code"), typed, d.from);
  if (entry.has_error()) return std::move(entry).error();
  // Set from a console: nobody browses with the session that came of it.
  if (entry->step == kernel::Step::kIn) {
    GUATU_TRY(caller, d.gate().check(entry->token));
    GUATU_TRY_VOID(d.gate().logout(caller, d.from));
  }
  return done(s, entry->person.value, {"密码已设", "the password is set"});
}

void print_policy(Session& s, const kernel::Policy& p) {
  if (s.json) {
    json::array sources;
    for (const auto& x : p.sources)
      sources.push_back(json::object{{"part", x.part}, {"source", x.source}, {"confirmed", x.is_confirmed}});
    print_json(s.io.out, json::object{{"policy", p.name},
                                      {"length_min", p.length_min},
                                      {"length_max", p.length_max},
                                      {"classes_min", p.classes_min},
                                      {"rotation_days", p.rotation_days},
                                      {"history", p.history},
                                      {"tries", p.source.tries},
                                      {"wait_seconds", p.source.wait_seconds},
                                      {"wait_seconds_max", p.source.wait_seconds_max},
                                      {"idle_minutes", p.idle_minutes},
                                      {"absolute_minutes", p.absolute_minutes},
                                      {"second_factor_for_all", p.is_for_all},
                                      {"second_factor_roles", to_json(p.two_factor_roles)},
                                      {"audit_days", p.audit_days},
                                      {"sources", std::move(sources)},
                                      {"dry_run", s.dry_run}});
    return;
  }
  s.io.out << p.name << "  " << p.title.in(s.lang) << '\n';
  const auto line = [&](const Titles& label, const std::string& text) {
    print_pair(s.io, s.say(label), text, 18);
  };
  line({"密码", "password"},
       fmt::format(fmt::runtime(s.say({"{}–{} 个字符，至少 {} 类，{}，不得与前 {} 个相同",
                                       "{}–{} characters, of at least {} classes, {}, none of the last {}"})),
                   p.length_min, p.length_max, p.classes_min,
                   p.rotation_days == 0
                       ? s.say({"不到期", "does not grow old"})
                       : fmt::format(fmt::runtime(s.say({"{} 天更换", "for {} days"})), p.rotation_days),
                   p.history));
  line({"试错", "wrong tries"},
       fmt::format(fmt::runtime(s.say({"{} 次后等 {}–{} 秒", "after {} a wait of {}–{} s"})), p.source.tries,
                   p.source.wait_seconds, p.source.wait_seconds_max));
  line({"登录时长", "session"},
       fmt::format(fmt::runtime(s.say({"闲置 {} 分钟，最长 {} 分钟", "{} minutes idle, {} at most"})),
                   p.idle_minutes, p.absolute_minutes));
  line({"两步验证", "second factor"},
       p.is_for_all ? s.say({"所有人", "everybody"}) : join(p.two_factor_roles, ", "));
  line({"审计保留", "audit kept"}, fmt::format(fmt::runtime(s.say({"{} 天", "{} days"})), p.audit_days));
  for (const auto& x : p.sources)
    line({x.part, x.part}, x.source + (x.is_confirmed ? "" : s.say({"（未核实）", " (not confirmed)"})));
}

Outcome policy(Session& s) {
  namespace fs = std::filesystem;
  const bool is_set = s.args.has("--profile") || s.args.has("--file");
  GUATU_TRY(d, open_accounts_of(s, is_set ? AccountsMode::kCreate : AccountsMode::kReadOnly));
  if (is_set) {
    auto file = s.args.text("--file");
    if (file.empty()) {
      GUATU_TRY(share, share_dir(s));
      file = (fs::path(share) / "policies" / (s.args.text("--profile") + ".yaml")).string();
    }
    GUATU_TRY(text, read_text(s, file, limits::kMaxYamlBytes, "yaml.too_large"));
    auto set = d.gate().set_policy(d.by, file, text, d.from);
    if (set.has_error()) return std::move(set).error();
    if (s.dry_run) {
      auto read = kernel::read_policy(text, file);
      say_dry(s);
      print_policy(s, *read);
      return {};
    }
  }
  GUATU_TRY(now, d.gate().policy());
  print_policy(s, *now);
  return {};
}

const FlagSpec kBy{
    "--by",
    "ID",
    {"谁来办，默认 system（数据目录的管理者）", "who, system (the operator of the folder) unless said"}};

using Run = Outcome (*)(Session&);

CommandSpec of_one(const char* verb, Titles summary, Run run) {
  return {"account",
          verb,
          std::move(summary),
          "NAME",
          1,
          1,
          {kBy},
          {{std::string("account ") + verb + " gj.mayor", {"", ""}}},
          run};
}

std::vector<CommandSpec> session_commands() {
  return {
      {"account",
       "sessions",
       {"当前的登录", "its sessions"},
       "NAME",
       1,
       1,
       {},
       {{"account sessions gj.mayor", {"", ""}}},
       &sessions},
      {"account",
       "end-session",
       {"结束登录", "end its sessions"},
       "NAME",
       1,
       1,
       {{"--session", "ID", {"只结束这一个", "this one alone"}}, kBy},
       {{"account end-session gj.mayor", {"", ""}}},
       &end_session},
      {"account",
       "policy",
       {"看账号策略，或换一个", "the policy of accounts, or set another"},
       "",
       0,
       0,
       {{"--profile", "asvs|dengbao", {"附带的策略", "a shipped one"}},
        {"--file", "FILE", {"自己的策略文件", "one's own file"}},
        kBy},
       {{"account policy", {"", ""}}, {"account policy --profile dengbao --by sec_admin", {"", ""}}},
       &policy},
  };
}

}  // namespace

std::vector<CommandSpec> account_commands() {
  std::vector<CommandSpec> out{
      {"account",
       "first",
       {"第一个账号：为系统管理员打印一次性验证码",
        "the first account: prints a one-time code for a system administrator"},
       "",
       0,
       0,
       {{"--person", "ID", {"哪位人员，须已授予 system_admin", "which person; must hold system_admin"}, true},
        {"--name", "NAME", {"账号名，默认同人员编号", "to log in with; the person's id unless said"}}},
       {{"account first --person sys_admin", {"", ""}}},
       &first},
      {"account",
       "add",
       {"为一人开账号，打印设密码用的验证码",
        "an account for a person; prints the code that sets its password"},
       "PERSON",
       1,
       1,
       {{"--name", "NAME", {"账号名，默认同人员编号", "to log in with; the person's id unless said"}}, kBy},
       {{"account add gj_mayor --by sys_admin", {"", ""}}},
       &add},
      {"account", "list", {"所有账号", "all accounts"}, "", 0, 0, {}, {{"account list", {"", ""}}}, &list},
      {"account",
       "password",
       {"凭验证码设密码；密码从标准输入读，终端上不回显",
        "set a password with a code; it is read from standard input, without echo on a terminal"},
       "",
       0,
       0,
       {{"--code", "CODE", {"一次性验证码", "the one-time code"}, true}},
       {{"account password --code abcd-efgh-ijkl-mnop-qrst", {"", ""}}},
       &password},
      of_one("disable", {"停用，登录和令牌立即失效", "disable; sessions and tokens end at once"}, &disable),
      of_one("enable", {"重新启用", "enable again"}, &enable),
      of_one("reset-password", {"作废密码，打印新的验证码", "the password is void; prints a new code"},
             &reset_password),
      of_one("reset-second", {"取消两步验证（手机丢了）", "remove the second factor (a lost telephone)"},
             &reset_second),
      of_one("unlock", {"清除试错次数", "forget its wrong tries"}, &unlock),
  };
  for (auto& c : session_commands()) out.push_back(std::move(c));
  return out;
}

}  // namespace guatu::app
