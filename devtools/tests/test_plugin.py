# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""The plugins as files: what they tell of themselves, and which symbols they export."""

import json
import re
import shutil

import pytest
import shell
from program import Program
from tree import BUILT, Tree

SOFT_KEYS = "soft_qm soft_workers soft_cpus soft_depth soft_engine soft_fault"
DRIVERS = [
    ("compress", "uacce_zip", f"device queues watchdog v2_inflate {SOFT_KEYS}"),
    ("crypto", "uacce_sec", f"device queues watchdog second_queue {SOFT_KEYS}"),
]
PREFIXES = ("uacce_", "hisi_", "soft_")


@pytest.mark.parametrize("device_class, driver, keys", DRIVERS, ids=("uacce_zip", "uacce_sec"))
def test_pmdinfo(program: Program, tree: Tree, device_class: str, driver: str,
                 keys: str) -> None:
    """The plugin has its name and all its parameters, and no others."""
    # Debian's Python has the module that the tool needs; another Python may be found first.
    program.run_good(["/usr/bin/python3", shutil.which("dpdk-pmdinfo.py"),
                      tree.plugins / f"librte_{device_class}_{driver}.so"], 30)
    drivers = {info["name"]: info for info in json.loads(program.output())}
    params = drivers[driver]["params"]
    assert sorted(re.findall(r"(\w+)=<", params)) == sorted(keys.split())
    assert params.count("=<") == len(keys.split())


@pytest.mark.parametrize("name", BUILT)
def test_exports(tree: Tree, name: str) -> None:
    """A driver exports nothing; the libraries below it nothing without a prefix of theirs."""
    listed = shell.output("nm", "-D", "--defined-only", tree.plugins / name)
    symbols = [line.split()[-2:] for line in listed.splitlines() if line.strip()]
    # Symbols of type A are names of versions.
    exported = [symbol for kind, symbol in symbols if kind != "A"]
    if name.startswith("librte_common_"):
        assert exported, "nm shows no symbol"
        exported = [symbol for symbol in exported
                    if not symbol.split("@")[0].startswith(PREFIXES)]
    assert not exported
