#!/usr/bin/env python3
"""Runs the shell blocks of "A day by curl" in docs/api.md and compares what they print with what stands there.

usage: api_day.py GUATU    (the program)

Each ```sh block goes on in the same shell; a ```text block after it is its output, `…` for any text. `guatu serve` starts the
server, the one before it is stopped. Port 8080 of the text is replaced by a free one.
"""
import os
import re
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zlib

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
END = "--- end of block ---"


def png():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + b"\x20\x60\xc0" * 8 for _ in range(8))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def blocks(path):
    """[(script, expected output or None, line)]"""
    text = open(path, encoding="utf-8").read()
    at = text.index("## A day by curl")
    found = list(re.finditer(r"^```(sh|text)\n(.*?)^```$", text[at:].split("\n## ")[0] if "\n## " in text[at + 5:] else text[at:],
                             re.M | re.S))
    out = []
    for m in found:
        if m[1] == "sh":
            out.append([m[2], None, text.count("\n", 0, at + m.start()) + 1])
        else:
            out[-1][1] = m[2]
    return out


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    def __init__(self, program, folder, port):
        self.program, self.folder, self.port, self.process = program, folder, port, None

    def start(self, line):
        self.stop()
        words = line.split()[1:] + ["--listen", f"127.0.0.1:{self.port}"]
        self.process = subprocess.Popen([self.program] + words, cwd=self.folder, stdout=subprocess.DEVNULL,
                                        stderr=open(os.path.join(self.folder, "serve.log"), "a"))
        for _ in range(3000):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz")
                return
            except urllib.error.HTTPError:
                pass
            except OSError:
                if self.process.poll() is not None:
                    sys.exit("the server ended: " + open(os.path.join(self.folder, "serve.log")).read())
            time.sleep(0.01)
        sys.exit("the server did not come up")

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait()
            self.process = None


def main(program):
    day = blocks(os.path.join(ROOT, "docs", "api.md"))
    if len(day) < 6:
        sys.exit("docs/api.md has no day by curl")
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, "demo", "--data", os.path.join(folder, "city")], check=True, stdout=subprocess.DEVNULL)
        with open(os.path.join(folder, "photo.png"), "wb") as f:
            f.write(png())
        server = Server(program, folder, port)
        shell = subprocess.Popen(["bash", "-u"], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT, text=True)
        try:
            for script, expected, line in day:
                if script.startswith("guatu serve"):
                    server.start(script)
                    continue
                shell.stdin.write(script.replace("localhost:8080", f"localhost:{port}") + f"echo; echo '{END}'\n")
                shell.stdin.flush()
                printed = []
                for got in shell.stdout:
                    if got.rstrip("\n") == END:
                        break
                    printed.append(got)
                else:
                    sys.exit(f"docs/api.md:{line}: the shell ended: {''.join(printed)}")
                printed = "".join(printed).rstrip("\n") + "\n"
                if expected is None:
                    continue
                pattern = ".*".join(re.escape(part) for part in expected.split("…"))
                if not re.fullmatch(pattern, printed):
                    sys.exit(f"docs/api.md:{line} printed\n{printed}instead of\n{expected}")
        finally:
            server.stop()
            shell.kill()
            shell.wait()
    print(f"{len(day)} blocks of docs/api.md")


if len(sys.argv) != 2:
    sys.exit(__doc__)
main(os.path.abspath(sys.argv[1]))
