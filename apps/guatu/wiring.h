// Puts the product together: a data folder with its settings, store, clock and desk. The only place that
// knows all.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "guatu/base/instant.h"
#include "guatu/command.h"
#include "guatu/kernel/ledger/desk.h"
#include "guatu/kernel/ledger/personal.h"
#include "guatu/kernel/ports.h"

namespace guatu::app {

/// How `guatu serve` listens; flags go before settings. docs/operating/serve.md
struct ServeSettings {
  std::string listen;  ///< ADDRESS:PORT
  std::string cert;    ///< PEM file; with `key`: TLS
  std::string key;
  std::string threads;
  std::vector<std::string> trusted_proxies;  ///< networks, 10.0.0.0/8
  bool operator==(const ServeSettings&) const = default;
};

/// DIR/guatu.yaml: `{clock: {fixed: 2022-04-08T08:30:00+08:00}, lang: zh, checkpoint_every: 1 day, serve:
/// {listen: "0.0.0.0:8080", trusted_proxies: [127.0.0.1]}}`. Missing: all defaults.
struct Settings {
  std::optional<Instant> fixed;  ///< the clock stands there: a demo folder
  std::optional<Lang> lang;
  /// How old the last checkpoint may be before `sweep` signs the next; 0: never by itself.
  std::int64_t checkpoint_every_us = kDayUs;
  ServeSettings serve;
};

/// @errors yaml.*, cli.setting (args `name`, `instead`), with file, line and column
Checked<Settings> read_settings(const std::string& dir);
/// Replaces the file as a whole. @errors cli.write_failed
Result<void> write_settings(const std::string& dir, const Settings& settings);

/// The ids of commands and ledgers: 10 characters of time in milliseconds and 16 of chance, base 32
/// (Crockford). Sorts by time. Source: our choice, the form of a ULID.
std::string new_id();

/// Folder with calendars/ and playbooks/: `wanted` (--share), GUATU_SHARE, ../share/guatu or ../.. of the
/// program's folder, or where the sources were. Empty: none of them.
std::string find_share(const std::string& wanted);

/// A whole file. @errors cli.no_file (args `file`, `detail`), `too_large` (arg `limit`) beyond `max` bytes,
/// cli.file_not_utf8
Result<std::string> read_text(const std::string& file, std::size_t max, const char* too_large);
/// As read_text(), from standard input when `file` is `-`.
Result<std::string> read_text(Session& s, const std::string& file, std::size_t max, const char* too_large);
/// Calendar files of a folder, by name. @errors cli.no_file
Result<std::vector<CalendarFile>> read_calendar_files(const std::string& dir);
/// Names of the `*.yaml` in a folder, sorted, with their path. @errors cli.no_file
Result<std::vector<std::string>> yaml_files(const std::string& dir);
/// The share folder or cli.no_share.
Result<std::string> share_dir(const Session& s);

/// kCheck: as kRead, but events alone matter: whatever the derived tables hold, and without a word about
/// damage, which the command itself looks for. kServe: as kWrite, for a program that stays.
enum class Access { kRead, kWrite, kCheck, kServe };

/// An open data folder.
class Office {
 public:
  /// Opens `s.data`; takes the language from the settings when none was chosen. A damaged ledger is read all
  /// the same, and store.damaged printed to standard error.
  /// @errors store.*, yaml.*, cli.setting, cli.now_real (--now outside a demo folder), text.instant
  static Checked<std::unique_ptr<Office>> open(Session& s, Access access);
  /// Makes a new ledger; `clock` is where its time comes from and must outlive the office.
  /// @param hash  of its chain: empty (SHA-256) or `sm3`
  /// @errors store.exists, store.io, ledger.not_empty, ledger.unknown_hash, checkpoint.key_file
  static Checked<std::unique_ptr<Office>> create(const std::string& dir, const std::string& name,
                                                 std::unique_ptr<Clock> clock, const std::string& hash = {});

  kernel::Store& store() { return *store_; }
  kernel::Desk& desk() { return *desk_; }
  const Clock& clock() const { return *clock_; }
  /// The keys of personal values; nullptr when they are not here (an imported ledger that is only read).
  kernel::PersonKeys* person_keys() { return person_keys_.get(); }
  /// nullptr unless the clock stands.
  ManualClock* manual_clock() { return manual_; }
  const Settings& settings() const { return settings_; }
  const std::string& dir() const { return dir_; }

 private:
  Office() = default;
  std::string dir_;
  Settings settings_;
  std::unique_ptr<Clock> clock_;
  ManualClock* manual_ = nullptr;
  Result<void> open_keys(Access access);
  void make_desk();
  std::unique_ptr<kernel::Store> store_;
  std::unique_ptr<kernel::PersonKeys> person_keys_;
  std::unique_ptr<kernel::Desk> desk_;
};

/// What a reading command looks at.
struct View {
  std::unique_ptr<kernel::Reader> reader;
  std::unique_ptr<kernel::World> world;  ///< as of the position
  Position as_of;                        ///< what was known: up to this position; 0: all
  Instant now;                           ///< the moment looked at: what is late, which light
};

/// The view as it was known at --as-of (an instant or a position), else now; of the moment --at, else the
/// as-of instant. docs/formats/asof.md.
/// @errors text.instant, cli.as_of (args `got`, `last`), cli.before_ledger, ledger.damaged
Result<View> view_of(const Session& s, Office& office);

/// What dates are counted and playbooks are read and proved with.
struct Ground {
  WorkCalendar calendar;
  kernel::CountingRules rules;
  Instant now;
};

/// Calendar and rules of the data folder when one is named, else the shipped ones (and the machine's time).
/// @errors those of Office::open, view_of, share_dir, and of reading
Checked<Ground> ground_of(Session& s);

/// A matter by its number or id, as of the view. @errors matter.unknown (field `matter`)
Result<kernel::Matter> find_matter(const View& v, const std::string& text);
/// Its id alone, as it is now. @errors matter.unknown (field: `field`)
Result<MatterId> find_matter_id(kernel::Reader& reader, const std::string& text, const char* field);

/// The playbook of a matter in its own version. @errors playbook.unknown
Result<const kernel::Playbook*> playbook_of(const kernel::World& world, const kernel::Matter& m);

/// Publishes the shipped calendars, counting rules and playbooks as `system`. @errors those of reading and
/// proving
Checked<void> publish_shipped(kernel::Desk& desk, const std::string& share);

/// Moves the standing clock forward to `to`, sweeping at each moment at which something falls due.
/// @errors ladder.*, store.*
Result<std::int64_t> advance(Office& office, Instant to);

/// Removes what a broken-off creation left in `dir`; the folder too when it was `made` by us.
void remove_ledger(const std::string& dir, bool made);
/// What an office writes into a data folder by hand, where it is there; in backups, and gone with the ledger.
inline constexpr const char* kSettingFiles[] = {"guatu.yaml", "public.yaml", "notices.yaml", "oidc.yaml",
                                                "probes.yaml"};

}  // namespace guatu::app
