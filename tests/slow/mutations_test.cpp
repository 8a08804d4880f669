// Goal: whatever is done to a stored ledger behind the program's back is found and named, at a place not
// after the true one; and nothing is found in an untouched one. Method: 2,000 random changes, each in a copy
// of the file.
#include <gtest/gtest.h>

#include <array>
#include <iostream>
#include <map>

#include "guatu/kernel/ledger/verify.h"
#include "guatu/store/sqlite/hashes.h"
#include "guatu/store/sqlite/store.h"
#include "guatu/store/sqlite/store_fixture.h"

namespace guatu::store {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kEvents = 3000;
/// After how many events a checkpoint was signed; the last has all.
constexpr std::array<std::int64_t, 6> kSigned{700, 1024, 1500, 2048, 2600, kEvents};

kernel::Event event(std::int64_t position, Dice& dice) {
  kernel::Event e;
  e.at = kStart + position * kSecondUs + (dice.one_in(3) ? 250 : 0);
  e.by.value = dice.one_in(4) ? "system" : "zhang";
  e.command_id = "c" + std::to_string(position / 2);
  if (position % 2 == 0) e.digest = "0123456789abcdef";
  const auto n = std::to_string(position);
  if (position == 1) {
    e.data = kernel::LedgerCreated{"古交", "0.2", "01hzz", dice.one_in(2) ? "sm3" : "", ""};
  } else if (dice.one_in(3)) {
    e.matter.value = position;
    kernel::MatterOpened opened;
    opened.number = "YH-2022-" + n;
    opened.fields.emplace("title", "路灯“坏”了 \\ \"" + n + "\"");
    e.data = std::move(opened);
  } else if (dice.one_in(2)) {
    e.matter.value = position / 2 + 1;
    e.data = kernel::MatterUrged{PersonId{"li"}, "快" + n};
  } else {
    e.data = kernel::PersonAdded{PersonId{"p" + n}, "书记\n" + n, UnitId{"ty"}};
  }
  return e;
}

/// What was done, and what is to be said of it.
struct Change {
  std::string what;
  std::vector<std::string> keys;  ///< one of these
  std::int64_t position = 0;      ///< the first that is not as it was
};

/// One copy of the ledger, open for changes that no program of ours makes.
class Hand {
 public:
  Hand(const std::string& file, Dice& chance)
      : db(file, {sqlite::Access::kReadWrite, 5000, false, {}}), dice(chance) {
    db.run("pragma ignore_check_constraints = on");
    for (const char* name : {"update", "delete", "gap"})
      db.run(std::string("drop trigger if exists events_refuse_") + name);
    db.run("begin");
  }

  Change any() {
    const auto out = one();
    db.run("commit");
    return out;
  }

 private:
  Change one() {
    switch (dice.below(10)) {
      case 0:
        return swap();
      case 1:
        return remove();
      case 2:
        return cut();
      case 3:
        return insert();
      case 4:
        return rehashed(flip_text("by"));
      case 5: {
        const auto kind = dice.below(3);
        if (kind != 2) return rehashed(kind == 0 ? swap() : insert());
        auto shorter = rehashed(renumber(1 + dice.below(kEvents - 1)));
        // When no checkpoint lies between it and the end, all that can be seen is that one is missing.
        if (shorter.position > kSigned[kSigned.size() - 2]) shorter.keys = {"ledger.cut"};
        return shorter;
      }
      case 6:
        return flip_node();
      default:
        return flip();
    }
  }

  std::int64_t place() { return 1 + dice.below(kEvents); }
  void run(const std::string& sql, std::int64_t a, std::int64_t b = 0) {
    auto s = db.statement(sql);
    s->bind(1, a);
    if (sql.find("$2") != std::string::npos) s->bind(2, b);
    s->run();
  }

  Change flip() {
    static const std::vector<std::string> columns{"position", "matter_id", "at",      "by",   "command_id",
                                                  "digest",   "type",      "version", "data", "hash"};
    const auto& column = dice.of(columns);
    if (column == "position") {
      const auto n = place();
      run("update events set position = $1 where position = $2",
          n ^ (std::int64_t{1} << (12 + dice.below(50))), n);
      return {"flip position", {"ledger.gap"}, n};
    }
    if (column == "matter_id" || column == "at" || column == "version") {
      const auto n = place();
      run("update events set " + column + " = (" + column + " | $1) - (" + column +
              " & $1) where position = $2",
          std::int64_t{1} << dice.below(63), n);
      return {"flip " + column, {"ledger.altered", "ledger.unreadable"}, n};
    }
    return flip_text(column);
  }

