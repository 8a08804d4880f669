#include "guatu/files/kinds.h"

#include <algorithm>
#include <array>
#include <vector>

#include "guatu/base/text.h"
#include "guatu/files/limits.h"

namespace guatu::files {

namespace {

constexpr std::array kKinds{
    Kind{Form::kJpeg, "image/jpeg", "jpg,jpeg", true},
    Kind{Form::kPng, "image/png", "png", true},
    Kind{Form::kWebp, "image/webp", "webp", true},
    Kind{Form::kPdf, "application/pdf", "pdf", false},
    Kind{Form::kDocx, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx",
         false},
    Kind{Form::kXlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", false},
    Kind{Form::kPptx, "application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx",
         false},
    Kind{Form::kOfd, "application/ofd", "ofd", false},
    Kind{Form::kCsv, "text/csv", "csv", false},
    Kind{Form::kText, "text/plain", "txt", false},
};

/// Letters of the ending, lower-case; empty: none. A dot in front (`.htaccess`) is no ending.
std::string ending_of(std::string_view name) {
  const auto dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == name.size() || name.size() - dot > 9) return {};
  std::string out(name.substr(dot + 1));
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) return {};
  }
  return out;
}

bool has_ending(const Kind& kind, std::string_view ending) {
  std::string_view rest = kind.endings;
  for (;;) {
    const auto comma = rest.find(',');
    if (rest.substr(0, comma) == ending) return true;
    if (comma == std::string_view::npos) return false;
    rest.remove_prefix(comma + 1);
  }
}

/// Names of the entries stand uncompressed in the list at the end of an archive.
bool has_entry(std::string_view zip, std::string_view name) {
  constexpr std::size_t kList = 1 << 20;
  const auto tail = zip.substr(zip.size() - std::min(zip.size(), kList));
  return tail.find(name) != std::string_view::npos;
}

/// UTF-8, or what GB18030 allows, without control characters but those of lines and tables.
bool is_text(std::string_view bytes) {
  for (const char c : bytes) {
    const auto b = static_cast<unsigned char>(c);
    if (b < 0x20 && b != '\n' && b != '\r' && b != '\t' && b != '\f') return false;
    if (b == 0x7f) return false;
  }
  if (is_utf8(bytes)) return true;
  // GB18030: 0x81..0xFE and then 0x40..0xFE (but 0x7F), or a digit, 0x81..0xFE, a digit. GB 18030-2022, 6.
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto at = [&](std::size_t n) {
      return n < bytes.size() ? static_cast<unsigned char>(bytes[n]) : 0U;
    };
    if (at(i) < 0x80) continue;
    if (at(i) == 0x80 || at(i) == 0xff) return false;
    if (at(i + 1) >= 0x40 && at(i + 1) <= 0xfe) {
      ++i;
    } else if (at(i + 1) >= 0x30 && at(i + 1) <= 0x39 && at(i + 2) >= 0x81 && at(i + 2) <= 0xfe &&
               at(i + 3) >= 0x30 && at(i + 3) <= 0x39) {
      i += 3;
    } else {
      return false;
    }
  }
  return true;
}

bool is_heic(std::string_view b) {
  if (b.size() < 12 || b.substr(4, 4) != "ftyp") return false;
  const auto brand = b.substr(8, 4);
  return brand == "heic" || brand == "heix" || brand == "mif1" || brand == "msf1" || brand == "hevc";
}

const Kind* zip_kind(std::string_view b) {
  if (has_entry(b, "word/document.xml")) return &kind_of(Form::kDocx);
  if (has_entry(b, "xl/workbook.xml")) return &kind_of(Form::kXlsx);
  if (has_entry(b, "ppt/presentation.xml")) return &kind_of(Form::kPptx);
  if (has_entry(b, "OFD.xml")) return &kind_of(Form::kOfd);
  return nullptr;
}

bool is_zip(std::string_view b) {
  return b.starts_with("PK\x03\x04");
}

