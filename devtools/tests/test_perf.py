# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""The command perf: a load on devices of any driver, and figures that others confirm."""

import json
import os
import pty
import re
import signal
import statistics
import subprocess
import time
from pathlib import Path
from typing import Sequence

import dpdk
import pytest
import shell
from program import Program, patience
from tree import Tree, writable_folder

SECONDS = 0.3
SEC = "uacce_sec0,device=soft"
ZIP = "uacce_zip0,device=soft"
PERCENTILES = ("p50", "p90", "p99", "p99.9", "max")
# Figures of two programs that run one after the other differ as the load of the machine does.
FACTOR = 4

needs_two_cpus = pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="there is one CPU")


def perf(program: Program, tree: Tree, *args: object) -> int:
    """Run the command. The drivers of a build folder, and those of others, may be missing."""
    status = program.run([tree.test_uacce, "perf", "--seed", 1, "--time", SECONDS, *args], 120)
    if status == 77 and writable_folder(tree.build):
        pytest.skip("EAL refuses the drivers of this build folder")
    if status != 0 and program.lines("no driver takes it"):
        pytest.skip("there is no such driver")
    return status


def figures(program: Program) -> dict:
    """The figures, which are the JSON object among other lines."""
    lines = program.output().splitlines()
    return json.loads("\n".join(lines[lines.index("{"):lines.index("}") + 1]))


def assert_sound(got: dict) -> None:
    """Figures agree with each other and with the device's own counts."""
    assert got["operations"] > 0
    assert got["enqueued"] >= got["operations"]
    if got["device_stats"]:
        assert (got["device_stats"]["enqueued"], got["device_stats"]["dequeued"]) == \
            (got["enqueued"], got["dequeued"])
    # The clock of a pair ends with its time, unless the machine has taken the CPU away.
    assert got["seconds"] >= 0.99 * SECONDS
    rate = got["operations"] / got["seconds"]
    assert got["ops_per_s"] >= 0.999 * rate
    assert got["gbit_per_s"] == pytest.approx(
        got["ops_per_s"] * got["bytes"] / got["operations"] * 8e-9, rel=0.02, abs=1e-4)
    assert 0 < got["busy_share"] <= 1
    assert got["busy_share"] == pytest.approx(
        (got["enqueue_cycles_per_op"] + got["dequeue_cycles_per_op"]) / got["cycles_per_op"],
        rel=0.01, abs=1e-3)
    latency = [got["latency_us"][name] for name in PERCENTILES]
    assert latency == sorted(latency) and latency[0] > 0


def good(program: Program, tree: Tree, *args: object) -> dict:
    """Figures of a load in which each operation succeeds and comes back."""
    status = perf(program, tree, "--json", *args)
    assert status == 0
    got = figures(program)
    assert got["clean"] and got["enqueued"] == got["dequeued"]
    assert (got["lost"], got["duplicated"], got["wrong"], got["stalled_pairs"]) == (0, 0, 0, 0)
    assert set(got["failed"].values()) == {0}
    assert_sound(got)
    return got


@pytest.mark.parametrize("vdev, options", (
    (SEC, ()), (ZIP, ()), ("crypto_null0", ("--algo", "null")), ("crypto_openssl0", ()),
    ("crypto_aesni_mb0", ()), ("compress_zlib0", ()), ("compress_isal0", ()),
    ("uacce_sec0,device=soft,soft_workers=1", ()),
))
def test_driver(program: Program, tree: Tree, vdev: str, options: Sequence[str]) -> None:
    """Devices of either class and of any driver count as many operations as the command."""
    got = good(program, tree, "--vdev", vdev, *options)
    assert vdev.startswith(got["driver"]) and got["device_stats"]
    assert got["bytes"] == 1024 * got["operations"]
    # With two bursts of operations in flight the mean latency follows from the throughput, by
    # the law of Little, and the median cannot be twice the mean.
    assert got["ops_per_s"] * got["latency_us"]["p50"] * 1e-6 < 2 * 2 * 32
    # Progress is for terminals.
    assert "\r" not in program.output()


@pytest.mark.parametrize("algo", ("aes-gcm-256", "aes-cbc", "aes-ctr", "sha256-hmac",
                                  "aes-cbc+sha1-hmac"))
