# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Probe from DPDK's uacce bus, with files in the place of the kernel's.

The bus reads /sys/class/uacce and nothing else. So DPDK runs in a mount namespace of its own, where
a class directory and devices of the test are mounted over those of the system. /dev/null stands for
an accelerator: it can be opened, and it refuses all requests. Operations need the kernel bench.
"""

import os
import shutil
from pathlib import Path

import dpdk
import pytest
from program import Program
from tree import Tree, project_version

NAMESPACE = """
mount --bind "$1" /sys/class && mount -t tmpfs uacce "$2" && mkdir "$2/shm" || exit 99
for node in null:3 zero:5 random:8 urandom:9 hisi_zip-0:3 hisi_sec2-0:3; do
    mknod -m 666 "$2/${node%:*}" c 1 "${node#*:}" || exit 99
done
mount --bind "$2" /dev && shift 2 && exec "$@"
"""

# hisi_zip-1 has no character device.
ALGORITHMS = {"hisi_zip-0": "zlib\ngzip\n", "hisi_zip-1": "zlib\n",
              "hisi_sec2-0": "cipher\ndigest\naead\n"}
ATTRIBUTES = {"api": "hisi_qm_v3\n", "flags": "1\n", "available_instances": "8\n",
              "region_mmio_size": "16384\n", "region_dus_size": "36864\n", "isolate": "0\n",
              "isolate_strategy": "0\n", "device/numa_node": "-1\n"}

pytestmark = pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("unshare"),
                                reason="a mount namespace takes root and unshare")


@pytest.fixture
def folders(tree: Tree, tmp_path: Path) -> list[Path]:
    """The class directory, and a folder for devices."""
    if b"librte_bus_uacce" not in (tree.plugins / "librte_compress_uacce_zip.so").read_bytes():
        pytest.skip("the drivers were built without the uacce bus")
    for name, algorithms in ALGORITHMS.items():
        for attribute, text in {**ATTRIBUTES, "algorithms": algorithms}.items():
            path = tmp_path / "class" / "uacce" / name / attribute
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    (tmp_path / "dev").mkdir()
    return [tmp_path / "class", tmp_path / "dev"]


def run(program: Program, tree: Tree, folders: list[Path], *words: str) -> None:
    """Start dpdk-test with arguments of EAL, and end it."""
    status = program.run(["unshare", "-m", "bash", "-c", NAMESPACE, "-", *folders, "dpdk-test",
                          *dpdk.eal_args(tree, 256), "--log-level=pmd.common.uacce:info",
                          "--log-level=pmd.*.uacce_*:debug",
                          "--log-level=bus.uacce:debug", *words], 60)
    if status == 99:
        pytest.skip("this process may not mount")
    assert status == 0


def test_probe_and_remove(program: Program, tree: Tree, folders: list[Path]) -> None:
    """Accelerators that are named get their drivers, and lose them at the end."""
    run(program, tree, folders, "-a", "uacce:hisi_zip-0,queues=2", "-a", "uacce:hisi_sec2-0")
    for name, driver in (("hisi_zip-0", "uacce_zip"), ("hisi_sec2-0", "uacce_sec")):
        assert program.lines(f"{name}: driver of uacce-pmds {project_version()}")
        assert program.lines(f"uacce: {name}: using {name}, hisi_qm_v3")
        assert program.lines(f"{name} with driver {driver} success")
        assert program.lines(f"{name}: is removed")
    assert not program.lines("hisi_zip-1")


def test_unnamed(program: Program, tree: Tree, folders: list[Path]) -> None:
    """Without -a an accelerator is left to others."""
    run(program, tree, folders)
    assert program.lines("hisi_zip-0", "left out, because no -a names it")
    assert not program.lines("using hisi_")
    assert not program.lines("success")


@pytest.mark.parametrize("device, message", [
    ("hisi_zip-0,device=hw", "unknown argument 'device=hw', allowed are: queues, v2_inflate"),
    ("hisi_zip-0,soft_qm=2", "unknown argument 'soft_qm=2', allowed are: queues, v2_inflate"),
    ("hisi_zip-0,queues=0", "bad argument 'queues=0', allowed: 1 to 1024"),
    ("hisi_zip-0,queues=9", "queues=9: 4 can be had"),
    ("hisi_zip-1", "cannot open /dev/hisi_zip-1: no such character device"),
    ("hisi_sec2-0,v2_inflate=hw", "unknown argument 'v2_inflate=hw', allowed are: queues"),
])
def test_refused(program: Program, tree: Tree, folders: list[Path], device: str,
                 message: str) -> None:
    """One line says what is wrong, and the device is not made."""
    run(program, tree, folders, "-a", f"uacce:{device}")
    assert program.lines(device.split(",", maxsplit=1)[0], message)
    assert not program.lines("success")


def test_not_an_accelerator(program: Program, tree: Tree, folders: list[Path],
                            corpus: Path) -> None:
    """A character device that takes no request of uacce fails when a queue pair is set up."""
    command = dpdk.compress_perf(tree, 256, "placeholder", corpus, 2048)
    # A device of the bus has its own option of EAL.
    command[command.index("--vdev=placeholder")] = "--allow=uacce:hisi_zip-0"
    status = program.run(["unshare", "-m", "bash", "-c", NAMESPACE, "-", *folders, *command], 60)
    assert status != 0
    assert program.lines("hisi_zip-0: SET_QP_CTX failed: not a uacce device")
