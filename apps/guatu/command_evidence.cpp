// ledger key, checkpoint, verify, prove, check-proof: evidence for others, and the check of one's own ledger.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "guatu/attachments.h"
#include "guatu/base/limits.h"
#include "guatu/evidence.h"
#include "guatu/kernel/ledger/tree_proof.h"
#include "guatu/output.h"

namespace guatu::app {

namespace {

namespace fs = std::filesystem;

Outcome show_key(Session& s) {
  GUATU_TRY(office, Office::open(s, Access::kRead));
  GUATU_TRY(reader, office->store().read());
  GUATU_TRY(key, public_key_of(*reader, office->dir()));
  std::error_code ec;
  const bool is_here = fs::exists(key_file(office->dir()), ec);
  if (!s.json) {
    s.io.out << key.text() << '\n';
    return {};
  }
  print_json(s.io.out, json::object{{"key", key.text()},
                                    {"name", key.name},
                                    {"id", hex(key.id())},
                                    {"public_key", base64(key.bytes)},
                                    {"may_sign", is_here}});
  return {};
}

Outcome checkpoint(Session& s) {
  const auto file = s.args.text("--out");
  std::error_code ec;
  if (!file.empty() && fs::exists(file, ec)) return Error("cli.file_exists", "--out", {{"file", file}});
  GUATU_TRY(office, Office::open(s, s.dry_run ? Access::kRead : Access::kWrite));
  if (const auto damage = office->store().damage()) return *damage;
  GUATU_TRY(made, make_checkpoint(*office, s.dry_run));
  if (!file.empty() && !s.dry_run) GUATU_TRY_VOID(write_whole(file, made.text));
  const auto& c = made.checkpoint;
  const auto aloud = hex_groups(bytes_of(c.root));
  if (s.json) {
    print_json(s.io.out, json::object{{"size", std::to_string(c.size)},
                                      {"root", hex(bytes_of(c.root))},
                                      {"aloud", aloud},
                                      {"time", instant_json(c.at)},
                                      {"hash", text_of(c.kind)},
                                      {"file", file.empty() ? made.file : file},
                                      {"is_new", made.is_new},
                                      {"dry_run", s.dry_run},
                                      {"text", made.text}});
    return {};
  }
  s.io.out << made.text << '\n' << s.say({"根，供念读：\n", "root, for reading aloud:\n"});
  // Four groups a line, as one says them.
  for (std::size_t i = 0; i < aloud.size(); i += 20) s.io.out << "  " << trim(aloud.substr(i, 20)) << '\n';
  return {};
}

/// The key to check with: --key, else the ledger's own.
Result<std::optional<kernel::CheckpointKey>> checking_key(Session& s, kernel::Reader& reader,
                                                          const std::string& dir) {
  if (s.args.has("--key")) {
    GUATU_TRY(key, key_of_flag(s.args.text("--key")));
    return std::optional(std::move(key));
  }
  auto own = public_key_of(reader, dir);
  if (own.has_value()) return std::optional(std::move(*own));
  // A first event that cannot be read, or a ledger that never signed: the check goes on without.
  return std::optional<kernel::CheckpointKey>();
}

/// Files that events before the first bad one refer to.
Result<FilesReport> verify_files(Session& s, kernel::Reader& reader, const kernel::Verified& v) {
  if (v.events == 0) return FilesReport{};
  Progress bar(s.io, s.say({"核对附件", "attachments"}));
  return check_files(reader, s.data, {v.events},
                     [&bar](std::int64_t done, std::int64_t total) { bar.show(done, total); });
}

void print_verified(Session& s, const kernel::Verified& v, const FilesReport& files, std::size_t checkpoints,
                    bool is_well) {
  if (s.json) {
    print_json(s.io.out, json::object{{"is_well", is_well},
                                      {"events", std::to_string(v.events)},
                                      {"hash", text_of(v.kind)},
                                      {"root", hex(bytes_of(v.root))},
                                      {"nodes", v.nodes},
                                      {"checkpoints", checkpoints},
                                      {"checkpoints_that_fit", v.checkpoints_that_fit},
                                      {"files", files.files},
                                      {"files_missing", files.missing.size()},
                                      {"files_changed", files.changed.size()}});
    return;
  }
  s.io.out << fmt::format(
      fmt::runtime(
          s.say({"{}：从头起 {} 条事件与散列相符，{} 个检查点中 {} 个相符\n根 {}\n",
                 "{}: {} events from the first on fit their hashes, {} checkpoints, {} fit\nroot {}\n"})),
      s.data, v.events, checkpoints, v.checkpoints_that_fit, hex(bytes_of(v.root)));
  if (files.files > 0)
    s.io.out << fmt::format(fmt::runtime(s.say({"附件 {} 个：缺 {}，不符 {}\n",  //
                                                "{} attachments: {} missing, {} changed\n"})),
                            files.files, files.missing.size(), files.changed.size());
}

Outcome verify(Session& s) {
  GUATU_TRY(office, Office::open(s, Access::kCheck));
  GUATU_TRY(reader, office->store().read());
  GUATU_TRY(key, checking_key(s, *reader, office->dir()));
  Problems problems;
  std::vector<kernel::KnownCheckpoint> known;
  if (key) {
    const auto own = public_key_of(*reader, office->dir());
    if (s.args.has("--key") && own.has_value() && *own != *key)
      problems.push_back(Error("checkpoint.key_replaced", "--key", {{"key", own->text()}}));
    known = own_checkpoints(office->dir(), *key, problems);
  }
  for (const auto& file : s.args.all("--against")) {
    if (!key) return Error("evidence.key_needed", "--key");
    GUATU_TRY(given, read_checkpoint(file, *key));
    known.push_back(std::move(given));
  }
  const auto count = known.size();
  kernel::Verified v;
  {
    Progress bar(s.io, s.say({"核对", "verifying"}));
    v = kernel::verify_ledger(*reader, std::move(known),
                              [&bar](std::int64_t done, std::int64_t total) { bar.show(done, total); });
  }
  problems.insert(problems.begin(), v.problems.begin(), v.problems.end());
  // A tail that is gone leaves a sound chain, but not to where the tables went.
  if (const auto damage = office->store().damage(); damage && v.problems.empty()) problems.push_back(*damage);
  GUATU_TRY(files, verify_files(s, *reader, v));
  for (auto& p : problems_of(files)) problems.push_back(std::move(p));
  print_verified(s, v, files, count, problems.empty());
  return problems;
}

Result<Position> position_of(const std::string& text) {
  std::int64_t n = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), n);
  if (text.empty() || ec != std::errc{} || end != text.data() + text.size() || n < 1)
    return Error("evidence.prove_words");
  return Position{n};
}

