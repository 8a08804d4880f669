#include "guatu/http/api/public_config.h"

#include <algorithm>
#include <utility>

#include "guatu/base/yaml.h"

namespace guatu::http::api {

namespace {

Error wrong(Place place, std::string name, std::string instead) {
  return Error("public.config", "", {{"name", std::move(name)}, {"instead", std::move(instead)}},
               std::move(place));
}

/// Reads on after a mistake, so that all of them are said at once.
class Reading {
 public:
  explicit Reading(const std::string& file) : file_(file) {}

  void whole(const YamlNode& root) {
    constexpr const char* kKeys = "open, lists, notice, difficulty, per_hour, codes";
    if (!root.is_map()) return report(root, "public.yaml", kKeys);
    for (const auto& e : root.entries) {
      if (e.key == "open") {
        open(e.value);
      } else if (e.key == "lists") {
        out.lists = words(e.value, "lists", "[hazard, project]");
        out.lists_place = {file_, e.line, e.column};
      } else if (e.key == "notice") {
        notice(e.value);
      } else if (e.key == "difficulty") {
        number(e.value, e.key, 8, 24, out.difficulty);
      } else if (e.key == "per_hour") {
        per_hour(e.value);
      } else if (e.key == "codes") {
        codes(e);
      } else {
        report(e.value, e.key, kKeys);
      }
    }
  }

  PublicConfig out;
  Problems problems;

 private:
  void report(const YamlNode& at, const std::string& name, const std::string& instead) {
    problems.push_back(wrong({file_, at.line, at.column}, name, instead));
  }

  void open(const YamlNode& node) {
    constexpr const char* kKeys = "unit, as, fields, contact";
    if (!node.is_map()) return report(node, "open", "{order: {unit: …, as: …, fields: […]}}");
    for (const auto& e : node.entries) {
      PublicOffer offer{e.key, {}, {}, {}, {}, {file_, e.line, e.column}};
      for (const auto& m : e.value.entries) {
        if (m.key == "unit" && m.value.is_scalar()) {
          offer.unit = UnitId{m.value.scalar};
        } else if (m.key == "as" && m.value.is_scalar()) {
          offer.as = PersonId{m.value.scalar};
        } else if (m.key == "fields") {
          offer.fields = words(m.value, "fields", "[title, …]");
        } else if (m.key == "contact" && m.value.is_scalar()) {
          offer.contact = m.value.scalar;
        } else {
          report(m.value, e.key + "." + m.key, kKeys);
        }
      }
      if (!offer.unit || !offer.as || offer.fields.empty()) report(e.value, e.key, kKeys);
      out.open.push_back(std::move(offer));
    }
  }

  std::vector<std::string> words(const YamlNode& node, const char* name, const char* instead) {
    std::vector<std::string> all;
    if (!node.is_list()) {
      report(node, name, instead);
      return all;
    }
    for (const auto& i : node.items)
      if (i.is_scalar())
        all.push_back(i.scalar);
      else
        report(i, name, instead);
    return all;
  }

  void notice(const YamlNode& node) {
    const auto* zh = node.find("zh");
    const auto* en = node.find("en");
    if (zh == nullptr || !zh->is_scalar() || (en != nullptr && !en->is_scalar()))
      return report(node, "notice", "{zh: …, en: …}");
    out.notice = {zh->scalar, en == nullptr ? std::string() : en->scalar};
  }

  void per_hour(const YamlNode& node) {
    if (!node.is_map()) return report(node, "per_hour", "{address: 20, contact: 5}");
    for (const auto& e : node.entries)
      if (e.key == "address")
        number(e.value, e.key, 1, 1000, out.address_per_hour);
      else if (e.key == "contact")
        number(e.value, e.key, 1, 1000, out.contact_per_hour);
      else
        report(e.value, "per_hour." + e.key, "address, contact");
  }

