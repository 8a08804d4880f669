// Emptying, folding and digesting over SQLite. What rebuild() promises stands in rebuild.h.
#include "guatu/store/rebuild.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "guatu/kernel/ledger/projection.h"
#include "guatu/store/migrations.h"
#include "guatu/store/sqlite/hashes.h"
#include "guatu/store/sqlite/projections.h"
#include "guatu/store/sqlite/rebuild_store.h"
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

constexpr std::array<std::pair<const char*, const char*>, 12> kDerived{
    std::pair{"matters", "select * from matters order by id"},
    std::pair{"matter_versions", "select * from matter_versions order by to_position, matter_id"},
    std::pair{"matter_places", "select * from matter_places order by matter_id, from_position"},
    std::pair{"commands", "select * from commands order by id"},
    std::pair{"sequences", "select * from sequences order by series"},
    std::pair{"matter_texts", "select * from matter_texts order by matter_id"},
    std::pair{"version_spans", "select * from version_spans order by node, due_at, matter_id, to_position"},
    std::pair{"tallies", "select * from tallies order by unit, measure, bucket, block"},
    std::pair{"tally_units", "select * from tally_units order by id"},
    std::pair{"tally_states", "select * from tally_states order by id"},
    std::pair{"tree_nodes", "select * from tree_nodes order by level, number"},
    std::pair{"projections", "select * from projections order by name"}};

/// Empty when the table cannot be read.
std::string digest_of(sqlite::Connection& db, const char* sql) try {
  RowDigest digest;
  auto s = db.statement(sql);
  while (s->step())
    for (int i = 0; i < s->columns(); ++i) digest.add(s->is_text(i), s->view(i));
  return digest.hex();
} catch (const kernel::StoreFailure&) {
  return {};
}

/// The steps whose texts drop and make the tables of each projection, as they are to be now, in order.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kSteps{
    std::pair{sqlite::kRegister, "202611240011_derive_register.sqlite.sql"},
    std::pair{sqlite::kRegister, "202611241100_widen_open_lists.sqlite.sql"},
    std::pair{sqlite::kRegister, "202611241210_derive_places.sqlite.sql"},
    std::pair{sqlite::kSearch, "202611240014_derive_search.sqlite.sql"},
    std::pair{sqlite::kSearch, "202611242020_derive_search_merging.sqlite.sql"},
    std::pair{sqlite::kSpans, "202611241101_derive_wider_spans.sqlite.sql"},
    std::pair{sqlite::kTallies, "202611240013_derive_tallies.sqlite.sql"}};
constexpr std::string_view kProjectionsStep = "202611240010_add_projections.sql";

std::string text_of_step(std::string_view name) {
  for (auto& m : migrations_for("sqlite"))
    if (m.name == name) return std::move(m.text);
  GUATU_ASSERT(false);
  return {};
}

/// The texts of all matters, from their snapshots.
void put_texts(sqlite::SqliteWriter& writer) {
  auto s = writer.connection().statement("select id from matters order by id");
  while (s->step())
    if (const auto m = writer.matter({s->integer(0)})) writer.keep_text(*m);
}

Result<void> remake(sqlite::SqliteWriter& writer, const std::function<Result<void>(kernel::Writer&)>& fold,
                    const std::vector<std::string>& names) {
  const auto is_named = [&](std::string_view name) {
    return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
  };
  for (const auto& [name, step] : kSteps)
    if (is_named(name)) {
      writer.connection().run(text_of_step(step));
      writer.begin_projection(name);
    }
  if (is_named(sqlite::kTree)) {
    writer.connection().run(text_of_step(sqlite::kDeriveTree));
    sqlite::fill_tree(writer.connection());
  }
  if (is_named(sqlite::kRegister))
    GUATU_TRY_VOID(fold(writer));
  else if (is_named(sqlite::kSearch))
    put_texts(writer);
  return {};
}

}  // namespace

const std::vector<std::string>& projection_names() {
  static const auto* const names = [] {
    auto* all = new std::vector<std::string>(sqlite::kProjections.begin(), sqlite::kProjections.end());
    all->emplace_back(sqlite::kTree);
    return all;
  }();
  return *names;
}

namespace sqlite {

Result<void> rebuild_store(SqliteStore& store, const std::function<Result<void>(kernel::Writer&)>& fold,
                           const std::vector<std::string>& names) {
  try {
    {
      // Where positions are kept: without it no writer begins.
      BorrowedConnection db(store);
      if (db->integer_of("select count(*) from sqlite_schema where name = 'projections'") == 0)
        db->run(text_of_step(kProjectionsStep));
    }
    GUATU_TRY(writer, store.begin_rebuild());
    GUATU_TRY_VOID(remake(static_cast<SqliteWriter&>(*writer), fold, names));
    return writer->commit();
  } catch (const kernel::StoreFailure& e) {
    return e.error;
  }
}

}  // namespace sqlite

Result<void> rebuild(const std::string& dir, const std::function<Result<void>(kernel::Writer&)>& fold,
                     const std::vector<std::string>& names) {
  const auto& known = projection_names();
  for (const auto& name : names)
    if (std::find(known.begin(), known.end(), name) == known.end())
      return Error(
          "store.unknown_projection", "NAME",
          {{"got", name.substr(0, 60)}, {"known", join(known, ", ")}, {"hint", nearest(name, known)}});
  OpenOptions options;
  options.is_checked = false;
  GUATU_TRY(store, sqlite::open_sqlite(dir, OpenMode::kReadWrite, options));
  return sqlite::rebuild_store(*store, fold, names);
}

Result<std::map<std::string, std::string>> table_digest(const std::string& dir, const OpenOptions& how) {
  auto options = how;
  options.is_checked = false;
  GUATU_TRY(store, sqlite::open_sqlite(dir, OpenMode::kReadOnly, options));
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
