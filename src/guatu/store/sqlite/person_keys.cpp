// The keys over SQLite. What open_person_keys() promises stands in person_keys.h.
#include "guatu/store/person_keys.h"

#include <sys/stat.h>

#include <filesystem>
#include <map>
#include <mutex>

#include "guatu/base/disk.h"
#include "guatu/base/text.h"
#include "guatu/kernel/ports.h"
#include "guatu/store/sqlite/connection.h"

namespace guatu::store {

namespace {

namespace fs = std::filesystem;
using kernel::StoreFailure;

/// A destroyed key: nothing to open with, and a sign that it was there.
constexpr std::string_view kErasedKey = "";

std::string hex(std::string_view bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    out += kDigits[static_cast<unsigned char>(c) >> 4U];
    out += kDigits[static_cast<unsigned char>(c) & 15U];
  }
  return out;
}

std::string from_hex(std::string_view text) {
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string out;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2)
    out += static_cast<char>(digit(text[i]) * 16 + digit(text[i + 1]));
  return out;
}

template <class F>
auto guarded(F&& f) -> decltype(f()) {
  try {
    return f();
  } catch (const StoreFailure& e) {
    return e.error;
  }
}

/// Safe to call from any thread; changes come from whoever writes the ledger, one at a time.
class SqlitePersonKeys final : public kernel::PersonKeys {
 public:
  SqlitePersonKeys(std::string file, std::string secret, SealKind kind)
      : file_(std::move(file)), secret_(std::move(secret)), kind_(kind), db_(file_, {}) {}

  Result<std::string> name_of(std::string_view subject) override {
    GUATU_TRY(names, names_of(subject));
    return {boost::system::in_place_value, names.back()};
  }

  Result<std::vector<std::string>> names_of(std::string_view subject) override {
    return guarded([&]() -> Result<std::vector<std::string>> {
      const std::lock_guard lock(mutex_);
      const auto normal = normalised_subject(subject);
      std::vector<std::string> out;
      for (int life = 0;; ++life) {
        // A name that was erased is never used again: a restored backup destroys keys by name.
        const auto text = "person\n" + normal + (life == 0 ? "" : "\n" + std::to_string(life));
        out.push_back(hex(hmac_sha256(secret_, text)).substr(0, 16));
        if (find(out.back()) != std::string(kErasedKey)) return out;
      }
    });
  }

  Result<State> state_of(const std::string& name) override {
    return guarded([&]() -> Result<State> {
      const std::lock_guard lock(mutex_);
      const auto key = find(name);
      return !key ? State::kUnknown : key->empty() ? State::kErased : State::kLive;
    });
  }

  Result<std::string> seal(const std::string& name, std::string_view about, std::string_view plain) override {
    return guarded([&]() -> Result<std::string> {
      const std::lock_guard lock(mutex_);
      auto key = find(name);
      if (key && key->empty()) return Error("personal.erased", "", {{"name", name}});
      if (!key) {
        key = random_bytes(kSealKeyBytes);
        fresh_.emplace(name, *key);
      }
      return {boost::system::in_place_value, guatu::seal(kind_, *key, about, plain)};
    });
  }

  Result<std::optional<std::string>> open(const std::string& name, std::string_view about,
                                          std::string_view sealed) override {
    return guarded([&]() -> Result<std::optional<std::string>> {
      const std::lock_guard lock(mutex_);
      const auto key = find(name);
      if (!key || key->empty()) return std::optional<std::string>();
      GUATU_TRY(plain, unseal(kind_, *key, about, sealed));
      return std::optional<std::string>(std::move(plain));
    });
  }

  std::string digest(std::string_view bytes) override {
    return hex(hmac_sha256(secret_, "command\n" + std::string(bytes)));
  }

  Result<void> flush() override {
    return guarded([&]() -> Result<void> {
      const std::lock_guard lock(mutex_);
      if (fresh_.empty()) return {};
      db_.run("begin immediate");
      try {
        auto s = db_.statement("insert into keys (name, key) values ($1, $2)");
        for (const auto& [name, key] : fresh_) {
          s->bind(1, name);
          s->bind(2, hex(key));
          s->run();
        }
        db_.run("commit");
      } catch (...) {
        if (db_.in_transaction()) db_.run("rollback");
        throw;
      }
      fresh_.clear();
      return {};
    });
  }

  void drop() override {
    const std::lock_guard lock(mutex_);
    fresh_.clear();
  }

