#include "guatu/store/sqlite/tokenizer.h"

#include <sqlite3.h>

#include "guatu/base/limits.h"
#include "guatu/base/text.h"
#include "guatu/kernel/ports.h"
#include "guatu/store/grams.h"
#include "guatu/store/sqlite/connection.h"

namespace guatu::store::sqlite {

namespace {

using EmitToken = int (*)(void*, int, const char*, int, int, int);

/// The tokenizer has no state; FTS5 wants a pointer that is not null.
int create(void*, const char**, int, Fts5Tokenizer** out) {
  static char none = 0;
  *out = reinterpret_cast<Fts5Tokenizer*>(&none);
  return SQLITE_OK;
}

void destroy(Fts5Tokenizer*) {}

int tokenize(Fts5Tokenizer*, void* context, int flags, const char* text, int bytes, EmitToken emit) {
  const auto mode = (flags & FTS5_TOKENIZE_QUERY) != 0 ? GramMode::kQuery : GramMode::kDocument;
  int rc = SQLITE_OK;
  for_each_gram({text, static_cast<std::size_t>(bytes)}, mode, [&](const Gram& g) {
    rc = emit(context, g.is_colocated ? FTS5_TOKEN_COLOCATED : 0, g.text.data(),
              static_cast<int>(g.text.size()), static_cast<int>(g.begin), static_cast<int>(g.end));
    return rc == SQLITE_OK;
  });
  return rc;
}

fts5_api* api_of(Connection& connection) {
  fts5_api* api = nullptr;
  sqlite3_stmt* s = nullptr;
  if (sqlite3_prepare_v2(connection.handle(), "select fts5(?1)", -1, &s, nullptr) != SQLITE_OK)
    connection.fail();
  sqlite3_bind_pointer(s, 1, &api, "fts5_api_ptr", nullptr);
  sqlite3_step(s);
  sqlite3_finalize(s);
  return api;
}

/// True if `word` begins with a space of any script that people type; `bytes` is its length.
bool begins_with_space(std::string_view word, std::size_t& bytes) {
  auto rest = word;
  const char32_t c = next_code_point(rest);
  bytes = word.size() - rest.size();
  return c <= ' ' || c == 0xA0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200B);
}

std::string quoted(std::string_view word) {
  std::string out = "\"";
  for (const char c : word) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

}  // namespace

void register_tokenizer(Connection& connection) {
  auto* api = api_of(connection);
  fts5_tokenizer ours{create, destroy, tokenize};
  if (api == nullptr || api->xCreateTokenizer(api, "guatu", nullptr, &ours, nullptr) != SQLITE_OK)
    throw kernel::StoreFailure(Error("store.io", "", {{"detail", "this SQLite has no FTS5"}}));
}

Result<std::string> search_expression(std::string_view text) {
  if (!is_utf8(text) || code_points(text) > limits::kMaxTitleChars)
    return Error("list.search", "text", {{"limit", std::to_string(limits::kMaxTitleChars)}});
  std::string out;
  std::string word;
  const auto flush = [&] {
    if (has_grams(word)) out += (out.empty() ? "" : " AND ") + quoted(word);
    word.clear();
  };
  while (!text.empty()) {
    std::size_t bytes = 0;
    if (begins_with_space(text, bytes))
      flush();
    else
      word += text.substr(0, bytes);
    text.remove_prefix(bytes);
  }
  flush();
  if (out.empty()) return Error("list.search", "text", {{"limit", std::to_string(limits::kMaxTitleChars)}});
  return {boost::system::in_place_value, std::move(out)};
}

}  // namespace guatu::store::sqlite
