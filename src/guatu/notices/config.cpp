#include "guatu/notices/config.h"

#include <algorithm>
#include <array>

#include "guatu/base/yaml.h"

namespace guatu::notices {

namespace {

struct KindRow {
  ChannelKind kind;
  std::string_view text;
  std::string_view url;  ///< where the vendor takes messages; the key follows. Empty: none published
};
// Source: the vendors' pages on robots of groups.
constexpr std::array<KindRow, 5> kKinds{{
    {ChannelKind::kWebhook, "webhook", ""},
    {ChannelKind::kWecom, "wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key="},
    {ChannelKind::kDingtalk, "dingtalk", "https://oapi.dingtalk.com/robot/send?access_token="},
    {ChannelKind::kFeishu, "feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/"},
    {ChannelKind::kSmtp, "smtp", ""},
}};

const KindRow& row(ChannelKind k) {
  return *std::find_if(kKinds.begin(), kKinds.end(), [&](const KindRow& r) { return r.kind == k; });
}

/// Reads maps strictly and collects what is wrong.
class Reader {
 public:
  explicit Reader(std::string file) : file_(std::move(file)) {}

  Place place(const YamlNode& n) const { return {file_, n.line, n.column}; }
  void wrong(const YamlNode& n, const std::string& name, const std::string& expected) {
    problems.emplace_back("notice.value", name,
                          std::vector<std::pair<std::string, std::string>>{
                              {"name", name}, {"got", n.scalar.substr(0, 60)}, {"expected", expected}},
                          place(n));
  }
  void missing(const YamlNode& n, const std::string& name) {
    problems.emplace_back("notice.missing", name,
                          std::vector<std::pair<std::string, std::string>>{{"name", name}}, place(n));
  }
  void secret(const YamlNode& n, const std::string& name, const std::string& detail) {
    problems.emplace_back(
        "notice.secret", name,
        std::vector<std::pair<std::string, std::string>>{{"name", name}, {"detail", detail}}, place(n));
  }
  /// False: it is no map, which is said.
  bool keys(const YamlNode& n, const std::string& name, std::initializer_list<const char*> known) {
    if (!n.is_map()) {
      wrong(n, name, "a map");
      return false;
    }
    for (const auto& e : n.entries)
      if (std::none_of(known.begin(), known.end(), [&](const char* k) { return e.key == k; })) {
        std::string all;
        for (const auto* k : known) all += (all.empty() ? "" : ", ") + std::string(k);
        problems.emplace_back(
            "notice.unknown_key", e.key,
            std::vector<std::pair<std::string, std::string>>{{"name", e.key}, {"known", all}},
            Place{file_, e.line, e.column});
      }
    return true;
  }
  std::string text(const YamlNode& map, const char* key) {
    const auto* n = map.find(key);
    if (n == nullptr) return {};
    if (!n->is_scalar() || n->scalar.empty()) wrong(*n, key, "a text");
    return n->scalar;
  }
  bool flag(const YamlNode& map, const char* key) {
    bool out = false;
    if (const auto* n = map.find(key); n != nullptr && !yaml_bool(*n, out)) wrong(*n, key, "true, false");
    return out;
  }
  std::int64_t number(const YamlNode& map, const char* key, std::int64_t fallback, long long min,
                      long long max) {
    long long v = fallback;
    if (const auto* n = map.find(key); n != nullptr && (!yaml_int(*n, v) || v < min || v > max)) {
      wrong(*n, key, std::to_string(min) + ".." + std::to_string(max));
      return fallback;
    }
    return v;
  }

  Problems problems;

