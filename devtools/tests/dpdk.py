# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Command lines of DPDK's applications on our drivers. Their arguments are those of lib.sh."""

from pathlib import Path
from typing import Iterable, Mapping, Sequence

import shell
from tree import Tree


def eal_args(tree: Tree, mebibytes: int) -> list[str]:
    """Arguments of EAL for some memory and our drivers."""
    return shell.array("eal_args", "set_eal_args", mebibytes, tree.plugins)


def autotest(tree: Tree, suite: str, mebibytes: int, vdev: str,
             preload: Iterable[str] = ()) -> list[str]:
    """Run a suite of dpdk-test."""
    libraries = ":".join(tree.preload(name) for name in preload)
    return ["env", f"LD_PRELOAD={libraries}", f"DPDK_TEST={suite}", "stdbuf", "-oL",
            "dpdk-test", *eal_args(tree, mebibytes), f"--vdev={vdev}"]


def compress_perf(tree: Tree, mebibytes: int, vdev: str, corpus: Path, segment: int,
                  options: Sequence[str] = ()) -> list[str]:
    """Run dpdk-test-compress-perf to compare what was decompressed with what was there."""
    args = shell.array("perf_args", "set_perf_args", "verify", corpus, segment, 1)
    return ["stdbuf", "-oL", "dpdk-test-compress-perf", *eal_args(tree, mebibytes),
            f"--vdev={vdev}", "--", *args, *options]


def crypto_perf(tree: Tree, mebibytes: int, vdev: str, options: Mapping[str, object],
                more: Sequence[str] = ()) -> list[str]:
    """Run dpdk-test-crypto-perf on the first device of uacce_sec."""
    args = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    return ["stdbuf", "-oL", "dpdk-test-crypto-perf", *eal_args(tree, mebibytes),
            f"--vdev={vdev}", "--", "--devtype", "uacce_sec", *args, *more]
