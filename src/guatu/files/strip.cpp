// What of a picture is kept: JPEG by its markers, PNG and WebP by their chunks. See picture.h.
#include <zlib.h>

#include <array>

#include "guatu/files/limits.h"
#include "guatu/files/picture.h"

namespace guatu::files {

namespace {

Error damaged() {
  return Error("attachment.damaged_picture");
}

unsigned byte_at(std::string_view b, std::size_t i) {
  return static_cast<unsigned char>(b[i]);
}
std::uint32_t big_endian(std::string_view b, std::size_t i, int n) {
  std::uint32_t out = 0;
  for (int k = 0; k < n; ++k) out = out << 8U | byte_at(b, i + static_cast<std::size_t>(k));
  return out;
}
std::uint32_t little_endian(std::string_view b, std::size_t i) {
  return byte_at(b, i) | byte_at(b, i + 1) << 8U | byte_at(b, i + 2) << 16U | byte_at(b, i + 3) << 24U;
}
void put_big_endian(std::string& out, std::uint32_t n) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(n >> static_cast<unsigned>(shift));
}
void put_little_endian(std::string& out, std::uint32_t n) {
  for (unsigned shift = 0; shift < 32; shift += 8) out += static_cast<char>(n >> shift);
}

/// A TIFF block with the orientation and nothing else: 26 bytes, no next directory.
std::string orientation_block(int orientation) {
  std::string out("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01", 18);
  out += '\0';
  out += static_cast<char>(orientation);
  out.append(6, '\0');
  return out;
}

class Strip {
 public:
  Strip(std::string_view bytes, Stripped& out) : bytes_(bytes), out_(out) {}

  /// Markers in order; entropy-coded data is looked through for the next one. ITU T.81 B.1.1.2.
  Result<void> jpeg() {
    keep(0, 2);
    add_made({});  // Room for the orientation, behind the start of the image.
    std::size_t i = 2;
    bool has_scan = false;
    for (std::size_t parts = 0; parts < limits::kMaxPictureParts; ++parts) {
      if (i + 2 > bytes_.size() || byte_at(bytes_, i) != 0xff) return damaged();
      while (i + 2 < bytes_.size() && byte_at(bytes_, i + 1) == 0xff) ++i;  // Filling.
      const auto marker = byte_at(bytes_, i + 1);
      if (marker == 0xd9) {
        if (!has_scan) return damaged();
        keep(i, 2);
        return end_of_jpeg();
      }
      if (marker == 0x00 || marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) return damaged();
      if (i + 4 > bytes_.size()) return damaged();
      const std::size_t size = 2 + big_endian(bytes_, i + 2, 2);
      if (size < 4 || i + size > bytes_.size()) return damaged();
      if (is_kept_segment(marker, bytes_.substr(i + 4, size - 4))) keep(i, size);
      i += size;
      if (marker != 0xda) continue;
      has_scan = true;
      const auto from = i;
      i = end_of_scan(i);
      keep(from, i - from);
      if (i == bytes_.size()) return end_of_jpeg();  // Broken off; whoever shows it shows what is there.
    }
    return damaged();
  }

  Result<void> png() {
    keep(0, 8);
    std::size_t i = 8;
    std::string exif;
    for (std::size_t parts = 0; parts < limits::kMaxPictureParts; ++parts) {
      if (i + 12 > bytes_.size()) return damaged();
      const std::size_t size = big_endian(bytes_, i, 4);
      const auto type = bytes_.substr(i + 4, 4);
      if (size > bytes_.size() - i - 12) return damaged();
      if (i == 8 && type != "IHDR") return damaged();
      if (type == "eXIf") out_.shot = read_exif(bytes_.substr(i + 8, size));
      if (type == "IDAT" && !has_data_ && out_.shot.orientation > 1) add_png_orientation();
      if (type == "IDAT") has_data_ = true;
      if (is_kept_chunk(type)) keep(i, size + 12);
      i += size + 12;
      if (type == "IEND") return has_data_ ? Result<void>() : damaged();
    }
    return damaged();
  }

  Result<void> webp() {
    add_made({});  // The head, once the size is known.
    const std::size_t end = std::min<std::size_t>(bytes_.size(), std::size_t{8} + little_endian(bytes_, 4));
    std::size_t i = 12;
    std::size_t kept = 4;
    std::optional<std::size_t> extended;
    for (std::size_t parts = 0; i + 8 <= end; ++parts) {
      if (parts == limits::kMaxPictureParts) return damaged();
      const auto type = bytes_.substr(i, 4);
      const std::size_t size = little_endian(bytes_, i + 4);
      if (size > end - i - 8) return damaged();
      const std::size_t whole = std::min(end - i, 8 + size + (size & 1U));
      if (type == "EXIF") {
        auto block = bytes_.substr(i + 8, size);
        if (block.starts_with(std::string_view("Exif\0\0", 6))) block.remove_prefix(6);
        out_.shot = read_exif(block);
      } else if (type == "VP8X" && size == 10) {
        extended = out_.pieces.size();
        add_made(std::string(bytes_.substr(i, whole)));
        kept += whole;
      } else if (is_kept_webp(type)) {
        keep(i, whole);
        kept += whole;
        has_data_ = has_data_ || type == "VP8 " || type == "VP8L" || type == "ANMF";
      }
      i += whole;
    }
    if (!has_data_) return damaged();
    finish_webp(extended, kept);
    return {};
  }

