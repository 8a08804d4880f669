// Emptying, folding and digesting over SQLite. What rebuild() promises stands in rebuild.h.
#include "guatu/store/rebuild.h"

#include <openssl/evp.h>

#include <array>
#include <memory>
#include <utility>

#include "guatu/store/sqlite/store.h"
#include "guatu/store/sqlite/writer.h"

namespace guatu::store {

namespace {

/// SHA-256 over many pieces; each is told apart from the next by its type and length.
class RowDigest {
 public:
  RowDigest() : context_(EVP_MD_CTX_new()) {
    GUATU_ASSERT(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
  }

  void add(bool is_text, std::string_view bytes) {
    const std::string head = (is_text ? "t" : "i") + std::to_string(bytes.size()) + ":";
    put(head);
    put(bytes);
  }

  std::string hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    GUATU_ASSERT(EVP_DigestFinal_ex(context_.get(), digest.data(), &size) == 1);
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    for (unsigned i = 0; i < size; ++i) {
      out += kDigits[digest[i] >> 4U];
      out += kDigits[digest[i] & 15U];
    }
    return out;
  }

 private:
  struct Free {
    void operator()(EVP_MD_CTX* c) const { EVP_MD_CTX_free(c); }
  };
  void put(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }
  std::unique_ptr<EVP_MD_CTX, Free> context_;
};

constexpr std::array<std::pair<const char*, const char*>, 6> kDerived{
    std::pair{"matters", "select * from matters order by id"},
    std::pair{"matter_versions", "select * from matter_versions order by matter_id, from_position"},
    std::pair{"commands", "select * from commands order by id"},
    std::pair{"sequences", "select * from sequences order by series"},
    std::pair{"matter_texts", "select * from matter_texts order by matter_id"},
    std::pair{"tree_nodes", "select * from tree_nodes order by level, number"}};

std::string digest_of(sqlite::Connection& db, const char* sql) {
  RowDigest digest;
  auto s = db.statement(sql);
  while (s->step())
    for (int i = 0; i < s->columns(); ++i) digest.add(s->is_text(i), s->view(i));
  return digest.hex();
}

}  // namespace

Result<void> rebuild(const std::string& dir, const std::function<Result<void>(kernel::Writer&)>& fold) {
  GUATU_TRY(store, sqlite::open_sqlite(dir, OpenMode::kReadWrite, {}));
  GUATU_TRY(writer, store->begin_rebuild());
  try {
    static_cast<sqlite::SqliteWriter&>(*writer).empty_register();
    GUATU_TRY_VOID(fold(*writer));
  } catch (const kernel::StoreFailure& e) {
    return e.error;
  }
  return writer->commit();
}

Result<std::map<std::string, std::string>> table_digest(const std::string& dir) {
  GUATU_TRY(store, sqlite::open_sqlite(dir, OpenMode::kReadOnly, {}));
  std::map<std::string, std::string> out;
  try {
    sqlite::BorrowedConnection db(*store);
    for (const auto& [table, sql] : kDerived) out.emplace(table, digest_of(*db, sql));
  } catch (const kernel::StoreFailure& e) {
    return e.error;
  }
  return out;
}

}  // namespace guatu::store
