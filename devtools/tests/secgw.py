# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Runs of DPDK's example ipsec-secgw on uacce_sec, between files of packets."""

import json
import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Iterable, Iterator, Sequence

import dpdk
import pcap
from program import Program, patience
from tree import Tree

# Packets are lost if this many mbufs do not suffice for all that is in flight.
MBUFS = 32768
# A packet of 1500 bytes has to fit with all that ESP adds.
MTU = 1700
ON_ONE_LCORE = "(0,0,0),(1,0,0)"
ON_TWO_LCORES = "(0,0,0),(1,0,1)"


class Telemetry:
    """What a running application tells."""

    def __init__(self, prefix: str):
        self.path = Path(os.environ["RUNTIME_DIRECTORY"], "dpdk", prefix, "dpdk_telemetry.v2")

    def ask(self, command: str) -> dict:
        """The answer to a command, empty while there is none yet."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as peer:
            peer.settimeout(10 * patience())
            try:
                peer.connect(str(self.path))
                peer.recv(1024)
                peer.send(command.encode())
                return next(iter(json.loads(peer.recv(16384)).values())) or {}
            except (ConnectionError, FileNotFoundError):
                return {}

    def counts(self) -> "Counts":
        """Packets and operations so far."""
        ports = [self.ask(f"/ethdev/stats,{port}") for port in (0, 1)]
        device = self.ask("/cryptodev/stats,0")
        return Counts(sum(port.get("ipackets", 0) for port in ports),
                      sum(port.get("opackets", 0) for port in ports),
                      device.get("enqueued_count", 0) - device.get("dequeued_count", 0))


@dataclass
class Counts:
    """Packets of both ports, and operations of the device."""

    received: int = 0
    sent: int = 0
    in_flight: int = 0


class Gateway:
    """The program with its files, for one run."""

    def __init__(self, program: Program, tree: Tree, binary: Path, folder: Path):
        self.program = program
        self.tree = tree
        self.binary = binary
        self.folder = folder

    def path(self, name: str) -> Path:
        """A file of this run."""
        return self.folder / name

    def prepare(self, config: str, plain_in: Iterable[bytes], esp_in: Iterable[bytes]) -> None:
        """Write the files that go in."""
        self.path("config").write_text(config, encoding="ascii")
        pcap.write(self.path("in0.pcap"), plain_in)
        pcap.write(self.path("in1.pcap"), esp_in)

    def command(self, prefix: str, devargs: str, options: Sequence[object],
                mebibytes: int) -> list[object]:
        """The command line. Each lcore has a queue of its own to send on each port."""
        eal = [word for word in dpdk.eal_args(self.tree, mebibytes) if word != "--no-telemetry"]
        ports = [f"--vdev=net_pcap{port},rx_pcap={self.path(f'in{port}.pcap')}," +
                 ",".join(f"tx_pcap={self.path(f'out{port}-{lcore}.pcap')}" for lcore in (0, 1))
                 for port in (0, 1)]
        return ["env", f"LD_PRELOAD={self.tree.preload('offloads')}", "stdbuf", "-oL",
                self.binary, *eal, "--file-prefix", prefix, *ports,
                f"--vdev=uacce_sec0,{devargs}", "--", "-p", "0x3", "-P", "-u", "0x2",
                "-f", self.path("config"), "-s", MBUFS, "--mtu", MTU, *options]

    def run(self, frames: int, expected: int, devargs: str, options: Sequence[object] = (),
            lcores: str = ON_ONE_LCORE, seconds: int = 60, mebibytes: int = 768) -> None:
        """Run it until so many frames went in, and so many came out."""
        prefix = f"uacce-secgw-{os.getpid()}"
        process = self.program.start(self.command(
            prefix, devargs, ["--config", lcores, *options], mebibytes))
        self.follow(process, Telemetry(prefix), Counts(frames, expected), seconds)

    def follow(self, process: subprocess.Popen, telemetry: Telemetry, done: Counts,
               seconds: int) -> None:
        """End a running gateway when it has done so much, which must be neither less nor more."""
        counts = Counts()
        end = time.monotonic() + seconds * patience()
        while process.poll() is None and time.monotonic() < end and counts != done:
            time.sleep(0.02)
            counts = telemetry.counts()
        # What comes out after that is too much; the gateway sends a packet after 100 us at most.
        time.sleep(0.02)
        last = telemetry.counts()
        process.send_signal(signal.SIGINT)
        status = self.program.wait(process, 60)
        assert status == 0, f"ipsec-secgw ended with status {status}"
        assert last == done, f"{last}, not {done}"

    def came_out(self, port: int) -> Iterator[bytes]:
        """The frames that a port sent."""
        for lcore in (0, 1):
            yield from pcap.read(self.path(f"out{port}-{lcore}.pcap"))
