# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Groups of dpdk-test-uacce as tests of Meson, and the cases that they count."""

import json
import shlex
from pathlib import Path
from typing import Sequence

import counts
from program import Program, patience

# Limits in time are Meson's, one for each group. This one is for all of them.
SECONDS = 3600


def cases_of(test: dict) -> counts.Counts:
    """Cases of one group by its entry in Meson's log.

    A group that ends badly or counts nothing has failed, whatever it counted.
    """
    result = counts.of_program(test.get("stdout", "")) or counts.Counts()
    good = test["result"] in ("OK", "SKIP")
    if result.failed == 0 and (not good or result.passed + result.skipped == 0):
        result.failed = 1
    return result


def run_groups(program: Program, build: Path, plugins: Path, name: str,
               groups: Sequence[str] = (), args: Sequence[str] = (), slower: float = 1) -> None:
    """Run groups, all by default, and sum up their cases."""
    factor = slower * patience()
    tests = groups or ["--suite", "unit"]
    command = ["meson", "test", "-C", build, "--no-rebuild", "--no-stdsplit",
               "--logbase", f"testlog-{name}",
               "--timeout-multiplier", f"{factor:g}",
               f"--test-args={shlex.join(args)}", *tests]
    results = build / "meson-logs" / f"testlog-{name}.json"
    results.unlink(missing_ok=True)
    status = program.run(command, SECONDS, env={"UACCE_PMD_PATH": str(plugins)})
    assert results.exists(), f"meson test ended with status {status} and without results"
    sums = program.counts = counts.Counts()
    entries = [json.loads(line) for line in results.read_text().splitlines()]
    for test in entries:
        result = cases_of(test)
        sums.add(result)
        program.note(f"{test['name']}: {result.line()}, {test['duration']:.1f} s")
        if result.failed:
            program.note(test.get("stdout", ""))
            program.note(f"not ok - {test['name']}: {test['result']}, "
                         f"status {test['returncode']}")
    assert entries and sums.failed == 0 and status == 0, \
        f"{sums.failed} of {sums.total()} cases failed, meson test ended with status {status}"
    assert not groups or len(entries) == len(groups)
