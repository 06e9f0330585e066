# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""The example dpdk-ipcomp-esp, with scapy and zlib as the other end of its tunnels."""

import os
import pty
import random
import signal
import struct
import subprocess
import tempfile
import time
from collections import Counter
from pathlib import Path

import pytest

import ipcomp_esp
from ipcomp_esp import DEVICES, Gateway, Tunnel, dropped
from program import Program, patience
from tree import Tree

pytest.importorskip("scapy.layers.ipsec", reason="python3-scapy is not installed")
pytest.importorskip("cryptography", reason="python3-cryptography is not installed")
import ipcomp_esp_bad as bad  # noqa: E402
import ipcomp_esp_packets as packets  # noqa: E402

PACKETS = 120
OVER_IPV6 = Tunnel("2001:db8::1", "2001:db8::2")


@pytest.fixture(name="folder")
def fixture_folder(tree: Tree, scratch: Path) -> Path:
    """A folder for the files of a test, which is skipped if there is no program."""
    if not ipcomp_esp.find(tree).exists():
        pytest.skip("built with -Dexamples=disabled")
    return Path(tempfile.mkdtemp(prefix="ipcomp-", dir=scratch))


@pytest.fixture(name="rand")
def fixture_rand() -> random.Random:
    """Random numbers, whose seed a failed test shows; UACCE_TEST_SEED repeats one."""
    seed = int(os.environ.get("UACCE_TEST_SEED") or random.SystemRandom().getrandbits(32))
    print(f"seed: {seed}")
    return random.Random(seed)


def check_protected(gateway: Gateway, plains: list[bytes], threshold: int = packets.THRESHOLD,
                    tunnel: int = 0) -> dict[str, int]:
    """What was sent on the protected side is what went in, in order; returns how many of a kind."""
    peer = packets.Peer(gateway.tunnels[tunnel])
    frames = packets.read(gateway.file("protected", "out", tunnel))
    kinds = {"not_smaller": 0, "compressed": 0}
    assert len(frames) == len(plains)
    for i, (frame, plain) in enumerate(zip(frames, plains)):
        seq, proto, payload = peer.unprotect(frame[packets.ETHER_LEN:])
        assert seq == i + 1
        assert frame[:12] == packets.frame(plain)[:12]
        if proto == packets.PROTO_IPCOMP:
            following, flags, cpi = struct.unpack("!BBH", payload[:packets.IPCOMP_LEN])
            assert (following, flags, cpi) == (packets.next_header(plain), 0, packets.CPI_DEFLATE)
            assert threshold <= len(plain) and len(payload) < len(plain)
            kinds["compressed"] += 1
            payload = packets.inflate(payload[packets.IPCOMP_LEN:])
        else:
            assert proto == packets.next_header(plain)
            kinds["not_smaller"] += len(plain) >= threshold
            # No device misses a packet that zlib makes much shorter.
            assert len(plain) < threshold or len(packets.ipcomp(plain)) > len(plain) * 3 // 4
        assert payload == plain, f"packet {i} differs"
    return kinds


def check_clear(gateway: Gateway, plains: list[bytes], tunnel: int = 0) -> None:
    """What was sent on the clear side is what the other end had protected, in order."""
    frames = packets.read(gateway.file("clear", "out", tunnel))
    for i, (frame, plain) in enumerate(zip(frames, plains)):
        ether = packets.frame(plain)[:packets.ETHER_LEN]
        assert frame == ether + plain, f"packet {i} differs"
    assert len(frames) == len(plains)


def write_both(gateway: Gateway, rand: random.Random, mtu: int, count: int,
               tunnel: int = 0) -> tuple[list[bytes], list[bytes]]:
    """Write packets for both sides; returns what is in them."""
    to_protect, to_unprotect = (packets.plains(rand, count, mtu) for _ in range(2))
    peer = packets.Peer(gateway.tunnels[tunnel])
    packets.write(gateway.file("clear", "in", tunnel), map(packets.frame, to_protect))
    packets.write(gateway.file("protected", "in", tunnel),
                  (packets.frame(peer.protect(plain)) for plain in to_unprotect))
    return to_protect, to_unprotect


