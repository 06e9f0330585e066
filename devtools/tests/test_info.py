# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""dpdk-test-uacce info: which driver serves a device, and hints why none can be used."""

import json
import os
from pathlib import Path
from typing import Optional, Sequence

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


def hints_of(program: Program, tree: Tree, sysfs: Path) -> list[str]:
    """The hints alone."""
    return [line for line in info(program, tree, sysfs).splitlines()
            if line.startswith("hint: ")]


@pytest.mark.parametrize("modes, devices, hint", [
    ({}, None, "the kernel is built without uacce, or its module is not loaded"),
    ({"hisi_zip": 0}, {}, "hisi_zip is loaded without uacce_mode=1"),
    ({"hisi_sec2": 0, "hisi_zip": 1}, {"hisi_zip-0": 1},
     "modprobe -r hisi_sec2 && modprobe hisi_sec2 uacce_mode=1"),
    ({"hisi_sec2": 1}, {}, "module hisi_sec2 has uacce_mode=1 and no device: enable the IOMMU"),
    ({"hisi_zip": 2}, {}, "uacce_mode=2, which is a mode without SVA"),
    ({"hisi_zip": 1}, {"hisi_zip-0": 0}, "hisi_zip-0 has no SVA"),
], ids=("no-uacce", "mode-zip", "mode-sec", "no-device", "no-sva-mode", "no-sva"))
def test_hint(program: Program, tree: Tree, tmp_path: Path, modes: dict,
              devices: Optional[dict], hint: str) -> None:
    """One cause, one hint; JSON has none."""
    sysfs = make_sys(tmp_path, modes, devices)
    hints = hints_of(program, tree, sysfs)
    assert len(hints) == 1
    assert hint in hints[0]
    program.log.write_bytes(b"")
    json.loads(info(program, tree, sysfs, "--json"))


ALL_OPTIONS = ("UACCE", "ARM_SMMU_V3_SVA", "CRYPTO_DEV_HISI_ZIP", "CRYPTO_DEV_HISI_SEC2")


@pytest.mark.parametrize("missing", ((), ("UACCE",), ("CRYPTO_DEV_HISI_ZIP", "ARM_SMMU_V3_SVA"),
                                     ALL_OPTIONS))
def test_kernel_options(program: Program, tree: Tree, tmp_path: Path,
                        missing: Sequence[str]) -> None:
    """Without a class directory the options are named that the kernel at hand lacks."""
    sysfs = make_sys(tmp_path, {}, None)
    sysfs.parent.mkdir(parents=True)
    (tmp_path / "boot").mkdir()
    lines = [f"# CONFIG_{name} is not set" if name in missing else f"CONFIG_{name}=m"
             for name in ALL_OPTIONS]
    (tmp_path / "boot" / f"config-{os.uname().release}").write_text("\n".join(lines) + "\n")
    hints = hints_of(program, tree, sysfs)
    if not missing:
        assert hints == [f"hint: there is no {sysfs}: the kernel is built without uacce, or its "
                         "module is not loaded (modprobe uacce)"]
        return
    names = ", ".join(f"CONFIG_{name}" for name in ALL_OPTIONS if name in missing)
    assert hints == [f"hint: this kernel is built without {names}: boot a kernel that has them"]


@pytest.mark.parametrize("vendor, device, driver, hint", (
    ("0x19e5", "0xa250", None, "PCI function 0000:75:00.0 has no driver: "
                               "modprobe hisi_zip uacce_mode=1"),
    ("0x19e5", "0xa256", "vfio-pci", "PCI function 0000:75:00.0 belongs to the driver vfio-pci "
                                     "and not to hisi_sec2"),
    ("0x19e5", "0xa255", "hisi_sec2", None),
    ("0x19e5", "0xa258", None, None),
    ("0x8086", "0xa250", None, None),
))
def test_pci_function(program: Program, tree: Tree, tmp_path: Path, vendor: str, device: str,
                      driver: Optional[str], hint: Optional[str]) -> None:
    """A function of an accelerator without its driver is named, others are not."""
    sysfs = make_sys(tmp_path, {}, {})
    function = tmp_path / "sys/bus/pci/devices/0000:75:00.0"
    function.mkdir(parents=True)
    (function / "vendor").write_text(f"{vendor}\n")
    (function / "device").write_text(f"{device}\n")
    if driver:
        (function / "driver").symlink_to(f"../../../../bus/pci/drivers/{driver}")
    hints = hints_of(program, tree, sysfs)
    assert len(hints) == (1 if hint else 0)
    assert not hint or hint in hints[0]


def test_character_device(program: Program, tree: Tree, tmp_path: Path) -> None:
    """A device that a user or a container cannot reach has a hint with the remedy."""
    sysfs = make_sys(tmp_path, {}, {"hisi_zip-0": 1})
    for attr, value in (("isolate", 0), ("isolate_strategy", 3)):
        (sysfs / "hisi_zip-0" / attr).write_text(f"{value}\n")
    dev = tmp_path / "dev"
    dev.mkdir()
    command = [tree.test_uacce, "info", "--sysfs", sysfs, "--dev", dev]
    program.run_good(command, 30)
    assert program.lines("hint: hisi_zip-0 has no character device", "give it to the container")
    (sysfs / "hisi_zip-0" / "isolate").write_text("1\n")
    (dev / "hisi_zip-0").write_text("")
    program.run_good(command, 30)
    assert program.lines("hint: hisi_zip-0 had more errors in an hour than")


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
