#include "guatu/kernel/ledger/world.h"

#include "guatu/kernel/ledger/apply.h"
#include "guatu/kernel/playbook/reader.h"

namespace guatu::kernel {

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
    auto parsed = CountingRules::from_yaml(r->text, r->file);
    rules_ = std::make_shared<CountingRules>(parsed ? std::move(*parsed) : CountingRules());
  } else if (const auto* b = std::get_if<PlaybookPublished>(&e.data)) {
    playbooks_[b->playbook][b->version_number] = {b->file, b->text, rules_, nullptr};
  } else if (const auto* s = std::get_if<SweepAdvanced>(&e.data)) {
    swept_at_ = s->to;
  } else if (const auto* x = std::get_if<PersonErased>(&e.data)) {
    erased_keys_.insert(x->key);
  } else {
    apply(people_, e);
  }
}

const WorkCalendar& World::calendar() const {
  if (!calendar_) {
    auto parsed = WorkCalendar::from_files(calendar_files_);
    calendar_ = std::make_shared<WorkCalendar>(parsed ? std::move(*parsed) : WorkCalendar());
  }
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
  if (!p->parsed) {
    auto read = read_playbook(p->text, p->file, *p->rules, PersonalRules::kAsPublished);
    if (read.has_error()) return nullptr;  // It was read before it was published: the ledger is damaged.
    p->parsed = std::make_shared<Playbook>(std::move(*read));
  }
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

Result<std::string> World::playbook_text(const std::string& id, int version) const {
  const auto* p = published(id, version);
  if (p == nullptr) return Error("playbook.unknown", "", {{"got", id}});
  return Result<std::string>(boost::system::in_place_value, p->text);
}

}  // namespace guatu::kernel
