#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Conversions of devtools/import-into-dpdk.sh, which calls one of them by its name."""

import re
import sys
from pathlib import Path


def symbols_of(version_map: str) -> list[str]:
    """The exported symbols of a version.map."""
    return re.findall(r"^\t(\w+);$", Path(version_map).read_text(), re.MULTILINE)


def add_include(text: str, header: str) -> str:
    """Add an include of DPDK before the first include of a header of the tree."""
    line = f"#include <{header}>\n"
    if line in text:
        return text
    return re.sub(r'^#include "', f'{line}\n#include "', text, count=1, flags=re.MULTILINE)


def mark(text: str, symbol: str, line: str) -> str:
    """Put a line before the definition or prototype of a symbol, which may begin a line above."""
    named = re.compile(rf"^(?:\w[\w *]*[ *]|(\w[\w *]*)\n\*?){symbol}(?:\(| = )", re.MULTILINE)
    return named.sub(lambda match: f"{line}\n{match.group()}", text, count=1)


def for_each_file(folder: str, pattern: str, symbols: list[str], line: str, header: str) -> None:
    """Mark symbols in the files that define or declare them; each has to be in one of them."""
    left = set(symbols)
    for path in sorted(Path(folder).rglob(pattern)):
        text = path.read_text()
        for symbol in sorted(left):
            marked = mark(text, symbol, line.format(symbol))
            if marked != text:
                text = add_include(marked, header)
                left.discard(symbol)
        if text != path.read_text():
            path.write_text(text)
    if left:
        sys.exit(f"convert.py: {folder} has no {', '.join(sorted(left))}")


def export(version_map: str, folder: str) -> None:
    """Export the symbols of a version.map with macros, of which DPDK makes its own one."""
    for_each_file(folder, "*.c", symbols_of(version_map), "RTE_EXPORT_INTERNAL_SYMBOL({})",
                  "eal_export.h")


def internal(version_map: str, folder: str) -> None:
    """Mark prototypes as internal, in headers that know nothing of DPDK."""
    for_each_file(folder, "*.h", symbols_of(version_map), "__rte_internal", "rte_compat.h")


def add_to_list(file: str, start: str, line: str) -> None:
    """Add a line to the list behind a line that matches, before the first that sorts after it."""
    lines = Path(file).read_text().splitlines()
    first = next((i for i, text in enumerate(lines) if re.search(start, text)), None)
    if first is None:
        sys.exit(f"convert.py: {file} has no line '{start}'")
    at = first + 1
    while at < len(lines):
        text = lines[at]
        if text.startswith("]") or (text.strip() and not text.startswith(" ")):
            break
        if text.strip() and not text.strip().startswith(":") and text.strip() > line.strip():
            break
        at += 1
    # The entry goes before blank lines at the end of the list, but not before those that separate
    # the options of a toctree from its entries.
    while not lines[at - 1].strip() and at - 1 > first + 3:
        at -= 1
    lines.insert(at, line)
    Path(file).write_text("\n".join(lines) + "\n")


def maintain(file: str, section: str, title: str, name: str, *files: str) -> None:
    """Add files to an entry in MAINTAINERS, which is made if it is not there."""
    text = Path(file).read_text()
    start = text.index(f"\n{section}\n---") + 1
    entries = text[start:].split("\n\n")
    added = "".join(f"\nF: {entry}" for entry in files)
    for i, entry in enumerate(entries[1:], 1):
        if entry.startswith(title + "\n"):
            entries[i] += added
            break
        if entry.startswith("\n") or entry.lower() > title.lower():
            entries.insert(i, f"{title}\nM: {name}{added}")
            break
    Path(file).write_text(text[:start] + "\n\n".join(entries))


def mailmap(file: str, author: str) -> None:
    """Add an author that .mailmap does not know; DPDK checks that commits are of known ones."""
    lines = Path(file).read_text().splitlines()
    if not any(line.startswith(author) for line in lines):
        after = (i for i, line in enumerate(lines) if line.casefold() > author.casefold())
        lines.insert(next(after, len(lines)), author)
        Path(file).write_text("\n".join(lines) + "\n")


def note(ours: str, title: str, notes: str) -> None:
    """Add the item of our release notes with a title to the new features of DPDK's."""
    item = re.search(rf"^\* \*\*{title}.*?(?=^\* |^\n\w)", Path(ours).read_text(),
                     re.MULTILINE | re.DOTALL)
    if item is None:
        sys.exit(f"convert.py: {ours} has no '{title}'")
    text = Path(notes).read_text()
    end = text.index("\nRemoved Items\n---")
    Path(notes).write_text(f"{text[:end].rstrip()}\n\n{item.group().rstrip()}\n\n{text[end:]}")


def to_reference(match: re.Match, pages: set[str]) -> str:
    """A link to a guide that comes along, or the title of one that does not."""
    kind, target = match.groups()
    page = target.rpartition("/")[2]
    if kind == "ref":
        return match.group()
    if kind == "doc" and page in pages:
        return f":doc:`/platform/uacce/{page}`"
    if kind == "doc" and page in ("uacce_zip", "uacce_sec"):
        return f":doc:`/{'compressdevs' if page == 'uacce_zip' else 'cryptodevs'}/{page}`"
    return f"``{page}``"


def guide(source: str, target: str, *pages: str) -> None:
    """Copy a guide: leave out what is for our tree alone, take what is for DPDK's alone."""
    text = Path(source).read_text()
    text = re.sub(r"^\.\. package-begin\n.*?^\.\. package-end\n\n?", "", text,
                  flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"^\.\. in-tree\n\n((?:   .*\n|\n)+)",
                  lambda match: re.sub(r"^   ", "", match.group(1), flags=re.MULTILINE), text,
                  flags=re.MULTILINE)
    text = re.sub(r"^\* :doc:`\.\./prog_guide/(\w+)`.*\n",
                  lambda match: match.group() if match.group(1) in pages else "", text,
                  flags=re.MULTILINE)
    text = re.sub(r":(doc|ref|download):`([^`<]+)`", lambda m: to_reference(m, set(pages)), text)
    Path(target).write_text(text)


def index(target: str, *pages: str) -> None:
    """Make the page that leads to the shared guides."""
    title = "HiSilicon uacce Accelerators"
    lines = ["..  SPDX-License-Identifier: BSD-3-Clause",
             "    Copyright(c) 2026 The uacce PMD authors", "", title, "=" * len(title), "",
             "What the drivers of HiSilicon Kunpeng ZIP and SEC accelerators share.", "",
             ".. toctree::", "    :maxdepth: 1", "", *(f"    uacce/{page}" for page in pages)]
    Path(target).write_text("\n".join(lines) + "\n")


def features(source: str, folder: str) -> None:
    """Copy a table of features without those that this DPDK does not know."""
    known = {line.split("=")[0].strip()
             for line in (Path(folder) / "default.ini").read_text().splitlines() if "=" in line}
    lines = [line for line in Path(source).read_text().splitlines()
             if "=" not in line or line.split("=")[0].strip() in known]
    (Path(folder) / Path(source).name).write_text("\n".join(lines) + "\n")


CONVERSIONS = {"export": export, "internal": internal, "list": add_to_list, "maintain": maintain,
               "mailmap": mailmap, "note": note, "guide": guide, "index": index, "features": features}

if __name__ == "__main__":
    CONVERSIONS[sys.argv[1]](*sys.argv[2:])
