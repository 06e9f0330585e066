# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""ESP in IPv4 tunnels by python3-cryptography alone, for more packets than scapy can do.

A sample of the packets goes through scapy as well.
"""

import hmac
import random
import struct
from itertools import zip_longest
from typing import Iterable, Iterator, Sequence

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from scapy.layers.inet import IP, UDP
from scapy.packet import raw

from secgw_packets import ETHER, IMIX, TTL, Scapy, frame
from secgw_sas import Sa

IPV4 = 20
SAMPLE = 500
PADDING = bytes(range(1, 256))


class FastSa:
    """An SA of AES-GCM, or AES-CBC and HMAC-SHA1, in a tunnel of IPv4."""

    def __init__(self, sa: Sa):
        self.sa = sa
        self.aead = AESGCM(sa.key[:-4]) if sa.algorithm.auth is None else None
        self._heads: dict[int, bytes] = {}

    def _head(self, length: int) -> bytes:
        if length not in self._heads:
            source, target = self.sa.ends
            self._heads[length] = raw(IP(src=str(source), dst=str(target), proto=50, id=0,
                                         len=length))[:IPV4]
        return self._heads[length]

    def _cbc(self, iv: bytes) -> Cipher:
        return Cipher(algorithms.AES(self.sa.key), modes.CBC(iv))

    def _icv(self, data: bytes) -> bytes:
        return hmac.digest(self.sa.auth_key, data, "sha1")[:self.sa.algorithm.icv]

    def padded(self, packet: bytes) -> bytes:
        """What is encrypted: a packet with its trailer."""
        pad = -(len(packet) + 2) % self.sa.algorithm.align
        return packet + PADDING[:pad] + bytes([pad, 4])

    def seal(self, packet: bytes, number: int, iv: bytes) -> bytes:
        """A packet of ESP."""
        head = struct.pack("!II", self.sa.spi, number)
        if self.aead:
            body = head + iv + self.aead.encrypt(self.sa.key[-4:] + iv, self.padded(packet), head)
        else:
            cipher = self._cbc(iv).encryptor()
            body = head + iv + cipher.update(self.padded(packet)) + cipher.finalize()
            body += self._icv(body)
        return self._head(IPV4 + len(body)) + body

    def open(self, esp: bytes) -> bytes:
        """What was encrypted, trailer included, if it is authentic."""
        body, iv_end, icv = esp[IPV4:], 8 + self.sa.algorithm.iv, self.sa.algorithm.icv
        iv = body[8:iv_end]
        if self.aead:
            return self.aead.decrypt(self.sa.key[-4:] + iv, body[iv_end:], body[:8])
        assert hmac.compare_digest(self._icv(body[:-icv]), body[-icv:]), "wrong ICV"
        cipher = self._cbc(iv).decryptor()
        return cipher.update(body[iv_end:-icv]) + cipher.finalize()


class Stream:
    """Packets of a mix of sizes, the same ones each time, for SAs in random order."""

    def __init__(self, sas: Sequence[Sa], count: int):
        self.sas = sas
        self.count = count
        self._noise = random.Random(1).randbytes(1 << 16)
        self._heads: dict[tuple[int, int], bytes] = {}

    def _head(self, sa: Sa, size: int) -> bytes:
        if (sa.spi, size) not in self._heads:
            head = IP(src="192.0.2.1", dst=str(sa.address), ttl=TTL, len=size) / \
                UDP(sport=60001, dport=60002, len=size - IPV4, chksum=0)
            self._heads[sa.spi, size] = raw(head)
        return self._heads[sa.spi, size]

    def plain(self) -> Iterator[tuple[Sa, bytes]]:
        """The packets, each with its SA."""
        rand = random.Random(2)
        for size in rand.choices(list(IMIX), list(IMIX.values()), k=self.count):
            sa = self.sas[int(rand.random() * len(self.sas))]
            head = self._head(sa, size)
            at = int(rand.random() * (len(self._noise) - size))
            yield sa, head + self._noise[at:at + size - len(head)]

    def plain_frames(self) -> Iterator[bytes]:
        """The packets as they go in."""
        for _, packet in self.plain():
            yield frame(packet)

    def esp_frames(self) -> Iterator[bytes]:
        """The packets as the other gateway sends them; scapy reads a sample of them."""
        rand, scapy = random.Random(3), Scapy(self.sas)
        fast = {sa.spi: FastSa(sa) for sa in self.sas}
        numbers = {sa.spi: 0 for sa in self.sas}
        for i, (sa, packet) in enumerate(self.plain()):
            numbers[sa.spi] += 1
            esp = fast[sa.spi].seal(packet, numbers[sa.spi], rand.randbytes(sa.algorithm.iv))
            if i % SAMPLE == 0:
                assert scapy.open(esp, numbers[sa.spi]) == packet
            yield frame(esp)

    def check_esp(self, frames: Iterable[bytes]) -> None:
        """Compare all packets of ESP with the plain ones, in order."""
        scapy = Scapy(self.sas)
        fast = {sa.spi: FastSa(sa) for sa in self.sas}
        numbers = {sa.spi: 0 for sa in self.sas}
        for i, (data, (sa, packet)) in enumerate(self.paired(frames)):
            esp = data[ETHER:]
            numbers[sa.spi] += 1
            assert struct.unpack_from("!II", esp, IPV4) == (sa.spi, numbers[sa.spi]), \
                f"packet {i}: wrong SPI or number"
            assert fast[sa.spi].open(esp) == fast[sa.spi].padded(packet), f"packet {i}: wrong"
            if i % SAMPLE == 0:
                assert scapy.open(esp, numbers[sa.spi]) == packet

    def check_plain(self, frames: Iterable[bytes]) -> None:
        """Compare all plain packets, in order."""
        for i, (data, (_, packet)) in enumerate(self.paired(frames)):
            assert data[ETHER:] == packet, f"packet {i}: wrong"

    def paired(self, frames: Iterable[bytes]) -> Iterator[tuple[bytes, tuple[Sa, bytes]]]:
        """Frames that came out, each with the packet that it was; there are as many of both."""
        for data, plain in zip_longest(frames, self.plain()):
            assert data is not None, "packets are missing"
            assert plain is not None, "more packets than went in"
            yield data, plain
