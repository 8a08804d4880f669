// Templates of papers: YAML files that an office edits, read strictly and checked against what may stand in
// their braces. Pure. The language is described in docs/formats/paper.md and schema/paper.schema.json.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/base/text.h"
#include "guatu/paper/document.h"

namespace guatu::paper {

/// A text with placeholders, `{due_at}` or `{field.fund|无}`, and where it stands.
struct Phrase {
  std::string text;
  Place place;
};

struct FormItem {
  std::vector<std::vector<Phrase>> rows;  ///< of 2 to 4 cells: label, value, …
};
struct ListItem {
  struct Column {
    std::string title;
    Phrase text;
    int width = 4;
    bool is_centred = false;
  };
  std::string list;
  Place place;
  std::vector<Column> columns;
  std::string empty = "无";
  bool is_open_only = false;  ///< without the rows that have a `closed_on`
};
struct MonthsItem {
  std::string list;
  Place place;
};
struct TextItem {
  Style style = Style::kBody;
  Phrase text;
};
struct Item {
  std::variant<TextItem, FormItem, ListItem, MonthsItem> what;
  std::vector<Phrase> needs;  ///< names; left out unless all are set
};

struct Template {
  std::string id;
  Titles title;
  std::vector<std::string> subjects;  ///< playbook ids, or one of kSubjects
  std::vector<std::string> states;    ///< empty: any
  std::vector<Phrase> needs;          ///< names that must be set before it can be given
  Sheet sheet = Sheet::kA4;
  Phrase red_head, number, heading, recipient, signer, date, note;
  std::vector<Item> body, appendix;
  std::vector<Phrase> attachments;
  std::string digest;  ///< SHA-256 of the file
  std::string file;
  Place place;  ///< of `for`

  bool is_for(const std::string& subject) const;
};

/// What a template may be for besides playbooks: `any` is a matter of any playbook.
inline constexpr std::string_view kSubjects[] = {"any", "dispatch"};

/// @param text  UTF-8 YAML, at most limits::kMaxYamlBytes
/// @errors yaml.*; playbook.* of the shape (kernel/playbook/schema.h); paper.one_of, paper.braces (args
/// `got`);
///         each with file, line and column
Checked<Template> read_template(std::string_view text, const std::string& file);
/// schema/paper.schema.json, byte for byte.
std::string_view paper_schema();

/// What may stand in the braces, by the subject.
struct Vocabulary {
  std::set<std::string> texts;
  std::map<std::string, std::set<std::string>> lists;  ///< what `row.` has, by list
};

/// All placeholders of `t` that `known` does not have. @errors paper.unknown_placeholder, paper.unknown_list
/// (args `got`, `instead`, `subject`), each with its place
Problems check_template(const Template& t, const Vocabulary& known, const std::string& subject);

/// What stands there.
struct Values {
  std::map<std::string, std::string> texts;
  std::map<std::string, std::vector<std::map<std::string, std::string>>> lists;
};

/// The names in `needs` that have no value; a paper is not given as long as there are any.
std::vector<std::string> missing(const Template& t, const Values& values);

/// The paper. A placeholder without a value and without words of its own is a blank line to be filled in by
/// hand.
Document fill(const Template& t, const Values& values);

}  // namespace guatu::paper