 private:
  void keep(std::size_t from, std::size_t size) {
    if (size == 0) return;
    auto* last = out_.pieces.empty() ? nullptr : &out_.pieces.back();
    if (last != nullptr && !last->bytes.empty() && last->bytes.data() + last->bytes.size() == &bytes_[from])
      last->bytes = std::string_view(last->bytes.data(), last->bytes.size() + size);
    else
      out_.pieces.push_back({bytes_.substr(from, size), {}});
  }
  void add_made(std::string made) { out_.pieces.push_back({{}, std::move(made)}); }

  std::size_t end_of_scan(std::size_t i) const {
    for (;;) {
      i = bytes_.find('\xff', i);
      if (i == std::string_view::npos || i + 1 >= bytes_.size()) return bytes_.size();
      const auto next = byte_at(bytes_, i + 1);
      if (next != 0x00 && next != 0xff && !(next >= 0xd0 && next <= 0xd7)) return i;
      i += next == 0xff ? 1 : 2;
    }
  }

  /// Application segments are dropped but for the ones that colours depend on; EXIF is read on the way.
  bool is_kept_segment(unsigned marker, std::string_view body) {
    if (marker == 0xfe) return false;  // A comment.
    if (marker < 0xe0 || marker > 0xef) return true;
    if (marker == 0xe1 && body.starts_with(std::string_view("Exif\0\0", 6)) && !has_exif_) {
      has_exif_ = true;
      out_.shot = read_exif(body.substr(6));
    }
    // A JFIF head may carry a preview behind its 14 bytes.
    if (marker == 0xe0) return body.starts_with(std::string_view("JFIF\0", 5)) && body.size() == 14;
    if (marker == 0xe2) return body.starts_with(std::string_view("ICC_PROFILE\0", 12));
    return marker == 0xee && body.starts_with("Adobe");
  }

  Result<void> end_of_jpeg() {
    if (out_.shot.orientation == 1) return {};
    const auto block = orientation_block(out_.shot.orientation);
    std::string segment("\xff\xe1", 2);
    const auto size = 2 + 6 + block.size();
    segment += static_cast<char>(size >> 8U);
    segment += static_cast<char>(size & 255U);
    segment.append("Exif\0\0", 6);
    out_.pieces[1].made = segment + block;
    return {};
  }

  static bool is_kept_chunk(std::string_view type) {
    constexpr std::array<std::string_view, 14> kKept{"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA",
                                                     "iCCP", "sBIT", "sRGB", "bKGD", "pHYs", "cICP", "hIST"};
    for (const auto k : kKept)
      if (k == type) return true;
    return type == "acTL" || type == "fcTL" || type == "fdAT";  // Moving pictures.
  }

  void add_png_orientation() {
    std::string chunk = "eXIf" + orientation_block(out_.shot.orientation);
    std::string whole;
    put_big_endian(whole, static_cast<std::uint32_t>(chunk.size() - 4));
    whole += chunk;
    put_big_endian(whole, static_cast<std::uint32_t>(::crc32(0, reinterpret_cast<const Bytef*>(chunk.data()),
                                                             static_cast<uInt>(chunk.size()))));
    add_made(std::move(whole));
  }

  static bool is_kept_webp(std::string_view type) {
    return type == "VP8 " || type == "VP8L" || type == "ALPH" || type == "ANIM" || type == "ANMF" ||
           type == "ICCP";
  }

  void finish_webp(std::optional<std::size_t> extended, std::size_t kept) {
    const bool is_turned = extended && out_.shot.orientation > 1;
    if (extended) {
      auto& flags = out_.pieces[*extended].made[8];
      flags = static_cast<char>((static_cast<unsigned char>(flags) & ~0x0cU) | (is_turned ? 0x08U : 0U));
    }
    if (is_turned) {
      const auto block = orientation_block(out_.shot.orientation);
      std::string chunk = "EXIF";
      put_little_endian(chunk, static_cast<std::uint32_t>(block.size()));
      chunk += block;
      kept += chunk.size();
      add_made(std::move(chunk));
    }
    auto& head = out_.pieces[0].made;
    head = "RIFF";
    put_little_endian(head, static_cast<std::uint32_t>(kept));
    head += "WEBP";
  }

  std::string_view bytes_;
  Stripped& out_;
  bool has_exif_ = false;
  bool has_data_ = false;
};

}  // namespace

Result<Stripped> strip(Form form, std::string_view bytes) {
  Stripped out;
  Strip s(bytes, out);
  if (bytes.size() < 16) return damaged();
  if (form == Form::kJpeg) GUATU_TRY_VOID(s.jpeg());
  if (form == Form::kPng) GUATU_TRY_VOID(s.png());
  if (form == Form::kWebp) GUATU_TRY_VOID(s.webp());
  return out;
}

}  // namespace guatu::files
