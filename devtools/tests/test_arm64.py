# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Drivers and tests built for aarch64, under qemu's user emulation."""

import os

import counts
import pytest
import shell
from program import Program
from tree import Tree


def test_arm64(program: Program, tree: Tree, pytestconfig: pytest.Config) -> None:
    """Unit tests, suites of DPDK and instruction counts of that architecture."""
    if not pytestconfig.getoption("arm64"):
        pytest.skip("--arm64 asks for it")
    if os.geteuid() != 0:
        pytest.skip("cross compiler and qemu are installed by root")
    program.run_suite([shell.DEVTOOLS / "test-arm64.sh"], 2400,
                      lambda log: counts.of_program(log.read_text(errors="replace")),
                      env={"UACCE_PREFIX": str(tree.prefix), "UACCE_BUILD_DIR": str(tree.build)})
