// What of a matter's fields one person sees: some are for certain roles, personal ones are masked.
#pragma once

#include <optional>

#include "guatu/http/api/operation.h"
#include "guatu/kernel/ledger/event.h"
#include "guatu/kernel/people/scope.h"
#include "guatu/kernel/views/personal_view.h"

namespace guatu::http::api {

class Sight {
 public:
  /// @param matter, playbook  must outlive it. @param is_plain  personal values in full; asked for before
  Sight(const Ask& ask, const kernel::Matter& matter, const kernel::Playbook& playbook, bool is_plain);

  bool may_read(const kernel::Field& field) const;
  bool may_see_personal() const;
  /// The fields that may be read, canonical; personal ones as texts, masked unless plain.
  json::object fields() const;
  /// `given` (field values of an event) in the same way.
  json::object shown(const json::object& given) const;
  /// The event with its field values as they may be seen, and without its reason when one of them may not.
  kernel::Event shown(const kernel::Event& e) const;

 private:
  kernel::RoleView view() const;

  const Ask& ask_;
  const kernel::Matter& matter_;
  const kernel::Playbook& playbook_;
  std::optional<kernel::Matter> parent_;
  std::optional<kernel::Matter> about_;
  kernel::PersonalView personal_;
};

}  // namespace guatu::http::api
