# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Examples of DPDK, built from their unchanged source with their own Makefiles."""

import shutil
import subprocess
from pathlib import Path

import shell
from program import patience
from tree import Tree


def find_sources(name: str) -> Path:
    """The folder of examples, this one among them, that came with the driver headers or libdpdk."""
    prefix = shell.output("pkg-config", "--variable=prefix", "libdpdk").strip()
    for folder in (Path(shell.text("driver_sdk_dir")), Path(prefix, "share/dpdk/examples")):
        if (folder / name / "Makefile").is_file():
            return folder
    raise FileNotFoundError(f"no sources of {name}; devtools/get-driver-sdk.sh fetches them")


def copy_newer(source: Path, copy: Path) -> None:
    """Copy the files of a folder that are not there, or older there."""
    for path in source.rglob("*"):
        target = copy / path.relative_to(source)
        if path.is_file() and (not target.exists() or
                               target.stat().st_mtime < path.stat().st_mtime):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, target)


def build(tree: Tree, name: str) -> Path:
    """The program, made in a copy in the build folder; nothing is made if nothing changed."""
    sources, folder = find_sources(name), tree.build / "examples"
    for part in (name, "common"):
        copy_newer(sources / part, folder / part)
    made = subprocess.run(["make", "-C", str(folder / name), "shared"], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=120 * patience(), check=False)
    assert made.returncode == 0, f"{name} does not build:\n{made.stdout}"
    return folder / name / "build" / name
