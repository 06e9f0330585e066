# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Drivers and tests built for aarch64, under qemu's user emulation."""

import os
import shutil

import counts
import pytest
import shell
from program import Program
from tree import Tree


def test_arm64(program: Program, tree: Tree, pytestconfig: pytest.Config) -> None:
    """Unit tests, suites of DPDK and instruction counts of that architecture."""
    if not pytestconfig.getoption("arm64"):
        pytest.skip("--arm64 asks for it")
    missing = [name for name in ("aarch64-linux-gnu-gcc", "qemu-aarch64-static")
               if not shutil.which(name)]
    if missing and os.geteuid() != 0:
        pytest.skip(f"only root can install {' and '.join(missing)}")
    program.run_suite([shell.DEVTOOLS / "test-arm64.sh"], 2400,
                      lambda log: counts.of_program(log.read_text(errors="replace")),
                      env={"UACCE_PREFIX": str(tree.prefix), "UACCE_BUILD_DIR": str(tree.build)})
