# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""DPDK's example ipsec-secgw, built from its unchanged source, on uacce_sec.

Packets go out of files through the gateway into other files, in both directions at once. scapy
makes them, and judges what comes out.
"""

import random
import re
import shlex
import shutil
import subprocess
import textwrap
from pathlib import Path
from typing import Iterator, Optional, Sequence

import examples
import pcap
import pytest
import shell
from program import Program
from tree import Tree

pytest.importorskip("cryptography")
pytest.importorskip("scapy.layers.ipsec")

from scapy.layers.ipsec import IPSecIntegrityError  # noqa: E402
from secgw import ON_ONE_LCORE, ON_TWO_LCORES, Counts, Gateway, Telemetry  # noqa: E402
from secgw_fast import Stream  # noqa: E402
from secgw_packets import TrafficMaker, frame  # noqa: E402
from secgw_sas import (ALGORITHMS, SHAPE_OF, SHAPES, Algorithm, Sa,  # noqa: E402
                       config_text, make_sas)

full = pytest.mark.full
PATHS = [pytest.param(False, id="legacy"), pytest.param(True, id="library")]
# The gateway drops what a device does not take at once. While SAs of many algorithms get packets in
# turn, more operations are in flight than the 255 of a device without threads, which finishes them
# in order. A device with threads may be slower than the files of packets.
MIXED = "device=soft,soft_depth=1024"
THREADS = "device=soft,soft_workers=1,soft_depth=16384"
# Sizes of large packets, and how often they occur.
JUMBO = {1500: 1, 2100: 1, 4000: 1, 8900: 1}


def is_right(algorithm: Algorithm) -> bool:
    """Whether the example of this version of DPDK makes sessions of an algorithm as it has to."""
    return not algorithm.since or subprocess.run(
        ["pkg-config", f"--atleast-version={algorithm.since}", "libdpdk"], check=False
    ).returncode == 0


@pytest.fixture(scope="module")
def binary(tree: Tree) -> Path:
    """The program."""
    return examples.build(tree, "ipsec-secgw")


@pytest.fixture
def gateway(program: Program, tree: Tree, binary: Path, scratch: Path) -> Iterator[Gateway]:
    """The program for one test."""
    folder = scratch / "secgw"
    folder.mkdir()
    yield Gateway(program, tree, binary, folder)
    shutil.rmtree(folder)


def options_of(library: bool) -> list[str]:
    """Arguments that choose the path of packets."""
    return ["-l"] if library else []


def algorithms_of(library: bool, generation: int = 3) -> list[Algorithm]:
    """All algorithms that a path and a generation have."""
    return [algorithm for algorithm in ALGORITHMS.values() if is_right(algorithm) and
            (library or not algorithm.library) and (generation > 2 or not algorithm.qm3)]


def forward(gateway: Gateway, maker: TrafficMaker, devargs: str = "device=soft",
            options: Sequence[object] = (), lcores: str = ON_ONE_LCORE,
            config_of: Optional[Sequence[Sa]] = None) -> None:
    """Send packets in both directions at once, and check all that comes out."""
    traffic = maker.traffic
    assert traffic.dropped > 0, "nothing to be dropped was made"
    gateway.prepare(config_text(config_of or maker.sas), traffic.plain_in, traffic.esp_in)
    gateway.run(traffic.frames(), traffic.frames() - traffic.dropped, devargs,
                [*options_of(maker.library), *options], lcores)
    maker.check(gateway.came_out(0), gateway.came_out(1))


def make_traffic(sas: Sequence[Sa], each: int, library: bool) -> TrafficMaker:
    """So many packets for each SA."""
    maker = TrafficMaker(random.Random(1), sas, library)
    maker.outbound(each)
    maker.inbound(each)
    return maker


def test_judge_notices() -> None:
    """Packets that are wrong, missing or in another order are noticed by either judge."""
    rand = random.Random(5)
    sas = make_sas(rand, 1, [ALGORITHMS["aes-128-cbc-sha1"]], [SHAPE_OF["tunnel4"]])
    maker = make_traffic(sas, 3, True)
    outbound, inbound = sas
    plain = [frame(packet) for packet in maker.traffic.expected[inbound.spi]]
    esp = [frame(maker.scapy.seal(rand, outbound, packet, number + 1))
           for number, packet in enumerate(maker.traffic.expected[outbound.spi])]
    maker.check(plain, esp)
    stream = Stream([outbound], 3)
    sealed = list(stream.esp_frames())
    stream.check_esp(sealed)
    stream.check_plain(stream.plain_frames())
    for wrong in (esp[:2], esp[::-1], [*esp, esp[-1]], [*esp[:2], esp[2][:-1] + b"?"]):
        with pytest.raises((AssertionError, IPSecIntegrityError)):
            maker.check(plain, wrong)
    for wrong in (plain[:2], plain[::-1], [*plain, plain[-1]], [*plain[:2], plain[2][:-1] + b"?"]):
        with pytest.raises(AssertionError):
            maker.check(wrong, esp)
    for wrong in (sealed[:2], sealed[::-1], [*sealed, sealed[-1]],
                  [*sealed[:2], sealed[2][:-1] + b"?"]):
        with pytest.raises(AssertionError):
            stream.check_esp(wrong)


@pytest.mark.parametrize("name, library", [
    pytest.param(name, library, id=f"{name}-{'library' if library else 'legacy'}")
    for name, algorithm in ALGORITHMS.items() for library in (False, True)
    if is_right(algorithm) and (library or not algorithm.library)])
def test_algorithm(gateway: Gateway, name: str, library: bool) -> None:
    """Tunnels and transport, IPv4 and IPv6."""
    sas = make_sas(random.Random(name), 16, [ALGORITHMS[name]], SHAPES)
    forward(gateway, make_traffic(sas, 12, library))


def test_wrong_iv(gateway: Gateway) -> None:
    """A session that asks for another IV than its algorithm has is refused, with a reason.

    The gateway goes on, and drops all packets for it.
    """
    algorithm = ALGORITHMS["aes-128-ctr-sha1"]
    if is_right(algorithm):
        pytest.skip("ipsec-secgw asks for the right IV")
    maker = make_traffic(make_sas(random.Random(8), 2, [algorithm], SHAPES), 12, False)
    gateway.prepare(config_text(maker.sas), maker.traffic.plain_in, maker.traffic.esp_in)
    gateway.run(maker.traffic.frames(), 0, "device=soft")
    refused = gateway.program.lines("no session of aes-ctr: IV of 8 bytes, offered are 16")
    assert len(refused) == len(maker.sas)


@full
@pytest.mark.parametrize("library", PATHS)
@pytest.mark.parametrize("shape", ("tunnel4", "tunnel6", "transport4", "transport6"))
def test_one_sa(gateway: Gateway, shape: str, library: bool) -> None:
    """All packets are of one SA in each direction."""
    sas = make_sas(random.Random(shape), 1, [ALGORITHMS["aes-128-gcm"]], [SHAPE_OF[shape]])
    forward(gateway, make_traffic(sas, 150, library))


@full
@pytest.mark.parametrize("library", PATHS)
def test_thousand_sas(gateway: Gateway, library: bool) -> None:
    """Each SA has a session of its own."""
    sas = make_sas(random.Random(1000), 1000, algorithms_of(library), SHAPES)
    forward(gateway, make_traffic(sas, 2, library), MIXED)


@full
def test_sample_of_many_sas(gateway: Gateway) -> None:
    """The gateway takes as many SAs as its memory can hold; some of them get packets."""
    rand = random.Random(20000)
    sas = make_sas(rand, 20000, algorithms_of(True), SHAPES)
    maker = make_traffic(rand.sample(sas, 500), 2, True)
    forward(gateway, maker, MIXED, config_of=sas)


@full
@pytest.mark.parametrize("library", PATHS)
@pytest.mark.parametrize("workers", (0, 1))
@pytest.mark.parametrize("generation", (2, 3))
def test_device(gateway: Gateway, generation: int, workers: int, library: bool) -> None:
    """All algorithms of a generation, with SAs of all kinds side by side."""
    sas = make_sas(random.Random(16), 16, algorithms_of(library, generation), SHAPES)
    devargs = f"{THREADS if workers else MIXED},soft_qm={generation}"
    forward(gateway, make_traffic(sas, 12, library), devargs)


@full
@pytest.mark.parametrize("library", PATHS)
def test_two_lcores(gateway: Gateway, library: bool) -> None:
    """An lcore for each direction, both on one device."""
    sas = make_sas(random.Random(2), 16, algorithms_of(library), SHAPES)
    forward(gateway, make_traffic(sas, 12, library), MIXED, lcores=ON_TWO_LCORES)


@pytest.mark.parametrize("window", (64, pytest.param(192, marks=full)))
@pytest.mark.parametrize("name", ("aes-128-gcm", "aes-128-cbc-sha1"))
def test_replay(gateway: Gateway, name: str, window: int) -> None:
    """What is late is dropped from the first packet on that is outside of the window, and so is
    what was there before."""
    sas = make_sas(random.Random(window), 4, [ALGORITHMS[name]], SHAPES[:4])
    maker = TrafficMaker(random.Random(1), sas, True)
    maker.window(150, window)
    forward(gateway, maker, options=["-w", window])


@pytest.mark.parametrize("first", (pytest.param(1, marks=full, id="low"),
                                   pytest.param((1 << 32) - 60, id="overflow")))
@pytest.mark.parametrize("name", ("aes-128-gcm", "aes-128-ccm", "aes-128-cbc-sha1",
                                  "3des-cbc-sha1"))
def test_extended_numbers(gateway: Gateway, name: str, first: int) -> None:
    """The high half of a sequence number is authenticated, and not in the packet."""
    shapes = [SHAPE_OF["tunnel4"], SHAPE_OF["transport6"]]
    sas = make_sas(random.Random(name), 2, [ALGORITHMS[name]], shapes, first, esn=True)
    maker = TrafficMaker(random.Random(1), sas, True)
    maker.outbound(200)
    maker.window(300, 64)
    forward(gateway, maker, options=["-e", "-w", 64])


@full
def test_chains(gateway: Gateway) -> None:
    """Packets that take several mbufs each."""
    sas = make_sas(random.Random(9000), 16, algorithms_of(True), SHAPES)
    maker = TrafficMaker(random.Random(1), sas, True, JUMBO)
    maker.outbound(12)
    maker.inbound(12)
    forward(gateway, maker, MIXED, ["--mtu", 9000])


def guide_block(tree: Tree, word: str) -> str:
    """The block of the guide that has a word."""
    text = (tree.source / "doc/guides/prog_guide/clients.rst").read_text(encoding="utf-8")
    blocks = re.findall(r"code-block:: \w+\n\n((?:   .*\n)+)", text)
    return next(textwrap.dedent(block) for block in blocks if word in block)


def test_guide(gateway: Gateway, tree: Tree) -> None:
    """The configuration and the command of the guide do what it says."""
    sas = [Sa(inbound, 0, ALGORITHMS["aes-128-gcm"], SHAPE_OF["tunnel4"],
              bytes(range(first, first + 20)), b"") for inbound, first in ((False, 0), (True, 32))]
    maker = TrafficMaker(random.Random(1), sas, True, {40: 1, 1400: 1})
    maker.outbound(50)
    maker.inbound(50)
    gateway.path("secgw.cfg").write_text(guide_block(tree, "sp ipv4 out"), encoding="ascii")
    pcap.write(gateway.path("plain-in.pcap"), maker.traffic.plain_in)
    pcap.write(gateway.path("esp-in.pcap"), maker.traffic.esp_in)
    command = guide_block(tree, "LD_PRELOAD").replace(
        "\\\n", "").replace(
        "BUILD", str(tree.build)).replace(
        "DIR", str(tree.plugins)).replace(
        "ipsec-secgw/build/ipsec-secgw", str(gateway.binary)).replace(
        " -l 0 ", f" --lcores 0@{shell.text('usable_cpus').split()[0]} ")
    process = gateway.program.start(["env", *shlex.split(command)], cwd=gateway.folder)
    frames = maker.traffic.frames()
    gateway.follow(process, Telemetry("rte"), Counts(frames, frames - maker.traffic.dropped), 60)
    maker.check(pcap.read(gateway.path("plain-out.pcap")), pcap.read(gateway.path("esp-out.pcap")))


def test_many_packets(gateway: Gateway, pytestconfig: pytest.Config) -> None:
    """So many packets as an option says, half of them in each direction."""
    count = pytestconfig.getoption("ipsec_packets") // 2
    assert count > 0, "--ipsec-packets takes a number of at least 2"
    names = ("aes-128-gcm", "aes-128-cbc-sha1")
    sas = make_sas(random.Random(4), 4, [ALGORITHMS[name] for name in names],
                   [SHAPE_OF["tunnel4"]])
    inward = Stream([sa for sa in sas if sa.inbound], count)
    outward = Stream([sa for sa in sas if not sa.inbound], count)
    gateway.prepare(config_text(sas), outward.plain_frames(), inward.esp_frames())
    gateway.run(2 * count, 2 * count, "device=soft", ["-l", "-w", 64], seconds=30 + count // 5000)
    outward.check_esp(gateway.came_out(1))
    inward.check_plain(gateway.came_out(0))
