# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""dpdk-telemetry.py shows the devices of an application that is running."""

import json
import os
import shutil
import subprocess
import time
from typing import Iterator

import dpdk
import pytest
import shell
from program import Program, patience
from tree import Tree

PREFIX = f"uacce-telemetry-{os.getpid()}"
VDEV = "uacce_sec0,device=soft,soft_qm=3,watchdog=60000"


def ask(*commands: str) -> list:
    """The answers to some commands, empty while nothing answers."""
    said = subprocess.run(["/usr/bin/python3", shutil.which("dpdk-telemetry.py"), "-f", PREFIX],
                          input="".join(f"{command}\n" for command in commands), text=True,
                          capture_output=True, timeout=30 * patience(), check=False).stdout
    return [list(json.loads(line).values())[0] for line in said.splitlines()
            if line.startswith("{")]


def dump(tree: Tree, *words: object) -> subprocess.CompletedProcess:
    """Run dpdk-test-uacce dump on the application."""
    return subprocess.run([str(tree.test_uacce), "dump", "--file-prefix", PREFIX,
                           *[str(word) for word in words]], text=True, capture_output=True,
                          timeout=30 * patience(), check=False)


@pytest.fixture(name="running")
def fixture_running(program: Program, tree: Tree) -> Iterator[str]:
    """An application that encrypts; ends with the test."""
    command = dpdk.crypto_perf(tree, 512, VDEV, {
        "ptest": "throughput", "optype": "cipher-only", "cipher-algo": "aes-cbc",
        "cipher-op": "encrypt", "cipher-key-sz": 16, "cipher-iv-sz": 16, "buffer-sz": 8192,
        "total-ops": 20000000, "burst-sz": 32, "silent": ""})
    words = [word for word in command if word not in ("--no-telemetry", "")]
    words[words.index("--"):words.index("--")] = ["--file-prefix", PREFIX,
                                                  "--log-level=pmd.*.uacce_*:debug"]
    process = program.start(words)
    yield "uacce_sec0"
    program.end(process)


def wait_for_work(device: str) -> dict:
    """The queue pair once it has submitted something."""
    end = time.monotonic() + 60 * patience()
    while time.monotonic() < end:
        answers = ask(f"/uacce/queue,{device},0")
        if answers and answers[0].get("ring0", {}).get("submitted", 0) != 0:
            return answers[0]
        time.sleep(0.3)
    raise AssertionError("no queue pair submits anything")


def test_telemetry(running: str, program: Program, tree: Tree) -> None:
    """All commands answer while an lcore uses the device, and wrong ones say what is wrong."""
    queue = wait_for_work(running)
    assert queue["accelerator"] == "soft"
    assert queue["watchdog_ms"] == 60000
    assert queue["ring0"]["state"] == "started"
    assert queue["ring0"]["in_flight"] < queue["ring0"]["depth"]
    assert set(queue["rejects"].values()) == {0}
    assert queue["errors"] == {}
    version = shell.output(tree.test_uacce, "--version").strip()
    assert len(program.lines(f"{running}: driver of {version}")) == 1
    devices, info, missing, no_number = ask(
        "/uacce/list", f"/uacce/info,{running}", "/uacce/info,nothing", f"/uacce/queue,{running},x")
    assert devices == [running]
    assert info["driver"] == "uacce_sec"
    assert version.split()[-1] == info["version"]
    assert info["accelerator0"]["api"] == "hisi_qm_v3"
    assert "no such device" in missing["error"]
    assert "no such queue pair" in no_number["error"]


def test_dump(running: str, tree: Tree) -> None:
    """The command dump shows devices, queue pairs, rings and descriptors, and names mistakes."""
    wait_for_work(running)
    assert dump(tree).stdout.split() == [running]
    assert "driver: uacce_sec\n" in dump(tree, running).stdout
    assert "watchdog_ms: 60000\n" in dump(tree, running, 0).stdout
    ring = dump(tree, running, 0, 0).stdout
    depth = int(next(line for line in ring.splitlines() if "sq_depth" in line).split()[1])
    assert depth >= 32
    slot = dump(tree, running, 0, 0, depth - 1).stdout.splitlines()
    # AES-128-CBC, encryption, of 8192 bytes.
    for field in ("c_alg: 2", "c_mode: 1", "c_key_len: 0", "cipher: 1", "c_len: 8192", "auth: 0"):
        assert f"  {field}" in slot
    assert json.loads(dump(tree, "--json", running, 0, 0, 0).stdout)["slot"] == 0
    for words, wrong in ((["nothing"], "no such device"), ([running, 9], "no such queue pair"),
                         ([running, 0, 7], "no such ring"), ([running, 0, 0, depth], "no such slot"),
                         ([running, 0, 0, 0, 0], "unexpected argument '0'")):
        result = dump(tree, *words)
        assert result.returncode == 1 and wrong in result.stderr
    nobody = subprocess.run([str(tree.test_uacce), "dump", "--file-prefix", "uacce-nobody"],
                            text=True, capture_output=True, check=False, timeout=30)
    assert nobody.returncode == 1 and "no application answers in" in nobody.stderr
