// Goal: a backup made while others write comes back the same to the byte, and nothing wrong with one goes
// unnamed. Method: round trips through the command line; one planted fault at a time in every file of a
// backup.
#include "guatu/backup.h"

#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "guatu/base/disk.h"
#include "guatu/cli_fixture_test.h"
#include "guatu/notice_runner.h"
#include "guatu/store/copy.h"
#include "guatu/store/open.h"
#include "guatu/store/sqlite/connection.h"
#include "guatu/tar.h"
#include "guatu/wiring.h"

namespace guatu::app {
namespace {

namespace fs = std::filesystem;

class Backups : public CliFixture {
 protected:
  std::string target() const { return root() + "/backup"; }

  /// Attaches bytes to the open matter; gives their SHA-256.
  std::string attach(const std::string& bytes) const {
    const auto file = put("photo.jpg", bytes);
    const auto ran = on({"matter", "do", "ZS-2022-001", "amend", "--by", "boss", "--set", "photos=@" + file});
    EXPECT_EQ(ran.code, 0) << ran.err;
    return sha256_hex(bytes);
  }
  void amend(const std::string& text) const {
    const auto ran = on({"matter", "do", "ZS-2022-001", "amend", "--by", "boss", "--set", "result=" + text});
    EXPECT_EQ(ran.code, 0) << ran.err;
  }
  void back_up() const {
    const auto ran = on({"backup", target()});
    EXPECT_EQ(ran.code, 0) << ran.err;
  }
  Ran restore(const std::string& from, const std::string& to, Words more = {}) const {
    Words words{"restore", from, "--data", to};
    words.insert(words.end(), more.begin(), more.end());
    return guatu(words);
  }
  Manifest manifest() const {
    auto m = read_manifest(target());
    EXPECT_TRUE(m.has_value());
    return m.has_value() ? *m : Manifest{};
  }
  void put_manifest(const Manifest& m) const {
    std::ofstream(target() + "/backup.json") << json::serialize(to_json_object(m));
  }
  /// The list again says what lies there, as if the fault had been there when it was made.
  void list_again(const std::string& path) const {
    auto m = manifest();
    const auto now = digest_file(target() + "/" + path);
    for (auto& f : m.files)
      if (f.path == path) f = {path, now->bytes, now->sha256};
    put_manifest(m);
  }
  std::string export_of(const std::string& dir) const { return guatu({"export", "--data", dir}).out; }
  std::string digests_of(const std::string& dir) const {
    return guatu({"ledger", "digest", "--data", dir}).out;
  }
  static void flip(const std::string& file) {
    auto bytes = read(file);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 4);
    std::ofstream(file, std::ios::binary) << bytes;
  }
};

TEST_F(Backups, ComeBackTheSameFromFolderAndTar) {
  const auto sha = attach(std::string("\xff\xd8\0pixels", 9));
  ASSERT_EQ(on({"ledger", "checkpoint"}).code, 0);
  for (const char* name : kSettingFiles)
    if (!fs::exists(data() + "/" + name)) std::ofstream(data() + "/" + name) << "of " << name << '\n';
  ASSERT_TRUE(open_notice_store(data(), false).has_value());
  const auto note =
      "checkpoints/" + fs::directory_iterator(data() + "/checkpoints")->path().filename().string();
  for (const auto& to : {target(), root() + "/backup.tar"}) {
    ASSERT_EQ(on({"backup", to}).code, 0);
    EXPECT_EQ(guatu({"backup", "verify", to}).code, 0);
    const auto back = to + "-restored";
    const auto ran = restore(to, back);
    ASSERT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(export_of(back), export_of(data()));
    EXPECT_EQ(digests_of(back), digests_of(data()));
    for (const auto& file : {"files/" + sha, std::string("keys/checkpoint.pem"), note})
      EXPECT_EQ(read(back + "/" + file), read(data() + "/" + file)) << file;
    for (const char* name : kSettingFiles)
      EXPECT_EQ(read(back + "/" + name), read(data() + "/" + name)) << name;
    EXPECT_TRUE(open_notice_store(back, false).has_value()) << "what was told belongs to the ledger";
    EXPECT_TRUE(fs::exists(back + "/notices.db"));
    struct stat info {};
    ASSERT_EQ(::stat((back + "/keys/checkpoint.pem").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
    EXPECT_FALSE(fs::exists(back + "/" + kSetMark));
    EXPECT_EQ(guatu({"ledger", "files", "--data", back}).code, 0);
    EXPECT_EQ(guatu({"ledger", "verify", "--data", back}).code, 0);
    EXPECT_EQ(restore(to, back).code, 2) << "nothing is overwritten";
  }
  // No scratch folder stays: data, photo, backup, tar, two restored.
  EXPECT_EQ(std::distance(fs::directory_iterator(root()), fs::directory_iterator()), 6);
}

TEST_F(Backups, NameEveryFileThatIsMissingOrChanged) {
  attach("one");
  back_up();
  const auto m = manifest();
  ASSERT_GE(m.files.size(), 4U);
  for (const auto& f : m.files) {
    const auto path = target() + "/" + f.path;
    const auto before = read(path);
    flip(path);
    auto ran = guatu({"backup", "verify", target()});
    EXPECT_EQ(ran.code, 1);
    EXPECT_NE(ran.err.find("backup.file_changed"), std::string::npos) << ran.err;
    EXPECT_NE(ran.err.find(f.path), std::string::npos) << ran.err;
    EXPECT_EQ(restore(target(), root() + "/r").code, 1);
    fs::remove(path);
    ran = guatu({"backup", "verify", target()});
    EXPECT_NE(ran.err.find("backup.file_missing"), std::string::npos) << ran.err;
    EXPECT_NE(ran.err.find(f.path), std::string::npos) << ran.err;
    EXPECT_EQ(restore(target(), root() + "/r").code, 1);
    EXPECT_FALSE(fs::exists(root() + "/r"));
    std::ofstream(path, std::ios::binary) << before;
  }
  EXPECT_EQ(guatu({"backup", "verify", target()}).code, 0);
}

TEST_F(Backups, AreComparedWithTablesMadeAgain) {
  back_up();
  const auto db = manifest().set + "/guatu.db";
  store::sqlite::Connection(target() + "/" + db, {}).run("update matters set title = 'x'");
  list_again(db);
  EXPECT_EQ(guatu({"backup", "verify", target()}).code, 0) << "tables are compared by a restore alone";
  auto ran = restore(target(), root() + "/r");
  EXPECT_EQ(ran.code, 1);
  EXPECT_NE(ran.err.find("backup.register_differs"), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("matters"), std::string::npos) << ran.err;
  EXPECT_EQ(restore(target(), root() + "/r", {"--quick"}).code, 0);
  // An event that is gone.
  store::sqlite::Connection(target() + "/" + db, {})
      .run(
          "drop trigger events_refuse_delete; delete from events where position = (select max(position) from "
          "events)");
  list_again(db);
  ran = guatu({"backup", "verify", target()});
  EXPECT_EQ(ran.code, 1);
  EXPECT_NE(ran.err.find("backup.position"), std::string::npos) << ran.err;
}

TEST_F(Backups, AreCheckedUnderTheirHashes) {
  back_up();
  const auto db = manifest().set + "/guatu.db";
  // What is counted and listed as it should be, but was altered.
  store::sqlite::Connection(target() + "/" + db, {})
      .run("drop trigger events_refuse_update; update events set by = 'boss' where position = 9");
  list_again(db);
  for (const Words& words :
       {Words{"backup", "verify", target()}, {"restore", target(), "--data", root() + "/r"}}) {
    const auto ran = guatu(words);
    EXPECT_EQ(ran.code, 1);
    EXPECT_NE(ran.err.find("ledger.altered"), std::string::npos) << ran.err;
    EXPECT_NE(ran.err.find('9'), std::string::npos) << ran.err;
  }
}

TEST_F(Backups, AreRenewedInPlace) {
  const auto sha = attach("one");
  back_up();
  const auto first = manifest();
  const auto kept = fs::last_write_time(target() + "/files/" + sha);
  attach("two");
  auto ran = on({"backup", target(), "--json"}).json();
  EXPECT_EQ(ran.at("copied").as_int64(), 1);
  EXPECT_EQ(fs::last_write_time(target() + "/files/" + sha), kept);
  const auto second = manifest();
  EXPECT_GT(second.position, first.position);
  EXPECT_FALSE(fs::exists(target() + "/" + first.set));
  EXPECT_TRUE(fs::exists(target() + "/" + second.set));
  // A copy that went bad is made again; what a broken-off backup left goes.
  flip(target() + "/files/" + sha);
  fs::create_directories(target() + "/broken");
  std::ofstream(target() + "/broken/" + kSetMark) << "x";
  ran = on({"backup", target(), "--json"}).json();
  EXPECT_EQ(ran.at("copied").as_int64(), 1);
  EXPECT_FALSE(fs::exists(target() + "/broken"));
  EXPECT_EQ(guatu({"backup", "verify", target()}).code, 0);
  // Dry: nothing moves.
  const auto third = manifest();
  EXPECT_EQ(on({"backup", target(), "--dry-run"}).code, 0);
  EXPECT_EQ(manifest(), third);
}

TEST_F(Backups, AreMadeWithoutWhatIsLostAndSaySo) {
  const auto sha = attach("one");
  fs::remove(data() + "/files/" + sha);
  auto ran = on({"backup", target()});
  EXPECT_EQ(ran.code, 1);
  EXPECT_NE(ran.err.find("file.missing"), std::string::npos);
  EXPECT_NE(ran.err.find(sha), std::string::npos);
  EXPECT_EQ(guatu({"backup", "verify", target()}).code, 0);
  ran = restore(target(), root() + "/r");
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(ran.out.find(sha), std::string::npos) << ran.out;
}

TEST_F(Backups, RefuseWhatIsNoPlaceForThem) {
  back_up();
  fs::create_directories(root() + "/other");
  std::ofstream(root() + "/other/letter.txt") << "mine";
  std::ofstream(root() + "/full.tar") << "mine";
  fs::create_directories(root() + "/empty");
  auto m = manifest();
  m.ledger = "another";
  const auto theirs = root() + "/theirs";
  fs::copy(target(), theirs, fs::copy_options::recursive);
  std::ofstream(theirs + "/backup.json") << json::serialize(to_json_object(m));
  m.format = 2;
  const auto newer = root() + "/newer";
  fs::copy(target(), newer, fs::copy_options::recursive);
  std::ofstream(newer + "/backup.json") << json::serialize(to_json_object(m));
  const auto bad = root() + "/bad";
  fs::copy(target(), bad, fs::copy_options::recursive);
  m.format = 1;
  m.files.push_back({"../guatu.db", 1, std::string(64, 'a')});
  std::ofstream(bad + "/backup.json") << json::serialize(to_json_object(m));
  const struct {
    Words words;
    const char* key;
  } kRows[] = {
      {{"backup", data() + "/inner", "--data", data()}, "backup.inside"},
      {{"backup", root() + "/other", "--data", data()}, "backup.not_backup"},
      {{"backup", root() + "/full.tar", "--data", data()}, "cli.file_exists"},
      {{"backup", theirs, "--data", data()}, "backup.other_ledger"},
      {{"backup", newer, "--data", data()}, "backup.newer_format"},
      {{"backup", "verify", root() + "/empty"}, "backup.no_backup"},
      {{"backup", "verify", root() + "/none.tar"}, "backup.no_backup"},
      {{"backup", "verify", root() + "/full.tar"}, "backup.bad_tar"},
      {{"backup", "verify", bad}, "backup.bad_manifest"},
      {{"restore", target(), "--data", data()}, "backup.not_empty"},
      {{"restore", target(), "--data", data(), "--dry-run"}, "backup.not_empty"},
      {{"backup", root() + "/new", "--data", root() + "/empty"}, "store.no_ledger"},
  };
  for (const auto& row : kRows) {
    const auto ran = guatu(row.words);
    EXPECT_NE(ran.code, 0);
    EXPECT_EQ(ran.err.substr(0, ran.err.find_first_of(": ")), row.key) << ran.err;
  }
  EXPECT_EQ(read(root() + "/other/letter.txt"), "mine");
  EXPECT_FALSE(fs::exists(root() + "/new/backup.json"));
}

TEST_F(Backups, TarsAreReadWithCare) {
  fs::create_directories(root() + "/in/a");
  std::ofstream(root() + "/in/a/b.txt") << std::string(1000, 'x');
  const auto tar = root() + "/t.tar";
  ASSERT_TRUE(pack_tar(root() + "/in", {"a/b.txt"}, tar, Instant{0}).has_value());
  const auto whole = read(tar);
  EXPECT_EQ(whole.size() % 512, 0U);
  const auto unpack = [&](const std::string& bytes) {
    std::ofstream(tar, std::ios::binary) << bytes;
    fs::create_directories(root() + "/out/deep");
    const auto r = unpack_tar(tar, root() + "/out/deep");
    return r.has_error() ? r.error().key : "";
  };
  EXPECT_EQ(unpack(whole), "");
  EXPECT_EQ(read(root() + "/out/deep/a/b.txt"), std::string(1000, 'x'));
  for (std::size_t n = 0; n + 1024 < whole.size(); n += 100)
    EXPECT_EQ(unpack(whole.substr(0, n)), "backup.bad_tar") << n;
  // A sound header with a name that leads out, and a link.
  const auto with = [&](std::size_t at, const std::string& bytes) {
    auto t = whole;
    t.replace(at, bytes.size(), bytes);
    t.replace(148, 8, 8, ' ');
    int sum = 0;
    for (std::size_t i = 0; i < 512; ++i) sum += static_cast<unsigned char>(t[i]);
    char text[9];
    std::snprintf(text, sizeof text, "%06o", static_cast<unsigned>(sum));
    t.replace(148, 7, std::string(text, 7));
    return t;
  };
  EXPECT_EQ(unpack(with(0, "../../x")), "backup.bad_tar");
  EXPECT_EQ(unpack(with(0, "/tmp/guatu-x")), "backup.bad_tar");
  EXPECT_EQ(unpack(with(156, "2")), "backup.bad_tar");
  EXPECT_FALSE(fs::exists(root() + "/x"));
}

TEST_F(Backups, AreOfOnePositionWhateverIsWrittenMeanwhile) {
  // Larger than one batch of pages, so that there is a meanwhile.
  for (int i = 0; i < 60; ++i) {
    std::string text;
    for (int n = 0; n < 3000; ++n) text += "修" + std::to_string(i * n % 10);
    amend(text);
  }
  const auto before = export_of(data());
  int batches = 0;
  const auto copy = root() + "/copied.db";
  const auto position = store::copy_ledger(data(), copy, [&](std::int64_t done, std::int64_t total) {
    EXPECT_LE(done, total);
    if (++batches <= 5) amend("meanwhile " + std::to_string(batches));
  });
  ASSERT_TRUE(position.has_value());
  EXPECT_GE(batches, 2) << "else nothing was written meanwhile";
  fs::create_directories(root() + "/copy");
  fs::rename(copy, root() + "/copy/guatu.db");
  EXPECT_EQ(export_of(root() + "/copy"), before);
  EXPECT_NE(export_of(data()), before);
}

TEST_F(Backups, AreMadeBesideAWriter) {
  std::atomic<bool> is_done{false};
  std::atomic<int> writes{0};
  std::thread writer([&] {
    while (!is_done) {
      amend("n" + std::to_string(writes));
      ++writes;
    }
  });
  while (writes == 0) std::this_thread::yield();
  Position last;
  for (int i = 0; i < 8; ++i) {
    const auto made = make_backup(data(), target());
    EXPECT_TRUE(made.has_value());
    const auto checked = verify_backup(target());
    EXPECT_TRUE(checked.has_value());
    if (!made.has_value() || !checked.has_value()) break;
    EXPECT_GE(made->manifest.position, last);
    last = made->manifest.position;
  }
  is_done = true;
  writer.join();
  const auto ran = restore(target(), root() + "/r");
  EXPECT_EQ(ran.code, 0) << ran.err;
  const auto all = export_of(data());
  const auto part = export_of(root() + "/r");
  EXPECT_EQ(all.substr(0, part.size()), part);
}

TEST_F(Backups, FilesOfTheLedgerAreChecked) {
  const auto sha = attach("one");
  const auto file = data() + "/files/" + sha;
  EXPECT_EQ(on({"ledger", "files"}).code, 0);
  EXPECT_EQ(on({"ledger", "verify"}).code, 0);
  const auto names = [&](const char* key) {
    for (const auto* how : {"files", "verify"}) {
      const auto ran = on({"ledger", how});
      if (ran.code != 1 || ran.err.find(key) == std::string::npos || ran.err.find(sha) == std::string::npos)
        return false;
    }
    return true;
  };
  std::ofstream(file) << "eno";
  EXPECT_TRUE(names("file.changed")) << "same size";
  std::ofstream(file) << "on";
  EXPECT_TRUE(names("file.changed"));
  fs::remove(file);
  EXPECT_TRUE(names("file.missing"));
  // Attaching it again brings it back.
  on({"matter", "do", "ZS-2022-001", "amend", "--by", "boss", "--set", "photos="});
  attach("one");
  EXPECT_EQ(on({"ledger", "files"}).code, 0);
  // A bad copy is replaced when the file is attached once more.
  std::ofstream(file) << "eno";
  on({"matter", "do", "ZS-2022-001", "amend", "--by", "boss", "--set", "photos="});
  attach("one");
  EXPECT_EQ(on({"ledger", "files"}).code, 0);
}

TEST_F(Backups, OrphansAreKeptADayAndWhileTheyAreWanted) {
  attach("wanted");
  const auto put_orphan = [&](const std::string& bytes, bool is_old) {
    const auto path = data() + "/files/" + sha256_hex(bytes);
    std::ofstream(path) << bytes;
    if (is_old) fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::hours(25));
    return path;
  };
  const auto young = put_orphan("young", false);
  const auto old = put_orphan("old", true);
  const auto taken = put_orphan("taken", true);
  auto ran = on({"ledger", "files", "--json"}).json();
  EXPECT_EQ(ran.at("orphans").as_array().size(), 3U);
  EXPECT_TRUE(fs::exists(old)) << "listed, not removed";
  EXPECT_TRUE(on({"ledger", "files", "--remove-orphans", "--dry-run"}).code == 0 && fs::exists(old));
  // The report is older than what a command then takes up.
  auto store = store::open_store(data(), store::OpenMode::kReadOnly);
  auto reader = (*store)->read();
  const auto report = check_files(**reader, data());
  attach("taken");
  const auto gone = remove_orphans(data(), report->orphans, SystemClock().now());
  ASSERT_TRUE(gone.has_value());
  ASSERT_EQ(gone->size(), 1U);
  EXPECT_TRUE(fs::exists(young));
  EXPECT_FALSE(fs::exists(old));
  EXPECT_TRUE(fs::exists(taken));
  EXPECT_EQ(on({"ledger", "files"}).code, 0);
}

}  // namespace
}  // namespace guatu::app
