#include "guatu/personal_view.h"

namespace guatu::app {

Result<void> may_show_personal(const Session& s, const kernel::Matter& m, const kernel::People& people) {
  if (!s.args.has("--personal")) return {};
  if (!s.args.has("--by")) return Error("personal.by_missing", "--by");
  const PersonId by{s.args.text("--by")};
  if (kernel::may_see_personal(by, m, people)) return {};
  return Error("matter.personal_refused", "--by", {{"who", people.name(by).substr(0, 60)}});
}

}  // namespace guatu::app
