// The damage models. See damage.h.
#include "tests/crash/damage.h"

#include <algorithm>
#include <array>

namespace guatu::crash {

namespace {

using store::sqlite::DiskAct;
using store::sqlite::DiskImage;
using store::sqlite::DiskOp;

constexpr std::array<const char*, 4> kTexts{"drop", "subset", "reorder", "tear"};
constexpr std::int64_t kSector = 512;
constexpr std::int64_t kBlock = 4096;

void put(DiskImage& image, const DiskOp& op) {
  switch (op.act) {
    case DiskAct::kOpen:
      image[op.file];
      break;
    case DiskAct::kWrite:
      image[op.file].write(op.offset, op.bytes);
      break;
    case DiskAct::kTruncate:
      image[op.file].truncate(op.offset);
      break;
    case DiskAct::kDelete:
      image.erase(op.file);
      break;
    case DiskAct::kRead:
    case DiskAct::kSync:
      break;
  }
}

void put_part(DiskImage& image, const DiskOp& op, std::int64_t from, std::int64_t to) {
  image[op.file].write(
      op.offset + from,
      std::string_view(op.bytes).substr(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from)));
}

/// Each sector of the file that the write touches by itself, with a chance of `percent`.
void put_sectors(DiskImage& image, const DiskOp& op, std::int64_t percent, Dice& dice) {
  const auto size = std::ssize(op.bytes);
  for (std::int64_t from = 0; from < size;) {
    const auto to = std::min(size, (op.offset + from) / kSector * kSector + kSector - op.offset);
    if (dice.below(100) < percent) put_part(image, op, from, to);
    from = to;
  }
}

/// One side of a boundary inside the write; all or nothing where there is none.
void put_torn(DiskImage& image, const DiskOp& op, Dice& dice) {
  const auto unit = dice.one_in(2) ? kSector : kBlock;
  const auto size = std::ssize(op.bytes);
  const auto first = (op.offset / unit + 1) * unit - op.offset;
  if (first >= size) {
    if (dice.one_in(2)) put(image, op);
    return;
  }
  const auto at = first + dice.below((size - first - 1) / unit + 1) * unit;
  if (dice.one_in(4))
    put_part(image, op, at, size);
  else
    put_part(image, op, 0, at);
}

}  // namespace

const char* text_of(Damage d) {
  return kTexts[static_cast<std::size_t>(d)];
}

bool from_text(const std::string& s, Damage& out) {
  const auto it = std::find(kTexts.begin(), kTexts.end(), s);
  if (it == kTexts.end()) return false;
  out = static_cast<Damage>(it - kTexts.begin());
  return true;
}

void Cutter::apply(const DiskOp& op) {
  last_ = &op;
  auto& pending = pending_[op.file];
  if (op.act != DiskAct::kSync) {
    pending.push_back(&op);
    return;
  }
  // A sync that failed: the system may forget the pages and call them clean, so they never become durable.
  if (op.is_done)
    for (const auto* p : pending) put(durable_, *p);
  pending.clear();
  ++generation_;
}

DiskImage Cutter::cut(Damage damage, Dice& dice) const {
  auto image = durable_;
  if (damage == Damage::kDrop) return image;
  for (const auto& [file, pending] : pending_) {
    // Files go their own ways: of one all may be lost while the other keeps much.
    static constexpr std::array<std::int64_t, 5> kPercents{0, 10, 50, 90, 100};
    const auto percent = kPercents[static_cast<std::size_t>(dice.below(5))];
    const auto first_kept = dice.below(std::ssize(pending) + 1);
    std::int64_t n = 0;
    for (const auto* op : pending) {
      ++n;
      if (damage == Damage::kReorder) {
        if (n > first_kept) put(image, *op);
      } else if (damage == Damage::kTear) {
        if (op == last_ && op->act == DiskAct::kWrite)
          put_torn(image, *op, dice);
        else
          put(image, *op);
      } else if (op->act == DiskAct::kWrite) {
        put_sectors(image, *op, percent, dice);
      } else if (dice.below(100) < percent) {
        put(image, *op);
      }
    }
  }
  return image;
}

}  // namespace guatu::crash
