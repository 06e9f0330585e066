# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Other installations of DPDK than the one at hand: what Meson makes of them."""

import re
from pathlib import Path
from typing import Optional

import pytest
import shell
from program import Program
from tree import Tree

pytestmark = pytest.mark.full


def pkg_config(*args: str) -> str:
    """What pkg-config says of libdpdk."""
    return shell.output("pkg-config", *args, "libdpdk").strip()


class OtherDpdk:
    """The DPDK of this machine, except for what a test changes in files that describe it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.folder.mkdir()
        for file in Path(pkg_config("--variable=pcfiledir")).glob("libdpdk*.pc"):
            text = re.sub("^Cflags: ", f"Cflags: -I{folder} ", file.read_text(), flags=re.M)
            (folder / file.name).write_text(text)
        flags = pkg_config("--cflags-only-I").split()
        header = next(path for path in (Path(flag[2:]) / "rte_build_config.h" for flag in flags)
                      if path.exists())
        (folder / header.name).write_text(header.read_text())

    def _edit(self, pattern: str, file: str, expression: str, value: str) -> None:
        for path in self.folder.glob(file):
            text, n = re.subn(expression, lambda match: match[1] + value, path.read_text(),
                              flags=re.M)
            assert n == 1, f"{path.name} has {n} lines of {pattern}"
            path.write_text(text)

    def set_field(self, name: str, value: str) -> None:
        """Change a field or a variable of the files of pkg-config."""
        self._edit(name, "*.pc", f"^({name}(?:: |=)).*$", value)

    def define(self, name: str, value: str) -> None:
        """Change a macro of the build's configuration."""
        self._edit(name, "rte_build_config.h", f"^(#define {name} ).*$", value)

    def configure(self, program: Program, tree: Tree) -> int:
        """Configure the tree with it."""
        return program.run(["meson", "setup", self.folder / "build", tree.source,
                            "--prefix=/usr/local", "--libdir=lib"], 120,
                           env={"PKG_CONFIG_PATH": str(self.folder)})


@pytest.fixture
def other(tmp_path: Path) -> OtherDpdk:
    """A DPDK to be changed."""
    return OtherDpdk(tmp_path / "dpdk")


@pytest.mark.parametrize("field, macro, value, message", [
    ("Version", None, "22.11.2", "libdpdk 22.11.3 or later"),
    ("Version", None, "99.11.1", "pkg-config finds libdpdk 99.11.1, and the compiler finds"),
    (None, "RTE_VER_MINOR", "98", "98: remove one of the two DPDKs, or set PKG_CONFIG_PATH"),
    ("libdir", None, "/nonexistent", "no shared librte_eal.so in /nonexistent"),
    (None, "RTE_EAL_PMD_PATH", '""', "need a DPDK with shared libraries"),
], ids=("old", "mixed", "other-headers", "static", "no-plugins"))
def test_refused(program: Program, tree: Tree, other: OtherDpdk, field: Optional[str],
                 macro: Optional[str], value: str, message: str) -> None:
    """A DPDK that the drivers cannot be built with is named, with what is wrong with it."""
    if field:
        other.set_field(field, value)
    if macro:
        other.define(macro, value)
    assert other.configure(program, tree) == 1
    assert program.lines("ERROR", message)


@pytest.mark.parametrize("folder", ("dpdk/pmds-99.0", "dpdk-pmds", "dpdk/plugins/all"))
def test_driver_folder(program: Program, tree: Tree, other: OtherDpdk, folder: str) -> None:
    """Drivers go where EAL looks for them in its own folder of libraries."""
    other.define("RTE_EAL_PMD_PATH", f'"{pkg_config("--variable=libdir")}/{folder}"')
    assert other.configure(program, tree) == 0
    assert program.lines("drivers go to", f": /usr/local/lib/{folder}")


def test_far_driver_folder(program: Program, tree: Tree, other: OtherDpdk) -> None:
    """A folder elsewhere is below ours by its name alone."""
    other.define("RTE_EAL_PMD_PATH", '"/srv/drivers"')
    assert other.configure(program, tree) == 0
    assert program.lines("drivers go to", ": /usr/local/lib/dpdk/drivers")
