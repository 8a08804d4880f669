"""Reads C++ as text: comments, strings, includes, functions, calls. No compiler, no types, no macros expanded.

Good enough for house rules; where it guesses (what a brace opens), it errs towards not seeing a function.
"""
import bisect
import re

TOKEN = re.compile(
    r'//(?:[^\n\\]|\\.)*'                                       # line comment
    r'|/\*.*?\*/'                                              # block comment
    r'|(?:u8|[uUL])?R"(?P<tag>[^()\\\s]{0,16})\(.*?\)(?P=tag)"'  # raw string
    r'|"(?:[^"\\\n]|\\.)*"'                                    # string
    r"|(?<![0-9a-zA-Z_])(?:u8|[uUL])?'(?:[^'\\\n]|\\.)+'",     # character, not the separator of 1'000
    re.DOTALL)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.MULTILINE)
LEAD = re.compile(r"\s*(?:(?:public|private|protected)\s*:(?!:)\s*)*")
DIRECTIVE = re.compile(r'^[ \t]*#(?:[^\n\\]|\\.|\\\n)*', re.MULTILINE | re.DOTALL)


class Cpp:
    """One file. `code` is `text` with comments, strings and directives blanked: every offset stays true."""

    def __init__(self, text):
        self.text = text
        self.strings = []   # (offset, value)
        self.comments = []  # (offset, text); neighbouring // lines are one
        self._starts = [0] + [i + 1 for i, c in enumerate(text) if c == "\n"]

        def blank(found):
            token = found.group()
            if token.startswith(("//", "/*")):
                self._add_comment(found.start(), token)
            elif token.endswith('"'):
                value = token[token.index('"') + 1:-1]
                if found.group("tag") is not None:
                    value = value[value.index("(") + 1:value.rindex(")")]
                self.strings.append((found.start(), value))
            return re.sub(r"[^\n]", " ", token)

        bare = TOKEN.sub(blank, text)
        self.includes = [(self.line_at(m.start(1)), m.group(1), m.group(2)) for m in INCLUDE.finditer(text)
                         if "#" in bare[m.start():m.end()]]
        self.code = DIRECTIVE.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), bare)
        first = self.comments[0] if self.comments else None
        self.head = first[1] if first and not text[:first[0]].strip() else ""

    def _add_comment(self, at, token):
        if self.comments and token.startswith("//"):
            last_at, last = self.comments[-1]
            between = self.text[last_at + len(last):at]
            if last.startswith("//") and between.count("\n") == 1 and not between.strip():
                self.comments[-1] = (last_at, last + between + token)
                return
        self.comments.append((at, token))

    def line_at(self, offset):
        return bisect.bisect_right(self._starts, offset)


def read_cpp(text):
    return Cpp(text)


def _opens(head, parent, in_parens):
    """What a brace after `head` opens: scope, function or other."""
    if parent != "scope" or in_parens:
        return "other"
    head = head.strip()
    while head.startswith("template"):
        head = _without_template(head)
    if re.match(r"(?:inline\s+)?namespace\b|extern\s*$|(?:class|struct|union|enum)\b(?![^:]*\)\s*(?:const\s*)?$)", head):
        return "scope"
    return "function" if ")" in head and not head.endswith(("=", ",", "return")) else "other"


def _without_template(head):
    depth = 0
    for i, c in enumerate(head):
        depth += (c == "<") - (c == ">" and head[i - 1] != "-")
        if c == ">" and depth == 0:
            return head[i + 1:].strip()
    return ""


def functions_of(cpp):
    """(name, first line, last line) of every function; a lambda belongs to the function around it."""
    found, stack, parens, begin = [], [("scope", 0, "", 0)], 0, 0
    for at, c in ((m.start(), m.group()) for m in re.finditer(r"[(){};]", cpp.code)):
        if c == "(":
            parens += 1
        elif c == ")":
            parens = max(0, parens - 1)
        elif c == "{":
            head = cpp.code[begin:at]
            lead = LEAD.match(head).end()
            stack.append((_opens(head[lead:], stack[-1][0], parens > 0), begin + lead, head[lead:], parens))
            parens, begin = 0, at + 1
        elif c == "}" and len(stack) > 1:
            kind, start, head, parens = stack.pop()
            begin = at + 1
            if kind == "function":
                names = re.findall(r"([~\w:]+)\s*\(", head)
                found.append((names[0] if names else "a function", cpp.line_at(start), cpp.line_at(at)))
        elif c == ";" and parens == 0:
            begin = at + 1
    return found


def calls_of(cpp, names):
    """(offset, literal) of the string literals that are arguments of a call of one of `names`.

    Literals in a list or a call among the arguments do not count: those are values, not keys.
    """
    found = []
    for call in re.finditer(r"\b(?:" + "|".join(names) + r")\s*([({])", cpp.code):
        depth, since = 0, call.start(1)
        for m in re.finditer(r"[(){}]", cpp.code[call.start(1):]):
            at = call.start(1) + m.start()
            if depth == 1:
                found += cpp.strings[bisect.bisect_left(cpp.strings, (since, "")):
                                     bisect.bisect_left(cpp.strings, (at, ""))]
            depth += 1 if m.group() in "({" else -1
            since = at
            if depth == 0:
                break
    return list(dict.fromkeys(found))
