#!/usr/bin/env python3
"""Does a draw again from what was published: the list and the seed. Needs nothing but Python.

usage: tools/draw.py LIST SEED [RESULT]

LIST    file with one entry a line, as it was published (blank lines do not count)
SEED    64 hexadecimal digits: the root of the checkpoint made after the list was published
RESULT  file with the published order, one entry a line: compared, exit 1 when it differs

The order is by SHA-256 over the 32 bytes of the seed followed by the entry in UTF-8, smallest first.
"""
import hashlib
import sys


def lines(path):
    with open(path, encoding="utf-8") as f:
        return [line.strip() for line in f if line.strip()]


def order(seed, entries):
    return sorted(entries, key=lambda e: (hashlib.sha256(seed + e.encode()).digest(), e.encode()))


def main(args):
    if len(args) not in (2, 3) or args[0] in ("-h", "--help"):
        print(__doc__.strip())
        return 0 if args[:1] in (["-h"], ["--help"]) else 2
    entries = lines(args[0])
    try:
        seed = bytes.fromhex(args[1])
    except ValueError:
        seed = b""
    if len(seed) != 32 or not entries or len(set(entries)) != len(entries):
        print("the seed is not 64 hexadecimal digits, or the list is empty or names an entry twice", file=sys.stderr)
        return 2
    print("list sha256", hashlib.sha256("\n".join(entries).encode()).hexdigest())
    drawn = order(seed, entries)
    for place, entry in enumerate(drawn, 1):
        print(place, entry)
    if len(args) == 3:
        if lines(args[2]) != drawn:
            print("the published order is another one", file=sys.stderr)
            return 1
        print("the published order is this one")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
