#!/usr/bin/env python3
"""Papers as LibreOffice lays them out: a page of 22 lines of 28 characters, nothing beyond its block.

    tests/papers/grid.py GUATU [--pictures DIR]

Goal: the grid of GB/T 9704-2012 holds in a word processor, and no shipped paper runs over. Method: the demo city; a template of
one long text is measured line by line; then every paper that a matter of each playbook can give, and the frozen bulletin's
draft, is converted and each of its words looked for outside the block. --pictures leaves PNGs to be looked at.
Needs soffice and pdftotext (tools/setup).
"""
import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MM = 72 / 25.4
LEFT, RIGHT, TOP, BOTTOM = 28 * MM, (28 + 156) * MM, 37 * MM, (37 + 225) * MM
GRID = """paper: grid
title: {zh: 格网, en: Grid}
for: any
heading: 格网
body:
  - plain: %s
""" % ("国" * 28 * 60)


def run(*words, **more):
    done = subprocess.run([str(w) for w in words], capture_output=True, text=True, **more)
    if done.returncode != 0:
        sys.exit(f"{done.returncode} {' '.join(map(str, words))}: {done.stdout}{done.stderr}")
    return done.stdout


def pages(pdf):
    """Words of each page: (left, top, right, bottom, text) in points, with the page's size."""
    out = []
    for page in re.findall(r"<page (.*?)</page>", run("pdftotext", "-bbox", pdf, "-"), re.S):
        width, height = (float(x) for x in re.search(r'width="([\d.]+)" height="([\d.]+)"', page).groups())
        words = re.findall(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>', page)
        out.append((width, height, [(*map(float, w[:4]), w[4]) for w in words]))
    return out


def check_grid(pdf):
    full = pages(pdf)[1]
    lines = [w for w in full[2] if "国" in w[4]]
    assert len(lines) == 22, f"{len(lines)} lines on a full page"
    assert all(len(w[4]) == 28 for w in lines), [len(w[4]) for w in lines]
    number = [w for w in full[2] if w[4].strip() == "2"]
    assert len(number) == 1 and number[0][1] > BOTTOM and number[0][0] < 60 * MM, f"page number of an even page: {number}"
    gaps = [b[1] - a[1] for a, b in zip(lines, lines[1:])]
    assert max(gaps) - min(gaps) < 0.2, gaps  # LibreOffice counts in tenths of a point.
    return f"22 lines of 28 characters, {gaps[0]:.2f} pt from line to line"


def check_inside(pdf, name):
    for i, (width, height, words) in enumerate(pages(pdf)):
        across = width > height
        left, right = (15 * MM, width - 15 * MM) if across else (LEFT, RIGHT)
        bottom = height - 15 * MM if across else BOTTOM
        for x0, y0, x1, y1, text in words:
            if y0 > bottom - 1:  # The page number.
                continue
            # LibreOffice lets a closing mark hang behind the last character, whatever the paper asks for.
            hang = 16.5 if text[-1] in "，。；：、）”》！？" else 1.5
            assert x0 >= left - 1.5 and x1 <= right + hang, f"{name} page {i + 1}: {text} from {x0:.1f} to {x1:.1f}"
            assert y1 <= bottom + 6, f"{name} page {i + 1}: {text} down to {y1:.1f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("guatu", type=Path)
    parser.add_argument("--pictures", type=Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="guatu-papers-") as folder:
        data = Path(folder) / "city"
        guatu = [args.guatu.resolve(), "--data", data, "--share", ROOT]
        run(args.guatu.resolve(), "demo", "--data", data, "--share", ROOT)
        (data / "papers").mkdir()
        (data / "papers/grid.yaml").write_text(GRID, "utf-8")
        rows = json.loads(run(*guatu, "matter", "list", "--all", "--limit", "500", "--json"))["items"]
        seen, made = set(), 0
        for row in rows:
            for p in json.loads(run(*guatu, "paper", "list", row["number"], "--json")):
                if p["missing"] or p["paper"] in seen:
                    continue
                seen.add(p["paper"])
                pdf = Path(folder) / f"{p['paper']}.pdf"
                run(*guatu, "paper", "print", row["number"], p["paper"], pdf)
                made += 1
                if p["paper"] == "grid":
                    print(check_grid(pdf))
                else:
                    check_inside(pdf, p["paper"])
                if args.pictures:
                    args.pictures.mkdir(parents=True, exist_ok=True)
                    run("pdftoppm", "-r", "60", "-png", pdf, args.pictures / p["paper"])
        shipped = {re.search(r"^paper: (\w+)", f.read_text("utf-8"), re.M)[1] for f in (ROOT / "papers").glob("*.yaml")}
        print(f"{made} papers inside their blocks; the demo has no matter for: {', '.join(sorted(shipped - seen)) or 'none'}")
        assert {"grid", "bulletin"} <= seen, seen


main()
