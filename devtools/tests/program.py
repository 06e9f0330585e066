# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Programs under test: started with a limit in time, with their output in a log."""

import os
import shlex
import signal
import subprocess
from pathlib import Path
from typing import Callable, Mapping, Optional, Sequence

import counts
import shell

# As of timeout(1): a program that was ended for its time.
TIMED_OUT = 124
# Seconds from a request to end to the end by force.
GRACE = 10


def patience() -> int:
    """The factor for limits in time, for a machine that is slow or busy."""
    return int(os.environ.get("UACCE_TEST_PATIENCE") or 1)


def shell_status(returncode: int) -> int:
    """An exit status as a shell gives it, 128 and the number for a signal."""
    return returncode if returncode >= 0 else 128 - returncode


class Program:
    """The programs of one test, one after the other, with one log for all of them."""

    def __init__(self, log: Path):
        self.log = log
        self.log.write_bytes(b"")
        self.counts: Optional[counts.Counts] = None
        self.commands: list[str] = []
        self.by_signal = False      # whether a signal that we did not send ended the last program
        self._running: list[subprocess.Popen] = []

    def output(self) -> str:
        """All that the programs of this test wrote."""
        return self.log.read_text(errors="replace")

    def lines(self, *words: str) -> list[str]:
        """The lines of the log that have all of the words."""
        return [line for line in self.output().splitlines()
                if all(word in line for word in words)]

    def start(self, command: Sequence[object], log: Optional[Path] = None,
              env: Optional[Mapping[str, str]] = None, **options) -> subprocess.Popen:
        """Start a program in the background; it ends with the test at the latest."""
        words = [str(word) for word in command]
        self.commands.append(shlex.join(words))
        with open(log or self.log, "ab") as out:
            process = subprocess.Popen(
                words, stdin=options.pop("stdin", subprocess.DEVNULL), stdout=out,
                stderr=subprocess.STDOUT, start_new_session=True,
                env=None if env is None else {**os.environ, **env}, **options)
        self._running.append(process)
        return process

    def wait(self, process: subprocess.Popen, seconds: float) -> int:
        """The status of a program that may run for some seconds, TIMED_OUT if it is ended."""
        try:
            status = process.wait(seconds * patience())
            self.by_signal = status < 0
            return shell_status(status)
        except subprocess.TimeoutExpired:
            self.note(f"ended after {seconds * patience()} seconds")
            self.end(process)
            return TIMED_OUT
        finally:
            if process.poll() is not None and process in self._running:
                self._running.remove(process)

    def run(self, command: Sequence[object], seconds: float,
            env: Optional[Mapping[str, str]] = None, **options) -> int:
        """Run a program to its end and return its status."""
        return self.wait(self.start(command, env=env, **options), seconds)

    def run_good(self, command: Sequence[object], seconds: float,
                 env: Optional[Mapping[str, str]] = None, **options) -> None:
        """Run a program, which must return 0."""
        status = self.run(command, seconds, env=env, **options)
        assert status == 0, f"{Path(str(command[0])).name} ended with status {status}"

    def run_suite(self, command: Sequence[object], seconds: float,
                  parse: Callable[[Path], Optional[counts.Counts]],
                  env: Optional[Mapping[str, str]] = None) -> counts.Counts:
        """Run a program that counts its own tests, and take these for this test's.

        One that ends badly, counts nothing or says nothing has failed, whatever it counted.
        """
        status = self.run(command, seconds, env=env)
        self.counts = parse(self.log) or counts.Counts()
        ends_well = (status == 0) == (self.counts.not_skipped == 0)
        if self.counts.failed == 0 and (not ends_well or self.counts.passed == 0):
            self.counts.failed = 1
        assert self.counts.failed == 0, \
            f"{self.counts.failed} of {self.counts.total()} cases failed, exit status {status}"
        return self.counts

    def note(self, text: str) -> None:
        """Add a line to the log."""
        with open(self.log, "a", encoding="utf-8") as out:
            out.write(f"\n{text}\n")

    @staticmethod
    def end(process: subprocess.Popen) -> None:
        """End a program and what it started, by force if it does not end by itself."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(process.pid, number)
            except ProcessLookupError:
                pass
            try:
                process.wait(GRACE)
                return
            except subprocess.TimeoutExpired:
                continue

    def close(self) -> None:
        """End what still runs."""
        while self._running:
            self.end(self._running.pop())

    def failures(self) -> str:
        """What failed by the log, and the command that repeats it."""
        shown = shell.call("show_failures", self.log).stderr.rstrip()
        if "to repeat: " not in shown and self.commands:
            shown += f"\n    to repeat: {self.commands[-1]}"
        return f"{shown}\n    log: {self.log}"
