#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Prove the model of the ring, and compare the code that it stands for.

The model devtools/model/ring.pml holds for rings of 2 and 4 slots, and fails with each of its
barriers and orders removed. devtools/model/ring.code has a hash of each function that the model
stands for; a function that changed without the model is an error.
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
MODEL = os.path.join(HERE, "model", "ring.pml")
HASHES = os.path.join(HERE, "model", "ring.code")
SOURCE = os.path.join(HERE, "..", "common", "uacce", "hisi_qm.h")
FUNCTIONS = ("hisi_qm_to_device_barrier", "hisi_qm_from_device_barrier", "hisi_qm_free",
             "hisi_qm_outstanding", "hisi_qm_can_submit", "hisi_qm_submit", "hisi_qm_fail",
             "hisi_qm_give_up", "hisi_qm_poll_from", "hisi_qm_poll", "hisi_qm_release",
             "hisi_qm_is_dead", "hisi_qm_quiet")
# Steps of the longest path that the search follows; depth 4 needs 300,000.
MAX_DEPTH = 600000
# With a single descriptor in flight these two orders are not needed.
NOT_NEEDED = {2: ("REMOVE_SUBMITTED_FIRST", "REMOVE_RELEASE")}


def code_of(text, name):
    """Return the body of a function without its comments and with single spaces."""
    found = re.search(rf"^{name}\(.*?^}}", text, re.M | re.S)
    if found is None:
        sys.exit(f"{os.path.basename(SOURCE)} has no function {name}")
    code = re.sub(r"/\*.*?\*/", "", found.group(), flags=re.S)
    return " ".join(code.split())


def hashes():
    """Return a line with name and hash for each function that the model stands for."""
    with open(SOURCE, encoding="utf-8") as source:
        text = source.read()
    return [f"{name} {hashlib.sha256(code_of(text, name).encode()).hexdigest()[:16]}"
            for name in FUNCTIONS]


def compare_code():
    """Return the number of functions that changed without the model."""
    with open(HASHES, encoding="utf-8") as file:
        known = set(file.read().splitlines())
    changed = [line.split()[0] for line in hashes() if line not in known]
    for name in changed:
        print(f"not ok - {name}() changed: bring devtools/model/ring.pml in step with it, then "
              "run devtools/check-ring-model.py --update")
    if not changed:
        print("ok - the code is that of the model")
    return len(changed)


def removals():
    """Return the names of the macros that take a barrier or an order out of the model."""
    with open(MODEL, encoding="utf-8") as model:
        return sorted(set(re.findall(r"^#if(?:n?def) (REMOVE_\w+)", model.read(), re.M)))


def holds(depth, removed=None):
    """Check the model; print and return whether all its properties hold."""
    macros = [f"-DDEPTH={depth}"] + ([f"-D{removed}"] if removed else [])
    with tempfile.TemporaryDirectory() as folder:
        def run(*command):
            return subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, text=True).stdout
        run("spin", "-a", *macros, MODEL)
        run("cc", "-O2", "-DSAFETY", "-DCOLLAPSE", "-o", "pan", "pan.c")
        out = run("./pan", f"-m{MAX_DEPTH}")
    errors = re.search(r"errors: (\d+)", out)
    if errors is None or "max search depth too small" in out or "out of memory" in out:
        sys.exit(f"the search did not end:\n{out}")
    states = re.search(r"(\d+) states, stored", out).group(1)
    result = errors.group(1) == "0"
    print(f"    {removed or 'the whole model'}, {depth} slots, {states} states: "
          f"{'holds' if result else 'fails'}", flush=True)
    return result


def check_model(depths):
    """Return the number of models that hold or fail against what is expected."""
    wrong = 0
    if shutil.which("spin") is None:
        sys.exit("the model checker is missing: install Debian's package spin")
    for depth in depths:
        for removed in [None] + removals():
            wanted = removed is None or removed in NOT_NEEDED.get(depth, ())
            right = holds(depth, removed) == wanted
            wrong += not right
            print(f"{'ok' if right else 'not ok'} - {removed or 'the whole model'}, "
                  f"{depth} slots, is to {'hold' if wanted else 'fail'}", flush=True)
    return wrong


def main():
    """Run what the options ask for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--code", action="store_true", help="compare the code alone")
    parser.add_argument("--update", action="store_true",
                        help="take the code as it is for that of the model")
    parser.add_argument("--depth", type=int, choices=(2, 4), action="append",
                        help="slots of the ring; both by default")
    options = parser.parse_args()
    if options.update:
        with open(HASHES, "w", encoding="utf-8") as file:
            file.write("\n".join(hashes()) + "\n")
    wrong = compare_code()
    if not options.code and not options.update:
        wrong += check_model(options.depth or (2, 4))
    return wrong != 0


if __name__ == "__main__":
    sys.exit(main())
