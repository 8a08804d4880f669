// Keys of persons for tests of the API.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "guatu/base/hash.h"
#include "guatu/base/seal.h"
#include "guatu/kernel/ledger/personal.h"

namespace guatu::http::api {

/// Keys of persons in memory, a key for each name.
class KeysInMemory final : public kernel::PersonKeys {
 public:
  Result<std::string> name_of(std::string_view subject) override {
    return Result<std::string>(boost::system::in_place_value, sha256_hex(subject).substr(0, 16));
  }
  Result<std::vector<std::string>> names_of(std::string_view subject) override {
    return std::vector<std::string>{*name_of(subject)};
  }
  Result<State> state_of(const std::string& name) override {
    return destroyed_.contains(name) ? State::kErased : State::kLive;
  }
  Result<std::string> seal(const std::string& name, std::string_view about, std::string_view plain) override {
    return Result<std::string>(boost::system::in_place_value,
                               guatu::seal(SealKind::kAes256Gcm, key_of(name), about, plain));
  }
  Result<std::optional<std::string>> open(const std::string& name, std::string_view about,
                                          std::string_view sealed) override {
    if (destroyed_.contains(name)) return std::optional<std::string>();
    GUATU_TRY(plain, unseal(SealKind::kAes256Gcm, key_of(name), about, sealed));
    return std::optional<std::string>(plain);
  }
  std::string digest(std::string_view bytes) override { return sha256_hex(bytes); }
  Result<void> flush() override { return {}; }
  void drop() override {}
  Result<bool> destroy(const std::string& name) override { return destroyed_.insert(name).second; }

 private:
  static std::string key_of(const std::string& name) { return sha256_hex(name).substr(0, kSealKeyBytes); }
  std::set<std::string> destroyed_;
};

}  // namespace guatu::http::api
