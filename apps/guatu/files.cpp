// Files that the program reads and the few that it writes: settings, YAML, the shipped share folder.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "guatu/base/limits.h"
#include "guatu/base/yaml.h"
#include "guatu/evidence.h"
#include "guatu/wiring.h"

namespace guatu::app {

namespace fs = std::filesystem;

namespace {

std::string settings_file(const std::string& dir) {
  return (fs::path(dir) / "guatu.yaml").string();
}

Error setting(const std::string& file, int line, int column, const std::string& name, const char* instead) {
  return Error("cli.setting", name.substr(0, 60), {{"name", name.substr(0, 60)}, {"instead", instead}},
               {file, line, column});
}

void read_clock(const YamlNode& node, const std::string& file, Settings& out, Problems& problems) {
  if (!node.is_map()) {
    problems.push_back(
        setting(file, node.line, node.column, "clock", "clock: [fixed: 2022-04-08T08:30:00+08:00]"));
    return;
  }
  for (const auto& e : node.entries) {
    const auto t =
        e.key == "fixed" && e.value.is_scalar() ? parse_instant(e.value.scalar) : Error("cli.setting");
    if (t.has_error())
      problems.push_back(
          setting(file, e.line, e.column, "clock." + e.key, "fixed: 2022-04-08T08:30:00+08:00"));
    else
      out.fixed = *t;
  }
}

void read_serve(const YamlNode& node, const std::string& file, ServeSettings& out, Problems& problems) {
  static constexpr const char* kKeys = "listen, cert, key, threads, trusted_proxies: [10.0.0.0/8]";
  if (!node.is_map()) problems.push_back(setting(file, node.line, node.column, "serve", kKeys));
  for (const auto& e : node.entries) {
    std::string* text = e.key == "listen"    ? &out.listen
                        : e.key == "cert"    ? &out.cert
                        : e.key == "key"     ? &out.key
                        : e.key == "threads" ? &out.threads
                                             : nullptr;
    if (text != nullptr && e.value.is_scalar()) {
      *text = e.value.scalar;
    } else if (e.key == "trusted_proxies" && e.value.is_list()) {
      for (const auto& item : e.value.items) out.trusted_proxies.push_back(item.scalar);
    } else {
      problems.push_back(setting(file, e.line, e.column, "serve." + e.key, kKeys));
    }
  }
}

std::string serve_text(const ServeSettings& s) {
  std::string out = "serve:\n";
  const std::pair<const char*, const std::string*> texts[] = {
      {"listen", &s.listen}, {"cert", &s.cert}, {"key", &s.key}, {"threads", &s.threads}};
  for (const auto& [key, text] : texts)
    if (!text->empty()) out += fmt::format("  {}: \"{}\"\n", key, *text);
  if (!s.trusted_proxies.empty())
    out += fmt::format("  trusted_proxies: [\"{}\"]\n", join(s.trusted_proxies, "\", \""));
  return out;
}

/// `1 day`, `12 hours`, `30 minutes`, `never` (0). False for anything else.
bool read_interval(const YamlNode& node, std::int64_t& out) {
  if (!node.is_scalar()) return false;
  const std::string& text = node.scalar;
  if (text == "never") {
    out = 0;
    return true;
  }
  const auto space = text.find(' ');
  const auto number = text.substr(0, space);
  if (space == std::string::npos || number.empty() || number.size() > 6 ||
      number.find_first_not_of("0123456789") != std::string::npos)
    return false;
  auto unit = text.substr(space + 1);
  if (unit.ends_with('s')) unit.pop_back();
  const auto us = unit == "day" ? kDayUs : unit == "hour" ? kHourUs : unit == "minute" ? kMinuteUs : 0;
  out = std::stoll(number) * us;
  return out > 0;
}

std::string interval_text(std::int64_t us) {
  if (us == 0) return "never";
  if (us % kDayUs == 0) return fmt::format("{} days", us / kDayUs);
  if (us % kHourUs == 0) return fmt::format("{} hours", us / kHourUs);
  return fmt::format("{} minutes", us / kMinuteUs);
}

Result<std::string> checked_text(const std::string& name, std::istream& in, std::size_t max,
                                 const char* too_large) {
  std::string text;
  std::string chunk(64 << 10, '\0');
  while (in.read(chunk.data(), static_cast<std::streamsize>(chunk.size())), in.gcount() > 0) {
    text.append(chunk.data(), static_cast<std::size_t>(in.gcount()));
    if (text.size() > max) return Error(too_large, "", {{"limit", std::to_string(max)}}, {name, 0, 0});
  }
  if (in.bad()) return Error("cli.no_file", "", {{"file", name}, {"detail", "read"}});
  if (!is_utf8(text)) return Error("cli.file_not_utf8", "", {{"file", name}});
  return Result<std::string>(boost::system::in_place_value, std::move(text));
}

}  // namespace

Result<std::string> read_text(const std::string& file, std::size_t max, const char* too_large) {
  std::error_code ec;
  if (fs::is_directory(file, ec))
    return Error("cli.no_file", "", {{"file", file}, {"detail", std::strerror(EISDIR)}});
  std::ifstream in(file, std::ios::binary);
  if (!in) return Error("cli.no_file", "", {{"file", file}, {"detail", std::strerror(errno)}});
  return checked_text(file, in, max, too_large);
}

Result<std::string> read_text(Session& s, const std::string& file, std::size_t max, const char* too_large) {
  return file == "-" ? checked_text("-", s.io.in, max, too_large) : read_text(file, max, too_large);
}

Checked<Settings> read_settings(const std::string& dir) {
  const auto file = settings_file(dir);
  Settings out;
  std::error_code ec;
  if (!fs::exists(file, ec)) return out;
  auto text = read_text(file, limits::kMaxYamlBytes, "yaml.too_large");
  if (text.has_error()) return Problems{std::move(text).error()};
  auto root = read_yaml(*text, file);
  if (root.has_error()) return std::move(root).error();
  Problems problems;
  if (!root->is_map())
    return Problems{
        setting(file, root->line, root->column, "guatu.yaml", "clock, lang, checkpoint_every, serve")};
  for (const auto& e : root->entries) {
    if (e.key == "clock") {
      read_clock(e.value, file, out, problems);
    } else if (e.key == "lang" && e.value.is_scalar() && (e.value.scalar == "zh" || e.value.scalar == "en")) {
      out.lang = e.value.scalar == "zh" ? Lang::kZh : Lang::kEn;
    } else if (e.key == "serve") {
      read_serve(e.value, file, out.serve, problems);
    } else if (e.key == "checkpoint_every") {
      if (!read_interval(e.value, out.checkpoint_every_us))
        problems.push_back(setting(file, e.line, e.column, e.key, "1 day, 12 hours, 30 minutes, never"));
    } else {
      problems.push_back(setting(file, e.line, e.column, e.key,
                                 e.key == "lang" ? "zh, en" : "clock, lang, checkpoint_every, serve"));
    }
  }
  if (!problems.empty()) return problems;
  return out;
}

Result<void> write_settings(const std::string& dir, const Settings& settings) {
  const auto file = settings_file(dir);
  std::string text =
      "# Settings of this data folder. A fixed clock makes it a demo: time moves by `guatu demo advance` "
      "alone.\n";
  if (settings.fixed) text += fmt::format("clock: {{fixed: \"{}\"}}\n", to_text(*settings.fixed));
  if (settings.lang) text += fmt::format("lang: {}\n", *settings.lang == Lang::kZh ? "zh" : "en");
  if (settings.checkpoint_every_us != Settings().checkpoint_every_us)
    text += fmt::format("checkpoint_every: {}\n", interval_text(settings.checkpoint_every_us));
  if (settings.serve != ServeSettings()) text += serve_text(settings.serve);
  return write_whole(file, text);
}

std::string new_id() {
  static constexpr std::string_view kLetters = "0123456789abcdefghjkmnpqrstvwxyz";
  auto ms = static_cast<std::uint64_t>(SystemClock().now().us / 1000);
  std::string out(26, '0');
  for (int i = 9; i >= 0; --i, ms >>= 5U) out[static_cast<std::size_t>(i)] = kLetters[ms & 31U];
  std::random_device chance;
  for (std::size_t i = 10; i < out.size(); ++i) out[i] = kLetters[chance() & 31U];
  return out;
}

std::string find_share(const std::string& wanted) {
  if (!wanted.empty()) return wanted;
  if (const char* env = std::getenv("GUATU_SHARE"); env != nullptr && env[0] != '\0') return env;
  std::error_code ec;
  // Where the program lies comes before where it was compiled: an object from a compiler cache names another
  // checkout.
  std::vector<fs::path> places;
  if (const auto self = fs::read_symlink("/proc/self/exe", ec); !ec) {
    places.push_back(self.parent_path() / ".." / "share" / "guatu");  // As installed.
    places.push_back(self.parent_path() / ".." / "..");               // In build/PRESET of the sources.
  }
  places.emplace_back(GUATU_SHARE_DIR);
  for (const auto& p : places)
    if (fs::is_directory(p / "calendars", ec)) return p.string();
  return {};
}

Result<std::string> share_dir(const Session& s) {
  std::error_code ec;
  if (s.share.empty() || !fs::is_directory(fs::path(s.share) / "calendars", ec))
    return Error("cli.no_share", "--share", {{"dir", s.share.empty() ? "?" : s.share}});
  return Result<std::string>(boost::system::in_place_value, s.share);
}

Result<std::vector<std::string>> yaml_files(const std::string& dir) {
  std::error_code ec;
  std::vector<std::string> out;
  for (const auto& e : fs::directory_iterator(dir, ec))
    if (e.path().extension() == ".yaml") out.push_back(e.path().string());
  if (ec) return Error("cli.no_file", "", {{"file", dir}, {"detail", ec.message()}});
  std::sort(out.begin(), out.end());
  return out;
}

Result<std::vector<CalendarFile>> read_calendar_files(const std::string& dir) {
  GUATU_TRY(files, yaml_files(dir));
  std::vector<CalendarFile> out;
  for (const auto& f : files) {
    const auto name = fs::path(f).filename().string();
    if (name == "counting-rules.yaml") continue;
    GUATU_TRY(text, read_text(f, limits::kMaxYamlBytes, "yaml.too_large"));
    out.push_back({name, std::move(text)});
  }
  return out;
}

void remove_ledger(const std::string& dir, bool made) {
  std::error_code ec;
  if (made) {
    fs::remove_all(dir, ec);
    return;
  }
  for (const char* name : {"guatu.db", "guatu.db-wal", "guatu.db-shm", "accounts.db", "accounts.db-wal",
                           "accounts.db-shm", "notices.db", "notices.db-wal", "notices.db-shm"})
    fs::remove(fs::path(dir) / name, ec);
  for (const char* name : kSettingFiles) fs::remove(fs::path(dir) / name, ec);
  for (const char* folder : {"keys", "checkpoints"}) fs::remove_all(fs::path(dir) / folder, ec);
  fs::remove(fs::path(dir) / "files", ec);  // Only when it is empty.
}

}  // namespace guatu::app
