// token: what other programs log in with. account audit: who did what, for the audit administrator alone.
#include <fmt/format.h>

#include "guatu/accounts.h"
#include "guatu/base/hash.h"
#include "guatu/base/text.h"
#include "guatu/output.h"

namespace guatu::app {

namespace {

using kernel::AuditKind;
using store::AccountsMode;

/// `read`, `write`, `operation:list_matters`, `playbook:hazard`. @errors account.scope_word (arg `got`)
Result<kernel::TokenScope> scope_of(const Session& s) {
  kernel::TokenScope out;
  out.unit = {s.args.text("--unit")};
  for (const auto& word : s.args.all("--scope")) {
    if (word == "write")
      out.may_write = true;
    else if (word.starts_with("operation:") && word.size() > 10)
      out.operations.push_back(word.substr(10));
    else if (word.starts_with("playbook:") && word.size() > 9)
      out.playbooks.push_back(word.substr(9));
    else if (word != "read")
      return Error("account.scope_word", "--scope", {{"got", word.substr(0, 60)}});
  }
  return out;
}

std::string scope_text(const kernel::TokenScope& scope) {
  std::vector<std::string> out{scope.may_write ? "write" : "read"};
  for (const auto& x : scope.operations) out.push_back("operation:" + x);
  for (const auto& x : scope.playbooks) out.push_back("playbook:" + x);
  if (scope.unit) out.push_back("unit:" + scope.unit.value);
  return join(out, " ");
}

Outcome add(Session& s) {
  GUATU_TRY(scope, scope_of(s));
  GUATU_TRY(days, s.args.integer("--days", 90, 1, 3'650));
  GUATU_TRY(o, open_accounts_of(s, AccountsMode::kReadWrite));
  auto& gate = o.gate();
  GUATU_TRY(owner, gate.as_operator(s.args.operands.at(0)));
  GUATU_TRY(token, gate.add_token(owner, s.args.text("--title"), scope, static_cast<int>(days), o.from));
  if (s.json) {
    print_json(s.io.out, json::object{{"account", owner.name}, {"token", token}, {"dry_run", s.dry_run}});
    return {};
  }
  if (s.dry_run) s.io.out << s.say({"试算，未写入。\n", "Dry run, nothing was written.\n"});
  s.io.out << fmt::format(fmt::runtime(s.say({"{}，{} 天，{}（只显示这一次）：\n  {}\n",
                                              "{}, {} days, {} (shown this once):\n  {}\n"})),
                          owner.name, days, scope_text(scope), token);
  return {};
}

Outcome list(Session& s) {
  GUATU_TRY(o, open_accounts_of(s, AccountsMode::kReadOnly));
  auto& gate = o.gate();
  GUATU_TRY(owner, gate.as_operator(s.args.operands.at(0)));
  GUATU_TRY(all, gate.tokens(owner));
  Table t;
  t.column(s.say({"编号", "id"}), true);
  t.column(s.say({"名称", "title"}), false, true);
  t.column(s.say({"范围", "scope"}), false, true);
  t.column(s.say({"到期", "until"}));
  t.column(s.say({"最近使用", "last used"}));
  t.column("");
  json::array items;
  const auto now = SystemClock().now();
  for (const auto& x : all) {
    const auto state = x.revoked_at.us != 0 ? Titles{"已撤销", "revoked"}
                       : !is_live(x, now)   ? Titles{"已到期", "expired"}
                                            : Titles{};
    t.row({std::to_string(x.id.value), x.title, scope_text(x.scope), minute_text(x.expires_at),
           minute_text(x.used_at), s.say(state)});
    items.push_back(json::object{{"token", std::to_string(x.id.value)},
                                 {"title", x.title},
                                 {"scope", to_json_object(x.scope)},
                                 {"created_at", instant_json(x.created_at)},
                                 {"expires_at", instant_json(x.expires_at)},
                                 {"used_at", instant_json(x.used_at)},
                                 {"revoked_at", instant_json(x.revoked_at)}});
  }
  if (s.json)
    print_json(s.io.out, json::object{{"items", std::move(items)}, {"next_cursor", nullptr}});
  else
    t.print(s.io);
  return {};
}

Outcome revoke(Session& s) {
  GUATU_TRY(o, open_accounts_of(s, AccountsMode::kReadWrite));
  auto& gate = o.gate();
  GUATU_TRY(owner, gate.as_operator(s.args.operands.at(0)));
  GUATU_TRY(id, s.args.integer("--token", 0, 1, INT64_MAX));
  GUATU_TRY_VOID(gate.revoke_token(owner, {id}, o.from));
  if (s.json)
    print_json(s.io.out,
               json::object{{"account", owner.name}, {"token", std::to_string(id)}, {"dry_run", s.dry_run}});
  else
    s.io.out << s.say({"已撤销\n", "revoked\n"});
  return {};
}

Result<Instant> instant_of(const Session& s, const char* flag) {
  if (!s.args.has(flag)) return Instant{};
  const auto text = s.args.text(flag);
  const auto t = parse_instant(text);
  if (t.has_error()) return Error("text.instant", flag, {{"got", text.substr(0, 60)}});
  return *t;
}

Outcome audit(Session& s) {
  kernel::AuditQuery q;
  GUATU_TRY(from, instant_of(s, "--from"));
  GUATU_TRY(to, instant_of(s, "--to"));
  q.from = from;
  q.to = to;
  q.person = {s.args.text("--person")};
  q.account = kernel::normalised_name(s.args.text("--account"));
  q.cursor = s.args.text("--cursor");
  GUATU_TRY(limit, s.args.integer("--limit", 50, 1, 1'000));
  q.limit = static_cast<std::size_t>(limit);
  if (s.args.has("--kind")) {
    AuditKind kind{};
    if (!from_text(s.args.text("--kind"), kind)) {
      std::vector<std::string> words;
      for (int i = 0; i < kernel::kAuditKinds; ++i) words.emplace_back(text_of(static_cast<AuditKind>(i)));
      return Error("account.unknown_kind", "--kind",
                   {{"got", s.args.text("--kind").substr(0, 60)}, {"words", join(words, ", ")}});
    }
    q.kind = kind;
  }
  GUATU_TRY(o, open_accounts_of(s, AccountsMode::kReadWrite));
  GUATU_TRY(page, o.gate().audit(o.by, q, o.from));
  Table t;
  t.column(s.say({"时间", "at"}));
  t.column(s.say({"何事", "what"}));
  t.column("");
  t.column(s.say({"何人", "who"}));
  t.column(s.say({"账号", "account"}));
  t.column(s.say({"来源", "from"}));
  t.column(s.say({"内容", "about"}), false, true);
  json::array items;
  for (const auto& r : page.items) {
    t.row({to_text(r.at).substr(0, 19), text_of(r.kind), r.is_success ? "" : s.say({"未成", "refused"}),
           r.person.value, r.account, r.peer, r.about});
    items.push_back(json::object{{"row", std::to_string(r.id)},
                                 {"at", instant_json(r.at)},
                                 {"kind", text_of(r.kind)},
                                 {"is_success", r.is_success},
                                 {"person", id_json(r.person)},
                                 {"account", r.account},
                                 {"peer", r.peer},
                                 {"about", r.about}});
  }
  const auto next = page.next_cursor.empty() ? json::value(nullptr) : json::value(page.next_cursor);
  if (s.json)
    print_json(s.io.out, json::object{{"items", std::move(items)}, {"next_cursor", next}});
  else
    t.print(s.io);
  if (!s.json && !page.next_cursor.empty())
    s.io.out << s.say({"还有，接着看：--cursor ", "more: --cursor "}) << page.next_cursor << '\n';
  return {};
}

Outcome audit_verify(Session& s) {
  GUATU_TRY(o, open_accounts_of(s, AccountsMode::kReadOnly));
  GUATU_TRY(head, o.gate().verify_audit());
  if (s.json)
    print_json(s.io.out, json::object{{"first", std::to_string(head.first)},
                                      {"last", std::to_string(head.last)},
                                      {"hash", hex(head.hash)}});
  else
    s.io.out << fmt::format(fmt::runtime(s.say({"审计记录 {}–{} 完好，末条散列 {}\n",
                                                "Audit rows {}–{} are sound; hash of the last {}\n"})),
                            head.first, head.last, hex(head.hash));
  return {};
}

}  // namespace

std::vector<CommandSpec> token_commands() {
  return {
      {"account",
       "audit",
       {"审计记录，新的在前；只给审计管理员看，看了也记一笔",
        "the audit, newest first; for the audit administrator alone, and that it was read is in it"},
       "",
       0,
       0,
       {{"--by", "ID", {"审计管理员", "the audit administrator"}, true},
        {"--from", "INSTANT", {"从何时", "from when"}},
        {"--to", "INSTANT", {"到何时（不含）", "until when (not included)"}},
        {"--person", "ID", {"何人所为", "who did it"}},
        {"--account", "NAME", {"涉及的账号", "of this account"}},
        {"--kind",
         "KIND",
         {"何事：login、login_failed、exported……", "what: login, login_failed, exported, …"}},
        {"--limit", "N", {"一页几条，默认 50", "rows of a page, 50 unless said"}},
        {"--cursor", "CURSOR", {"接上一页", "of the page before"}}},
       {{"account audit --by audit_admin --kind login_failed", {"", ""}}},
       &audit},
      {"account",
       "audit-verify",
       {"核对审计记录有没有被改动", "whether the audit was altered"},
       "",
       0,
       0,
       {},
       {{"account audit-verify", {"", ""}}},
       &audit_verify},
      {"token",
       "add",
       {"为账号开令牌，供其他程序使用", "a token of an account, for other programs"},
       "ACCOUNT",
       1,
       1,
       {{"--title", "TEXT", {"做什么用", "what it is for"}, true},
        {"--scope",
         "WORD",
         {"read（默认）、write、operation:名称、playbook:名称；可写多次",
          "read (default), write, operation:NAME, playbook:NAME; may be repeated"},
         false,
         true},
        {"--unit", "ID", {"只限这个单位及以下", "this unit and below alone"}},
        {"--days", "N", {"有效天数，默认 90", "days that it is valid, 90 unless said"}}},
       {{"token add gj_dispatch --title 周报 --scope read --scope playbook:project --unit gujiao", {"", ""}}},
       &add},
      {"token",
       "list",
       {"账号的令牌", "tokens of an account"},
       "ACCOUNT",
       1,
       1,
       {},
       {{"token list gj_dispatch", {"", ""}}},
       &list},
      {"token",
       "revoke",
       {"撤销令牌，立即失效", "revoke a token; it ends at once"},
       "ACCOUNT",
       1,
       1,
       {{"--token", "ID", {"编号，见 token list", "its id, from token list"}, true}},
       {{"token revoke gj_dispatch --token 3", {"", ""}}},
       &revoke},
  };
}

}  // namespace guatu::app
