// Goal: a matter is found by what a person types and by what a field holds, and nothing else is taken for
// one.
#include "guatu/kernel/ledger/reader_context.h"

#include <gtest/gtest.h>

#include "guatu/kernel/ledger/projection.h"
#include "guatu/testing/office.h"
#include "guatu/testing/playbooks.h"

namespace guatu::kernel {
namespace {

using guatu::testing::Office;

TEST(ReaderContext, FindsAMatterByItsNumberAndByItsId) {
  Office o;
  o.publish(guatu::testing::kJob);
  const auto id = o.open("job", "bureau", "mayor", {{"title", "疏通管道"}});
  auto reader = o.store->read().value();
  const auto world = load_world(*reader).value();
  const auto x = context_of(*reader, world, nullptr, o.clock.now());
  for (const auto& name : {o.matter(id).number, std::to_string(id.value)}) {
    const auto m = x.find_matter(name);
    ASSERT_TRUE(m.has_value()) << name;
    EXPECT_EQ(m->id, id);
  }
  for (const char* name : {"", "T-2022-9999", "-1", "1x", "999999", "9999999999999999999"})
    EXPECT_FALSE(x.find_matter(name).has_value()) << name;
}

TEST(ReaderContext, SaysWhenAnEventWasRecorded) {
  Office o("2022-04-06 09:00");
  o.publish(guatu::testing::kJob);
  o.set_time("2022-04-06 10:30");
  const auto id = o.open("job", "bureau", "mayor", {{"title", "疏通管道"}});
  auto reader = o.store->read().value();
  EXPECT_EQ(recorded_at(*reader, Position{id.value}).value(), guatu::testing::at("2022-04-06 10:30"));
  EXPECT_EQ(recorded_at(*reader, Position{reader->last_position().value + 1}).value(), Instant{});
}

}  // namespace
}  // namespace guatu::kernel
