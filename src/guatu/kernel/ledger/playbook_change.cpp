#include "guatu/kernel/ledger/playbook_change.h"

namespace guatu::kernel {

Result<bool> is_published(const World& world, const Playbook& playbook, const std::string& file) {
  if (const auto* same = world.playbook(playbook.id, playbook.version); same != nullptr) {
    if (same->digest == playbook.digest) return true;
    return Error("playbook.version_taken", "version", {{"version", std::to_string(playbook.version)}},
                 {file, 1, 1});
  }
  if (const auto* newest = world.playbook(playbook.id);
      newest != nullptr && newest->version > playbook.version)
    return Error("playbook.version_older", "version", {{"newest", std::to_string(newest->version)}},
                 {file, 1, 1});
  return false;
}

}  // namespace guatu::kernel
