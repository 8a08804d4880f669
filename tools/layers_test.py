"""Proves tools/layers: a small clean tree has no finding, and each planted violation has exactly the one expected."""
import re
import tempfile
from pathlib import Path

A = "// A head.\n#pragma once\n"
MESSAGES = "src/guatu/kernel/messages/messages_base.cpp"
ROWS = '// Sentences.\nconst Message rows[] = {\n    {"text.date", "不是日期：{value}", "not a date: "\n     "{value}"},\n%s};\n'
LONG_BODY = "  x += 1;\n" * 70

CLEAN = {
    "src/guatu/base/text.h": A + "int size();\n",
    "src/guatu/base/text.cpp": '#include "guatu/base/text.h"\n\n#include <string>\n'
                               'Error bad() { return Error("text.date", "", {{"hint", "no.key"}}); }\n'
                               "int big() { return 1'000; }  // system_clock::now() in a comment\n",
    "src/guatu/base/instant.cpp": "// The one clock.\n#include <chrono>\nauto t = std::chrono::system_clock::now();\n",
    "src/guatu/base/yaml.cpp": "// YAML.\n#include <yaml-cpp/parser.h>\n",
    "src/guatu/base/text_test.cpp": '// Goal.\n#include <gtest/gtest.h>\n#include "guatu/testing/city.h"\n',
    "src/guatu/testing/city.h": A,
    "src/guatu/kernel/desk.h": A + '#include "guatu/kernel/messages/messages.h"\n',
    "src/guatu/kernel/messages/messages.h": A + '#include "guatu/base/text.h"\n',
    "src/guatu/domain/forest/a.h": A + '#include "guatu/kernel/desk.h"\n#include "guatu/domain/forest/b.h"\n',
    "src/guatu/domain/forest/b.h": A,
    "src/guatu/domain/housing/a.h": A,
    "src/guatu/store/sqlite/db.cpp": "// SQLite.\n#include <sqlite3.h>\n",
    "apps/guatu/main.cpp": '// The program.\n#include <CLI/CLI.hpp>\n#include "guatu/wiring.h"\n',
    "apps/guatu/wiring.h": A + '#include "guatu/kernel/desk.h"\n',
    "tests/whole_test.cpp": '// Goal.\n#include "guatu/wiring.h"\n#include "guatu/testing/city.h"\n',
    "docs/glossary.md": "[home](../README.md)\n",
    "README.md": "[words](docs/glossary.md#a) [far](https://example.org)\n",
    MESSAGES: ROWS % "",
}


def plant(path, text):
    return {path: text}


