// The units and persons of a city file, as commands.
#include <map>

#include "guatu/kernel/people/people.h"
#include "guatu/sim/city.h"
#include "guatu/sim/random.h"

namespace guatu::sim {

namespace {

using kernel::Command;
using kernel::Verb;

/// `{n}` filled in; the title of the unit above goes before it but for the top.
std::string numbered(std::string text, int n) {
  const auto at = text.find("{n}");
  return at == std::string::npos ? text : text.replace(at, 3, std::to_string(n));
}

class Populating {
 public:
  Populating(const City& city, std::uint64_t seed) : city_(city), random_(seed) {
    for (const auto& h : city.habits) weights_ += h.share;
  }

  Populace run() {
    unit(0, {}, "", 1, {});
    return std::move(out_);
  }

 private:
  Command command(Verb verb) {
    Command c;
    c.id = "city:" + std::to_string(out_.commands.size() + 1);
    c.by = kernel::kSystem;
    c.verb = verb;
    return c;
  }

  std::size_t habit() {
    auto left = random_.between(1, weights_);
    for (std::size_t i = 0; i < city_.habits.size(); ++i)
      if ((left -= city_.habits[i].share) <= 0) return i;
    return 0;
  }

  /// One unit, its persons, and all below it. `path` makes ids short and unique: `d2s1`.
  void unit(std::size_t kind_index, const UnitId& above, const std::string& path, int n,
            const Titles& above_title) {
    const auto& kind = city_.units[kind_index];
    const UnitId id{above ? path : kind.id};
    const Titles title{above_title.zh + numbered(kind.title.zh, n),
                       above_title.en.empty() ? numbered(kind.title.en, n)
                                              : numbered(kind.title.en, n) + ", " + above_title.en};
    auto c = command(Verb::kAddUnit);
    c.unit = id;
    c.into = above;
    c.fields = {{"zh", title.zh}, {"en", title.en}};
    out_.commands.push_back(std::move(c));
    out_.units.push_back({id, above, kind_index});
    for (const auto& p : kind.posts)
      for (int i = 1; i <= p.count; ++i) person(id, title, p.post, i, p.count);
    for (int i = 1; i <= kind.others; ++i) person(id, title, "", i, kind.others);
    for (std::size_t k = 0; k < city_.units.size(); ++k)
      if (city_.units[k].in == kind.id)
        for (int i = 1; i <= city_.units[k].count; ++i)
          unit(k, id, (above ? path + "." : "") + city_.units[k].id + std::to_string(i), i,
               above ? title : Titles{});
  }

  void person(const UnitId& unit_id, const Titles& unit_title, const std::string& post, int n, int of) {
    const auto& title = city_.posts.at(post.empty() ? "person" : post);
    const std::string word = post.empty() ? "p" : post;
    CityPerson p{{unit_id.value + "." + word + (of == 1 ? "" : std::to_string(n))}, unit_id, post, habit()};
    auto c = command(Verb::kAddPerson);
    c.person = p.id;
    c.unit = unit_id;
    c.name = unit_title.zh + title.zh + (of == 1 ? "" : std::to_string(n));
    out_.commands.push_back(std::move(c));
    if (!post.empty()) {
      auto give = command(Verb::kGivePost);
      give.person = p.id;
      give.unit = unit_id;
      give.name = post;
      out_.commands.push_back(std::move(give));
    }
    out_.persons.push_back(std::move(p));
  }

  const City& city_;
  Random random_;
  std::int64_t weights_ = 0;
  Populace out_;
};

}  // namespace

CitySize size_of(const City& city) {
  std::map<std::string, std::int64_t> counts;
  CitySize out;
  for (const auto& k : city.units) {
    const auto n = (k.in.empty() ? 1 : counts[k.in]) * k.count;
    counts[k.id] = n;
    out.units += n;
    std::int64_t persons = k.others;
    for (const auto& p : k.posts) persons += p.count;
    out.persons += n * persons;
  }
  return out;
}

Populace populate(const City& city, std::uint64_t seed) {
  return Populating(city, seed).run();
}

}  // namespace guatu::sim