@pytest.mark.parametrize("percent", (0, 50, 100))
def test_crypto_directions(program: Program, tree: Tree, algo: str, percent: int) -> None:
    """Whatever is decrypted has the digest that OpenSSL makes, under many keys."""
    good(program, tree, "--vdev", SEC, "--algo", algo, "--encrypt", percent, "--sessions", 50,
         "--size", "1-1500", "--time", 0.3)


@pytest.mark.parametrize("percent", (0, 30))
def test_compress_directions(program: Program, tree: Tree, corpus: Path, percent: int) -> None:
    """What zlib compressed is decompressed to its length; data comes from a file."""
    got = good(program, tree, "--vdev", ZIP, "--compress", percent, "--input", corpus,
               "--size", "100-9000", "--level", 1)
    assert (got["compressed_share"] is None) == (percent == 0)
    assert percent == 0 or 0.2 < got["compressed_share"] < 0.8


@pytest.mark.parametrize("options", (
    ("--sessions", 5000, "--order", "random"),
    ("--segments", 4),
    ("--segments", 3, "--out-of-place", "--size", "1-300"),
    ("--out-of-place",),
    ("--burst", 1, "--inflight", 1, "--pool", 1),
    ("--burst", 33, "--inflight", 700, "--pool", 701),
    pytest.param(("--threads", 2), marks=needs_two_cpus),
    pytest.param(("--pairs", 2), marks=needs_two_cpus),
), ids=lambda options: "".join(map(str, options)).strip("-"))
def test_shapes(program: Program, tree: Tree, options: Sequence[object]) -> None:
    """Sessions, chains, windows, lcores and queue pairs, with both directions mixed."""
    good(program, tree, "--vdev", SEC, "--encrypt", 50, *options)


@pytest.mark.parametrize("options", (
    ("--segments", 4, "--size", 30000, "--compress", 50),
    pytest.param(("--threads", 2, "--compress", 50), marks=needs_two_cpus),
), ids=("segments", "threads"))
def test_compress_shapes(program: Program, tree: Tree, options: Sequence[object]) -> None:
    """The same for compression."""
    good(program, tree, "--vdev", ZIP, *options)


def test_imix(program: Program, tree: Tree) -> None:
    """The mean length is that of seven frames of 64 bytes, four of 570 and one of 1518."""
    got = good(program, tree, "--vdev", "crypto_null0", "--algo", "null", "--size", "imix")
    assert got["bytes"] / got["operations"] == pytest.approx((7 * 64 + 4 * 570 + 1518) / 12,
                                                             rel=0.03)


@pytest.mark.parametrize("endianness, nano", (("<", False), (">", True)))
def test_pcap(program: Program, tree: Tree, endianness: str, nano: bool) -> None:
    """Lengths are those of packets that scapy writes."""
    scapy_all = pytest.importorskip("scapy.all", reason="python3-scapy is not installed")
    path = program.log.with_suffix(".pcap")
    lengths = [60 + 97 * i % 1400 for i in range(256)]
    writer = scapy_all.PcapWriter(str(path), linktype=1, endianness=endianness, nano=nano)
    for length in lengths:
        writer.write(scapy_all.Ether() / scapy_all.Raw(bytes(length - 14)))
    writer.close()
    got = good(program, tree, "--vdev", SEC, "--pcap", path)
    assert got["bytes"] / got["operations"] == pytest.approx(statistics.mean(lengths), rel=0.03)


@pytest.mark.parametrize("vdev, options", ((SEC, ("--encrypt", 50)), (ZIP, ("--compress", 50)),
                                           (ZIP, ("--compress", 0))))
def test_counts_failure(program: Program, tree: Tree, vdev: str,
                        options: Sequence[object]) -> None:
    """An operation that the device fails is counted by its status, and is the exit status."""
    status = perf(program, tree, "--vdev", f"{vdev},soft_fault=status@500", "--json", *options)
    got = figures(program)
    assert status == 1 and not got["clean"]
    assert got["failed"]["error"] == 1 == sum(got["failed"].values())
    assert (got["lost"], got["duplicated"], got["wrong"]) == (0, 0, 0)
    assert_sound(got)


def test_counts_lost(program: Program, tree: Tree) -> None:
    """Operations that never come back are lost, which ends the load."""
    status = perf(program, tree, "--vdev", f"{SEC},soft_fault=stall@500", "--time", 60, "--json",
                  "--inflight", 100)
    got = figures(program)
    assert status == 1 and not got["clean"]
    assert 0 < got["lost"] == got["enqueued"] - got["dequeued"] <= 100
    assert got["stalled_pairs"] == 1 and got["seconds"] < 59
    assert program.lines("queue pairs ended early, as nothing came back")


