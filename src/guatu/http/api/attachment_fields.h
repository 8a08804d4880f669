// Files in the fields of a command: ids become what the ledger keeps, and nobody attaches what they must not
// see.
#pragma once

#include <optional>

#include "guatu/http/api/operation.h"

namespace guatu::http::api {

/// A file as the person who asks may have it.
struct SeenFile {
  std::string sha256;
  std::string original_sha256;  ///< empty: the same
  std::int64_t bytes = 0;
  std::string name;
};

/// The file of that id, if the person uploaded it within the last day or sees a field, of now or of before,
/// of a matter that holds it.
/// @param matter  look there first; 0: none
/// @errors attachment.unknown (arg `got`): there is none, or they may not: the answers are the same
Result<SeenFile> seen_file(Ask& ask, const std::string& id, MatterId matter);

/// Values of fields of files in `command.fields`: each `"<id>"` or `{"sha256", "name"?, "bytes"?}` becomes
/// `{"name","sha256","bytes"}` (and `original_sha256`), when seen_file() has it; the file is kept from
/// sweeps.
/// @errors attachment.unknown, attachment.bytes_differ (field: the field)
Result<void> name_attachments(Ask& ask, kernel::Command& command);

}  // namespace guatu::http::api
