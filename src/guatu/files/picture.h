// The parts of a picture file: which say where and when it was taken and with what, and which are the
// picture. Pure: bytes in, ranges out; nothing is decoded. Sources: ITU T.81 annex B (JPEG), PNG 3rd edition
// 5 and 11.3, RFC 9649 (WebP).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "guatu/base/instant.h"
#include "guatu/base/result.h"
#include "guatu/files/kinds.h"

namespace guatu::files {

/// What the camera wrote down.
struct Shot {
  /// 1..8 as EXIF counts: how the picture is to be turned.
  int orientation = 1;
  /// At the offset that the camera wrote down, else at +08:00.
  std::optional<Instant> taken_at;
  /// Degrees, WGS 84.
  struct LonLat {
    double lon = 0;
    double lat = 0;
    bool operator==(const LonLat&) const = default;
  };
  std::optional<LonLat> place;
  bool operator==(const Shot&) const = default;
};

/// Reads a TIFF block as EXIF has it, with libexif. Whatever does not make sense is left out.
Shot read_exif(std::string_view tiff);

/// A picture as it is kept: the pieces in order, from the original or made anew.
struct Stripped {
  struct Piece {
    std::string_view bytes;  ///< of the original; empty: `made`
    std::string made;
  };
  std::vector<Piece> pieces;
  Shot shot;
};

/// The picture without EXIF, XMP, IPTC, comments, texts, times, previews, and without what follows its end
/// (a telephone hides a second picture or a film there). Kept: pixels, colour profile, and the orientation as
/// an EXIF block with that one entry, because the pixels are not touched.
/// @param bytes  of the whole file; must outlive what is returned
/// @errors attachment.damaged_picture (arg `name`: empty)
Result<Stripped> strip(Form form, std::string_view bytes);

/// A JPEG of at most limits::kThumbnailSide pixels a side, upright, without any of the above. Transparent
/// parts are white.
/// @errors attachment.no_thumbnail   damaged, larger than limits::kMaxPicturePixels, or not a picture
Result<std::string> thumbnail(Form form, std::string_view bytes);

}  // namespace guatu::files
