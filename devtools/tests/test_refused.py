# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Device arguments that a driver must refuse: in a line that names the device and the argument."""

from pathlib import Path

import dpdk
import pytest
from program import TIMED_OUT, Program
from tree import Tree

CLASS_DIR = Path("/sys/class/uacce")

# Bad values of both drivers, and the word that the line has.
BAD = [(f"device=soft,{text}", text.split("=")[0]) for text in (
    "queues=0", "queues=many", "queues=99999", "soft_qm=4", "soft_qm=x", "soft_workers=65",
    "soft_workers=-1", "soft_cpus=x", "soft_depth=1000", "soft_engine=turbo",
    "soft_fault=nonsense", "watchdog=-1", "watchdog=3600001", "watchdog=x")]
BAD += [("colour=red", "colour"), ("queues=", "queues")]

CASES = [(driver, devargs, word) for driver in ("uacce_zip", "uacce_sec")
         for devargs, word in BAD]
CASES += [
    ("uacce_zip", "device=soft,v2_inflate=maybe", "v2_inflate"),
    ("uacce_zip", "device=../hisi_zip-0", "hisi_zip-0"),
    ("uacce_zip", "device=hisi_zip-99", "hisi_zip-99"),
    ("uacce_zip", "device=hw", "hw"),
    ("uacce_sec", "device=soft,v2_inflate=soft", "v2_inflate"),
    ("uacce_sec", "device=soft,second_queue=2", "second_queue"),
    ("uacce_zip", "device=soft,second_queue=always", "second_queue"),
    # A device of the other kind.
    ("uacce_sec", "device=hisi_zip-0", "hisi_zip-0"),
]


@pytest.mark.parametrize("driver, devargs, word", CASES)
def test_refused(program: Program, tree: Tree, corpus: Path, driver: str, devargs: str,
                 word: str) -> None:
    """The application ends with an error, and not with a signal or for its time."""
    if devargs == "device=hw" and CLASS_DIR.is_dir() and any(CLASS_DIR.iterdir()):
        pytest.skip("this machine has uacce devices")
    vdev = f"{driver}0,{devargs}"
    if driver == "uacce_sec":
        command = dpdk.crypto_perf(tree, 256, vdev, {"ptest": "throughput", "total-ops": 1000})
    else:
        command = dpdk.compress_perf(tree, 256, vdev, corpus, 2048)
    status = program.run(command, 30)
    # The crypto tool of DPDK 25.11 ends with a negative errno, which is above 128 as a status.
    assert status not in (0, TIMED_OUT) and not program.by_signal
    # EAL names the device and repeats its arguments, which is not the driver's word.
    said = [line for line in program.lines(f"{driver}0")
            if not line.startswith(("EAL:", "vdev_")) and word in line]
    assert said, f"no line of the driver has {driver}0 and {word}"
