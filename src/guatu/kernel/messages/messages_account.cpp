// Sentences of account.* and policy.*.
#include "guatu/kernel/messages/messages.h"

namespace guatu::kernel {

namespace {

constexpr Message kMessages[] = {
    {"account.audit_damaged", "审计记录第 {row} 条被改动或缺失；请保全现场，并与备份比对。",
     "Row {row} of the audit was altered or is missing; keep everything as it is and compare a backup."},
    {"account.busy", "登录的人太多，请稍后再试。", "Too many are logging in; try again in a moment."},
    {"account.by_session", "令牌不能做这件事；请登录后办理。", "A token may not do this; log in first."},
    {"account.code_input", "请在标准输入给出密码，一行。", "Give the password on standard input, one line."},
    {"account.demo_password",
     "这里的账号用的是演示密码，不能在 {address} 上对外服务；请改用 127.0.0.1，或加 --demo-open 明确同意。",
     "Accounts here have the demo's password, which must not be served on {address}; use 127.0.0.1, or agree "
     "with "
     "--demo-open."},
    {"account.enrol_second_factor", "按规定要设两步验证；请用验证器应用扫码，输入六位数字。",
     "A second factor is required: scan the code with an authenticator app and enter its six digits."},
    {"account.first_person", "{who} 不是在任的系统管理员；请先用 guatu person grant 授予 system_admin。",
     "{who} is no active system administrator; grant system_admin with `guatu person grant` first."},
    {"account.locked", "试错太多，请 {seconds} 秒后再试；在以前登录过的浏览器上不受影响，也可请管理员解锁。",
     "Too many wrong tries; try again in {seconds} s, or on a browser where you logged in before, or ask an "
     "administrator to unlock."},
    {"account.must_change_password", "请先设置新密码。", "A new password must be set first."},
    {"account.name", "账号名用字母、数字、点、下划线、连字符，最多 {limit} 个字符。",
     "An account's name has letters, digits, dots, underscores and hyphens, at most {limit} characters."},
    {"account.name_taken", "账号名 {got} 已有人用；请换一个。", "The name {got} is taken; choose another."},
    {"account.no_accounts", "{dir} 里还没有账号；请先运行 guatu account first。",
     "There are no accounts in {dir} yet; run `guatu account first`."},
    {"account.no_enrolment", "还没有开始设置两步验证；请重新扫码。",
     "No second factor is being set up; begin again with a new code to scan."},
    {"account.no_policy", "账号策略还没有设置；请运行 guatu account policy --profile asvs。",
     "No account policy is set; run `guatu account policy --profile asvs`."},
    {"account.no_second_factor", "这个账号没有两步验证。", "This account has no second factor."},
    {"account.no_session", "没有登录，或登录已经结束；请重新登录。",
     "Not logged in, or no longer; log in again."},
    {"account.not_administrator", "{who} 不能管理这个账号；请由该单位的系统管理员办理。",
     "{who} may not administer this account; a system administrator of its unit does it."},
    {"account.not_admitted", "统一登录认得您，但这里没有可用的账号；请找系统管理员开通。",
     "The office's login knows you, but there is no account for you here; ask the system administrator."},
    {"account.not_auditor", "只有审计管理员能看审计记录，{who} 不能。",
     "The audit is for the audit administrator alone, not for {who}."},
    {"account.not_first", "已经有账号了；请由管理员用 guatu account add 增加，或用 reset-password 重设密码。",
     "There are accounts already; add one with `guatu account add`, or set a password anew with "
     "reset-password."},
    {"account.not_security", "只有安全管理员能改账号策略，{who} 不能。",
     "The policy of accounts is set by the security administrator, not by {who}."},
    {"account.own", "不能停用自己的账号；请由另一位管理员办理。",
     "Nobody disables their own account; another administrator does it."},
    {"account.password_classes", "密码要含大写字母、小写字母、数字、其他符号中的至少 {limit} 类。",
     "A password needs at least {limit} of: capital letters, small letters, digits, other signs."},
    {"account.password_common", "这个密码太常见，或就是账号名、姓名、连续的键；请换几个不相干的词。",
     "This password is one of the first that are guessed (a common word, your own name, a run of keys); take "
     "a few "
     "words that do not belong together."},
    {"account.password_long", "密码最多 {limit} 个字符。", "A password has at most {limit} characters."},
    {"account.password_not_text", "密码里有不能用的字节；请用键盘上打得出的字符。",
     "The password has bytes that are no text; use what a keyboard types."},
    {"account.password_short", "密码至少 {limit} 个字符；一句话比一个词好记。",
     "A password has at least {limit} characters; a sentence is easier to keep in mind than a word."},
    {"account.password_used", "这个密码用过了；请换一个。", "This password was used before; take another."},
    {"account.person_has", "{who} 已有账号 {has}，一人一个。",
     "{who} has the account {has} already; one is enough."},
    {"account.scope",
     "这个令牌办不了这件事：[它只能读，而 {write} 要写入][它只管 {operations}，不包括 "
     "{operation}][它只管规程 {playbooks}，不包括 "
     "{playbook}][它只管单位 {within} 及其下级，不包括 {unit}][它限于某些单位或规程，而 {unbound} "
     "不限于其中]。请换用范围够大的令牌，或用 guatu token add 另发一个。",
     "This token does not reach that far: [it may only read, and {write} writes][it is for {operations}, and "
     "not for "
     "{operation}][it is for the playbooks {playbooks}, and not for {playbook}][it is for {within} and "
     "below, and "
     "not for {unit}][it is bound to a unit or to playbooks, and {unbound} is about neither]. Use a token "
     "that does, "
     "or add one with `guatu token add`."},
    {"account.scope_word", "“{got}”不是令牌的范围；请写 read、write、operation:名称、playbook:名称。",
     "`{got}` is no scope; write read, write, operation:NAME or playbook:NAME."},
    {"account.second_factor", "请输入验证器应用上的六位数字，或一个恢复码。",
     "Enter the six digits of the authenticator app, or a recovery code."},
    {"account.second_factor_needed", "按规定这个账号要有两步验证，不能取消。",
     "The policy asks this account for a second factor; it cannot be removed."},
    {"account.secret_missing", "账号库在，但 {file} 不在或不对；请从备份恢复这个文件，不要新建。",
     "The accounts are there, but {file} is missing or wrong; restore this file from a backup, do not make a "
     "new "
     "one."},
    {"account.separated", "{who} 是三员之一，其密码和两步验证只能由数据目录的管理者在控制台重设。",
     "{who} is one of the three administrators; their password and second factor are reset by the operator "
     "at the "
     "console alone."},
    {"account.session_expired", "登录已过期；请重新登录。", "The session has expired; log in again."},
    {"account.ticket", "这一步已经失效；请从头登录，或请管理员再给一个验证码。",
     "This step is no longer valid; log in from the beginning, or ask for a new code."},
    {"account.title", "令牌要有名称，最多 {limit} 个字符。",
     "A token has a title of at most {limit} characters."},
    {"account.token_days", "令牌有效期为 1 到 {limit} 天。", "A token is valid for 1 to {limit} days."},
    {"account.too_many", "最多 {limit} 个；请先撤销不用的。", "At most {limit}; revoke what is not used."},
    {"account.typed_twice", "两次输入的不一样；请重来。", "The two are not the same; begin again."},
    {"account.unknown", "没有账号 {got}。", "There is no account {got}."},
    {"account.unknown_kind", "“{got}”不是审计记录的种类；可以是：{words}。",
     "`{got}` is no kind of audit row; there are: {words}."},
    {"account.unknown_session", "没有这个登录，或它已经结束。", "There is no such session, or no longer."},
    {"account.unknown_token", "没有编号为 {got} 的有效令牌。", "There is no valid token {got}."},
    {"account.wrong_code", "验证码不对，或已经用过；请等下一个。",
     "The code is wrong or was used already; wait for the next one."},
    {"account.wrong_login", "账号或密码不对。", "The name or the password is wrong."},
    {"account.wrong_password", "密码不对。", "The password is wrong."},
    {"oidc.claim", "统一登录没有给出 {name}，认不出是哪个账号；请管理员检查 oidc.yaml 里的 claim。",
     "The provider of logins gave no {name}, so the account is not known; the administrator checks `claim` "
     "in "
     "oidc.yaml."},
    {"oidc.off", "没有设置统一登录；请用密码登录。", "There is no provider of logins here; use a password."},
    {"oidc.provider", "统一登录的服务器答复不对（{detail}）；请稍后再试，或用密码登录。",
     "The provider of logins answered what it should not ({detail}); try again later, or use a password."},
    {"oidc.refused", "统一登录没有完成；请重试，或用密码登录。",
     "The provider of logins did not let you in; try again, or use a password."},
    {"oidc.setting", "oidc.yaml 的 {name} 应为：{expected}。", "{name} of oidc.yaml must be: {expected}."},
    {"oidc.signature", "统一登录的签名不对，没有让您进来；请告诉管理员。",
     "The provider's signature is wrong, so you were not let in; tell the administrator."},
    {"oidc.state", "这次登录已失效，或不是从这个浏览器开始的；请重新登录。",
     "This login is over, or was not begun in this browser; begin again."},
    {"oidc.token", "统一登录给出的凭据不能用（{detail}）；请重试，仍不行请告诉管理员。",
     "What the provider gave will not do ({detail}); try again, then tell the administrator."},
    {"oidc.unknown_key", "统一登录用了没有公布的密钥签名；请稍后再试。",
     "The provider signed with a key that it does not publish; try again later."},
    {"policy.missing", "缺少 {name}。", "{name} is missing."},
    {"policy.unknown_key", "不认识“{name}”[；最接近的是 {hint}]。",
     "`{name}` is unknown.[ The nearest is `{hint}`.]"},
    {"policy.value", "{field} 应为：{expected}。", "{field} must be: {expected}."},
    {"text.base32", "这不是 base32；请原样抄写。", "This is not base32; copy it as it stands."},
};

}  // namespace

std::span<const Message> account_messages() {
  return kMessages;
}

}  // namespace guatu::kernel
