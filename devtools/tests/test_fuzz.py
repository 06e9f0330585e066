# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Fuzz targets: each runs on its corpus, and goes on from there for --fuzz-seconds."""

import shutil

import pytest
import shell
from program import Program
from tree import Tree

pytestmark = [pytest.mark.full,
              pytest.mark.skipif(not shutil.which("clang"), reason="clang is not installed")]


@pytest.fixture(scope="module")
def targets(tree: Tree) -> list[str]:
    """The names of all targets, which are those of the folders of the corpus."""
    names = sorted(path.name for path in (tree.source / "fuzz" / "corpus").iterdir())
    assert names
    return names


def test_targets(program: Program, tree: Tree, targets: list[str],
                 pytestconfig: pytest.Config) -> None:
    """No target has a finding."""
    seconds = pytestconfig.getoption("fuzz_seconds")
    program.run_good([shell.DEVTOOLS / "fuzz.sh", seconds, *targets],
                     600 + 2 * len(targets) * (seconds + 60),
                     env={"UACCE_BUILD_DIR": str(tree.build)})
    for target in targets:
        assert program.lines(f"ok - {target}: ")


def test_corpus_is_needed(tree: Tree, targets: list[str]) -> None:
    """Each target starts from somewhere."""
    for target in targets:
        assert any((tree.source / "fuzz" / "corpus" / target).iterdir())
