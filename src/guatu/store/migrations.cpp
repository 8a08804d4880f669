#include "guatu/store/migrations.h"

#include <algorithm>

#include "guatu/base/text.h"

namespace guatu::store {

std::vector<Migration> migrations_for(std::string_view driver) {
  const std::string own = "." + std::string(driver) + ".sql";
  std::vector<Migration> out;
  for (std::size_t i = 0; i < detail::kMigrationTextCount; ++i) {
    const auto& file = detail::kMigrationTexts[i];
    const std::string_view name = file.name;
    const bool names_a_driver = std::count(name.begin(), name.end(), '.') > 1;
    if (names_a_driver && !name.ends_with(own)) continue;
    out.push_back({file.name, file.text, sha256_hex(file.text)});
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return out;
}

}  // namespace guatu::store