@pytest.mark.parametrize("devices, lcores, mtu", [
    *((devices, lcores, mtu) for devices in DEVICES for lcores, mtu in ((1, 1500), (2, 9000))),
    ("uacce", 1, 9000), ("uacce", 2, 1500),
])
def test_both_ways(program: Program, tree: Tree, folder: Path, rand: random.Random, devices: str,
                   lcores: int, mtu: int) -> None:
    """Packets of both sides come through at the same time, unchanged and in order."""
    gateway = Gateway(program, tree, folder, DEVICES[devices], lcores,
                      (OVER_IPV6 if lcores == 2 else Tunnel(),), ("--mtu", mtu))
    to_protect, to_unprotect = write_both(gateway, rand, mtu, PACKETS)
    counters = gateway.run(2 * PACKETS)
    kinds = check_protected(gateway, to_protect)
    check_clear(gateway, to_unprotect)
    assert dropped(counters) == {}
    assert {name: counters[name] for name in kinds} == kinds
    assert counters["decompressed"] == sum(len(packets.ipcomp(plain)) < len(plain)
                                           for plain in to_unprotect)
    assert 0 < counters["bytes_compressed"] < counters["bytes_to_compress"]


@pytest.mark.parametrize("threshold", (0, 1000))
def test_threshold(program: Program, tree: Tree, folder: Path, rand: random.Random,
                   threshold: int) -> None:
    """Shorter packets are not compressed, even if that would pay."""
    gateway = Gateway(program, tree, folder, options=("--threshold", threshold))
    sizes = (28, 60, 500, 999, 1000, 1001, 1500)
    plains = [packets.plain(rand, size, packets.TEXT * 30) for size in sizes]
    packets.write(gateway.file("clear", "in"), map(packets.frame, plains))
    packets.write(gateway.file("protected", "in"), [])
    counters = gateway.run(len(plains))
    kinds = check_protected(gateway, plains, threshold)
    assert {name: counters[name] for name in kinds} == kinds
    assert kinds["compressed"] == (3 if threshold else 5)


def test_several_tunnels(program: Program, tree: Tree, folder: Path, rand: random.Random) -> None:
    """Each pair of ports has keys of its own; they may have 128, 192 or 256 bits."""
    tunnels = [Tunnel(f"192.0.2.{size}", f"198.51.100.{size}", 1000 + size,
                      rand.randbytes(size + 4), 2000 + size, rand.randbytes(size + 4))
               for size in (16, 24, 32)]
    gateway = Gateway(program, tree, folder, tunnels=tunnels)
    plains = [write_both(gateway, rand, 1500, 30, i) for i in range(len(tunnels))]
    counters = gateway.run(2 * 30 * len(tunnels))
    assert dropped(counters) == {}
    for i, (to_protect, to_unprotect) in enumerate(plains):
        check_protected(gateway, to_protect, tunnel=i)
        check_clear(gateway, to_unprotect, i)


def test_back_to_itself(program: Program, tree: Tree, folder: Path, rand: random.Random) -> None:
    """Through a ring, the gateway takes what it sent, more than it has slots for."""
    same = Tunnel(out_spi=300, in_spi=300, in_key=Tunnel().out_key)
    gateway = Gateway(program, tree, folder, lcores=2, tunnels=(same,))
    gateway.ports = (gateway.pcap_ports()[0], "--vdev=net_ring0")
    plains = packets.plains(rand, 100, 1500) * 10
    packets.write(gateway.file("clear", "in"), map(packets.frame, plains))
    gateway.start()
    gateway.wait_for(2 * len(plains))
    assert dropped(gateway.stop()) == {}
    check_clear(gateway, plains)


def check_dropped(told: Counter, whys: Counter) -> None:
    """Each reason was counted so often; one of them may be an alternative of two."""
    del whys[""]
    alternatives = {why: count for why, count in whys.items() if " or " in why}
    for why, count in whys.items():
        if why not in alternatives:
            assert told[why] >= count, f"{why}: {told}"
            told[why] -= count
    for why, count in alternatives.items():
        assert sum(told.pop(name, 0) for name in why.split(" or ")) == count, f"{why}: {told}"
    assert +told == Counter()


@pytest.mark.parametrize("devices, lcores", (("uacce", 1), ("uacce-workers", 2), ("uacce-qm2", 2),
                                             ("isal-ipsec_mb", 1), ("zlib-openssl", 2)))
