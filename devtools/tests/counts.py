# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Sums of single cases: a program that counts its own tests stands for more than one."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

import shell

# The end of dpdk-test-uacce and of devtools/kernel-bench.sh.
_SUMS = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", re.MULTILINE)
_SKIPPED = re.compile(r"^(\d+) skipped$", re.MULTILINE)


@dataclass
class Counts:
    """Cases of a test, or of all."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    # Cases of a suite for all devices that need what the device does not offer.
    not_offered: int = 0
    # Those of them that the suite does not skip: it ends as one with failures.
    not_skipped: int = 0

    def add(self, other: "Counts") -> None:
        """Add the cases of another test."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.not_offered += other.not_offered
        self.not_skipped += other.not_skipped

    def total(self) -> int:
        """Cases that are part of the sums."""
        return self.passed + self.failed + self.skipped

    def line(self) -> str:
        """The last line of a run."""
        sums = f"{self.passed} passed, {self.failed} failed"
        return f"{sums}, {self.skipped} skipped" if self.skipped else sums


def of_program(output: str) -> Optional[Counts]:
    """Counts at the end of dpdk-test-uacce or of the kernel bench; None if they are missing."""
    sums = _SUMS.findall(output)
    if not sums:
        return None
    passed, failed, skipped = sums[-1]
    before = sum(int(n) for n in _SKIPPED.findall(output))
    return Counts(int(passed), int(failed), int(skipped or 0) + before)


def of_dpdk_suite(log: Path) -> Optional[Counts]:
    """Counts in the summary of one of DPDK's suites; what is not supported is skipped."""
    result = shell.call("suite_counts", log)
    if result.returncode != 0:
        return None
    passed, failed, skipped = map(int, result.stdout.split())
    return Counts(passed, failed, skipped)


def failed_of_dpdk_suite(log: Path) -> list[str]:
    """Names of the cases of one of DPDK's suites that failed."""
    return re.findall(r"^ \+ TestCase \[ *\d+\] : (.+) failed *$", log.read_text(errors="replace"),
                      re.MULTILINE)
