# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""dpdk-test-uacce as a program: the drivers that it finds, and how it tells of failures."""

import random

import counts
import pytest
import shell
from program import Program
from tree import Tree, project_version, writable_folder

# The command of every test but the one that finds drivers in a build folder.
NO_PMD_PATH = ["env", "-u", "UACCE_PMD_PATH"]


def test_finds_built_drivers(program: Program, tree: Tree) -> None:
    """A program that is not installed takes the drivers that were built with it.

    Where EAL does not allow that, it has to fail, and say why.
    """
    status = program.run([*NO_PMD_PATH, tree.build / "app/test-uacce/dpdk-test-uacce", "test",
                          "--seed", 1, "--ops", 1000, "secdiff"], 60)
    if writable_folder(tree.build):
        assert status == 77
        assert program.lines("install the drivers where no folder above is world-writable")
    else:
        assert status == 0
        assert "1 passed, 0 failed" in program.output().splitlines()


def test_version(program: Program, tree: Tree) -> None:
    """The program has the version of meson.build."""
    program.run_good([tree.test_uacce, "--version"], 30)
    assert program.output() == f"uacce-pmds {project_version()}\n"


@pytest.mark.parametrize("command", ("info", "dump", "test", "cost", "stress", "perf"))
def test_help(program: Program, tree: Tree, command: str) -> None:
    """Each command prints the summary if its first argument asks for help."""
    program.run_good([tree.test_uacce, command, "--help"], 30)
    assert program.lines(f"dpdk-test-uacce {command} ")
    assert program.lines(f"{command}: ")


def test_tells_missing_drivers(program: Program, tree: Tree) -> None:
    """Without any driver the program says so once, rather than fail in each test."""
    status = program.run([tree.test_uacce, "test", "--pmd-path", "/nonexistent", "zip", "sec"],
                         60)
    assert status == 1
    lines = program.output().splitlines()
    assert lines.count("no uacce driver could be loaded from /nonexistent") == 1
    assert "0 passed, 2 failed" in lines


def test_shows_failures(program: Program, tree: Tree) -> None:
    """A failed test is shown by its name and its message, with the command that repeats it.

    The test that fails here has a device that is not there.
    """
    status = program.run([*NO_PMD_PATH, tree.test_uacce, "test", "--seed", 7, "--device",
                          "hisi_zip-99", "zipdiff"], 60)
    assert status == 1
    shown = program.failures().splitlines()
    assert "    seed: 7" in shown
    assert "    failed: test_random_operations" in shown
    assert any(" [   LINE   ] --- " in line and "zip_diff.c:" in line for line in shown)
    assert any(line.startswith("    to repeat: ") and " test --seed 7 " in line
               and line.endswith("--device hisi_zip-99 zipdiff") for line in shown)


@pytest.mark.skipif("not config.getoption('installed')",
                    reason="the groups of the build folder are tests of Meson")
def test_random_data(program: Program, tree: Tree) -> None:
    """The groups of random data run with a seed that is drawn, besides the one that is fixed."""
    groups = shell.call("eval", "echo $random_groups").stdout.split()
    program.run_suite([*NO_PMD_PATH, tree.test_uacce, "test", "--seed",
                       random.SystemRandom().getrandbits(32), "--ops", 20000, *groups], 600,
                      lambda log: counts.of_program(log.read_text(errors="replace")))