# What is planted -> what the one finding must say.
VIOLATIONS = {
    "base includes kernel": (plant("src/guatu/base/x.h", A + '#include "guatu/kernel/desk.h"\n'), "base may not include"),
    "messages include the kernel": (plant("src/guatu/kernel/messages/x.h", A + '#include "guatu/kernel/desk.h"\n'),
                                    "kernel/messages may not include"),
    "a domain includes another": (plant("src/guatu/domain/forest/x.h", A + '#include "guatu/domain/housing/a.h"\n'),
                                  "domain/forest may not include"),
    "a folder without a row": (plant("src/guatu/attic/x.h", A), "no row"),
    "product code includes testing": (plant("apps/guatu/x.h", A + '#include "guatu/testing/city.h"\n'), "only tests"),
    "the kernel includes apps": (plant("src/guatu/kernel/x.h", A + '#include "guatu/wiring.h"\n'), "nothing includes apps"),
    "an include that is no file": (plant("src/guatu/base/x.h", A + '#include "text.h"\n'), "is no file"),
    "yaml-cpp away from home": (plant("src/guatu/base/x.h", A + "#include <yaml-cpp/mark.h>\n"), "yaml-cpp has its home"),
    "sqlite3.h away from home": (plant("src/guatu/kernel/x.h", A + "#include <sqlite3.h>\n"), "SQLite has its home"),
    "CLI11 away from home": (plant("src/guatu/base/x.h", A + "#include <CLI/CLI.hpp>\n"), "CLI11 has its home"),
    "muParser away from home": (plant("src/guatu/base/x.h", A + "#include <muParser.h>\n"), "muParser has its home"),
    "openssl away from home": (plant("src/guatu/kernel/x.h", A + "#include <openssl/sha.h>\n"), "OpenSSL has its home"),
    "gtest in product code": (plant("src/guatu/base/x.h", A + "#include <gtest/gtest.h>\n"), "GoogleTest has its home"),
    "Asio in the kernel": (plant("src/guatu/kernel/x.h", A + "#include <boost/asio/spawn.hpp>\n"), "Asio has its home"),
    "an unknown library": (plant("src/guatu/base/x.h", A + "#include <spdlog/spdlog.h>\n"), "no library"),
    "the wall clock": (plant("src/guatu/kernel/x.h", A + "auto t = std::chrono::system_clock::now();\n"), "wall clock"),
    "the C clock": (plant("src/guatu/kernel/x.h", A + "auto t = std::time(nullptr);\n"), "wall clock"),
    "open work without an issue": (plant("src/guatu/base/x.h", A + "// TO" + "DO: later.\n"), "without its issue"),
    "a repair left over": (plant("schema/x.sql", "-- FIX" + "ME\n"), "without its issue"),
    "no head": (plant("src/guatu/base/x.h", "#pragma once\n"), "no head comment"),
    "a test without its own head": (plant("src/guatu/base/x_test.cpp", '#include "guatu/base/text.h"\n'), "no head"),
    "a long file": (plant("src/guatu/base/x.h", A + "int a;\n" * 500), "503 lines"),
    "a long function": (plant("src/guatu/base/x.cpp", "// X.\nnamespace n {\nint f(int x) {\n" + LONG_BODY + "}\n}\n"),
                        "f has 72 lines"),
    "a long method": (plant("src/guatu/base/x.h", A + "class C {\n public:\n  void g() const {\n" + LONG_BODY + "  }\n};\n"),
                      "g has 72 lines"),
    "a long script": (plant("tools/x.py", "a = 1\n" * 500), "501 lines"),
    "a key without a sentence": (plant("src/guatu/base/x.cpp", '// X.\nauto e = Error("text.none");\n'),
                                 "text.none has no sentence"),
    "a promised key without one": (plant("src/guatu/base/x.h", A + "/// @errors text.date, text.lost, text.*\nint f();\n"),
                                   "text.lost has no sentence"),
    "a sentence without a key": (plant(MESSAGES, ROWS % '    {"text.old", "旧", "old"},\n'), "text.old is used nowhere"),
    "a sentence twice": (plant(MESSAGES, ROWS % '    {"text.date", "旧", "old"},\n'), "second sentence"),
    "an argument in one language": (plant(MESSAGES, ROWS.replace('"{value}"', '"{valeu}"') % ""), "in one language only"),
    "a page that is not there": (plant("src/guatu/base/x.h", "// See docs/lost.md.\n#pragma once\n"), "no docs/lost.md"),
    "a link to nowhere": (plant("docs/x.md", "[x](y.md)\n"), "leads nowhere"),
}

# Looks like a violation and is none.
ALLOWED = {
    "a long function with its reason": plant(
        "src/guatu/base/x.cpp", "// X.\n// Longer than 70 lines because it is a table.\nint f() {\n" + LONG_BODY + "}\n"),
    "a long file with its reason": plant(
        "src/guatu/base/x.h", "// Longer than 500 lines because it is a table.\n#pragma once\n" + "int a;\n" * 500),
    "a long table": plant("src/guatu/base/x.h", A + "const int kA[] = {\n" + "    1,\n" * 80 + "};\n"),
    "open work with its issue": plant("src/guatu/base/x.h", A + "// TO" + "DO(#12): later.\n"),
    "quotes that could mislead": plant(
        "src/guatu/base/x.cpp", '// X.\nconst char* a = R"x({" // )x";\nchar q = \'"\';\nint f() { return 0; }\n'),
    "a steady clock": plant("src/guatu/kernel/x.h", A + "auto t = std::chrono::steady_clock::now();\n"),
}


def findings(check, rules, planted):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for path, text in {**CLEAN, **planted}.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
        page = rules.read_text("utf-8")
        (root / "docs/architecture.md").write_text(page, encoding="utf-8")
        for link in re.findall(r"\]\(([^):]+)\)", page):
            (root / "docs" / link).parent.mkdir(parents=True, exist_ok=True)
            (root / "docs" / link).touch()
        return check(root)[0]


def self_test(check, root):
    rules = root / "docs/architecture.md"
    cases = {"a clean tree": ({}, None)}
    cases.update(VIOLATIONS)
    cases.update({name: (planted, None) for name, planted in ALLOWED.items()})
    failed = 0
    for name, (planted, expected) in cases.items():
        found = findings(check, rules, planted)
        ok = not found if expected is None else len(found) == 1 and expected in found[0]
        if not ok:
            failed += 1
            print(f"self-test: {name}: expected {expected or 'nothing'}, found {found}")
    print(f"self-test: {len(cases)} cases, {failed} failed")
    return 1 if failed else 0
