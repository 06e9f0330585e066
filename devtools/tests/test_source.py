# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""The source tree itself: history, citations, guides, and what a copy of it can do."""

import html
import re
import shutil
from pathlib import Path

import pytest
import shell
from program import Program
from tree import Tree, copy_tree


def test_survives_wipe(program: Program, scratch: Path) -> None:
    """A build folder holds nothing that only set-up makes."""
    copy = copy_tree(scratch / "wiped")
    env = {"UACCE_BUILD_DIR": ""}
    program.run_good([copy / "devtools" / "get-driver-sdk.sh"], 60, env=env)
    program.run_good(["meson", "setup", "build"], 60, env=env, cwd=copy)
    program.run_good(["meson", "setup", "--wipe", "build"], 60, env=env, cwd=copy)


@pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
def test_makes_dist(program: Program, scratch: Path) -> None:
    """The tree can be packed; Meson unpacks, configures and builds the package."""
    copy = copy_tree(scratch / "packed")
    git = ["git", "-c", "user.name=test", "-c", "user.email=test"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "test"]):
        program.run_good([*git, *command], 60, cwd=copy)
    program.run_good(["meson", "setup", "build", "-Dtests=disabled"], 60, cwd=copy)
    program.run_good(["meson", "dist", "-C", "build", "--formats", "gztar"], 300, cwd=copy)
    assert list(copy.glob("build/meson-dist/uacce-pmds-*.tar.gz"))


def test_commits(program: Program) -> None:
    """Commits are signed off, and their subjects are short."""
    status = program.run([shell.DEVTOOLS / "check-commits.sh"], 60)
    if status == 2:
        pytest.skip(program.output().strip().splitlines()[-1])
    assert status == 0


def test_citations(program: Program) -> None:
    """Sections and files that comments and guides cite exist."""
    program.run_good([shell.DEVTOOLS / "check-citations.py"], 30)


def test_ring_model(program: Program) -> None:
    """The model of the ring stands for the code as it is now."""
    program.run_good([shell.DEVTOOLS / "check-ring-model.py", "--code"], 30)


def test_groups_are_tests_of_meson(program: Program, tree: Tree) -> None:
    """Each group of dpdk-test-uacce is a test of Meson, but for those run only by name."""
    listed = shell.output(tree.test_uacce, "test", "--list").splitlines()
    groups = {line.split()[0] for line in listed if not line.endswith(", only by name")}
    tests = shell.output("meson", "test", "-C", tree.build, "--list", "--no-rebuild",
                         "--suite", "unit")
    assert groups
    assert {line.split()[-1] for line in tests.splitlines() if " / " in line} == groups


@pytest.mark.full
@pytest.mark.skipif(not shutil.which("sphinx-build"), reason="sphinx-build is not installed")
def test_guides(program: Program, scratch: Path) -> None:
    """The guides build without a warning."""
    program.run_good([shell.DEVTOOLS / "docs.sh"], 300, env={"UACCE_BUILD_DIR": str(scratch)})


@pytest.mark.skipif(not shutil.which("cppcheck"), reason="cppcheck is not installed")
def test_cppcheck(program: Program) -> None:
    """Cppcheck finds nothing; clang-tidy, which takes longer, is left to a developer."""
    program.run_good([shell.DEVTOOLS / "analyse.sh", "cppcheck"], 120)


def test_picture(tree: Tree) -> None:
    """The picture of the quick start is what the script draws, and has what quickstart.sh prints."""
    picture = (tree.source / "doc/guides/img/quickstart.svg").read_text(encoding="utf-8")
    lines = [html.unescape(line) for line in re.findall("<text [^>]*>(.*)</text>", picture)]
    title = re.search("<title>(.*)</title>", picture).group(1)
    assert shell.output(shell.DEVTOOLS / "draw-terminal.py", title,
                        input="\n".join(lines) + "\n") == picture
    quickstart = (shell.DEVTOOLS / "quickstart.sh").read_text(encoding="utf-8")
    assert lines[0] == "$ ./devtools/quickstart.sh"
    for line in lines[1:]:
        assert f"{line.split()[0]} " in quickstart