const Kind* sniff(std::string_view b, std::string_view ending) {
  if (b.starts_with("\xff\xd8\xff")) return &kind_of(Form::kJpeg);
  if (b.starts_with("\x89PNG\r\n\x1a\n")) return &kind_of(Form::kPng);
  if (b.size() > 12 && b.starts_with("RIFF") && b.substr(8, 4) == "WEBP") return &kind_of(Form::kWebp);
  if (b.starts_with("%PDF-")) return &kind_of(Form::kPdf);
  if (is_zip(b)) return zip_kind(b);
  // Any text may be called a text or a table, but a page or a program that is called so stays what it is.
  if (ending != "csv" && ending != "txt" && !ending.empty()) return nullptr;
  return is_text(b) ? &kind_of(ending == "csv" ? Form::kCsv : Form::kText) : nullptr;
}

bool is_turning(char32_t c) {
  return c == 0x200e || c == 0x200f || c == 0x061c || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

}  // namespace

std::string known_endings() {
  std::vector<std::string> out;
  for (const auto& k : kKinds) {
    std::string text(k.endings);
    for (auto at = text.find(','); at != std::string::npos; at = text.find(',', at + 2))
      text.insert(at + 1, " ");
    out.push_back(std::move(text));
  }
  return join(out, ", ");
}

const Kind& kind_of(Form form) {
  static_assert(kKinds.back().form == Form::kText);
  return kKinds.at(static_cast<std::size_t>(form));
}

std::string clean_name(std::string_view given) {
  if (!is_utf8(given)) return {};
  if (const auto slash = given.find_last_of("/\\"); slash != std::string_view::npos)
    given.remove_prefix(slash + 1);
  std::string out;
  for (auto rest = given; !rest.empty();) {
    const auto before = rest;
    const char32_t c = next_code_point(rest);
    if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 || is_turning(c)) continue;
    out.append(before.substr(0, before.size() - rest.size()));
  }
  out = std::string(trim(out));
  if (out.find_first_not_of('.') == std::string::npos) return {};
  if (code_points(out) <= limits::kMaxFileNameChars) return out;
  const auto ending = ending_of(out);
  const auto room = limits::kMaxFileNameChars - (ending.empty() ? 0 : ending.size() + 1);
  std::string_view rest = out;
  for (std::size_t n = 0; n < room; ++n) next_code_point(rest);
  auto cut = out.substr(0, out.size() - rest.size());
  if (!ending.empty()) cut += "." + ending;
  return cut;
}

const Kind* kind_of_bytes(std::string_view bytes, std::string_view name) {
  return sniff(bytes, ending_of(name));
}

Result<const Kind*> kind_for(std::string_view bytes, std::string_view name) {
  const std::string shown(name);
  if (bytes.empty()) return Error("attachment.empty", "", {{"name", shown}});
  if (is_heic(bytes)) return Error("attachment.heic", "", {{"name", shown}});
  if (bytes.starts_with("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
    return Error("attachment.old_office", "", {{"name", shown}});
  if (is_zip(bytes) && has_entry(bytes, "vbaProject.bin"))
    return Error("attachment.macros", "", {{"name", shown}});
  const auto ending = ending_of(name);
  const auto* kind = sniff(bytes, ending);
  if (kind == nullptr)
    return Error("attachment.type_refused", "", {{"name", shown}, {"known", known_endings()}});
  if (!ending.empty() && !has_ending(*kind, ending))
    return Error("attachment.type_mismatch", "",
                 {{"name", shown}, {"found", std::string(kind->endings.substr(0, kind->endings.find(',')))}});
  return kind;
}

bool contradicts(const Kind& kind, std::string_view content_type) {
  const auto type = trim(content_type.substr(0, content_type.find(';')));
  const auto* said =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& k) { return k.media_type == type; });
  if (said == kKinds.end() || said->form == kind.form) return false;
  const auto is_text = [](const Kind& k) { return k.form == Form::kText || k.form == Form::kCsv; };
  return !(is_text(kind) && is_text(*said));
}

}  // namespace guatu::files
