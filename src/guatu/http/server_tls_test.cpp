// Goal: the server speaks TLS 1.2 and later with a certificate from files, and says what is wrong with bad
// ones; the web UI is served from a folder. Method: a certificate made here, OpenSSL's own client.
#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/ssl.h>

#include <filesystem>
#include <fstream>

#include "guatu/http/certificate_fixture_test.h"
#include "guatu/http/http_fixture_test.h"
#include "guatu/http/server_fixture_test.h"
#include "guatu/http/static_files.h"

namespace guatu::http {
namespace {

/// One request over a new TLS connection; empty when the handshake fails.
std::string ask_tls(std::uint16_t port, const std::string& request, int max_version) {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_min_proto_version(context, TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context, max_version);
  SSL_CTX_set_security_level(context, 0);
  BIO* bio = BIO_new_ssl_connect(context);
  BIO_set_conn_hostname(bio, ("127.0.0.1:" + std::to_string(port)).c_str());
  std::string out;
  if (BIO_do_connect(bio) == 1 && BIO_write(bio, request.data(), static_cast<int>(request.size())) > 0) {
    char some[4096];
    for (int n = 0; (n = BIO_read(bio, some, sizeof some)) > 0;)
      out.append(some, static_cast<std::size_t>(n));
  }
  BIO_free_all(bio);
  SSL_CTX_free(context);
  return out;
}

TEST(Tls, ServesWithACertificateFromFiles) {
  const auto dir = std::filesystem::temp_directory_path() / ("guatu-tls-" + std::to_string(::getpid()));
  std::filesystem::create_directories(dir);
  ServerOptions o;
  o.certificate_file = (dir / "cert.pem").string();
  o.key_file = (dir / "key.pem").string();
  make_certificate(o.certificate_file, o.key_file);
  {
    TestServer s(o);
    const auto request = get("/who", "Connection: close\r\n");
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
      const auto answer = ask_tls(s.port(), request, version);
      EXPECT_EQ(status_of_answer(answer), 200);
      EXPECT_NE(answer.find("127.0.0.1 https"), std::string::npos) << answer;
    }
    EXPECT_EQ(ask_tls(s.port(), request, TLS1_1_VERSION), "");
    const auto large = ask_tls(s.port(), get("/large", "Connection: close\r\n"), TLS1_3_VERSION);
    EXPECT_TRUE(large.ends_with("99999,0]"));
    // No TLS at all: closed without an answer of ours.
    RawClient plain(s.port());
    plain.send(get("/hello"));
    EXPECT_EQ(status_of_answer(plain.read_all()), 0);
  }
  SystemClock clock;
  Router router;
  Metrics metrics(router);
  Pool pool(1, 1);
  o.key_file = (dir / "none.pem").string();
  auto wrong = Server::start(router, clock, metrics, pool, o);
  ASSERT_TRUE(wrong.has_error());
  EXPECT_EQ(wrong.error().key, "http.certificate");
  std::filesystem::remove_all(dir);
}

TEST(StaticFiles, ServesTheBuiltUiAndSaysWhenThereIsNone) {
  Router empty;
  const StaticFiles none("/nowhere");
  empty.set_fallback([&](const Request& q, const Responder& r) { none.answer(q, r); });
  const auto page = body_text(ask(empty, Method::kGet, "/"));
  EXPECT_NE(page.find("/api/v1"), std::string::npos);
  EXPECT_NE(page.find("not built in"), std::string::npos);
  EXPECT_NE(page.find("没有带网页界面"), std::string::npos);
  EXPECT_EQ(ask(empty, Method::kGet, "/wall").status, 404);

  const auto dir = std::filesystem::temp_directory_path() / ("guatu-ui-" + std::to_string(::getpid()));
  std::filesystem::create_directories(dir / "assets");
  std::ofstream(dir / "index.html") << "<html>ui</html>";
  std::ofstream(dir / "assets/index-4f3a9c1b.js") << "code";
  std::ofstream(dir / "assets/index-4f3a9c1b.js.gz") << "small";
  std::ofstream(dir / ".secret") << "no";
  const StaticFiles files(dir.string());
  Router router;
  router.set_fallback([&](const Request& q, const Responder& r) { files.answer(q, r); });
  for (const char* path : {"/", "/index.html", "/wall", "/matters/12"})
    EXPECT_EQ(body_text(ask(router, Method::kGet, path)), "<html>ui</html>") << path;
  for (const char* path :
       {"/.secret", "/nothing.js", "/api", "/api/v1/nothing", "/assets/index-4f3a9c1b.js.gz"})
    EXPECT_EQ(ask(router, Method::kGet, path).status, 404) << path;
  const auto js = ask(router, Method::kGet, "/assets/index-4f3a9c1b.js");
  EXPECT_EQ(body_text(js), "code");
  EXPECT_NE(js.headers.get("Cache-Control").find("immutable"), std::string::npos);
  EXPECT_NE(js.headers.get("Content-Security-Policy").find("default-src 'self'"), std::string::npos);
  auto e = make_exchange(Method::kGet, "/assets/index-4f3a9c1b.js");
  e->request.headers.add("Accept-Encoding", "gzip");
  router.dispatch(e);
  EXPECT_EQ(body_text(e->wait()), "small");
  auto again = make_exchange(Method::kGet, "/");
  again->request.headers.add("If-None-Match", ask(router, Method::kGet, "/").headers.get("ETag"));
  router.dispatch(again);
  EXPECT_EQ(again->wait().status, 304);
  std::filesystem::remove_all(dir);
}

}  // namespace
}  // namespace guatu::http
