// Photos of whoever has no account: who holds the token of one may go on with it and put it into an order.
// Each costs a proof of work; how much one network and all of them together may leave lying is counted here,
// in memory. Safe from any thread. See docs/public.md.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "guatu/base/instant.h"
#include "guatu/base/json_map.h"
#include "guatu/base/result.h"
#include "guatu/base/strong_id.h"
#include "guatu/files/shelf.h"
#include "guatu/http/api/public_counts.h"

namespace guatu::http::api {

/// Photos of one field of one order; a playbook may ask for fewer. → public.too_many_photos
inline constexpr std::size_t kMaxPublicPhotos = 3;
/// Bytes of one: what a telephone makes, after the page has made it smaller. → public.photo_too_large
inline constexpr std::int64_t kMaxPublicPhotoBytes = std::int64_t{8} << 20;

/// `<32 digits>-<32 digits>`: the upload, and a key that stands for whoever began it.
struct PhotoToken {
  std::string upload;
  PersonId owner;
};
/// Nobody of the office: the id has a space, which no person's has.
PersonId photo_owner(std::string_view key);
/// @errors public.photo_unknown
Result<PhotoToken> read_photo_token(std::string_view text);

class PublicPhotos {
 public:
  /// @param wall  real time; must outlive it
  explicit PublicPhotos(const Clock& wall) : wall_(wall) {}

  /// One more from this network. @errors public.too_many_photos_now (arg `retry_after_s`); http.busy: all of
  /// them together lie too heavy on the disk
  Result<void> take(const std::string& peer, std::int64_t bytes);
  /// Counts it until it is used, a day at most.
  void begun(const std::string& token, std::int64_t bytes);
  void used(const std::string& token);

 private:
  struct Lying {
    Instant at;
    std::int64_t bytes = 0;
  };
  void drop_old(Instant now);

  const Clock& wall_;
  std::mutex mutex_;
  HourCounts networks_;
  std::map<std::string, Lying> lying_;
  std::int64_t bytes_ = 0;
};

/// What a field of files of an order holds, as the ledger keeps it: `["<token>", …]` becomes
/// `[{"name", "sha256", "bytes"}, …]`, each picture once.
/// @param at_most  of the field
/// @errors public.photo_unknown: never begun, not whole, or a day old; public.too_many_photos (arg `limit`);
///         json.expected
Result<json::array> photos_of_order(files::Shelf& shelf, const json::value& tokens, std::size_t at_most);

}  // namespace guatu::http::api
