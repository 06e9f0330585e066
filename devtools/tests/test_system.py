# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Files for udev, modprobe and sysusers, which give users an accelerator, by the programs that
read them."""

import os
import re
import shutil
from pathlib import Path

import pytest
import shell
from program import Program
from tree import Tree

INSTALLED = {
    "lib/modprobe.d/uacce-pmd.conf": "uacce-pmd.modprobe",
    "lib/sysusers.d/uacce-pmd.conf": "uacce-pmd.sysusers",
    "lib/udev/rules.d/60-uacce-pmd.rules": "60-uacce-pmd.rules",
}


def find(name: str) -> str:
    """A program of the administrator, which a user's path need not have."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if not found:
        pytest.skip(f"{name} is not installed")
    return found


def test_modprobe(program: Program, tree: Tree, tmp_path: Path) -> None:
    """Both modules get queues for processes; comments are no options."""
    shutil.copy(tree.source / "system/uacce-pmd.modprobe", tmp_path / "uacce-pmd.conf")
    program.run_good([find("modprobe"), "--config", tmp_path, "--showconfig"], 30)
    assert {line for line in program.lines("hisi") if line.startswith("options ")} == \
        {"options hisi_zip uacce_mode=1", "options hisi_sec2 uacce_mode=1"}
    assert not program.lines("uacce-pmd.conf")


def test_sysusers(program: Program, tree: Tree, tmp_path: Path) -> None:
    """A system without the group gets it, and nothing else."""
    (tmp_path / "etc").mkdir()
    program.run_good([find("systemd-sysusers"), f"--root={tmp_path}", "--dry-run",
                      tree.source / "system/uacce-pmd.sysusers"], 30)
    assert len(program.lines("Creating group 'uacce'")) == 1
    assert not program.lines("Creating user")


def test_udev(program: Program, tree: Tree) -> None:
    """The rule has one line, which gives the devices to the group; udev 254 checks the rest."""
    rules = tree.source / "system/60-uacce-pmd.rules"
    lines = [line for line in rules.read_text(encoding="utf-8").splitlines()
             if line and not line.startswith("#")]
    assert len(lines) == 1
    assert re.fullmatch(r'[A-Z]+(==|=)"[^"]+"(, [A-Z]+(==|=)"[^"]+")*', lines[0])
    assert 'GROUP="uacce", MODE="0660"' in lines[0]
    udevadm = find("udevadm")
    if "verify" not in shell.output(udevadm, "--help"):
        return
    # The group need not be on this machine.
    program.run_good([udevadm, "verify", "--resolve-names=never", rules], 30)


@pytest.mark.parametrize("prefix, option, expected", [
    ("/usr", "auto", True), ("/usr/local", "auto", False), ("/usr", "disabled", False),
    ("/opt/uacce-pmd", "enabled", True),
])
def test_installs(program: Program, tree: Tree, tmp_path: Path, prefix: str, option: str,
                  expected: bool) -> None:
    """Only the system's prefix gets the files, unless the option says otherwise."""
    program.run_good(["meson", "setup", tmp_path / "build", tree.source, f"--prefix={prefix}",
                      f"-Dsystem_config={option}", "-Dtests=disabled", "-Dsoft=disabled"], 120)
    said = shell.output("meson", "introspect", "--installed", tmp_path / "build")
    for path, source in INSTALLED.items():
        assert (f'system/{source}": "{prefix}/{path}"' in said) == expected
