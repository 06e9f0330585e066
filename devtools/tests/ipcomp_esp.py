# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Run the example dpdk-ipcomp-esp between pcap files, and read its counters."""

import json
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Optional, Sequence

import dpdk
import shell
from program import Program, patience
from tree import Tree

STATS = "/ipcomp_esp/stats"
RECEIVED = ("clear_received", "protected_received")
SENT = ("clear_sent", "protected_sent")


@dataclass
class Devices:
    """A compressdev and a cryptodev with their device arguments."""

    compressdev: str
    cryptodev: str
    compress_args: str = ""
    crypto_args: str = ""

    def vdevs(self) -> list[str]:
        """Arguments of EAL."""
        return [f"--vdev={self.compressdev}{self.compress_args}",
                f"--vdev={self.cryptodev}{self.crypto_args}"]


def uacce(devargs: str) -> Devices:
    """Both drivers of this package."""
    return Devices("uacce_zip0", "uacce_sec0", f",{devargs}", f",{devargs}")


UACCE = uacce("device=soft")
DEVICES = {
    "uacce": UACCE,
    "uacce-workers": uacce("device=soft,soft_workers=1"),
    "uacce-qm2": uacce("device=soft,soft_qm=2"),
    "isal-ipsec_mb": Devices("compress_isal", "crypto_aesni_mb"),
    "zlib-openssl": Devices("compress_zlib", "crypto_openssl"),
}


@dataclass
class Tunnel:
    """What both ends know of a tunnel; the other end is that of the packets."""

    local: str = "192.0.2.1"
    remote: str = "192.0.2.2"
    out_spi: int = 0x100
    out_key: bytes = bytes(range(20))
    in_spi: int = 0x200
    in_key: bytes = bytes(range(100, 120))

    def option(self, clear: str, protected: str) -> str:
        """The value of --tunnel."""
        return ",".join((clear, protected, self.local, self.remote, hex(self.out_spi),
                         self.out_key.hex(), str(self.in_spi), self.in_key.hex()))


def find(tree: Tree) -> Path:
    """The program, which is not installed."""
    return tree.build / "examples" / "ipcomp-esp" / "dpdk-ipcomp-esp"


def parse_counters(text: str) -> dict[str, int]:
    """The last counters of an output."""
    words = [line.split() for line in text.splitlines()]
    return {line[0]: int(line[1]) for line in words if len(line) == 2 and line[1].isdigit()}


def dropped(counters: dict[str, int]) -> dict[str, int]:
    """The counters of dropped packets that are not 0."""
    return {name: value for name, value in counters.items()
            if name.startswith("dropped_") and value != 0}


@dataclass
class Gateway:
    """The program with a pair of ports for each tunnel."""

    program: Program
    tree: Tree
    folder: Path
    devices: Devices = field(default_factory=lambda: UACCE)
    lcores: int = 1
    tunnels: Sequence[Tunnel] = (Tunnel(),)
    options: Sequence[object] = ()
    ports: Sequence[str] = ()           # arguments of EAL; pcap files if there are none
    process: Optional[subprocess.Popen] = None

    def file(self, side: str, way: str, tunnel: int = 0) -> Path:
        """A pcap file: side is clear or protected, way is in or out."""
        return self.folder / f"{side}{tunnel}-{way}.pcap"

    def prefix(self) -> str:
        """What tells the files of this EAL from those of others."""
        return self.folder.name

    def pcap_ports(self) -> list[str]:
        """Two ports for each tunnel."""
        return [f"--vdev=net_pcap{2 * i + port},rx_pcap={self.file(side, 'in', i)},"
                f"tx_pcap={self.file(side, 'out', i)}"
                for i in range(len(self.tunnels))
                for port, side in enumerate(("clear", "protected"))]

    def command(self) -> list[str]:
        """The command line."""
        words = [word for word in dpdk.eal_args(self.tree, 512) if word != "--no-telemetry"]
        if self.lcores == 1:
            cpu = shell.text("usable_cpus").split()[-1]
            words[words.index("--lcores") + 1] = f"0@{cpu}"
        ports = list(self.ports) or self.pcap_ports()
        names = [port.split("=", 1)[1].split(",")[0] for port in ports]
        words = [str(find(self.tree)), *words, "--file-prefix", self.prefix(), *ports,
                 *self.devices.vdevs(), "--", "--compressdev", self.devices.compressdev,
                 "--cryptodev", self.devices.cryptodev]
        for i, tunnel in enumerate(self.tunnels):
            words += ["--tunnel", tunnel.option(*names[2 * i:2 * i + 2])]
        return words + [str(option) for option in self.options]

    def start(self) -> None:
        """Start the program."""
        self.process = self.program.start(self.command())

    def counters(self) -> dict[str, int]:
        """What telemetry tells, nothing while it is not there."""
        path = Path(self.runtime(), "dpdk", self.prefix(), "dpdk_telemetry.v2")
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as client:
                client.settimeout(5 * patience())
                client.connect(str(path))
                client.recv(4096)
                client.send(STATS.encode())
                return json.loads(client.recv(65536))[STATS] or {}
        except (OSError, ValueError):
            return {}

    def runtime(self) -> Path:
        """The folder for EAL's files, which the fixture `scratch` sets."""
        return self.folder.parent

    def wait_for(self, packets: int, seconds: int = 20) -> dict[str, int]:
        """Wait until so many packets were received, and all of them sent or dropped."""
        end = time.monotonic() + seconds * patience()
        while True:
            counters = self.counters()
            done = sum(counters.get(name, 0) for name in SENT) + sum(dropped(counters).values())
            if done >= packets:
                return counters
            assert self.process is not None and self.process.poll() is None, \
                f"the program ended with status {self.process and self.process.returncode}"
            assert time.monotonic() < end, f"{done} of {packets} packets are through: {counters}"
            time.sleep(0.02)

    def stop(self, number: int = signal.SIGINT) -> dict[str, int]:
        """Stop the program, which must end well, and return its last counters."""
        assert self.process is not None
        self.process.send_signal(number)
        status = self.program.wait(self.process, 20)
        assert status == 0, f"the program ended with status {status}"
        return parse_counters(self.program.output())

    def run(self, packets: int) -> dict[str, int]:
        """Let so many packets through."""
        self.start()
        told = self.wait_for(packets)
        counters = self.stop()
        assert {name: counters[name] for name in told} == told
        assert sum(counters[name] for name in RECEIVED) == packets
        assert counters["mbufs_in_use"] == 0
        return counters