  void codes(const YamlNode::Entry& entry) {
    const auto& node = entry.value;
    constexpr const char* kKeys = "mail, phone, required";
    out.codes.place = {file_, entry.line, entry.column};
    if (!node.is_map()) return report(node, "codes", "{mail: …, phone: …}");
    for (const auto& e : node.entries)
      if (e.key == "mail" && e.value.is_scalar())
        out.codes.mail = e.value.scalar;
      else if (e.key == "phone" && e.value.is_scalar())
        out.codes.phone = e.value.scalar;
      else if (e.key != "required")
        report(e.value, "codes." + e.key, kKeys);
      else if (!yaml_bool(e.value, out.codes.is_required))
        report(e.value, "codes.required", "true, false");
    if (!out.codes.is_on()) report(node, "codes", "{mail: …, phone: …}");
  }

  void number(const YamlNode& node, const std::string& name, int min, int max, int& to) {
    long long n = 0;
    if (!yaml_int(node, n) || n < min || n > max)
      return report(node, name, std::to_string(min) + ".." + std::to_string(max));
    to = static_cast<int>(n);
  }

  const std::string& file_;
};

/// Ids of what fits, for a sentence in either language.
template <class List, class Fits>
std::string ids_of(const List& list, Fits fits) {
  std::vector<std::string> ids;
  for (const auto& x : list)
    if (fits(x)) ids.push_back(x.id);
  return join(ids, ", ");
}

std::string lists_of(const kernel::World& world) {
  std::vector<std::string> ids;
  for (const auto* p : world.playbooks())
    if (!p->is_public.empty()) ids.push_back(p->id);
  return join(ids, ", ");
}

void check_offer(const PublicOffer& o, const kernel::World& world, bool is_confirmed, Problems& problems) {
  const auto report = [&](std::string name, std::string instead) {
    problems.push_back(wrong(o.place, std::move(name), std::move(instead)));
  };
  const auto* p = world.playbook(o.playbook);
  if (p == nullptr) {
    std::vector<std::string> ids;
    for (const auto* x : world.playbooks()) ids.push_back(x->id);
    return report(o.playbook, join(ids, ", "));
  }
  if (world.people().unit(o.unit) == nullptr) report("unit: " + o.unit.value, "guatu unit list");
  if (!world.people().is_active(o.as)) report("as: " + o.as.value, "guatu person list");
  if (p->parent_required || (!p->about.empty() && p->about_required))
    report(o.playbook, "parent: {required: false}, about: {required: false}");
  for (const auto& id : o.fields) {
    const auto* f = p->field(id);
    if (f == nullptr || !may_be_asked(*f)) report(id, ids_of(p->fields, &may_be_asked));
  }
  for (const auto& f : p->fields)
    if (f.required && !f.computed && std::find(o.fields.begin(), o.fields.end(), f.id) == o.fields.end())
      report("fields", "… " + f.id);
  if (!o.contact.empty() && std::find(o.fields.begin(), o.fields.end(), o.contact) == o.fields.end())
    report("contact: " + o.contact, join(o.fields, ", "));
  if (is_confirmed && o.contact.empty()) report(o.playbook + ".contact", join(o.fields, ", "));
}

}  // namespace

bool may_be_asked(const kernel::Field& f) {
  using kernel::FieldType;
  return !f.computed && f.type != FieldType::kMatter && f.type != FieldType::kPerson &&
         f.type != FieldType::kUnit && f.type != FieldType::kList;
}

Checked<PublicConfig> read_public_config(std::string_view text, const std::string& file) {
  GUATU_TRY(root, read_yaml(text, file));
  Reading reading(file);
  reading.whole(root);
  if (!reading.problems.empty()) return std::move(reading.problems);
  return std::move(reading.out);
}

Checked<void> check_public_config(const PublicConfig& config, const kernel::World& world) {
  Problems problems;
  for (const auto& o : config.open) check_offer(o, world, config.codes.is_required, problems);
  for (const auto& id : config.lists)
    if (const auto* p = world.playbook(id); p == nullptr || p->is_public.empty())
      problems.push_back(wrong(config.lists_place, id, lists_of(world)));
  if (!problems.empty()) return problems;
  return {};
}

}  // namespace guatu::http::api
