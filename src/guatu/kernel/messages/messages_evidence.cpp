// Sentences of checkpoint.*, evidence.* and sign.*, and of the ledger.* that say what a check found.
#include "guatu/kernel/messages/messages.h"

namespace guatu::kernel {

namespace {

constexpr Message kMessages[] = {
    {"checkpoint.contradicts",
     "账本与检查点 {file}（{size} 条）不符，没有签署新的；请运行 guatu ledger verify 查明，并核对备份。",
     "The ledger contradicts its checkpoint {file} ({size} events), so no new one was signed; run guatu "
     "ledger "
     "verify to see where, and compare a backup."},
    {"checkpoint.form", "检查点第 {line} 行不对；应为：{expected}。请用原样的文件。",
     "Line {line} of the checkpoint is wrong; expected: {expected}. Use the file as it was handed over."},
    {"checkpoint.key_differs", "{file} 中的私钥不是账本记载的那一把，没有签署；请换回原来的密钥文件。",
     "The private key in {file} is not the one that the ledger names, so nothing was signed; put the first "
     "key "
     "file back."},
    {"checkpoint.key_file", "读写不了密钥文件 {file}（{detail}）；请检查权限和介质。",
     "The key file {file} cannot be read or written ({detail}); check rights and the disk."},
    {"checkpoint.key_form", "“{got}”不是检查点公钥；请写 guatu ledger key 印出的那一行，或存有它的文件。",
     "`{got}` is no public key of checkpoints; write the line that guatu ledger key prints, or a file with "
     "it."},
    {"checkpoint.key_replaced", "账本记载的公钥（{key}）不是给出的那一把；请查明账本是否被整个换掉。",
     "The ledger names another public key ({key}) than the given one; find out whether the whole ledger was "
     "replaced."},
    {"checkpoint.no_key",
     "这里没有账本的私钥（{file}），不能签署检查点；请在原来的数据目录上做，或把密钥文件放回来。",
     "The ledger's private key is not here ({file}), so no checkpoint can be signed; do it in the first data "
     "folder, or put the key file back."},
    {"checkpoint.other_ledger", "检查点属于 {got}，不属于 {wanted}；请换成这个账本的检查点或公钥。",
     "The checkpoint is of {got}, not of {wanted}; take a checkpoint, or a key, of this ledger."},
    {"checkpoint.signature",
     "检查点上没有这把公钥的有效签名（{key}）；文件可能被改动，请向出具的人另要一份。",
     "The checkpoint bears no valid signature by the key {key}; the file may have been altered, ask its "
     "sender "
     "for another copy."},

    {"evidence.key_needed", "核对签名需要公钥；请用 --key 给出，或用 --data 指明账本。",
     "Checking the signature needs the public key; give it with --key, or name the ledger with --data."},
    {"evidence.old_needed", "一致性证明从 {old} 条起；请用第二个 --against 给出 {old} 条时的检查点。",
     "The proof begins at {old} events; give the checkpoint of {old} events with a second --against."},
    {"evidence.old_root", "证明的起点与检查点 {file} 不是同一个账本状态；请核对两份文件。",
     "The proof does not begin at the state that the checkpoint {file} says; compare the two files."},
    {"evidence.proof_fails", "证明不成立：{file} 与检查点合不上；文件被改动，或不属于这个检查点。",
     "The proof does not hold: {file} does not lead to the checkpoint; a file was altered, or they do not "
     "belong "
     "together."},
    {"evidence.proof_form",
     "{file} 不是证明文件（“{field}”处应为：{expected}）；请用 guatu ledger prove 写出的文件。",
     "{file} is no proof (at `{field}`, expected: {expected}); use a file that guatu ledger prove wrote."},
    {"evidence.prove_words", "请写 inclusion 位置，或 consistency 旧条数 新条数。",
     "Write inclusion POSITION, or consistency OLD NEW."},
    {"evidence.range", "“{got}”超出范围；请写 {min} 到 {max}。",
     "`{got}` is out of range; write a number from {min} to {max}."},
    {"evidence.size_differs",
     "证明到 {size} 条为止，给出的检查点都不是这个条数；请给出 {size} 条时的检查点。",
     "The proof is for {size} events and no given checkpoint is; give the checkpoint of {size} events."},

    {"ledger.altered", "第 {position} 条事件与它的散列不符：内容、次序或散列被改动。",
     "Event {position} does not fit its hash: its content, its place or the hash was changed."},
    {"ledger.cut",
     "缺事件：检查点 {file} 记有 {size} 条，现在只有 {events} 条；从第 {from} 条起没有检查点可以作证。",
     "Events are missing: the checkpoint {file} counted {size}, there are {events}; from event {from} on no "
     "checkpoint vouches for what is there."},
    {"ledger.empty", "账本是空的；请先运行 guatu init。", "The ledger is empty; run guatu init first."},
    {"ledger.exported_until",
     "已写出第 {before} 条及以前的事件；后面的没有写，请运行 guatu ledger verify 查明。",
     "Everything up to event {before} was written and nothing behind it; run guatu ledger verify to see "
     "why."},
    {"ledger.gap", "第 {position} 条事件缺失，后面还有事件。",
     "Event {position} is missing, and there are events behind it."},
    {"ledger.rewritten", "第 {from} 条到第 {to} 条之间被改写：散列前后相接，但与检查点 {file} 的根不符。",
     "The ledger was rewritten somewhere from event {from} to {to}: its hashes follow from each other, but "
     "not to "
     "the root of the checkpoint {file}."},
    {"ledger.tree_differs",
     "散列树的节点（第 {level} 层第 {number} 个）与事件不符；它是派生数据，请运行 guatu ledger rebuild。",
     "A stored node of the tree (level {level}, number {number}) does not fit the events; it is derived, run "
     "guatu "
     "ledger rebuild."},
    {"ledger.unknown_hash", "不认识散列算法“{got}”；可用：sha256、sm3。",
     "The hash `{got}` is not known here; use sha256 or sm3."},
    {"ledger.unreadable", "第 {position} 条事件读不出来，或列中不是本程序写的内容。",
     "Event {position} cannot be read, or holds what this program never writes."},

    {"sign.not_a_key", "{file} 不是 Ed25519 私钥（PEM）；请换回原来的密钥文件。",
     "{file} is no Ed25519 private key (PEM); put the first key file back."},

    {"store.damaged",
     "账本第 {position} 条已损坏或缺失，只能读不能写；请用 guatu export --until {before} 写出它之前的事件，"
     "再用 guatu ledger verify 查明。",
     "Event {position} of the ledger is damaged or missing, so it is open for reading only; write out what "
     "lies "
     "before it with guatu export --until {before}, and see what is wrong with guatu ledger verify."},

    {"text.base64", "“{got}”不是 base64；请原样抄写。", "`{got}` is not base64; copy it as it stands."},
    {"text.hex", "“{got}”不是十六进制；请原样抄写。", "`{got}` is not hexadecimal; copy it as it stands."},
};

}  // namespace

std::span<const Message> evidence_messages() {
  return kMessages;
}

}  // namespace guatu::kernel
