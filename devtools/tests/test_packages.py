# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Packages of Debian and RPM: their scripts, names and files."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import shell
from program import Program
from shell import output
from tree import BUILT, Tree, copy_tree, project_version

needs_rpm = pytest.mark.skipif(not shutil.which("rpmbuild"), reason="rpmbuild is not installed")
needs_debhelper = pytest.mark.skipif(not shutil.which("dh"), reason="debhelper is not installed")


@pytest.mark.parametrize("script", ("build-deb.sh", "build-rpm.sh"))
def test_options(program: Program, script: str) -> None:
    """The script has help, and refuses an option that it does not know."""
    assert program.run([shell.DEVTOOLS / script, "--help"], 30) == 0
    assert program.lines("Usage: ", script)
    assert program.run([shell.DEVTOOLS / script, "--nonsense"], 30) == 2
    assert program.run([shell.DEVTOOLS / script, "--output"], 30) == 2


def test_deb_suffix(program: Program) -> None:
    """A suffix may have only what a version of Debian may have."""
    assert program.run([shell.DEVTOOLS / "build-deb.sh", "--suffix", "a b"], 30) == 1
    assert program.lines("--suffix takes letters, digits and .+~ only")


@needs_debhelper
def test_deb_control(tree: Tree, tmp_path: Path) -> None:
    """Names of packages get the ABI of the installed DPDK, whatever number they had before."""
    copy = copy_tree(tmp_path / "copy")
    control = copy / "debian/control"
    abi = re.search(r"pmds-(\d+)", tree.plugins.resolve().as_posix())
    other = control.read_text(encoding="utf-8").replace("uacce23", "uacce99")
    control.write_text(other, encoding="utf-8")
    output("make", "-f", "debian/rules", "control", cwd=copy)
    names = re.findall(r"^Package: (librte-\S+?)(\d+)$", control.read_text(encoding="utf-8"),
                       re.MULTILINE)
    assert {name for name, _ in names} == {"librte-common-uacce", "librte-compress-uacce-zip",
                                           "librte-crypto-uacce-sec"}
    assert len({number for _, number in names}) == 1
    assert names[0][1] != "99"
    if abi:
        assert names[0][1] == abi.group(1)


@needs_debhelper
def test_deb_needs_headers(tree: Tree, tmp_path: Path) -> None:
    """Without driver headers the build stops, and says which command gets them."""
    copy = copy_tree(tmp_path / "copy")
    result = subprocess.run(["make", "-f", "debian/rules", "execute_before_dh_auto_configure"],
                            cwd=copy, capture_output=True, text=True, check=False)
    assert result.returncode != 0
    assert "Run: devtools/get-driver-sdk.sh debian/driver-sdk" in result.stderr


@needs_debhelper
@pytest.mark.full
def test_deb(program: Program, tree: Tree, tmp_path: Path) -> None:
    """The packages are built; the drivers are where EAL looks for them."""
    program.run_good([shell.DEVTOOLS / "build-deb.sh", "--no-lintian", "--output", tmp_path,
                      "--suffix", "+test"], 900)
    files = "".join(output("dpkg-deb", "-c", path) for path in tmp_path.glob("*.deb"))
    for name in BUILT:
        assert re.search(rf" \./usr/lib/\S+/dpdk/pmds-[0-9.]+/{name}\.\d+\.\d+\n", files)
    assert f"_{project_version()}+test_" in " ".join(map(str, tmp_path.glob("*.deb")))


@needs_rpm
def test_rpm_source(program: Program, tree: Tree, tmp_path: Path) -> None:
    """The specification can be read, and a source package has it and the tree."""
    program.run_good([shell.DEVTOOLS / "build-rpm.sh", "--source-only", "--output", tmp_path,
                      "--driver-sdk", tmp_path], 120)
    version = project_version()
    packages = list((tmp_path / "SRPMS").iterdir())
    assert len(packages) == 1
    assert output("rpm", "-qlp", packages[0]).split() == [f"uacce-pmds-{version}.tar.gz",
                                                          "uacce-pmds.spec"]
