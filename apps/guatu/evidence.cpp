#include "guatu/evidence.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <mutex>

#include "guatu/base/limits.h"

namespace guatu::app {

namespace fs = std::filesystem;

namespace {

std::string checkpoints_dir(const std::string& dir) {
  return (fs::path(dir) / "checkpoints").string();
}

Error key_error(const std::string& file, const std::string& detail) {
  return Error("checkpoint.key_file", "", {{"file", file}, {"detail", detail}});
}

/// None when there is no file. @errors checkpoint.key_file, sign.not_a_key
Result<std::optional<SigningKey>> load_key(const std::string& dir) {
  const auto file = key_file(dir);
  std::error_code ec;
  if (!fs::exists(file, ec)) return std::optional<SigningKey>();
  const auto text = read_text(file, limits::kMaxYamlBytes, "yaml.too_large");
  if (text.has_error()) return key_error(file, "read");
  auto key = SigningKey::from_pem(*text);
  if (key.has_error()) return Error("sign.not_a_key", "", {{"file", file}});
  return std::optional<SigningKey>(std::move(*key));
}

/// Sizes of the files in DIR/checkpoints, ascending.
std::vector<std::int64_t> sizes_in(const std::string& dir) {
  std::vector<std::int64_t> out;
  std::error_code ec;
  for (const auto& e : fs::directory_iterator(checkpoints_dir(dir), ec)) {
    const auto stem = e.path().stem().string();
    if (e.path().extension() == ".txt" && !stem.empty() && stem.size() <= 18 &&
        stem.find_first_not_of("0123456789") == std::string::npos)
      out.push_back(std::stoll(stem));
  }
  std::sort(out.begin(), out.end());
  return out;
}

/// The key that may sign for this ledger.
Result<SigningKey> signing_key(const kernel::LedgerCreated& created, const std::string& dir) {
  GUATU_TRY(key, load_key(dir));
  if (created.key.empty() && !key) return make_key(dir);  // A ledger from before it named its key.
  if (!key) return Error("checkpoint.no_key", "", {{"file", key_file(dir)}});
  if (!created.key.empty() && base64(key->public_key()) != created.key)
    return Error("checkpoint.key_differs", "", {{"file", key_file(dir)}});
  return std::move(*key);
}

Result<kernel::KnownCheckpoint> read_note(const std::string& file, const kernel::CheckpointKey& key) {
  GUATU_TRY(text, read_text(file, limits::kMaxYamlBytes, "yaml.too_large"));
  GUATU_TRY(note, kernel::parse_checkpoint(text));
  GUATU_TRY_VOID(kernel::check_signature(note, key));
  return kernel::KnownCheckpoint{file, note.checkpoint};
}

}  // namespace

std::string key_file(const std::string& dir) {
  return (fs::path(dir) / "keys" / "checkpoint.pem").string();
}

std::string checkpoint_file(const std::string& dir, std::int64_t size) {
  return (fs::path(checkpoints_dir(dir)) / (std::to_string(size) + ".txt")).string();
}

Result<void> write_whole(const std::string& file, const std::string& text, unsigned mode) {
  const auto fresh = file + ".new";
  const auto failed = [&](const std::string& name) {
    const int why = errno;
    ::unlink(fresh.c_str());
    return Error("cli.write_failed", "", {{"file", name}, {"detail", std::strerror(why)}});
  };
  const int fd = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (fd < 0) return failed(fresh);
  std::size_t done = 0;
  while (done < text.size()) {
    const auto n = ::write(fd, text.data() + done, text.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  const bool is_synced = done == text.size() && ::fsync(fd) == 0;
  if (::close(fd) != 0 || !is_synced) return failed(fresh);
  if (::rename(fresh.c_str(), file.c_str()) != 0) return failed(file);
  return {};
}

Result<SigningKey> make_key(const std::string& dir) {
  GUATU_TRY(found, load_key(dir));
  if (found) return std::move(*found);
  const auto file = key_file(dir);
  std::error_code ec;
  fs::create_directories(fs::path(file).parent_path(), ec);
  if (!ec) fs::permissions(fs::path(file).parent_path(), fs::perms::owner_all, ec);
  if (ec) return key_error(file, ec.message());
  auto key = SigningKey::make();
  GUATU_TRY_VOID(write_whole(file, key.pem(), 0600));
  return key;
}

Result<kernel::CheckpointKey> public_key_of(kernel::Reader& reader, const std::string& dir) {
  GUATU_TRY(created, kernel::created_of(reader));
  const auto name = kernel::origin_of(created.ledger);
  if (!created.key.empty()) {
    const auto bytes = from_base64(created.key);
    if (bytes.has_error() || bytes->size() != kPublicKeyBytes)
      return Error("checkpoint.key_form", "", {{"got", created.key.substr(0, 40)}});
    return kernel::CheckpointKey{name, *bytes};
  }
  GUATU_TRY(key, load_key(dir));
  if (!key) return Error("checkpoint.no_key", "", {{"file", key_file(dir)}});
  return kernel::CheckpointKey{name, key->public_key()};
}

Result<kernel::CheckpointKey> key_of_flag(const std::string& text) {
  std::error_code ec;
  std::string line = text;
  if (fs::is_regular_file(text, ec))
    if (const auto read = read_text(text, limits::kMaxYamlBytes, "yaml.too_large"); read.has_value())
      line = std::string(trim(*read));
  auto key = kernel::parse_checkpoint_key(line);
  if (key.has_error()) return Error("checkpoint.key_form", "--key", {{"got", line.substr(0, 40)}});
  return key;
}

Result<kernel::KnownCheckpoint> read_checkpoint(const std::string& file, const kernel::CheckpointKey& key) {
  auto note = read_note(file, key);
  if (note.has_value()) return note;
  auto e = std::move(note).error();
  if (e.place.file.empty()) e.place = {file, 1, 1};
  return e;
}

std::vector<kernel::KnownCheckpoint> own_checkpoints(const std::string& dir, const kernel::CheckpointKey& key,
                                                     Problems& problems) {
  std::vector<kernel::KnownCheckpoint> out;
  for (const auto size : sizes_in(dir)) {
    auto known = read_checkpoint(checkpoint_file(dir, size), key);
    if (known.has_error())
      problems.push_back(std::move(known).error());
    else
      out.push_back(std::move(*known));
  }
  return out;
}

Result<Made> make_checkpoint(Office& office, bool dry_run) {
  // The sweep signs in its own thread, and whoever freezes a bulletin in another.
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  GUATU_TRY(reader, office.store().read());
  GUATU_TRY(created, kernel::created_of(*reader));
  GUATU_TRY(key, signing_key(created, office.dir()));
  const kernel::CheckpointKey named{kernel::origin_of(created.ledger), key.public_key()};
  Made made;
  auto& c = made.checkpoint;
  c.origin = named.name;
  c.size = reader->last_position().value;
  if (!created.hash.empty() && !from_text(created.hash, c.kind))
    return Error("ledger.unknown_hash", "hash", {{"got", created.hash}});
  c.at = std::max(office.clock().now(), reader->last_at());
  const auto tree = kernel::tree_of(*reader, c.kind);
  GUATU_TRY(root, kernel::root_of(tree, c.size));
  c.root = root;
  const auto sizes = sizes_in(office.dir());
  if (!sizes.empty()) {
    // Never two checkpoints that contradict each other: not even when asked to.
    const auto file = checkpoint_file(office.dir(), sizes.back());
    GUATU_TRY(last, read_checkpoint(file, named));
    const auto& before = last.checkpoint;
    const Error contradicts("checkpoint.contradicts", "",
                            {{"file", file}, {"size", std::to_string(before.size)}});
    if (before.size > c.size || before.kind != c.kind) return contradicts;
    GUATU_TRY(then, kernel::root_of(tree, before.size));
    if (then != before.root) return contradicts;
    if (before.size == c.size) {
      GUATU_TRY(text, read_text(file, limits::kMaxYamlBytes, "yaml.too_large"));
      return Made{before, text, file, false};
    }
  }
  made.text = kernel::sign_checkpoint(c, key);
  made.file = checkpoint_file(office.dir(), c.size);
  made.is_new = true;
  if (dry_run) return made;
  std::error_code ec;
  fs::create_directories(checkpoints_dir(office.dir()), ec);
  if (ec) return Error("cli.write_failed", "", {{"file", made.file}, {"detail", ec.message()}});
  GUATU_TRY_VOID(write_whole(made.file, made.text));
  return made;
}

Result<std::optional<Made>> make_due_checkpoint(Office& office) {
  const auto every = office.settings().checkpoint_every_us;
  if (every == 0) return std::optional<Made>();
  {
    GUATU_TRY(reader, office.store().read());
    GUATU_TRY(created, kernel::created_of(*reader));
    std::error_code ec;
    if (!created.key.empty() && !fs::exists(key_file(office.dir()), ec)) return std::optional<Made>();
    const auto sizes = sizes_in(office.dir());
    if (!sizes.empty()) {
      GUATU_TRY(key, public_key_of(*reader, office.dir()));
      GUATU_TRY(last, read_checkpoint(checkpoint_file(office.dir(), sizes.back()), key));
      const auto now = std::max(office.clock().now(), reader->last_at());
      const auto& c = last.checkpoint;
      if (c.size == reader->last_position().value || now.us - c.at.us < every) return std::optional<Made>();
    }
  }
  GUATU_TRY(made, make_checkpoint(office, false));
  return std::optional<Made>(std::move(made));
}

}  // namespace guatu::app
