#include "guatu/http/api/attachment_fields.h"

#include "guatu/files/kinds.h"
#include "guatu/http/api/input.h"
#include "guatu/http/api/sight.h"

namespace guatu::http::api {

namespace {

using kernel::FieldType;

/// The file of that id in a value of a field, whatever lies around it.
std::optional<SeenFile> file_in(const json::value& v, const std::string& id) {
  if (const auto* a = v.if_array()) {
    for (const auto& i : *a)
      if (auto found = file_in(i, id)) return found;
    return std::nullopt;
  }
  const auto* o = v.if_object();
  if (o == nullptr) return std::nullopt;
  const auto text = [o](const char* name) {
    const auto* t = o->if_contains(name);
    return t != nullptr && t->is_string() ? std::string(t->get_string()) : std::string();
  };
  if (text("sha256") != id) return std::nullopt;
  const auto* bytes = o->if_contains("bytes");
  return SeenFile{id, text("original_sha256"), bytes != nullptr && bytes->is_int64() ? bytes->get_int64() : 0,
                  text("name")};
}

std::optional<SeenFile> file_in(const json::object& fields, const std::string& id) {
  for (const auto& [ignored, value] : fields)
    if (auto found = file_in(value, id)) return found;
  return std::nullopt;
}

/// In the fields that the person may read, as they are or as they were.
Result<std::optional<SeenFile>> file_of_matter(Ask& ask, const std::string& id, MatterId matter) {
  auto m = ask.reader->matter(matter);
  if (m.has_error()) return std::optional<SeenFile>();
  GUATU_TRY(p, ask.playbook_of(*m));
  const Sight sight(ask, *m, *p, false);
  auto found = file_in(sight.fields(), id);
  if (found) return found;
  GUATU_TRY_VOID(ask.reader->history(matter, {}, {}, [&](const kernel::Event& e) {
    std::visit(
        [&](const auto& data) {
          if constexpr (requires { data.fields; })
            if constexpr (std::is_same_v<std::decay_t<decltype(data.fields)>, json::object>)
              found = file_in(sight.shown(data.fields), id);
        },
        e.data);
    return !found;
  }));
  return found;
}

Error unknown(const std::string& id, const std::string& field = {}) {
  return Error("attachment.unknown", field, {{"got", shortened(id)}});
}

/// One item of a field of files.
Result<json::value> named(Ask& ask, const std::string& field, const json::value& item, MatterId matter) {
  const auto* o = item.if_object();
  const auto* sha = o == nullptr ? &item : o->if_contains("sha256");
  // What has another form is refused by the kernel, with its own sentence.
  if (sha == nullptr || !sha->is_string()) return item;
  const std::string id(sha->get_string());
  auto found = seen_file(ask, id, matter);
  if (found.has_error() || !ask.service.shelf->renew(id)) return unknown(id, field);
  if (o != nullptr) {
    const auto* bytes = o->if_contains("bytes");
    if (bytes != nullptr && (!bytes->is_int64() || bytes->get_int64() != found->bytes))
      return Error("attachment.bytes_differ", field,
                   {{"got", shortened(id)}, {"expected", std::to_string(found->bytes)}});
    const auto* name = o->if_contains("name");
    if (name != nullptr && name->is_string())
      if (auto clean = files::clean_name(std::string_view(name->get_string())); !clean.empty())
        found->name = std::move(clean);
  }
  json::object out{{"name", found->name}, {"sha256", id}, {"bytes", found->bytes}};
  if (!found->original_sha256.empty()) out.emplace("original_sha256", found->original_sha256);
  return json::value(std::move(out));
}

Result<void> name_in(Ask& ask, const kernel::Field& f, json::value& value, MatterId matter) {
  auto* items = value.if_array();
  if (items == nullptr) return {};
  for (auto& item : *items) {
    if (f.type == FieldType::kList) {
      GUATU_TRY_VOID(name_in(ask, f.item.front(), item, matter));
      continue;
    }
    GUATU_TRY(v, named(ask, f.id, item, matter));
    item = std::move(v);
  }
  return {};
}

bool holds_files(const kernel::Field& f) {
  return f.type == FieldType::kFiles ||
         (f.type == FieldType::kList && f.item.front().type == FieldType::kFiles);
}

}  // namespace

Result<SeenFile> seen_file(Ask& ask, const std::string& id, MatterId matter) {
  auto* shelf = ask.service.shelf;
  if (shelf == nullptr || !files::is_file_id(id)) return unknown(id);
  if (const auto slip = shelf->slip(id, ask.person))
    return SeenFile{id, slip->original_sha256, slip->bytes, slip->name};
  if (matter) {
    GUATU_TRY(found, file_of_matter(ask, id, matter));
    if (found) return *found;
  }
  GUATU_TRY(holders, shelf->index().holders(*ask.all, id));
  for (const auto holder : holders) {
    GUATU_TRY(found, file_of_matter(ask, id, holder));
    if (found) return *found;
  }
  return unknown(id);
}

Result<void> name_attachments(Ask& ask, kernel::Command& command) {
  const kernel::Playbook* playbook = nullptr;
  for (auto& [id, value] : command.fields) {
    if (!value.is_array()) continue;
    if (playbook == nullptr && !command.playbook.empty()) playbook = ask.today->playbook(command.playbook);
    if (playbook == nullptr && command.matter) {
      GUATU_TRY(m, ask.reader->matter(command.matter));
      GUATU_TRY(p, ask.playbook_of(m));
      playbook = p;
    }
    const auto* f = playbook == nullptr ? nullptr : playbook->field(std::string_view(id));
    if (f != nullptr && holds_files(*f)) GUATU_TRY_VOID(name_in(ask, *f, value, command.matter));
  }
  return {};
}

}  // namespace guatu::http::api
