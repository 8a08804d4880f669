// A request and a response in our own words. No Beast, no socket: what a handler sees, and what a test makes
// by hand. See docs/adr/0012-http.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "guatu/base/instant.h"
#include "guatu/base/result.h"
#include "guatu/base/text.h"

namespace guatu::http {

enum class Method { kGet, kHead, kPost, kPut, kPatch, kDelete, kOptions };
/// `GET`
const char* text_of(Method m);
/// False for a method that nothing here serves. Methods are told apart by case (RFC 9110 9.1).
bool from_text(std::string_view text, Method& m);

/// ASCII letters of either case are the same; that is all that header names need.
bool same_name(std::string_view a, std::string_view b);

/// Names and values in the order in which they came; a name may stand more than once. Keeps the memory of
/// what was in it before, so that the requests of one connection allocate once.
class NameValues {
 public:
  struct Pair {
    std::string name;
    std::string value;
  };
  void add(std::string_view name, std::string_view value);
  void clear() { count_ = 0; }
  std::size_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  const Pair* begin() const { return pairs_.data(); }
  const Pair* end() const { return pairs_.data() + count_; }

 protected:
  void erase_at(std::size_t i);
  std::vector<Pair> pairs_;
  std::size_t count_ = 0;
};

/// Header fields: names without regard to case.
class Headers : public NameValues {
 public:
  /// The first of that name; nullptr if there is none.
  const std::string* find(std::string_view name) const;
  /// The first of that name; empty if there is none.
  std::string_view get(std::string_view name) const;
  bool has(std::string_view name) const { return find(name) != nullptr; }
  /// Replaces all of that name.
  void set(std::string_view name, std::string_view value);
  void remove(std::string_view name);
};

/// Query and path parameters: percent-decoded, names told apart by case.
class Params : public NameValues {
 public:
  const std::string* find(std::string_view name) const;
  std::string_view get(std::string_view name) const;
  bool has(std::string_view name) const { return find(name) != nullptr; }
};

/// Who asks, once they are known. Defined where accounts are; here it is only carried.
struct Caller;
struct Route;

/// Takes a body while it arrives, for routes that ask for that (RouteOptions::open_sink). Called one piece at
/// a time from the pool, so it may write to a disk; the client is read no faster than the sink takes.
class BodySink {
 public:
  virtual ~BodySink() = default;  ///< a sink that goes before its handler ran was broken off
  virtual Result<void> write(std::string_view piece) = 0;
};

/// A request that has arrived whole (but for a body that goes to a sink). Checked before a handler sees it:
/// the target is absolute-path form and UTF-8 after decoding, without dot segments, control characters or
/// encoded slashes; header fields hold no control characters.
struct Request {
  Method method = Method::kGet;
  std::string target;  ///< as it came: `/api/v1/matters/12?limit=5`
  std::string path;    ///< decoded: `/api/v1/matters/12`
  Params query;        ///< decoded
  Params params;       ///< what stood for `{id}` in the template
  Headers headers;
  std::string body;                ///< at most RouteOptions::body_max bytes; empty when a sink took it
  std::shared_ptr<BodySink> sink;  ///< has taken the whole body when the handler is called
  std::string peer;                ///< address of the client, behind trusted proxies the one that they name
  std::string host;                ///< `Host`, or what a trusted proxy says; not to be trusted otherwise
  bool is_secure = false;          ///< came by TLS, to us or to a trusted proxy
  std::string id;                  ///< request id, 1..64 of `[A-Za-z0-9._-]`; also in the answer and the log
  Instant at;                      ///< its head had arrived
  Lang lang = Lang::kZh;           ///< by `Accept-Language`, else the server's
  const Route* route = nullptr;    ///< nullptr: no route
  std::shared_ptr<const Caller> caller;  ///< set by the gate; nullptr: nobody is known

  /// Empty again, its memory kept.
  void clear();
};

/// `zh` or `en`, whichever `Accept-Language` prefers (RFC 9110 12.5.4); `fallback` when it names neither.
Lang preferred_lang(std::string_view accept_language, Lang fallback);

/// Where a handler, or a producer, runs.
enum class Runs {
  kHere,  ///< in the thread of the connection: microseconds only, it must never wait
  kPool,  ///< in a thread of the pool: may wait for disks and burn time (argon2, exports)
};

/// Some bytes of a body; empty: its end.
struct Piece {
  std::string bytes;
};
/// Makes a body while it is sent, for answers whose length is not known before. The next piece is asked for
/// when the one before has been taken by the connection, so a slow client holds one piece, not the whole.
class Producer {
 public:
  virtual ~Producer() = default;  ///< also in the middle, when the client has gone
  /// Calls `give` once, now or later, from any thread: with bytes, with an empty piece for the end, or with
  /// an error, which breaks the connection off so that the client sees that the body is not whole.
  virtual void next(std::function<void(Result<Piece>)> give) = 0;
};

struct StreamBody {
  std::shared_ptr<Producer> producer;
  Runs runs = Runs::kPool;
};

/// Part of a file, read while it is sent.
struct FileBody {
  std::string file;
  std::uint64_t from = 0;
  std::uint64_t size = 0;  ///< bytes
};

/// A text that many answers share: a static file.
using SharedBody = std::shared_ptr<const std::string>;

struct Response {
  int status = 200;
  Headers headers;  ///< not Content-Length, Date, Connection, …: the server sets what belongs to the framing
  std::variant<std::string, SharedBody, FileBody, StreamBody> body;
  /// A large text or JSON may be sent as gzip when the client takes it. False for answers that mix a secret
  /// with what the client chose (BREACH).
  bool may_compress = true;
  std::string error_key;     ///< of a problem: for the log
  std::string error_detail;  ///< of a fault of ours: for the log alone, never sent

  static Response json(int status, std::string text);
  static Response text(int status, std::string text);  ///< text/plain; charset=utf-8
  static Response empty(int status) { return Response{status, {}, {}, true, {}, {}}; }
  static Response see_other(std::string_view location);  ///< 303
};

/// `OK`; empty for a status without a name.
std::string_view reason_of(int status);

}  // namespace guatu::http
