#include "guatu/kernel/messages/messages_paper.h"

namespace guatu::kernel {

std::span<const Message> paper_messages() {
  static constexpr Message kAll[] = {
      {"child.killed", "程序 {program} 被信号 {signal} 中止；请再试一次，仍不行请告诉管理员。",
       "The program {program} was ended by signal {signal}; try again, and tell your administrator if it "
       "stays so."},
      {"child.not_run", "程序 {program} 不能运行（{detail}）；请管理员检查它是否装好。",
       "The program {program} cannot be run ({detail}); have your administrator see whether it is "
       "installed."},
      {"child.too_slow", "程序 {program} 在 {seconds} 秒内没有做完；请稍后再试，或改要 docx。",
       "The program {program} was not done within {seconds} seconds; try again later, or take the docx."},
      {"paper.braces", "花括号写得不对：{got}；占位符是花括号里的一个名称，空时要印的字写在竖线后面。",
       "A brace is wrong here: {got}; a placeholder is a name in braces, with words for when it is empty "
       "behind a bar."},
      {"paper.month_running", "{month} 还没有过完，现在只能看草稿；{from} 起可以定稿。",
       "{month} is not over yet, so there is a draft alone; it can be frozen from {from} on."},
      {"paper.no_converter",
       "这台服务器没有装 LibreOffice，出不了 PDF；请改要 docx，或请管理员安装 libreoffice-writer-nogui。",
       "LibreOffice is not installed on this server, so there is no PDF; take the docx, or have your "
       "administrator "
       "install libreoffice-writer-nogui."},
      {"paper.not_bulletin", "这件事项不是通报，没有可定稿的数字。",
       "This matter is no bulletin; it has no figures to freeze."},
      {"paper.not_converted", "没能转成 PDF（{detail}）；请改要 docx，并把这条信息告诉管理员。",
       "It could not be made into a PDF ({detail}); take the docx, and tell your administrator what stands "
       "here."},
      {"paper.not_now", "这件事项现在出不了“{title}”[；还没有填：{missing}]。",
       "This matter cannot give the paper {title} now[; not filled in yet: {missing}]."},
      {"paper.one_of", "每一段只写一种：text、plain、centred、h1、h2、h3、pairs、table、months 中的一个。",
       "Each item has exactly one of text, plain, centred, h1, h2, h3, pairs, table and months."},
      {"paper.root_differs",
       "前 {size} 条记录的根与定稿时写下的不一致，不能照此重印；请用 guatu ledger verify 核对账本。",
       "The root over the first {size} events is not what was written down when it was frozen, so it is not "
       "printed "
       "again; check the ledger with guatu ledger verify."},
      {"paper.template_broken", "模板 {file} 有问题（{detail}）；请用 guatu paper check 查看并改好。",
       "The template {file} is not sound ({detail}); see guatu paper check and mend it."},
      {"paper.unknown", "没有名为“{got}”的文书[；是不是 {hint}]；现有：{known}。",
       "There is no paper called {got}[; did you mean {hint}]; there are: {known}."},
      {"paper.unknown_list", "“{subject}”没有名为“{got}”的列表，请改用：{instead}",
       "{subject} has no list called {got}; write instead: {instead}"},
      {"paper.unknown_placeholder", "“{subject}”没有可填的“{got}”，请改用：{instead}",
       "{subject} has nothing called {got} to fill in; write instead: {instead}"},
      {"paper.unknown_state", "规程里没有状态“{got}”，请改用：{instead}",
       "The playbook has no state {got}; write instead: {instead}"},
      {"paper.unknown_subject", "没有名为“{got}”的规程，请写规程的 id，或 {instead}",
       "There is no playbook called {got}; write the id of one, or {instead}"},
  };
  return kAll;
}

}  // namespace guatu::kernel
