// Sentences of attachment.*, file.* and backup.*: attachments, copies of a data folder, and what was found
// wrong with them.
#include "guatu/kernel/messages/messages.h"

namespace guatu::kernel {

namespace {

constexpr Message kMessages[] = {
    // attachment.*: what somebody uploads or asks for.
    {"attachment.bytes_differ", "附件 {got} 实际是 {expected} 字节，与所填的 bytes 不符；只填 id 即可。",
     "The attachment {got} has {expected} bytes, not what `bytes` says; its id alone is enough."},
    {"attachment.damaged_picture", "图片[“{name}”]已损坏或没有传完整；请重新拍摄或重新选择后再上传。",
     "The picture[ {name}] is damaged or was not sent whole; take or choose it again and upload it anew."},
    {"attachment.empty", "文件“{name}”是空的；请检查是否选错文件。",
     "The file {name} is empty; check that it is the right one."},
    {"attachment.heic",
     "“{name}”是 HEIC 照片，多数电脑打不开；请在手机“相机 → 格式”中选“兼容性最佳”，或转成 JPEG 后再上传。",
     "{name} is a HEIC photo, which most computers cannot open; set the camera to `Most Compatible`, or turn "
     "it "
     "into a JPEG, and upload that."},
    {"attachment.macros", "“{name}”带有宏，可能有害；请另存为不带宏的文档后再上传。",
     "{name} holds macros, which may do harm; save it without macros and upload that."},
    {"attachment.no_name",
     "缺少文件名；请写请求头 Content-Disposition: attachment; filename*=UTF-8''… 或查询参数 name。",
     "The file has no name; send Content-Disposition: attachment; filename*=UTF-8''… or the query parameter "
     "name."},
    {"attachment.no_thumbnail", "这个附件没有缩略图（不是图片，或图片过大、已损坏）；请下载原件查看。",
     "This attachment has no thumbnail: it is no picture, or one that is too large or damaged. Download it "
     "instead."},
    {"attachment.old_office", "“{name}”是旧版 Office/WPS 格式；请另存为 docx、xlsx 或 PDF 后再上传。",
     "{name} is in an old Office format; save it as docx, xlsx or PDF and upload that."},
    {"attachment.range", "所要的字节范围超出文件（共 {bytes} 字节）；请从头下载。",
     "The file has only {bytes} bytes, so that range is not in it; download it from the start."},
    {"attachment.too_many_unused",
     "您已上传但还没有用上的文件太多（上限 {limit} 个）；请先把它们附到事项上，或一天后再传。",
     "You have uploaded too many files that no matter uses yet (at most {limit}); attach them first, or wait "
     "a "
     "day."},
    {"attachment.tus_header", "请求头 {field} 应为：{expected}。", "The header {field} must be: {expected}."},
    {"attachment.tus_version", "断点续传用的是 tus 1.0.0；请写请求头 Tus-Resumable: 1.0.0。",
     "Uploads go by tus 1.0.0; send the header Tus-Resumable: 1.0.0."},
    {"attachment.type_mismatch", "“{name}”的内容其实是 {found}；请改用正确的扩展名，或重新选择文件。",
     "What is in {name} is really {found}; give it the right ending, or choose the right file."},
    {"attachment.type_refused", "“{name}”不是可以附上的文件类型；可用的有：{known}。",
     "{name} is of no kind that can be attached; there are: {known}."},
    {"attachment.unknown", "没有附件“{got}”，或您无权查看；请重新上传，或从事项页面打开。",
     "There is no attachment `{got}`, or you may not see it; upload it again, or open it from its matter."},
    {"attachment.unknown_upload", "没有上传“{got}”，或已超过一天；请重新开始上传。",
     "There is no upload `{got}`, or it is older than a day; start again."},
    {"attachment.upload_busy", "这个文件正在另一处上传；请等它停下再续传。",
     "This upload is being gone on with elsewhere; wait until that has stopped."},
    {"attachment.upload_offset", "已收到 {expected} 字节；请从那里续传（Upload-Offset: {expected}）。",
     "{expected} bytes have arrived; go on from there (Upload-Offset: {expected})."},
    {"attachment.upload_too_long", "多于开始时所说的 {length} 字节；请重新上传。",
     "There is more than the {length} bytes that were announced; start again."},

    // file.*: files on the disk.
    {"file.changed", "附件 {file}（{name}）与账本第 {position} 条（事项 {matter}）所记的不符；请从备份取回。",
     "The attachment {file} ({name}) is not what event {position} (matter {matter}) recorded; take it from a "
     "backup."},
    {"file.missing",
     "附件 {file}（{name}）不见了，账本第 {position} 条（事项 {matter}）要用它；请从备份取回。",
     "The attachment {file} ({name}) is missing; event {position} (matter {matter}) refers to it. Take it "
     "from a "
     "backup."},
    {"file.too_large", "{file} 超过 {limit} 字节，不会是我们写的；请检查是否选错文件。",
     "{file} is larger than {limit} bytes, so we did not write it; check that it is the right file."},
    {"file.unreadable", "读不到 {file}（{detail}）；请检查文件、权限和磁盘。",
     "Cannot read {file} ({detail}); check the file, the rights and the disk."},
    {"file.unwritable", "写不进 {file}（{detail}）；请检查空间、权限和磁盘。",
     "Cannot write {file} ({detail}); check space, rights and the disk."},

    // backup.*: a backup is made, checked, restored.
    {"backup.bad_manifest", "{file} 读不懂（{detail}），不是完好的备份清单；请改用另一份备份。",
     "{file} makes no sense ({detail}): it is no sound list of a backup; use another backup."},
    {"backup.bad_tar", "{file} 不是我们写的备份包（{detail}）；请检查是否传输完整，或改用另一份备份。",
     "{file} is no archive of ours ({detail}); check that it was carried over whole, or use another backup."},
    {"backup.file_changed", "备份中的 {file} 与清单不符（大小或 SHA-256）；请改用另一份备份。",
     "{file} of the backup is not what its list says (size or SHA-256); use another backup."},
    {"backup.file_missing", "备份中缺少 {file}；请补齐，或改用另一份备份。",
     "{file} is missing from the backup; put it back or use another backup."},
    {"backup.inside", "备份目录 {dir} 在数据目录之内；请写到另一个目录，最好是另一块盘。",
     "The backup folder {dir} lies in the data folder; write to another folder, best on another disk."},
    {"backup.newer_format", "备份格式（{got}）比本程序的新；请升级 guatu。",
     "The backup's format ({got}) is newer than this program; upgrade guatu."},
    {"backup.not_backup", "{dir} 里有别的东西，不是挂图的备份；请换一个空目录。",
     "{dir} holds something else and is no backup of Guatu; take an empty folder."},
    {"backup.not_empty", "{dir} 不是空的，恢复不会覆盖它；请用 --data 指明一个新目录。",
     "{dir} is not empty and a restore overwrites nothing; name a new folder with --data."},
    {"backup.no_backup", "{dir} 中没有备份（缺 backup.json）；请检查路径。",
     "There is no backup in {dir} (no backup.json); check the path."},
    {"backup.other_ledger", "{dir} 中是另一个账本（{got}）的备份，不是 {expected} 的；请换一个目录。",
     "{dir} holds a backup of another ledger ({got}, not {expected}); take another folder."},
    {"backup.position", "备份中的账本到第 {got} 条，清单写的是 {expected}；请改用另一份备份。",
     "The ledger in the backup ends at event {got}, its list says {expected}; use another backup."},
    {"backup.register_differs",
     "由事件重建的表与备份的不同（{tables}）；请报告，并改用另一份备份，或用 --quick 恢复后重建。",
     "Tables made again from the events differ from those of the backup ({tables}); please report it, and "
     "use "
     "another backup, or restore with --quick and rebuild."},
    {"backup.unsound", "数据库 {file} 已损坏（{detail}）；请改用另一份备份。",
     "The database {file} is damaged ({detail}); use another backup."},
};

}  // namespace

std::span<const Message> backup_messages() {
  return kMessages;
}

}  // namespace guatu::kernel
