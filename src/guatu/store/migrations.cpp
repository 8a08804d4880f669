#include "guatu/store/migrations.h"

#include <algorithm>

#include "guatu/base/text.h"

namespace guatu::store {

namespace {

std::vector<Migration> for_driver(const detail::MigrationText* texts, std::size_t count,
                                  std::string_view driver) {
  const std::string own = "." + std::string(driver) + ".sql";
  std::vector<Migration> out;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view name = texts[i].name;
    const bool names_a_driver = std::count(name.begin(), name.end(), '.') > 1;
    if (names_a_driver && !name.ends_with(own)) continue;
    out.push_back({texts[i].name, texts[i].text, sha256_hex(texts[i].text)});
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return out;
}

}  // namespace

std::vector<Migration> migrations_for(std::string_view driver) {
  return for_driver(detail::kMigrationTexts, detail::kMigrationTextCount, driver);
}

std::vector<Migration> account_migrations_for(std::string_view driver) {
  return for_driver(detail::kAccountTexts, detail::kAccountTextCount, driver);
}

std::vector<Migration> notice_migrations_for(std::string_view driver) {
  return for_driver(detail::kNoticeTexts, detail::kNoticeTextCount, driver);
}

}  // namespace guatu::store
