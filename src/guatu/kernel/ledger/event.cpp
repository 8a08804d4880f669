#include "guatu/kernel/ledger/event.h"

#include <boost/mp11.hpp>

#include "guatu/kernel/ledger/chain.h"

namespace guatu::kernel {

namespace {

struct Decoder {
  std::string_view type;
  int version;
  Result<Payload> (*read)(const json::value&);
};

template <class P>
Result<Payload> read_payload(const json::value& v) {
  P p;
  auto r = from_json(v, p);
  if (r.has_error()) return Error("event.bad_data", r.error().field, r.error().args);
  return Payload(std::move(p));
}

const std::vector<Decoder>& decoders() {
  static const auto* const all = [] {
    auto* v = new std::vector<Decoder>();
    boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, Payload>>([&](auto id) {
      using P = typename decltype(id)::type;
      v->push_back({P::kType, P::kVersion, &read_payload<P>});
    });
    return v;
  }();
  return *all;
}

}  // namespace

std::string_view type_of(const Event& e) {
  return std::visit([](const auto& p) { return std::decay_t<decltype(p)>::kType; }, e.data);
}

int version_of(const Event& e) {
  return std::visit([](const auto& p) { return std::decay_t<decltype(p)>::kVersion; }, e.data);
}

std::string encode_data(const Event& e) {
  std::string out;
  std::visit([&out](const auto& p) { append_json(out, p); }, e.data);
  return out;
}

Result<Payload> decode_data(std::string_view type, int version, std::string_view text) {
  const Decoder* same_type = nullptr;
  for (const auto& d : decoders()) {
    if (d.type != type) continue;
    same_type = &d;
    if (d.version != version) continue;
    auto v = parse_json(text);
    if (v.has_error()) return Error("event.bad_data", "/", v.error().args);
    return d.read(*v);
  }
  if (same_type != nullptr)
    return Error("event.unknown_version", "",
                 {{"type", std::string(type)}, {"version", std::to_string(version)}});
  return Error("event.unknown_type", "", {{"type", std::string(type)}});
}

std::string encode_line(const Event& e) {
  const auto data = encode_data(e);
  std::string out;
  append_line(out, columns_of(e, data));
  return out;
}

namespace {

/// The line without its payload: what every event has.
struct LineHead {
  Position position;
  MatterId matter;
  Instant at;
  PersonId by;
  std::string command;
  std::string digest;
  std::string type;
  int version = 0;
  json::object data;
};
BOOST_DESCRIBE_STRUCT(LineHead, (), (position, matter, at, by, command, digest, type, version, data))

}  // namespace

Result<Event> decode_line(std::string_view line) {
  auto v = parse_json(line);
  if (v.has_error()) return Error("event.bad_line", "/", v.error().args);
  LineHead head;
  if (auto r = from_json(*v, head); r.has_error())
    return Error("event.bad_line", r.error().field, r.error().args);
  if (!head.position || head.at.us == 0 || head.type.empty())
    return Error("event.bad_line", "/position", {{"expected", "position, at and type"}});
  auto data = decode_data(head.type, head.version, json::serialize(head.data));
  if (data.has_error()) return std::move(data).error();
  return Event{head.position, head.matter, head.at, head.by, head.command, std::move(*data), head.digest};
}

// Order of first release. Never reuse a name: a dropped type stays here with is_retired = true and its
// reason.
const std::vector<EventTypeEntry>& event_registry() {
  static const auto* const all = [] {
    auto* v = new std::vector<EventTypeEntry>();
    for (const auto& d : decoders()) v->push_back({d.type, d.version, false});
    return v;
  }();
  return *all;
}

}  // namespace guatu::kernel
