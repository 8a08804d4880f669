// Any bytes as a playbook: problems or a model, never a crash; what is accepted can be proved or refused.
// Goal: the reader and the proof are total. Method: libFuzzer from the shipped, good and bad playbooks.
#include <cstdint>
#include <string>

#include "guatu/kernel/playbook/proof.h"
#include "guatu/kernel/playbook/reader.h"

namespace {

/// Proofs of large playbooks take seconds; the fuzzer is after the small strange ones.
bool is_small(const guatu::kernel::Playbook& p) {
  return p.states.size() <= 5 && p.moves.size() <= 6 && p.fields.size() <= 6;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace guatu;
  using namespace guatu::kernel;
  static const CountingRules rules;
  static const WorkCalendar calendar;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto read = read_playbook(text, "fuzz.yaml", rules);
  if (read.has_error()) {
    GUATU_ASSERT(!read.error().empty());
    for (const auto& e : read.error()) GUATU_ASSERT(!e.key.empty() && e.place.file == "fuzz.yaml");
    return 0;
  }
  GUATU_ASSERT(!read->id.empty() && !read->states.empty());
  if (is_small(*read)) static_cast<void>(prove(*read, calendar));
  return 0;
}
