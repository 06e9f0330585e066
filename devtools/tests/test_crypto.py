# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""DPDK's own tests of crypto: the cryptodev suites and dpdk-test-crypto-perf."""

from pathlib import Path
from typing import Optional

import counts
import dpdk
import oracle
import pytest
import shell
from program import Program
from tree import Tree

full = pytest.mark.full

OPERATIONS = 20000
# What dpdk-test returns for a suite that it skips as a whole.
EXIT_SKIPPED = 77
KINDS = ("cipher-only", "auth-only", "cipher-then-auth", "aead")

# Suite, QM generation, and the fewest cases that it has to execute there. What it skips needs
# what the hardware does not offer: the guide of the driver has a table.
LEAST = [
    ("cryptodev_qat_autotest", 3, 265),
    ("cryptodev_qat_raw_api_autotest", 3, 227),
    ("cryptodev_qat_autotest", 2, 227),
    ("cryptodev_qat_raw_api_autotest", 2, 192),
]

# Cases of later versions that no driver of this kind can pass, and that the suite does not skip.
# This one encrypts bytes behind the data of an mbuf, and then waits for the device to fail because
# an mbuf is in memory of the heap, which SVA lets a device reach.
IMPOSSIBLE = ("Verify cryptodev error recover",)

AUTOTESTS = [
    pytest.param(suite, generation, workers, least,
                 marks=[] if (generation, workers) == (3, 0) else full,
                 id=f"{suite.replace('_qat', '')}-qm{generation}-workers{workers}")
    for workers in (0, 1) for suite, generation, least in LEAST]


def of_cryptodev_suite(log: Path) -> Optional[counts.Counts]:
    """Counts of a suite for all devices: what it skips are cases that need other algorithms."""
    result = counts.of_dpdk_suite(log)
    if result is not None:
        failed = counts.failed_of_dpdk_suite(log)
        result.not_skipped = sum(name in IMPOSSIBLE for name in failed)
        result.failed -= result.not_skipped
        result.not_offered, result.skipped = result.skipped + result.not_skipped, 0
    return result


@pytest.mark.parametrize("suite, generation, workers, least", AUTOTESTS)
def test_cryptodev_autotest(program: Program, tree: Tree, suite: str, generation: int,
                            workers: int, least: int) -> None:
    """Enough cases must be executed, or some could be lost unnoticed.

    The suites do not know our driver: a preloaded library answers in place of crypto_qat. The
    one of the raw data path does not wait for a thread of the device: another library does.
    A case of later versions has 4095 operations in flight.
    """
    command = dpdk.autotest(
        tree, suite, 1024,
        f"uacce_sec0,device=soft,soft_qm={generation},soft_workers={workers},soft_depth=4096",
        ["alias", "patience"] if workers else ["alias"])
    result = program.run_suite(command, 180, of_cryptodev_suite)
    assert result.passed >= least, f"{result.passed} cases executed, less than {least}"


def test_ipsec_autotest(program: Program, tree: Tree) -> None:
    """The suite of librte_ipsec needs the NULL algorithms, and skips a device without them."""
    status = program.run(dpdk.autotest(tree, "ipsec_autotest", 512, "uacce_sec0,device=soft"), 60)
    assert status == EXIT_SKIPPED
    assert program.lines("No compatible crypto device found")
    result = counts.of_dpdk_suite(program.log)
    assert result is not None and result.total() == result.skipped > 0


def perf(program: Program, tree: Tree, ptest: str, kind: str, way: str, size: int,
         devargs: str = "device=soft", vector: Optional[Path] = None,
         operations: int = OPERATIONS) -> bool:
    """Whether dpdk-test-crypto-perf ends well, and its figures make sense."""
    more = shell.array("crypto_args", "set_crypto_args", kind, way)
    if vector is not None:
        more += ["--test-file", str(vector)]
        if kind != "cipher-only":
            more += ["--test-name", oracle.CASE]
    command = dpdk.crypto_perf(
        tree, 512, f"uacce_sec0,{devargs}",
        {"ptest": ptest, "total-ops": operations, "burst-sz": 32, "buffer-sz": size}, more)
    return program.run(command, 60) == 0 and \
        shell.holds("crypto_log_is_good", program.log, ptest, operations)


def write_vector(program: Program, kind: str, size: int) -> Path:
    """A file with data and what OpenSSL makes of it, next to the log."""
    path = program.log.with_suffix(".vector")
    path.write_text(oracle.vector_file(oracle.perf_vector(kind, size)))
    return path


@pytest.mark.parametrize("size", (64, 2048))
@pytest.mark.parametrize("way", ("encrypt", "decrypt"))
@pytest.mark.parametrize("kind", KINDS)
def test_verify(program: Program, tree: Tree, kind: str, way: str, size: int) -> None:
    """Data is as OpenSSL makes it."""
    good = perf(program, tree, "verify", kind, way, size,
                vector=write_vector(program, kind, size))
    assert good


@pytest.mark.parametrize("ptest", ("throughput", "latency", "pmd-cyclecount"))
@pytest.mark.parametrize("kind", KINDS)
def test_measure(program: Program, tree: Tree, kind: str, ptest: str) -> None:
    """What measures counts all operations."""
    good = perf(program, tree, ptest, kind, "encrypt", 1024)
    assert good


@pytest.mark.parametrize("kind", ("cipher-then-auth", "aead"))
def test_verify_second_generation_with_worker(program: Program, tree: Tree, kind: str) -> None:
    """Data is as OpenSSL makes it on the other generation, too."""
    good = perf(program, tree, "verify", kind, "encrypt", 1024,
                "device=soft,soft_qm=2,soft_workers=1", write_vector(program, kind, 1024))
    assert good


def test_verify_notices_wrong_digest(program: Program, tree: Tree) -> None:
    """A vector that is wrong must be noticed, or the others would prove nothing."""
    entries = oracle.perf_vector("aead", 64)
    entries["digest"] = bytes([entries["digest"][0] ^ 0x55]) + entries["digest"][1:]
    vector = program.log.with_suffix(".vector")
    vector.write_text(oracle.vector_file(entries))
    good = perf(program, tree, "verify", "aead", "encrypt", 64, vector=vector, operations=100)
    assert not good
    # Its last column are operations that failed.
    assert shell.text("crypto_result", program.log).split()[-1] == "100"
