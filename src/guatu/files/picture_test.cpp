// Goal: what is stored of a picture is the picture and nothing else; small pictures are right side up; no
// file makes us fall. Method: pictures of the usual libraries with what telephones add, and each of them
// damaged.
#include <gtest/gtest.h>

#include <random>

#include "guatu/files/limits.h"
#include "guatu/files/picture.h"
#include "guatu/files/picture_fixture_test.h"

namespace guatu::files {
namespace {

std::string whole(const Stripped& s) {
  std::string out;
  for (const auto& p : s.pieces) out += p.bytes.empty() ? p.made : std::string(p.bytes);
  return out;
}

/// Rows of a JPEG, decoded.
std::vector<unsigned char> pixels(const std::string& jpeg, unsigned& width, unsigned& height) {
  jpeg_decompress_struct info{};
  jpeg_error_mgr trouble{};
  info.err = jpeg_std_error(&trouble);
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(jpeg.data()), jpeg.size());
  jpeg_read_header(&info, TRUE);
  info.out_color_space = JCS_RGB;
  jpeg_start_decompress(&info);
  width = info.output_width;
  height = info.output_height;
  std::vector<unsigned char> out(std::size_t{width} * height * 3);
  while (info.output_scanline < height) {
    auto* row = &out[std::size_t{info.output_scanline} * width * 3];
    jpeg_read_scanlines(&info, &row, 1);
  }
  jpeg_destroy_decompress(&info);
  return out;
}

/// `RGBW` for red, green, blue, white in the four corners, from the top left, by rows.
std::string corners(const std::string& jpeg) {
  unsigned w = 0;
  unsigned h = 0;
  const auto p = pixels(jpeg, w, h);
  std::string out;
  for (const unsigned y : {h / 4, h * 3 / 4})
    for (const unsigned x : {w / 4, w * 3 / 4}) {
      const auto* c = &p[(std::size_t{y} * w + x) * 3];
      out += c[0] > 128 ? (c[1] > 128 ? 'W' : 'R') : (c[1] > 128 ? 'G' : 'B');
    }
  return out;
}

TEST(Exif, SaysWhenAndWhere) {
  const auto s = read_exif(exif_block());
  EXPECT_EQ(s.orientation, 6);
  ASSERT_TRUE(s.taken_at.has_value());
  EXPECT_EQ(to_text(*s.taken_at), "2022-04-08T08:30:00+08:00");
  ASSERT_TRUE(s.place.has_value());
  EXPECT_NEAR(s.place->lon, 112.549248, 1e-6);
  EXPECT_NEAR(s.place->lat, 37.857014, 1e-6);
}

TEST(Strip, AJpegKeepsItsPixelsAndItsOrientationAlone) {
  const auto sent = telephone_jpeg();
  auto s = strip(Form::kJpeg, sent);
  ASSERT_TRUE(s.has_value());
  EXPECT_TRUE(s->shot.taken_at && s->shot.place);
  const auto kept = whole(*s);
  EXPECT_EQ(kept.find("SECRET"), std::string::npos);
  EXPECT_EQ(kept.find("Telephone"), std::string::npos);
  EXPECT_EQ(kept.find("2022:04"), std::string::npos);
  auto again = strip(Form::kJpeg, kept);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->shot, (Shot{6, {}, {}}));
  EXPECT_EQ(whole(*again), kept) << "what was stripped once is not changed again";
  unsigned w = 0;
  unsigned h = 0;
  EXPECT_EQ(pixels(kept, w, h), pixels(make_jpeg(640, 480), w, h));
}

TEST(Strip, AnUprightJpegHasNoExifAtAll) {
  const auto sent = telephone_jpeg(64, 48, 1);
  const auto s = strip(Form::kJpeg, sent);
  EXPECT_EQ(whole(*s).find("Exif"), std::string::npos);
  EXPECT_EQ(whole(*s), make_jpeg(64, 48));
}