def test_drops(program: Program, tree: Tree, folder: Path, rand: random.Random, devices: str,
               lcores: int) -> None:
    """Each bad packet is dropped and counted, and no packet between them is."""
    gateway = Gateway(program, tree, folder, DEVICES[devices], lcores)
    peer = packets.Peer(gateway.tunnels[0])
    between = packets.plains(rand, 80, 1500)
    clear, protected = list(bad.on_clear_side(rand, 1500)), list(bad.of_sequence(rand, peer))
    clear += [bad.Case(packets.frame(plain), plain=plain) for plain in between]
    rand.shuffle(clear)
    for source in (bad.without_key(rand, peer), bad.inside(rand, peer, 1500),
                   bad.odd(rand, peer, 1500)):
        for case in source:
            plain = rand.choice(between)
            protected += [case, bad.Case(packets.frame(peer.protect(plain)), plain=plain)]
    packets.write(gateway.file("clear", "in"), (case.frame for case in clear))
    packets.write(gateway.file("protected", "in"), (case.frame for case in protected))
    counters = gateway.run(len(clear) + len(protected))
    check_protected(gateway, [case.plain for case in clear if case.plain is not None])
    check_clear(gateway, [case.plain for case in protected if case.plain is not None])
    check_dropped(Counter(dropped(counters)), Counter(case.why for case in clear + protected))


# What stands still, and ends

def endless(gateway: Gateway) -> None:
    """Let packets of the clear side come again and again, and nothing from the protected side."""
    plains = [packets.plain(random.Random(1), size, packets.TEXT * 30) for size in (60, 590, 1280)]
    packets.write(gateway.file("clear", "in"), map(packets.frame, plains * 10))
    gateway.ports = (f"--vdev=net_pcap0,rx_pcap={gateway.file('clear', 'in')},infinite_rx=1",
                     *gateway.ports)


@pytest.mark.parametrize("number", (signal.SIGINT, signal.SIGTERM))
@pytest.mark.parametrize("devices", ("uacce", "uacce-workers", "isal-ipsec_mb"))
def test_stop_under_load(program: Program, tree: Tree, folder: Path, devices: str,
                         number: int) -> None:
    """What is in flight at the end is completed and sent."""
    gateway = Gateway(program, tree, folder, DEVICES[devices], 2,
                      ports=("--vdev=net_null0,no-rx=1",))
    endless(gateway)
    gateway.start()
    gateway.wait_for(5000)
    counters = gateway.stop(number)
    assert counters["mbufs_in_use"] == 0
    assert counters["protected_sent"] == counters["clear_received"] >= 5000
    assert dropped(counters) == {}


def test_port_takes_nothing(program: Program, tree: Tree, folder: Path) -> None:
    """Packets for a port without a peer are dropped, and do not keep the program from its end."""
    gateway = Gateway(program, tree, folder,
                      ports=(f"--vdev=net_memif0,role=server,socket={folder}/memif",),
                      options=("--mtu", 1280))
    endless(gateway)
    gateway.start()
    gateway.wait_for(5000)
    counters = gateway.stop()
    assert counters["protected_sent"] == 0
    assert set(dropped(counters)) == {"dropped_port_full"}
    left = counters["clear_received"] - counters["dropped_port_full"]
    assert 0 < left <= 512 and counters["mbufs_in_use"] == left


def test_terminal(program: Program, tree: Tree, folder: Path) -> None:
    """Counters are shown each second on a terminal, and nowhere else until the end."""
    gateway = Gateway(program, tree, folder)
    for side in ("clear", "protected"):
        packets.write(gateway.file(side, "in"), [])
    master, slave = pty.openpty()
    with subprocess.Popen(gateway.command(), stdin=subprocess.DEVNULL, stdout=slave,
                          stderr=subprocess.STDOUT) as process:
        os.close(slave)
        shown = b""
        end = time.monotonic() + 20 * patience()
        while shown.count(b"clear_received") < 3 and time.monotonic() < end:
            shown += os.read(master, 4096)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20 * patience()) == 0
    os.close(master)
    assert shown.count(b"clear_received") >= 3 and b"mbufs_in_use" not in shown
    gateway.start()
    while not gateway.counters():
        time.sleep(0.1)
    time.sleep(1.5)
    gateway.stop()
    assert program.output().count("clear_received") == 1


# What it refuses

GOOD_OPTIONS = ("--compressdev", "compress_zlib", "--cryptodev", "crypto_openssl",
                "--tunnel", Tunnel().option("net_null0", "net_null1"))


def tunnel_option(**fields) -> tuple[str, ...]:
    """Options with another tunnel."""
    return (*GOOD_OPTIONS[:4], "--tunnel", Tunnel(**fields).option("net_null0", "net_null1"))


