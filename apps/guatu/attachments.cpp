#include "guatu/attachments.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "guatu/base/disk.h"

namespace guatu::app {

namespace fs = std::filesystem;

namespace {

bool is_sha256(std::string_view s) {
  return s.size() == 64 && s.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// Only a field of files has objects of this shape: `{"name","sha256","bytes"}`.
void collect(const json::value& v, MatterId matter, Position position, Attachments& out) {
  if (v.is_array())
    for (const auto& i : v.get_array()) collect(i, matter, position, out);
  if (!v.is_object()) return;
  const auto* sha = v.get_object().if_contains("sha256");
  if (sha == nullptr) {
    for (const auto& [ignored, i] : v.get_object()) collect(i, matter, position, out);
    return;
  }
  if (!sha->is_string() || !is_sha256(std::string_view(sha->get_string()))) return;
  Attachment a{std::string(sha->get_string()), 0, {}, matter, position};
  if (const auto* bytes = v.get_object().if_contains("bytes"); bytes != nullptr && bytes->is_int64())
    a.bytes = bytes->get_int64();
  if (const auto* name = v.get_object().if_contains("name"); name != nullptr && name->is_string())
    a.name = std::string(name->get_string());
  out.emplace(a.sha256, std::move(a));
}

void collect_from(const kernel::Payload& data, MatterId matter, Position position, Attachments& out) {
  std::visit(
      [&](const auto& p) {
        if constexpr (requires { p.fields; })
          for (const auto& [ignored, value] : p.fields) collect(value, matter, position, out);
      },
      data);
}

Error damaged(std::int64_t position, const std::string& detail) {
  return Error("ledger.damaged", "", {{"position", std::to_string(position)}, {"detail", detail}});
}

Instant changed_at(const struct stat& info) {
  return Instant{static_cast<std::int64_t>(info.st_mtim.tv_sec) * kSecondUs + info.st_mtim.tv_nsec / 1000};
}

std::vector<Orphan> orphans_in(const fs::path& folder, const Attachments& referenced) {
  std::vector<Orphan> out;
  std::error_code ec;
  for (const auto& entry : fs::directory_iterator(folder, ec)) {
    const auto name = entry.path().filename().string();
    struct stat info {};
    if (referenced.contains(name) || ::lstat(entry.path().c_str(), &info) != 0 || !S_ISREG(info.st_mode))
      continue;
    out.push_back({name, static_cast<std::int64_t>(info.st_size), changed_at(info)});
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return out;
}

}  // namespace

Result<Attachments> attachments_of(kernel::Reader& reader, Position up_to, const Told& told) {
  Attachments out;
  const auto total = up_to ? up_to.value : reader.last_position().value;
  std::int64_t expected = 0;
  std::optional<Error> wrong;
  GUATU_TRY_VOID(reader.stored({}, up_to, [&](const kernel::StoredEvent& stored) {
    const auto& c = stored.columns;
    if (c.position != ++expected) {
      wrong = damaged(expected, "missing");
    } else if (!stored.is_sound) {
      wrong = damaged(expected, "unreadable");
    } else if (c.data.find("\"sha256\"") != std::string_view::npos) {
      // Most events name no file, and to decode them would cost more than to hash them.
      auto data = kernel::decode_data(c.type, static_cast<int>(c.version), c.data);
      if (data.has_error())
        wrong = damaged(expected, data.error().key + " " + data.error().field);
      else
        collect_from(*data, {c.matter}, {c.position}, out);
    }
    if (told) told(c.position, total);
    return !wrong;
  }));
  if (wrong) return *wrong;
  return out;
}

Result<FilesReport> check_files(kernel::Reader& reader, const std::string& dir, Position up_to,
                                const Told& told) {
  GUATU_TRY(all, attachments_of(reader, up_to));
  FilesReport out;
  for (const auto& [ignored, a] : all) out.bytes += a.bytes;
  out.files = static_cast<std::int64_t>(all.size());
  const auto folder = fs::path(dir) / "files";
  std::int64_t done = 0;
  const auto count = [&](std::int64_t bytes) {
    done += bytes;
    if (told) told(std::min(done, out.bytes), out.bytes);
  };
  for (const auto& [sha256, a] : all) {
    std::error_code ec;
    if (!fs::exists(folder / sha256, ec)) {
      out.missing.push_back(a);
      continue;
    }
    const auto found = digest_file((folder / sha256).string(), count);
    if (found.has_error() || *found != FileDigest{a.sha256, a.bytes}) out.changed.push_back(a);
  }
  out.orphans = orphans_in(folder, all);
  return out;
}

Problems problems_of(const FilesReport& report) {
  Problems out;
  const auto add = [&out](const char* key, const Attachment& a) {
    out.push_back(Error(key, "",
                        {{"file", "files/" + a.sha256},
                         {"name", a.name},
                         {"matter", std::to_string(a.matter.value)},
                         {"position", std::to_string(a.position.value)}}));
  };
  for (const auto& a : report.missing) add("file.missing", a);
  for (const auto& a : report.changed) add("file.changed", a);
  return out;
}

Result<std::vector<Orphan>> remove_orphans(const std::string& dir, const std::vector<Orphan>& orphans,
                                           Instant now) {
  const auto folder = fs::path(dir) / "files";
  std::vector<Orphan> out;
  if (orphans.empty()) return out;
  // Whoever takes a file up again renews its time under the same lock, so that we see it here.
  GUATU_TRY(lock, FolderLock::take(folder.string(), FolderLock::Kind::kAlone));
  for (const auto& o : orphans) {
    const auto path = (folder / o.name).string();
    struct stat info {};
    if (::lstat(path.c_str(), &info) != 0 || now.us - changed_at(info).us < kOrphanKeptUs) continue;
    if (::unlink(path.c_str()) != 0)
      return Error("file.unwritable", "", {{"file", path}, {"detail", "unlink"}});
    out.push_back(o);
  }
  GUATU_TRY_VOID(sync_folder(folder.string()));
  return out;
}

}  // namespace guatu::app
