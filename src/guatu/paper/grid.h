// The page of an official paper, in twentieths of a point (twips), as DOCX counts.
// Source: GB/T 9704-2012 (A4; 37 mm above and 28 mm left of a block of 156 × 225 mm; 22 lines of 28
// characters of size 3). What follows from it is computed here; docs/formats/paper.md shows the arithmetic.
#pragma once

namespace guatu::paper {

/// Rounded to the nearest.
constexpr int twips(double mm) {
  return static_cast<int>(mm * 1440 / 25.4 + 0.5);
}

inline constexpr int kLines = 22;
inline constexpr int kCharacters = 28;

inline constexpr int kPageWidth = twips(210), kPageHeight = twips(297);
inline constexpr int kTop = twips(37), kLeft = twips(28);
inline constexpr int kBlockWidth = twips(156), kBlockHeight = twips(225);
inline constexpr int kRight = kPageWidth - kLeft - kBlockWidth;
inline constexpr int kBottom = kPageHeight - kTop - kBlockHeight;

/// 22 equal lines fill the block: 28.95 pt. Word processors put the lead of a line into the line itself.
inline constexpr int kLine = kBlockHeight / kLines;
/// 28 characters fill a line: 15.75 pt. A character of size 3 is 16 pt wide, so each is set a little closer.
inline constexpr int kCharacter = kBlockWidth / kCharacters;
inline constexpr int kSize3 = 320;
inline constexpr int kCloser = kCharacter - kSize3;

static_assert(kLines * kLine <= kBlockHeight && (kLines + 1) * kLine > kBlockHeight);
static_assert(kCharacters * kCharacter <= kBlockWidth && (kCharacters + 1) * kCharacter > kBlockWidth);

/// A3 across, for a sheet on a wall: 15 mm all around.
inline constexpr int kWallWidth = twips(420), kWallHeight = twips(297), kWallMargin = twips(15);

}  // namespace guatu::paper
