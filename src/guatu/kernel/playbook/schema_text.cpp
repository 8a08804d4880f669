// The published schema, byte for byte, inside the program: the assembler reads the file, so there is no
// second copy that could differ. GUATU_SCHEMA_FILE is its path (CMakeLists.txt).
#include "guatu/kernel/playbook/reader.h"

asm(R"(
  .pushsection .rodata
  .global guatu_playbook_schema_begin
  .global guatu_playbook_schema_end
guatu_playbook_schema_begin:
  .incbin ")" GUATU_SCHEMA_FILE R"("
guatu_playbook_schema_end:
  .byte 0
  .popsection
)");

extern "C" {
extern const char guatu_playbook_schema_begin[];
extern const char guatu_playbook_schema_end[];
}

namespace guatu::kernel {

std::string_view playbook_schema() {
  return {guatu_playbook_schema_begin,
          static_cast<std::size_t>(guatu_playbook_schema_end - guatu_playbook_schema_begin)};
}

}  // namespace guatu::kernel
