# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Options, fixtures and sums of the tests that drive whole programs."""

import os
import re
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from typing import Iterator

import pytest

sys.path.insert(1, str(Path(__file__).resolve().parent.parent))

from counts import Counts  # noqa: E402
from program import Program  # noqa: E402
import shell  # noqa: E402
from tree import Tree, UnsafeFolder, use_built, use_installed  # noqa: E402

# What Meson takes for a skipped test.
EXIT_SKIPPED = 77

_program_key = pytest.StashKey[Program]()
_sums = Counts()


def pytest_addoption(parser: pytest.Parser) -> None:
    """What to test, and how much."""
    group = parser.getgroup("uacce")
    group.addoption("--build", default=os.environ.get("UACCE_BUILD_DIR"), metavar="DIR",
                    help="build folder of Meson (default: build in the source tree)")
    group.addoption("--installed", metavar="PREFIX",
                    help="test what is installed below PREFIX, not what is in the build folder")
    group.addoption("--quick", action="store_true", help="leave out what takes long")
    group.addoption("--fuzz-seconds", type=int, default=0, metavar="N",
                    help="run each fuzz target for N seconds (default: %(default)s)")
    group.addoption("--ipsec-packets", type=int, default=20000, metavar="N",
                    help="send N packets through ipsec-secgw in its longest test "
                         "(default: %(default)s)")
    group.addoption("--kernel-bench", action="store_true",
                    help="build what the kernel bench needs, if it is not there")
    group.addoption("--arm64", action="store_true",
                    help="build for aarch64, too, and run tests of it under qemu")


def pytest_configure(config: pytest.Config) -> None:
    """A request to end is like an interrupt: fixtures are torn down."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    for name, value in (("UBSAN_OPTIONS", "halt_on_error=1:print_stacktrace=1"),
                        ("TSAN_OPTIONS",
                         f"suppressions={Path(__file__).resolve().parent / 'tsan.supp'}"),
                        ("PYTHONDONTWRITEBYTECODE", "1")):
        os.environ.setdefault(name, value)


def pytest_collection_modifyitems(config: pytest.Config, items: list) -> None:
    """Leave out what takes long if it is to be quick."""
    if not config.getoption("quick"):
        return
    left_out = [item for item in items if item.get_closest_marker("full") or
                item.get_closest_marker("bench") and not config.getoption("kernel_bench")]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


# What is tested

@pytest.fixture(scope="session")
def scratch() -> Iterator[Path]:
    """A folder that goes with the run; EAL's files are there, too."""
    path = Path(tempfile.mkdtemp(prefix="uacce-test-"))
    os.environ["RUNTIME_DIRECTORY"] = str(path)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def tree(pytestconfig: pytest.Config) -> Tree:
    """The source tree, and the programs and drivers that were made of it."""
    source = shell.DEVTOOLS.parent
    build = Path(pytestconfig.getoption("build") or source / "build").resolve()
    prefix = pytestconfig.getoption("installed")
    if prefix:
        return use_installed(source, build, Path(prefix))
    try:
        return use_built(source, build)
    except UnsafeFolder as unsafe:
        pytest.exit(str(unsafe), returncode=EXIT_SKIPPED)


@pytest.fixture(scope="session")
def corpus(tree: Tree) -> Path:
    """Files of this machine, to be compressed."""
    path = tree.build / "corpus" / "corpus"
    shell.text("make_corpus", path)
    return path


@pytest.fixture
def program(request: pytest.FixtureRequest, tree: Tree, scratch: Path) -> Iterator[Program]:
    """What runs the programs of a test."""
    name = request.node.nodeid.replace(".py::test_", "-").replace("test_", "", 1)
    name = re.sub(r"[^A-Za-z0-9._=]+", "-", name).strip("-")
    log_dir = tree.build / "test-logs"
    log_dir.mkdir(parents=True, exist_ok=True)
    result = Program(log_dir / f"{name}.log")
    request.node.stash[_program_key] = result
    yield result
    result.close()


# Results

@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    """Add the cases that a test counted, and what its log says of a failure."""
    report = (yield).get_result()
    program = item.stash.get(_program_key, None)
    if program is None:
        return
    if report.failed:
        report.sections.insert(0, ("what failed", program.failures()))
    if report.when == "call" and not report.skipped and program.counts is not None:
        report.user_properties.append(("counts", program.counts))


def cases_of(report: pytest.TestReport) -> Counts:
    """The cases of a report, of which a test has up to three."""
    for name, value in report.user_properties:
        if name == "counts" and report.when == "call":
            # A test that checks more than the program's own sums may fail besides.
            value.failed = max(value.failed, int(report.failed))
            return value
    if report.failed:
        return Counts(failed=1)
    if report.skipped:
        return Counts(skipped=1)
    return Counts(passed=int(report.when == "call"))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Sum up."""
    _sums.add(cases_of(report))


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """A file of tests that cannot be read is a failure."""
    _sums.add(Counts(failed=int(report.failed)))


def pytest_report_teststatus(report: pytest.TestReport):
    """Tell the cases where they are more than one."""
    if report.when != "call" or report.skipped:
        return None
    cases = cases_of(report)
    if cases.total() + cases.not_offered == 1:
        return None
    text = cases.line()
    if cases.not_offered:
        text += f", {cases.not_offered} need what is not offered"
    return report.outcome, report.outcome[0].upper(), f"{report.outcome.upper()} ({text})"


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """The status is that of the sums: nothing failed, and something passed."""
    if exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        if _sums.failed:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        elif _sums.passed == 0:
            session.exitstatus = EXIT_SKIPPED if _sums.skipped else pytest.ExitCode.TESTS_FAILED
    elif exitstatus != EXIT_SKIPPED and _sums.failed == 0:
        # A run that was interrupted is not complete, whatever has passed so far.
        _sums.failed = 1


def pytest_unconfigure(config: pytest.Config) -> None:
    """The sums are the last line."""
    if config.getoption("collectonly") or not _sums.total():
        return
    if _sums.not_offered:
        print(f"{_sums.not_offered} cases of DPDK's suites need what the devices do not offer")
    print(_sums.line())