def test_counts_wrong(program: Program, tree: Tree) -> None:
    """A digest that is not the right one is noticed: the device does nothing, and says success."""
    status = perf(program, tree, "--vdev", f"{SEC},soft_fault=undone@500", "--algo",
                  "sha256-hmac", "--encrypt", 0, "--json")
    got = figures(program)
    assert status == 1 and sum(got["failed"].values()) == 1


def crypto_perf_rate(program: Program, tree: Tree, vdev: str, cipher: Sequence[str]) -> float:
    """Operations per second by dpdk-test-crypto-perf."""
    program.log.write_bytes(b"")
    program.run_good(["stdbuf", "-oL", "dpdk-test-crypto-perf", *dpdk.eal_args(tree, 512),
                      f"--vdev={vdev}", "--", "--devtype", vdev.split("0")[0], "--ptest",
                      "throughput", "--total-ops", "500000", "--burst-sz", "32", "--buffer-sz",
                      "1024", *cipher], 120)
    return float(shell.text("crypto_result", program.log).split()[7]) * 1e6


@pytest.mark.parametrize("vdev, algo", ((SEC, "aes-cbc"), ("crypto_null0", "null")))
def test_rate(program: Program, tree: Tree, vdev: str, algo: str) -> None:
    """The throughput is about that which DPDK's own tool measures.

    The load of the machine makes either figure less, so that the best of a few counts.
    """
    if algo == "null":
        cipher = ["--optype", "cipher-only", "--cipher-algo", "null", "--cipher-op", "encrypt",
                  "--cipher-key-sz", "0", "--cipher-iv-sz", "0"]
    else:
        cipher = shell.array("crypto_args", "set_crypto_args", "cipher-only", "encrypt")
    ours = theirs = 0.0
    for _ in range(3):
        program.log.write_bytes(b"")
        ours = max(ours, good(program, tree, "--vdev", vdev, "--algo", algo)["ops_per_s"])
        theirs = max(theirs, crypto_perf_rate(program, tree, vdev, cipher))
        if theirs / FACTOR < ours < theirs * FACTOR:
            break
    program.note(f"operations/s: {ours:.0f}, dpdk-test-crypto-perf {theirs:.0f}")
    assert theirs / FACTOR < ours < theirs * FACTOR


def test_interrupt(program: Program, tree: Tree) -> None:
    """An interrupt ends the load early, with its results."""
    process = program.start([tree.test_uacce, "perf", "--vdev", SEC, "--time", 60])
    while not program.lines("seed: ") and process.poll() is None:
        time.sleep(0.1)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    status = program.wait(process, 30)
    if status == 77 and writable_folder(tree.build):
        pytest.skip("EAL refuses the drivers of this build folder")
    assert status == 0
    assert program.lines(" operations in ", ", interrupted")
    enqueued, dequeued = re.search(r"enqueued (\d+), dequeued (\d+);", program.output()).groups()
    assert int(enqueued) == int(dequeued) > 0


def test_progress(tree: Tree) -> None:
    """A terminal gets a line each second, which is written over again; JSON is left alone."""
    terminal, stderr = pty.openpty()
    result = subprocess.run([tree.test_uacce, "perf", "--vdev", SEC, "--time", "2", "--json"],
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=stderr,
                            timeout=60 * patience(), check=False)
    os.close(stderr)
    shown = os.read(terminal, 65536).decode(errors="replace")
    os.close(terminal)
    if result.returncode == 77 and writable_folder(tree.build):
        pytest.skip("EAL refuses the drivers of this build folder")
    assert result.returncode == 0
    assert json.loads(result.stdout)["clean"]
    assert re.search(r"\r1 s, [0-9]+ operations/s ", shown)


def test_text(program: Program, tree: Tree) -> None:
    """Without --json the same figures are text; arguments behind -- are EAL's."""
    status = perf(program, tree, "--vdev", SEC, "--vdev", "crypto_null0", "--", "--no-huge",
                  "-m", "300", "--no-pci", "--no-shconf", "--log-level=lib.eal:debug")
    assert status == 0
    assert program.lines("uacce_sec0, driver uacce_sec: ", " operations in ")
    assert program.lines("seed: 1")
    assert program.lines("operations/s, ", " Gbit/s")
    assert program.lines("latency in us: p50 ", " p90 ", " p99 ", " p99.9 ", " max ")
    assert program.lines("lost 0, duplicated 0, wrong 0")
    # A log level that only these arguments have set.
    assert program.lines("EAL: ", "debug") or program.lines("EAL: lib.eal log level changed")


