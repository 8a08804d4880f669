#include "guatu/http/api/write_parts.h"

#include "guatu/http/api/input.h"

namespace guatu::http::api {

namespace {

constexpr const char* kNames[] = {"post", "role", "stop", "kind"};

Result<void> find_neighbour(Ask& ask, json::object& body, const char* member) {
  auto* value = body.if_contains(member);
  if (value == nullptr) return {};
  if (!value->is_string()) return Error("json.expected", std::string("/") + member, {{"expected", "text"}});
  const std::string text(value->get_string());
  auto m = ask.reader->find(text);
  if (m.has_error()) return Error("matter.unknown", member, {{"got", shortened(text)}});
  *value = std::to_string(m->id.value);
  return {};
}

}  // namespace

Result<void> fill(Ask& ask, kernel::Verb verb, json::object body, kernel::Command& command) {
  for (const char* member : {"parent", "about", "other"}) GUATU_TRY_VOID(find_neighbour(ask, body, member));
  for (const char* name : kNames) {
    auto* value = body.if_contains(name);
    if (value == nullptr) continue;
    if (!value->is_string()) return Error("json.expected", std::string("/") + name, {{"expected", "text"}});
    body["name"] = json::value(*value);
    body.erase(name);
  }
  kernel::Command read;
  GUATU_TRY_VOID(from_json(json::value(std::move(body)), read));
  read.id = std::move(command.id);
  read.by = std::move(command.by);
  read.verb = verb;
  read.if_at = command.if_at;
  if (command.matter) read.matter = command.matter;
  if (command.person) read.person = std::move(command.person);
  if (command.unit) read.unit = std::move(command.unit);
  command = std::move(read);
  return {};
}

}  // namespace guatu::http::api
