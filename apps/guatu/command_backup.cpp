// backup, backup verify, restore, ledger files: what keeps a data folder safe.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <sstream>

#include "guatu/attachments.h"
#include "guatu/backup.h"
#include "guatu/base/limits.h"
#include "guatu/output.h"
#include "guatu/wiring.h"

namespace guatu::app {

namespace {

/// One bar for each thing that is done.
class Steps {
 public:
  explicit Steps(Session& s) : s_(s) {}
  BackupTold told() {
    return [this](const char* what, std::int64_t done, std::int64_t total) {
      if (what_ != what) {
        bar_.reset();
        bar_ = std::make_unique<Progress>(s_.io, s_.say(title(what)));
        what_ = what;
      }
      bar_->show(done, total);
    };
  }

 private:
  static Titles title(std::string_view what) {
    if (what == "ledger") return {"复制账本", "copying the ledger"};
    if (what == "files") return {"核对文件", "files"};
    if (what == "events") return {"核对事件", "events"};
    return {"重建各表", "making the tables again"};
  }
  Session& s_;
  std::string what_;
  std::unique_ptr<Progress> bar_;
};

json::array files_json(const std::vector<BackupFile>& files) {
  json::array out;
  for (const auto& f : files) out.push_back(to_json(f));
  return out;
}

json::object manifest_json(const Manifest& m) {
  return {{"ledger", m.ledger},
          {"name", m.name},
          {"position", std::to_string(m.position.value)},
          {"made_at", to_text(m.made_at)},
          {"product", m.product},
          {"files", m.files.size()},
          {"missing", files_json(m.missing)}};
}

Outcome backup(Session& s) {
  const auto target = s.args.operands.front();
  Result<BackupMade> made = BackupMade{};
  {
    Steps steps(s);
    made = s.dry_run ? plan_backup(s.data, target, steps.told()) : make_backup(s.data, target, steps.told());
  }
  if (made.has_error()) return std::move(made).error();
  if (s.json) {
    auto o = manifest_json(made->manifest);
    o.emplace("target", target);
    o.emplace("copied", made->copied);
    o.emplace("copied_bytes", made->copied_bytes);
    o.emplace("dry_run", s.dry_run);
    print_json(s.io.out, o);
  } else {
    if (s.dry_run) s.io.out << s.say({"试算，未写入。\n", "Dry run, nothing was written.\n"});
    s.io.out << fmt::format(fmt::runtime(s.say({"{}：账本到第 {} 条，复制附件 {} 个（{} 字节），缺损 {} 个\n",
                                                "{}: the ledger up to event {}, {} attachments copied ({} "
                                                "bytes), {} lost\n"})),
                            target, made->manifest.position.value, made->copied, made->copied_bytes,
                            made->lost.missing.size() + made->lost.changed.size());
  }
  // The backup is made all the same: what is lost must not keep the rest from being safe.
  return problems_of(made->lost);
}

void print_checked(Session& s, const BackupChecked& c, const std::string& where, const Titles& line) {
  if (s.json) {
    auto o = manifest_json(c.manifest);
    o.emplace("where", where);
    o.emplace("bytes", c.bytes);
    o.emplace("dry_run", s.dry_run);
    print_json(s.io.out, o);
    return;
  }
  s.io.out << fmt::format(fmt::runtime(s.say(line)), where, c.manifest.name, c.manifest.position.value,
                          c.manifest.files.size(), c.bytes, minute_text(c.manifest.made_at));
  for (const auto& f : c.manifest.missing)
    s.io.out << fmt::format(
        fmt::runtime(s.say({"  备份时就已缺损：{}\n", "  already lost when it was made: {}\n"})), f.path);
}

Outcome backup_verify(Session& s) {
  const auto target = s.args.operands.front();
  Checked<BackupChecked> checked = BackupChecked{};
  {
    Steps steps(s);
    checked = verify_backup(target, steps.told());
  }
  if (checked.has_error()) return std::move(checked).error();
  print_checked(s, *checked, target,
                {"{}：完好。{}，账本到第 {} 条，{} 个文件 {} 字节，备份于 {}\n",
                 "{}: sound. {}, the ledger up to event {}, {} files of {} bytes, made {}\n"});
  return {};
}

/// `--erased FILE`: names of keys, one a line, as `guatu person erased` prints them.
Result<std::vector<std::string>> erased_names(Session& s) {
  std::vector<std::string> out;
  if (!s.args.has("--erased")) return out;
  const auto file = s.args.text("--erased");
  GUATU_TRY(text, read_text(s, file, limits::kMaxYamlBytes, "yaml.too_large"));
  std::istringstream lines(text);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    const auto name = std::string(trim(line));
    if (name.empty()) continue;
    if (name.size() != 16 || name.find_first_not_of("0123456789abcdef") != std::string::npos)
      return Error("personal.name", "--erased", {{"got", name.substr(0, 40)}}, {file, number, 1});
    out.push_back(name);
  }
  return out;
}

Outcome restore(Session& s) {
  const auto target = s.args.operands.front();
  Checked<BackupChecked> done = BackupChecked{};
  GUATU_TRY(erased, erased_names(s));
  {
    Steps steps(s);
    std::error_code ec;
    const bool is_free =
        !std::filesystem::exists(s.data, ec) || std::filesystem::is_empty(std::filesystem::path(s.data), ec);
    if (s.dry_run && !is_free)
      done = Problems{Error("backup.not_empty", "--data", {{"dir", s.data}})};
    else if (s.dry_run)
      done = verify_backup(target, steps.told());
    else
      done = restore_backup(target, s.data, {s.args.has("--quick"), erased}, steps.told());
  }
  if (done.has_error()) return std::move(done).error();
  if (s.dry_run && !s.json) s.io.out << s.say({"试算，未写入。\n", "Dry run, nothing was written.\n"});
  print_checked(s, *done, s.data,
                {"{}：恢复了{}，账本到第 {} 条，{} 个文件 {} 字节，备份于 {}\n",
                 "{}: restored {}, the ledger up to event {}, {} files of {} bytes, backed up {}\n"});
  return {};
}

json::array orphans_json(const std::vector<Orphan>& orphans) {
  json::array out;
  for (const auto& o : orphans)
    out.push_back(json::object{{"name", o.name}, {"bytes", o.bytes}, {"changed_at", to_text(o.changed_at)}});
  return out;
}

Outcome ledger_files(Session& s) {
  GUATU_TRY(office, Office::open(s, Access::kRead));
  GUATU_TRY(reader, office->store().read());
  Result<FilesReport> report = FilesReport{};
  {
    Progress bar(s.io, s.say({"核对附件", "attachments"}));
    report = check_files(*reader, s.data, {},
                         [&bar](std::int64_t done, std::int64_t total) { bar.show(done, total); });
  }
  if (report.has_error()) return std::move(report).error();
  std::vector<Orphan> removed;
  if (s.args.has("--remove-orphans") && !s.dry_run) {
    // The age of a file is told by the machine's clock, also in a demo folder.
    GUATU_TRY(gone, remove_orphans(s.data, report->orphans, SystemClock().now()));
    removed = std::move(gone);
  }
  if (s.json) {
    print_json(s.io.out, json::object{{"files", report->files},
                                      {"bytes", report->bytes},
                                      {"missing", report->missing.size()},
                                      {"changed", report->changed.size()},
                                      {"orphans", orphans_json(report->orphans)},
                                      {"removed", orphans_json(removed)}});
  } else {
    s.io.out << fmt::format(
        fmt::runtime(
            s.say({"附件 {} 个，{} 字节：缺 {}，不符 {}，无人引用 {}\n",
                   "{} attachments of {} bytes: {} missing, {} changed, {} referred to by nothing\n"})),
        report->files, report->bytes, report->missing.size(), report->changed.size(), report->orphans.size());
    for (const auto& o : report->orphans) {
      const bool is_gone =
          std::any_of(removed.begin(), removed.end(), [&](const auto& r) { return r.name == o.name; });
      s.io.out << fmt::format("  {}  {}  {}  {}\n", minute_text(o.changed_at), o.bytes, o.name,
                              is_gone ? s.say({"已删", "removed"}) : s.say({"保留", "kept"}));
    }
  }
  return problems_of(*report);
}

}  // namespace