 private:
  std::string file_;
};

void read_limits(Reader& r, const YamlNode& list, ChannelRules& out) {
  if (!list.is_list()) return r.wrong(list, "limits", "a list of {count, seconds}");
  out.limits.clear();
  for (const auto& n : list.items) {
    if (!r.keys(n, "limits", {"count", "seconds"})) continue;
    for (const char* key : {"count", "seconds"})
      if (n.find(key) == nullptr) r.missing(n, key);
    out.limits.push_back(
        {static_cast<int>(r.number(n, "count", 1, 1, 100'000)), r.number(n, "seconds", 60, 1, 86'400)});
  }
}

/// The keys of rules, over those that are there already.
void read_rules(Reader& r, const YamlNode& map, ChannelRules& out) {
  if (const auto* list = map.find("limits")) read_limits(r, *list, out);
  out.pause_seconds = r.number(map, "pause_seconds", out.pause_seconds, 1, 86'400);
  out.text_bytes_max = static_cast<std::size_t>(
      r.number(map, "text_bytes", static_cast<std::int64_t>(out.text_bytes_max), 300, 1'000'000));
  if (const auto* list = map.find("avoided_minutes")) {
    out.avoided_minutes.clear();
    if (!list->is_list() || list->items.size() > 30)
      return r.wrong(*list, "avoided_minutes", "at most 30 minutes of the hour");
    for (const auto& n : list->items) {
      long long v = 0;
      if (!yaml_int(n, v) || v < 0 || v > 59) r.wrong(n, "avoided_minutes", "0..59");
      out.avoided_minutes.push_back(static_cast<int>(v));
    }
  }
}

/// `NAME_file` or `NAME_env`; empty when neither is there.
std::string read_secret(Reader& r, const YamlNode& map, const std::string& name, const Secrets& secrets) {
  const auto* file = map.find(name + "_file");
  const auto* variable = map.find(name + "_env");
  if (file != nullptr && variable != nullptr) r.wrong(*variable, name + "_env", name + "_file alone");
  if (file != nullptr) {
    auto got = secrets.file(file->scalar);
    if (got.has_error()) {
      const auto& args = got.error().args;
      r.secret(*file, name + "_file", file->scalar + (args.empty() ? "" : ": " + args.back().second));
      return {};
    }
    const auto text = std::string(trim(*got));
    if (text.empty()) r.secret(*file, name + "_file", file->scalar + ": empty");
    return text;
  }
  if (variable == nullptr) return {};
  const auto got = secrets.environment(variable->scalar);
  if (!got || got->empty()) r.secret(*variable, name + "_env", "$" + variable->scalar);
  return got.value_or("");
}

void read_people(Reader& r, const YamlNode& channel, Channel& out) {
  const auto* people = channel.find("people");
  if (people == nullptr) return;
  if (!people->is_map()) return r.wrong(*people, "people", "person: address");
  for (const auto& e : people->entries) {
    const bool is_address = e.value.is_scalar() && !e.value.scalar.empty() &&
                            e.value.scalar.find_first_of("\r\n<> ") == std::string::npos;
    const bool is_mail = e.value.scalar.find('@') != std::string::npos;
    if (!is_address || (out.kind == ChannelKind::kSmtp && !is_mail))
      r.wrong(e.value, "people." + e.key,
              out.kind == ChannelKind::kSmtp ? "name@host" : "a name without spaces");
    out.people[e.key] = e.value.scalar;
  }
}

void read_place(Reader& r, const YamlNode& n, const Secrets& secrets, Channel& out) {
  const auto key = read_secret(r, n, "key", secrets);
  const auto url = r.text(n, "url");
  const bool is_robot = !row(out.kind).url.empty();
  out.url = (url.empty() ? std::string(row(out.kind).url) : url) + (is_robot ? key : "");
  if (is_robot && n.find("key_file") == nullptr && n.find("key_env") == nullptr) r.missing(n, "key_file");
  if (!is_robot && url.empty()) r.missing(n, "url");
  const bool is_mail = out.kind == ChannelKind::kSmtp;
  const auto fits = [&](const char* start) { return out.url.starts_with(start); };
  if (!url.empty() && !(is_mail ? fits("smtp://") || fits("smtps://") : fits("http://") || fits("https://")))
    r.wrong(*n.find("url"), "url", is_mail ? "smtp://host:port, smtps://host:port" : "https://…");
  out.secret = read_secret(r, n, "secret", secrets);
  if (out.kind == ChannelKind::kWebhook && n.find("secret_file") == nullptr &&
      n.find("secret_env") == nullptr)
    r.missing(n, "secret_file");
  out.password = read_secret(r, n, "password", secrets);
  out.user = r.text(n, "user");
  out.from = r.text(n, "from");
  if (const auto* ca = n.find("ca_file"); ca != nullptr) {
    // Read now, so that a wrong name stops the start and not the first message.
    const auto name = r.text(n, "ca_file");
    const auto got = secrets.file(name);
    if (got.has_error() || got->find("-----BEGIN CERTIFICATE-----") == std::string::npos)
      r.wrong(*ca, "ca_file", "a file of certificates in PEM");
    out.ca_file = secrets.path ? secrets.path(name) : name;
  }
  if (is_mail && out.from.find('@') == std::string::npos) {
    if (const auto* from = n.find("from"))
      r.wrong(*from, "from", "name@host");
    else
      r.missing(n, "from");
  }
}

void read_channel(Reader& r, const YamlNode::Entry& e, const KindRules& published, const Secrets& secrets,
                  Config& out) {
  const auto& n = e.value;
  if (!r.keys(n, e.key,
              {"kind", "url", "key_file", "key_env", "secret_file", "secret_env", "user", "password_file",
               "password_env", "from", "ca_file", "hours", "digest_minutes", "everyone", "people", "limits",
               "pause_seconds", "text_bytes", "avoided_minutes"}))
    return;
  Channel c;
  c.name = e.key;
  const auto kind = r.text(n, "kind");
  const auto* known =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const KindRow& k) { return k.text == kind; });
  if (known == kKinds.end()) {
    if (const auto* k = n.find("kind"))
      r.wrong(*k, "kind", "webhook, wecom, dingtalk, feishu, smtp");
    else
      r.missing(n, "kind");
    return;
  }
  c.kind = known->kind;
  read_place(r, n, secrets, c);
  if (const auto hours = r.text(n, "hours"); !hours.empty()) c.hours = hours;
  c.digest_minutes = r.number(n, "digest_minutes", c.digest_minutes, 0, 1440);
  c.is_for_everyone = r.flag(n, "everyone");
  if (c.is_for_everyone && c.kind == ChannelKind::kSmtp)
    r.wrong(*n.find("everyone"), "everyone", "false: a mail needs an address under people");
  if (const auto it = published.find(kind); it != published.end()) c.rules = it->second;
  read_rules(r, n, c.rules);
  read_people(r, n, c);
  out.channels.push_back(std::move(c));
}

}  // namespace

std::string_view text_of(ChannelKind k) {
  return row(k).text;
}

std::optional<std::string> Channel::address(const PersonId& person) const {
  if (const auto it = people.find(person.value); it != people.end()) return it->second;
  if (is_for_everyone) return std::string();
  return std::nullopt;
}

const Channel* Config::channel(std::string_view name) const {
  const auto it =
      std::find_if(channels.begin(), channels.end(), [&](const Channel& c) { return c.name == name; });
  return it == channels.end() ? nullptr : &*it;
}

Checked<KindRules> read_channel_rules(std::string_view text, const std::string& file) {
  GUATU_TRY(root, read_yaml(text, file));
  Reader r(file);
  KindRules out;
  if (r.keys(root, "channels", {"wecom", "dingtalk", "feishu", "webhook", "smtp"}))
    for (const auto& e : root.entries)
      if (r.keys(e.value, e.key, {"source", "limits", "pause_seconds", "text_bytes", "avoided_minutes"})) {
        if (e.value.find("source") == nullptr) r.missing(e.value, "source");
        read_rules(r, e.value, out[e.key]);
      }
  if (!r.problems.empty()) return std::move(r.problems);
  return out;
}

Checked<Config> read_config(std::string_view text, const std::string& file, const KindRules& published,
                            const Secrets& secrets) {
  GUATU_TRY(root, read_yaml(text, file));
  Reader r(file);
  Config out;
  if (!r.keys(root, "notices", {"link", "lang", "demo", "channels"})) return std::move(r.problems);
  out.link = r.text(root, "link");
  if (const auto lang = r.text(root, "lang"); lang == "en")
    out.lang = Lang::kEn;
  else if (!lang.empty() && lang != "zh")
    r.wrong(*root.find("lang"), "lang", "zh, en");
  out.is_sent_in_demo = r.flag(root, "demo");
  if (const auto* channels = root.find("channels")) {
    if (!channels->is_map())
      r.wrong(*channels, "channels", "name: {kind: …}");
    else
      for (const auto& e : channels->entries) read_channel(r, e, published, secrets, out);
  }
  if (!r.problems.empty()) return std::move(r.problems);
  return out;
}

}  // namespace guatu::notices