  Result<bool> destroy(const std::string& name) override {
    return guarded([&]() -> Result<bool> {
      const std::lock_guard lock(mutex_);
      fresh_.erase(name);
      const auto before = find(name);
      if (before && before->empty()) return false;
      // 1. The key's own bytes are overwritten where they lie; 2. the row says that it was erased; 3. the
      // pages are
      //    written anew without room for what was there; 4. the journal of all that, which is kept until
      //    then, is overwritten too.
      {
        sqlite::Connection db(file_, {});
        db.run("pragma secure_delete=on; pragma journal_mode=persist");
        put(db, name, std::string(2 * kSealKeyBytes, '0'));
        put(db, name, std::string(kErasedKey));
        db.run("vacuum");
      }
      GUATU_TRY_VOID(wipe_file(file_ + "-journal"));
      return before.has_value();
    });
  }

 private:
  std::optional<std::string> find(const std::string& name) {
    if (const auto it = fresh_.find(name); it != fresh_.end()) return it->second;
    auto s = db_.statement("select key from keys where name = $1");
    s->bind(1, name);
    if (!s->step()) return std::nullopt;
    return from_hex(s->text(0));
  }

  static void put(sqlite::Connection& db, const std::string& name, const std::string& key) {
    auto s = db.statement(
        "insert into keys (name, key) values ($1, $2) on conflict (name) do update set key = excluded.key");
    s->bind(1, name);
    s->bind(2, key);
    s->run();
  }

  std::string file_;
  std::string secret_;
  SealKind kind_;
  std::mutex mutex_;
  sqlite::Connection db_;
  std::map<std::string, std::string> fresh_;  ///< made, not on the disk yet
};

Result<void> make_keys(const fs::path& keys) {
  std::error_code ec;
  fs::create_directories(keys, ec);
  if (ec) return Error("file.unwritable", "", {{"file", keys.string()}, {"detail", ec.message()}});
  ::chmod(keys.c_str(), 0700);
  // The secret last: a store without it is an accident, a secret without a store is only young.
  GUATU_TRY_VOID(write_file((keys / "ledger.secret").string(), hex(random_bytes(32)) + "\n", 0600));
  return sync_folder(keys.parent_path().string());
}

}  // namespace

std::string normalised_subject(std::string_view subject) {
  std::string out;
  while (!subject.empty()) {
    auto whole = subject;
    char32_t c = next_code_point(subject);
    whole = whole.substr(0, whole.size() - subject.size());
    const bool is_wide = c >= 0xFF01 && c <= 0xFF5E;
    if (is_wide) c -= 0xFEE0;
    if (c == ' ' || c == '\t' || c == 0x3000 || c == 0xA0 || c == '-') continue;
    if (c < 0x80)
      out += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    else
      out += whole;
  }
  return out;
}

Result<std::unique_ptr<kernel::PersonKeys>> open_person_keys(const std::string& dir, SealKind kind,
                                                             bool may_make) {
  const auto keys = fs::path(dir) / "keys";
  const auto file = (keys / "persons.db").string();
  const auto secret_file = (keys / "ledger.secret").string();
  std::error_code ec;
  const bool has_store = fs::exists(file, ec);
  if (!fs::exists(secret_file, ec)) {
    if (has_store) return Error("personal.secret_missing", "", {{"file", secret_file}});
    if (!may_make) return Error("personal.no_keys");
    GUATU_TRY_VOID(make_keys(keys));
  }
  GUATU_TRY(text, read_small_file(secret_file, 4096));
  const auto secret = from_hex(trim(text));
  if (secret.size() != 32) return Error("personal.secret_missing", "", {{"file", secret_file}});
  if (!has_store && !may_make) return Error("personal.no_keys");
  try {
    if (!has_store) {
      sqlite::Connection db(file, {sqlite::Access::kCreate, 5000, true, {}, nullptr});
      ::chmod(file.c_str(), 0600);
      db.run(
          "pragma secure_delete=on; create table if not exists keys (name text primary key, key text not "
          "null)");
      GUATU_TRY_VOID(sync_folder(keys.string()));
    }
    auto out = std::make_unique<SqlitePersonKeys>(file, secret, kind);
    return std::unique_ptr<kernel::PersonKeys>(std::move(out));
  } catch (const StoreFailure& e) {
    return e.error;
  }
}

}  // namespace guatu::store
