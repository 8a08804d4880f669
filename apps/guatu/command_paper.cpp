// paper list, print, check, verify: official papers of a matter, and their templates. See
// docs/formats/paper.md.
#include <fmt/format.h>

#include <filesystem>

#include "guatu/base/disk.h"
#include "guatu/base/limits.h"
#include "guatu/kernel/ledger/projection.h"
#include "guatu/kernel/playbook/reader.h"
#include "guatu/matter_text.h"
#include "guatu/output.h"
#include "guatu/paper/bulletin.h"
#include "guatu/paper/docx.h"
#include "guatu/paper/library.h"
#include "guatu/paper/matter_values.h"
#include "guatu/paper/offer.h"
#include "guatu/paper/to_pdf.h"
#include "guatu/papers.h"
#include "guatu/personal_view.h"
#include "guatu/whole_file.h"
#include "guatu/wiring.h"

namespace guatu::app {

std::vector<std::string> paper_folders(const std::string& share, const std::string& data) {
  return {(std::filesystem::path(share) / "papers").string(),
          (std::filesystem::path(data) / "papers").string()};
}

std::vector<std::string> sheet_folders(const std::string& share, const std::string& data) {
  return {(std::filesystem::path(share) / "sheets").string(),
          (std::filesystem::path(data) / "sheets").string()};
}

std::string fonts_folder(const std::string& data) {
  return (std::filesystem::path(data) / "fonts").string();
}

namespace {

namespace fs = std::filesystem;

/// A matter and what papers can say of it.
class Desk {
 public:
  static Checked<std::unique_ptr<Desk>> open(Session& s) {
    auto d = std::unique_ptr<Desk>(new Desk(s));
    auto share = share_dir(s);
    if (share.has_error()) return Problems{share.error()};
    GUATU_TRY(office, Office::open(s, Access::kRead));
    d->office_ = std::move(office);
    auto v = view_of(s, *d->office_);
    if (v.has_error()) return Problems{v.error()};
    d->view_ = std::move(*v);
    auto m = find_matter(d->view_, s.args.operands.front());
    if (m.has_error()) return Problems{m.error()};
    d->matter_ = std::move(*m);
    if (auto may = may_show_personal(s, d->matter_, d->view_.world->people()); may.has_error())
      return Problems{may.error()};
    auto p = playbook_of(*d->view_.world, d->matter_);
    if (p.has_error()) return Problems{p.error()};
    d->playbook_ = *p;
    d->content_ = paper::Library(paper_folders(*share, d->office_->dir())).content();
    return d;
  }

  const kernel::Matter& matter() const { return matter_; }
  const paper::Library::Content& content() const { return *content_; }
  Office& office() { return *office_; }

  std::vector<const paper::Template*> offered() const {
    std::vector<const paper::Template*> out;
    for (const auto& t : content_->papers)
      if (paper::is_offered(*t, matter_)) out.push_back(t.get());
    return out;
  }

  /// @errors paper.unknown
  Result<const paper::Template*> find(const std::string& id) const {
    std::vector<std::string> known;
    for (const auto* t : offered()) {
      if (t->id == id) return t;
      known.push_back(t->id);
    }
    return Error("paper.unknown", "",
                 {{"got", id.substr(0, 60)},
                  {"hint", nearest(id, known)},
                  {"known", known.empty() ? "—" : join(known, ", ")}});
  }

  /// @param t  nullptr: for a list
  Result<paper::Values> values(const paper::Template* t) {
    const auto order = paper::bulletin_order(matter_, *playbook_);
    const bool is_live = t == nullptr || paper::is_erratum(*t);
    if (order && order->frozen_at && !is_live) {
      GUATU_TRY(then, kernel::load_world(*view_.reader, order->frozen_at));
      return paper::frozen_values(*view_.reader, then, matter_.id, *order, root());
    }
    GUATU_TRY(out, live_values());
    if (order)
      GUATU_TRY_VOID(paper::add_bulletin_values(*view_.reader, *view_.world, *order, root(), true, out));
    return out;
  }

  /// What is missing, in words.
  std::string titles_of(const std::vector<std::string>& words) const {
    std::vector<std::string> titles;
    for (const auto& w : words) titles.push_back(paper::word_title(w, *playbook_).in(s_.lang));
    return join(titles, s_.lang == Lang::kZh ? "、" : ", ");
  }

  /// @errors paper.not_now, those of values()
  Result<std::string> docx(const paper::Template& t) {
    GUATU_TRY(v, values(&t));
    const auto gone = paper::missing(t, v);
    if (!gone.empty())
      return Error("paper.not_now", "", {{"title", t.title.in(s_.lang)}, {"missing", titles_of(gone)}});
    return {boost::system::in_place_value, paper::docx(paper::fill(t, v))};
  }

