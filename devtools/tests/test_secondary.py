# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""A secondary process is refused, and the primary process does not notice."""

import subprocess
import time
from pathlib import Path
from typing import Iterator

import pytest
import shell
from program import TIMED_OUT, Program, patience
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


@pytest.mark.parametrize("driver", ("uacce_zip", "uacce_sec"))
def test_secondary(program: Program, tree: Tree, hugepages: Path, driver: str) -> None:
    """The driver says why, and neither process crashes or hangs."""
    args = ["dpdk-test", "--file-prefix", "uacce-test", "--huge-dir", hugepages, "--no-pci",
            "--no-telemetry", "-d", tree.plugins]
    cpus = shell.text("usable_cpus").split()
    primary_log = program.log.with_suffix(".primary.log")
    primary_log.write_bytes(b"")
    primary = program.start([*args, "--lcores", f"0@{cpus[0]}", f"--vdev={driver}0,device=soft"],
                            log=primary_log, stdin=subprocess.PIPE)
    assert wait_for(primary_log, "RTE>>", 20), f"no prompt of the primary in {primary_log}"
    status = program.run(["env", "DPDK_TEST=version_autotest", *args, "--proc-type=secondary",
                          "--lcores", f"1@{cpus[-1]}"], 60)
    primary.stdin.write(b"quit\n")
    primary.stdin.close()
    primary_status = program.wait(primary, 60)
    assert status < TIMED_OUT, f"the secondary ended with status {status}"
    assert primary_status == 0, f"the primary ended with status {primary_status}"
    said = [line.lower() for line in program.lines(f"{driver}0")
            if not line.startswith(("EAL:", "vdev_"))]
    assert any("secondary" in line or "process" in line for line in said)
