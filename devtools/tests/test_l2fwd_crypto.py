# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""DPDK's example l2fwd-crypto, built from its unchanged source, on uacce_sec.

Packets go out of a pcap file through the accelerator into another file.
"""

import re
import signal
import time
from pathlib import Path

import dpdk
import examples
import l2fwd_packets
import pytest
from program import Program, patience
from tree import Tree

CASES = [
    *(pytest.param(case, "device=soft", id=case)
      for case in ("cbc-encrypt", "cbc-decrypt", "gcm-encrypt", "gcm-decrypt")),
    pytest.param("cbc-twice", "device=soft,soft_qm=2,soft_workers=1",
                 id="cbc-twice-qm2-workers1"),
]


@pytest.fixture(scope="module")
def l2fwd_crypto(tree: Tree) -> Path:
    """The program."""
    return examples.build(tree, "l2fwd-crypto")


def devices(case: str, devargs: str, folder: Path) -> list[str]:
    """Ports and crypto devices; each port has a crypto device of its own."""
    result = [f"--vdev=net_pcap0,rx_pcap={folder}/in.pcap,tx_pcap={folder}/out.pcap",
              f"--vdev=uacce_sec0,{devargs}"]
    if case == "cbc-twice":
        # Out of the file, through one device into the ring, and back through the other.
        result += ["--vdev=net_ring0", f"--vdev=uacce_sec1,{devargs}"]
    return result


def packets_sent(output: str) -> int:
    """What the statistics say has been sent on port 0, in the last table."""
    tables = output.split("Statistics for port 0")
    found = re.search(r"Packets sent:\s+(\d+)", tables[-1]) if len(tables) > 1 else None
    return int(found.group(1)) if found else 0


@pytest.mark.parametrize("case, devargs", CASES)
def test_l2fwd_crypto(program: Program, tree: Tree, l2fwd_crypto: Path,
                      scratch: Path, case: str, devargs: str) -> None:
    """Each packet is as OpenSSL makes it.

    The example runs until it is told to end, and writes the file only then.
    """
    folder = scratch / case
    folder.mkdir()
    l2fwd_packets.write_input(case, folder / "in.pcap")
    ports = 3 if case == "cbc-twice" else 1
    process = program.start(
        ["stdbuf", "-oL", l2fwd_crypto, *dpdk.eal_args(tree, 512),
         *devices(case, devargs, folder), "--", "-p", ports, "-s", "-T", "1",
         "--no-mac-updating", *l2fwd_packets.l2fwd_args(case)])
    end = time.monotonic() + 30 * patience()
    while (packets_sent(program.output()) < l2fwd_packets.PACKETS and process.poll() is None
           and time.monotonic() < end):
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    status = program.wait(process, 60)
    assert status == 0, f"l2fwd-crypto ended with status {status}"
    l2fwd_packets.check_output(case, folder / "out.pcap")
