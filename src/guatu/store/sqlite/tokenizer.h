// Our grams as an FTS5 tokenizer, and what people type as an FTS5 expression.
#pragma once

#include <string>
#include <string_view>

#include "guatu/base/result.h"

namespace guatu::store::sqlite {

class Connection;

/// Makes `tokenize = 'guatu'` known; must come before any statement that touches the search table.
/// @throws kernel::StoreFailure store.io
void register_tokenizer(Connection& connection);

/// The FTS5 expression for `text`: its words, parted by spaces, each a phrase, all of which must be found.
/// Every word is quoted, so nothing that is typed is read as an operator.
/// @errors list.search   not UTF-8, longer than limits::kMaxTitleChars, or without a letter or digit
Result<std::string> search_expression(std::string_view text);

}  // namespace guatu::store::sqlite
