#!/usr/bin/env python3
"""Draws what bench/growth_bench measured: time over the number of matters, both logarithmic, as an SVG.

    bench/plot_growth.py FIGURES.csv docs/pictures/growth.svg

FIGURES.csv has lines `matters,"what",milliseconds`; GUATU_GROWTH_CSV makes growth_bench write it.
"""
import csv
import math
import sys
from html import escape

WIDTH, HEIGHT = 860, 520
LEFT, RIGHT, TOP, BOTTOM = 70, 300, 30, 50
COLOURS = ["#1b6ca8", "#c0392b", "#1e8449", "#8e44ad", "#b9770e", "#117a65", "#566573", "#a04000", "#2e4053",
           "#7d6608", "#6c3483", "#0e6655"]


def read(path):
    series = {}
    with open(path, encoding="utf-8", newline="") as lines:
        for matters, name, ms in csv.reader(lines):
            series.setdefault(name, {})[int(matters)] = float(ms)
    return series


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    series = read(sys.argv[1])
    sizes = sorted({n for points in series.values() for n in points})
    values = [v for points in series.values() for v in points.values()]
    if len(sizes) < 2:
        sys.exit("at least two sizes are needed for a growth")
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))

    def x(n):
        a, b = math.log10(sizes[0]), math.log10(sizes[-1])
        return LEFT + (math.log10(n) - a) / (b - a) * (WIDTH - LEFT - RIGHT)

    def y(ms):
        return HEIGHT - BOTTOM - (math.log10(ms) - low) / (high - low) * (HEIGHT - TOP - BOTTOM)

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>']
    for power in range(low, high + 1):
        at = y(10.0 ** power)
        out.append(f'<path d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        out.append(f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{10.0 ** power:g} ms</text>')
    for n in sizes:
        out.append(f'<path d="M{x(n):.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#ddd"/>')
        out.append(f'<text x="{x(n):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{n:,}</text>')
    out.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 12}" text-anchor="middle">matters in the ledger</text>')
    # Labels stand beside the last point, pushed apart where they would cover each other.
    labels = sorted(((y(points[max(points)]), name, i) for i, (name, points) in enumerate(series.items())))
    last = TOP
    for i, (name, points) in enumerate(series.items()):
        colour = COLOURS[i % len(COLOURS)]
        path = " ".join(f"{'M' if k == 0 else 'L'}{x(n):.1f} {y(points[n]):.1f}" for k, n in enumerate(sorted(points)))
        out.append(f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for n in points:
            out.append(f'<circle cx="{x(n):.1f}" cy="{y(points[n]):.1f}" r="3" fill="{colour}"/>')
    for at, name, i in labels:
        last = max(at, last + 15)
        out.append(f'<text x="{WIDTH - RIGHT + 10}" y="{last + 4:.1f}" fill="{COLOURS[i % len(COLOURS)]}">{escape(name)}</text>')
    out.append("</svg>")
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