/// The tree that a proof leads to when none is named: that of the last own checkpoint which has the event.
Position size_for(const Session& s, kernel::Reader& reader, Position position) {
  const auto key = public_key_of(reader, s.data);
  Problems ignored;
  if (key.has_value())
    if (const auto own = own_checkpoints(s.data, *key, ignored);
        !own.empty() && own.back().checkpoint.size >= position.value)
      return {own.back().checkpoint.size};
  return reader.last_position();
}

Outcome prove(Session& s) {
  const auto& words = s.args.operands;
  const bool is_inclusion = words[0] == "inclusion";
  if (is_inclusion ? words.size() != 2 : words[0] != "consistency" || words.size() != 3)
    return Error("evidence.prove_words");
  if (!is_inclusion && s.args.has("--size")) return Error("evidence.prove_words", "--size");
  GUATU_TRY(first, position_of(words[1]));
  const auto file = s.args.text("--out");
  std::error_code ec;
  if (!file.empty() && fs::exists(file, ec)) return Error("cli.file_exists", "--out", {{"file", file}});
  GUATU_TRY(office, Office::open(s, Access::kRead));
  GUATU_TRY(reader, office->store().read());
  auto size = size_for(s, *reader, first);
  if (s.args.has("--size")) {
    GUATU_TRY(named, s.args.integer("--size", 1, 1, reader->last_position().value));
    size = {named};
  }
  if (!is_inclusion) {
    GUATU_TRY(named, position_of(words[2]));
    size = named;
  }
  GUATU_TRY(proof, is_inclusion ? kernel::prove_inclusion(*reader, first, size)
                                : kernel::prove_consistency(*reader, first, size));
  const auto text = json::serialize(to_json(proof)) + "\n";
  if (file.empty() || s.dry_run)
    s.io.out << text;
  else
    GUATU_TRY_VOID(write_whole(file, text));
  return {};
}

