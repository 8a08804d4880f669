// A gate for tests: accounts in a private temporary folder, a small city, a clock that stands, passwords
// hashed cheaply.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "guatu/base/instant.h"
#include "guatu/kernel/accounts/gate.h"
#include "guatu/kernel/accounts/ports.h"

namespace guatu::testing {

/// A temporary folder that goes with it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// A gate over people of somebody else's; in a private temporary folder, passwords hashed cheaply.
class TemporaryGate {
 public:
  /// @param clock   must outlive it
  /// @param policy  a file of policies/
  TemporaryGate(const Clock& clock, kernel::PeopleNow people, const std::string& policy = "asvs");
  ~TemporaryGate();

  kernel::Gate& gate() { return *gate_; }
  kernel::AccountStore& store() { return *store_; }
  /// @param policy  a file of policies/
  void set_policy(const std::string& policy);

 private:
  TemporaryFolder folder_;
  std::unique_ptr<kernel::AccountStore> store_;
  std::unique_ptr<kernel::Gate> gate_;
};

/// Persons `sys`, `sec`, `aud` (the three administrators of the city), `ann`, `bob`, `cai` (of a bureau), and
/// `chief` (system_admin of the bureau alone). No account yet.
class GateOffice {
 public:
  /// @param policy           a file of policies/
  /// @param others_good_for  see GateOptions: as long as a test may last, so that what the gate itself
  /// changes
  ///                         must be seen without it
  explicit GateOffice(const std::string& policy = "asvs",
                      std::chrono::milliseconds others_good_for = std::chrono::hours(1));
  ~GateOffice();

  kernel::Gate& gate() { return *gate_; }
  kernel::AccountStore& store() { return *store_; }
  const std::string& dir() const { return folder_.path(); }
  /// A gate anew over the same files: what was in memory is gone.
  void reopen();
  /// The same files as another process would open them.
  std::unique_ptr<kernel::AccountStore> another_store() const;
  /// As the ledger would fold it.
  kernel::People& people() { return *people_; }
  void pass(std::int64_t us) { clock.set(clock.now() + us); }

  /// Makes an account with this password; stops the test program when that is refused.
  void join(const std::string& person, const std::string& password);
  /// Logs in; stops the test program unless that leads to a session.
  kernel::Entry enter(const std::string& name, const std::string& password, const kernel::Origin& from);
  kernel::Caller caller(const kernel::Entry& entry);
  /// The code that an app would show now for a secret in base32.
  std::string code(const std::string& secret, std::int64_t steps_ahead = 0) const;
  /// Key of the error, or `in`, `second_factor`, `enrol`, `new_password`.
  std::string try_in(const std::string& name, const std::string& password, const kernel::Origin& from);

  ManualClock clock;

 private:
  void open();
  std::chrono::milliseconds others_good_for_;
  TemporaryFolder folder_;
  std::shared_ptr<kernel::People> people_;
  std::unique_ptr<kernel::AccountStore> store_;
  std::unique_ptr<kernel::Gate> gate_;
};

}  // namespace guatu::testing
