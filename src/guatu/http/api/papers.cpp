#include "guatu/http/api/papers.h"

#include <fmt/format.h>

#include <algorithm>

#include "guatu/base/limits.h"
#include "guatu/http/api/acts.h"
#include "guatu/http/api/callers.h"
#include "guatu/http/api/input.h"
#include "guatu/http/api/sight.h"
#include "guatu/http/disposition.h"
#include "guatu/kernel/messages/messages.h"
#include "guatu/kernel/views/matter_view.h"
#include "guatu/paper/bulletin.h"
#include "guatu/paper/docx.h"
#include "guatu/paper/matter_values.h"
#include "guatu/paper/offer.h"

namespace guatu::http::api {

namespace {

/// Events of a matter that a paper may list; older ones are left out.
constexpr std::size_t kMostEvents = 500;

/// A neighbour as the caller may see it; none: they may not, or there is none.
class Neighbour {
 public:
  Neighbour(Ask& ask, MatterId id) {
    if (!id) return;
    auto m = ask.reader->matter_as_of(id, ask.as_of);
    if (m.has_error()) return;
    auto p = ask.playbook_of(*m);
    if (p.has_error()) return;
    matter_ = std::move(*m);
    shown_ = paper::Shown{&matter_, *p, Sight(ask, matter_, **p, false).fields()};
  }
  const std::optional<paper::Shown>& shown() const { return shown_; }

