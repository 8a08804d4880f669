#include "guatu/notices/told.h"

#include <algorithm>
#include <array>

#include "guatu/kernel/people/people.h"

namespace guatu::notices {

namespace {

struct Row {
  Kind kind;
  std::string_view text;
  Titles title;
};

const std::array<Row, 9>& rows() {
  static const auto* const all = new std::array<Row, 9>{{
      {Kind::kGiven, "given", {"交您办理", "yours to do"}},
      {Kind::kHanded, "handed", {"逾期上交，转由您负责", "late, and handed to you"}},
      {Kind::kReminded, "reminded", {"到期提醒", "its time runs out"}},
      {Kind::kUrged, "urged", {"催办", "urged"}},
      {Kind::kHelp, "help", {"请您协办", "your help is asked for"}},
      {Kind::kCosign, "cosign", {"请您会签", "to be co-signed by you"}},
      {Kind::kCopied, "copied", {"抄送您", "a copy for you"}},
      {Kind::kSupervised, "supervised", {"由您督办", "supervised by you"}},
      {Kind::kExtended, "extended", {"延期已批准", "the extension was granted"}},
  }};
  return *all;
}

const Row& row(Kind k) {
  return *std::find_if(rows().begin(), rows().end(), [&](const Row& r) { return r.kind == k; });
}

class Teller {
 public:
  explicit Teller(const kernel::Event& e) : event_(e) {}

  void operator()(const kernel::MatterOpened& d) { add(d.holder, Kind::kGiven); }
  void operator()(const kernel::MatterMoved& d) { add(d.holder, Kind::kGiven); }
  void operator()(const kernel::MatterAssigned& d) { add(d.to, Kind::kGiven); }
  void operator()(const kernel::MatterTransferred& d) { add(d.to, Kind::kGiven); }
  void operator()(const kernel::MatterReturned& d) { add(d.to, Kind::kGiven); }
  void operator()(const kernel::MatterReopened& d) { add(d.holder, Kind::kGiven); }
  void operator()(const kernel::MatterUnparked& d) { add(d.holder, Kind::kGiven); }
  void operator()(const kernel::MatterParked& d) { add(d.owner, Kind::kGiven); }
  void operator()(const kernel::MatterHandedUp& d) {
    add(d.to, d.cause == "ladder" ? Kind::kHanded : Kind::kGiven);
  }
  void operator()(const kernel::HelpAsked& d) { add(d.person, Kind::kHelp); }
  void operator()(const kernel::CosignAsked& d) { add(d.person, Kind::kCosign); }
  void operator()(const kernel::MatterCopied& d) { add(d.person, Kind::kCopied); }
  void operator()(const kernel::MatterUrged& d) { add(d.to, Kind::kUrged); }
  void operator()(const kernel::SupervisionBegun& d) { add(d.supervisor, Kind::kSupervised); }
  void operator()(const kernel::ClockExtended& d) { add(d.asked_by, Kind::kExtended); }
  void operator()(const kernel::LadderClimbed& d) {
    // Whom it was handed to has more to do than whom it was only told.
    add(d.handed_to, Kind::kHanded, d.tell_after);
    for (const auto& p : d.told) add(p, Kind::kReminded, d.tell_after);
  }
  template <class T>
  void operator()(const T&) {}

  std::vector<Told> take() { return std::move(out_); }

 private:
  void add(const PersonId& person, Kind kind, Instant not_before = {}) {
    if (!person || person == event_.by || person == kernel::kSystem) return;
    if (std::any_of(out_.begin(), out_.end(), [&](const Told& t) { return t.person == person; })) return;
    out_.push_back({person, kind, std::max(not_before, event_.at)});
  }
  const kernel::Event& event_;
  std::vector<Told> out_;
};

}  // namespace

std::string_view text_of(Kind k) {
  return row(k).text;
}

bool from_text(std::string_view text, Kind& out) {
  for (const auto& r : rows())
    if (r.text == text) {
      out = r.kind;
      return true;
    }
  return false;
}

const Titles& title_of(Kind k) {
  return row(k).title;
}

std::vector<Told> told_by(const kernel::Event& e) {
  if (!e.matter) return {};
  Teller teller(e);
  std::visit(teller, e.data);
  return teller.take();
}

}  // namespace guatu::notices
