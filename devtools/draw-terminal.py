#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Draw lines of text as a terminal shows them, in SVG: for the picture of the quick start."""

import argparse
import html
import sys

LINE = 20       # pixels
COLUMN = 8.43   # pixels, of a font of 14 pixels
MARGIN = 16     # pixels

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: BSD-3-Clause -->
<!-- Copyright(c) 2026 The uacce PMD authors -->
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" role="img">
<title>{title}</title>
<rect width="100%" height="100%" rx="8" fill="#1e1e2e"/>
<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14" fill="#e6e6e6"
 xml:space="preserve">
"""


def draw(lines: list[str], title: str) -> str:
    """The picture; a line that begins with $ is a command."""
    width = round(2 * MARGIN + COLUMN * max(map(len, lines)))
    height = round(2 * MARGIN + LINE * len(lines))
    text = HEAD.format(width=width, height=height, title=html.escape(title))
    for number, line in enumerate(lines, start=1):
        color = ' fill="#a6e3a1"' if line.startswith("$ ") else ""
        text += f'<text x="{MARGIN}" y="{MARGIN + LINE * number - 5}"{color}>'
        text += f"{html.escape(line)}</text>\n"
    return text + "</g>\n</svg>\n"


def main() -> int:
    """Read text from the standard input, and print a picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("title", help="what the picture shows, for readers who do not see it")
    args = parser.parse_args()
    lines = sys.stdin.read().splitlines()
    if not any(lines):
        print("draw-terminal.py: no text on the standard input", file=sys.stderr)
        return 1
    print(draw(lines, args.title), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
