#!/usr/bin/env python3
"""Checks a ledger, its checkpoints and proofs a second time, without the program: Python's standard library alone.

    tools/verify.py ledger   LEDGER [--key KEY] [--against CHECKPOINT]...
    tools/verify.py proof    PROOF  --key KEY --against CHECKPOINT [--against CHECKPOINT]
    tools/verify.py self-test

LEDGER is a data folder, its guatu.db, or an export (JSON Lines). KEY is the line that `guatu ledger key` prints, or a
file with it; without it signatures are checked with the key that the ledger names itself. Exits 0 when all fits,
1 when something does not, 2 when it cannot be read. The formats: docs/formats/checkpoints.md.
"""
import argparse
import base64
import hashlib
import json
import os
import sqlite3
import sys
from datetime import datetime, timedelta, timezone

# --- SM3, GB/T 32905-2016 -------------------------------------------------------------------------------------------
def _rol(x, n):
    n %= 32
    return ((x << n) | (x >> (32 - n))) & 0xFFFFFFFF

SM3_T = [_rol(0x79CC4519 if j < 16 else 0x7A879D8A, j) for j in range(64)]

def sm3(data):
    v = [0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E]
    data += b"\x80" + bytes((55 - len(data)) % 64) + (len(data) * 8).to_bytes(8, "big")
    for at in range(0, len(data), 64):
        w = [int.from_bytes(data[at + i: at + i + 4], "big") for i in range(0, 64, 4)]
        for j in range(16, 68):
            x = w[j - 16] ^ w[j - 9] ^ _rol(w[j - 3], 15)
            w.append(x ^ _rol(x, 15) ^ _rol(x, 23) ^ _rol(w[j - 13], 7) ^ w[j - 6])
        a, b, c, d, e, f, g, h = v
        for j in range(64):
            a12 = _rol(a, 12)
            ss1 = _rol((a12 + e + SM3_T[j]) & 0xFFFFFFFF, 7)
            ff = a ^ b ^ c if j < 16 else (a & b) | (a & c) | (b & c)
            gg = e ^ f ^ g if j < 16 else (e & f) | (~e & g)
            tt1 = (ff + d + (ss1 ^ a12) + (w[j] ^ w[j + 4])) & 0xFFFFFFFF
            tt2 = (gg + h + ss1 + w[j]) & 0xFFFFFFFF
            a, b, c, d = tt1, a, _rol(b, 9), c
            e, f, g, h = tt2 ^ _rol(tt2, 9) ^ _rol(tt2, 17), e, _rol(f, 19), g
        v = [x ^ y for x, y in zip(v, (a, b, c, d, e, f, g, h))]
    return b"".join(x.to_bytes(4, "big") for x in v)

def sha256(data):
    return hashlib.sha256(data).digest()

HASHES = {"sha256": sha256, "sm3": sm3}

# --- Ed25519, RFC 8032 section 5.1 ----------------------------------------------------------------------------------
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)

def _add(p, q):  # Extended coordinates x, y, z, t.
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P

def _times(n, p):
    out = (0, 1, 1, 0)
    while n:
        if n & 1:
            out = _add(out, p)
        p, n = _add(p, p), n >> 1
    return out

def _point(raw):
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT % P
    if (x * x - x2) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P

BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))

def signed(key, message, signature):
    a, r = _point(key), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if len(key) != 32 or len(signature) != 64 or a is None or r is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    p, q = _times(s, BASE), _add(r, _times(k, a))
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0

# --- the tree, RFC 9162 section 2.1 ---------------------------------------------------------------------------------
class Tree:
    def __init__(self, h):
        self.h, self.peaks, self.size = h, [], 0

    def add(self, leaf):
        n, self.size = self.size, self.size + 1
        while n & 1:
            leaf, n = self.h(b"\1" + self.peaks.pop() + leaf), n >> 1
        self.peaks.append(leaf)

    def root(self):
        out = self.peaks[-1] if self.peaks else self.h(b"")
        for peak in self.peaks[-2::-1]:
            out = self.h(b"\1" + peak + out)
        return out

