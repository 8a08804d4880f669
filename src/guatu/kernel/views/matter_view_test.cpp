// Goal: a row of a list is the same whether it is made as a value or as text. Method: rows with everything
// and with nothing, with what JSON must escape, before and after they fall due.
#include "guatu/kernel/views/matter_view.h"

#include <gtest/gtest.h>

namespace guatu::kernel {
namespace {

TEST(MatterView, ARowAsTextIsTheRow) {
  MatterRow full;
  full.id = {7};
  full.number = "SB-2022-0007";
  full.playbook = "hazard";
  full.title = "路灯\"不亮\"\n\\ \x01 \U0001F525";
  full.unit = {"gj_yjj"};
  full.parent = {3};
  full.about = {5};
  full.state = "todo";
  full.opener = {"a"};
  full.holder = {"b"};
  full.opened_at = {1'648'000'000'000'001};
  full.moved_at = {1'648'000'100'000'000};
  full.due_at = {1'649'000'000'000'000};
  full.warn_at = {1'648'900'000'000'000};
  full.mark = "yellow";
  full.returns = 2;
  full.is_parked = true;
  full.supervisor = {"c"};
  full.position = {99};
  auto closed = full;
  closed.closed_at = {1'648'500'000'000'000};
  closed.outcome = "done";
  for (auto row : {full, closed, MatterRow{}})
    for (const char* told : {"", "a", "a,b", ",", "a,,b,"}) {
      row.last_told = told;
      for (const std::int64_t now :
           {std::int64_t{0}, std::int64_t{1'648'950'000'000'000}, std::int64_t{1'700'000'000'000'000}}) {
        std::string text = "before";
        append_row_json(text, row, {now});
        EXPECT_EQ(text, "before" + json::serialize(row_json(row, {now}))) << told;
      }
    }
}

}  // namespace
}  // namespace guatu::kernel
