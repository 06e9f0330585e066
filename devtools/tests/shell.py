# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""What commands print, and functions of devtools/lib.sh, which the scripts share with these tests."""

import subprocess
from pathlib import Path

DEVTOOLS = Path(__file__).resolve().parent.parent
LIBRARY = DEVTOOLS / "lib.sh"

_CALL = '. "$0"; "$@"'
_ARRAY = '. "$0"; declare -n words=$1; shift; "$@" || exit; printf "%s\\0" "${words[@]}"'


def output(*command: object, **options) -> str:
    """What a command prints, which must succeed."""
    return subprocess.run([str(word) for word in command], check=True, capture_output=True,
                          text=True, **options).stdout


def call(function: str, *args: object) -> subprocess.CompletedProcess:
    """Run a function; its status and what it printed are in the result."""
    return subprocess.run(["bash", "-c", _CALL, str(LIBRARY), function, *map(str, args)],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          errors="replace", check=False)


def text(function: str, *args: object) -> str:
    """What a function prints, which must succeed."""
    result = call(function, *args)
    assert result.returncode == 0, f"{function} of lib.sh failed: {result.stderr}"
    return result.stdout.strip()


def holds(function: str, *args: object) -> bool:
    """Whether a function returns 0."""
    return call(function, *args).returncode == 0


def array(name: str, function: str, *args: object) -> list[str]:
    """Elements of the array that a function sets."""
    result = subprocess.run(
        ["bash", "-c", _ARRAY, str(LIBRARY), name, function, *map(str, args)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert result.returncode == 0, f"{function} of lib.sh failed: {result.stderr}"
    return result.stdout.split("\0")[:-1]
