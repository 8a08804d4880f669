// Goal: a channel that hangs keeps no other waiting, and what it hangs on is waited for at the end. Method:
// the real desk, store and notifier; a stand-in that does not answer until it is let go.
#include "guatu/notices/couriers.h"

#include <gtest/gtest.h>

#include <chrono>

#include "guatu/testing/notices.h"
#include "guatu/testing/office.h"
#include "guatu/testing/playbooks.h"

namespace guatu::notices {
namespace {

using namespace std::chrono_literals;

/// Hangs on `http://slow`, answers everything else at once.
class Hanging final : public Sender {
 public:
  Result<WebAnswer> post(const WebRequest& request) override {
    std::unique_lock lock(mutex_);
    if (request.url.starts_with("http://slow")) {
      ++hanging_;
      changed_.notify_all();
      changed_.wait(lock, [this] { return is_let_go_; });
    } else {
      ++answered_;
      changed_.notify_all();
    }
    return WebAnswer{200, R"({"errcode":0})"};
  }
  Result<void> mail(const Channel&, const Mail&) override { return {}; }

  /// False: not within half a minute.
  bool waits_for(int hanging, int answered) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 30s, [&] { return hanging_ >= hanging && answered_ >= answered; });
  }
  void let_go() {
    const std::lock_guard lock(mutex_);
    is_let_go_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int hanging_ = 0;
  int answered_ = 0;
  bool is_let_go_ = false;
};

Channel robot(const std::string& name) {
  Channel c;
  c.name = name;
  c.kind = ChannelKind::kDingtalk;
  c.url = "http://" + name + "/send?access_token=x";
  c.rules = {{{20, 60}}, 600, {}, 4096};
  c.digest_minutes = 0;
  c.hours = "always";
  c.is_for_everyone = true;
  return c;
}

TEST(Couriers, AChannelThatHangsKeepsNoOtherWaiting) {
  testing::Office office;
  office.publish(testing::kJob);
  testing::TemporaryNotices notices;
  Config config;
  config.channels = {robot("slow"), robot("first"), robot("second")};
  Hanging sender;
  int ids = 0;
  Notifier notifier(*office.store, notices.store(), config, sender, office.clock,
                    [&ids] { return "D" + std::to_string(1000 + ++ids); });
  Round round;
  ASSERT_TRUE(notifier.look(office.clock.now(), round).has_value());
  office.clock.set(office.clock.now() + kSecondUs);
  for (const char* unit : {"bureau", "county"}) office.open("job", unit, "mayor", {{"title", "一件"}});
  ASSERT_TRUE(notifier.look(office.clock.now(), round).has_value());
  ASSERT_TRUE(notifier.gather(round).has_value());
  ASSERT_EQ(round.messages, 6) << "two persons over three channels";
  std::vector<std::string> said;
  {
    Couriers couriers(notifier, config, [&said](const Error& e) { said.push_back(e.key); });
    EXPECT_TRUE(sender.waits_for(1, 4)) << "all of the others, while the first of the slow one hangs";
    sender.let_go();
  }
  EXPECT_TRUE(said.empty());
  // What it hung on arrived, and is written down.
  std::map<std::string, int> sent;
  for (const auto& d : notices.store().deliveries("sent", "", 100).value()) ++sent[d.channel];
  EXPECT_EQ(sent["first"], 2);
  EXPECT_EQ(sent["second"], 2);
  EXPECT_GE(sent["slow"], 1);
}

}  // namespace
}  // namespace guatu::notices
