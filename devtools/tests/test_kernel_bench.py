# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""The mainline kernel drivers on an emulated accelerator, in a guest. Only devtools/test.sh."""

import counts
import pytest
import shell
from program import Program
from tree import Tree

KERNEL_BENCH = shell.DEVTOOLS / "kernel-bench.sh"


@pytest.mark.bench
def test_kernel_bench(program: Program, tree: Tree, pytestconfig: pytest.Config) -> None:
    """Three groups, where kernel and QEMU are built already or are to be built."""
    seconds = 1200
    if pytestconfig.getoption("kernel_bench"):
        seconds = 4800
    elif program.run([KERNEL_BENCH, "cached"], 120) != 0:
        pytest.skip("not built; --kernel-bench, or devtools/kernel-bench.sh build")
    program.run_suite([KERNEL_BENCH, "selftest", "dpdk", "sva"], seconds,
                      lambda log: counts.of_program(log.read_text(errors="replace")),
                      env={"UACCE_PREFIX": str(tree.prefix)})
