// Parts of a playbook in words: who a role is, how long a limit is, what a ladder does. For the console and
// for pages.
#pragma once

#include <string>
#include <vector>

#include "guatu/base/text.h"
#include "guatu/kernel/playbook/playbook.h"

namespace guatu::kernel {

/// `单位负责人；否则 上级单位负责人`
std::string role_words(const Role& role, const Playbook& playbook, Lang lang);

/// Titles of roles, by their ids; an id without a title stands for itself.
std::string role_titles(const std::vector<std::string>& ids, const Playbook& playbook, Lang lang);

/// `10日，当 隐患等级 = 重大（某条例 第十条）；3个工作日（内部规定）`
std::string limit_words(const LimitSet& limit, const Playbook& playbook, Lang lang);
/// Whether the basis of each of its rules was read in the primary text.
bool is_confirmed(const LimitSet& limit);

struct RungWords {
  std::string at;    ///< `到期后 2个工作日`
  std::string acts;  ///< `告知 负责人；亮红灯；移交 上级`
};
std::vector<RungWords> ladder_words(const Ladder& ladder, const Playbook& playbook, Lang lang);

}  // namespace guatu::kernel
