#!/usr/bin/env python3
"""The Debian package of a build folder: made by CPack, unpacked into a folder of its own, looked through, and run from there
with the command line of its unit.

  tests/package.py build/release [--size-max 40]

Nothing is installed. Exits 0 when all holds; prints what was seen. docs/operating/install.md says what else was tried."""

import argparse
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

WANTED = ["usr/bin/guatu", "usr/lib/systemd/system/guatu.service", "usr/share/doc/guatu/copyright",
          "usr/share/guatu/playbooks/hazard.yaml", "usr/share/guatu/calendars/counting-rules.yaml",
          "usr/share/guatu/policies/channels.yaml", "usr/share/guatu/demo/taiyuan.yaml"]


def check(what, holds, seen=""):
    print(f"{'ok  ' if holds else 'FAIL'} {what}: {seen}")
    return bool(holds)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def ask(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.status, answer.read()


def runs(root, unit, folder):
    """Init and serve as the unit has it, with the unpacked files in the place of the installed ones."""
    line = re.search(r"^ExecStart=(.*)$", unit, re.M)[1].split()
    data = str(folder / "data")
    place = {"/usr/bin/guatu": str(root / "usr/bin/guatu"), "/usr/share/guatu": str(root / "usr/share/guatu"), "/var/lib/guatu": data}
    words = [place.get(w, w) for w in line]
    env = {"PATH": "/usr/bin:/bin"}
    made = subprocess.run([words[0], "init", "--name", "office", "--data", data, "--share", place["/usr/share/guatu"]],
                          env=env, capture_output=True, text=True)
    ok = check("guatu init", made.returncode == 0, (made.stdout + made.stderr).strip().splitlines()[-1:])
    port = free_port()
    server = subprocess.Popen(words + ["--listen", f"127.0.0.1:{port}"], env=env, cwd=folder, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True)
    server.stdout.readline()
    root_url = f"http://127.0.0.1:{port}"
    ok &= check("the unit's command line serves", ask(root_url + "/readyz")[0] == 200, " ".join(line))
    if (root / "usr/share/guatu/web/dist/index.html").exists():
        page = ask(root_url + "/")[1]
        ok &= check("the web UI", b"<script" in page, f"{len(page)} bytes")
    server.send_signal(signal.SIGTERM)
    begun = time.monotonic()
    ok &= check("stops when asked", server.wait(30) == 0, f"{time.monotonic() - begun:.1f} s")
    return ok


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--size-max", type=int, default=0, help="MB installed; 0: not asked")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        subprocess.run(["cpack", "-G", "DEB", "--config", os.path.abspath(f"{args.build}/CPackConfig.cmake"), "-B", str(folder / "cpack")],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        package = next((folder / "cpack").glob("*.deb"))
        control = subprocess.run(["dpkg-deb", "-f", str(package)], check=True, capture_output=True, text=True).stdout
        root = folder / "root"
        subprocess.run(["dpkg-deb", "-x", str(package), str(root)], check=True)
        missing = [f for f in WANTED if not (root / f).is_file()]
        ok = check("all that is wanted is in it", not missing, missing or f"{len(WANTED)} files looked for")
        size = int(re.search(r"^Installed-Size: (\d+)", control, re.M)[1]) / 1024
        ok &= check("size", args.size_max == 0 or size <= args.size_max,
                    f"{package.stat().st_size / 2**20:.1f} MB, {size:.1f} MB installed")
        needed = re.search(r"^Depends: (.*)$", control, re.M)[1]
        ok &= check("says what it needs", all(n in needed for n in ("libc6", "libsqlite3-0", "libssl3", "passwd")), needed.count(",") + 1)
        loose = [str(p.relative_to(root)) for p in root.rglob("*") if not p.is_symlink() and p.stat().st_mode & 0o022]
        ok &= check("nothing may be written by others", not loose, loose[:3])
        unit_file = root / "usr/lib/systemd/system/guatu.service"
        unit = unit_file.read_text()
        if shutil.which("systemd-analyze"):
            local = folder / "guatu.service"
            local.write_text(unit.replace("/usr/bin/guatu", str(root / "usr/bin/guatu")))
            said = subprocess.run(["systemd-analyze", "verify", str(local)], capture_output=True, text=True)
            ok &= check("systemd-analyze verify", said.returncode == 0, said.stderr.strip()[:200])
        ok &= runs(root, unit, folder)
    sys.exit(0 if ok else 1)


if __name__ == "__main__":
    main()
