// Reads a template: YAML → shape (JSON Schema) → model. See template.h.
#include "guatu/paper/template.h"

#include <algorithm>

#include "guatu/base/yaml.h"
#include "guatu/kernel/playbook/schema.h"
#include "guatu/paper/phrase.h"

namespace guatu::paper {

namespace {

struct StyleKey {
  const char* key;
  Style style;
};
constexpr StyleKey kStyleKeys[] = {{"text", Style::kBody},       {"plain", Style::kPlain},
                                   {"centred", Style::kCentred}, {"h1", Style::kHeading1},
                                   {"h2", Style::kHeading2},     {"h3", Style::kHeading3}};

const kernel::Schema& schema() {
  static const auto* const s = new kernel::Schema(paper_schema());
  return *s;
}

class Reading {
 public:
  Reading(const YamlNode& root, const std::string& file) : root_(root), file_(file) {}

  void read() {
    out.id = word("paper");
    if (const auto* t = root_.find("title"); t != nullptr)
      out.title = {text_of(t->find("zh")), text_of(t->find("en"))};
    for (const auto& p : phrases(root_.find("for"))) {
      out.subjects.push_back(p.text);
      if (out.place.line == 0) out.place = p.place;
    }
    for (const auto& p : phrases(root_.find("states"))) out.states.push_back(p.text);
    out.needs = phrases(root_.find("needs"));
    out.sheet = word("sheet") == "a3_across" ? Sheet::kA3Across : Sheet::kA4;
    const std::pair<const char*, Phrase*> lines[] = {{"red_head", &out.red_head}, {"number", &out.number},
                                                     {"heading", &out.heading},   {"to", &out.recipient},
                                                     {"sign", &out.signer},       {"date", &out.date},
                                                     {"note", &out.note}};
    for (const auto& [key, phrase] : lines)
      if (const auto* n = root_.find(key); n != nullptr) *phrase = checked(*n);
    items("body", out.body);
    if (const auto* list = root_.find("attachments"); list != nullptr)
      for (const auto& n : list->items) out.attachments.push_back(checked(n));
    items("appendix", out.appendix);
  }

  Template out;
  Problems problems;

 private:
  std::string word(const char* key) const { return text_of(root_.find(key)); }
  static std::string text_of(const YamlNode* n) { return n == nullptr ? std::string() : n->scalar; }
  Place place(const YamlNode& n) const { return {file_, n.line, n.column}; }
  Phrase phrase(const YamlNode& n) const { return {n.scalar, place(n)}; }

  Phrase checked(const YamlNode& n) {
    auto p = phrase(n);
    if (!is_well_formed(p.text))
      problems.push_back(Error("paper.braces", "", {{"got", p.text.substr(0, 60)}}, p.place));
    return p;
  }
  std::vector<Phrase> phrases(const YamlNode* n) const {
    std::vector<Phrase> out_phrases;
    if (n == nullptr) return out_phrases;
    if (n->is_scalar()) return {phrase(*n)};
    for (const auto& i : n->items) out_phrases.push_back(phrase(i));
    return out_phrases;
  }

  void items(const char* key, std::vector<Item>& to) {
    if (const auto* list = root_.find(key); list != nullptr)
      for (const auto& n : list->items) item(n, to);
  }
  void item(const YamlNode& n, std::vector<Item>& to) {
    if (n.is_scalar()) {
      to.push_back({TextItem{Style::kBody, checked(n)}, {}});
      return;
    }
    Item i;
    int kinds = 0;
    i.needs = phrases(n.find("needs"));
    for (const auto& s : kStyleKeys)
      if (const auto* text = n.find(s.key); text != nullptr) {
        i.what = TextItem{s.style, checked(*text)};
        ++kinds;
      }
    if (const auto* rows = n.find("pairs"); rows != nullptr) {
      FormItem form;
      for (const auto& row : rows->items) {
        auto& cells = form.rows.emplace_back();
        for (const auto& cell : row.items) cells.push_back(checked(cell));
      }
      i.what = std::move(form);
      ++kinds;
    }
    if (const auto* table = n.find("table"); table != nullptr) {
      i.what = list_item(*table);
      ++kinds;
    }
    if (const auto* list = n.find("months"); list != nullptr) {
      i.what = MonthsItem{list->scalar, place(*list)};
      ++kinds;
    }
    if (kinds != 1) {
      problems.push_back(Error("paper.one_of", "", {}, place(n)));
      return;
    }
    to.push_back(std::move(i));
  }
  ListItem list_item(const YamlNode& n) {
    ListItem out_list;
    if (const auto* rows = n.find("rows"); rows != nullptr) {
      out_list.list = rows->scalar;
      out_list.place = place(*rows);
    }
    if (const auto* empty = n.find("empty"); empty != nullptr) out_list.empty = empty->scalar;
    out_list.is_open_only = text_of(n.find("only")) == "open";
    const auto* columns = n.find("columns");
    if (columns == nullptr) return out_list;
    for (const auto& c : columns->items) {
      ListItem::Column column;
      column.title = text_of(c.find("title"));
      if (const auto* text = c.find("text"); text != nullptr) column.text = checked(*text);
      long long width = 0;
      if (const auto* w = c.find("width"); w != nullptr && yaml_int(*w, width))
        column.width = static_cast<int>(width);
      if (const auto* centred = c.find("centred"); centred != nullptr) yaml_bool(*centred, column.is_centred);
      out_list.columns.push_back(std::move(column));
    }
    return out_list;
  }

