#include "guatu/store/sqlite/places.h"

#include <string_view>

#include "guatu/store/register_row.h"

namespace guatu::store::sqlite {

namespace {

constexpr std::string_view kLast =
    "select field, lon_e6, lat_e6 from matter_places where matter_id = $1 order by from_position desc limit "
    "1";
constexpr std::string_view kPut =
    "insert into matter_places (matter_id, from_position, field, lon_e6, lat_e6) values ($1, $2, $3, $4, $5) "
    "on conflict (matter_id, from_position) do update set field = excluded.field, lon_e6 = excluded.lon_e6, "
    "lat_e6 = excluded.lat_e6";
/// In order, so that of each matter the last row up to the position is the one that held.
constexpr std::string_view kAll =
    "select matter_id, field, lon_e6, lat_e6 from matter_places where from_position <= $1 "
    "order by matter_id, from_position";

}  // namespace

void read_places(Connection& db, Position as_of,
                 const std::function<void(MatterId, const kernel::PlaceAt&)>& visit) {
  auto s = db.statement(kAll);
  s->bind(1, as_of ? as_of.value : kNoEnd);
  MatterId id;
  kernel::PlaceAt place;
  const auto give = [&] {
    if (id && !place.field.empty()) visit(id, place);
  };
  while (s->step()) {
    const MatterId next{s->integer(0)};
    if (next != id) give();
    id = next;
    place = {s->text(1), s->integer(2), s->integer(3)};
  }
  give();
}

void put_place(Connection& db, const kernel::Matter& m, bool is_known) {
  const auto now = kernel::place_in(m.fields).value_or(kernel::PlaceAt{});
  kernel::PlaceAt before;
  if (is_known) {
    auto s = db.statement(kLast);
    s->bind(1, m.id.value);
    if (s->step()) before = {s->text(0), s->integer(1), s->integer(2)};
  }
  if (now == before) return;
  auto s = db.statement(kPut);
  s->bind(1, m.id.value);
  s->bind(2, m.last_position.value);
  s->bind(3, std::string_view(now.field));
  s->bind(4, now.lon_e6);
  s->bind(5, now.lat_e6);
  s->run();
}

}  // namespace guatu::store::sqlite
