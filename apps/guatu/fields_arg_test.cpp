// Goal: a picture that the command line attaches is kept as an upload of it would be, byte for byte, without
// what the camera wrote down; other files as they are. Method: pictures as telephones make them, through
// run().
#include "guatu/cli_fixture_test.h"
#include "guatu/files/picture.h"
#include "guatu/files/picture_fixture_test.h"

namespace guatu::app {
namespace {

namespace fs = std::filesystem;

class FieldsArg : public CliFixture {
 protected:
  Ran attach(const std::string& file) const {
    return on({"matter", "do", "ZS-2022-001", "amend", "--by", "boss", "--set", "photos=@" + file, "--json"});
  }
  /// The one file of the matter, and its bytes in DIR/files.
  std::pair<json::object, std::string> kept() const {
    const auto shown = on({"matter", "show", "ZS-2022-001", "--json"}).json().as_object();
    auto o = shown.at("fields").as_object().at("photos").as_array().at(0).as_object();
    const auto path = fs::path(data()) / "files" / std::string(o.at("sha256").as_string());
    return {std::move(o), read(path.string())};
  }
};

TEST_F(FieldsArg, APictureIsKeptWithoutWhatTheCameraWroteDown) {
  const auto picture = files::telephone_jpeg();
  const auto done = attach(put("phone.jpg", picture));
  ASSERT_EQ(done.code, 0) << done.err;
  const auto [o, bytes] = kept();
  const auto s = files::strip(files::Form::kJpeg, picture);
  ASSERT_TRUE(s.has_value());
  std::string wanted;
  for (const auto& p : s->pieces) wanted += p.bytes.empty() ? std::string_view(p.made) : p.bytes;
  EXPECT_EQ(bytes, wanted);
  EXPECT_EQ(o.at("sha256"), json::value(sha256_hex(wanted)));
  EXPECT_EQ(o.at("bytes"), static_cast<std::int64_t>(wanted.size()));
  for (const char* word : {"SN-12345678", "SECRET-XMP", "SECRET-COMMENT", "SECRET-FILM"}) {
    EXPECT_NE(picture.find(word), std::string::npos) << word;
    EXPECT_EQ(bytes.find(word), std::string::npos) << word;
  }
  // The same picture again is the same file.
  EXPECT_EQ(attach(put("again.jpg", picture)).code, 0);
  EXPECT_EQ(kept().first.at("sha256"), o.at("sha256"));
}

TEST_F(FieldsArg, ADamagedPictureIsRefusedAndNothingIsKept) {
  const auto before = std::distance(fs::directory_iterator(fs::path(data()) / "files"), {});
  const auto ran = attach(put("broken.jpg", files::telephone_jpeg().substr(0, 60)));
  EXPECT_EQ(ran.code, 2) << ran.err;
  EXPECT_NE(ran.err.find("attachment.damaged_picture"), std::string::npos) << ran.err;
  EXPECT_EQ(std::distance(fs::directory_iterator(fs::path(data()) / "files"), {}), before);
}

TEST_F(FieldsArg, OtherFilesAreKeptAsTheyAre) {
  const std::string text = "Exif and SECRET-XMP in a text";
  ASSERT_EQ(attach(put("note.txt", text)).code, 0);
  EXPECT_EQ(kept().second, text);
}

}  // namespace
}  // namespace guatu::app
