// The window of the office at which nobody has an account: what it offers, the proofs of work that it asks
// for, the codes by which a matter is followed, and how often one address or contact may come. Safe from any
// thread. See docs/public.md.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "guatu/base/instant.h"
#include "guatu/base/result.h"
#include "guatu/http/api/public_codes.h"
#include "guatu/http/api/public_config.h"
#include "guatu/http/api/public_counts.h"
#include "guatu/http/api/public_photos.h"
#include "guatu/kernel/accounts/account.h"

namespace guatu::http::api {

struct Operation;
std::vector<Operation> public_operations();
std::vector<Operation> public_upload_operations();

/// Work to be done before something is sent: find an `answer` so that SHA-256 of `nonce`, `.` and `answer`
/// begins with `difficulty` zero bits. Source: Back, Hashcash (2002).
struct Challenge {
  std::string nonce;
  int difficulty = 0;
  Instant expires_at;
};

class PublicWindow {
 public:
  /// @param secret  of the ledger: the codes are made with it, so that none lies anywhere; a code is the same
  ///                for ever, and a request that is sent again is answered with it again
  /// @param wall    real time, also where the clock of the office stands; must outlive it
  PublicWindow(PublicConfig config, std::string secret, const Clock& wall);

  const PublicConfig& config() const { return config_; }
  PublicCodes& codes() { return codes_; }
  PublicPhotos& photos() { return photos_; }
  /// nullptr: no resident may open one.
  const PublicOffer* offer(std::string_view playbook) const;
  bool is_listed(std::string_view playbook) const;

  /// Good for ten minutes, in this process.
  Challenge challenge() const;
  /// Takes a proof; none is taken twice. @errors public.proof, http.busy (too many are remembered)
  Result<void> spend(std::string_view nonce, std::string_view answer);

  /// One more matter from this network with this contact.
  /// @param contact  as it was written; empty: not counted. @errors public.too_many (arg `retry_after_s`)
  Result<void> take(const std::string& peer, std::string_view contact);
  /// It came to nothing.
  void give_back(const std::string& peer, std::string_view contact);

  /// 12 characters, which belong to this number alone (60 bits).
  std::string code_of(std::string_view number) const;
  /// Does the code fit? Capitals, spaces and hyphens do not matter. A number that does not exist takes as
  /// long as one that does: no table is asked. Failures are counted per network, so that nobody can keep
  /// another from their own matter. @errors public.unknown, public.slow (arg `retry_after_s`)
  Result<void> check_code(std::string_view number, std::string_view code, const std::string& peer);

  /// A published page, for one minute.
  std::optional<std::string> page(const std::string& key) const;
  void keep_page(const std::string& key, std::string body);

 private:
  std::string contact_key(std::string_view contact) const;
  std::string signature(std::string_view bytes) const;

  const PublicConfig config_;
  const std::string secret_;
  const std::string process_key_;  ///< of challenges; another one after a restart, so that none comes again
  const Clock& wall_;
  PublicCodes codes_;
  PublicPhotos photos_;
  mutable std::mutex mutex_;
  std::map<std::string, Instant, std::less<>> spent_;  ///< nonce → until when it would be good
  HourCounts opened_;
  std::map<std::string, kernel::Tries> failures_;  ///< by network
  struct Page {
    Instant until;
    std::string body;
  };
  std::map<std::string, Page> pages_;
};

}  // namespace guatu::http::api
