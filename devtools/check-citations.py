#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Check that sections of the hardware interface guide exist which are cited, and files.

Comments in the code cite sections of doc/guides/prog_guide/hardware_interface.rst by number:
"(2.4)", "section 6 item 5". Each number of this form in a comment of C, shell, Python and Meson
sources counts, unless the name of another document or program stands before it ("RFC 3610, 2.2").
In guides only numbers behind the word "section" count. The texts in the top folder name files of
the tree, which have to exist, too. Exit status 1 if something leads nowhere.
"""

import argparse
import pathlib
import re
import sys

GUIDE = "doc/guides/prog_guide/hardware_interface.rst"
CODE_DIRS = ("app", "common", "devtools", "drivers", "emulation")
CODE_SUFFIXES = (".c", ".h", ".py", ".sh", ".build")
TOP_TEXTS = ("CONTRIBUTING.md", "MAINTAINERS", "README.md", "SECURITY.md")
TEXTS = ("doc", *TOP_TEXTS)

NUMBER = r"\d+(?:\.\d+)*"
LIST = rf"{NUMBER}(?:(?:,| and| to|, and) {NUMBER})*"
# Documents and programs whose sections and versions are none of ours.
OTHERS = "RFC|IEEE|FIPS|SP|GB/T|OpenSSL|DPDK|Linux|QEMU|Debian|ipsec-mb|meson|version"
FOREIGN = re.compile(rf"\b(?:{OTHERS}) [\w/-]*\d[\w./-]*(?:,? (?:sections? )?{LIST})?")
SECTIONS = re.compile(rf"\b[Ss]ections? ({LIST})")
ITEMS = re.compile(rf"\bitems? ({LIST})")
BARE = re.compile(r"(?<![\w.%/-])\d\.\d{1,2}(?![\w%]|\.\d)")

C_TOKENS = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|/\*.*?\*/|//[^\n]*', re.DOTALL)
HASH_COMMENT = re.compile(r"^[ \t]*#.*(?:\n[ \t]*#.*)*", re.MULTILINE)


def guide_numbers(text):
    """Return the numbers of the guide's sections, and those of the items of section 6."""
    titles = re.finditer(r"^(\d+(?:\.\d+)?) \S.*\n[-~]{3,}$", text, re.MULTILINE)
    starts = {m.group(1): m.end() for m in titles}
    questions = text[starts["6"]:starts["7"]] if {"6", "7"} <= set(starts) else ""
    return set(starts), set(re.findall(r"^(\d+) {2,}\S", questions, re.MULTILINE))


def comments(path, text):
    """Yield the offset and the words of each comment, blanks and line ends as single blanks."""
    is_c = path.suffix in (".c", ".h")
    for match in (C_TOKENS if is_c else HASH_COMMENT).finditer(text):
        if is_c and match.group()[0] in "\"'":
            continue
        yield match.start(), match.group()


def words_of(comment):
    """Blank out the frame of a comment and all names of others, keeping each offset."""
    def blank(match):
        return re.sub(r"\S", " ", match.group())

    plain = re.sub(r"\n[ \t]*[*#]+", blank, comment)
    # Names and lists may be cut by a line end, so match on single blanks and keep a map.
    chars, offsets = [], []
    for i, char in enumerate(plain):
        char = " " if char.isspace() else char
        if char == " " and chars and chars[-1] == " ":
            continue
        chars.append(char)
        offsets.append(i)
    return FOREIGN.sub(blank, "".join(chars)), offsets


def citations(text, bare, items):
    """Yield (offset, "section" or "item", number) of each citation in a piece of text."""
    words, offsets = words_of(text)
    seen = set()
    patterns = [("section", SECTIONS)]
    if items:
        patterns.append(("item", ITEMS))
    for kind, pattern in patterns:
        for match in pattern.finditer(words):
            for number in re.finditer(NUMBER, match.group(1)):
                at = match.start(1) + number.start()
                seen.add(at)
                yield offsets[at], kind, number.group()
    for match in BARE.finditer(words) if bare else ():
        if match.start() not in seen:
            yield offsets[match.start()], "section", match.group()


def missing_files(root):
    """Yield each file or folder that a text in the top folder names and the tree does not have."""
    start = "|".join((*CODE_DIRS, "doc"))
    for name in TOP_TEXTS:
        text = (root / name).read_text(encoding="utf-8")
        for match in re.finditer(rf"(?<![\w./~-])(?:{start})/[\w./-]*\w", text):
            if not (root / match.group()).exists():
                yield f"{name}:{text.count(chr(10), 0, match.start()) + 1}: no {match.group()}"


def files_of(root):
    """Yield each file that may cite, and whether it is code."""
    for name in CODE_DIRS:
        if not (root / name).is_dir():
            sys.exit(f"{root} has no {name}: the list of directories to look at is out of date")
        for path in sorted((root / name).rglob("*")):
            if path.is_file() and path.suffix in CODE_SUFFIXES:
                yield path, True
    for name in TEXTS:
        top = root / name
        for path in sorted(top.rglob("*")) if top.is_dir() else (top,):
            if path.suffix in (".rst", ".md") or name == path.name:
                yield path, False


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("root", nargs="?", type=pathlib.Path, help="tree to check (this one)",
                        default=pathlib.Path(__file__).resolve().parent.parent)
    parser.add_argument("--list", action="store_true", help="print each citation")
    args = parser.parse_args()

    guide = args.root / GUIDE
    known = dict(zip(("section", "item"), guide_numbers(guide.read_text(encoding="utf-8"))))
    code, guides, lost = 0, 0, 0
    for path, is_code in files_of(args.root):
        text = path.read_text(encoding="utf-8")
        pieces = comments(path, text) if is_code else ((0, text),)
        for start, piece in pieces:
            for offset, kind, number in citations(piece, is_code, is_code or path == guide):
                code += is_code
                guides += not is_code
                line = text.count("\n", 0, start + offset) + 1
                where = f"{path.relative_to(args.root)}:{line}"
                if number not in known[kind]:
                    lost += 1
                    print(f"{where}: there is no {kind} {number} in {GUIDE}")
                elif args.list:
                    print(f"{where}: {kind} {number}")
    for problem in missing_files(args.root):
        lost += 1
        print(problem)
    print(f"{code} citations in code and {guides} in guides, {lost} lead nowhere")
    # No citation at all means that this script no longer knows what they look like.
    return 1 if lost or not code else 0


if __name__ == "__main__":
    sys.exit(main())
