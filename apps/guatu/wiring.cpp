#include "guatu/wiring.h"

#include <algorithm>
#include <filesystem>

#include "guatu/base/limits.h"
#include "guatu/evidence.h"
#include "guatu/kernel/ledger/projection.h"
#include "guatu/kernel/ledger/reader_context.h"
#include "guatu/kernel/ledger/verify.h"
#include "guatu/output.h"
#include "guatu/store/open.h"
#include "guatu/store/person_keys.h"

namespace guatu::app {

namespace {

Problems one(Error e) {
  return Problems{std::move(e)};
}

bool is_number(const std::string& s) {
  return !s.empty() && s.size() <= 18 && s.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

Checked<std::unique_ptr<Office>> Office::open(Session& s, Access access) {
  std::unique_ptr<Office> office(new Office());
  office->dir_ = s.data;
  store::OpenOptions options;
  options.is_checked = access != Access::kCheck;
  options.copies_behind = access == Access::kServe;
  const bool may_write = access == Access::kWrite || access == Access::kServe;
  auto store = store::open_store(s.data, may_write ? store::OpenMode::kReadWrite : store::OpenMode::kReadOnly,
                                 options);
  if (store.has_error()) return one(std::move(store).error());
  office->store_ = std::move(*store);
  auto settings = read_settings(s.data);
  if (settings.has_error()) return std::move(settings).error();
  office->settings_ = *settings;
  if (settings->lang && !s.is_lang_chosen) s.lang = *settings->lang;
  if (const auto damage = office->store_->damage(); damage && access == Access::kRead)
    print_problems(s, one(*damage));
  if (settings->fixed) {
    Instant now = *settings->fixed;
    if (s.args.has("--now")) {
      auto wanted = parse_instant(s.args.text("--now"));
      if (wanted.has_error())
        return one(Error("text.instant", "--now", {{"got", s.args.text("--now").substr(0, 60)}}));
      now = *wanted;
    }
    auto clock = std::make_unique<ManualClock>(now);
    office->manual_ = clock.get();
    office->clock_ = std::move(clock);
  } else {
    if (s.args.has("--now")) return one(Error("cli.now_real", "--now", {{"dir", s.data}}));
    office->clock_ = std::make_unique<SystemClock>();
  }
  if (auto r = office->open_keys(access); r.has_error()) return one(std::move(r).error());
  office->make_desk();
  return office;
}

Result<void> Office::open_keys(Access access) {
  // A ledger of SM3 is sealed with its family. One that cannot say (empty, damaged) seals nothing.
  auto kind = SealKind::kAes256Gcm;
  GUATU_TRY(reader, store_->read());
  if (const auto created = kernel::created_of(*reader); created.has_value() && created->hash == "sm3")
    kind = SealKind::kSm4CtrHmacSm3;
  auto keys = store::open_person_keys(dir_, kind, access == Access::kWrite || access == Access::kServe);
  if (keys.has_value())
    person_keys_ = std::move(*keys);
  else if (keys.error().key != "personal.no_keys")
    return std::move(keys).error();
  return {};
}

void Office::make_desk() {
  kernel::DeskOptions options;
  options.person_keys = person_keys_.get();
  desk_ = std::make_unique<kernel::Desk>(*store_, *clock_, options);
}

Checked<std::unique_ptr<Office>> Office::create(const std::string& dir, const std::string& name,
                                                std::unique_ptr<Clock> clock, const std::string& hash) {
  auto store = store::open_store(dir, store::OpenMode::kCreate);
  if (store.has_error()) return one(std::move(store).error());
  std::unique_ptr<Office> office(new Office());
  office->dir_ = dir;
  office->store_ = std::move(*store);
  office->clock_ = std::move(clock);
  office->manual_ = dynamic_cast<ManualClock*>(office->clock_.get());
  if (auto r = office->open_keys(Access::kWrite); r.has_error()) return one(std::move(r).error());
  office->make_desk();
  if (name.empty()) return office;  // An import brings its own first event.
  auto key = make_key(dir);
  if (key.has_error()) return one(std::move(key).error());
  if (auto r = office->desk_->create(name, GUATU_VERSION, new_id(), hash, base64(key->public_key()));
      r.has_error())
    return one(std::move(r).error());
  // Again, now that the ledger says what it is hashed with.
  if (auto r = office->open_keys(Access::kWrite); r.has_error()) return one(std::move(r).error());
  office->make_desk();
  return office;
}

Result<View> view_of(const Session& s, Office& office) {
  View v;
  GUATU_TRY(reader, office.store().read());
  v.reader = std::move(reader);
  v.now = std::max(office.clock().now(), v.reader->last_at());
  if (s.args.has("--as-of")) {
    const auto text = s.args.text("--as-of");
    const auto last = v.reader->last_position();
    const Error wrong("cli.as_of", "--as-of",
                      {{"got", text.substr(0, 60)}, {"last", std::to_string(last.value)}});
    if (is_number(text)) {
      v.as_of = Position{std::stoll(text)};
      if (!v.as_of || v.as_of > last) return wrong;
      GUATU_TRY(at, kernel::recorded_at(*v.reader, v.as_of));
      v.now = at;
    } else {
      const auto t = parse_instant(text);
      if (t.has_error() || *t > v.now) return wrong;
      v.as_of = v.reader->position_at(*t);
      if (!v.as_of) return Error("cli.before_ledger", "--as-of", {{"got", text.substr(0, 60)}});
      v.now = *t;
    }
  }
  if (s.args.has("--at")) {
    const auto t = parse_instant(s.args.text("--at"));
    if (t.has_error()) return Error("text.instant", "--at", {{"got", s.args.text("--at").substr(0, 60)}});
    v.now = *t;
  }
  GUATU_TRY(world, kernel::load_world(*v.reader, v.as_of));
  v.world = std::make_unique<kernel::World>(std::move(world));
  return v;
}

Result<MatterId> find_matter_id(kernel::Reader& reader, const std::string& text, const char* field) {
  if (const auto id = reader.find_number(text)) return *id;
  if (is_number(text))
    if (const auto m = reader.matter(MatterId{std::stoll(text)})) return m->id;
  return Error("matter.unknown", field, {{"got", text.substr(0, 60)}});
}

Result<kernel::Matter> find_matter(const View& v, const std::string& text) {
  GUATU_TRY(id, find_matter_id(*v.reader, text, "matter"));
  GUATU_TRY(m, kernel::matter_as_of(*v.reader, id, v.as_of));
  if (!m) return Error("matter.unknown", "matter", {{"got", text.substr(0, 60)}});
  return std::move(*m);
}

Result<const kernel::Playbook*> playbook_of(const kernel::World& world, const kernel::Matter& m) {
  const auto* p = world.playbook(m.playbook, m.version);
  if (p == nullptr) return Error("playbook.unknown", "playbook", {{"got", m.playbook}, {"hint", ""}});
  return p;
}

Checked<void> publish_shipped(kernel::Desk& desk, const std::string& share) {
  namespace fs = std::filesystem;
  auto calendars = read_calendar_files((fs::path(share) / "calendars").string());
  if (calendars.has_error()) return one(std::move(calendars).error());
  std::vector<kernel::MovedClock> moved;
  if (auto r = desk.publish_calendar(*calendars, kernel::kSystem, false, moved); r.has_error())
    return std::move(r).error();
  const auto rules_file = fs::path(share) / "calendars" / "counting-rules.yaml";
  auto rules = read_text(rules_file.string(), limits::kMaxYamlBytes, "yaml.too_large");
  if (rules.has_error()) return one(std::move(rules).error());
  if (auto r = desk.publish_rules("counting-rules.yaml", *rules, kernel::kSystem); r.has_error())
    return std::move(r).error();
  auto files = yaml_files((fs::path(share) / "playbooks").string());
  if (files.has_error()) return one(std::move(files).error());
  Problems problems;
  for (const auto& f : *files) {
    auto text = read_text(f, limits::kMaxYamlBytes, "yaml.too_large");
    if (text.has_error()) return one(std::move(text).error());
    auto r = desk.publish_playbook(fs::path(f).filename().string(), *text, kernel::kSystem);
    if (r.has_error()) problems.insert(problems.end(), r.error().begin(), r.error().end());
  }
  if (!problems.empty()) return problems;
  return {};
}

Result<std::int64_t> advance(Office& office, Instant to) {
  auto* clock = office.manual_clock();
  GUATU_ASSERT(clock != nullptr);
  std::int64_t acts = 0;
  const auto sweep = [&]() -> Result<bool> {
    GUATU_TRY(swept, office.desk().sweep(false, true));
    acts += static_cast<std::int64_t>(swept.events.size());
    return !swept.events.empty();
  };
  for (;;) {
    Instant next{};
    {
      GUATU_TRY(reader, office.store().read());
      const auto id = reader->next_due(to, {});
      if (!id) break;
      next = reader->matter(*id)->next_act_at();
    }
    clock->set(std::max(next, clock->now()));
    GUATU_TRY(did, sweep());
    if (!did) break;  // It cannot be acted on (a calendar gap): the last sweep says so.
  }
  clock->set(to);
  GUATU_TRY(last, sweep());
  static_cast<void>(last);
  return acts;
}

Checked<Ground> ground_of(Session& s) {
  if (s.args.has("--data")) {
    auto office = Office::open(s, Access::kRead);
    if (office.has_error()) return std::move(office).error();
    auto v = view_of(s, **office);
    if (v.has_error()) return Problems{std::move(v).error()};
    return Ground{v->world->calendar(), v->world->rules(), v->now};
  }
  auto share = share_dir(s);
  if (share.has_error()) return Problems{std::move(share).error()};
  const auto dir = (std::filesystem::path(*share) / "calendars").string();
  auto files = read_calendar_files(dir);
  if (files.has_error()) return Problems{std::move(files).error()};
  auto calendar = WorkCalendar::from_files(*files);
  if (calendar.has_error()) return std::move(calendar).error();
  auto text = read_text(dir + "/counting-rules.yaml", limits::kMaxYamlBytes, "yaml.too_large");
  if (text.has_error()) return Problems{std::move(text).error()};
  auto rules = kernel::CountingRules::from_yaml(*text, dir + "/counting-rules.yaml");
  if (rules.has_error()) return std::move(rules).error();
  return Ground{std::move(*calendar), std::move(*rules), SystemClock().now()};
}

}  // namespace guatu::app
