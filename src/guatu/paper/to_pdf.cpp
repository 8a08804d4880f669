#include "guatu/paper/to_pdf.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>

#include "guatu/base/child.h"
#include "guatu/base/disk.h"

namespace guatu::paper {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxPdfBytes = 64 << 20;

std::string program_of(const PdfOptions& options) {
  return options.soffice.empty() ? find_program("soffice") : options.soffice;
}

/// What stands for the fonts of a paper. Source: fonts-conf(5); `same` binds as strongly as the name that was
/// asked for, so that a Japanese cut is never taken instead.
std::string font_config(const std::string& fonts, const std::string& folder) {
  std::string out =
      "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig>"
      "<include ignore_missing=\"yes\">/etc/fonts/fonts.conf</include>";
  std::error_code ec;
  if (!fonts.empty() && fs::is_directory(fonts, ec))
    out += "<dir>" + fs::absolute(fonts, ec).string() + "</dir>";
  out += "<cachedir>" + folder + "/cache</cachedir><cachedir>/var/cache/fontconfig</cachedir>";
  struct Row {
    const char* name;
    std::vector<const char*> instead;
    bool is_bold;
  };
  const Row rows[] = {
      {"仿宋_GB2312", {"仿宋", "FangSong", "Noto Serif CJK SC"}, false},
      {"楷体_GB2312", {"楷体", "KaiTi", "AR PL KaitiM GB", "LXGW WenKai", "Noto Serif CJK SC"}, false},
      {"黑体", {"SimHei", "Noto Sans CJK SC"}, false},
      {"宋体", {"SimSun", "Noto Serif CJK SC"}, false},
      {"方正小标宋简体", {"FZXiaoBiaoSong-B05S", "Noto Serif CJK SC"}, true},
  };
  for (const auto& r : rows) {
    out += fmt::format(
        "<match target=\"pattern\"><test name=\"family\" compare=\"eq\"><string>{}</string></test>", r.name);
    out += "<edit name=\"family\" mode=\"append\" binding=\"same\">";
    for (const char* i : r.instead) out += fmt::format("<string>{}</string>", i);
    out += "</edit>";
    if (r.is_bold) out += "<edit name=\"weight\" mode=\"assign\"><const>bold</const></edit>";
    out += "</match>";
  }
  return out + "</fontconfig>";
}

/// A folder of ours alone, gone with the object.
class Folder {
 public:
  static Result<Folder> make() {
    std::error_code ec;
    auto name = (fs::temp_directory_path(ec) / "guatu-paper-XXXXXX").string();
    if (ec || ::mkdtemp(name.data()) == nullptr)
      return Error("file.unwritable", "", {{"file", name}, {"detail", "mkdtemp"}});
    return Folder(name);
  }
  ~Folder() {
    std::error_code ec;
    if (!path_.empty()) fs::remove_all(path_, ec);
  }
  Folder(Folder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  Folder& operator=(Folder&&) = delete;
  const std::string& path() const { return path_; }

 private:
  explicit Folder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace

bool can_make_pdf(const PdfOptions& options) {
  return !program_of(options).empty();
}

Result<std::string> to_pdf(std::string_view docx, const PdfOptions& options) {
  const auto program = program_of(options);
  if (program.empty()) return Error("paper.no_converter");
  GUATU_TRY(folder, Folder::make());
  const auto& path = folder.path();
  GUATU_TRY_VOID(write_file(path + "/paper.docx", docx, 0600));
  GUATU_TRY_VOID(write_file(path + "/fonts.conf", font_config(options.fonts, path), 0600));
  ChildOrder order;
  order.words = {program,
                 "--headless",
                 "--norestore",
                 "--nolockcheck",
                 "--nodefault",
                 "-env:UserInstallation=file://" + path + "/profile",
                 "--convert-to",
                 "pdf:writer_pdf_Export",
                 "--outdir",
                 path,
                 path + "/paper.docx"};
  order.environment = {{"PATH", "/usr/bin:/bin"}, {"HOME", path},
                       {"TMPDIR", path},          {"LANG", "C.UTF-8"},
                       {"LC_ALL", "C.UTF-8"},     {"FONTCONFIG_FILE", path + "/fonts.conf"}};
  order.at_most = options.at_most;
  order.file_bytes_max = kMaxPdfBytes;
  GUATU_TRY(status, run_child(order));
  auto pdf = read_small_file(path + "/paper.pdf", kMaxPdfBytes);
  if (pdf.has_error() || !pdf->starts_with("%PDF-"))
    return Error("paper.not_converted", "", {{"detail", fmt::format("soffice: {}", status)}});
  return pdf;
}

}  // namespace guatu::paper
