# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""dpdk-test-uacce info: which driver serves a device, and hints why none can be used."""

import json
from pathlib import Path
from typing import Optional

import pytest
from program import Program
from tree import Tree


def make_sys(root: Path, modes: dict, devices: Optional[dict]) -> Path:
    """A directory like /sys; no class directory for None, or devices with their flags."""
    sysfs = root / "sys/class/uacce"
    for module, mode in modes.items():
        folder = root / "sys/module" / module / "parameters"
        folder.mkdir(parents=True)
        (folder / "uacce_mode").write_text(f"{mode}\n")
    if devices is None:
        return sysfs
    sysfs.mkdir(parents=True)
    for name, flags in devices.items():
        (sysfs / name).mkdir()
        for attr, value in {"api": "hisi_qm_v3", "flags": flags, "available_instances": 8,
                            "algorithms": "zlib\ngzip", "region_mmio_size": 65536,
                            "region_dus_size": 151552}.items():
            (sysfs / name / attr).write_text(f"{value}\n")
    return sysfs


def info(program: Program, tree: Tree, sysfs: Path, *options: str) -> str:
    """What the command prints."""
    program.run_good([tree.test_uacce, "info", "--sysfs", sysfs, "--dev", sysfs, *options], 30)
    return program.output()


@pytest.mark.parametrize("modes, devices, hint", [
    ({}, None, "the kernel is built without uacce, or its module is not loaded"),
    ({"hisi_zip": 0}, {}, "hisi_zip is loaded without uacce_mode=1"),
    ({"hisi_sec2": 0, "hisi_zip": 1}, {"hisi_zip-0": 1},
     "modprobe -r hisi_sec2 && modprobe hisi_sec2 uacce_mode=1"),
    ({"hisi_sec2": 1}, {}, "module hisi_sec2 has uacce_mode=1 and no device: enable the IOMMU"),
    ({"hisi_zip": 1}, {"hisi_zip-0": 0}, "hisi_zip-0 has no SVA"),
], ids=("no-uacce", "mode-zip", "mode-sec", "no-device", "no-sva"))
def test_hint(program: Program, tree: Tree, tmp_path: Path, modes: dict,
              devices: Optional[dict], hint: str) -> None:
    """One cause, one hint; JSON has none."""
    sysfs = make_sys(tmp_path, modes, devices)
    hints = [line for line in info(program, tree, sysfs).splitlines()
             if line.startswith("hint: ")]
    assert len(hints) == 1
    assert hint in hints[0]
    program.log.write_bytes(b"")
    json.loads(info(program, tree, sysfs, "--json"))


def test_no_hint(program: Program, tree: Tree, tmp_path: Path) -> None:
    """A machine as it should be, or with no accelerator at all, gets no hint."""
    devices = {"hisi_zip-0": 1, "hisi_sec2-0": 1}
    sysfs = make_sys(tmp_path, {"hisi_zip": 1, "hisi_sec2": 1}, devices)
    assert "hint: " not in info(program, tree, sysfs)
    assert "hint: " not in info(program, tree, make_sys(tmp_path / "none", {}, {}))


def test_driver(program: Program, tree: Tree, tmp_path: Path) -> None:
    """Each device has the driver that serves it, also the soft devices of both drivers."""
    sysfs = make_sys(tmp_path, {}, {"hisi_zip-0": 1, "hisi_sec2-3": 1, "hisi_hpre-0": 1})
    rows = [line.split()[:2] for line in info(program, tree, sysfs).splitlines()]
    assert ["NAME", "DRIVER"] in rows
    assert ["hisi_zip-0", "uacce_zip"] in rows
    assert ["hisi_sec2-3", "uacce_sec"] in rows
    assert ["hisi_hpre-0", "-"] in rows
    if any(row[0] == "soft" for row in rows):
        assert ["soft", "uacce_zip"] in rows
        assert ["soft", "uacce_sec"] in rows
