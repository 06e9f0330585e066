# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Files that net/pcap reads and writes."""

import struct
from pathlib import Path
from typing import Iterable, Iterator


def write(path: Path, packets: Iterable[bytes]) -> None:
    """Write packets to a file."""
    with open(path, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
        for packet in packets:
            out.write(struct.pack("<IIII", 0, 0, len(packet), len(packet)) + packet)


def read(path: Path) -> Iterator[bytes]:
    """The packets of a file, none of which may be cut short."""
    with open(path, "rb") as data:
        magic = data.read(24)[:4]
        assert magic in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1"), f"{path} is no pcap file"
        while head := data.read(16):
            assert len(head) == 16, f"{path} is cut short"
            caplen, length = struct.unpack_from("<II", head, 8)
            packet = data.read(caplen)
            assert caplen == length == len(packet), f"{path} is cut short"
            yield packet