TEST(Strip, PngAndWebpLoseTheirTextsToo) {
  const auto png = make_png(64, 48);
  const auto chunk = [](const std::string& type, const std::string& body) {
    std::string out;
    for (const unsigned shift : {24U, 16U, 8U, 0U}) out += static_cast<char>(body.size() >> shift);
    return out + type + body + "CRC!";
  };
  const auto head = png.substr(0, 33);
  const auto sent = head + chunk("tEXt", std::string("Comment\0SECRET", 14)) + chunk("eXIf", exif_block(3)) +
                    chunk("tIME", "SECRET!") + png.substr(33);
  const auto s = strip(Form::kPng, sent);
  ASSERT_TRUE(s.has_value());
  EXPECT_EQ(s->shot.orientation, 3);
  EXPECT_TRUE(s->shot.place.has_value());
  EXPECT_EQ(whole(*s).find("SECRET"), std::string::npos);
  const auto kept = whole(*s);
  EXPECT_EQ(strip(Form::kPng, kept)->shot, (Shot{3, {}, {}}));
  EXPECT_TRUE(thumbnail(Form::kPng, kept).has_value());

  auto webp = make_webp(64, 48);
  const auto add = [&webp](const std::string& type, const std::string& body) {
    webp += type;
    for (const unsigned shift : {0U, 8U, 16U, 24U}) webp += static_cast<char>(body.size() >> shift);
    webp += body + (body.size() % 2 == 1 ? std::string(1, '\0') : "");
  };
  add("EXIF", exif_block());
  add("XMP ", "SECRET");
  const auto size = webp.size() - 8;
  for (unsigned i = 0; i < 4; ++i) webp[4 + i] = static_cast<char>(size >> (8 * i));
  webp += "SECRET behind the end";
  const auto w = strip(Form::kWebp, webp);
  ASSERT_TRUE(w.has_value());
  EXPECT_TRUE(w->shot.place.has_value());
  EXPECT_EQ(whole(*w), make_webp(64, 48));
}

TEST(Thumbnail, IsUprightHoweverTheCameraWasHeld) {
  // The four fields as they lie in the file, and as they must be seen. TIFF 6.0, tag 274.
  const std::string seen[] = {"RGBW", "GRWB", "WBGR", "BWRG", "RBGW", "BRWG", "WGBR", "GWRB"};
  for (int o = 1; o <= 8; ++o) {
    const auto t = thumbnail(Form::kJpeg, telephone_jpeg(640, 480, o));
    ASSERT_TRUE(t.has_value()) << o;
    EXPECT_EQ(corners(*t), seen[o - 1]) << o;
    unsigned w = 0;
    unsigned h = 0;
    pixels(*t, w, h);
    EXPECT_EQ(std::max(w, h), limits::kThumbnailSide);
    EXPECT_EQ(o >= 5, h > w) << o;
  }
}

TEST(Thumbnail, OfEveryKindAndSize) {
  for (const auto& [form, bytes] :
       {std::pair{Form::kJpeg, make_jpeg(1999, 1501)}, std::pair{Form::kJpeg, make_jpeg(801, 600, true)},
        std::pair{Form::kPng, make_png(777, 333)}, std::pair{Form::kWebp, make_webp(999, 501)},
        std::pair{Form::kPng, make_png(8, 8)}, std::pair{Form::kJpeg, make_jpeg(5000, 80)}}) {
    const auto t = thumbnail(form, bytes);
    ASSERT_TRUE(t.has_value()) << bytes.size();
    EXPECT_LT(t->size(), 20'000U);
    EXPECT_EQ(corners(*t), "RGBW") << bytes.size();
  }
}

/// A head that promises billions of pixels is refused before any is made room for.
TEST(Thumbnail, BombsAreRefused) {
  auto jpeg = make_jpeg(64, 48);
  const auto frame = jpeg.find("\xff\xc0");
  ASSERT_NE(frame, std::string::npos);
  jpeg.replace(frame + 5, 4, "\xfa\x00\xfa\x00", 4);
  EXPECT_EQ(thumbnail(Form::kJpeg, jpeg).error().key, "attachment.no_thumbnail");
  auto png = make_png(64, 48);
  png.replace(16, 8, std::string("\0\0\xf0\0\0\0\xf0\0", 8));
  EXPECT_EQ(thumbnail(Form::kPng, png).error().key, "attachment.no_thumbnail");
}

/// Whatever is cut off or altered: an answer, and never a place that was meant to be gone.
TEST(Strip, DamagedPicturesAreRefusedOrStripped) {
  std::mt19937 chance(20220408);
  for (const auto& [form, sent] :
       {std::pair{Form::kJpeg, telephone_jpeg(96, 64)}, std::pair{Form::kPng, make_png(96, 64)},
        std::pair{Form::kWebp, make_webp(96, 64)}}) {
    int refused = 0;
    for (std::size_t n = 0; n < sent.size(); n += 1 + sent.size() / 400)
      refused += strip(form, std::string_view(sent).substr(0, n)).has_error() ? 1 : 0;
    EXPECT_GT(refused, 0);
    for (int i = 0; i < 1500; ++i) {
      auto bytes = sent;
      for (int k = 0; k < 3; ++k) bytes[chance() % bytes.size()] = static_cast<char>(chance());
      const auto s = strip(form, bytes);
      if (s.has_value()) {
        const auto kept = whole(*s);
        const auto again = strip(form, kept);
        EXPECT_TRUE(again.has_error() || (!again->shot.place && !again->shot.taken_at));
      }
      const auto t = thumbnail(form, bytes);
      EXPECT_TRUE(t.has_error() || !t->empty());
    }
  }
}

}  // namespace
}  // namespace guatu::files
