// Which files may be attached, told by their first bytes and their inside, never by what somebody says of
// them. Pure: bytes in, a kind out. See docs/formats/attachments.md.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "guatu/base/result.h"

namespace guatu::files {

enum class Form { kJpeg, kPng, kWebp, kPdf, kDocx, kXlsx, kPptx, kOfd, kCsv, kText };

struct Kind {
  Form form;
  std::string_view media_type;  ///< `image/jpeg`
  /// Endings of names, lower-case, without dot; the first is added to a name without one.
  std::string_view endings;  ///< parted by commas: `jpg,jpeg`
  bool is_picture;
};

/// All of the table, for sentences: `jpg, jpeg, png, …`
std::string known_endings();
const Kind& kind_of(Form form);

/// A name as it may be kept and shown: what stands before the last `/` or `\`, control characters and marks
/// that turn the direction of writing are gone; at most limits::kMaxFileNameChars characters, cut before the
/// ending. Empty: nothing is left of it.
std::string clean_name(std::string_view given);

/// What the bytes are, if it may be attached under that name.
///
/// @param bytes  of the whole file
/// @param name   clean; its ending must fit, and tells a table (csv) from a text; without ending none is
/// asked
/// @errors attachment.empty
///         attachment.heic (a telephone's own format), attachment.macros (an Office file with a program in
///         it), attachment.old_office (doc, xls, wps, et), each saying what to do instead
///         attachment.type_refused (args `name`, `known`)   no kind of the table
///         attachment.type_mismatch (args `name`, `found`)  the ending says another one
Result<const Kind*> kind_for(std::string_view bytes, std::string_view name);

/// By the bytes alone, for files that are stored already; nullptr: none of the table.
const Kind* kind_of_bytes(std::string_view bytes, std::string_view name);

/// Is a declared `Content-Type` at odds with `kind`? What the table does not know is at odds with nothing:
/// browsers guess.
bool contradicts(const Kind& kind, std::string_view content_type);

}  // namespace guatu::files
