#include "guatu/kernel/rehearsal/draft.h"

#include "guatu/base/yaml.h"
#include "guatu/kernel/playbook/proof.h"
#include "guatu/kernel/playbook/reader.h"

namespace guatu::kernel {

bool is_playbook_text(const std::string& text, const std::string& file) {
  const auto root = read_yaml(text, file);
  return root.has_value() && root->find("playbook") != nullptr;
}

Checked<Playbook> read_draft(const std::string& text, const std::string& file, const World& world) {
  auto book = read_playbook(text, file, world.rules());
  if (book.has_error()) return std::move(book).error();
  Problems breaches;
  for (const auto& b : prove(*book, world.calendar()).breaches) breaches.push_back(b.error);
  if (!breaches.empty()) return breaches;
  std::vector<std::string> ids;
  for (const auto* p : world.playbooks()) ids.push_back(p->id);
  if (world.playbook(book->id) == nullptr)
    return Problems{
        Error("playbook.unknown", "playbook", {{"got", book->id}, {"hint", nearest(book->id, ids)}})};
  return book;
}

}  // namespace guatu::kernel