std::vector<CommandSpec> backup_commands() {
  return {
      {"backup",
       "",
       {"备份数据目录（运行中也可以）：账本、密钥、设置、检查点和附件；目录可以增量更新",
        "back up the data folder, also while it is in use: ledger, keys, settings, checkpoints, attachments; "
        "a "
        "folder is renewed in place"},
       "DIR|FILE.tar",
       1,
       1,
       {},
       {{"backup /mnt/disk/guatu", {"", ""}}, {"backup /mnt/disk/guatu-2022-04-08.tar", {"", ""}}},
       &backup},
      {"backup",
       "verify",
       {"核对一份备份：每个文件、数据库的每一页、每条事件",
        "check a backup: every file, every page of its database, every event"},
       "DIR|FILE.tar",
       1,
       1,
       {},
       {{"backup verify /mnt/disk/guatu", {"", ""}}},
       &backup_verify},
      {"restore",
       "",
       {"把备份恢复成一个新的数据目录；先核对，再重建各表比较，要么完整要么没有",
        "bring a backup back as a new data folder: checked, its tables made again and compared, whole or not "
        "at "
        "all"},
       "DIR|FILE.tar",
       1,
       1,
       {{"--quick", "", {"不重建各表来比较", "do not make the tables again for comparison"}},
        {"--erased",
         "FILE",
         {"备份之后删除过的人的密钥名，一行一个（guatu person erased 的输出）",
          "names of keys that were erased after the backup was made, one a line (what guatu person erased "
          "prints)"}}},
       {{"restore /mnt/disk/guatu --data data/restored", {"", ""}}},
       &restore},
      {"ledger",
       "files",
       {"核对附件：事件引用的每个文件在不在、对不对；没有事件引用的列出来",
        "check attachments: every file that an event refers to; list those that none does"},
       "",
       0,
       0,
       {{"--remove-orphans",
         "",
         {"删去一天以前的无人引用的文件",
          "remove files that nothing refers to and that are older than a day"}}},
       {{"ledger files --data data/demo", {"", ""}}},
       &ledger_files},
  };
}

}  // namespace guatu::app
