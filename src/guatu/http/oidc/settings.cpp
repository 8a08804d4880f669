// oidc.yaml, strictly.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "guatu/base/yaml.h"
#include "guatu/http/oidc/provider.h"

namespace guatu::http::oidc {

namespace {

Error wrong(const std::string& file, const YamlNode& at, const std::string& name,
            const std::string& expected) {
  return Error("oidc.setting", name, {{"name", name}, {"expected", expected}}, {file, at.line, at.column});
}

std::string in_dir(const std::string& dir, const std::string& file) {
  return std::filesystem::path(file).is_absolute() ? file : (std::filesystem::path(dir) / file).string();
}

}  // namespace

Checked<Settings> read_settings(std::string_view text, const std::string& file, const std::string& dir) {
  auto root = read_yaml(text, file);
  if (root.has_error()) return std::move(root).error();
  Settings out;
  Problems problems;
  std::string secret_file;
  const std::pair<const char*, std::string*> texts[] = {
      {"issuer", &out.issuer},     {"client_id", &out.client_id}, {"client_secret_file", &secret_file},
      {"redirect", &out.redirect}, {"claim", &out.claim},         {"scopes", &out.scopes},
      {"ca_file", &out.ca_file}};
  for (const auto& e : root->entries) {
    bool is_known = false;
    for (const auto& [name, to] : texts)
      if (e.key == name) {
        is_known = true;
        *to = e.value.scalar;
        if (!e.value.is_scalar() || e.value.scalar.empty())
          problems.push_back(wrong(file, e.value, name, "text"));
      }
    if (e.key == "trusts_second_factor") {
      is_known = true;
      if (!yaml_bool(e.value, out.trusts_second_factor))
        problems.push_back(wrong(file, e.value, e.key, "true, false"));
    }
    if (e.key == "title") {
      is_known = true;
      const auto *zh = e.value.find("zh"), *en = e.value.find("en");
      if (zh == nullptr || en == nullptr)
        problems.push_back(wrong(file, e.value, e.key, "{zh: …, en: …}"));
      else
        out.title = {zh->scalar, en->scalar};
    }
    if (!is_known)
      problems.push_back(
          wrong(file, e.value, e.key,
                "issuer, client_id, client_secret_file, redirect, claim, scopes, ca_file, title, "
                "trusts_second_factor"));
  }
  for (const auto& [name, value] : {std::pair{"issuer", &out.issuer}, std::pair{"redirect", &out.redirect}})
    if (client::read_url(*value).has_error()) problems.push_back(wrong(file, *root, name, "https://…"));
  if (out.client_id.empty()) problems.push_back(wrong(file, *root, "client_id", "text"));
  if (!secret_file.empty()) {
    std::ifstream in(in_dir(dir, secret_file));
    std::getline(in, out.client_secret);
    if (out.client_secret.empty())
      problems.push_back(
          wrong(file, *root, "client_secret_file", "a file with the secret on its first line"));
  }
  if (!out.ca_file.empty()) out.ca_file = in_dir(dir, out.ca_file);
  if (!problems.empty()) return problems;
  return out;
}

}  // namespace guatu::http::oidc
