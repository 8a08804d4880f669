#include "guatu/kernel/ledger/matter.h"

#include <algorithm>

#include "guatu/kernel/ledger/light.h"
#include "guatu/kernel/ports.h"

namespace guatu::kernel {

std::string Matter::title() const {
  const auto* t = fields.if_contains("title");
  return t != nullptr && t->is_string() ? std::string(t->get_string()) : std::string();
}

const MatterClock* Matter::clock(std::string_view clock_id) const {
  for (const auto& c : clocks)
    if (c.id == clock_id) return &c;
  return nullptr;
}

MatterClock* Matter::clock(std::string_view clock_id) {
  return const_cast<MatterClock*>(std::as_const(*this).clock(clock_id));
}

Instant Matter::due_at() const {
  Instant best{};
  for (const auto& c : clocks)
    if (c.is_running() && (best.us == 0 || c.due_at < best)) best = c.due_at;
  return best;
}

Instant Matter::next_act_at() const {
  Instant best{};
  const auto take = [&](Instant t) {
    if (t.us != 0 && (best.us == 0 || t < best)) best = t;
  };
  for (const auto& c : clocks) {
    if (c.is_ended()) continue;
    if (c.is_stopped())
      take(c.stop_ends_at);
    else if (c.next_rung < static_cast<int>(c.rungs.size()))
      take(c.rungs[static_cast<std::size_t>(c.next_rung)]);
  }
  return best;
}

std::string Matter::mark() const {
  std::string strongest;
  for (const auto& c : clocks)
    if (!c.is_ended() && (c.mark == "red" || (c.mark == "yellow" && strongest.empty()))) strongest = c.mark;
  return strongest;
}

bool Matter::is_recused(const PersonId& p) const {
  return std::find(recused.begin(), recused.end(), p) != recused.end();
}

const char* text_of(Light l) {
  switch (l) {
    case Light::kNone:
      return "none";
    case Light::kGreen:
      return "green";
    case Light::kYellow:
      return "yellow";
    case Light::kRed:
      return "red";
  }
  return "none";
}

bool from_text(std::string_view s, Light& out) {
  for (const auto l : {Light::kNone, Light::kGreen, Light::kYellow, Light::kRed})
    if (s == text_of(l)) {
      out = l;
      return true;
    }
  return false;
}

Light light_of(bool is_open, Instant due_at, Instant warn_at, std::string_view mark, int returns,
               Instant now) {
  if (!is_open) return Light::kNone;
  if (mark == "red" || (due_at.us != 0 && due_at < now)) return Light::kRed;
  if (mark == "yellow" || returns > 1 || (warn_at.us != 0 && warn_at <= now)) return Light::kYellow;
  return Light::kGreen;
}

Light light(const Matter& m, Instant now) {
  return light_of(m.is_open(), m.due_at(), m.warn_at(), m.mark(), m.returns, now);
}

Light light(const MatterRow& r, Instant now) {
  return light_of(r.outcome.empty(), r.due_at, r.warn_at, r.mark, r.returns, now);
}

Instant Matter::warn_at() const {
  Instant best{};
  for (const auto& c : clocks) {
    if (!c.is_running()) continue;
    for (const auto r : c.rungs)
      if (r > c.span.started_at && r < c.due_at) {
        if (best.us == 0 || r < best) best = r;
        break;
      }
  }
  return best;
}

}  // namespace guatu::kernel
