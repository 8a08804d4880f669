// Limits of attachments and their pictures; beside base/limits.h, which many read and few of them need these.
#pragma once

#include <cstddef>
#include <cstdint>

#include "guatu/base/instant.h"
#include "guatu/base/limits.h"

namespace guatu::limits {

/// Pixels of a picture that a thumbnail is made of: the largest telephone cameras have 200 million, and what
/// claims more is a bomb. JPEG and WebP are scaled while they are decoded. → no thumbnail
inline constexpr std::int64_t kMaxPicturePixels = 220'000'000;
/// Pixels of a picture that must lie in memory whole (interlaced PNG): 4 bytes each. → no thumbnail
inline constexpr std::int64_t kMaxWholePixels = 12'000'000;
/// Pixels of a PNG that comes row by row: all of them are inflated, 4 bytes each. → no thumbnail
inline constexpr std::int64_t kMaxRowPixels = 60'000'000;
/// Pixels of the longer side of a thumbnail.
inline constexpr unsigned kThumbnailSide = 320;
/// Thumbnails that are made at the same time, so that pictures cannot take all threads of the pool.
inline constexpr int kThumbnailsAtOnce = 2;
/// Bytes of the EXIF block that is read; one segment of a JPEG holds no more.
inline constexpr std::size_t kMaxExifBytes = 64 << 10;
/// Marks, chunks or segments of one picture: a guard against a file of nothing but heads.
inline constexpr std::size_t kMaxPictureParts = 100'000;
/// Characters of a file's name. Longer ones are cut before their ending.
inline constexpr std::size_t kMaxFileNameChars = 120;
/// Files that one person has uploaded and not used: a day of photos. → attachment.too_many_unused
inline constexpr std::size_t kMaxUnusedFiles = 200;
/// Bytes of them, with those of unfinished uploads. → attachment.too_many_unused
inline constexpr std::int64_t kMaxUnusedBytes = std::int64_t{2} << 30;
static_assert(kMaxUnusedBytes > static_cast<std::int64_t>(kMaxFileBytes));
/// How long an uploaded file waits to be used, and an unfinished upload to be gone on with.
inline constexpr std::int64_t kUnusedKeptUs = kDayUs;
/// Bytes that the disk must have left after an upload: the ledger must not stop for the sake of a photo. →
/// store.full
inline constexpr std::int64_t kDiskReserveBytes = std::int64_t{64} << 20;

}  // namespace guatu::limits
