# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""All groups of dpdk-test-uacce, through Meson. Only devtools/test.sh."""

import shutil

import counts
import pytest
import unit
from program import Program
from tree import Tree


def test_groups(program: Program, tree: Tree) -> None:
    """The seed is the one that never changes, so that two runs of one tree do the same."""
    unit.run_groups(program, tree.build, tree.plugins, "unit")


@pytest.mark.full
@pytest.mark.skipif(not shutil.which("valgrind"), reason="valgrind is not installed")
@pytest.mark.parametrize("groups, args", (
    (["device", "devargs", "sgl"], []),
    (["zipdiff", "secdiff"], ["--device", "soft,soft_qm=3", "--ops", 500]),
), ids=("control", "data"))
def test_memcheck(program: Program, tree: Tree, groups: list[str], args: list) -> None:
    """Valgrind finds no byte that is used before it was written, and none outside of an object.

    The sanitizers do not see the former. These are the groups without faults on purpose.
    """
    program.run_suite(
        ["valgrind", "--quiet", "--error-exitcode=9", tree.test_uacce, "test",
         "--pmd-path", tree.plugins, *args, *groups],
        300, lambda log: counts.of_program(log.read_text(errors="replace")))