 private:
  explicit Desk(Session& s) : s_(s) {}

  std::string root() const {
    const auto* r = matter_.fields.if_contains("ledger_root");
    return r != nullptr && r->is_string() ? std::string(r->get_string()) : std::string();
  }

  struct Neighbour {
    std::optional<kernel::Matter> matter;
    std::optional<paper::Shown> shown;
  };
  void look(MatterId id, const PersonalView& personal, Neighbour& out) {
    if (!id) return;
    auto m = kernel::matter_as_of(*view_.reader, id, view_.as_of);
    if (m.has_error() || !*m) return;
    out.matter = std::move(*m);
    const auto p = playbook_of(*view_.world, *out.matter);
    if (p.has_value()) out.shown = paper::Shown{&*out.matter, *p, personal.fields(*out.matter, **p)};
  }

  Result<paper::Values> live_values() {
    const bool is_plain = s_.args.has("--personal");
    const PersonalView masked(s_.lang, *view_.world, office_->person_keys(), false);
    const PersonalView own(s_.lang, *view_.world, office_->person_keys(), is_plain);
    Neighbour about, parent;
    look(matter_.about, masked, about);
    look(matter_.parent, masked, parent);
    paper::MatterFacts facts;
    facts.self = {&matter_, playbook_, own.fields(matter_, *playbook_)};
    facts.about = about.shown;
    facts.parent = parent.shown;
    kernel::MatterQuery q;
    q.as_of = view_.as_of;
    q.parent = matter_.id;
    q.sort = kernel::MatterQuery::Sort::kNumber;
    q.limit = limits::kMaxPageRows;
    GUATU_TRY(page, view_.reader->list(q));
    for (auto& row : page.items) {
      auto& child = facts.children.emplace_back();
      child.row = std::move(row);
      Neighbour shown;
      look(child.row.id, masked, shown);
      if (shown.shown) child.fields = shown.shown->fields;
    }
    GUATU_TRY_VOID(view_.reader->events({}, view_.as_of, matter_.id, [&](const kernel::Event& e) {
      facts.history.push_back(e);
      return true;
    }));
    return paper::matter_values(facts, *view_.world, view_.now);
  }

