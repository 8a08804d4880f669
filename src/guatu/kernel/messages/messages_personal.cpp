// Sentences of personal.*, seal.* and what a playbook may not do with personal fields.
#include "guatu/kernel/messages/messages.h"

namespace guatu::kernel {

namespace {

constexpr Message kMessages[] = {
    {"matter.personal_refused",
     "{who} 不是本件的经办人、立项人、上级负责人或督办人，不能看个人信息；请去掉 --personal。",
     "{who} is neither holder, opener, head above nor supervisor of this matter and may not see personal "
     "data; leave "
     "--personal out."},
    {"people.may_not_erase", "{who} 不能删除个人信息；请由系统管理员、安全管理员或最高一级负责人办理。",
     "{who} may not erase personal data; a system or security administrator, or the head of the top unit, "
     "does it."},
    {"personal.by_missing", "看个人信息要写明是谁在看；请加上 --by。",
     "Say who sees personal data; add --by."},
    {"personal.erased", "密钥 {name} 已经销毁，不能再用；请报告这条信息。",
     "The key {name} was destroyed and cannot be used again; please report this line."},
    {"personal.name", "“{got}”不是密钥名；请写 guatu person erased 打印的 16 位名字，一行一个。",
     "`{got}` is no name of a key; write the 16 digits that guatu person erased prints, one a line."},
    {"personal.no_keys",
     "个人信息要加密，但这里没有密钥（DIR/keys）；请以可写方式打开数据目录，或从备份恢复密钥。",
     "Personal values are sealed, and there are no keys here (DIR/keys); open the data folder for writing, "
     "or restore "
     "the keys from a backup."},
    {"personal.nobody", "没有找到这个人的加密信息；请核对 --subject 或事项编号。",
     "Nothing sealed was found of this person; check --subject or the number of the matter."},
    {"personal.one_of", "--subject 和 --matter 要写一个，只写一个。", "Write one of --subject and --matter."},
    {"personal.secret_missing", "密钥库在，但 {file} 不在或不对；请从备份恢复这个文件，不要新建。",
     "The keys are there, but {file} is missing or wrong; restore this file from a backup, do not make a new "
     "one."},
    {"playbook.personal_files",
     "附件字段“{name}”不能标 personal：附件不加密；请删去 personal，个人信息写在文字字段里",
     "the files of `{name}` cannot be personal, because files are not sealed; take `personal` out and keep "
     "personal "
     "data in text fields"},
    {"playbook.personal_read",
     "{where} 要读个人信息“{name}”的值，但它加密保存，只能判断是否填写；请改用别的字段，或写 set / unset",
     "{where} reads the value of the personal field `{name}`, which is sealed: only whether it is set can be "
     "asked; use "
     "another field, or set / unset"},
    {"playbook.personal_title", "标题到处显示，不能是个人信息；请删去 personal，把个人信息放进另一个字段",
     "a title is read everywhere and cannot be personal; take `personal` out and put the personal part into "
     "another "
     "field"},
    {"playbook.subject_type", "subject 不能是 {type}“{name}”；请写一个文字或人员字段，例如电话、证件号",
     "subject cannot be `{name}` ({type}); name a text or person field, such as a telephone or id number"},
    {"playbook.recuses_type",
     "recuses 只能列出不加密的人员字段；“{name}”是 {type}。请写一个 type: person 的字段。",
     "recuses lists person fields that are not personal; `{name}` is {type}. Name a field of type person."},
    {"playbook.public_seen_by",
     "字段“{name}”有 seen_by，只给指定角色看，不能公开；请从 public 中去掉它，或去掉 seen_by。",
     "The field `{name}` has seen_by and is for some roles only: take it out of public, or drop its "
     "seen_by."},
    {"scope.too_many_units", "您在 {n} 处互不相属的单位任职，一次最多合并 {max} 处；请按单位筛选（unit）。",
     "You hold posts in {n} separate units and a list takes at most {max}: choose one with unit."},
    {"seal.wrong", "加密的内容打不开：密钥不对，或内容被改动过；请核对备份。",
     "The sealed value does not open: another key, or it was altered; compare a backup."},
};

}  // namespace

std::span<const Message> personal_messages() {
  return kMessages;
}

}  // namespace guatu::kernel
