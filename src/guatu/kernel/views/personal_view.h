// Personal values as a view has them: masked, plain for who may see them, or erased. The one place that opens
// them.
#pragma once

#include <string>

#include "guatu/base/json_map.h"
#include "guatu/kernel/ledger/personal.h"
#include "guatu/kernel/ledger/world.h"

namespace guatu::kernel {

class PersonalView {
 public:
  /// @param keys      nullptr: nothing opens
  /// @param is_plain  not masked; may_see_personal() was asked before
  PersonalView(Lang lang, const World& world, PersonKeys* keys, bool is_plain)
      : lang_(lang), world_(world), keys_(keys), is_plain_(is_plain) {}

  /// One value as text: `13800000000`, `1**`, `（已删除）`, `（无密钥）`. Fields that are not sealed as
  /// value_text(); personal ones of an old playbook, which are plain in the ledger, are masked all the same.
  std::string text(const Matter& m, const Field& f, const json::value& v) const;
  /// All fields for JSON: sealed values become texts, or plain values when they may be seen.
  json::object fields(const Matter& m, const Playbook& p) const;

 private:
  Result<Opened> open(const Matter& m, const Field& f, const json::value& v) const;
  std::string shown(const Opened& opened, const Field& f) const;

  Lang lang_;
  const World& world_;
  PersonKeys* keys_;
  bool is_plain_;
};

}  // namespace guatu::kernel
