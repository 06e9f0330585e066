# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Builds with other options: variants, sanitizers and wide windows. Only devtools/test.sh."""

import shutil
from pathlib import Path
from typing import Sequence

import pytest
import shell
import unit
from program import Program
from tree import Tree

pytestmark = pytest.mark.full


def configure(program: Program, tree: Tree, name: str, options: Sequence[str],
              env: dict[str, str]) -> Path:
    """Configure a build folder inside the build folder, from nothing."""
    folder = tree.build / name
    shutil.rmtree(folder, ignore_errors=True)
    program.run_good(["meson", "setup", folder, tree.source, *options], 180, env=env)
    return folder


@pytest.mark.parametrize("name, options, compiler", [
    ("nosoft", ["-Dsoft=disabled"], ""),
    ("noipsecmb", ["-Dipsec_mb=disabled"], ""),
    ("clang", [], "clang"),
], ids=("without-soft-device", "without-ipsec-mb", "with-clang"))
def test_builds(program: Program, tree: Tree, name: str, options: list[str],
                compiler: str) -> None:
    """The tree builds without a warning."""
    if compiler and not shutil.which(compiler):
        pytest.skip(f"{compiler} is not installed")
    folder = configure(program, tree, name, ["-Dwerror=true", *options],
                       {"CC": compiler} if compiler else {})
    program.run_good(["ninja", "-C", folder], 180)


def test_tells_missing_headers(program: Program, tree: Tree) -> None:
    """Without the driver headers Meson must say how to get them."""
    folder = tree.build / "no-headers"
    shutil.rmtree(folder, ignore_errors=True)
    status = program.run(["meson", "setup", folder, tree.source, "-Ddriver_sdk=/nonexistent"], 60)
    assert status not in (0, 124)
    assert any("devtools/setup.sh" in line or "devtools/get-driver-sdk.sh" in line
               for line in program.lines("ERROR"))


# A name, options of Meson, and what `meson test` runs there: its tests, options of the program,
# and a factor for their limits in time.
SPECIAL = {
    "asan": (["-Dbuildtype=debugoptimized", "-Db_sanitize=address,undefined",
              "-Db_lundef=false"],
             [], ["--ops", "20000"], 5),
    # The thread sanitizer is slow: the drivers with soft workers alone.
    "tsan": (["-Dbuildtype=debugoptimized", "-Db_sanitize=thread", "-Db_lundef=false"],
             ["ring", "soft", "softsec", "zip", "sec", "secdiff", "twozip", "twosec"],
             ["--device", "soft,soft_workers=2", "--ops", "5000"], 5),
    # Two threads on a queue pair that give their CPU away between two accesses to it.
    "wide": (["-Dc_args=-include {source}/app/test-uacce/harness/widen.h"],
             ["ring", "twozip", "twosec"],
             ["--ops", "50000"], 5),
}


@pytest.mark.parametrize("name", SPECIAL)
def test_special_build(program: Program, tree: Tree, name: str) -> None:
    """Build and install, next to the usual place, and run tests of Meson in that build."""
    options, groups, args, slower = SPECIAL[name]
    folder, prefix = tree.build / name, f"{tree.prefix}-{name}"
    options = [option.format(source=tree.source) for option in options]
    program.run_good(
        ["bash", "-c", '. "$0"; build_and_install "$@"', shell.LIBRARY, folder,
         program.log.with_suffix(".meson.log"), prefix, "-Dwerror=true", *options], 300)
    plugins = Path(shell.text("plugin_dir", prefix))
    unit.run_groups(program, folder, plugins, name, groups, args, slower)
