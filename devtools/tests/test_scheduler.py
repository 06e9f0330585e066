# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""DPDK's scheduler of crypto devices with uacce_sec as one of its workers.

Faults of the soft device tell which operations it got: a fault that fails some of them shows in
what dpdk-test-crypto-perf counts as failed.
"""

from pathlib import Path

import dpdk
import oracle
import pytest
import shell
from program import Program
from tree import Tree

OPERATIONS = 20000
BURST = 32
OTHER = "crypto_openssl0"


def has_driver(name: str) -> bool:
    """Whether DPDK of this machine has a driver as a plugin."""
    folder = Path(shell.output("pkg-config", "--variable=libdir", "libdpdk").strip())
    return any(folder.glob(f"**/librte_{name}.so*"))


pytestmark = pytest.mark.skipif(not has_driver("crypto_scheduler") or
                                not has_driver("crypto_openssl"),
                                reason="DPDK has no crypto/scheduler or no crypto/openssl")


def failed_operations(program: Program, tree: Tree, mode: str, size: int, fault: str = "") -> int:
    """Run operations that are compared with OpenSSL's; the number of those that failed.

    The worker that is named last is the scheduler's first one.
    """
    vector = program.log.with_suffix(".vector")
    vector.write_text(oracle.vector_file(oracle.perf_vector("cipher-then-auth", size)))
    eal = [*dpdk.eal_args(tree, 512),
           "--vdev=uacce_sec0,device=soft" + (f",soft_fault={fault}" if fault else ""),
           f"--vdev={OTHER}",
           f"--vdev=crypto_scheduler0,ordering=enable,worker={OTHER},worker=uacce_sec0,"
           f"mode={mode}"]
    options = {"devtype": "crypto_scheduler", "ptest": "verify", "total-ops": OPERATIONS,
               "burst-sz": BURST, "buffer-sz": size, "test-file": vector,
               "test-name": oracle.CASE}
    args = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    program.run_good(["stdbuf", "-oL", "dpdk-test-crypto-perf", *eal, "--", *args,
                      *shell.array("crypto_args", "set_crypto_args", "cipher-then-auth",
                                   "encrypt")], 60)
    result = shell.text("crypto_result", program.log).split()
    assert result.count(str(OPERATIONS)) == 2, "not all operations were enqueued and dequeued"
    return int(result[-1])


@pytest.mark.parametrize("size", (64, 2048))
@pytest.mark.parametrize("mode", ("round-robin", "fail-over", "packet-size-distr"))
def test_verify(program: Program, tree: Tree, mode: str, size: int) -> None:
    """Whichever device an operation goes to, its data is as OpenSSL makes it."""
    assert failed_operations(program, tree, mode, size) == 0


@pytest.mark.parametrize("size, failed", ((64, 0), (1024, 1)), ids=("small", "large"))
def test_by_size(program: Program, tree: Tree, size: int, failed: int) -> None:
    """Small operations go to the CPU. Large ones go to the device, which fails one of them."""
    mode = "packet-size-distr,mode_param=threshold:1024"
    assert failed_operations(program, tree, mode, size, "status@100") == failed


def test_failover(program: Program, tree: Tree) -> None:
    """When the device dies, only what was in flight fails, and the other device goes on."""
    failed = failed_operations(program, tree, "fail-over", 1024, "reset@5000")
    assert 0 < failed <= BURST
    assert program.lines("a queue of", "died")
