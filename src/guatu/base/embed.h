// A file of the source tree inside the program, byte for byte: the assembler reads it, so there is no second
// copy that could differ. Used once a symbol, in a .cpp whose OBJECT_DEPENDS names the file (CMakeLists.txt).
#pragma once

#include <string_view>

/// Defines `symbol()`, the bytes of the file at the path `file` (a string literal), in the enclosing
/// namespace.
#define GUATU_EMBED(symbol, file)                                                                       \
  asm(".pushsection .rodata\n"                                                                          \
      ".global guatu_embedded_" #symbol                                                                 \
      "_begin\n"                                                                                        \
      ".global guatu_embedded_" #symbol                                                                 \
      "_end\n"                                                                                          \
      "guatu_embedded_" #symbol                                                                         \
      "_begin:\n"                                                                                       \
      ".incbin \"" file                                                                                 \
      "\"\n"                                                                                            \
      "guatu_embedded_" #symbol                                                                         \
      "_end:\n"                                                                                         \
      ".byte 0\n"                                                                                       \
      ".popsection\n");                                                                                 \
  extern "C" const char guatu_embedded_##symbol##_begin[];                                              \
  extern "C" const char guatu_embedded_##symbol##_end[];                                                \
  std::string_view symbol() {                                                                           \
    return {guatu_embedded_##symbol##_begin,                                                            \
            static_cast<std::size_t>(guatu_embedded_##symbol##_end - guatu_embedded_##symbol##_begin)}; \
  }
