# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""The manual page of dpdk-test-uacce and its completion for bash."""

import shutil
import subprocess
from pathlib import Path

import pytest
import shell
from program import Program
from tree import Tree

COMMANDS = {"info", "dump", "test", "cost", "stress", "perf", "--help", "--version"}

# Bash completes the last of the words.
COMPLETE = """
. "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_dpdk_test_uacce
[ "${#COMPREPLY[@]}" = 0 ] || printf '%s\\n' "${COMPREPLY[@]}"
"""


def complete(tree: Tree, *words: str) -> set[str]:
    """What bash offers for the last word of a command line."""
    script = tree.source / "app/test-uacce/dpdk-test-uacce.bash"
    result = subprocess.run(["bash", "-euc", COMPLETE, "bash", str(script), str(tree.test_uacce),
                             *words], capture_output=True, text=True, check=True, timeout=60)
    assert result.stderr == ""
    return set(result.stdout.split())


def test_completes_commands(tree: Tree) -> None:
    """The commands are those that --help names."""
    assert complete(tree, "") == COMMANDS
    assert complete(tree, "st") == {"stress"}
    assert complete(tree, "nothing", "") == set()


@pytest.mark.parametrize("command", ("info", "dump", "test", "stress", "perf"))
def test_completes_options(tree: Tree, command: str) -> None:
    """Each option of a command is one that its source knows, and the other way round."""
    source = {"test": "test_command.c", "stress": "stress/stress.c",
              "perf": "perf/perf_options.c"}.get(command, f"{command}.c")
    text = (tree.source / "app/test-uacce" / source).read_text(encoding="utf-8")
    known = {"--" + line.split('"')[1] for line in text.splitlines()
             if "_argument, NULL" in line and '"help"' not in line}
    assert known
    assert complete(tree, command, "-") == known


def test_completes_arguments(tree: Tree, tmp_path: Path) -> None:
    """Groups are those of --list; options with a choice offer it, and folders are folders."""
    listed = shell.output(tree.test_uacce, "test", "--list").splitlines()
    assert complete(tree, "test", "") == {line.split()[0] for line in listed}
    assert complete(tree, "test", "--seed", "1", "zipd") == {"zipdiff"}
    assert complete(tree, "test", "--seed", "") == set()
    assert "zip_flat" in complete(tree, "cost", "zip_")
    assert complete(tree, "cost", "sec_") >= {"sec_cipher", "sec_gcm", "sec_sgl", "sec_steps"}
    assert {"soft", "hw"} <= complete(tree, "test", "--device", "")
    assert complete(tree, "stress", "--threads", "") == {"1", "2"}
    assert complete(tree, "stress", "--json", "--pretend", "l") == {"lost"}
    assert complete(tree, "perf", "--huffman", "") == {"dynamic", "fixed"}
    assert "aes-cbc-128+sha1-hmac" in complete(tree, "perf", "--algo", "aes-")
    assert complete(tree, "perf", "--device", "") == set()
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    assert complete(tree, "info", "--sysfs", f"{tmp_path}/f") == {f"{tmp_path}/folder"}
    assert complete(tree, "perf", "--pcap", f"{tmp_path}/fi") == {f"{tmp_path}/file"}


def test_completion_is_installed(tree: Tree) -> None:
    """Bash finds the file by the name of the program, and the file names the function for it."""
    if tree.prefix:
        script = tree.prefix / "share/bash-completion/completions/dpdk-test-uacce"
    else:
        script = tree.source / "app/test-uacce/dpdk-test-uacce.bash"
    said = shell.output("bash", "-c", '. "$0"; complete -p dpdk-test-uacce', script)
    assert said == "complete -F _dpdk_test_uacce dpdk-test-uacce\n"


@pytest.fixture(name="page")
def fixture_page(tree: Tree) -> Path:
    """The manual page."""
    page = tree.build / "dpdk-test-uacce.1"
    if tree.prefix:
        page = tree.prefix / "share/man/man1" / page.name
    if not page.exists():
        pytest.skip("sphinx-build is not installed, so there is no manual page")
    return page


@pytest.mark.skipif(not shutil.which("lexgrog"), reason="man-db is not installed")
def test_manual_page(program: Program, page: Path) -> None:
    """The page has a name for whatis, and man formats it without a warning."""
    program.run_good(["lexgrog", page], 30)
    assert ': "dpdk-test-uacce - list accelerators' in program.output()
    program.log.write_bytes(b"")
    with open(program.log.with_suffix(".page"), "wb") as out:
        subprocess.run(["man", "--warnings", "-l", "-Tutf8", str(page)], stdout=out, check=True,
                       stderr=open(program.log, "wb"), timeout=60)
    assert program.output() == ""


def test_manual_has_commands(page: Path, tree: Tree) -> None:
    """Each command has a section, and each option of any command an entry."""
    text = page.read_text(encoding="utf-8").replace("\\-", "-")
    for command in ("info", "dump", "test", "cost", "stress", "perf"):
        assert f".SH {command.upper()}\n" in text
        for option in complete(tree, command, "-"):
            assert f"\\fB{option}" in text
