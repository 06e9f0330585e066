# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""devtools/release.sh: what it makes, and what it refuses."""

import shutil
import tarfile
from pathlib import Path

import pytest
import shell
from program import Program
from shell import output
from tree import Tree, copy_tree, project_version

GIT = ["git", "-c", "user.name=test", "-c", "user.email=test@example.org"]
needs_git = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")


@pytest.fixture(name="ready")
def fixture_ready(tree: Tree, tmp_path: Path) -> Path:
    """A clone with the history of the tree, and one commit with the tree as it is now."""
    if not (tree.source / ".git").exists():
        pytest.skip("no git history")
    clone = tmp_path / "clone"
    output("git", "-c", f"safe.directory={tree.source / '.git'}", "-c",
           f"safe.directory={tree.source}", "clone", "-q", "--no-local", tree.source, clone)
    for path in clone.iterdir():
        if path.name == ".git":
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    copy_tree(clone)
    output(*GIT, "add", "-A", cwd=clone)
    output(*GIT, "commit", "-qs", "--allow-empty", "-m", "test: the tree as it is", cwd=clone)
    return clone


def release(program: Program, clone: Path, *options: str) -> int:
    """Run the script of a clone."""
    return program.run([clone / "devtools/release.sh", *options], 60,
                       env={"UACCE_BUILD_DIR": str(clone.parent / "out"),
                            "GIT_COMMITTER_NAME": "test", "GIT_COMMITTER_EMAIL": "t@example.org"})


@needs_git
def test_release(program: Program, tree: Tree, ready: Path) -> None:
    """A dry run makes the archive and no tag; a run makes both, and a second one is refused."""
    version = project_version()
    archive = ready.parent / f"out/release/uacce-pmds-{version}.tar.gz"
    assert release(program, ready, "--dry-run") == 0
    assert output("git", "tag", "-l", "v*", cwd=ready) == ""
    first = archive.read_bytes()
    with tarfile.open(archive) as tar:
        names = tar.getnames()
    assert f"uacce-pmds-{version}/meson.build" in names
    assert not [name for name in names if "/.git/" in name or "/build/" in name]
    output("sha256sum", "--check", f"{archive.name}.sha256", cwd=archive.parent)
    assert release(program, ready) == 0
    assert output("git", "tag", "-l", "v*", cwd=ready) == f"v{version}\n"
    assert archive.read_bytes() == first
    assert release(program, ready) == 1
    assert program.lines(f"the tag v{version} exists")


@needs_git
@pytest.mark.parametrize("path, old, new, says", [
    ("debian/changelog", "(", "(9.", "debian/changelog has the version '9."),
    ("packaging/uacce-pmds.spec", "Version:        ", "Version:        9.",
     "packaging/uacce-pmds.spec has the version '9."),
    ("packaging/uacce-pmds.spec", "> - ", "> - 9.", "newest entry of %changelog"),
    ("meson.build", "        version: '", "        version: '9.", "which is not of three numbers"),
    ("doc/guides/rel_notes/index.rst", "   release_", "   other_", "does not list release_"),
    ("README.md", "", "changed", "the work tree is not clean"),
])
def test_release_is_refused(program: Program, ready: Path, path: str, old: str, new: str,
                            says: str) -> None:
    """Each place with another version, and a change that is not committed."""
    text = (ready / path).read_text(encoding="utf-8")
    assert old in text
    (ready / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    if old:
        output(*GIT, "commit", "-qsam", "test: another version", cwd=ready)
    assert release(program, ready, "--dry-run") == 1
    assert program.lines(says)


def test_options(program: Program) -> None:
    """The script has help, and refuses an option that it does not know."""
    assert program.run([shell.DEVTOOLS / "release.sh", "--help"], 30) == 0
    assert program.lines("Usage: ", "release.sh")
    assert program.run([shell.DEVTOOLS / "release.sh", "--nonsense"], 30) == 2
    assert program.run([shell.DEVTOOLS / "release.sh", "--dry-run", "--dry-run"], 30) == 2
