// Checkpoints of a data folder: its key in DIR/keys, the signed texts in DIR/checkpoints, when the next one
// is due. What they mean is the kernel's (kernel/ledger/checkpoint.h).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "guatu/kernel/ledger/verify.h"
#include "guatu/wiring.h"

namespace guatu::app {

/// DIR/keys/checkpoint.pem
std::string key_file(const std::string& dir);
/// DIR/checkpoints/SIZE.txt
std::string checkpoint_file(const std::string& dir, std::int64_t size);

/// Writes a file as a whole, synced. @param mode  its rights, as chmod has them
/// @errors cli.write_failed
Result<void> write_whole(const std::string& file, const std::string& text, unsigned mode = 0644);

/// The private key of a folder; made, with rights 0600, when there is none.
/// @errors checkpoint.key_file, sign.not_a_key, cli.write_failed
Result<SigningKey> make_key(const std::string& dir);

/// The public key: the ledger's own, else (a ledger made before it had one) that of the key file.
/// @errors ledger.empty, ledger.damaged, checkpoint.no_key, sign.not_a_key
Result<kernel::CheckpointKey> public_key_of(kernel::Reader& reader, const std::string& dir);

/// --key as written: the line, or a file with it. @errors checkpoint.key_form
Result<kernel::CheckpointKey> key_of_flag(const std::string& text);

/// One file, its signature checked. @errors cli.no_file, checkpoint.*; with the file as place
Result<kernel::KnownCheckpoint> read_checkpoint(const std::string& file, const kernel::CheckpointKey& key);

/// Those in DIR/checkpoints that are well signed, by size; what is wrong with others goes to `problems`.
std::vector<kernel::KnownCheckpoint> own_checkpoints(const std::string& dir, const kernel::CheckpointKey& key,
                                                     Problems& problems);

struct Made {
  kernel::Checkpoint checkpoint;
  std::string text;
  std::string file;
  bool is_new = false;  ///< false: there was one of this size
};

/// Signs the ledger as it is. Refuses to contradict the last one that was signed here.
/// @errors checkpoint.no_key, checkpoint.key_differs, checkpoint.contradicts (args `file`, `size`),
///         ledger.empty, ledger.tree_differs, sign.not_a_key, cli.write_failed
Result<Made> make_checkpoint(Office& office, bool dry_run);

/// As make_checkpoint() when the last one is older than the setting says and there are events behind it; none
/// too when the private key is not here (an imported copy).
Result<std::optional<Made>> make_due_checkpoint(Office& office);

}  // namespace guatu::app