Outcome check_proof_file(Session& s) {
  const auto& file = s.args.operands.front();
  GUATU_TRY(text, read_text(s, file, limits::kMaxYamlBytes * 16, "cli.line_too_long"));
  GUATU_TRY(proof, kernel::parse_proof(text, file));
  std::optional<kernel::CheckpointKey> key;
  if (s.args.has("--key")) {
    GUATU_TRY(given, key_of_flag(s.args.text("--key")));
    key = std::move(given);
  } else if (std::error_code ec; fs::exists(fs::path(s.data) / "guatu.db", ec)) {
    GUATU_TRY(office, Office::open(s, Access::kRead));
    GUATU_TRY(reader, office->store().read());
    GUATU_TRY(own, public_key_of(*reader, office->dir()));
    key = std::move(own);
  }
  if (!key) return Error("evidence.key_needed", "--key");
  std::vector<kernel::KnownCheckpoint> known;
  for (const auto& against : s.args.all("--against")) {
    GUATU_TRY(given, read_checkpoint(against, *key));
    known.push_back(std::move(given));
  }
  GUATU_TRY_VOID(kernel::check_proof(proof, file, known));
  if (s.json) {
    print_json(s.io.out, json::object{{"holds", true}, {"proof", to_json(proof)}});
    return {};
  }
  if (proof.proof == "inclusion")
    s.io.out << fmt::format(
        fmt::runtime(s.say({"证明成立：{} 的前 {} 条事件中，第 {} 条是\n{}\n",
                            "The proof holds: of the first {1} events of {0}, event {2} is\n{3}\n"})),
        proof.ledger, proof.size.value, proof.position.value, proof.line);
  else
    s.io.out << fmt::format(
        fmt::runtime(s.say({"证明成立：{} 从 {} 条到 {} 条只有增加，没有改动\n",
                            "The proof holds: {} only grew from {} to {} events, nothing was changed\n"})),
        proof.ledger, proof.old_size.value, proof.size.value);
  return {};
}

FlagSpec key_flag() {
  return {"--key",
          "KEY|FILE",
          {"检查点公钥（guatu ledger key 印出的一行）或存有它的文件；默认用账本自己的",
           "public key of the checkpoints (the line of guatu ledger key) or a file with it; the ledger's own "
           "unless said"}};
}

}  // namespace

std::vector<CommandSpec> evidence_commands() {
  const FlagSpec against{
      "--against",
      "FILE",
      {"别处保存的检查点，可给多个", "a checkpoint kept elsewhere; may be given more than once"},
      false,
      true};
  auto needed = against;
  needed.is_required = true;
  return {
      {"ledger",
       "key",
       {"检查点的公钥，交给保存检查点的部门", "public key of the checkpoints, for those who keep them"},
       "",
       0,
       0,
       {},
       {{"ledger key --data data/demo", {"", ""}}},
       &show_key},
      {"ledger",
       "checkpoint",
       {"签署一个检查点：账本有多少条、根是什么、何时；也可打印或念读",
        "sign a checkpoint: how many events, their root, when; to print, send or read aloud"},
       "",
       0,
       0,
       {{"--out",
         "FILE",
         {"另写一份到文件，交给第二个部门", "also write it there, to hand to a second department"}}},
       {{"ledger checkpoint --out checkpoint.txt", {"", ""}}},
       &checkpoint},
      {"ledger",
       "verify",
       {"核对整个账本：逐条重算散列与树，并与检查点比较，指出第一处不符；附件也逐个核对",
        "check the whole ledger: every hash and the tree again, compared with checkpoints, and every "
        "attachment; "
        "names the first that does not fit"},
       "",
       0,
       0,
       {against, key_flag()},
       {{"ledger verify --against checkpoint.txt", {"", ""}}},
       &verify},
      {"ledger",
       "prove",
       {"写出证明：某条事件在账本中，或后来的账本只是增加",
        "write a proof that an event is in the ledger, or that a later ledger only grew"},
       "inclusion POSITION|consistency OLD NEW",
       2,
       3,
       {{"--size",
         "N",
         {"证明到几条为止；默认到最近一个含有它的检查点，否则到最后",
          "size of the tree it leads to; that of the last checkpoint with the event, else all"}},
        {"--out", "FILE", {"写到文件", "write it to a file"}}},
       {{"ledger prove inclusion 12 --out proof.json", {"", ""}},
        {"ledger prove consistency 100 250", {"", ""}}},
       &prove},
      {"ledger",
       "check-proof",
       {"核对证明文件，不需要账本", "check a proof; the ledger is not needed"},
       "FILE|-",
       1,
       1,
       {needed, key_flag()},
       {{"ledger check-proof proof.json --against checkpoint.txt --key key.txt", {"", ""}}},
       &check_proof_file},
  };
}

}  // namespace guatu::app
