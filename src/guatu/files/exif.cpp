// EXIF through libexif: orientation, time and place. See picture.h.
#include <libexif/exif-data.h>
#include <libexif/exif-log.h>

#include <cmath>
#include <cstdlib>
#include <memory>

#include "guatu/files/limits.h"
#include "guatu/files/picture.h"

namespace guatu::files {

namespace {

struct Free {
  void operator()(ExifData* d) const { exif_data_unref(d); }
};

std::string text_in(ExifData* data, ExifIfd ifd, ExifTag tag) {
  const auto* e = exif_content_get_entry(data->ifd[ifd], tag);
  if (e == nullptr || e->data == nullptr || e->format != EXIF_FORMAT_ASCII) return {};
  const std::string_view all(reinterpret_cast<const char*>(e->data), e->size);
  return std::string(all.substr(0, all.find('\0')));
}

/// Three fractions: degrees, minutes, seconds.
std::optional<double> degrees_in(ExifData* data, int tag) {
  const auto* e = exif_content_get_entry(data->ifd[EXIF_IFD_GPS], static_cast<ExifTag>(tag));
  if (e == nullptr || e->data == nullptr || e->format != EXIF_FORMAT_RATIONAL || e->components != 3 ||
      e->size < 24)
    return std::nullopt;
  const auto order = exif_data_get_byte_order(data);
  double out = 0;
  double unit = 1;
  for (int i = 0; i < 3; ++i, unit *= 60) {
    const auto r = exif_get_rational(e->data + 8L * i, order);
    if (r.denominator == 0) {
      if (i == 0 || r.numerator != 0) return std::nullopt;
      continue;
    }
    out += static_cast<double>(r.numerator) / r.denominator / unit;
  }
  return std::isfinite(out) ? std::optional(out) : std::nullopt;
}

std::optional<Shot::LonLat> place_in(ExifData* data) {
  const auto lat = degrees_in(data, EXIF_TAG_GPS_LATITUDE);
  const auto lon = degrees_in(data, EXIF_TAG_GPS_LONGITUDE);
  if (!lat || !lon || *lat > 90 || *lon > 180) return std::nullopt;
  // Cameras without a fix write zeros.
  if (*lat == 0 && *lon == 0) return std::nullopt;
  const auto south = text_in(data, EXIF_IFD_GPS, static_cast<ExifTag>(EXIF_TAG_GPS_LATITUDE_REF));
  const auto west = text_in(data, EXIF_IFD_GPS, static_cast<ExifTag>(EXIF_TAG_GPS_LONGITUDE_REF));
  const auto rounded = [](double d) { return std::round(d * 1e6) / 1e6; };
  return Shot::LonLat{rounded(west.starts_with('W') ? -*lon : *lon),
                      rounded(south.starts_with('S') ? -*lat : *lat)};
}

/// `2022:04:08 08:30:00` and perhaps `+08:00`.
std::optional<Instant> time_in(ExifData* data) {
  auto text = text_in(data, EXIF_IFD_EXIF, EXIF_TAG_DATE_TIME_ORIGINAL);
  if (text.empty()) text = text_in(data, EXIF_IFD_EXIF, EXIF_TAG_DATE_TIME_DIGITIZED);
  if (text.size() != 19 || text[4] != ':' || text[7] != ':' || text[10] != ' ') return std::nullopt;
  text[4] = text[7] = '-';
  text[10] = 'T';
  constexpr int kOffsetTimeOriginal = 0x9011;  // libexif 0.6.24 has no name for it.
  auto offset = text_in(data, EXIF_IFD_EXIF, static_cast<ExifTag>(kOffsetTimeOriginal));
  if (offset.size() != 6) offset = "+08:00";
  auto t = parse_instant(text + offset);
  if (t.has_error()) t = parse_instant(text + "+08:00");
  if (t.has_error() || t->us <= 0) return std::nullopt;
  return *t;
}

}  // namespace

Shot read_exif(std::string_view tiff) {
  Shot out;
  if (tiff.empty() || tiff.size() > limits::kMaxExifBytes) return out;
  const std::unique_ptr<ExifData, Free> data(exif_data_new());
  if (!data) return out;
  exif_data_unset_option(data.get(), EXIF_DATA_OPTION_FOLLOW_SPECIFICATION);
  std::string block("Exif\0\0", 6);
  block += tiff;
  exif_data_load_data(data.get(), reinterpret_cast<const unsigned char*>(block.data()),
                      static_cast<unsigned>(block.size()));
  const auto* o = exif_content_get_entry(data->ifd[EXIF_IFD_0], EXIF_TAG_ORIENTATION);
  if (o != nullptr && o->format == EXIF_FORMAT_SHORT && o->size >= 2) {
    const int n = exif_get_short(o->data, exif_data_get_byte_order(data.get()));
    if (n >= 1 && n <= 8) out.orientation = n;
  }
  out.taken_at = time_in(data.get());
  out.place = place_in(data.get());
  return out;
}

}  // namespace guatu::files
