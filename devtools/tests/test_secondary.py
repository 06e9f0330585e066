# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""A secondary process attaches without our devices, and the primary one goes on."""

import subprocess
import time
from pathlib import Path
from typing import Iterator

import pytest
import shell
from program import Program, patience
from tree import Tree

NR_HUGEPAGES = Path("/proc/sys/vm/nr_hugepages")
PAGES = 64


@pytest.fixture(scope="module")
def hugepages(scratch: Path) -> Iterator[Path]:
    """A mount of our own with some hugepages, which is how processes share memory."""
    before = ""
    folder = scratch / "huge"
    folder.mkdir()
    mounted = False
    try:
        before = NR_HUGEPAGES.read_text().strip()
        wanted = int(before) + PAGES
        NR_HUGEPAGES.write_text(f"{wanted}\n")
        mounted = int(NR_HUGEPAGES.read_text()) >= wanted and subprocess.run(
            ["mount", "-t", "hugetlbfs", "none", str(folder)], check=False).returncode == 0
    except OSError:
        pass
    try:
        if not mounted:
            pytest.skip("no hugepages can be reserved or mounted")
        yield folder
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=False)
        if before:
            try:
                NR_HUGEPAGES.write_text(f"{before}\n")
            except OSError:
                pass


def wait_for(path: Path, text: str, seconds: float) -> bool:
    """Whether a file has some text within some seconds."""
    end = time.monotonic() + seconds * patience()
    while time.monotonic() < end:
        if path.exists() and text in path.read_text(errors="replace"):
            return True
        time.sleep(0.1)
    return False


def said_by(program: Program, driver: str) -> list[str]:
    """The lines of the log in which our driver, and not EAL, speaks of its device."""
    return [line for line in program.lines(f"{driver}0: ")
            if not line.startswith(("EAL:", "vdev_"))]


# dpdk-proc-info, with which people look at a primary process, sets its core and its type itself,
# and wants a port.
@pytest.mark.parametrize("driver", ("uacce_zip", "uacce_sec"))
@pytest.mark.parametrize("command", (
    ["env", "DPDK_TEST=version_autotest", "dpdk-test", "--proc-type=secondary", "--lcores"],
    ["dpdk-proc-info"],
), ids=("dpdk-test", "dpdk-proc-info"))
def test_secondary(program: Program, tree: Tree, hugepages: Path, driver: str,
                   command: list[str]) -> None:
    """A secondary process attaches, and the primary one goes on."""
    args = ["--file-prefix", "uacce-test", "--huge-dir", hugepages, "--no-pci",
            "--no-telemetry", "-d", tree.plugins]
    cpus = shell.text("usable_cpus").split()
    primary_log = program.log.with_suffix(".primary.log")
    primary_log.write_bytes(b"")
    primary = program.start(
        ["dpdk-test", *args, "--lcores", f"0@{cpus[0]}", f"--vdev={driver}0,device=soft",
         "--vdev=net_null0"],
        log=primary_log, stdin=subprocess.PIPE)
    assert wait_for(primary_log, "RTE>>", 20), f"no prompt of the primary in {primary_log}"
    if command[-1] == "--lcores":
        status = program.run([*command, f"1@{cpus[-1]}", *args], 60)
    else:
        status = program.run([*command, *args, "--", "--show-crypto"], 60)
    # The primary process still has its device, which can be tested.
    primary.stdin.write(b"version_autotest\nquit\n")
    primary.stdin.close()
    primary_status = program.wait(primary, 60)
    assert status == 0, f"the secondary ended with status {status}"
    assert primary_status == 0, f"the primary ended with status {primary_status}"
    said = said_by(program, driver)
    assert len(said) == 1 and "secondary process" in said[0], said
    assert not program.lines("failed to initialize")
