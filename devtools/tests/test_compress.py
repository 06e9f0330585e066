# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""DPDK's own tests of compression: compressdev_autotest and dpdk-test-compress-perf."""

import itertools
from pathlib import Path
from typing import Sequence

import counts
import dpdk
import pytest
import shell
from program import Program
from tree import Tree

full = pytest.mark.full

# QM generation, workers, and what is added to the devargs.
AUTOTESTS = [
    pytest.param(3, 0, "", id="qm3-workers0"),
    *(pytest.param(generation, workers, "", marks=full,
                   id=f"qm{generation}-workers{workers}")
      for generation in (2, 3, 5) for workers in (0, 1) if (generation, workers) != (3, 0)),
    pytest.param(2, 0, ",v2_inflate=hw", marks=full, id="qm2-workers0-inflate_hw"),
]

OPTIONS = ["--compress-level 1:1:9", "--huffman-enc default",
           *(f"--window-sz {size}" for size in (12, 13, 14, 15))]


@pytest.mark.parametrize("generation, workers, devargs", AUTOTESTS)
def test_compressdev_autotest(program: Program, tree: Tree, generation: int, workers: int,
                              devargs: str) -> None:
    """Some cases take buffers of many MiB.

    The suite gives up after ten tries, and then stumbles over what has not come back. On a busy
    machine a thread needs longer: a preloaded library waits for it.
    """
    vdev = f"uacce_zip0,device=soft,soft_qm={generation},soft_workers={workers}{devargs}"
    command = dpdk.autotest(tree, "compressdev_autotest", 2048, vdev,
                            ["patience"] if workers else [])
    program.run_suite(command, 120, counts.of_dpdk_suite)


def verify(program: Program, tree: Tree, corpus: Path, devargs: str, segment: int,
           options: Sequence[str] = ()) -> bool:
    """Whether dpdk-test-compress-perf verifies the corpus."""
    command = dpdk.compress_perf(tree, 1024, f"uacce_zip0,{devargs}", corpus, segment, options)
    return program.run(command, 60) == 0 and shell.holds("perf_log_is_good", program.log)


@pytest.mark.parametrize(
    "generation, workers, segment, chain",
    [pytest.param(*case, id="qm{}-workers{}-{}x{}".format(*case[:2], case[3], case[2]))
     for case in itertools.product((2, 3, 5), (0, 1), (64, 2048, 16384, 59460), (1, 16))])
def test_verify(program: Program, tree: Tree, corpus: Path, generation: int, workers: int,
                segment: int, chain: int) -> None:
    """Each generation, with and without a worker, with segments and chains of many sizes."""
    good = verify(program, tree, corpus,
                  f"device=soft,soft_qm={generation},soft_workers={workers}", segment,
                  ["--max-num-sgl-segs", str(chain)])
    assert good


@pytest.mark.parametrize("option", OPTIONS)
def test_verify_option(program: Program, tree: Tree, corpus: Path, option: str) -> None:
    """Levels, Huffman codes and windows that are offered."""
    good = verify(program, tree, corpus, "device=soft", 8192, option.split())
    assert good


def test_verify_external_mbufs(program: Program, tree: Tree, corpus: Path) -> None:
    """The tool makes a memzone of each segment, and EAL has no more than some thousand."""
    good = verify(program, tree, corpus, "device=soft", 32768, ["--external-mbufs"])
    assert good


def test_verify_refuses_fixed_huffman(program: Program, tree: Tree, corpus: Path) -> None:
    """The tool must refuse what the device does not offer, and name it."""
    good = verify(program, tree, corpus, "device=soft", 8192, ["--huffman-enc", "fixed"])
    said = program.lines("USER1:", "Fixed Huffman")
    assert not good and said