  Change flip_text(const std::string& column) {
    const auto n = place();
    std::string bytes;
    {
      auto s = db.statement("select cast(" + column + " as blob) from events where position = $1");
      s->bind(1, n);
      EXPECT_TRUE(s->step());
      bytes = s->blob(0);
    }
    if (bytes.empty()) {
      bytes = "x";
    } else {
      auto& c = bytes[static_cast<std::size_t>(dice.below(std::ssize(bytes)))];
      c = static_cast<char>(c ^ (1 << dice.below(8)));
    }
    auto s = db.statement("update events set " + column + " = $1 where position = $2");
    if (column == "hash")
      s->bind_blob(1, bytes);
    else
      s->bind(1, std::string_view(bytes));
    s->bind(2, n);
    s->run();
    return {"flip " + column, {"ledger.altered", "ledger.unreadable"}, n};
  }

  Change flip_node() {
    const std::vector<std::pair<std::int64_t, std::int64_t>> nodes{{10, 0}, {10, 1}, {11, 0}};
    const auto& [level, number] = dice.of(nodes);
    auto s = db.statement("update tree_nodes set hash = $3 where level = $1 and number = $2");
    s->bind(1, level);
    s->bind(2, number);
    s->bind_blob(3, std::string(32, static_cast<char>(dice.below(256))));
    s->run();
    return {"node", {"ledger.tree_differs"}, number << level};
  }

  Change swap() {
    const auto a = place();
    auto b = place();
    while (b == a) b = place();
    const bool with_hash = dice.one_in(2);
    for (const auto& [from, to] :
         {std::pair{a, std::int64_t{0}}, std::pair{b, a}, std::pair{std::int64_t{0}, b}})
      run("update events set position = $1 where position = $2", to, from);
    if (!with_hash) {
      // Only the contents change places, each hash stays where it was.
      auto s = db.statement("select hash from events where position in ($1, $2) order by position");
      s->bind(1, a);
      s->bind(2, b);
      std::vector<std::string> hashes;
      while (s->step()) hashes.emplace_back(s->blob(0));
      for (int i = 0; i < 2; ++i) {
        auto put = db.statement("update events set hash = $1 where position = $2");
        put->bind_blob(1, hashes[static_cast<std::size_t>(1 - i)]);
        put->bind(2, i == 0 ? std::min(a, b) : std::max(a, b));
        put->run();
      }
    }
    return {"swap", {"ledger.altered", "ledger.unreadable"}, std::min(a, b)};
  }

  void shift(std::int64_t from, std::int64_t by) {
    run("update events set position = position + 1000000000 where position >= $1", from);
    run("update events set position = position - 1000000000 + $2 where position > $1", 999'999'999, by);
  }

  Change renumber(std::int64_t n) {
    run("delete from events where position = $1", n);
    shift(n, -1);
    return {"delete and renumber", {"ledger.altered", "ledger.unreadable"}, n};
  }

  Change remove() {
    const auto n = 1 + dice.below(kEvents - 1);
    if (dice.one_in(2)) return renumber(n);
    run("delete from events where position = $1", n);
    return {"delete", {"ledger.gap"}, n};
  }

  Change cut() {
    const auto n = place();
    run("delete from events where position >= $1", n);
    if (dice.one_in(2)) run("delete from tree_nodes where (number + 1) << level >= $1", n);
    return {"cut", {"ledger.cut"}, n};
  }

  Change insert() {
    const auto n = 1 + dice.below(kEvents);
    auto from = place();
    while (from == n) from = place();
    shift(n, 1);
    run("insert into events select $1, matter_id, at, by, command_id, digest, type, version, data, hash from "
        "events "
        "where position = $2",
        n, from >= n ? from + 1 : from);
    return {"insert", {"ledger.altered", "ledger.unreadable"}, n};
  }

  /// The same, with every hash and node made to fit again.
  Change rehashed(Change c) {
    sqlite::fill_hashes(db);
    c.what += ", re-hashed";
    c.keys = {"ledger.rewritten"};
    return c;
  }