  const YamlNode& root_;
  const std::string& file_;
};

/// Looks each placeholder up.
class Check {
 public:
  Check(const Vocabulary& known, const std::string& subject) : known_(known), subject_(subject) {}

  void names(const std::vector<Phrase>& all) {
    for (const auto& p : all) text(p.text, p.place);
  }
  void phrase(const Phrase& p, const std::set<std::string>* row = nullptr) {
    each_name(p.text, [&](std::string_view name) { text(std::string(name), p.place, row); });
  }
  void list(const std::string& name, const Place& place) {
    if (known_.lists.contains(name)) return;
    std::vector<std::string> all;
    for (const auto& [id, members] : known_.lists) all.push_back(id);
    report("paper.unknown_list", name, all, place);
  }
  const std::set<std::string>* row(const std::string& list_name) const {
    const auto it = known_.lists.find(list_name);
    return it == known_.lists.end() ? nullptr : &it->second;
  }
  Problems problems;

 private:
  void text(const std::string& name, const Place& place, const std::set<std::string>* row = nullptr) {
    constexpr std::string_view kRow = "row.";
    if (name.starts_with(kRow)) {
      if (row != nullptr && row->contains(name.substr(kRow.size()))) return;
      std::vector<std::string> all;
      if (row != nullptr)
        for (const auto& m : *row) all.push_back(std::string(kRow) + m);
      return report("paper.unknown_placeholder", name, all, place);
    }
    if (known_.texts.contains(name)) return;
    report("paper.unknown_placeholder", name, {known_.texts.begin(), known_.texts.end()}, place);
  }
  void report(const char* key, const std::string& got, const std::vector<std::string>& all,
              const Place& place) {
    std::vector<std::pair<std::string, std::string>> args{
        {"got", got.substr(0, 60)}, {"instead", kernel::instead_of(got, all)}, {"subject", subject_}};
    problems.push_back(Error(key, "", std::move(args), place));
  }

  const Vocabulary& known_;
  const std::string& subject_;
};

void check_items(const std::vector<Item>& items, Check& check) {
  for (const auto& i : items) {
    check.names(i.needs);
    if (const auto* t = std::get_if<TextItem>(&i.what)) check.phrase(t->text);
    if (const auto* f = std::get_if<FormItem>(&i.what))
      for (const auto& row : f->rows)
        for (const auto& cell : row) check.phrase(cell);
    if (const auto* m = std::get_if<MonthsItem>(&i.what)) check.list(m->list, m->place);
    if (const auto* l = std::get_if<ListItem>(&i.what)) {
      check.list(l->list, l->place);
      if (const auto* row = check.row(l->list))
        for (const auto& c : l->columns) check.phrase(c.text, row);
    }
  }
}

}  // namespace

bool Template::is_for(const std::string& subject) const {
  return std::find(subjects.begin(), subjects.end(), subject) != subjects.end();
}

Checked<Template> read_template(std::string_view text, const std::string& file) {
  auto root = read_yaml(text, file);
  if (root.has_error()) return std::move(root).error();
  auto shape = schema().check(*root, file);
  if (!shape.empty()) return shape;
  Reading reading(*root, file);
  reading.read();
  if (!reading.problems.empty()) return std::move(reading.problems);
  reading.out.digest = sha256_hex(text);
  reading.out.file = file;
  return std::move(reading.out);
}

Problems check_template(const Template& t, const Vocabulary& known, const std::string& subject) {
  Check check(known, subject);
  check.names(t.needs);
  for (const auto* p : {&t.red_head, &t.number, &t.heading, &t.recipient}) check.phrase(*p);
  check_items(t.body, check);
  for (const auto& a : t.attachments) check.phrase(a);
  for (const auto* p : {&t.signer, &t.date, &t.note}) check.phrase(*p);
  check_items(t.appendix, check);
  return std::move(check.problems);
}

}  // namespace guatu::paper