 private:
  kernel::Matter matter_;
  std::optional<paper::Shown> shown_;
};

/// @param with_fields  what of them the caller may see: reads each
Result<std::vector<paper::MatterFacts::Child>> children_of(Ask& ask, const kernel::Matter& m,
                                                           bool with_fields) {
  kernel::MatterQuery q;
  q.as_of = ask.as_of;
  q.parent = m.id;
  q.sort = kernel::MatterQuery::Sort::kNumber;
  q.limit = limits::kMaxPageRows;
  GUATU_TRY(page, ask.reader->list(q));
  std::vector<paper::MatterFacts::Child> out;
  for (auto& row : page.items) {
    auto& child = out.emplace_back();
    child.row = std::move(row);
    if (!with_fields) continue;
    const Neighbour shown(ask, child.row.id);
    if (shown.shown()) child.fields = shown.shown()->fields;
  }
  return out;
}

/// What papers say of the matter, as the caller may see it.
Result<paper::Values> values_of(Ask& ask, const kernel::Matter& m, const kernel::Playbook& p, bool is_plain,
                                bool with_children) {
  const Sight sight(ask, m, p, is_plain);
  const Neighbour about(ask, m.about), parent(ask, m.parent);
  paper::MatterFacts facts;
  facts.self = {&m, &p, sight.fields()};
  facts.about = about.shown();
  facts.parent = parent.shown();
  GUATU_TRY(children, children_of(ask, m, with_children));
  facts.children = std::move(children);
  GUATU_TRY_VOID(ask.reader->history(m.id, {}, ask.as_of, [&](const kernel::Event& e) {
    facts.history.push_back(sight.shown(e));
    if (facts.history.size() > kMostEvents) facts.history.erase(facts.history.begin());
    return true;
  }));
  return paper::matter_values(facts, *ask.world, ask.now);
}

std::string root_of(const kernel::Matter& m) {
  const auto* root = m.fields.if_contains("ledger_root");
  return root != nullptr && root->is_string() ? std::string(root->get_string()) : std::string();
}

/// @param t  nullptr: for a list of papers
Result<paper::Values> values_for(Ask& ask, const kernel::Matter& m, const kernel::Playbook& p,
                                 const paper::Template* t, bool is_plain) {
  const auto order = paper::bulletin_order(m, p);
  const bool is_live = t == nullptr || paper::is_erratum(*t);
  if (order && order->frozen_at && !is_live && order->frozen_at <= ask.all->last_position()) {
    GUATU_TRY(then, ask.service.worlds.as_of(*ask.all, order->frozen_at));
    return paper::frozen_values(*ask.all, *then, m.id, *order, root_of(m));
  }
  GUATU_TRY(values, values_of(ask, m, p, is_plain, t != nullptr));
  if (order) {
    GUATU_TRY_VOID(paper::add_bulletin_values(*ask.all, *ask.world, *order, root_of(m), true, values));
  }
  return values;
}

json::array missing_words(const kernel::Playbook& p, const std::vector<std::string>& names, Lang lang) {
  json::array out;
  for (const auto& n : names) out.push_back(kernel::json_text(paper::word_title(n, p).in(lang)));
  return out;
}

/// Is every placeholder one of the matter's playbook? Older versions lack newer fields, which stay blank.
Result<void> check_fit(Ask& ask, const paper::Template& t) {
  const auto problems =
      paper::check_subjects(t, [&](const std::string& id) { return ask.today->playbook(id); });
  if (problems.empty()) return {};
  return Error("paper.template_broken", "",
               {{"file", fmt::format("{}:{}", t.id, problems.front().place.line)},
                {"detail", kernel::sentence(problems.front(), ask.lang())}});
}

Result<Response> list_papers(Ask& ask) {
  GUATU_TRY(m, ask.matter());
  GUATU_TRY(p, ask.playbook_of(m));
  json::array items;
  if (ask.service.papers != nullptr) {
    const auto content = ask.service.papers->library.content();
    std::optional<paper::Values> values;
    for (const auto& t : content->papers) {
      if (!paper::is_offered(*t, m)) continue;
      if (!values) {
        GUATU_TRY(made, values_for(ask, m, *p, nullptr, false));
        values = std::move(made);
      }
      const auto gone = paper::missing(*t, *values);
      items.push_back(json::object{{"paper", t->id},
                                   {"title", t->title.in(ask.lang())},
                                   {"is_ready", gone.empty()},
                                   {"missing", missing_words(*p, gone, ask.lang())},
                                   {"formats", paper_formats(ask)}});
    }
  }
  const auto order = paper::bulletin_order(m, *p);
  const bool may_freeze = order && !order->frozen_at && !ask.as_of && ask.now >= paper::end_of_month(*order);
  return ok(json::object{{"items", std::move(items)}, {"next_cursor", nullptr}, {"may_freeze", may_freeze}});
}

Result<Response> read_paper(Ask& ask) {
  GUATU_TRY(m, ask.matter());
  GUATU_TRY(p, ask.playbook_of(m));
  GUATU_TRY(is_plain, boolean(ask.request, "personal"));
  GUATU_TRY(t, paper_of_path(
                   ask, [&](const paper::Template& x) { return x.is_for("any") || x.is_for(m.playbook); }));
  if (is_plain) {
    if (!kernel::may_see_personal(ask.person, m, ask.people()))
      return Error("matter.personal_refused", "personal",
                   {{"who", shortened(ask.people().name(ask.person))}});
    ask.audit(kernel::AuditKind::kPersonalRead, m.number);
  }
  GUATU_TRY_VOID(check_fit(ask, *t));
  GUATU_TRY(values, values_for(ask, m, *p, t.get(), is_plain));
  const auto gone = paper::missing(*t, values);
  if (!paper::is_offered(*t, m) || !gone.empty()) {
    std::vector<std::string> words;
    for (const auto& w : missing_words(*p, gone, ask.lang())) words.emplace_back(w.get_string());
    return Error("paper.not_now", "",
                 {{"title", t->title.in(ask.lang())},
                  {"missing", join(words, ask.lang() == Lang::kZh ? "、" : ", ")}});
  }
  return paper_file(ask, *t, values, m.number);
}

/// The move that takes the size and the root of the ledger; nullptr when none goes from this state.
const kernel::Move* freezing_move(const kernel::Playbook& p, const kernel::Matter& m) {
  for (const auto& move : p.moves) {
    const auto needs = [&](const char* id) {
      return std::find(move.needs.begin(), move.needs.end(), id) != move.needs.end();
    };
    if (needs("ledger_size") && needs("ledger_root") &&
        std::find(move.from.begin(), move.from.end(), m.state) != move.from.end())
      return &move;
  }
  return nullptr;
}

/// The paper of the ledger as it is now, on the shelf.
Result<json::object> frozen_fields(Ask& ask, const kernel::Matter& m, const kernel::Playbook& p,
                                   const kernel::Move& move, paper::BulletinOrder order) {
  auto& service = ask.service;
  std::int64_t size = 0;
  if (service.papers->sign_checkpoint) {
    GUATU_TRY(signed_size, service.papers->sign_checkpoint());
    size = signed_size;
  }
  GUATU_TRY(reader, service.store.read());
  if (size == 0) size = reader->last_position().value;
  order.frozen_at = Position{size};
  GUATU_TRY(root, paper::root_at(*reader, size));
  GUATU_TRY(then, service.worlds.as_of(*reader, order.frozen_at));
  const auto content = service.papers->library.content();
  const auto* t = content->find(m.playbook);
  if (t == nullptr)
    return Error("paper.unknown", "paper", {{"got", m.playbook}, {"hint", ""}, {"known", "—"}});
  GUATU_TRY_VOID(check_fit(ask, *t));
  GUATU_TRY(values, paper::frozen_values(*reader, *then, m.id, order, root));
  json::object fields{{"ledger_size", size}, {"ledger_root", root}};
  for (const auto& id : move.needs) {
    const auto* f = p.field(id);
    if (f == nullptr || f->type != kernel::FieldType::kFiles) continue;
    GUATU_TRY(incoming, service.shelf->begin(ask.person));
    GUATU_TRY_VOID(incoming->write(paper::docx(paper::fill(*t, values))));
    GUATU_TRY(upload, incoming->finish(m.number + " " + t->title.zh + ".docx", paper::kDocxType));
    fields[id] = json::array{json::value(kernel::json_text(upload.sha256))};
  }
  return fields;
}

Result<void> freeze(Ask& ask, json::object, kernel::Command& command) {
  GUATU_TRY(m, ask.matter());
  GUATU_TRY(p, ask.playbook_of(m));
  const auto order = paper::bulletin_order(m, *p);
  const auto* move = order ? freezing_move(*p, m) : nullptr;
  command.verb = kernel::Verb::kMove;
  if (ask.all->past_command(command.id)) {
    // Asked again: the same content as then is what the matter has.
    for (const auto& x : p->moves)
      if (std::find(x.needs.begin(), x.needs.end(), "ledger_root") != x.needs.end()) {
        command.move = x.id;
        for (const auto& id : x.needs)
          if (const auto* v = m.fields.if_contains(id)) command.fields[id] = *v;
      }
    return {};
  }
  if (move == nullptr || ask.service.papers == nullptr || ask.service.shelf == nullptr)
    return Error("paper.not_bulletin");
  command.move = move->id;
  const auto end = paper::end_of_month(*order);
  if (ask.now < end)
    return Error("paper.month_running", "",
                 {{"month", to_text(order->month).substr(0, 7)}, {"from", to_text(date_of(end))}});
  const auto possible = possible_moves(ask, m, *p);
  const bool may = std::any_of(possible.begin(), possible.end(), [&](const json::value& v) {
    const auto* id = v.is_object() ? v.get_object().if_contains("move") : nullptr;
    return id != nullptr && id->is_string() && std::string_view(id->get_string()) == move->id;
  });
  if (!may) return {};  // The desk says why.
  GUATU_TRY(fields, frozen_fields(ask, m, *p, *move, *order));
  command.fields = std::move(fields);
  return {};
}

}  // namespace

json::array paper_formats(const Ask& ask) {
  json::array out{"docx"};
  if (paper::can_make_pdf(ask.service.papers->pdf)) out.emplace_back("pdf");
  return out;
}

json::array dispatch_papers(const Ask& ask) {
  json::array out;
  if (ask.service.papers == nullptr) return out;
  for (const auto& t : ask.service.papers->library.content()->papers)
    if (t->is_for("dispatch"))
      out.push_back(json::object{
          {"paper", t->id}, {"title", t->title.in(ask.lang())}, {"formats", paper_formats(ask)}});
  return out;
}

Result<std::shared_ptr<const paper::Template>> paper_of_path(
    Ask& ask, const std::function<bool(const paper::Template&)>& fits) {
  const std::string got(ask.param("paper"));
  std::vector<std::string> known;
  if (ask.service.papers != nullptr)
    for (const auto& t : ask.service.papers->library.content()->papers) {
      if (!fits(*t)) continue;
      if (t->id == got) return t;
      known.push_back(t->id);
    }
  return Error("paper.unknown", "paper",
               {{"got", shortened(got)},
                {"hint", nearest(got, known)},
                {"known", known.empty() ? "—" : join(known, ", ")}});
}

Result<Response> paper_file(Ask& ask, const paper::Template& t, const paper::Values& values,
                            const std::string& about) {
  GUATU_TRY(format, word(ask.request, "format", {"docx", "pdf"}));
  auto bytes = paper::docx(paper::fill(t, values));
  const char* type = paper::kDocxType;
  if (format == "pdf") {
    const auto slot = ask.service.papers->converters.take();
    if (!slot) return Error("http.busy", "", {{"retry_after_s", "5"}});
    GUATU_TRY(pdf, paper::to_pdf(bytes, ask.service.papers->pdf));
    bytes = std::move(pdf);
    type = "application/pdf";
  }
  GUATU_TRY_VOID(ask.service.gate.record(kernel::AuditKind::kExported, true, ask.person,
                                         fmt::format("paper {} {} {}", t.id, about, format),
                                         origin_of(ask.request)));
  Response r;
  r.headers.add("Content-Type", type);
  r.headers.add("Content-Disposition", attachment_disposition(about + " " + t.title.zh + "." + format));
  r.headers.add("Cache-Control", "no-store");
  r.may_compress = false;
  r.body = std::move(bytes);
  return r;
}

std::vector<Operation> paper_operations() {
  const std::vector<Member> view{{"as_of"}, {"at"}};
  std::vector<Operation> out{
      {Method::kGet, "/matters/{matter}/papers", "listPapers", view, {}, &list_papers, {}, 200, Runs::kPool},
      {Method::kGet,
       "/matters/{matter}/papers/{paper}",
       "readPaper",
       {{"format"}, {"personal"}, {"as_of"}, {"at"}},
       {},
       &read_paper,
       {},
       200,
       Runs::kPool},
      {Method::kPost, "/matters/{matter}/freeze", "freezeBulletin", {}, {}, {}, &freeze, 200, Runs::kPool},
  };
  // A ledger that was changed, a paper that is not due.
  out[0].also = out[1].also = {409};
  return out;
}

}  // namespace guatu::http::api
