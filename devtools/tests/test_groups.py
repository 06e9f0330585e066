# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""All groups of dpdk-test-uacce, through Meson. Only devtools/test.sh."""

import unit
from program import Program
from tree import Tree


def test_groups(program: Program, tree: Tree) -> None:
    """The seed is the one that never changes, so that two runs of one tree do the same."""
    unit.run_groups(program, tree.build, tree.plugins, "unit")
