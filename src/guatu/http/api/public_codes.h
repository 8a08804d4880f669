// One-time codes by which a resident shows that a telephone or mail address is theirs before an order is
// taken. All of it lies in memory and is gone with the process; a code is kept as a digest, and is written to
// no log. Safe from any thread. See docs/public.md.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "guatu/base/instant.h"
#include "guatu/base/result.h"
#include "guatu/base/text.h"
#include "guatu/http/api/public_contact.h"
#include "guatu/http/api/public_counts.h"
#include "guatu/http/api/slots.h"

namespace guatu::http::api {

/// `codes: {mail: CHANNEL, phone: CHANNEL, required: false}` of public.yaml.
struct PublicCodeRules {
  std::string mail;          ///< channel of notices.yaml (smtp); empty: addresses are not confirmed
  std::string phone;         ///< channel of notices.yaml (webhook): the office's gateway for short messages
  bool is_required = false;  ///< nothing is taken without a contact that was confirmed
  Place place;

  bool is_on() const { return !mail.empty() || !phone.empty(); }
  bool confirms(ContactKind k) const {
    return (k == ContactKind::kMail && !mail.empty()) || (k == ContactKind::kPhone && !phone.empty());
  }
};

/// How a code leaves.
class CodeSender {
 public:
  virtual ~CodeSender() = default;
  /// Waits, ten seconds at most. @errors public.code_refused: whoever delivers it does not know the address;
  /// public.code_not_sent: anything else
  virtual Result<void> send(const Contact& to, const std::string& code, int minutes, Lang lang) = 0;
};

/// A code that is under way. Whoever was given `id` may use it, with the code, for this contact and one
/// order: nobody else can use up the tries of another person's code.
struct CodeSent {
  std::string id;
  ContactKind kind = ContactKind::kNone;
  int digits = 0;
  Instant expires_at;
  Instant again_at;  ///< another one to this contact
};

class PublicCodes {
 public:
  /// @param wall  real time; must outlive it
  PublicCodes(PublicCodeRules rules, const Clock& wall);

  /// None is sent before; then every contact is taken as it is. `sender` must outlive it.
  void send_by(CodeSender* sender) { sender_ = sender; }
  bool is_on() const { return sender_ != nullptr && rules_.is_on(); }
  const PublicCodeRules& rules() const { return rules_; }

  /// Must this contact be confirmed? @errors public.contact, public.contact_mail, public.contact_phone (by
  /// what can be confirmed): it is not one address or number alone, or it must be one and is not
  Result<bool> must_confirm(const Contact& contact) const;

  /// Sends one, and waits for whoever delivers it.
  /// @param peer  the network address that asks
  /// @errors those of must_confirm(); public.code_unneeded; public.too_many_codes (arg `retry_after_s`);
  /// http.busy;
  ///         those of CodeSender::send()
  Result<CodeSent> send(std::string_view contact, const std::string& peer, Lang lang);

  /// Takes the code for one order: the same order sent again passes with it again, another does not.
  /// @param order  id of its command
  /// @errors those of must_confirm(); public.confirm (arg `kind`): none was given; public.code_wrong (arg
  /// `left`);
  ///         public.code_over: used, too old, tried too often, for another contact, or never sent
  Result<void> take(std::string_view contact, std::string_view id, std::string_view code,
                    const std::string& order);
  /// The order came to nothing: the code is good for another try.
  void give_back(std::string_view id, const std::string& order);

 private:
  struct Pending {
    std::string contact;  ///< digest
    std::string code;     ///< digest
    Instant expires_at;
    int tries = 0;
    std::string order{};  ///< that took it
  };

  std::string digest(std::string_view what, std::string_view bytes) const;
  Result<void> count(const std::string& contact, const std::string& net, Instant now);

  const PublicCodeRules rules_;
  const Clock& wall_;
  const std::string key_;  ///< of digests; of this process
  CodeSender* sender_ = nullptr;
  Slots sending_;
  std::mutex mutex_;
  std::map<std::string, Pending, std::less<>> pending_;
  std::map<std::string, Instant> again_at_;  ///< by contact
  HourCounts contacts_;
  HourCounts networks_;
};

}  // namespace guatu::http::api
