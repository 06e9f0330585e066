# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""The import into a DPDK tree: what it refuses, what it makes, and that DPDK builds it."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import shell

SCRIPT = shell.DEVTOOLS / "import-into-dpdk.sh"
SOURCE = shell.DEVTOOLS.parent
DPDK_TREE = os.environ.get("UACCE_DPDK_TREE")

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")

# The least of DPDK 26.11 that the script changes.
FAKE = {
    "VERSION": "26.11.0-rc0\n",
    "lib/eal/meson.build": "",
    "buildtools/gen-version-map.py": "",
    ".mailmap": "Aaron <a@example.com>\nZoe <z@example.com>\n",
    "MAINTAINERS": "Top\n\n\nCrypto Drivers\n--------------\nT: git\n\nZebra\nM: z\nF: z/\n\n\n"
                   "Compression Drivers\n-------------------\nT: git\n\nAlpha\nM: a\nF: a/\n\n"
                   "ISA-L\nM: i\nF: i/\n\n\nOther\n-----\n",
    "drivers/common/meson.build": "drivers = [\n        'cpt',\n        'zeta',\n]\n",
    "drivers/compress/meson.build": "drivers = [\n        'isal',\n        'zlib',\n]\n",
    "drivers/crypto/meson.build": "drivers = [\n        'null',\n]\n",
    "doc/guides/platform/index.rst": "P\n=\n\n.. toctree::\n    :maxdepth: 1\n\n    cnxk\n",
    "doc/guides/compressdevs/index.rst": "C\n=\n\n.. toctree::\n\n    overview\n    zlib\n",
    "doc/guides/cryptodevs/index.rst": "C\n=\n\n.. toctree::\n\n    overview\n    null\n",
    "doc/guides/compressdevs/features/default.ini": "[Features]\nDeflate =\n",
    "doc/guides/cryptodevs/features/default.ini": "[Features]\nSymmetric crypto =\n",
    "doc/guides/rel_notes/release_26_11.rst":
        "New Features\n------------\n\n\nRemoved Items\n-------------\n",
}


def git(tree: Path, *args: str) -> str:
    """Run git; its output."""
    return shell.output("git", "-C", tree, *args)


def commit_all(tree: Path) -> None:
    """Make a git tree of a folder."""
    git(tree, "init", "-q")
    git(tree, "config", "user.name", "Test Name")
    git(tree, "config", "user.email", "test@example.com")
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "base")


def run_import(*args: object) -> subprocess.CompletedProcess:
    """Run the script."""
    return subprocess.run([str(SCRIPT), *map(str, args)], capture_output=True, text=True,
                          check=False)


def make_fake(folder: Path) -> Path:
    """Make a tree that looks like DPDK."""
    for name, text in FAKE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    commit_all(folder)
    return folder


