# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""The command stress: a load on both drivers, and a ledger that can fail."""

import contextlib
import json
import os
import random
import time
from pathlib import Path
from typing import Sequence

import pytest
from program import Program
from tree import Tree, writable_folder

# The seed that never changes, and one that is drawn; a failed run prints the command with it.
SEEDS = (1, random.SystemRandom().getrandbits(32))
SECONDS = 15


def stress(program: Program, tree: Tree, *args: object) -> int:
    """Run the command. The drivers of a build folder may be out of EAL's reach."""
    status = program.run([tree.test_uacce, "stress", *args], 300)
    if status == 77 and writable_folder(tree.build):
        pytest.skip("EAL refuses the drivers of this build folder")
    return status


def ledger(program: Program) -> dict:
    """The ledger, which is the JSON object among other lines."""
    lines = program.output().splitlines()
    return json.loads("\n".join(lines[lines.index("{"):lines.index("}") + 1]))


def assert_clean(program: Program, status: int) -> dict:
    """Nothing is lost, duplicated, wrong or rejected, and the sums agree with that."""
    counts = ledger(program)
    assert status == 0 and counts["clean"]
    assert (counts["lost"], counts["duplicated"], counts["wrong"], counts["rejected"]) == \
        (0, 0, 0, 0)
    assert counts["enqueued"] == counts["dequeued"] == sum(counts["results"].values()) > 1000
    # Progress is for terminals.
    assert "\r" not in program.output()
    return counts


@pytest.mark.parametrize("threads", (1, 2))
@pytest.mark.parametrize("seed", SEEDS, ids=("fixed", "drawn"))
def test_all_faults(program: Program, tree: Tree, seed: int, threads: int) -> None:
    """Each operation comes back once, whatever the device does."""
    status = stress(program, tree, "--seed", seed, "--time", SECONDS, "--threads", threads,
                    "--faults", "all", "--json")
    counts = assert_clean(program, status)
    assert counts["seed"] == seed
    # How often what is done follows from chance and from the speed of the machine.
    done = [sum(device[name] for name in ("plugs", "restarts", "setups", "heals"))
            for device in counts["devices"]]
    assert min(done) > 1


@pytest.mark.parametrize("device", ("soft,soft_qm=2", "soft,soft_qm=5,soft_workers=1"))
def test_no_fault(program: Program, tree: Tree, device: str) -> None:
    """Without faults no operation fails, and no queue pair has to be healed."""
    status = stress(program, tree, "--seed", 1, "--ops", 20000, "--device", device, "--json")
    counts = assert_clean(program, status)
    assert counts["results"]["failed"] == 0 and counts["results"]["undone"] == 0
    assert [device["heals"] for device in counts["devices"]] == [0, 0]


def cpus_of_threads(pid: int) -> list[set[int]]:
    """Where the threads of a program may run, but for those that have a name of their own."""
    name = Path(f"/proc/{pid}/comm").read_text(encoding="ascii")
    cpus = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        # A thread may end meanwhile.
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            if (task / "comm").read_text(encoding="ascii") == name:
                cpus.append(os.sched_getaffinity(int(task.name)))
    return cpus


def test_threads_anywhere(program: Program, tree: Tree) -> None:
    """EAL binds the main thread to a CPU. Those of the load meet in the driver only elsewhere."""
    load = program.start([tree.test_uacce, "stress", "--seed", 1, "--time", 20, "--pairs", 2,
                          "--threads", 2])
    end = time.monotonic() + 15
    cpus = []
    # The main thread, and two of each queue pair of each driver.
    while len(cpus) < 9 and load.poll() is None and time.monotonic() < end:
        time.sleep(0.01)
        cpus = cpus_of_threads(load.pid)
    if load.poll() == 77 and writable_folder(tree.build):
        pytest.skip("EAL refuses the drivers of this build folder")
    program.end(load)
    assert len(cpus) == 9
    assert all(each == os.sched_getaffinity(0) for each in cpus)


@pytest.mark.parametrize("kind", ("lost", "duplicated", "wrong"))
def test_finds_defect(program: Program, tree: Tree, kind: str) -> None:
    """A defect that is made up, one in each driver, is counted and is the exit status."""
    status = stress(program, tree, "--seed", 3, "--ops", 4000, "--pretend", kind, "--json")
    counts = ledger(program)
    assert status == 1 and not counts["clean"]
    assert {name: counts[name] for name in ("lost", "duplicated", "wrong")} == \
        {"lost": 0, "duplicated": 0, "wrong": 0, kind: counts[kind]}
    assert 1 <= counts[kind] <= 2
    assert program.lines("to repeat: ", "stress --seed 3 --ops 4000")


@pytest.mark.parametrize("args, message", (
    (["--faults", "all", "--device", "hisi_zip-0"],
     "--faults needs the soft device, and --device is hisi_zip-0"),
    (["--faults", "flood"], "unknown fault 'flood'"),
    (["--threads", "3"], "bad --threads '3', a number from 1 to 2"),
    (["--pairs", "0"], "bad --pairs '0', a number from 1 to 8"),
    (["--time", "soon"], "bad --time 'soon'"),
    (["--pretend", "nothing"], "bad --pretend 'nothing'"),
    (["more"], "unexpected argument 'more'"),
))
def test_refused(program: Program, tree: Tree, args: Sequence[str], message: str) -> None:
    """An option that does not fit ends the command with a message that names it."""
    assert program.run([tree.test_uacce, "stress", *args], 60) == 1
    assert program.lines(message)
