// Goal: whoever has no account can open, follow and read what the office opens, and nothing else: no personal
// value, no other matter, no guess, no proof twice. Method: the shipped playbook of orders over a small
// office with keys of persons; requests as a browser sends them, answers checked against the description.
#include <gtest/gtest.h>

#include <set>

#include "guatu/http/api/public_fixture_test.h"
#include "guatu/kernel/views/personal_view.h"

namespace guatu::http::api {
namespace {

TEST_F(Public, OpensAndFollowsWithoutAnAccountAndNothingPersonalComesOut) {
  const auto offers = body_json(ask(Method::kGet, "/offers"));
  ASSERT_EQ(offers.at("offers").as_array().size(), 1U);
  EXPECT_EQ(offers.at("offers").at(0).at("fields").as_array().size(), 6U);
  EXPECT_EQ(text(offers.at("notice"), "zh"), "周一至周五");

  const auto r = send(order(), "k1");
  ASSERT_EQ(r.status, 201) << body_text(r);
  EXPECT_EQ(r.headers.get("Cache-Control"), "no-store");
  const auto number = text(body_json(r), "number"), code = text(body_json(r), "code");
  EXPECT_EQ(code.size(), 14U);

  const auto found = follow(number, code);
  ASSERT_EQ(found.status, 200) << body_text(found);
  EXPECT_EQ(found.headers.get("Cache-Control"), "no-store");
  const auto body = body_json(found);
  EXPECT_EQ(text(body.at("state"), "zh"), "已下单");
  EXPECT_EQ(body.at("steps").as_array().size(), 1U);
  EXPECT_TRUE(body.at("due_at").is_string());
  ASSERT_EQ(body.at("fields").as_array().size(), 1U);
  EXPECT_EQ(text(body.at("fields").at(0).at("value"), "en"), "Repairs");
  std::string shouted = from_groups(code);
  for (char& c : shouted) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  EXPECT_EQ(follow(number, " " + shouted).status, 200);

  EXPECT_EQ(body_json(ask(Method::kGet, "/lists/order")).at("items").as_array().size(), 1U);
  for (const char* secret : {kContact, kDetail, "sealed", "\"ann\"", "street"})
    EXPECT_EQ(seen_.find(secret), std::string::npos) << secret;
  for (const auto& e : api_.office.events())
    EXPECT_EQ(kernel::encode_data(e).find(kContact), std::string::npos);
}

TEST_F(Public, AWrongCodeAndAnUnknownNumberAreTheSameAndSlowed) {
  const auto opened = body_json(send(order(), "k1"));
  const auto number = text(opened, "number"), code = text(opened, "code");
  // Somebody else's matter has a number too, and not even the right code of it leads anywhere.
  const auto inner = api_.office.matter(api_.office.open("job", "bureau", "ann", {{"title", "内部"}}));
  const auto plain = [](const Response& r) {
    auto o = body_json(r).as_object();
    o.erase("request_id");
    return std::to_string(r.status) + json::serialize(o);
  };
  const auto wrong = plain(follow(number, "aaaa-aaaa-aaaa"));
  EXPECT_TRUE(wrong.starts_with("404")) << wrong;
  EXPECT_EQ(plain(follow("SD-2022-9999", "aaaa-aaaa-aaaa")), wrong);
  EXPECT_EQ(plain(follow("1", code)), wrong);
  EXPECT_EQ(plain(follow(number, "")), wrong);
  EXPECT_EQ(plain(follow(number, std::string(2000, 'a'))), wrong);
  EXPECT_EQ(plain(follow(inner.number, window_.code_of(inner.number))), wrong);

  for (int i = 0; i < 5; ++i) EXPECT_EQ(follow(number, "bbbb-bbbb-bbbb").status, 404) << i;
  const auto slow = follow(number, code);
  EXPECT_EQ(slow.status, 429);
  EXPECT_EQ(key_of(slow), "public.slow");
  EXPECT_EQ(slow.headers.get("Retry-After"), "1");
  peer_ = "192.0.2.2";
  EXPECT_EQ(follow(number, code).status, 200) << "nobody keeps another from their own matter";
  peer_ = "192.0.2.1";
  wall_.set(wall_.now() + kSecondUs);
  EXPECT_EQ(follow(number, code).status, 200);
}

TEST_F(Public, AProofIsGoodOnceAndForAWhile) {
  const auto p = proof();
  EXPECT_EQ(send(order(), p, "k1").status, 201);
  EXPECT_EQ(key_of(send(order("另一件"), p, "k2")), "public.proof") << "again";

  auto lazy = proof();
  lazy.answer = "x";  // One in 256 would do by chance; then the next one does not.
  while (solved(lazy.nonce, 8) == lazy.answer) lazy = proof();
  Hasher hasher(HashKind::kSha256);
  for (int n = 0; hasher.of(lazy.nonce + "." + lazy.answer)[0] == 0; ++n)
    lazy.answer = "x" + std::to_string(n);
  EXPECT_EQ(key_of(send(order(), lazy, "k3")), "public.proof") << "no work";

  Proof forged{"99999999999.aaaaaaaaaaaaaaaa." + std::string(32, '0'), {}};
  forged.answer = solved(forged.nonce, 8);
  EXPECT_EQ(key_of(send(order(), forged, "k4")), "public.proof") << "not of ours";

  const auto old = proof();
  wall_.set(wall_.now() + 600 * kSecondUs);
  EXPECT_EQ(key_of(send(order(), old, "k5")), "public.proof") << "too old";
  EXPECT_EQ(send(order(), "k5").status, 201);
}

TEST_F(Public, SentAgainItIsOneMatterWithTheSameCode) {
  const auto first = send(order(), "k1"), again = send(order(), "k1");
  ASSERT_EQ(first.status, 201);
  EXPECT_EQ(body_text(again), body_text(first));
  EXPECT_EQ(key_of(send(order("别的"), "k1")), "command.conflict");
  EXPECT_EQ(send(order(), "k2").status, 201);
  EXPECT_EQ(send(order(), "k3").status, 201) << "what was only sent again is not counted";
  EXPECT_EQ(
      key_of(ask(Method::kPost, "/matters", R"({"playbook":"order","fields":{},"nonce":"n","answer":"1"})")),
      "http.no_idempotency_key");
}

TEST_F(Public, OneResidentIsErasedAlone) {
  const auto number_of = [&](const json::object& fields, const std::string& key) {
    const auto r = send(fields, key);
    EXPECT_EQ(r.status, 201) << body_text(r);
    return text(body_json(r), "number");
  };
  auto unnamed = order("没留电话");
  unnamed.erase("contact");
  const std::vector<std::string> numbers{number_of(order(), "k1"), number_of(order("又一件"), "k2"),
                                         number_of(order("别人的", "13900005678"), "k3"),
                                         number_of(unnamed, "k4")};
  // Opened for whom it is shown to: the details of each, or the word for an erased one.
  const auto details = [&] {
    std::vector<std::string> out;
    for (const auto& n : numbers) {
      auto reader = api_.office.store->read().value();
      const auto m = reader->matter(reader->find_number(n).value()).value();
      const auto world = kernel::load_world(*reader).value();
      const auto* p = world.playbook(m.playbook, m.version);
      EXPECT_TRUE(kernel::is_sealed(m.fields.at("detail"))) << n;
      out.push_back(kernel::PersonalView(Lang::kEn, world, &keys_, true)
                        .text(m, *p->field("detail"), m.fields.at("detail")));
    }
    return out;
  };
  EXPECT_EQ(details(), std::vector<std::string>(4, kDetail));

  // What an official writes into it later is the resident's too.
  auto amend = api_.office.command(kernel::Verb::kAmend, "street");
  amend.matter = api_.office.store->read().value()->find_number(numbers[0]).value();
  amend.fields = {{"detail", "三单元，二楼"}};
  ASSERT_TRUE(desk_.execute(amend).has_value());

  const auto names = keys_.names_of(kContact).value();
  ASSERT_EQ(desk_.erase_person(names, "本人申请", {"mayor"}).value(), 1);
  EXPECT_EQ(details(), (std::vector<std::string>{"(erased)", "(erased)", kDetail, kDetail}));

  // And what is written after the erasure falls to nobody else, and can be erased again.
  amend.id = "after";
  amend.fields = {{"detail", "补记"}};
  ASSERT_TRUE(desk_.execute(amend).has_value());
  EXPECT_EQ(details()[0], "补记");
  const auto m = api_.office.matter(amend.matter);
  const auto again = kernel::key_of_sealed(m.fields.at("detail"));
  EXPECT_NE(again, keys_.name_of("ann").value()) << "the person at the window";
  ASSERT_EQ(desk_.erase_person({again}, "本人申请", {"mayor"}).value(), 1);
  EXPECT_EQ(details(), (std::vector<std::string>{"(erased)", "(erased)", kDetail, kDetail}));
}

TEST_F(Public, OnlyWhatIsOfferedIsTaken) {
  EXPECT_EQ(key_of(send({{"title", "越权"}}, proof(), "k1", "job")), "public.not_offered");
  EXPECT_EQ(key_of(send({{"title", "越权"}}, proof(), "k1", "nothing")), "public.not_offered");
  for (const char* field : {"taker", "resident", "result", "nothing"}) {
    auto fields = order();
    fields[field] = "ann";
    const auto r = send(fields, "k1");
    EXPECT_EQ(key_of(r), "public.field") << field;
    EXPECT_EQ(text(body_json(r).at("fields").at(0), "pointer"), std::string("/fields/") + field);
  }
  auto fields = order();
  fields.erase("kind");
  EXPECT_EQ(send(fields, "k1").status, 422);
  EXPECT_EQ(send(order(std::string(4000, 'a')), "k1").status, 422);
  const auto large = send(order(std::string(40'000, 'a')), "k1");
  EXPECT_EQ(large.status, 413);
  EXPECT_EQ(key_of(large), "public.too_large");
  EXPECT_EQ(key_of(ask(Method::kGet, "/lists/job")), "public.not_listed");
  EXPECT_EQ(api_.office.position(), api_.office.events().back().position);
  for (const auto& e : api_.office.events()) EXPECT_NE(kernel::type_of(e), "matter.opened");
}

TEST_F(Public, OneContactAndOneNetworkComeSoOftenInAnHour) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(send(order(), "k" + std::to_string(i)).status, 201);
  peer_ = "192.0.2.9";
  const auto r = send(order("再来", "138 0000-1234"), "k9");
  EXPECT_EQ(key_of(r), "public.too_many") << "the same number, written otherwise, from elsewhere";
  EXPECT_EQ(r.headers.get("Retry-After"), "3600");
  EXPECT_EQ(send(order("邻居", "13900001234"), "k10").status, 201);
  wall_.set(wall_.now() + kHourUs);
  EXPECT_EQ(send(order("再来"), "k11").status, 201);

  peer_ = "2001:db8::1";
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(send(order("多", "1390000" + std::to_string(i)), "n" + std::to_string(i)).status, 201);
  peer_ = "2001:db8::2";
  EXPECT_EQ(key_of(send(order("多", "13911"), "n20")), "public.too_many") << "one network";
}

/// Keeps codes instead of sending them.
class CodesInHand final : public CodeSender {
 public:
  Result<void> send(const Contact& to, const std::string& code, int, Lang) override {
    last = to.plain + " " + code;
    return {};
  }
  std::string last;
};

TEST_F(Public, AContactIsConfirmedBeforeAnythingIsTaken) {
  config_.codes = {"post", "", false, {}};
  PublicWindow window(config_, "the secret of this ledger", wall_);
  CodesInHand hand;
  window.codes().send_by(&hand);
  service_.window = &window;
  EXPECT_EQ(json::serialize(body_json(ask(Method::kGet, "/offers")).at("offers").at(0).at("confirms")),
            R"(["mail"])");
  const auto fields = order("换灯泡", "Li@mail.example");
  const auto before = api_.office.position();
  EXPECT_EQ(key_of(send(fields, "k1")), "public.confirm");
  const auto with = [&](const std::string& confirmation, const std::string& code, const std::string& key) {
    const auto p = proof();
    return ask(Method::kPost, "/matters",
               json::serialize(json::object{{"playbook", "order"},
                                            {"fields", fields},
                                            {"nonce", p.nonce},
                                            {"answer", p.answer},
                                            {"confirmation", confirmation},
                                            {"confirmation_code", code}}),
               {{"Idempotency-Key", key}});
  };
  const auto ask_code = [&](const std::string& contact) {
    const auto p = proof();
    return ask(Method::kPost, "/codes",
               json::serialize(json::object{{"contact", contact}, {"nonce", p.nonce}, {"answer", p.answer}}));
  };
  EXPECT_EQ(key_of(ask_code(kContact)), "public.code_unneeded");
  const auto unclear = ask_code("li@mail");
  EXPECT_EQ(key_of(unclear), "public.contact_mail");
  EXPECT_EQ(text(body_json(unclear).at("fields").at(0), "pointer"), "/contact");
  const auto sent = body_json(ask_code("li@mail.example"));
  ASSERT_EQ(hand.last.substr(0, 16), "li@mail.example ");
  const auto code = hand.last.substr(16);
  EXPECT_EQ(ask_code("li@mail.example").headers.get("Retry-After"), "60");
  EXPECT_EQ(seen_.find(code), std::string::npos) << "no answer holds it";
  const auto confirmation = text(sent, "confirmation");
  const auto wrong = with(confirmation, code == "000000" ? "000001" : "000000", "k1");
  EXPECT_EQ(key_of(wrong), "public.code_wrong");
  EXPECT_EQ(text(body_json(wrong).at("fields").at(0), "pointer"), "/confirmation_code");
  EXPECT_EQ(api_.office.position(), before) << "nothing was written";
  const auto first = with(confirmation, code, "k1");
  ASSERT_EQ(first.status, 201) << body_text(first);
  EXPECT_EQ(body_text(with(confirmation, code, "k1")), body_text(first)) << "the answer was lost";
  EXPECT_EQ(key_of(with(confirmation, code, "k2")), "public.code_over");
  EXPECT_EQ(send(order("换灯泡", kContact), "k3").status, 201) << "a number, where only mail is confirmed";
}

TEST_F(Public, ListsAreTextAMinuteOldAndPaged) {
  const std::string title = "<script>alert(1)</script>";
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(send(order(title, std::to_string(i)), "k" + std::to_string(i)).status, 201);
  const auto r = ask(Method::kGet, "/lists/order?limit=2");
  EXPECT_EQ(r.headers.get("Cache-Control"), "public, max-age=60");
  EXPECT_EQ(r.headers.get("Content-Type").substr(0, 16), "application/json");
  const auto page = body_json(r);
  ASSERT_EQ(page.at("items").as_array().size(), 2U);
  EXPECT_EQ(text(page.at("items").at(0), "title"), title) << "as it was written: whoever shows it escapes it";
  const auto next = body_json(ask(Method::kGet, "/lists/order?limit=2&cursor=" + text(page, "next_cursor")));
  EXPECT_EQ(next.at("items").as_array().size(), 1U);
  EXPECT_TRUE(next.at("next_cursor").is_null());
  EXPECT_EQ(key_of(ask(Method::kGet, "/lists/order?cursor=nonsense")), "list.cursor");

  EXPECT_EQ(send(order("新的", "9"), "k9").status, 201);
  EXPECT_EQ(body_text(ask(Method::kGet, "/lists/order?limit=2")), body_text(r));
  wall_.set(wall_.now() + kMinuteUs);
  EXPECT_EQ(text(body_json(ask(Method::kGet, "/lists/order?limit=2")).at("items").at(0), "title"), "新的");
}

TEST_F(Public, ClosedIsClosed) {
  service_.window = nullptr;
  EXPECT_TRUE(body_json(ask(Method::kGet, "/offers")).at("offers").as_array().empty());
  EXPECT_EQ(key_of(ask(Method::kGet, "/challenge")), "public.closed");
  EXPECT_EQ(key_of(follow("SD-2022-0001", "x")), "public.closed");
}

TEST_F(Public, AConfigurationThatDoesNotFitSaysWhereAndWhatInstead) {
  const auto reader = api_.office.store->read().value();
  const auto world = kernel::load_world(*reader).value();
  const auto problems = [&](const std::string& text) {
    std::string out;
    auto read = read_public_config(text, "public.yaml");
    const auto add = [&out](const Problems& all) {
      for (const auto& e : all)
        out += e.key + " " + std::to_string(e.place.line) + " " +
               (e.args.empty() ? "" : e.args.front().second) + "; ";
    };
    if (read.has_error()) {
      add(read.error());
    } else if (auto fits = check_public_config(*read, world); fits.has_error()) {
      add(fits.error());
    }
    return out;
  };
  EXPECT_EQ(problems("open: {order: {unit: street, as: ann, fields: [title, kind, urgent, contact], contact: "
                     "contact}}\nlists: [order]\nnotice: {zh: 好}\nper_hour: {address: 9}\ndifficulty: 12\n"),
            "");
  EXPECT_EQ(problems("codes: {mail: post, required: true}\n"), "");
  EXPECT_EQ(problems("codes: {post: mail}\n"), "public.config 1 codes.post; public.config 1 codes; ");
  EXPECT_EQ(problems("codes: {mail: post, required: maybe}\n"), "public.config 1 codes.required; ");
  EXPECT_EQ(problems("open: {order: {unit: street, as: ann, fields: [title, kind, urgent]}}\n"
                     "codes: {mail: post, required: true}\n"),
            "public.config 1 order.contact; ");
  EXPECT_EQ(problems("opne: 1\n"), "public.config 1 opne; ");
  EXPECT_EQ(problems("difficulty: 40\n"), "public.config 1 difficulty; ");
  EXPECT_EQ(problems("lists: [job]\n"), "public.config 1 job; ");
  EXPECT_EQ(problems("open:\n  order: {unit: street, as: ann, fields: [title, kind]}\n"),
            "public.config 2 fields; ");
  EXPECT_EQ(problems("open:\n  order: {unit: x, as: y, fields: [title, kind, urgent, taker]}\n"),
            "public.config 2 unit: x; public.config 2 as: y; public.config 2 taker; ");
  EXPECT_EQ(problems("open: {wish: {unit: street, as: ann, fields: [title]}}\n"), "public.config 1 wish; ");
}

}  // namespace
}  // namespace guatu::http::api
