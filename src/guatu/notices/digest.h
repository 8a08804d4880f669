// What a message says. Pure. Numbers, what is wanted and by when; no title and no field of a matter, for it
// leaves the office: who wants to know more opens it there, with their own rights.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "guatu/base/instant.h"
#include "guatu/base/text.h"
#include "guatu/notices/told.h"

namespace guatu::notices {

struct Line {
  Kind kind = Kind::kGiven;
  std::string number;    ///< of the matter
  std::string playbook;  ///< its title, in the language of the message
  Instant due_at;        ///< 0: no clock runs
  bool is_late = false;
};

/// One matter stands once, with all that is said of it, in the order in which it came first. Lines that do
/// not fit are counted in a last one.
/// @param name       of the person
/// @param link       where the program is; may be empty
/// @param bytes_max  of the whole text, UTF-8; at least 300
/// @return           UTF-8, lines by `\n`, no markup
std::string digest_text(const std::vector<Line>& lines, const std::string& name, const std::string& link,
                        std::size_t bytes_max, Lang lang);
/// Subject of a mail: how many matters, never which.
std::string digest_subject(std::size_t matters, Lang lang);
/// Different matters among the lines.
std::size_t matters_in(const std::vector<Line>& lines);

}  // namespace guatu::notices
