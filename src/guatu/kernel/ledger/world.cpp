#include "guatu/kernel/ledger/world.h"

#include <functional>
#include <mutex>
#include <unordered_map>

#include "guatu/kernel/ledger/apply.h"
#include "guatu/kernel/playbook/reader.h"

namespace guatu::kernel {

namespace {

/// What was parsed from a text and is still held by somebody: opening a ledger again, as after every fault of
/// a simulated city, reads no YAML twice. What is shared never changes. Safe from any thread.
template <class T>
class Parsed {
 public:
  std::shared_ptr<const T> get(const std::string& text,
                               const std::function<std::shared_ptr<const T>()>& parse) {
    const std::lock_guard lock(mutex_);
    if (const auto it = held_.find(text); it != held_.end())
      if (auto found = it->second.lock()) return found;
    auto made = parse();
    if (held_.size() >= kMost) std::erase_if(held_, [](const auto& kv) { return kv.second.expired(); });
    if (made && held_.size() < kMost) held_.insert_or_assign(text, made);
    return made;
  }

 private:
  static constexpr std::size_t kMost = 256;
  std::mutex mutex_;
  std::unordered_map<std::string, std::weak_ptr<const T>> held_;
};

/// Texts one behind another, so that no two lists of texts give the same.
std::string together(std::initializer_list<std::string_view> texts) {
  std::string out;
  for (const auto t : texts) {
    out += std::to_string(t.size());
    out += ':';
    out += t;
  }
  return out;
}

std::shared_ptr<const CountingRules> parsed_rules(const std::string& file, const std::string& text) {
  static auto* const all = new Parsed<CountingRules>();
  return all->get(together({file, text}), [&] {
    auto parsed = CountingRules::from_yaml(text, file);
    return std::make_shared<const CountingRules>(parsed ? std::move(*parsed) : CountingRules());
  });
}

std::shared_ptr<const WorkCalendar> parsed_calendar(const std::vector<CalendarFile>& files) {
  static auto* const all = new Parsed<WorkCalendar>();
  std::string key;
  for (const auto& f : files) key += together({f.name, f.text});
  return all->get(key, [&] {
    auto parsed = WorkCalendar::from_files(files);
    return std::make_shared<const WorkCalendar>(parsed ? std::move(*parsed) : WorkCalendar());
  });
}

}  // namespace

void World::fold(const Event& e) {
  position_ = e.position;
  if (const auto* p = std::get_if<LedgerCreated>(&e.data)) {
    name_ = p->name;
    ledger_id_ = p->ledger;
  } else if (const auto* c = std::get_if<CalendarPublished>(&e.data)) {
    calendar_files_.clear();
    for (const auto& f : c->files) calendar_files_.push_back({f.name, f.text});
    calendar_.reset();
  } else if (const auto* r = std::get_if<RulesPublished>(&e.data)) {
    rules_text_ = r->text;
    rules_ = parsed_rules(r->file, r->text);
  } else if (const auto* b = std::get_if<PlaybookPublished>(&e.data)) {
    playbooks_[b->playbook][b->version_number] = {b->file, b->text, rules_, rules_text_, e.by, e.at, nullptr};
  } else if (const auto* s = std::get_if<SweepAdvanced>(&e.data)) {
    swept_at_ = s->to;
  } else if (const auto* x = std::get_if<PersonErased>(&e.data)) {
    erased_keys_.insert(x->key);
  } else {
    apply(people_, e);
  }
}

const WorkCalendar& World::calendar() const {
  if (!calendar_) calendar_ = parsed_calendar(calendar_files_);
  return *calendar_;
}

const CountingRules& World::rules() const {
  return *rules_;
}

const World::Published* World::published(const std::string& id, int version) const {
  const auto it = playbooks_.find(id);
  if (it == playbooks_.end() || it->second.empty()) return nullptr;
  if (version == 0) return &it->second.rbegin()->second;
  const auto v = it->second.find(version);
  return v == it->second.end() ? nullptr : &v->second;
}

const Playbook* World::playbook(const std::string& id, int version) const {
  const auto* p = published(id, version);
  if (p == nullptr) return nullptr;
  static auto* const all = new Parsed<Playbook>();
  if (!p->parsed)
    p->parsed =
        all->get(together({p->file, p->rules_text, p->text}), [p]() -> std::shared_ptr<const Playbook> {
          auto read = read_playbook(p->text, p->file, *p->rules, PersonalRules::kAsPublished);
          if (read.has_error())
            return nullptr;  // It was read before it was published: the ledger is damaged.
          return std::make_shared<const Playbook>(std::move(*read));
        });
  return p->parsed.get();
}

std::vector<const Playbook*> World::playbooks() const {
  std::vector<const Playbook*> out;
  for (const auto& [id, versions] : playbooks_)
    if (const auto* p = playbook(id); p != nullptr) out.push_back(p);
  return out;
}

std::vector<int> World::versions(const std::string& id) const {
  std::vector<int> out;
  if (const auto it = playbooks_.find(id); it != playbooks_.end())
    for (const auto& [version, p] : it->second) out.push_back(version);
  return out;
}

std::optional<World::Publication> World::publication(const std::string& id, int version) const {
  const auto* p = published(id, version);
  if (p == nullptr) return std::nullopt;
  return Publication{p->file, p->by, p->at};
}

Result<std::string> World::playbook_text(const std::string& id, int version) const {
  const auto* p = published(id, version);
  if (p == nullptr) return Error("playbook.unknown", "", {{"got", id}});
  return Result<std::string>(boost::system::in_place_value, p->text);
}

}  // namespace guatu::kernel
