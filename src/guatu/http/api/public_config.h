// What an office opens to whoever has no account: DIR/public.yaml. See docs/public.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "guatu/base/result.h"
#include "guatu/base/strong_id.h"
#include "guatu/base/text.h"
#include "guatu/http/api/public_codes.h"
#include "guatu/kernel/ledger/world.h"

namespace guatu::http::api {

/// One playbook of which a resident may open a matter.
struct PublicOffer {
  std::string playbook;
  UnitId unit;                      ///< where the matter is opened
  PersonId as;                      ///< in whose name: the one of the office who stands at the window
  std::vector<std::string> fields;  ///< that the resident fills, in order
  std::string contact;              ///< the one of them that is counted per contact; may be empty
  Place place;
};

/// `{open: {order: {unit: u, as: p, fields: [title, kind], contact: phone}}, lists: [hazard], notice: {zh: …,
/// en: …}, difficulty: 16, per_hour: {address: 20, contact: 5}, codes: {mail: post, phone: sms, required:
/// false}}`. All of it may be left out.
struct PublicConfig {
  std::vector<PublicOffer> open;
  std::vector<std::string> lists;  ///< playbooks whose matters are published, by their `public:` alone
  Titles notice;                   ///< where the office is and when it is open
  int difficulty = 16;             ///< leading zero bits of a proof of work, 8..24
  int address_per_hour = 20;       ///< matters opened from one network, 1..1000
  int contact_per_hour = 5;        ///< … with one contact, 1..1000
  Place lists_place;
  PublicCodeRules codes{};  ///< contacts that are confirmed before anything is taken
};

/// @errors yaml.*, public.config (args `name`, `instead`), with file, line and column
Checked<PublicConfig> read_public_config(std::string_view text, const std::string& file);

/// Does it fit the ledger? Playbooks, units, persons and fields are there, the person may open one, and every
/// field that is always required is among those that are asked. @errors public.config
Checked<void> check_public_config(const PublicConfig& config, const kernel::World& world);

/// May a resident fill it? No: computed ones, lists, and those that name persons or matters. Of files it
/// takes photos.
bool may_be_asked(const kernel::Field& f);

}  // namespace guatu::http::api
