// Pictures for tests, made by the libraries that everybody uses, with what telephones write into them.
#pragma once

#include <gtest/gtest.h>
// jpeglib.h needs FILE and size_t before it.
#include <jpeglib.h>
#include <png.h>
#include <webp/encode.h>
#include <cstdio>

#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace guatu::files {

/// RGB rows of four fields: red, green / blue, white.
inline std::vector<unsigned char> four_fields(unsigned width, unsigned height) {
  std::vector<unsigned char> out;
  for (unsigned y = 0; y < height; ++y)
    for (unsigned x = 0; x < width; ++x) {
      const bool is_left = x < width / 2;
      const bool is_top = y < height / 2;
      out.push_back(is_left == is_top ? 255 : 0);
      out.push_back(is_left ? 0 : 255);
      out.push_back(is_top ? 0 : 255);
      if (is_left && is_top) out[out.size() - 3] = 255;
      if (is_left && !is_top) out[out.size() - 3] = 0;
      if (!is_left && is_top) out[out.size() - 3] = 0;
      if (!is_left && !is_top) out[out.size() - 3] = 255;
    }
  return out;
}

inline std::string make_jpeg(unsigned width, unsigned height, bool is_progressive = false) {
  jpeg_compress_struct info{};
  jpeg_error_mgr trouble{};
  info.err = jpeg_std_error(&trouble);
  jpeg_create_compress(&info);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &bytes, &size);
  info.image_width = width;
  info.image_height = height;
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  if (is_progressive) jpeg_simple_progression(&info);
  jpeg_start_compress(&info, TRUE);
  auto rgb = four_fields(width, height);
  while (info.next_scanline < height) {
    auto* row = &rgb[std::size_t{info.next_scanline} * width * 3];
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  std::string out(reinterpret_cast<const char*>(bytes), size);
  jpeg_destroy_compress(&info);
  std::free(bytes);
  return out;
}

inline std::string make_png(unsigned width, unsigned height) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = width;
  image.height = height;
  image.format = PNG_FORMAT_RGB;
  const auto rgb = four_fields(width, height);
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::string out(size, '\0');
  EXPECT_NE(png_image_write_to_memory(&image, out.data(), &size, 0, rgb.data(), 0, nullptr), 0);
  out.resize(size);
  return out;
}

inline std::string make_webp(unsigned width, unsigned height) {
  const auto rgb = four_fields(width, height);
  std::uint8_t* bytes = nullptr;
  const auto size = WebPEncodeRGB(rgb.data(), static_cast<int>(width), static_cast<int>(height),
                                  static_cast<int>(width * 3), 90, &bytes);
  std::string out(reinterpret_cast<const char*>(bytes), size);
  WebPFree(bytes);
  return out;
}

/// A TIFF block as a telephone writes it: held sideways, at 8:30 on 2022-04-08, at 112.549248 east
/// and 37.857014 north (Taiyuan), by a camera with a serial number.
inline std::string exif_block(int orientation = 6) {
  const auto u16 = [](std::string& s, unsigned n) {
    s += {static_cast<char>(n >> 8U), static_cast<char>(n)};
  };
  const auto u32 = [&u16](std::string& s, unsigned n) {
    u16(s, n >> 16U);
    u16(s, n & 0xffffU);
  };
  std::string out("MM\0*\0\0\0\x08", 8);
  std::string heap;
  // IFD0 has 4 entries, Exif 2, GPS 4: what does not fit into four bytes goes behind all of them.
  constexpr unsigned kIfd0 = 8;
  constexpr unsigned kExif = kIfd0 + 2 + 4 * 12 + 4;
  constexpr unsigned kGps = kExif + 2 + 2 * 12 + 4;
  constexpr unsigned kHeap = kGps + 2 + 4 * 12 + 4;
  const auto entry = [&](unsigned tag, unsigned type, unsigned count, unsigned value) {
    u16(out, tag);
    u16(out, type);
    u32(out, count);
    u32(out, value);
  };
  const auto far_text = [&](unsigned tag, const std::string& text) {
    entry(tag, 2, static_cast<unsigned>(text.size() + 1), kHeap + static_cast<unsigned>(heap.size()));
    heap += text + '\0';
    if (heap.size() % 2 == 1) heap += '\0';
  };
  const auto degrees = [&](unsigned tag, unsigned d, unsigned m, unsigned s100000) {
    entry(tag, 5, 3, kHeap + static_cast<unsigned>(heap.size()));
    for (const unsigned n : {d, 1U, m, 1U, s100000, 100000U}) u32(heap, n);
  };
  u16(out, 4);
  far_text(0x0110, "Telephone SN-12345678");
  entry(0x0112, 3, 1, static_cast<unsigned>(orientation) << 16U);
  entry(0x8769, 4, 1, kExif);
  entry(0x8825, 4, 1, kGps);
  u32(out, 0);
  u16(out, 2);
  far_text(0x9003, "2022:04:08 08:30:00");
  far_text(0x9011, "+08:00");
  u32(out, 0);
  u16(out, 4);
  entry(1, 2, 2, static_cast<unsigned>('N') << 24U);
  degrees(2, 37, 51, 2525040);
  entry(3, 2, 2, static_cast<unsigned>('E') << 24U);
  degrees(4, 112, 32, 5729280);
  u32(out, 0);
  return out + heap;
}

inline std::string jpeg_segment(unsigned char marker, const std::string& body) {
  std::string out{'\xff', static_cast<char>(marker)};
  out += static_cast<char>((body.size() + 2) >> 8U);
  out += static_cast<char>((body.size() + 2) & 255U);
  return out + body;
}

/// What a telephone saves: EXIF, XMP, a comment, and a film behind the end.
inline std::string telephone_jpeg(unsigned width = 640, unsigned height = 480, int orientation = 6) {
  const auto plain = make_jpeg(width, height);
  return plain.substr(0, 2) + jpeg_segment(0xe1, std::string("Exif\0\0", 6) + exif_block(orientation)) +
         jpeg_segment(0xe1, "http://ns.adobe.com/xap/1.0/ SECRET-XMP") +
         jpeg_segment(0xfe, "SECRET-COMMENT") + plain.substr(2) + "SECRET-FILM";
}

}  // namespace guatu::files