@pytest.fixture
def fake(tmp_path: Path) -> Path:
    """A tree that looks like DPDK."""
    return make_fake(tmp_path)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Such a tree after an import, which tests only read."""
    tree = make_fake(tmp_path_factory.mktemp("imported"))
    result = run_import(tree)
    assert result.returncode == 0, result.stderr
    return tree


def refuses(message: str, *args: object) -> bool:
    """Whether the script fails and says why."""
    result = run_import(*args)
    return result.returncode != 0 and message in result.stderr


def test_usage() -> None:
    """The help needs no tree; without one there is only the usage."""
    assert "Usage:" in run_import("--help").stdout
    assert run_import().returncode == 2


def test_refuses_no_dpdk(tmp_path: Path) -> None:
    """A folder that is no DPDK tree, and no folder."""
    assert refuses("is no DPDK source tree", tmp_path)
    assert refuses("is no folder", tmp_path / "missing")


def test_refuses_no_git(fake: Path) -> None:
    """Without git there can be no commits."""
    shutil.rmtree(fake / ".git")
    assert refuses("is no git clone", fake)


def test_refuses_changes(fake: Path) -> None:
    """What is not committed would be lost among the drivers."""
    (fake / "VERSION").write_text("26.11.0-rc1\n")
    assert refuses("has uncommitted changes", fake)


def test_refuses_twice(imported: Path) -> None:
    """Drivers that are there already are left alone."""
    before = git(imported, "rev-parse", "HEAD")
    assert refuses("has drivers/common/uacce already", imported)
    assert git(imported, "rev-parse", "HEAD") == before


def test_copies_all_sources(imported: Path) -> None:
    """Each source is there, and in the list of its meson.build."""
    for ours, theirs in (("common/uacce", "drivers/common/uacce"),
                         ("drivers/compress/uacce_zip",) * 2, ("drivers/crypto/uacce_sec",) * 2):
        for path in (SOURCE / ours).rglob("*.[ch]"):
            name = path.relative_to(SOURCE / ours)
            assert (imported / theirs / name).exists()
            folder, inside = (imported / theirs, name)
            if name.parts[0] == "soft":
                folder, inside = folder / "soft", name.relative_to("soft")
            if path.suffix == ".c":
                assert f"'{inside}'" in (folder / "meson.build").read_text()


def test_includes_are_there(imported: Path) -> None:
    """Each header of ours that a source includes is where the compiler looks for it."""
    common = imported / "drivers/common/uacce"
    for path in (imported / "drivers").rglob("*.[ch]"):
        for name in re.findall(r'^#include "(.*)"$', path.read_text(), re.MULTILINE):
            folders = (path.parent, common, common / "soft")
            assert any((folder / name).exists() for folder in folders), f"{path}: {name}"


def test_exports_symbols(imported: Path) -> None:
    """Each symbol of our maps is exported once, above its definition."""
    for folder in ("common/uacce", "common/uacce/soft"):
        symbols = [line.strip(" \t;\n") for line in (SOURCE / folder / "version.map").read_text()
                   .splitlines() if line.endswith(";") and "local" not in line and line != "};"]
        text = "".join(path.read_text() for path in (imported / "drivers" / folder).glob("*.c"))
        for symbol in symbols:
            assert text.count(f"RTE_EXPORT_INTERNAL_SYMBOL({symbol})\n") == 1, symbol
    assert not list((imported / "drivers").rglob("version.map"))


def test_old_tree_has_maps(fake: Path) -> None:
    """A DPDK that generates no maps gets ours."""
    (fake / "buildtools" / "gen-version-map.py").unlink()
    git(fake, "commit", "-qam", "older")
    assert run_import(fake).returncode == 0
    ours = (SOURCE / "common/uacce/version.map").read_text()
    assert (fake / "drivers/common/uacce/version.map").read_text() == ours
    assert "RTE_EXPORT" not in (fake / "drivers/common/uacce/hisi_qm.c").read_text()


def test_lists(imported: Path) -> None:
    """Drivers and guides are in the lists, where the alphabet wants them."""
    def entries(name: str) -> list[str]:
        return [line.strip(" ',") for line in (imported / name).read_text().splitlines()
                if line.startswith("    ")]

    assert entries("drivers/common/meson.build") == [
        "cpt", "uacce/soft', # before uacce, which links it", "uacce", "zeta"]
    assert entries("drivers/compress/meson.build") == ["isal", "uacce_zip", "zlib"]
    assert entries("doc/guides/compressdevs/index.rst") == ["overview", "uacce_zip", "zlib"]
    assert entries("doc/guides/cryptodevs/index.rst") == ["overview", "null", "uacce_sec"]
    assert entries("doc/guides/platform/index.rst")[-2:] == ["cnxk", "uacce"]
    mailmap = (imported / ".mailmap").read_text().splitlines()
    assert mailmap[1] == "Test Name <test@example.com>"


def test_maintainers(imported: Path) -> None:
    """Each file of a driver has a maintainer."""
    text = (imported / "MAINTAINERS").read_text()
    zipped = text.index("HiSilicon uacce ZIP\nM: Test Name <test@example.com>\n")
    assert text.index("\nAlpha\n") < zipped < text.index("\nISA-L\n")
    for folder in ("common/uacce", "compress/uacce_zip", "crypto/uacce_sec"):
        assert f"\nF: drivers/{folder}/\n" in text


def test_guides(imported: Path) -> None:
    """Guides link to pages that are there, and name only features that this DPDK knows."""
    pages = [*(imported / "doc/guides/platform/uacce").glob("*.rst"),
             imported / "doc/guides/compressdevs/uacce_zip.rst",
             imported / "doc/guides/cryptodevs/uacce_sec.rst"]
    for page in pages:
        text = page.read_text()
        assert ":download:" not in text and "package-" not in text and ".. in-tree" not in text
        for target in [part.split("`")[0] for part in text.split(":doc:`")[1:]]:
            assert (imported / f"doc/guides{target}.rst").exists(), f"{page}: {target}"
    features = (imported / "doc/guides/compressdevs/features/uacce_zip.ini").read_text()
    assert "Deflate" in features and "LZ4" not in features
    notes = (imported / "doc/guides/rel_notes/release_26_11.rst").read_text()
    assert notes.index("Added the uacce_sec crypto driver") < notes.index("Removed Items")


def test_commits(imported: Path) -> None:
    """Four commits, signed off, with subjects and bodies as DPDK wants them."""
    assert git(imported, "status", "--porcelain") == ""
    log = git(imported, "log", "-4", "--format=%an%n%B")
    assert log.count("\nSigned-off-by: Test Name <test@example.com>\n") == 4
    assert max(map(len, log.splitlines())) <= 75
    subjects = git(imported, "log", "-4", "--format=%s").splitlines()
    assert max(map(len, subjects)) <= 60
    assert not [subject for subject in subjects if "_" in subject.split(": ")[1]]


@pytest.mark.full
@pytest.mark.skipif(not DPDK_TREE, reason="UACCE_DPDK_TREE names no DPDK tree")
def test_dpdk_builds(tmp_path: Path) -> None:
    """A clone of a real tree compiles the drivers, without a warning."""
    clone = tmp_path / "dpdk"
    subprocess.run(["git", "clone", "-q", "--shared", DPDK_TREE, str(clone)], check=True)
    git(clone, "config", "user.name", "Test Name")
    git(clone, "config", "user.email", "test@example.com")
    assert run_import(clone).returncode == 0
    drivers = "common/uacce,common/uacce/soft,compress/uacce_zip,crypto/uacce_sec"
    build = clone / "build"
    bus = ",bus/uacce" if (clone / "drivers/bus/uacce").exists() else ""
    subprocess.run(["meson", "setup", str(build), str(clone), "-Dwerror=true", "-Denable_apps=",
                    f"-Denable_drivers=bus/vdev,{drivers}{bus}", "-Dplatform=generic",
                    "-Dtests=false"], check=True)
    abi = (clone / "ABI_VERSION").read_text().strip()
    subprocess.run(["ninja", "-C", str(build), *(
        f"drivers/librte_{name}.so.{abi}"
        for name in ("common_uacce", "common_uacce_soft", "compress_uacce_zip",
                     "crypto_uacce_sec"))], check=True)
