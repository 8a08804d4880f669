// Small pictures, made new from decoded pixels. libjpeg and libpng leave by longjmp, so what they jump over
// holds nothing that must be destroyed: such objects belong to the caller of the function with setjmp.
// See picture.h.
#include <csetjmp>
#include <cstdio>
#include <cstring>
// jpeglib.h needs FILE and size_t before it.
#include <jpeglib.h>
#include <png.h>
#include <webp/decode.h>

#include <algorithm>
#include <memory>
#include <semaphore>

#include "guatu/files/limits.h"
#include "guatu/files/picture.h"

namespace guatu::files {

namespace {

using Byte = unsigned char;

/// RGB, 8 bits each, rows from the top.
struct Pixels {
  unsigned width = 0;
  unsigned height = 0;
  std::vector<Byte> rgb;
  const Byte* at(unsigned x, unsigned y) const { return &rgb[(std::size_t{y} * width + x) * 3]; }
};

/// Averages rows of a large picture into a small one while they come: only the small one is held.
class Shrinker {
 public:
  Shrinker(unsigned width, unsigned height) : width_(width), height_(height) {
    const unsigned longer = std::max(width, height);
    const auto side = [&](unsigned n) {
      if (longer <= limits::kThumbnailSide) return n;
      return std::max(1U, static_cast<unsigned>(std::uint64_t{n} * limits::kThumbnailSide / longer));
    };
    out_.width = side(width);
    out_.height = side(height);
    sums_.assign(std::size_t{out_.width} * 3, 0);
    counts_.assign(out_.width, 0);
    out_.rgb.reserve(std::size_t{out_.width} * out_.height * 3);
  }

  /// @param channels  3, or 4 with alpha: then white shines through
  void row(const Byte* p, unsigned channels) {
    const auto target = static_cast<unsigned>(std::uint64_t{y_} * out_.height / height_);
    if (target != line_) flush();
    line_ = target;
    for (unsigned x = 0; x < width_; ++x, p += channels) {
      const auto to = static_cast<std::size_t>(std::uint64_t{x} * out_.width / width_);
      const unsigned alpha = channels == 4 ? p[3] : 255;
      for (unsigned c = 0; c < 3; ++c) sums_[to * 3 + c] += (p[c] * alpha + 255 * (255 - alpha)) / 255;
      ++counts_[to];
    }
    ++y_;
  }

  Pixels finish() {
    flush();
    out_.rgb.resize(std::size_t{out_.width} * out_.height * 3, 255);
    return std::move(out_);
  }

 private:
  void flush() {
    if (counts_.front() == 0) return;
    for (std::size_t x = 0; x < counts_.size(); ++x) {
      for (std::size_t c = 0; c < 3; ++c) {
        out_.rgb.push_back(static_cast<Byte>(sums_[x * 3 + c] / counts_[x]));
        sums_[x * 3 + c] = 0;
      }
      counts_[x] = 0;
    }
  }

