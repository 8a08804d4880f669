#include "guatu/http/api/public_photos.h"

#include <algorithm>

#include "guatu/files/limits.h"
#include "guatu/files/resumable.h"
#include "guatu/kernel/accounts/tries.h"

namespace guatu::http::api {

namespace {

constexpr int kNetworkPerHour = 60;  ///< of twenty orders
/// Bytes that lie unused at a time, of all residents. → http.busy
constexpr std::int64_t kMaxLyingBytes = std::int64_t{1} << 30;
constexpr std::size_t kMaxLying = 20'000;
constexpr std::size_t kTokenPart = 32;

bool is_hex(std::string_view text) {
  return text.size() == kTokenPart && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

PersonId photo_owner(std::string_view key) {
  return PersonId{"resident " + std::string(key)};
}

Result<PhotoToken> read_photo_token(std::string_view text) {
  const bool fits = text.size() == 2 * kTokenPart + 1 && text[kTokenPart] == '-' &&
                    is_hex(text.substr(0, kTokenPart)) && is_hex(text.substr(kTokenPart + 1));
  if (!fits) return Error("public.photo_unknown");
  return PhotoToken{std::string(text.substr(0, kTokenPart)), photo_owner(text.substr(kTokenPart + 1))};
}

void PublicPhotos::drop_old(Instant now) {
  std::erase_if(lying_, [&](const auto& l) {
    if (now.us - l.second.at.us <= limits::kUnusedKeptUs) return false;
    bytes_ -= l.second.bytes;
    return true;
  });
}

Result<void> PublicPhotos::take(const std::string& peer, std::int64_t bytes) {
  const auto now = wall_.now();
  const std::lock_guard lock(mutex_);
  if (lying_.size() >= kMaxLying || bytes_ + bytes > kMaxLyingBytes) drop_old(now);
  if (lying_.size() >= kMaxLying || bytes_ + bytes > kMaxLyingBytes) return Error("http.busy");
  if (const auto wait = networks_.take(kernel::network_of(peer), kNetworkPerHour, now); wait != 0)
    return Error("public.too_many_photos_now", "", {{"retry_after_s", std::to_string(wait)}});
  return {};
}

void PublicPhotos::begun(const std::string& token, std::int64_t bytes) {
  const auto now = wall_.now();
  const std::lock_guard lock(mutex_);
  if (lying_.emplace(token, Lying{now, bytes}).second) bytes_ += bytes;
}

void PublicPhotos::used(const std::string& token) {
  const std::lock_guard lock(mutex_);
  const auto it = lying_.find(token);
  if (it == lying_.end()) return;
  bytes_ -= it->second.bytes;
  lying_.erase(it);
}

Result<json::array> photos_of_order(files::Shelf& shelf, const json::value& tokens, std::size_t at_most) {
  if (!tokens.is_array()) return Error("json.expected", "", {{"expected", "list"}});
  const auto limit = std::min(at_most, kMaxPublicPhotos);
  if (tokens.get_array().size() > limit)
    return Error("public.too_many_photos", "", {{"limit", std::to_string(limit)}});
  const files::ResumableUploads uploads(shelf);
  const Error unknown("public.photo_unknown");
  json::array out;
  for (const auto& text : tokens.get_array()) {
    if (!text.is_string()) return Error("json.expected", "", {{"expected", "text"}});
    GUATU_TRY(token, read_photo_token(std::string_view(text.get_string())));
    const auto upload = uploads.find(token.upload, token.owner);
    const auto slip = upload.has_value() ? shelf.slip(upload->attachment, token.owner) : std::nullopt;
    // The sweep takes it away by its time: now it is needed for longer.
    if (!slip || !shelf.renew(slip->sha256)) return unknown;
    json::object photo{{"name", slip->name}, {"sha256", slip->sha256}, {"bytes", slip->bytes}};
    if (!slip->original_sha256.empty()) photo.emplace("original_sha256", slip->original_sha256);
    const bool is_there = std::any_of(out.begin(), out.end(), [&](const json::value& p) {
      return p.at("sha256").as_string() == json::string_view(slip->sha256);
    });
    if (!is_there) out.push_back(std::move(photo));
  }
  return out;
}

}  // namespace guatu::http::api