  Session& s_;
  std::unique_ptr<Office> office_;
  View view_;
  kernel::Matter matter_;
  const kernel::Playbook* playbook_ = nullptr;
  std::shared_ptr<const paper::Library::Content> content_;
};

Outcome list_papers(Session& s) {
  GUATU_TRY(desk, Desk::open(s));
  if (!desk->content().problems.empty()) print_problems(s, desk->content().problems);
  GUATU_TRY(values, desk->values(nullptr));
  json::array out;
  Table table;
  table.column(s.say({"文书", "paper"}));
  table.column(s.say({"名称", "title"}));
  table.column(s.say({"还缺", "missing"}));
  for (const auto* t : desk->offered()) {
    const auto gone = desk->titles_of(paper::missing(*t, values));
    out.push_back(json::object{{"paper", t->id}, {"title", t->title.in(s.lang)}, {"missing", gone}});
    table.row({t->id, t->title.in(s.lang), gone});
  }
  if (s.json)
    print_json(s.io.out, out);
  else if (!table.is_empty())
    table.print(s.io);
  return {};
}

Outcome print_paper(Session& s) {
  const auto& file = s.args.operands.at(2);
  std::error_code ec;
  if (file != "-" && fs::exists(file, ec)) return Error("cli.file_exists", "", {{"file", file}});
  GUATU_TRY(desk, Desk::open(s));
  GUATU_TRY(t, desk->find(s.args.operands.at(1)));
  GUATU_TRY(bytes, desk->docx(*t));
  if (fs::path(file).extension() == ".pdf") {
    GUATU_TRY(pdf, paper::to_pdf(bytes, {{}, fonts_folder(desk->office().dir())}));
    bytes = std::move(pdf);
  }
  if (s.dry_run) return {};
  if (file == "-") {
    s.io.out << bytes;
    return {};
  }
  GUATU_TRY_VOID(write_file(file, bytes));
  if (s.json)
    print_json(s.io.out, json::object{{"file", file}, {"paper", t->id}, {"sha256", sha256_hex(bytes)}});
  else
    s.io.out << file << '\n';
  return {};
}

/// The frozen paper made anew, against the one that the matter holds.
Outcome verify_paper(Session& s) {
  GUATU_TRY(desk, Desk::open(s));
  const auto& m = desk->matter();
  const auto* paper = m.fields.if_contains("paper");
  const auto* item = paper == nullptr || !paper->is_array() || paper->get_array().empty()
                         ? nullptr
                         : paper->get_array().front().if_object();
  if (item == nullptr) return Error("paper.not_bulletin");
  GUATU_TRY(t, desk->find(m.playbook));
  GUATU_TRY(bytes, desk->docx(*t));
  const auto kept = std::string(item->at("sha256").as_string());
  const auto made = sha256_hex(bytes);
  if (s.json)
    print_json(s.io.out, json::object{{"kept", kept}, {"made", made}, {"is_same", kept == made}});
  else
    s.io.out << fmt::format(
        fmt::runtime(kept == made ? s.say({"一致：{}\n", "the same: {}\n"})
                                  : s.say({"不一致：重做得 {}；模板可能改过\n",
                                           "not the same: made anew it is {}; the template may "
                                           "have been changed\n"})),
        made);
  return kept == made ? 0 : 3;
}

/// Playbooks of the data folder when one is named, else the shipped ones.
Checked<std::vector<kernel::Playbook>> playbooks_of(Session& s) {
  std::vector<kernel::Playbook> out;
  if (s.args.has("--data")) {
    GUATU_TRY(office, Office::open(s, Access::kRead));
    auto v = view_of(s, *office);
    if (v.has_error()) return Problems{v.error()};
    for (const auto* p : v->world->playbooks()) out.push_back(*p);
    return out;
  }
  GUATU_TRY(ground, ground_of(s));
  auto share = share_dir(s);
  if (share.has_error()) return Problems{share.error()};
  auto files = yaml_files((fs::path(*share) / "playbooks").string());
  if (files.has_error()) return Problems{files.error()};
  for (const auto& file : *files) {
    auto text = read_text(s, file, limits::kMaxYamlBytes, "yaml.too_large");
    if (text.has_error()) return Problems{text.error()};
    GUATU_TRY(p, kernel::read_playbook(*text, file, ground.rules));
    out.push_back(std::move(p));
  }
  return out;
}

Outcome check_papers(Session& s) {
  GUATU_TRY(playbooks, playbooks_of(s));
  const auto find = [&](const std::string& id) -> const kernel::Playbook* {
    for (const auto& p : playbooks)
      if (p.id == id) return &p;
    return nullptr;
  };
  Problems problems;
  for (const auto& file : s.args.operands) {
    auto text = read_text(s, file, limits::kMaxYamlBytes, "yaml.too_large");
    if (text.has_error()) {
      problems.push_back(text.error());
      continue;
    }
    const auto t = paper::read_template(*text, file);
    const auto found = t.has_error() ? t.error() : paper::check_subjects(*t, find);
    problems.insert(problems.end(), found.begin(), found.end());
    if (found.empty() && !s.json) s.io.out << fmt::format("{}: {} {}\n", file, t->id, t->title.in(s.lang));
  }
  if (!problems.empty()) return problems;
  if (s.json) print_json(s.io.out, json::object{{"papers", s.args.operands.size()}});
  return {};
}

}  // namespace

std::vector<CommandSpec> paper_commands() {
  const FlagSpec by{"--by", "ID", {"谁来看个人信息", "who looks at personal values"}};
  const FlagSpec personal{
      "--personal", "", {"个人信息不打码，须有 --by", "personal values in full; needs --by"}};
  const FlagSpec as_of{"--as-of", "INSTANT|POSITION", {"按当时所知", "as it was known then"}};
  const FlagSpec at{"--at", "INSTANT", {"以哪一时刻为今天", "the moment that is today"}};
  return {
      {"paper",
       "list",
       {"这件事项能出哪些文书，还缺什么", "which papers a matter can give, and what they lack"},
       "NUMBER",
       1,
       1,
       {as_of, at},
       {{"paper list YH-2022-0003", {"", ""}}},
       &list_papers},
      {"paper",
       "print",
       {"出一份文书：docx，装有 LibreOffice 时也可 pdf",
        "make a paper: docx, or pdf where LibreOffice is installed"},
       "NUMBER PAPER FILE|-",
       3,
       3,
       {as_of, at, by, personal},
       {{"paper print YH-2022-0003 rectification_notice notice.docx", {"", ""}}},
       &print_paper},
      {"paper",
       "verify",
       {"把定稿的通报重做一遍，与所存的比对", "make a frozen bulletin anew and compare it with the one kept"},
       "NUMBER",
       1,
       1,
       {},
       {{"paper verify TB-2022-001", {"", ""}}},
       &verify_paper},
      {"paper",
       "check",
       {"检查文书模板：写法，以及占位符在规程里有没有",
        "check templates: their form, and every placeholder against its playbook"},
       "FILE…",
       1,
       -1,
       {},
       {{"paper check papers/*.yaml", {"", ""}}},
       &check_papers},
  };
}

}  // namespace guatu::app
