# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Builds with other options: variants, sanitizers and wide windows. Only devtools/test.sh."""

import shutil
from dataclasses import dataclass
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


# Options of builds whose speed does not matter: the compiler warns, and does not optimize.
UNOPTIMIZED = ["-Dwerror=true", "-Dbuildtype=debug"]


@pytest.mark.parametrize("name, options, compiler", [
    ("nosoft", ["-Dsoft=disabled"], ""),
    ("noipsecmb", ["-Dipsec_mb=disabled", "-Dtests=disabled"], ""),
    ("clang", [], "clang"),
], ids=("without-soft-device", "without-ipsec-mb", "with-clang"))
def test_builds(program: Program, tree: Tree, name: str, options: list[str],
                compiler: str) -> None:
    """The tree builds without a warning."""
    if compiler and not shutil.which(compiler):
        pytest.skip(f"{compiler} is not installed")
    folder = configure(program, tree, name, [*UNOPTIMIZED, *options],
                       {"CC": compiler} if compiler else {})
    program.run_good(["ninja", "-C", folder], 180)


def test_info_without_tests(program: Program, tree: Tree) -> None:
    """Without tests and their libraries dpdk-test-uacce shows accelerators, and that is all."""
    folder = configure(program, tree, "notests", [*UNOPTIMIZED, "-Dtests=disabled"], {})
    program.run_good(["ninja", "-C", folder], 180)
    command = folder / "app" / "test-uacce" / "dpdk-test-uacce"
    program.run_good([command, "info"], 30)
    assert program.lines("soft", "uacce_zip", "yes")
    assert program.run([command, "test"], 30) == 1
    assert program.lines("unknown command 'test'")
    program.run_good(["ldd", command], 30)
    assert not program.lines("libcmocka.so") and program.lines("librte_common_uacce")


# A program that contains DPDK and the drivers, and says how many devices there are.
APPLICATION = """
#include <stdio.h>
#include <rte_compressdev.h>
#include <rte_cryptodev.h>
#include <rte_eal.h>

int
main(int argc, char **argv)
{
	if (rte_eal_init(argc, argv) < 0)
		return 1;
	printf("devices: %u %u\\n", rte_compressdev_count(), rte_cryptodev_count());
	return rte_eal_cleanup() != 0;
}
"""


def static_flags(*args: object) -> list[str]:
    """What pkg-config says for a program that contains its libraries."""
    return shell.output("pkg-config", "--static", "--cflags", "--libs", *args).split()


def test_static(program: Program, tree: Tree, scratch: Path) -> None:
    """Drivers can be part of an application, as in dpdk-test-uacce itself and in a small one."""
    source, app = scratch / "application.c", scratch / "application"
    source.write_text(APPLICATION)
    if program.run(["cc", "-o", app, source, *static_flags("libdpdk")], 120) != 0:
        pytest.skip("this DPDK cannot be linked as static libraries")
    prefix = shell.text("side_prefix", tree.build, "static")
    folder = configure(program, tree, "static",
                       [*UNOPTIMIZED, "-Ddefault_library=static", f"--prefix={prefix}"], {})
    program.run_good(["ninja", "-C", folder], 300)
    program.run_good(["meson", "install", "-C", folder, "--no-rebuild"], 60)
    pc_file = next(Path(prefix).glob("**/libuacce-pmds.pc"))
    program.run_good(["cc", "-o", app, source, *static_flags(pc_file)], 120)
    program.run_good([app, "--no-huge", "--no-pci", "--no-shconf", "--no-telemetry", "-l0",
                      "--vdev=uacce_zip0,device=soft", "--vdev=uacce_sec0,device=soft"], 60)
    assert program.lines("devices: 1 1")
    unit.run_groups(program, folder, Path(), "static", ["zip", "sec"],
                    ["--device", "soft,soft_qm=3"])