@pytest.mark.parametrize("options, message", [
    ((), "--compressdev, --cryptodev and --tunnel are needed"),
    (GOOD_OPTIONS[2:], "--compressdev, --cryptodev and --tunnel are needed"),
    ((*GOOD_OPTIONS, "more"), "unexpected word 'more'"),
    ((*GOOD_OPTIONS, "--more"), "unrecognized option '--more'"),
    ((*GOOD_OPTIONS, "--mtu"), "option '--mtu' requires an argument"),
    ((*GOOD_OPTIONS, "--mtu", "1279"), "MTU '1279' is not a number from 1280 to 9000"),
    ((*GOOD_OPTIONS, "--mtu", "9001"), "MTU '9001' is not"),
    ((*GOOD_OPTIONS, "--mtu", "1500x"), "MTU '1500x' is not"),
    ((*GOOD_OPTIONS, "--threshold", "-1"), "threshold '-1' is not a number from 0 to 9000"),
    ((*GOOD_OPTIONS, "--threshold", ""), "threshold '' is not"),
    ((*GOOD_OPTIONS, "--threshold", "99999999999999999999"), "is not a number from 0 to 9000"),
    (("--compressdev", "none", *GOOD_OPTIONS[2:]), "there is no compressdev 'none'"),
    ((*GOOD_OPTIONS[:2], "--cryptodev", "none", *GOOD_OPTIONS[4:]), "there is no cryptodev 'none'"),
    ((*GOOD_OPTIONS[:2], "--cryptodev", "crypto_null", *GOOD_OPTIONS[4:]),
     "cryptodev 'crypto_null' has no AES-GCM for RFC 4106 with a key of 16 bytes"),
    ((*GOOD_OPTIONS, "--tunnel", "a,b,c"), "--tunnel wants 8 words"),
    ((*GOOD_OPTIONS, "--tunnel", GOOD_OPTIONS[5] + ",9"), "--tunnel wants 8 words"),
    ((*GOOD_OPTIONS, *GOOD_OPTIONS[4:]), "port 'net_null0': File exists"),
    ((*GOOD_OPTIONS[:4], "--tunnel", Tunnel().option("net_null0", "net_null9")),
     "there is no port 'net_null9'"),
    (tunnel_option(local="192.0.2.256"), "'192.0.2.256' and '192.0.2.2' are not addresses"),
    (tunnel_option(remote="2001:db8::1"), "are not addresses of one IP version"),
    (tunnel_option(out_spi=255), "SPI '0xff' is not a number from 256 to 4294967295"),
    (tunnel_option(in_spi=2 ** 32), "SPI '4294967296' is not"),
    (tunnel_option(out_key=bytes(19)), "the key of SPI 256 is not 40, 56 or 72 hexadecimal digits"),
    (tunnel_option(in_key=bytes(37)), "the key of SPI 512 is not"),
])
def test_refused(program: Program, tree: Tree, folder: Path, options: tuple[str, ...],
                 message: str) -> None:
    """A mistake ends the program, which says what is wrong."""
    gateway = Gateway(program, tree, folder)
    words = gateway.command()
    eal = words[:words.index("--file-prefix")]
    status = program.run([*eal, "--no-telemetry", "--vdev=net_null0", "--vdev=net_null1",
                          "--vdev=compress_zlib", "--vdev=crypto_openssl", "--vdev=crypto_null",
                          "--", *options], 20)
    assert status == 1
    assert program.lines(message)
    assert not any(key.hex() in program.output() for key in (Tunnel.out_key, Tunnel.in_key))


def test_three_lcores(program: Program, tree: Tree, folder: Path) -> None:
    """There is work for one lcore, or for two."""
    words = Gateway(program, tree, folder).command()
    words[words.index("--lcores") + 1] = "(0,1,2)@0"
    assert program.run(words, 20) == 1
    assert program.lines("one or two lcores")


def test_readme(program: Program, tree: Tree, scratch: Path) -> None:
    """The commands of the README do what it says, behind those that set up and build."""
    readme = tree.source / "examples" / "ipcomp-esp" / "README.md"
    blocks = readme.read_text(encoding="utf-8").split("```sh\n")[2:]
    script = "".join(block.split("```")[0] for block in blocks)
    assert script.startswith("build=$PWD/build\n")
    script = script.replace("build=$PWD/build", f"build={tree.build}", 1) \
        .replace("$build/demo", str(scratch / "demo")) \
        .replace("preserve-status 3", f"preserve-status {3 * patience()}")
    program.run_good(["bash", "-euxc", script], 60)
    assert program.lines("scapy and zlib agree") and program.lines("the same packets came back")
    assert len(program.lines("mbufs_in_use", " 0")) == 2
