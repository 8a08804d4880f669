#include "guatu/sim/faults.h"

#include <array>
#include <utility>
#include <vector>

#include "guatu/base/text.h"
#include "guatu/kernel/forward.h"

namespace guatu::sim {

namespace {

constexpr std::array<std::pair<const char*, bool Faults::*>, 6> kWords{
    std::pair{"crash", &Faults::crash}, std::pair{"late", &Faults::late},
    std::pair{"again", &Faults::again}, std::pair{"reorder", &Faults::reorder},
    std::pair{"io", &Faults::io},       std::pair{"clock", &Faults::clock}};

using Where = FaultyStore::Where;

Error io_error() {
  return Error("store.io", "", {{"detail", "planned by the simulator"}});
}

class FaultyWriter final : public kernel::ForwardWriter {
 public:
  FaultyWriter(std::unique_ptr<kernel::Writer> inner, FaultyStore& store)
      : kernel::ForwardWriter(std::move(inner)), store_(store) {}

  Result<void> append(std::vector<kernel::Event>& events) override {
    if (store_.fails(Where::kAppend)) return io_error();
    return kernel::ForwardWriter::append(events);
  }
  Result<void> put_matter(const kernel::Matter& m, const std::string& unit_path,
                          const std::string& told) override {
    if (store_.fails(Where::kPutMatter)) return io_error();
    return kernel::ForwardWriter::put_matter(m, unit_path, told);
  }
  Result<void> put_shared(const std::shared_ptr<const kernel::Matter>& m, const std::string& unit_path,
                          const std::string& told) override {
    if (store_.fails(Where::kPutMatter)) return io_error();
    return inner_->put_shared(m, unit_path, told);
  }
  Result<void> remember_command(const std::string& command_id, const kernel::PastCommand& c) override {
    if (store_.fails(Where::kRemember)) return io_error();
    return kernel::ForwardWriter::remember_command(command_id, c);
  }
  Result<void> commit() override {
    if (store_.fails(Where::kCommitFull)) return Error("store.full");
    const Error unknown("store.sync_failed", "", {{"detail", "planned by the simulator"}});
    if (store_.fails(Where::kCommitBefore)) return unknown;
    const bool is_after = store_.fails(Where::kCommitAfter);
    GUATU_TRY_VOID(kernel::ForwardWriter::commit());
    if (is_after) return unknown;
    return {};
  }

 private:
  FaultyStore& store_;
};

}  // namespace

std::string to_text(const Faults& f) {
  if (f == Faults::all()) return "all";
  std::vector<std::string> out;
  for (const auto& [word, member] : kWords)
    if (f.*member) out.emplace_back(word);
  return out.empty() ? "none" : join(out, ",");
}

Result<Faults> parse_faults(const std::string& text) {
  if (text == "all") return Faults::all();
  if (text.empty() || text == "none") return Faults{};
  Faults out;
  for (std::size_t from = 0; from <= text.size();) {
    const auto comma = std::min(text.find(',', from), text.size());
    const auto got = text.substr(from, comma - from);
    bool is_known = false;
    for (const auto& [word, member] : kWords)
      if (got == word) {
        out.*member = true;
        is_known = true;
      }
    if (!is_known)
      return Error(
          "sim.fault", "--faults",
          {{"got", got.substr(0, 40)}, {"words", "crash, late, again, reorder, io, clock, all, none"}});
    from = comma + 1;
  }
  return out;
}

bool FaultyStore::fails(Where where) {
  if (left_ == 0 || where != where_ || --left_ > 0) return false;
  has_fired_ = true;
  return true;
}

Result<std::unique_ptr<kernel::Writer>> FaultyStore::begin() {
  if (fails(Where::kBegin)) return Error("store.busy");
  GUATU_TRY(inner, inner_.begin());
  return std::unique_ptr<kernel::Writer>(new FaultyWriter(std::move(inner), *this));
}

}  // namespace guatu::sim
