#include "guatu/testing/office.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "guatu/kernel/messages/messages.h"
#include "guatu/store/open.h"

#ifndef GUATU_SOURCE_DIR
#error "the folder of the sources is set by the build"
#endif

namespace guatu::testing {

namespace {

[[noreturn]] void stop(const std::string& what) {
  std::fprintf(stderr, "test office: %s\n", what.c_str());
  std::abort();
}

std::string whole_path(const std::string& path) {
  return path.starts_with('/') ? path : std::string(GUATU_SOURCE_DIR) + "/" + path;
}

}  // namespace

std::unique_ptr<kernel::Store> temporary_store() {
  auto s = store::open_store(":memory:", store::OpenMode::kCreate);
  if (!s) stop(kernel::report_line(s.error(), Lang::kEn));
  return std::move(*s);
}

std::string read_file(const std::string& path) {
  std::ifstream in(whole_path(path), std::ios::binary);
  if (!in) stop("cannot read " + path);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<std::string> list_files(const std::string& dir, std::string_view ending) {
  std::vector<std::string> out;
  for (const auto& e : std::filesystem::directory_iterator(whole_path(dir)))
    if (e.path().string().ends_with(ending)) out.push_back(e.path().string());
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<CalendarFile> shipped_calendar() {
  std::vector<CalendarFile> out;
  for (const auto& path : list_files("calendars", ".yaml")) {
    const auto name = std::filesystem::path(path).filename().string();
    if (name.starts_with("cn-")) out.push_back({name, read_file(path)});
  }
  return out;
}

std::string shipped_rules() {
  return read_file("calendars/counting-rules.yaml");
}

Instant at(std::string_view text) {
  const auto t = parse_instant(text);
  if (!t) stop("no instant: " + std::string(text));
  return *t;
}

Office::Office(std::string_view start, bool with_people)
    : store(temporary_store()), clock(at(start)), desk(*store, clock) {
  if (auto r = desk.create("test", "0", "test"); !r) stop(kernel::report_line(r.error(), Lang::kEn));
  std::vector<kernel::MovedClock> moved;
  if (auto r = desk.publish_calendar(shipped_calendar(), kernel::kSystem, false, moved); !r)
    stop(kernel::report_line(r.error().front(), Lang::kEn));
  if (auto r = desk.publish_rules("counting-rules.yaml", shipped_rules(), kernel::kSystem); !r)
    stop(kernel::report_line(r.error().front(), Lang::kEn));
  if (!with_people) return;
  for (const auto& [id, into] : std::vector<std::pair<std::string, std::string>>{
           {"city", ""}, {"bureau", "city"}, {"county", "city"}, {"street", "county"}}) {
    auto c = command(kernel::Verb::kAddUnit, "system");
    c.unit = {id};
    c.into = {into};
    c.fields = {{"zh", id}, {"en", id}};
    done(c);
  }
  struct Row {
    const char *person, *unit, *post;
  };
  for (const auto& r :
       {Row{"mayor", "city", "head"}, Row{"chief", "bureau", "head"}, Row{"county", "county", "head"},
        Row{"street", "street", "head"}, Row{"ann", "bureau", "inspector"}, Row{"bob", "bureau", "inspector"},
        Row{"cai", "bureau", "officer"}, Row{"dan", "bureau", "officer"},
        Row{"eve", "city", "supervision"}}) {
    auto c = command(kernel::Verb::kAddPerson, "system");
    c.person = {r.person};
    c.unit = {r.unit};
    c.name = r.person;
    done(c);
    auto p = command(kernel::Verb::kGivePost, "system");
    p.person = {r.person};
    p.unit = {r.unit};
    p.name = r.post;
    done(p);
  }
}

void Office::publish(const std::string& text) {
  auto r = desk.publish_playbook("test.yaml", text, kernel::kSystem);
  if (r) return;
  for (const auto& e : r.error()) std::fprintf(stderr, "%s\n", kernel::report_line(e, Lang::kEn).c_str());
  stop("the playbook was refused");
}

kernel::Command Office::command(kernel::Verb verb, const std::string& by) {
  kernel::Command c;
  c.id = "c" + std::to_string(++count_);
  c.by = {by};
  c.verb = verb;
  return c;
}

kernel::Answer Office::done(const kernel::Command& c) {
  auto r = desk.execute(c);
  if (!r)
    stop(std::string(kernel::text_of(c.verb)) + " refused: " + kernel::report_line(r.error(), Lang::kEn));
  return std::move(*r);
}

std::string Office::key_of(const kernel::Command& c) {
  const auto r = desk.execute(c);
  return r ? std::string() : r.error().key;
}

MatterId Office::open(const std::string& playbook, const std::string& unit, const std::string& by,
                      json::object fields, MatterId parent, MatterId about) {
  auto c = command(kernel::Verb::kOpen, by);
  c.playbook = playbook;
  c.unit = {unit};
  c.fields = std::move(fields);
  c.parent = parent;
  c.about = about;
  return done(c).matter;
}

std::string Office::move(MatterId id, const std::string& move, const std::string& by, json::object fields,
                         const std::string& reason) {
  auto c = command(kernel::Verb::kMove, by);
  c.matter = id;
  c.move = move;
  c.fields = std::move(fields);
  c.reason = reason;
  return key_of(c);
}

kernel::Matter Office::matter(MatterId id) {
  auto reader = store->read();
  auto m = (*reader)->matter(id);
  if (!m) stop("no matter " + std::to_string(id.value));
  return std::move(*m);
}

kernel::Swept Office::sweep() {
  auto r = desk.sweep(false, true);
  if (!r) stop(kernel::report_line(r.error(), Lang::kEn));
  return std::move(*r);
}

std::vector<kernel::Event> Office::events(MatterId id) {
  auto reader = store->read();
  std::vector<kernel::Event> out;
  auto r = (*reader)->events({}, {}, id, [&](const kernel::Event& e) {
    out.push_back(e);
    return true;
  });
  if (!r) stop(kernel::report_line(r.error(), Lang::kEn));
  return out;
}

std::vector<std::string> Office::types(MatterId id) {
  std::vector<std::string> out;
  for (const auto& e : events(id)) out.emplace_back(kernel::type_of(e));
  return out;
}

Position Office::position() {
  return (*store->read())->last_position();
}

}  // namespace guatu::testing