def climb(h, fn, sn, left, right, path):
    """Steps of sections 2.1.3.2 and 2.1.4.2: `left` takes left siblings only, `right` all. None: too long or short."""
    for p in path:
        if sn == 0:
            return None
        if fn & 1 or fn == sn:
            left, right = h(b"\1" + p + left), h(b"\1" + p + right)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            right = h(b"\1" + right + p)
        fn, sn = fn >> 1, sn >> 1
    return (left, right) if sn == 0 else None

def included(h, leaf, index, size, path, root):
    way = climb(h, index, size - 1, leaf, leaf, path) if 0 <= index < size else None
    return way is not None and way[1] == root

def consistent(h, old, size, old_root, root, path):
    if not 0 < old <= size:
        return False
    if old == size:
        return not path and old_root == root
    if old & (old - 1) == 0:
        path = [old_root] + path
    if not path:
        return False
    fn, sn = old - 1, size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    return climb(h, fn, sn, path[0], path[0], path[1:]) == (old_root, root)

# --- files ----------------------------------------------------------------------------------------------------------
class Wrong(Exception):
    """What does not fit; the text says where."""

def text_of(path):
    with open(path, encoding="utf-8") as f:
        return f.read()

class Key:
    def __init__(self, name, raw):
        self.name, self.raw = name, raw
        self.id = sha256(name.encode() + b"\n\x01" + raw)[:4]

    @staticmethod
    def read(given):
        name, key_id, coded = (text_of(given) if os.path.exists(given) else given).strip().split("+", 2)
        key = Key(name, base64.b64decode(coded, validate=True)[1:])
        if key.id.hex() != key_id:
            raise ValueError("the key id of KEY is another")
        return key

def checkpoint(path, key):
    """{origin, size, root, hash, path} of a file; Wrong unless `key` signed it."""
    body, _, tail = text_of(path).replace("\r\n", "\n").partition("\n\n")
    lines = body.split("\n")
    out = {"path": path, "origin": lines[0], "size": int(lines[1]), "root": base64.b64decode(lines[2]), "hash": "sha256"}
    out.update(line.split(" ", 1) for line in lines[3:] if line.startswith("hash "))
    if out["origin"] != key.name:
        raise Wrong(f"{path}: of {out['origin']}, not of {key.name}")
    for line in tail.splitlines():
        dash, name, blob = line.split(" ")
        blob = base64.b64decode(blob, validate=True)
        if dash == "—" and name == key.name and blob[:4] == key.id and signed(key.raw, (body + "\n").encode(), blob[4:]):
            return out
    raise Wrong(f"{path}: no valid signature by {key.name}+{key.id.hex()}")

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)

def line_of(row):
    """The line of one event, from the columns of the database."""
    position, matter, at, by, command, digest, kind, version, data = row
    t = (EPOCH + timedelta(microseconds=at)).astimezone(timezone(timedelta(hours=8)))
    o = {"position": str(position)}
    if matter:
        o["matter"] = str(matter)
    o["at"] = t.strftime("%Y-%m-%dT%H:%M:%S").zfill(19) + (f".{t.microsecond:06}" if t.microsecond else "") + "+08:00"
    o["by"] = by
    o.update({k: v for k, v in (("command", command), ("digest", digest)) if v}, type=kind, version=version)
    return json.dumps(o, ensure_ascii=False, separators=(",", ":"))[:-1] + ',"data":' + data + "}"

def events(path):
    """(position, line in bytes, stored hash or None) in order, from an export or a database."""
    path = os.path.join(path, "guatu.db") if os.path.isdir(path) else path
    with open(path, "rb") as f:
        if f.read(15) != b"SQLite format 3":
            f.seek(0)
            for line in f:
                yield int(json.loads(line)["position"]), line.rstrip(b"\n"), None
            return
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    db.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")  # Bad bytes then fail at their event.
    for row in db.execute("select position, matter_id, at, by, command_id, digest, type, version, data, hash "
                          "from events order by position"):
        try:
            yield row[0], line_of(row[:9]).encode(), row[9]
        except (TypeError, ValueError, OverflowError):
            raise Wrong(f"event {row[0]} cannot be read") from None

