# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Where the programs and the drivers are: installed, or in a build folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import Optional

import shell

# Libraries of a build folder, which Meson makes in folders of their own.
BUILT = {
    "librte_common_uacce.so": "common/uacce",
    "librte_common_uacce_soft.so": "common/uacce/soft",
    "librte_compress_uacce_zip.so": "drivers/compress/uacce_zip",
    "librte_crypto_uacce_sec.so": "drivers/crypto/uacce_sec",
}


class UnsafeFolder(Exception):
    """EAL would load no driver from a folder."""


@dataclass
class Tree:
    """What is tested."""

    source: Path
    build: Path
    plugins: Path               # one folder with all drivers
    test_uacce: Path            # the program dpdk-test-uacce
    prefix: Optional[Path]      # None if the build folder is tested

    def preload(self, name: str) -> str:
        """The file of a library that changes how dpdk-test sees a device."""
        return str(self.build / "app" / "test-uacce" / f"libuacce_test_{name}.so")


def copy_tree(folder: Path) -> Path:
    """A copy of the source tree as it is now, without history and builds."""
    shell.text("copy_tree", folder)
    return folder


def project_version() -> str:
    """The version in meson.build."""
    return shell.text("project_version")


def writable_folder(path: Path) -> Optional[Path]:
    """The folder at or above a path that everybody may write to, if there is one."""
    found = shell.text("writable_dir", path)
    return Path(found) if found else None


def use_installed(source: Path, build: Path, prefix: Path) -> Tree:
    """What `meson install` put below a prefix."""
    plugins = Path(shell.text("plugin_dir", prefix))
    return Tree(source, build, plugins, prefix / "bin" / "dpdk-test-uacce", prefix)


def use_built(source: Path, build: Path) -> Tree:
    """What is in a build folder; its drivers get a folder of links, as EAL takes one folder."""
    unsafe = writable_folder(build)
    if unsafe:
        raise UnsafeFolder(f"{unsafe} is world-writable, so EAL loads no driver from {build}; "
                           "build elsewhere, or install and use devtools/test.sh")
    plugins = build / "devtools" / "tests" / "plugins"
    plugins.mkdir(parents=True, exist_ok=True)
    for name, folder in BUILT.items():
        link = plugins / name
        link.unlink(missing_ok=True)
        link.symlink_to(build / folder / name)
    return Tree(source, build, plugins, build / "app" / "test-uacce" / "dpdk-test-uacce", None)
