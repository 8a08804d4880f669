// Official papers over HTTP: which a matter can give, and the files. See docs/formats/paper.md.
#pragma once

#include <functional>

#include "guatu/http/api/operation.h"
#include "guatu/http/api/slots.h"
#include "guatu/paper/library.h"
#include "guatu/paper/to_pdf.h"

namespace guatu::http::api {

/// What papers are made with. Must outlive the router.
struct Papers {
  paper::Library library;
  paper::PdfOptions pdf{};
  /// LibreOffice takes a core and 250 MB: one at a time.
  Slots converters{1};
  /// Signs a checkpoint of the ledger as it is, and answers its size; none: nothing is signed, and what is
  /// frozen has the root alone.
  std::function<Result<std::int64_t>()> sign_checkpoint{};
};

/// The template of the path. @errors paper.unknown (args `got`, `hint`, `known`), paper.template_broken
Result<std::shared_ptr<const paper::Template>> paper_of_path(
    Ask& ask, const std::function<bool(const paper::Template&)>& fits);

/// The file that `format` asks for, with its row in the audit.
/// @param about  what the audit says, and the name of the file
/// @errors http.bad_parameter, paper.no_converter, paper.not_converted, child.*, http.busy
Result<Response> paper_file(Ask& ask, const paper::Template& t, const paper::Values& values,
                            const std::string& about);

/// `docx`, and `pdf` where it can be made.
json::array paper_formats(const Ask& ask);

/// Papers that a week of a unit can give.
json::array dispatch_papers(const Ask& ask);
/// The answer of `/dispatch` as a paper. @errors those of paper_of_path() and paper_file()
Result<Response> dispatch_paper(Ask& ask, const json::object& meeting);

}  // namespace guatu::http::api
