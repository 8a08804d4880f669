// Field values as they come by `--set` and `--fields-file`, and the files among them.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "guatu/base/json_map.h"
#include "guatu/command.h"
#include "guatu/kernel/playbook/playbook.h"

namespace guatu::app {

/// A file that will lie in DIR/files under its content id, once the command is known to be accepted.
struct StagedFile {
  std::string path;
  std::string sha256;  ///< of what is kept, lower-case hexadecimal
  std::int64_t bytes = 0;
  /// A picture without what the camera wrote down, as an upload is kept; none: the file as it is.
  std::optional<std::string> stripped{};
};

/// The fields of a command: `--fields-file` (a JSON object) and each `--set field=value`. Values stay texts,
/// which the kernel reads by type; lists become JSON (`[…]` or parted by commas), places `{…}` or `lon,lat`,
/// files
/// `@a.jpg,@b.jpg` are looked at and named by content; an empty value clears.
/// @param playbook  nullptr: every value stays a text
/// @errors all at once: cli.set_form, cli.set_twice, json.*, command.too_large, cli.no_file,
/// cli.file_not_utf8,
///         cli.file_form, cli.file_too_large, attachment.damaged_picture
Checked<json::object> fields_of(Session& s, const kernel::Playbook* playbook,
                                std::vector<StagedFile>& staged);

/// Copies what is not there yet, or not whole, to DIR/files/<sha256>; files and folder are synced when it
/// returns, so that no event that commits afterwards can lack its files.
/// @errors file.unreadable (it changed meanwhile), file.unwritable
Result<void> keep_files(const std::string& dir, const std::vector<StagedFile>& staged);

}  // namespace guatu::app
