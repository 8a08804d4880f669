// A template and values make a document. See template.h.
#include <fmt/format.h>

#include <algorithm>

#include "guatu/paper/months.h"
#include "guatu/paper/phrase.h"
#include "guatu/paper/template.h"

namespace guatu::paper {

namespace {

using Row = std::map<std::string, std::string>;

std::string value_in(const std::map<std::string, std::string>& texts, std::string_view name) {
  const auto it = texts.find(std::string(name));
  return it == texts.end() ? std::string() : it->second;
}

class Filling {
 public:
  Filling(const Template& t, const Values& values) : t_(t), values_(values) {}

  std::string text(const Phrase& p, const Row* row = nullptr) const {
    return filled(p.text, [&](std::string_view name) {
      constexpr std::string_view kRow = "row.";
      if (name.starts_with(kRow))
        return row == nullptr ? std::string() : value_in(*row, name.substr(kRow.size()));
      return value_in(values_.texts, name);
    });
  }

  void items(const std::vector<Item>& from, std::vector<Block>& to) const {
    for (const auto& i : from) {
      const bool is_there = std::all_of(i.needs.begin(), i.needs.end(), [&](const Phrase& p) {
        return !value_in(values_.texts, p.text).empty();
      });
      if (!is_there) continue;
      if (const auto* t = std::get_if<TextItem>(&i.what)) to.push_back(Paragraph{t->style, text(t->text)});
      if (const auto* f = std::get_if<FormItem>(&i.what)) to.push_back(form(*f));
      if (const auto* l = std::get_if<ListItem>(&i.what)) to.push_back(list(*l));
      if (const auto* m = std::get_if<MonthsItem>(&i.what)) to.push_back(month_table(rows(m->list)));
    }
  }

 private:
  const std::vector<Row>& rows(const std::string& name) const {
    static const std::vector<Row> none;
    const auto it = values_.lists.find(name);
    return it == values_.lists.end() ? none : it->second;
  }

  Table form(const FormItem& f) const {
    // Two pairs side by side; a row of one pair takes the width of both.
    Table out;
    out.widths = {5, 9, 5, 9};
    for (const auto& cells : f.rows) {
      auto& row = out.rows.emplace_back();
      for (std::size_t i = 0; i < cells.size(); ++i) {
        Cell c;
        c.is_head = i % 2 == 0;
        c.text = c.is_head ? text(cells[i]) : printed(cells[i]);
        if (i + 1 == cells.size()) c.spans = 4 - static_cast<int>(i);
        row.push_back(std::move(c));
      }
    }
    return out;
  }
  /// A cell of a form stays empty where there is no value: there is room to write.
  std::string printed(const Phrase& p) const {
    const auto t = text(p);
    return t == kBlank ? std::string() : t;
  }

  Table list(const ListItem& l) const {
    Table out;
    out.head_rows = 1;
    auto& head = out.rows.emplace_back();
    for (const auto& c : l.columns) {
      out.widths.push_back(c.width);
      head.push_back({c.title, 1, true});
    }
    for (const auto& r : rows(l.list)) {
      if (l.is_open_only && !value_in(r, "closed_on").empty()) continue;
      auto& row = out.rows.emplace_back();
      for (const auto& c : l.columns) {
        auto t = text(c.text, &r);
        row.push_back({t == kBlank ? std::string() : std::move(t), 1, false, c.is_centred});
      }
    }
    if (out.rows.size() == 1)
      out.rows.push_back({{l.empty, static_cast<int>(l.columns.size()), false, true}});
    return out;
  }

  const Template& t_;
  const Values& values_;
};

/// A line that says nothing but what is not there is left out.
std::string line(const Filling& f, const Phrase& p) {
  return p.text.empty() ? std::string() : f.text(p);
}

}  // namespace

std::vector<std::string> missing(const Template& t, const Values& values) {
  std::vector<std::string> out;
  for (const auto& p : t.needs)
    if (value_in(values.texts, p.text).empty()) out.push_back(p.text);
  return out;
}

Document fill(const Template& t, const Values& values) {
  const Filling f(t, values);
  Document d;
  d.sheet = t.sheet;
  d.red_head = line(f, t.red_head);
  d.number = line(f, t.number);
  d.title = line(f, t.heading);
  d.recipient = line(f, t.recipient);
  f.items(t.body, d.blocks);
  for (const auto& a : t.attachments) d.attachments.push_back(f.text(a));
  d.signer = line(f, t.signer);
  d.date = line(f, t.date);
  d.note = line(f, t.note);
  f.items(t.appendix, d.appendices);
  return d;
}

}  // namespace guatu::paper
