// Goal: checkpoints, proofs and checks from the command line, in both hashes, seen by a second verifier in
// another language (tools/verify.py); damage is named, never passed over. Method: the small folder, copies of
// it touched behind the program's back.
#include "guatu/evidence.h"

#include <sys/stat.h>

#include "guatu/cli_fixture_test.h"
#include "guatu/store/sqlite/connection.h"

namespace guatu::app {
namespace {

namespace fs = std::filesystem;

class Evidence : public CliFixture {
 protected:
  /// A fresh folder over the other hash.
  std::string with_sm3() const {
    const auto dir = root() + "/sm3";
    const auto ran = guatu(
        {"init", "--data", dir, "--share", share(), "--script", share() + "/../small.yaml", "--hash", "sm3"});
    EXPECT_EQ(ran.code, 0) << ran.err;
    std::ofstream(dir + "/guatu.yaml") << "clock: {fixed: \"2022-04-08T08:30:00+08:00\"}\n";
    return dir;
  }
  static Ran in(const std::string& dir, Words words) {
    words.insert(words.end(), {"--data", dir, "--share", share()});
    return guatu(words);
  }
  static void behind(const std::string& dir, const std::string& sql) {
    store::sqlite::Connection c(dir + "/guatu.db", {});
    c.run("drop trigger events_refuse_update; drop trigger events_refuse_delete");
    c.run(sql);
  }
  std::string copy_of(const std::string& dir, const std::string& name) const {
    fs::copy(dir, root() + "/" + name, fs::copy_options::recursive);
    return root() + "/" + name;
  }
  /// Exit code of tools/verify.py.
  static int second(const std::string& words) {
    const int status = std::system(
        ("python3 '" + std::string(GUATU_SOURCE_DIR) + "/tools/verify.py' " + words + " >/dev/null 2>&1")
            .c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  static std::string key_of(const Ran& ran) {
    const auto v = parse_json(ran.err);
    return v.has_value() ? std::string(v->at("key").as_string()) : ran.err;
  }
};

TEST_F(Evidence, TheKeyIsForItsOwnerAlone) {
  struct stat s {};
  ASSERT_EQ(::stat(key_file(data()).c_str(), &s), 0);
  EXPECT_EQ(s.st_mode & 0777U, 0600U);
  const auto line = std::string(trim(on({"ledger", "key"}).out));
  const auto key = key_of_flag(line);
  ASSERT_TRUE(key.has_value()) << line;
  const auto shown = on({"ledger", "key", "--json"}).json();
  EXPECT_EQ(shown.at("name").as_string(), key->name.c_str());
  EXPECT_TRUE(shown.at("may_sign").as_bool());
  EXPECT_NE(on({"export"}).out.find("\"key\":\"" + base64(key->bytes)), std::string::npos)
      << "the ledger itself names it";
}

TEST_F(Evidence, ACheckpointIsSignedOnceForASize) {
  const auto out = root() + "/c.txt";
  const auto first = on({"ledger", "checkpoint", "--out", out, "--json"}).json();
  EXPECT_TRUE(first.at("is_new").as_bool());
  EXPECT_EQ(read(out), first.at("text").as_string());
  const auto size = std::stoll(std::string(first.at("size").as_string()));
  EXPECT_EQ(read(checkpoint_file(data(), size)), read(out));
  const auto again = on({"ledger", "checkpoint", "--json"}).json();
  EXPECT_FALSE(again.at("is_new").as_bool());
  EXPECT_EQ(again.at("text"), first.at("text"));
  // For reading aloud: the root in groups of four.
  std::string aloud(first.at("aloud").as_string());
  EXPECT_EQ(aloud.size(), 16U * 5 - 1);
  aloud.erase(std::remove(aloud.begin(), aloud.end(), ' '), aloud.end());
  EXPECT_EQ(aloud, first.at("root").as_string());
  EXPECT_EQ(on({"ledger", "checkpoint", "--out", out}).code, 2) << "nothing is overwritten";
}

TEST_F(Evidence, TheSweepSignsWhenTheLastIsOld) {
  const auto swept = [&] { return on({"sweep", "--json"}).json().at("checkpoint"); };
  EXPECT_TRUE(on({"sweep", "--dry-run", "--json"}).json().at("checkpoint").is_null());
  EXPECT_FALSE(swept().is_null()) << "there was none";
  EXPECT_TRUE(swept().is_null());
  ASSERT_EQ(on({"demo", "advance", "--to", "2022-04-09 08:00"}).code, 0);
  EXPECT_TRUE(swept().is_null()) << "not a day yet";
  std::ofstream(data() + "/guatu.yaml", std::ios::app) << "checkpoint_every: 2 hours\n";
  EXPECT_FALSE(swept().is_null());
  ASSERT_EQ(on({"demo", "advance", "--to", "2022-04-30 08:00"}).code, 0);
  EXPECT_NE(read(data() + "/guatu.yaml").find("checkpoint_every: 2 hours"), std::string::npos) << "is kept";
  put("data/guatu.yaml", "clock: {fixed: \"2022-04-30T08:00:00+08:00\"}\ncheckpoint_every: never\n");
  EXPECT_TRUE(swept().is_null());
  put("data/guatu.yaml", "checkpoint_every: soon\n");
  const auto refused = on({"sweep"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_NE(refused.err.find("guatu.yaml:1:"), std::string::npos) << refused.err;
}

TEST_F(Evidence, BothVerifiersAgreeOnBothHashes) {
  for (const auto& dir : {data(), with_sm3()}) {
    const auto name = root() + "/" + fs::path(dir).filename().string();
    const auto old = name + ".old.txt";
    const auto now = name + ".now.txt";
    ASSERT_EQ(in(dir, {"ledger", "checkpoint", "--out", old}).code, 0);
    const auto old_size =
        std::string(in(dir, {"ledger", "verify", "--json"}).json().at("events").as_string());
    ASSERT_EQ(in(dir, {"demo", "advance", "--to", "2022-05-10 08:30"}).code, 0);
    ASSERT_EQ(in(dir, {"ledger", "checkpoint", "--out", now}).code, 0);
    std::ofstream(name + ".key") << in(dir, {"ledger", "key"}).out;
    ASSERT_EQ(in(dir, {"export", name + ".jsonl"}).code, 0);

    const auto verified = in(dir, {"ledger", "verify", "--against", old, "--key", name + ".key", "--json"});
    EXPECT_EQ(verified.code, 0) << verified.err;
    EXPECT_TRUE(verified.json().at("is_well").as_bool());
    EXPECT_EQ(verified.json().at("checkpoints_that_fit"), 3);
    const auto given = " --key " + name + ".key --against " + old + " --against " + now;
    EXPECT_EQ(second("ledger " + dir + given), 0);
    EXPECT_EQ(second("ledger " + name + ".jsonl" + given), 0);
    EXPECT_EQ(second("ledger " + name + ".jsonl --against " + old), 0) << "with the key that it names itself";

    const auto size = std::string(verified.json().at("events").as_string());
    ASSERT_EQ(in(dir, {"ledger", "prove", "inclusion", "3", "--out", name + ".p.json"}).code, 0);
    ASSERT_EQ(in(dir, {"ledger", "prove", "consistency", old_size, size, "--out", name + ".q.json"}).code, 0);
    for (const char* proof : {".p.json", ".q.json"}) {
      const auto file = name + proof;
      EXPECT_EQ(second("proof " + file + given), 0) << file;
      const auto checked = guatu({"ledger", "check-proof", file, "--key", name + ".key", "--against", old,
                                  "--against", now, "--data", root() + "/none"});
      EXPECT_EQ(checked.code, 0) << checked.err;
      // Every digest, and the line, changed in one place.
      const auto text = read(file);
      int touched = 0;
      for (std::size_t at = text.find("\"path\":"); at < text.size(); at += 13) {
        auto wrong = text;
        if (wrong[at] < '0' || wrong[at] > '8') continue;
        ++wrong[at];
        ++touched;
        std::ofstream(name + ".wrong.json") << wrong;
        EXPECT_EQ(second("proof " + name + ".wrong.json" + given), 1);
        const auto refused = guatu({"ledger", "check-proof", name + ".wrong.json", "--key", name + ".key",
                                    "--against", old, "--against", now, "--json"});
        EXPECT_EQ(key_of(refused), "evidence.proof_fails");
        if (touched == 3) break;
      }
      EXPECT_EQ(touched, 3);
    }
    const auto lone = guatu(
        {"ledger", "check-proof", name + ".q.json", "--key", name + ".key", "--against", now, "--json"});
    EXPECT_EQ(key_of(lone), "evidence.old_needed");

    // A damaged copy, named alike.
    const auto bad = copy_of(dir, fs::path(dir).filename().string() + ".bad");
    behind(bad, "update events set by = 'nobody' where position = 5");
    EXPECT_EQ(second("ledger " + bad), 1);
    const auto found = in(bad, {"ledger", "verify", "--json"});
    EXPECT_EQ(found.code, 1);
    EXPECT_EQ(key_of(found), "ledger.altered");
  }
  EXPECT_EQ(second("self-test"), 0);
}

TEST_F(Evidence, ADamagedLedgerIsReadOnlyAndSaysSo) {
  const auto whole = on({"export"}).out;
  const auto last = std::count(whole.begin(), whole.end(), '\n');
  behind(data(),
         "update events set command_id = command_id || 'x' where position = " + std::to_string(last - 1));
  for (const Words& words : std::vector<Words>{{"matter", "list"}, {"brief"}}) {
    const auto ran = on(words);
    EXPECT_EQ(ran.code, 0);
    EXPECT_NE(ran.err.find("store.damaged"), std::string::npos) << "never silently";
    EXPECT_NE(ran.err.find("--until " + std::to_string(last - 2)), std::string::npos) << ran.err;
  }
  for (const Words& words :
       std::vector<Words>{{"sweep"},
                          {"ledger", "checkpoint"},
                          {"ledger", "rebuild"},
                          {"matter", "do", "ZS-2022-001", "urge", "--by", "mayor", "--reason", "x"}}) {
    const auto ran = on(words);
    EXPECT_EQ(ran.code, 1) << words[0];
    EXPECT_NE(ran.err.find("store.damaged"), std::string::npos) << ran.err;
  }
  // Every event before the damage, not one behind it, and it is said.
  const auto file = root() + "/rescued.jsonl";
  const auto exported = on({"export", file});
  EXPECT_EQ(exported.code, 1);
  EXPECT_NE(exported.err.find("ledger.altered"), std::string::npos);
  EXPECT_NE(exported.err.find("ledger.exported_until"), std::string::npos);
  const auto rescued = read(file);
  EXPECT_EQ(std::count(rescued.begin(), rescued.end(), '\n'), last - 2);
  EXPECT_TRUE(whole.starts_with(rescued));
  const auto until = on({"export", "--until", std::to_string(last - 2)});
  EXPECT_EQ(until.code, 0);
  EXPECT_EQ(until.out, rescued);
  EXPECT_EQ(on({"export", "--from", "4", "--until", "6", "--dry-run"}).out, "3\n");
  EXPECT_EQ(guatu({"import", file, "--data", root() + "/again", "--share", share()}).code, 0);
}

TEST_F(Evidence, ATailThatIsGoneIsNotMadeUpFor) {
  const auto whole = on({"export"}).out;
  const auto last = std::count(whole.begin(), whole.end(), '\n');
  const auto before = on({"ledger", "digest", "--json"}).out;
  behind(data(), "delete from events where position > " + std::to_string(last - 3));
  for (const Words& words :
       std::vector<Words>{{"sweep"}, {"ledger", "rebuild"}, {"ledger", "verify"}, {"export"}}) {
    const auto ran = on(words);
    EXPECT_EQ(ran.code, 1) << words[0];
    EXPECT_NE(ran.err.find("store.damaged"), std::string::npos) << words[0] << ": " << ran.err;
    EXPECT_NE(ran.err.find(std::to_string(last - 2)), std::string::npos) << ran.err;
  }
  EXPECT_NE(on({"brief"}).err.find("store.damaged"), std::string::npos) << "never silently";
  EXPECT_EQ(on({"ledger", "digest", "--json"}).out, before) << "the tables were made to follow";
}

TEST_F(Evidence, OnlyACheckpointRevealsARewrittenTail) {
  const auto out = root() + "/kept.txt";
  ASSERT_EQ(on({"ledger", "checkpoint", "--out", out}).code, 0);
  // The same office with another history: what somebody with all rights could put in its place.
  const auto other = copy_of(data(), "other");
  auto lines = on({"export"}).out;
  const auto at = lines.find("修灯");
  ASSERT_NE(at, std::string::npos);
  lines.replace(at, std::string("修灯").size(), "修路");
  put("other.jsonl", lines);
  fs::remove(other + "/guatu.db");
  fs::rename(other + "/keys", other + "/k");
  const auto imported = guatu({"import", root() + "/other.jsonl", "--data", other, "--share", share()});
  ASSERT_EQ(imported.code, 0) << imported.err;
  fs::remove_all(other + "/keys");  // Those that the import made.
  fs::rename(other + "/k", other + "/keys");
  fs::remove_all(other + "/checkpoints");
  EXPECT_EQ(in(other, {"ledger", "verify"}).code, 0) << "alone it looks well";
  const auto found = in(other, {"ledger", "verify", "--against", out, "--json"});
  EXPECT_EQ(found.code, 1);
  EXPECT_EQ(key_of(found), "ledger.rewritten") << found.err;
  // Nor does it sign behind a checkpoint that it contradicts.
  fs::create_directories(other + "/checkpoints");
  const auto kept = read(out);
  const auto size =
      kept.substr(kept.find('\n') + 1, kept.find('\n', kept.find('\n') + 1) - kept.find('\n') - 1);
  fs::copy(out, other + "/checkpoints/" + size + ".txt");
  EXPECT_EQ(key_of(in(other, {"ledger", "checkpoint", "--json"})), "checkpoint.contradicts");
}

TEST_F(Evidence, SaysWhatIsWrongWithWhatItIsGiven) {
  const auto out = root() + "/c.txt";
  ASSERT_EQ(on({"ledger", "checkpoint", "--out", out}).code, 0);
  const auto other = with_sm3();
  const auto other_key = std::string(trim(in(other, {"ledger", "key"}).out));
  struct Row {
    Words words;
    const char* key;
    int code;
  };
  put("text.txt", "hello\n");
  put("signed.txt", read(out).replace(read(out).size() - 8, 1, "A"));
  put("proof.json", "{\"proof\":\"inclusion\",\"hash\":\"md5\"}");
  const Row rows[] = {
      {{"ledger", "verify", "--against", root() + "/none.txt"}, "cli.no_file", 2},
      {{"ledger", "verify", "--against", root() + "/text.txt"}, "checkpoint.form", 2},
      {{"ledger", "verify", "--against", root() + "/signed.txt"}, "checkpoint.signature", 2},
      {{"ledger", "verify", "--against", out, "--key", other_key}, "checkpoint.other_ledger", 2},
      {{"ledger", "verify", "--key", "guatu/x"}, "checkpoint.key_form", 2},
      {{"ledger", "prove", "inclusion", "0"}, "evidence.prove_words", 2},
      {{"ledger", "prove", "inclusion", "3", "4"}, "evidence.prove_words", 2},
      {{"ledger", "prove", "both", "3"}, "evidence.prove_words", 2},
      {{"ledger", "prove", "inclusion", "9999"}, "evidence.range", 2},
      {{"ledger", "prove", "consistency", "5", "4"}, "evidence.range", 2},
      {{"ledger", "check-proof", root() + "/proof.json", "--against", out}, "evidence.proof_form", 2},
      {{"ledger", "check-proof", root() + "/text.txt", "--against", out}, "evidence.proof_form", 2}};
  for (const auto& row : rows) {
    auto words = row.words;
    words.push_back("--json");
    const auto ran = on(words);
    EXPECT_EQ(key_of(ran), row.key) << ran.err;
    EXPECT_EQ(ran.code, row.code) << row.key;
  }
  EXPECT_EQ(key_of(guatu({"ledger", "check-proof", root() + "/proof.json", "--against", out, "--json",
                          "--data", root() + "/none"})),
            "evidence.proof_form");
  fs::remove(key_file(data()));
  EXPECT_EQ(key_of(on({"ledger", "checkpoint", "--json"})), "checkpoint.no_key");
  EXPECT_EQ(on({"sweep"}).code, 0) << "a copy without the key goes on";
  fs::copy(key_file(other), key_file(data()));
  EXPECT_EQ(key_of(on({"ledger", "checkpoint", "--json"})), "checkpoint.key_differs");
}

}  // namespace
}  // namespace guatu::app
