#include "guatu/fields_arg.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "guatu/base/disk.h"
#include "guatu/base/hash.h"
#include "guatu/base/limits.h"
#include "guatu/files/kinds.h"
#include "guatu/files/mapped_file.h"
#include "guatu/files/picture.h"
#include "guatu/wiring.h"

namespace guatu::app {

namespace fs = std::filesystem;

namespace {

using kernel::FieldType;

std::vector<std::string> split(std::string_view s) {
  std::vector<std::string> out;
  for (;;) {
    const auto comma = s.find(',');
    const auto part = trim(s.substr(0, comma));
    if (!part.empty()) out.emplace_back(part);
    if (comma == std::string_view::npos) return out;
    s.remove_prefix(comma + 1);
  }
}

/// The picture as an upload of it is kept; none: it is no picture.
/// @errors cli.no_file, attachment.damaged_picture
Result<std::optional<std::string>> stripped(const std::string& path, const std::string& name) {
  const auto file = files::MappedFile::open(path);
  if (file.has_error()) return Error("cli.no_file", "", file.error().args);
  const auto* kind = files::kind_of_bytes(file->bytes(), name);
  if (kind == nullptr || !kind->is_picture) return std::optional<std::string>();
  const auto s = files::strip(kind->form, file->bytes());
  if (s.has_error()) return Error("attachment.damaged_picture", "", {{"name", name}});
  std::string out;
  for (const auto& p : s->pieces) out += p.bytes.empty() ? std::string_view(p.made) : p.bytes;
  return std::optional<std::string>(std::move(out));
}

/// A file that may be attached. @errors cli.no_file, cli.file_too_large, attachment.damaged_picture
Result<StagedFile> look_at(const std::string& path, const std::string& name) {
  std::error_code ec;
  const auto size = fs::file_size(path, ec);
  if (ec) return Error("cli.no_file", "", {{"file", path}, {"detail", ec.message()}});
  if (size > limits::kMaxFileBytes)
    return Error("cli.file_too_large", "",
                 {{"file", path}, {"limit", std::to_string(limits::kMaxFileBytes >> 20U)}});
  GUATU_TRY(picture, stripped(path, name));
  if (picture)
    return StagedFile{path, sha256_hex(*picture), static_cast<std::int64_t>(picture->size()),
                      std::move(picture)};
  auto digest = digest_file(path);
  if (digest.has_error()) return Error("cli.no_file", "", digest.error().args);
  return StagedFile{path, digest->sha256, digest->bytes};
}

/// `@a.jpg` becomes {"name","sha256","bytes"}.
Result<json::value> file_value(const std::string& field, const std::string& text,
                               std::vector<StagedFile>& staged) {
  if (text.size() < 2 || text.front() != '@')
    return Error("cli.file_form", field, {{"got", text.substr(0, 60)}});
  const auto path = text.substr(1);
  const auto name = fs::path(path).filename().string();
  auto f = look_at(path, name);
  if (f.has_error()) {
    auto e = std::move(f).error();
    e.field = field;
    return e;
  }
  json::object o{{"name", name}, {"sha256", f->sha256}, {"bytes", f->bytes}};
  staged.push_back(std::move(*f));
  return json::value(std::move(o));
}

Result<json::value> files_value(const std::string& field, const json::value& given,
                                std::vector<StagedFile>& staged) {
  json::array out;
  json::array items;
  if (given.is_string())
    for (const auto& part : split(given.get_string())) items.emplace_back(part);
  else if (given.is_array())
    items = given.get_array();
  else
    return given;
  for (const auto& item : items) {
    if (!item.is_string()) {
      out.push_back(item);
      continue;
    }
    GUATU_TRY(v, file_value(field, std::string(item.get_string()), staged));
    out.push_back(std::move(v));
  }
  return json::value(std::move(out));
}

/// A text of the command line as JSON of the field's type, where the kernel wants more than a text.
Result<json::value> value_of(const kernel::Field* f, const std::string& id, const json::value& given,
                             std::vector<StagedFile>& staged) {
  if (f != nullptr && f->type == FieldType::kFiles) return files_value(id, given, staged);
  if (f == nullptr || !given.is_string()) return given;
  const std::string text(given.get_string());
  const bool is_list = f->type == FieldType::kList;
  if ((is_list && text.front() == '[') || (f->type == FieldType::kPlace && text.front() == '{')) {
    auto v = parse_json(text);
    if (v.has_error()) return Error(v.error().key, id, v.error().args);
    return v;
  }
  const auto parts = split(text);
  if (is_list) {
    json::array out;
    for (const auto& p : parts) out.emplace_back(p);
    return json::value(std::move(out));
  }
  const auto is_degree = [](const std::string& s) {
    return s.find_first_not_of("0123456789.-") == std::string::npos;
  };
  if (f->type == FieldType::kPlace && parts.size() == 2 && is_degree(parts[0]) && is_degree(parts[1]))
    return json::value(json::object{{"at", json::array{parts[0], parts[1]}}});
  return given;
}

/// One `field=value` into `out`. @errors cli.set_form, cli.set_twice
Result<void> take_set(const std::string& text, json::object& out) {
  const auto eq = text.find('=');
  if (eq == std::string::npos || eq == 0)
    return Error("cli.set_form", "--set", {{"got", text.substr(0, 60)}});
  const auto id = text.substr(0, eq);
  const auto value = text.substr(eq + 1);
  const bool is_new = out.emplace(id, value.empty() ? json::value(nullptr) : json::value(value)).second;
  if (!is_new) return Error("cli.set_twice", id.substr(0, 60));
  return {};
}

}  // namespace

Checked<json::object> fields_of(Session& s, const kernel::Playbook* playbook,
                                std::vector<StagedFile>& staged) {
  json::object given;
  if (s.args.has("--fields-file")) {
    const auto file = s.args.text("--fields-file");
    auto text = read_text(s, file, limits::kMaxCommandBytes, "command.too_large");
    if (text.has_error()) return Problems{std::move(text).error()};
    auto v = parse_json(*text);
    if (v.has_error()) {
      auto e = std::move(v).error();
      e.place.file = file;
      return Problems{std::move(e)};
    }
    if (!v->is_object()) return Problems{Error("json.expected", "/", {{"expected", "object"}}, {file, 0, 0})};
    given = std::move(v->get_object());
  }
  Problems problems;
  for (const auto& text : s.args.all("--set"))
    if (auto r = take_set(text, given); r.has_error()) problems.push_back(std::move(r).error());
  json::object out;
  for (const auto& [key, value] : given) {
    const std::string id(key);
    auto v = value_of(playbook == nullptr ? nullptr : playbook->field(id), id, value, staged);
    if (v.has_error())
      problems.push_back(std::move(v).error());
    else
      out.emplace(id, std::move(*v));
  }
  if (!problems.empty()) return problems;
  return out;
}

Result<void> keep_files(const std::string& dir, const std::vector<StagedFile>& staged) {
  const auto folder = fs::path(dir) / "files";
  std::error_code ec;
  if (fs::create_directories(folder, ec)) GUATU_TRY_VOID(sync_folder(dir));
  if (ec) return Error("file.unwritable", "", {{"file", folder.string()}, {"detail", ec.message()}});
  GUATU_TRY(lock, FolderLock::take(folder.string(), FolderLock::Kind::kShared));
  for (const auto& f : staged) {
    const auto to = (folder / f.sha256).string();
    const FileDigest wanted{f.sha256, f.bytes};
    // A file that is there is taken up again: its time is renewed, so that it is no old orphan.
    if (::utimensat(AT_FDCWD, to.c_str(), nullptr, 0) == 0) {
      const auto there = digest_file(to);
      if (there.has_value() && *there == wanted) continue;
    }
    if (f.stripped) {
      GUATU_TRY_VOID(write_file(to, *f.stripped, 0644));
      continue;
    }
    GUATU_TRY(copied, copy_file(f.path, to));
    if (copied == wanted) continue;
    ::unlink(to.c_str());
    return Error("file.unreadable", "", {{"file", f.path}, {"detail", "changed while it was read"}});
  }
  return sync_folder(folder.string());
}

}  // namespace guatu::app