def check_ledger(path, key, against):
    h, tree, last, roots = None, None, bytes(32), {}
    known = [checkpoint(p, key) for p in against] if key else None
    for position, line, stored in events(path):
        if tree is None:
            first = json.loads(line)["data"]
            h = HASHES[first.get("hash") or "sha256"]
            tree = Tree(h)
            if known is None:
                named = first.get("key")
                if against and not named:
                    raise Wrong("the ledger names no key: give it with --key")
                known = [checkpoint(p, Key("guatu/" + first["ledger"], base64.b64decode(named))) for p in against]
            sizes = {c["size"] for c in known}
        if position != tree.size + 1:
            raise Wrong(f"event {tree.size + 1} is missing")
        last = h(b"\0" + last + line)
        if stored is not None and stored != last:
            raise Wrong(f"event {position} does not fit its hash")
        tree.add(last)
        if tree.size in sizes:
            roots[tree.size] = tree.root()
    for c in sorted(known or [], key=lambda c: c["size"]):
        if c["size"] not in roots:
            raise Wrong(f"{c['path']}: counted {c['size']} events, there are {tree.size if tree else 0}")
        if roots[c["size"]] != c["root"]:
            raise Wrong(f"{c['path']}: the first {c['size']} events have another root")
    if tree is None:
        raise Wrong("no event")
    print(f"{tree.size} events, root {tree.root().hex()}, {len(known)} checkpoints fit")

def check_proof(path, key, against):
    proof = json.loads(text_of(path))
    h, size = HASHES[proof["hash"]], int(proof["size"])
    known = {c["size"]: c for c in (checkpoint(p, key) for p in against)}
    way = [bytes.fromhex(p) for p in proof.get("path", [])]
    end = known.get(size)
    if end is None or end["origin"] != proof["ledger"] or end["hash"] != proof["hash"]:
        raise Wrong(f"no checkpoint of {size} events")
    if proof["proof"] == "inclusion":
        position = int(proof["position"])
        leaf = h(b"\0" + bytes.fromhex(proof["previous"]) + proof["line"].encode())
        holds = json.loads(proof["line"])["position"] == proof["position"] and included(
            h, leaf, position - 1, size, way, end["root"])
    else:
        old = int(proof["old_size"])
        if old not in known:
            raise Wrong(f"no checkpoint of {old} events")
        holds = known[old]["root"].hex() == proof["old_root"] and consistent(
            h, old, size, known[old]["root"], end["root"], way)
    if not holds:
        raise Wrong(f"{path}: the proof does not hold")
    print(f"{path}: the proof holds")

def self_test():
    assert sm3(b"abc").hex().startswith("66c7f0f462eeedd9") and sm3(b"abcd" * 16).hex().startswith("debe9ff92275b8a1")
    key = bytes.fromhex("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")
    sig = bytes.fromhex("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")
    assert signed(key, b"\xaf\x82", sig) and not signed(key, b"\xaf\x83", sig)  # RFC 8032, test 3.
    print("the hashes and signatures are those of the standards")

def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["ledger", "proof", "self-test"])
    parser.add_argument("file", nargs="?")
    parser.add_argument("--key")
    parser.add_argument("--against", action="append", default=[])
    args = parser.parse_args()
    if args.what == "self-test":
        return self_test()
    if args.file is None or (args.what == "proof" and not (args.key and args.against)):
        parser.error("FILE is needed; for a proof --key and --against too")
    try:
        key = Key.read(args.key) if args.key else None
        (check_ledger if args.what == "ledger" else check_proof)(args.file, key, args.against)
    except Wrong as e:
        sys.exit(f"does not fit: {e}")
    except (OSError, ValueError, KeyError, IndexError, sqlite3.Error) as e:
        print(f"cannot be read: {e!r}", file=sys.stderr)
        sys.exit(2)

if __name__ == "__main__":
    main()
