#include "guatu/accounts.h"

#include <termios.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <map>
#include <set>

#include "guatu/base/limits.h"
#include "guatu/base/yaml.h"
#include "guatu/store/copy.h"

namespace guatu::app {

namespace fs = std::filesystem;

namespace {

Problems one(Error e) {
  return Problems{std::move(e)};
}

/// A terminal that shows nothing of what is typed.
class Silence {
 public:
  Silence() : is_on_(::tcgetattr(STDIN_FILENO, &before_) == 0) {
    auto silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    if (is_on_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  ~Silence() {
    if (is_on_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  termios before_{};
  bool is_on_;
};

Result<std::string> read_line(Session& s) {
  std::string line;
  if (!std::getline(s.io.in, line)) return Error("account.code_input");
  if (line.ends_with('\r')) line.pop_back();
  return {boost::system::in_place_value, std::move(line)};
}

}  // namespace

Checked<DemoAccounts> demo_accounts(const std::string& share, const kernel::People& people) {
  const auto file = (fs::path(share) / "demo" / "accounts.yaml").string();
  auto text = read_text(file, limits::kMaxYamlBytes, "yaml.too_large");
  if (text.has_error()) return one(std::move(text).error());
  auto root = read_yaml(*text, file);
  if (root.has_error()) return std::move(root).error();
  const auto* password = root->find("password");
  const auto* persons = root->find("persons");
  const auto* per_post = root->find("per_post");
  long long most = 0;
  if (password == nullptr || !password->is_scalar() || persons == nullptr || !persons->is_list() ||
      per_post == nullptr || !yaml_int(*per_post, most))
    return one(Error("script.value", "accounts", {{"expected", "password: …, persons: [ID, …], per_post: 2"}},
                     {file, 1, 1}));
  DemoAccounts out;
  out.password = password->scalar;
  for (const auto& p : persons->items)
    if (people.is_active({p.scalar})) out.persons.push_back({p.scalar});
  if (!out.persons.empty()) return out;
  std::map<std::string, long long> taken;
  for (const auto& post : people.posts())
    if (people.is_active(post.person) && taken[post.post]++ < most) out.persons.push_back(post.person);
  return out;
}

kernel::PeopleNow people_of(const View& v) {
  const auto* people = &v.world->people();
  return [people] {
    return Result<std::shared_ptr<const kernel::People>>(
        std::shared_ptr<const kernel::People>(std::shared_ptr<void>(), people));
  };
}

Checked<std::unique_ptr<Accounts>> Accounts::open(const std::string& dir, const std::string& share,
                                                  kernel::PeopleNow people, const Options& options) {
  std::unique_ptr<Accounts> out(new Accounts());
  auto where = dir;
  if (options.is_dry && options.mode == store::AccountsMode::kCreate && !store::has_accounts(dir)) {
    std::error_code ec;
    out->scratch_ = (fs::temp_directory_path(ec) / ("guatu-" + new_id())).string();
    fs::create_directories(out->scratch_, ec);
    where = out->scratch_;
  }
  const bool is_new = !store::has_accounts(where);
  auto store =
      store::open_accounts(where, options.mode, {5000, true, {}, options.is_dry && out->scratch_.empty()});
  if (store.has_error()) return one(std::move(store).error());
  out->store_ = std::move(*store);
  kernel::GateOptions gate;
  gate.issuer = options.issuer;
  gate.others_good_for = std::chrono::milliseconds(limits::kPeopleGoodForMs);
  if (options.mode != store::AccountsMode::kReadOnly) {
    auto words = read_text((fs::path(share) / "policies" / "common-passwords.txt").string(),
                           limits::kMaxYamlBytes, "file.too_large");
    if (words.has_error()) return one(std::move(words).error());
    gate.common_words = kernel::read_common_words(*words);
  }
  out->gate_ = std::make_unique<kernel::Gate>(*out->store_, out->clock_, std::move(people), std::move(gate));
  if (is_new) {
    const auto file = fs::path(share) / "policies" / "asvs.yaml";
    auto text = read_text(file.string(), limits::kMaxYamlBytes, "yaml.too_large");
    if (text.has_error()) return one(std::move(text).error());
    if (auto set = out->gate_->set_policy(kernel::kSystem, file.filename().string(), *text, {});
        set.has_error())
      return std::move(set).error();
  }
  return out;
}

Checked<OpenedAccounts> open_accounts_of(Session& s, store::AccountsMode mode) {
  OpenedAccounts o;
  auto office = Office::open(s, Access::kRead);
  if (office.has_error()) return std::move(office).error();
  o.office = std::move(*office);
  auto view = view_of(s, *o.office);
  if (view.has_error()) return Problems{std::move(view).error()};
  o.view = std::move(*view);
  std::string share;
  if (mode != store::AccountsMode::kReadOnly) {
    auto found = share_dir(s);
    if (found.has_error()) return Problems{std::move(found).error()};
    share = *found;
  }
  auto accounts = Accounts::open(s.data, share, people_of(o.view), {mode, s.dry_run, o.view.world->name()});
  if (accounts.has_error()) return std::move(accounts).error();
  o.accounts = std::move(*accounts);
  o.by = {s.args.text("--by", kernel::kSystem.value)};
  return o;
}

Result<std::optional<FirstAccount>> first_account(kernel::Gate& gate, const kernel::People& people) {
  GUATU_TRY(is_empty, gate.is_empty());
  std::set<PersonId> candidates;
  for (const auto& g : people.grants())
    if (g.role == kernel::kSystemAdmin && people.is_active(g.person)) candidates.insert(g.person);
  if (!is_empty || candidates.size() != 1) return std::optional<FirstAccount>();
  const auto person = *candidates.begin();
  GUATU_TRY(code, gate.first_code(person, person.value));
  return std::optional<FirstAccount>({person, std::move(code)});
}

Accounts::~Accounts() {
  gate_.reset();
  store_.reset();
  std::error_code ec;
  if (!scratch_.empty()) fs::remove_all(scratch_, ec);
}

Result<void> check_accounts(const std::string& dir) {
  if (!store::has_accounts(dir)) return {};
  GUATU_TRY_VOID(store::check_database((fs::path(dir) / "accounts.db").string()));
  auto store = store::open_accounts(dir, store::AccountsMode::kReadOnly);
  // Of an older program: its pages were looked at; its rows are once it was brought up to date.
  if (store.has_error() && store.error().key == "store.older") return {};
  if (store.has_error()) return std::move(store).error();
  const SystemClock clock{};
  kernel::Gate gate(**store, clock, {}, {});
  GUATU_TRY(head, gate.verify_audit());
  static_cast<void>(head);
  return {};
}

Result<std::string> read_password(Session& s) {
  if (&s.io.in != &std::cin || ::isatty(STDIN_FILENO) == 0) return read_line(s);
  const Silence silence;
  s.io.err << s.say({"新密码：", "New password: "}) << std::flush;
  GUATU_TRY(first, read_line(s));
  s.io.err << '\n' << s.say({"再输一遍：", "Once more: "}) << std::flush;
  GUATU_TRY(second, read_line(s));
  s.io.err << '\n';
  if (first != second) return Error("account.typed_twice");
  return {boost::system::in_place_value, std::move(first)};
}

}  // namespace guatu::app