  unsigned width_;
  unsigned height_;
  unsigned y_ = 0;
  unsigned line_ = 0;
  std::vector<std::uint64_t> sums_;
  std::vector<std::uint32_t> counts_;
  Pixels out_;
};

bool is_size_well(std::uint64_t width, std::uint64_t height, std::int64_t most) {
  return width > 0 && height > 0 && width * height <= static_cast<std::uint64_t>(most);
}

// --- JPEG
// ----------------------------------------------------------------------------------------------------

struct JpegTrouble {
  jpeg_error_mgr base;
  jmp_buf back;
};

[[noreturn]] void leave_jpeg(j_common_ptr info) {
  longjmp(reinterpret_cast<JpegTrouble*>(info->err)->back, 1);
}
void say_nothing(j_common_ptr /*info*/) {}
void count_nothing(j_common_ptr /*info*/, int /*level*/) {}

/// A progressive picture with thousands of scans takes a scan's time for a few bytes each.
void stop_at_many_scans(j_common_ptr info) {
  constexpr int kMost = 200;
  if (info->is_decompressor != 0 && reinterpret_cast<j_decompress_ptr>(info)->input_scan_number > kMost)
    leave_jpeg(info);
}

void set_trouble(JpegTrouble& t) {
  jpeg_std_error(&t.base);
  t.base.error_exit = leave_jpeg;
  t.base.output_message = say_nothing;
  t.base.emit_message = count_nothing;
}

struct JpegReading {
  jpeg_decompress_struct info{};
  JpegTrouble trouble{};
  jpeg_progress_mgr progress{};
  std::unique_ptr<Shrinker> shrinker;
  std::vector<Byte> row;
  ~JpegReading() { jpeg_destroy_decompress(&info); }
};

/// The smallest of n/8 that is not smaller than the thumbnail: the decoder then computes only so many pixels.
unsigned scale_for(unsigned longer) {
  for (unsigned n = 1; n < 8; ++n)
    if (std::uint64_t{longer} * n / 8 >= limits::kThumbnailSide) return n;
  return 8;
}

bool read_jpeg(JpegReading& r, std::string_view bytes) {
  set_trouble(r.trouble);
  r.info.err = &r.trouble.base;
  if (setjmp(r.trouble.back) != 0) return false;
  jpeg_create_decompress(&r.info);
  r.info.mem->max_memory_to_use = 128L << 20;
  r.progress.progress_monitor = stop_at_many_scans;
  r.info.progress = &r.progress;
  jpeg_mem_src(&r.info, reinterpret_cast<const Byte*>(bytes.data()), bytes.size());
  if (jpeg_read_header(&r.info, TRUE) != JPEG_HEADER_OK) return false;
  if (!is_size_well(r.info.image_width, r.info.image_height, limits::kMaxPicturePixels)) return false;
  r.info.scale_num = scale_for(std::max(r.info.image_width, r.info.image_height));
  r.info.scale_denom = 8;
  r.info.dct_method = JDCT_IFAST;
  r.info.do_fancy_upsampling = FALSE;
  const bool is_cmyk = r.info.jpeg_color_space == JCS_CMYK || r.info.jpeg_color_space == JCS_YCCK;
  if (is_cmyk) return false;  // From print shops; without its profile the colours would be wrong.
  r.info.out_color_space = JCS_RGB;
  jpeg_start_decompress(&r.info);
  r.shrinker = std::make_unique<Shrinker>(r.info.output_width, r.info.output_height);
  r.row.resize(std::size_t{r.info.output_width} * 3);
  while (r.info.output_scanline < r.info.output_height) {
    Byte* row = r.row.data();
    if (jpeg_read_scanlines(&r.info, &row, 1) != 1) return false;
    r.shrinker->row(row, 3);
  }
  return true;
}

struct JpegWriting {
  jpeg_compress_struct info{};
  JpegTrouble trouble{};
  Byte* out = nullptr;
  unsigned long size = 0;
  ~JpegWriting() {
    jpeg_destroy_compress(&info);
    std::free(out);
  }
};

bool write_jpeg(JpegWriting& w, const Pixels& p) {
  set_trouble(w.trouble);
  w.info.err = &w.trouble.base;
  if (setjmp(w.trouble.back) != 0) return false;
  jpeg_create_compress(&w.info);
  jpeg_mem_dest(&w.info, &w.out, &w.size);
  w.info.image_width = p.width;
  w.info.image_height = p.height;
  w.info.input_components = 3;
  w.info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&w.info);
  jpeg_set_quality(&w.info, 78, TRUE);
  jpeg_start_compress(&w.info, TRUE);
  while (w.info.next_scanline < w.info.image_height) {
    auto* row = const_cast<Byte*>(p.at(0, w.info.next_scanline));
    jpeg_write_scanlines(&w.info, &row, 1);
  }
  jpeg_finish_compress(&w.info);
  return true;
}

// --- PNG
// -----------------------------------------------------------------------------------------------------

struct PngReading {
  png_structp png = nullptr;
  png_infop info = nullptr;
  std::string_view rest;
  std::unique_ptr<Shrinker> shrinker;
  std::vector<Byte> bytes;
  std::vector<png_bytep> rows;
  ~PngReading() { png_destroy_read_struct(&png, &info, nullptr); }
};

void read_png_bytes(png_structp png, png_bytep out, std::size_t n) {
  auto& r = *static_cast<PngReading*>(png_get_io_ptr(png));
  if (n > r.rest.size()) png_error(png, "end");
  std::memcpy(out, r.rest.data(), n);
  r.rest.remove_prefix(n);
}

bool read_png(PngReading& r, std::string_view bytes) {
  r.rest = bytes;
  r.png = png_create_read_struct(
      PNG_LIBPNG_VER_STRING, nullptr, [](png_structp p, png_const_charp) { png_longjmp(p, 1); },
      [](png_structp, png_const_charp) {});
  if (r.png == nullptr) return false;
  if (setjmp(png_jmpbuf(r.png)) != 0) return false;
  r.info = png_create_info_struct(r.png);
  if (r.info == nullptr) return false;
  png_set_read_fn(r.png, &r, read_png_bytes);
  png_set_chunk_malloc_max(r.png, 8U << 20U);
  png_set_chunk_cache_max(r.png, 100);
  png_read_info(r.png, r.info);
  const auto width = png_get_image_width(r.png, r.info);
  const auto height = png_get_image_height(r.png, r.info);
  const bool is_interlaced = png_get_interlace_type(r.png, r.info) != PNG_INTERLACE_NONE;
  if (!is_size_well(width, height, is_interlaced ? limits::kMaxWholePixels : limits::kMaxRowPixels))
    return false;
  png_set_expand(r.png);
  png_set_scale_16(r.png);
  png_set_gray_to_rgb(r.png);
  png_set_add_alpha(r.png, 0xff, PNG_FILLER_AFTER);
  const int passes = png_set_interlace_handling(r.png);
  png_read_update_info(r.png, r.info);
  const std::size_t row_bytes = png_get_rowbytes(r.png, r.info);
  if (row_bytes != std::size_t{width} * 4) return false;
  r.shrinker = std::make_unique<Shrinker>(width, height);
  r.bytes.resize(passes > 1 ? row_bytes * height : row_bytes);
  if (passes > 1) {
    for (std::size_t y = 0; y < height; ++y) r.rows.push_back(&r.bytes[y * row_bytes]);
    png_read_image(r.png, r.rows.data());
  }
  for (png_uint_32 y = 0; y < height; ++y) {
    if (passes == 1) png_read_row(r.png, r.bytes.data(), nullptr);
    r.shrinker->row(passes > 1 ? r.rows[y] : r.bytes.data(), 4);
  }
  return true;
}

// --- WebP
// ----------------------------------------------------------------------------------------------------

std::optional<Pixels> read_webp(std::string_view bytes) {
  WebPDecoderConfig config;
  const auto* data = reinterpret_cast<const Byte*>(bytes.data());
  if (WebPInitDecoderConfig(&config) == 0 ||
      WebPGetFeatures(data, bytes.size(), &config.input) != VP8_STATUS_OK || config.input.has_animation != 0)
    return std::nullopt;
  const auto width = static_cast<unsigned>(config.input.width);
  const auto height = static_cast<unsigned>(config.input.height);
  constexpr int kLossless = 2;  // Needs all pixels in memory.
  if (!is_size_well(width, height,
                    config.input.format == kLossless ? limits::kMaxWholePixels : limits::kMaxPicturePixels))
    return std::nullopt;
  // Twice as large as the thumbnail, then averaged.
  const unsigned longer = std::max(width, height);
  const unsigned most = 2 * limits::kThumbnailSide;
  const auto scaled = [&](unsigned n) {
    return longer <= most ? n : std::max(1U, static_cast<unsigned>(std::uint64_t{n} * most / longer));
  };
  config.options.use_scaling = 1;
  config.options.scaled_width = static_cast<int>(scaled(width));
  config.options.scaled_height = static_cast<int>(scaled(height));
  config.output.colorspace = MODE_RGBA;
  std::optional<Pixels> out;
  if (WebPDecode(data, bytes.size(), &config) == VP8_STATUS_OK) {
    Shrinker shrinker(scaled(width), scaled(height));
    const auto& rgba = config.output.u.RGBA;
    for (unsigned y = 0; y < scaled(height); ++y)
      shrinker.row(rgba.rgba + static_cast<std::ptrdiff_t>(y) * rgba.stride, 4);
    out = shrinker.finish();
  }
  WebPFreeDecBuffer(&config.output);
  return out;
}

// --- all
// -----------------------------------------------------------------------------------------------------

/// As the camera was held. The eight ways are those of TIFF 6.0, tag 274.
Pixels upright(const Pixels& p, int orientation) {
  if (orientation == 1) return p;
  Pixels out;
  const bool is_sideways = orientation >= 5;
  out.width = is_sideways ? p.height : p.width;
  out.height = is_sideways ? p.width : p.height;
  out.rgb.reserve(p.rgb.size());
  for (unsigned y = 0; y < out.height; ++y)
    for (unsigned x = 0; x < out.width; ++x) {
      unsigned from_x = is_sideways ? y : x;
      unsigned from_y = is_sideways ? x : y;
      if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8)
        from_x = p.width - 1 - from_x;
      if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7)
        from_y = p.height - 1 - from_y;
      const auto* c = p.at(from_x, from_y);
      out.rgb.insert(out.rgb.end(), c, c + 3);
    }
  return out;
}

std::optional<Pixels> decode(Form form, std::string_view bytes) {
  if (form == Form::kJpeg) {
    JpegReading r;
    return read_jpeg(r, bytes) ? std::optional(r.shrinker->finish()) : std::nullopt;
  }
  if (form == Form::kPng) {
    PngReading r;
    return read_png(r, bytes) ? std::optional(r.shrinker->finish()) : std::nullopt;
  }
  return form == Form::kWebp ? read_webp(bytes) : std::nullopt;
}

}  // namespace

Result<std::string> thumbnail(Form form, std::string_view bytes) {
  static std::counting_semaphore<limits::kThumbnailsAtOnce> slots(limits::kThumbnailsAtOnce);
  slots.acquire();
  struct Release {
    ~Release() { slots.release(); }
  } const release;
  const auto stripped = strip(form, bytes);
  const auto pixels = stripped.has_error() ? std::nullopt : decode(form, bytes);
  if (!pixels) return Error("attachment.no_thumbnail");
  JpegWriting w;
  if (!write_jpeg(w, upright(*pixels, stripped->shot.orientation))) return Error("attachment.no_thumbnail");
  return Result<std::string>(boost::system::in_place_value, reinterpret_cast<const char*>(w.out), w.size);
}

}  // namespace guatu::files
