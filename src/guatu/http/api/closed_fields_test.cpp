// Goal: a field with `seen_by` is closed to others by every way: lists by words, exports and their row
// counts, histories, and the words with which a move is refused. Method: a small office whose playbook closes
// a field to all but heads; the same is asked as one who may read it and as one who may not.
#include <gtest/gtest.h>

#include "guatu/http/api/api_fixture_test.h"

namespace guatu::http::api {
namespace {

/// kJob with `proof` for heads alone.
std::string closed_job() {
  std::string text = testing::kJob;
  const std::string open = "proof: {type: text,";
  text.replace(text.find(open), open.size(), "proof: {type: text, seen_by: [head],");
  return text;
}

class ClosedFields : public ::testing::Test {
 protected:
  ClosedFields() : text(closed_job()), api({text.c_str()}) {
    json::object fields;
    fields["title"] = "河道整治";
    id = std::to_string(api.office.open("job", "bureau", "street", std::move(fields)).value);
    EXPECT_EQ(api.office.move({std::stoll(id)}, "take", "cai"), "");
    json::object proof;
    proof["proof"] = "举报人张三 Whistle";
    EXPECT_EQ(api.office.move({std::stoll(id)}, "note", "cai", std::move(proof), "张三来信"), "");
  }
  std::size_t found(const std::string& who, const std::string& words) {
    return api.get(who, "/api/v1/search?q=" + words).at("items").as_array().size();
  }
  std::string exported(const std::string& who, const std::string& words) {
    const auto r = api.ask(who, Method::kGet, "/api/v1/matters/export?format=csv&q=" + words);
    EXPECT_EQ(r.status, 200) << body_text(r);
    return std::string(r.headers.get("Guatu-Rows"));
  }
  std::string history(const std::string& who) {
    return json::serialize(api.get(who, "/api/v1/matters/" + id + "/history")) +
           json::serialize(api.get(who, "/api/v1/events")) +
           json::serialize(api.get(who, "/api/v1/matters/" + id));
  }

  static constexpr const char* kZhang = "%E5%BC%A0%E4%B8%89";  // 张三
  static constexpr const char* kRiver = "%E6%B2%B3%E9%81%93";  // 河道
  std::string text;
  ApiOffice api;
  std::string id;
};

TEST_F(ClosedFields, AreNotFoundByTheirWords) {
  for (const std::string words : {kZhang, "whistle", "WHISTLE"}) {
    EXPECT_EQ(found("chief", words), 1U) << words;
    EXPECT_EQ(found("ann", words), 0U) << words;
    EXPECT_EQ(exported("chief", words), "1") << words;
    EXPECT_EQ(exported("ann", words), "0") << words;
  }
  EXPECT_EQ(found("ann", kRiver), 1U);
  EXPECT_EQ(exported("ann", kRiver), "1");
  EXPECT_EQ(found("ann", std::string(kRiver) + "%20" + kZhang), 0U);
  EXPECT_EQ(found("chief", std::string(kRiver) + "%20" + kZhang), 1U);
}

TEST_F(ClosedFields, NeitherTheyNorWhatWasSaidOfThemStandInHistories) {
  for (const char* word : {"张三", "Whistle", "张三来信"}) {
    EXPECT_NE(history("chief").find(word), std::string::npos) << word;
    EXPECT_EQ(history("ann").find(word), std::string::npos) << word;
  }
}

TEST_F(ClosedFields, AnOpenChildIsNamedToWhoMaySeeItAlone) {
  const auto path = "/api/v1/matters/" + id;
  json::object result;
  result["result"] = "好";
  ASSERT_EQ(api.office.move({std::stoll(id)}, "submit", "cai", std::move(result)), "");
  // The child of another unit is the first one; it is withdrawn before one of the own unit comes.
  for (const auto& [unit, is_seen] : {std::pair{"county", false}, std::pair{"bureau", true}}) {
    json::object fields;
    fields["title"] = "下级";
    const auto child = api.office.open("job", unit, "street", std::move(fields), {std::stoll(id)});
    const auto number = api.office.matter(child).number;
    const auto shown = json::serialize(api.get("ann", path).at("refused_moves"));
    EXPECT_NE(shown.find("matter.open_children"), std::string::npos) << shown;
    EXPECT_EQ(shown.find(number) != std::string::npos, is_seen) << shown;
    const auto r = api.post("ann", path + "/moves", R"({"move":"accept"})");
    EXPECT_EQ(r.status, 409);
    EXPECT_EQ(body_text(r).find(number) != std::string::npos, is_seen) << body_text(r);
    auto withdraw = api.office.command(kernel::Verb::kWithdraw, "street");
    withdraw.matter = child;
    withdraw.reason = "撤回";
    api.office.done(withdraw);
  }
}

TEST_F(ClosedFields, PersonalValuesAreAskedForByWhoMayAndThatIsInTheAudit) {
  const auto path = "/api/v1/matters/" + id + "?personal=true";
  std::string may, may_not;
  for (const std::string who : {"chief", "cai", "ann", "bob", "mayor", "eve"})
    (api.ask(who, Method::kGet, path).status == 200 ? may : may_not) = who;
  ASSERT_NE(may, "");
  ASSERT_NE(may_not, "");
  api.service.trail.flush();
  const auto number = api.office.matter({std::stoll(id)}).number;
  int read = 0, refused = 0;
  ASSERT_TRUE(api.accounts.store()
                  .read([&](kernel::AccountReader& r) {
                    r.audit_rows([&](const kernel::AuditRow& row, const std::string&) {
                      read += row.kind == kernel::AuditKind::kPersonalRead && row.about == number ? 1 : 0;
                      refused +=
                          row.kind == kernel::AuditKind::kRefused && row.about == "readMatter " + id ? 1 : 0;
                      return true;
                    });
                  })
                  .has_value());
  EXPECT_GE(read, 1);
  EXPECT_GE(refused, 1);
  EXPECT_EQ(read + refused, 6);
}

}  // namespace
}  // namespace guatu::http::api
