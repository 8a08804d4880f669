// Where imported outlines of units lie in a data folder.
#pragma once

#include <filesystem>
#include <string>

namespace guatu::app {

/// Beside the ledger, not in it: a picture that can be imported again. Not part of backups
/// (docs/operating/backup.md).
inline std::string outlines_file(const std::string& data) {
  return (std::filesystem::path(data) / "map" / "outlines.geojson").string();
}

}  // namespace guatu::app