@pytest.mark.parametrize("args, message", (
    ((), "no device: plug one by --vdev, or name one by --device"),
    (("--device", "nothing"), "there is no crypto or compress device 'nothing'"),
    (("--vdev", f"{SEC},soft_qm=9"), f"cannot plug --vdev '{SEC},soft_qm=9'"),
    (("--algo", "rot13"), "bad --algo 'rot13'"),
    (("--vdev", "crypto_null0"), "crypto_null0 does not offer --algo aes-gcm-128"),
    (("--sessions", "100001"), "bad --sessions '100001', a number from 1 to 100000"),
    (("--order", "chaos"), "bad --order 'chaos', it is turn or random"),
    (("--encrypt", "101"), "bad --encrypt '101'"),
    (("--compress", "-1"), "bad --compress '-1'"),
    (("--vdev", SEC, "--compress", "50"), "--compress is not for uacce_sec0"),
    (("--vdev", ZIP, "--algo", "null"), "--algo is not for uacce_zip0"),
    (("--level", "10"), "bad --level '10'"),
    (("--huffman", "none"), "bad --huffman 'none', it is dynamic or fixed"),
    (("--vdev", ZIP, "--huffman", "fixed"), "uacce_zip0 lacks the feature HUFFMAN_FIXED"),
    (("--vdev", "crypto_openssl0", "--segments", "2", "--out-of-place"),
     "crypto_openssl0 lacks the feature OOP_SGL_IN_SGL_OUT"),
    (("--vdev", ZIP, "--input", "/nonexistent"), "cannot use --input '/nonexistent': No such"),
    (("--vdev", ZIP, "--input", "/dev/null"), "cannot use --input '/dev/null': it is empty"),
    (("--size", "0"), "bad --size '0'"),
    (("--size", "99-9"), "bad --size '99-9'"),
    (("--size", "64", "--pcap", "/dev/null"), "--size and --pcap are both lengths"),
    (("--pcap", "/nonexistent"), "cannot use --pcap '/nonexistent': No such file"),
    (("--pcap", "/dev/null"), "cannot use --pcap '/dev/null': it is no capture"),
    (("--vdev", SEC, "--size", "70000"), "--size 70000 is too much for --segments 1"),
    (("--vdev", SEC, "--size", "1000000", "--pool", "100000"), "--pool 100000 of 1000000 bytes"),
    (("--segments", "65"), "bad --segments '65'"),
    (("--burst", "257"), "bad --burst '257'"),
    (("--vdev", SEC, "--burst", "32", "--inflight", "31"), "--inflight 31 is less than --burst 32"),
    (("--vdev", SEC, "--pool", "63"), "--pool 63 is less than --inflight 64"),
    (("--threads", "3"), "bad --threads '3'"),
    (("--pairs", "17"), "bad --pairs '17'"),
    (("--vdev", f"{SEC},queues=2", "--pairs", "3"), "cannot start uacce_sec0 with --pairs 3"),
    (("--time", "0"), "bad --time '0'"),
    (("--seed", "x"), "bad --seed 'x'"),
    (("--speed", "9"), "unrecognized option '--speed'"),
    (("more",), "unexpected argument 'more'"),
))
def test_refused(program: Program, tree: Tree, args: Sequence[str], message: str) -> None:
    """An option that does not fit ends the command with a message that names it."""
    assert perf(program, tree, *args) == 1
    assert program.lines(message)


def test_refuses_captures(program: Program, tree: Tree, tmp_path: Path) -> None:
    """A capture that is cut, and one of another format, are refused by name."""
    scapy_all = pytest.importorskip("scapy.all", reason="python3-scapy is not installed")
    good_file, cut, other = (tmp_path / name for name in ("good.pcap", "cut.pcap", "x.pcapng"))
    packets = [scapy_all.Ether() / scapy_all.Raw(bytes(100))] * 3
    scapy_all.wrpcap(str(good_file), packets)
    cut.write_bytes(good_file.read_bytes()[:-1])
    scapy_all.wrpcapng(str(other), packets)
    for path, reason in ((cut, "it ends within a packet"), (other, "it is in pcapng format")):
        assert perf(program, tree, "--pcap", path) == 1
        assert program.lines(f"cannot use --pcap '{path}': {reason}")
