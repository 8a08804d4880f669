#include "guatu/kernel/views/personal_view.h"

#include "guatu/kernel/ledger/fields.h"
#include "guatu/kernel/ports.h"

namespace guatu::kernel {

Result<Opened> PersonalView::open(const Matter& m, const Field& f, const json::value& v) const {
  if (!is_sealed(v)) return Opened{Opened::How::kPlain, v};
  if (world_.erased_keys().contains(key_of_sealed(v))) return Opened{Opened::How::kErased, {}};
  if (keys_ == nullptr) return Opened{Opened::How::kNoKey, {}};
  return open_value(v, m.playbook, f.id, world_.ledger_id(), *keys_);
}

std::string PersonalView::shown(const Opened& opened, const Field& f) const {
  const bool zh = lang_ == Lang::kZh;
  switch (opened.how) {
    case Opened::How::kErased:
      return zh ? "（已删除）" : "(erased)";
    case Opened::How::kNoKey:
      return zh ? "（无密钥）" : "(no key here)";
    case Opened::How::kDamaged:
      return zh ? "（被改动，打不开）" : "(altered, does not open)";
    case Opened::How::kPlain:
      break;
  }
  const auto text = value_text(f, opened.value, world_.people(), lang_);
  return f.personal && !is_plain_ ? masked(text) : text;
}

std::string PersonalView::text(const Matter& m, const Field& f, const json::value& v) const {
  const auto opened = open(m, f, v);
  if (opened.has_error()) throw StoreFailure(opened.error());
  return shown(*opened, f);
}

json::object PersonalView::fields(const Matter& m, const Playbook& p) const {
  auto out = m.fields;
  for (const auto& f : p.fields) {
    const auto it = out.find(f.id);
    if (!f.personal || it == out.end() || it->value().is_null()) continue;
    const auto opened = open(m, f, it->value());
    if (opened.has_error()) throw StoreFailure(opened.error());
    const bool is_open = opened->how == Opened::How::kPlain && is_plain_;
    it->value() = is_open ? opened->value : json::value(shown(*opened, f));
  }
  return out;
}

}  // namespace guatu::kernel
