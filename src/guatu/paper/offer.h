// Which papers a matter can give, and whether templates fit what they are for. Pure.
#pragma once

#include <string>
#include <vector>

#include "guatu/kernel/ledger/matter.h"
#include "guatu/paper/matter_values.h"
#include "guatu/paper/template.h"

namespace guatu::paper {

/// Everything that a template says against everything that it is for.
/// @errors paper.unknown_subject, paper.unknown_state (args `got`, `instead`), those of check_template()
Problems check_subjects(const Template& t, const FindPlaybook& find);

/// Is it for matters of this playbook, in this state?
bool is_offered(const Template& t, const kernel::Matter& matter);

/// What a word of a template is called: the title of a field, of a word of our own that papers need; else the
/// word.
Titles word_title(const std::string& word, const kernel::Playbook& playbook);

/// Words and lists of a dispatch meeting of a unit and a week.
Vocabulary dispatch_vocabulary();

}  // namespace guatu::paper