  sqlite::Connection db;
  Dice& dice;
};

std::int64_t number_of(const Error& e, const char* arg) {
  for (const auto& [name, value] : e.args)
    if (name == arg) return std::stoll(value);
  return -1;
}

/// Copies lie in memory where they can: thousands of files are otherwise the disk's test, not ours.
struct InMemory {
  InMemory() {
    std::error_code ec;
    if (std::filesystem::is_directory("/dev/shm", ec)) ::setenv("TMPDIR", "/dev/shm", 1);
  }
};

class Mutations : public testing::Test {
 protected:
  void SetUp() override {
    {
      auto s = open_store(base.ledger(), OpenMode::kCreate);
      Dice dice(11);
      for (std::int64_t p = 1; p <= kEvents;) {
        auto w = (*s)->begin();
        std::vector<kernel::Event> events;
        for (int i = 0; i < 100 && p <= kEvents; ++i) events.push_back(event(p++, dice));
        ASSERT_TRUE((*w)->append(events).has_value());
        ASSERT_TRUE((*w)->commit().has_value());
      }
    }
    auto s = open_store(base.ledger(), OpenMode::kReadOnly);
    auto r = (*s)->read();
    const auto v = kernel::verify_ledger(**r, {}, {});
    ASSERT_TRUE(v.problems.empty());
    for (const auto size : kSigned) {
      kernel::Checkpoint c{
          "guatu/01hzz", size, kernel::root_of(kernel::tree_of(**r, v.kind), size).value(), {}, v.kind};
      known.push_back({std::to_string(size) + ".txt", c});
    }
    fs::create_directories(fs::path(copy.ledger()) / "files");
  }

  kernel::Verified verified_copy() {
    // As `guatu ledger verify` opens it: tables that do not follow the events are not its matter.
    OpenOptions options;
    options.is_checked = false;
    auto s = open_store(copy.ledger(), OpenMode::kReadOnly, options);
    EXPECT_TRUE(s.has_value()) << s.error().key;
    return kernel::verify_ledger(**(*s)->read(), known, {});
  }
  void fresh_copy() {
    for (const char* tail : {"", "-wal", "-shm"}) fs::remove(copy.file().string() + tail);
    fs::copy_file(base.file(), copy.file());
  }

  InMemory in_memory;
  TempFolder base;
  TempFolder copy;
  std::vector<kernel::KnownCheckpoint> known;
};

/// The largest checkpoint of at most so many events.
std::int64_t last_signed(std::int64_t events) {
  std::int64_t out = 0;
  for (const auto size : kSigned)
    if (size <= events) out = size;
  return out;
}

/// Where the rewritten range must lie: between the checkpoints around the true position.
void expect_tight(const Error& e, std::int64_t position) {
  std::int64_t before = 0;
  std::int64_t after = 0;
  for (const auto size : kSigned) {
    if (size < position) before = size;
    if (size >= position && after == 0) after = size;
  }
  EXPECT_EQ(number_of(e, "from"), before + 1);
  EXPECT_EQ(number_of(e, "to"), after);
}

TEST_F(Mutations, EveryOneIsFoundAndNamed) {
  const char* given = std::getenv("GUATU_SEED");
  const auto seed = given != nullptr ? std::strtoull(given, nullptr, 10) : 20261124ULL;
  Dice dice(seed);
  std::map<std::string, int> counts;
  int missed = 0;
  for (int i = 0; i < 2000; ++i) {
    SCOPED_TRACE("GUATU_SEED=" + std::to_string(seed) + ", change " + std::to_string(i));
    fresh_copy();
    const auto change = Hand(copy.file().string(), dice).any();
    const auto v = verified_copy();
    if (v.problems.empty()) {
      ++missed;
      ADD_FAILURE() << change.what << " at " << change.position << " was missed";
      continue;
    }
    const auto& first = v.problems.front();
    ++counts[change.what + ": " + first.key];
    EXPECT_NE(std::find(change.keys.begin(), change.keys.end(), first.key), change.keys.end())
        << change.what << " at " << change.position << " was called " << first.key;
    if (first.key == "ledger.rewritten") {
      expect_tight(first, change.position);
    } else if (first.key == "ledger.cut") {
      EXPECT_LE(number_of(first, "from"), change.position);
      EXPECT_EQ(number_of(first, "from"), last_signed(v.events) + 1);
      EXPECT_EQ(number_of(first, "events"), v.events);
      EXPECT_EQ(v.events, change.what == "cut" ? change.position - 1 : kEvents - 1);
    } else if (first.key != "ledger.tree_differs") {
      EXPECT_EQ(number_of(first, "position"), change.position) << change.what;
      EXPECT_EQ(v.events, change.position - 1);
    }
    if (i % 20 == 0) {
      fresh_copy();
      EXPECT_TRUE(verified_copy().problems.empty()) << "false alarm";
    }
    if (HasFailure() && i > 20) break;
  }
  EXPECT_EQ(missed, 0);
  for (const auto& [what, n] : counts) std::cout << n << "  " << what << '\n';
}

}  // namespace
}  // namespace guatu::store
