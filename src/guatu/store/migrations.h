// The steps that make a database what this program expects: schema/migrations/*.sql, in the order of their
// names. Texts and digests only; sqlite/migrate.h runs them. See docs/formats/storage.md.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace guatu::store {

struct Migration {
  std::string name;    ///< file name, `202611231600_create_ledger.sql`
  std::string text;    ///< the file, byte for byte
  std::string digest;  ///< SHA-256 of the text, hexadecimal
};

/// All steps for one driver (`sqlite`, `postgres`), oldest first: files without a driver in their name, and
/// those that name this one (`….sqlite.sql`).
std::vector<Migration> migrations_for(std::string_view driver);
/// The same of accounts.db: schema/accounts/*.sql.
std::vector<Migration> account_migrations_for(std::string_view driver);
/// The same of notices.db: schema/notices/*.sql.
std::vector<Migration> notice_migrations_for(std::string_view driver);

namespace detail {
/// One embedded file; the table is generated at configure time.
struct MigrationText {
  const char* name;
  const char* text;
};
extern const MigrationText kMigrationTexts[];
extern const std::size_t kMigrationTextCount;
extern const MigrationText kAccountTexts[];
extern const std::size_t kAccountTextCount;
extern const MigrationText kNoticeTexts[];
extern const std::size_t kNoticeTextCount;
}  // namespace detail

}  // namespace guatu::store
