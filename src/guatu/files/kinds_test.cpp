// Goal: the bytes decide what a file is; names are clean. Method: a table.
#include "guatu/files/kinds.h"

#include <gtest/gtest.h>

#include "guatu/files/picture_fixture_test.h"

namespace guatu::files {
namespace {

/// The media type, or the key of the refusal.
std::string said(const std::string& bytes, const std::string& name) {
  const auto kind = kind_for(bytes, name);
  return kind.has_error() ? kind.error().key : std::string((*kind)->media_type);
}

/// An archive as far as it is looked at.
std::string zip(const std::string& entries) {
  return "PK\x03\x04............................" + entries;
}

TEST(Kinds, AreToldByTheBytes) {
  const std::string pdf = "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj";
  const std::string gb18030 = "\xcf\xee\xc4\xbf,\xba\xc5\r\n1,2\r\n";  // 项目,号
  const struct {
    std::string bytes;
    const char* name;
    const char* said;
  } rows[] = {
      {make_jpeg(8, 8), "a.jpg", "image/jpeg"},
      {make_jpeg(8, 8), "照片.JPEG", "image/jpeg"},
      {make_jpeg(8, 8), "no ending", "image/jpeg"},
      {make_jpeg(8, 8), "a.png", "attachment.type_mismatch"},
      {make_jpeg(8, 8), "a.pdf", "attachment.type_mismatch"},
      {make_png(8, 8), "a.png", "image/png"},
      {make_webp(8, 8), "a.webp", "image/webp"},
      {pdf, "文件.pdf", "application/pdf"},
      {pdf, "文件.txt", "attachment.type_mismatch"},
      {zip("word/document.xml"), "a.docx",
       "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
      {zip("xl/workbook.xml"), "a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
      {zip("xl/workbook.xml xl/vbaProject.bin"), "a.xlsx", "attachment.macros"},
      {zip("OFD.xml"), "公文.ofd", "application/ofd"},
      {zip("evil.exe"), "a.docx", "attachment.type_refused"},
      {zip("evil.exe"), "a.zip", "attachment.type_refused"},
      {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "旧表.xls", "attachment.old_office"},
      {"\x7f"
       "ELF....",
       "a.jpg", "attachment.type_refused"},
      {"MZ\x90\x00", "a.txt", "attachment.type_refused"},
      {std::string("\0\0\0\x18"
                   "ftypheic....",
                   16),
       "IMG_1.HEIC", "attachment.heic"},
      {"一、整改情况\n", "说明.txt", "text/plain"},
      {"\xef\xbb\xbf名称,数量\n", "表.csv", "text/csv"},
      {gb18030, "表.csv", "text/csv"},
      {"<html><script>alert(1)</script>", "a.html", "attachment.type_refused"},
      {"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "attachment.type_refused"},
      {"<html>", "a.jpg", "attachment.type_refused"},
      {"<html>", "a.txt", "text/plain"},
      {"", "a.txt", "attachment.empty"},
  };
  for (const auto& r : rows) EXPECT_EQ(said(r.bytes, r.name), r.said) << r.name;
}

TEST(Kinds, ADeclaredTypeMayBeVagueButNotWrong) {
  const auto& jpeg = kind_of(Form::kJpeg);
  const auto& csv = kind_of(Form::kCsv);
  EXPECT_FALSE(contradicts(jpeg, ""));
  EXPECT_FALSE(contradicts(jpeg, "application/octet-stream"));
  EXPECT_FALSE(contradicts(jpeg, "image/jpeg; q=1"));
  EXPECT_TRUE(contradicts(jpeg, "image/png"));
  EXPECT_TRUE(contradicts(jpeg, "application/pdf"));
  EXPECT_FALSE(contradicts(csv, "text/plain; charset=utf-8"));
  EXPECT_FALSE(contradicts(csv, "application/vnd.ms-excel")) << "what browsers call a csv";
}

TEST(CleanName, LeavesNothingThatDeceives) {
  const struct {
    const char* given;
    const char* clean;
  } rows[] = {
      {"照片 1.jpg", "照片 1.jpg"},
      {"../../etc/passwd", "passwd"},
      {"C:\\fakepath\\现场.jpg", "现场.jpg"},
      {"a\r\nSet-Cookie: x.jpg", "aSet-Cookie: x.jpg"},
      {"\xe2\x80\xaegpj.exe", "gpj.exe"},
      {"  a.txt  ", "a.txt"},
      {"..", ""},
      {"", ""},
      {"\xff\xfe.jpg", ""},
  };
  for (const auto& r : rows) EXPECT_EQ(clean_name(r.given), r.clean) << r.given;
  std::string name;
  for (int i = 0; i < 300; ++i) name += "长";
  const auto cut = clean_name(name + ".jpeg");
  EXPECT_TRUE(cut.ends_with("长.jpeg"));
  EXPECT_EQ(cut.size(), 115U * 3 + 5);
}

}  // namespace
}  // namespace guatu::files
