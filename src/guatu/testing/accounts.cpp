#include "guatu/testing/accounts.h"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <utility>

#include "guatu/base/secret.h"
#include "guatu/base/totp.h"
#include "guatu/store/accounts.h"
#include "guatu/testing/office.h"

namespace guatu::testing {

namespace {

template <class R>
auto must(R&& r) {
  if (r.has_error()) {
    if constexpr (std::is_same_v<typename std::decay_t<R>::error_type, Error>)
      std::cerr << "unexpected: " << r.error().key << '\n';
    else
      std::cerr << "unexpected: " << r.error().front().key << '\n';
    std::abort();
  }
  return std::move(*r);
}

std::unique_ptr<kernel::AccountStore> new_store(const std::string& dir) {
  return must(store::open_accounts(dir, store::AccountsMode::kCreate, {5000, false, {}}));
}

std::unique_ptr<kernel::Gate> new_gate(kernel::AccountStore& store, const Clock& clock,
                                       kernel::PeopleNow people,
                                       std::chrono::milliseconds others_good_for = std::chrono::hours(1)) {
  kernel::GateOptions options;
  options.cost = {8192, 1};
  options.others_good_for = others_good_for;
  options.common_words = kernel::read_common_words(read_file("policies/common-passwords.txt"));
  return std::make_unique<kernel::Gate>(store, clock, std::move(people), options);
}

void put_policy(kernel::Gate& gate, const std::string& policy) {
  const auto file = "policies/" + policy + ".yaml";
  if (gate.set_policy(kernel::kSystem, file, read_file(file), {}).has_error()) std::abort();
}

}  // namespace

TemporaryGate::TemporaryGate(const Clock& clock, kernel::PeopleNow people, const std::string& policy)
    : store_(new_store(folder_.path())), gate_(new_gate(*store_, clock, std::move(people))) {
  put_policy(*gate_, policy);
}

TemporaryGate::~TemporaryGate() = default;

void TemporaryGate::set_policy(const std::string& policy) {
  put_policy(*gate_, policy);
}

TemporaryFolder::TemporaryFolder() {
  path_ = (std::filesystem::temp_directory_path() / "guatu-accounts-XXXXXX").string();
  if (::mkdtemp(path_.data()) == nullptr) std::abort();
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ec;
  std::filesystem::remove_all(path_, ec);
}

GateOffice::GateOffice(const std::string& policy, std::chrono::milliseconds others_good_for)
    : clock(at("2026-03-02 09:00")),
      others_good_for_(others_good_for),
      people_(std::make_shared<kernel::People>()) {
  people_->put_unit({{"city"}, "市", "City", {}, "", "", "", {}});
  people_->put_unit({{"bureau"}, "局", "Bureau", {"city"}, "", "", "", {}});
  for (const char* id : {"sys", "sec", "aud"}) people_->put_person({{id}, id, {"city"}, false});
  for (const char* id : {"ann", "bob", "cai", "chief"}) people_->put_person({{id}, id, {"bureau"}, false});
  people_->give_grant({{"sys"}, {"city"}, std::string(kernel::kSystemAdmin)});
  people_->give_grant({{"sec"}, {"city"}, std::string(kernel::kSecurityAdmin)});
  people_->give_grant({{"aud"}, {"city"}, std::string(kernel::kAuditAdmin)});
  people_->give_grant({{"chief"}, {"bureau"}, std::string(kernel::kSystemAdmin)});
  open();
  put_policy(*gate_, policy);
}

GateOffice::~GateOffice() = default;

void GateOffice::open() {
  store_ = new_store(folder_.path());
  gate_ = new_gate(
      *store_, clock, [this] { return Result<std::shared_ptr<const kernel::People>>(people_); },
      others_good_for_);
}

std::unique_ptr<kernel::AccountStore> GateOffice::another_store() const {
  return must(store::open_accounts(folder_.path(), store::AccountsMode::kReadWrite, {5000, false, {}}));
}

void GateOffice::reopen() {
  gate_.reset();
  store_.reset();
  open();
}

void GateOffice::join(const std::string& person, const std::string& password) {
  const auto code = must(gate_->add(kernel::kSystem, {person}, person, {}));
  if (gate_->new_password(code, password, {"192.0.2.200", "", ""}).has_error()) std::abort();
}

kernel::Entry GateOffice::enter(const std::string& name, const std::string& password,
                                const kernel::Origin& from) {
  auto entry = must(gate_->login(name, password, from));
  if (entry.step != kernel::Step::kIn) std::abort();
  return entry;
}

kernel::Caller GateOffice::caller(const kernel::Entry& entry) {
  return must(gate_->check(entry.token));
}

std::string GateOffice::code(const std::string& secret, std::int64_t steps_ahead) const {
  return hotp(must(from_base32(secret)), static_cast<std::uint64_t>(totp_step(clock.now()) + steps_ahead));
}

std::string GateOffice::try_in(const std::string& name, const std::string& password,
                               const kernel::Origin& from) {
  const auto r = gate_->login(name, password, from);
  return r.has_error() ? r.error().key : text_of(r->step);
}

}  // namespace guatu::testing
