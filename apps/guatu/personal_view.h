// Personal values as a view has them: masked, plain for who may see them, or erased. The one place that opens
// them.
#pragma once

#include <string>

#include "guatu/base/json_map.h"
#include "guatu/command.h"
#include "guatu/kernel/ledger/personal.h"
#include "guatu/kernel/ledger/world.h"

namespace guatu::app {

class PersonalView {
 public:
  /// @param keys      nullptr: nothing opens
  /// @param is_plain  not masked; may_show_personal() was asked before
  PersonalView(Lang lang, const kernel::World& world, kernel::PersonKeys* keys, bool is_plain)
      : lang_(lang), world_(world), keys_(keys), is_plain_(is_plain) {}

  /// One value as text: `13800000000`, `1**`, `（已删除）`, `（无密钥）`. Fields that are not sealed as
  /// value_text(); personal ones of an old playbook, which are plain in the ledger, are masked all the same.
  std::string text(const kernel::Matter& m, const kernel::Field& f, const json::value& v) const;
  /// All fields for JSON: sealed values become texts, or plain values when they may be seen.
  json::object fields(const kernel::Matter& m, const kernel::Playbook& p) const;

 private:
  Result<kernel::Opened> open(const kernel::Matter& m, const kernel::Field& f, const json::value& v) const;
  std::string shown(const kernel::Opened& opened, const kernel::Field& f) const;

  Lang lang_;
  const kernel::World& world_;
  kernel::PersonKeys* keys_;
  bool is_plain_;
};

/// `--personal` needs `--by`, and that person a right to see this matter's personal data.
/// @errors personal.by_missing, matter.personal_refused
Result<void> may_show_personal(const Session& s, const kernel::Matter& m, const kernel::People& people);

}  // namespace guatu::app