def test_tells_missing_headers(program: Program, tree: Tree) -> None:
    """Without the driver headers Meson must say how to get them."""
    folder = tree.build / "no-headers"
    shutil.rmtree(folder, ignore_errors=True)
    status = program.run(["meson", "setup", folder, tree.source, "-Ddriver_sdk=/nonexistent"], 60)
    assert status not in (0, 124)
    assert any("devtools/setup.sh" in line or "devtools/get-driver-sdk.sh" in line
               for line in program.lines("ERROR"))


SANITIZED = ["-Dbuildtype=debugoptimized", "-Db_lundef=false"]

# Options of Meson for builds that are for tests alone.
BUILDS = {
    "asan": [*SANITIZED, "-Db_sanitize=address,undefined"],
    # The sanitizer does not see what rte_smp_rmb() orders, which DPDK's rings use on x86 otherwise.
    "tsan": [*SANITIZED, "-Db_sanitize=thread", "-Dc_args=-DRTE_USE_C11_MEM_MODEL"],
    # Two threads on a queue pair that give their CPU away between two accesses to it.
    "wide": ["-Dbuildtype=debug", "-Dc_args=-include {source}/app/test-uacce/harness/widen.h"],
}


@dataclass
class Run:
    """Groups of dpdk-test-uacce in one of these builds."""

    build: str
    groups: list[str]       # what `meson test` runs there; none is all
    args: list[str]         # of dpdk-test-uacce
    slower: int             # factor for limits in time


RUNS = {
    "asan": Run("asan", [], ["--ops", "20000"], 5),
    # The thread sanitizer is slow: the drivers with soft workers alone.
    "tsan": Run("tsan", ["ring", "zip", "sec", "secdiff", "twozip", "twosec"],
                ["--device", "soft,soft_workers=2", "--ops", "5000"], 5),
    # Of the soft device all but the tests of one thread that cut a stream at every byte.
    "tsan-soft": Run("tsan", ["soft"], ["--skip", "test_*_splits"], 5),
    # Of the SEC engine those tests that have threads.
    "tsan-engine": Run("tsan", ["softsec"], ["--only", "test_*thread*"], 5),
    "wide": Run("wide", ["ring", "twozip", "twosec"], ["--ops", "20000"], 5),
}


def install_special(program: Program, tree: Tree, build: str) -> tuple[Path, Path]:
    """Build and install in the build folder. Returns the folders of build and drivers."""
    folder, prefix = tree.build / build, shell.text("side_prefix", tree.build, build)
    options = [option.format(source=tree.source) for option in BUILDS[build]]
    program.run_good(
        ["bash", "-c", '. "$0"; build_and_install "$@"', shell.LIBRARY, folder,
         program.log.with_suffix(".meson.log"), prefix, "-Dwerror=true", *options], 300)
    return folder, Path(shell.text("plugin_dir", prefix))


@pytest.mark.parametrize("build", BUILDS)
def test_special_builds(program: Program, tree: Tree, build: str) -> None:
    """The tree builds with a sanitizer, or with wide windows."""
    install_special(program, tree, build)


@pytest.mark.parametrize("name", RUNS)
def test_special_groups(program: Program, tree: Tree, name: str) -> None:
    """Groups of dpdk-test-uacce run in such a build."""
    run = RUNS[name]
    folder, plugins = install_special(program, tree, run.build)
    unit.run_groups(program, folder, plugins, name, run.groups, run.args, run.slower)


@pytest.mark.parametrize("build", ("asan", "tsan"))
def test_special_stress(program: Program, tree: Tree, build: str) -> None:
    """The load of both drivers with all faults: two lcores a queue pair, and workers."""
    folder, plugins = install_special(program, tree, build)
    status = program.run(
        [folder / "app" / "test-uacce" / "dpdk-test-uacce", "stress", "--pmd-path", plugins,
         "--time", 15, "--threads", 2, "--faults", "all", "--device", "soft,soft_workers=2"],
        300)
    assert status == 0 and program.lines("rejected 0, lost 0, duplicated 0, wrong 0")
    assert not program.lines("Sanitizer") and not program.lines("runtime error")
