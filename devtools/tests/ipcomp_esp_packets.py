# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Packets for dpdk-ipcomp-esp: plain ones, and protected ones as scapy and zlib make them."""

import random
import struct
import zlib
from contextlib import closing
from pathlib import Path
from typing import Iterable, Optional

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from scapy.layers.inet import IP, UDP
from scapy.layers.inet6 import IPv6
from scapy.layers.ipsec import ESP, SecurityAssociation
from scapy.packet import Raw
from scapy.utils import RawPcapReader, RawPcapWriter

from ipcomp_esp import Tunnel

ETHER_LEN = 14
IPCOMP_LEN = 4
CPI_DEFLATE = 2
PROTO_IPIP, PROTO_IPV6, PROTO_IPCOMP = 4, 41, 108
THRESHOLD = 90
TEXT = b"Tunnel packets of text get much shorter by compression. "


def version(packet: bytes) -> int:
    """The version of an IP packet."""
    return packet[0] >> 4


def next_header(packet: bytes) -> int:
    """What says that this packet follows."""
    return PROTO_IPIP if version(packet) == 4 else PROTO_IPV6


# Frames and files

def frame(packet: bytes, addresses: bytes = b"\2\0\0\0\0\1\2\0\0\0\0\2") -> bytes:
    """An Ethernet frame, with bytes at its end if it would be too short."""
    kind = 0x0800 if version(packet) == 4 else 0x86dd
    return (addresses + struct.pack("!H", kind) + packet).ljust(60, b"\xa5")


def write(path: Path, frames: Iterable[bytes]) -> None:
    """Write frames to a pcap file."""
    with RawPcapWriter(str(path), linktype=1, sync=True) as file:
        file.write_header(None)
        for data in frames:
            file.write_packet(data)


def read(path: Path) -> list[bytes]:
    """The frames of a pcap file, none of which may be cut short."""
    with closing(RawPcapReader(str(path))) as file:
        frames = list(file)
    assert all(meta.caplen == meta.wirelen for _, meta in frames)
    return [data for data, _ in frames]


# Plain packets

def plain(rand: random.Random, size: int, data: Optional[bytes] = None, ip: int = 4) -> bytes:
    """A packet of some size, with data of its own or some that compresses well or not."""
    headers = (28 if ip == 4 else 48)
    size = max(size, headers)
    if data is None:
        data = rand.choice((rand.randbytes(size), TEXT * (size // len(TEXT) + 1), bytes(size),
                            bytes(rand.choices(b"abcdefgh", k=size))))
    network = IP(src="10.0.0.1", dst="10.9.8.7", id=rand.getrandbits(16)) if ip == 4 else \
        IPv6(src="fd00::1", dst="fd00::9", fl=rand.getrandbits(20))
    return bytes(network / UDP(sport=1000, dport=2000) / Raw(data[:size - headers]))


def plains(rand: random.Random, count: int, mtu: int) -> list[bytes]:
    """Packets of random sizes, after some at the limits."""
    sizes = [28, THRESHOLD - 1, THRESHOLD, THRESHOLD + 1, mtu - 1, mtu]
    packets = [plain(rand, size, ip=ip) for size in sizes for ip in (4, 6)]
    while len(packets) < count:
        packets.append(plain(rand, rand.randrange(28, mtu + 1), ip=rand.choice((4, 6))))
    return packets


# Protected packets

def deflate(data: bytes, level: int = 9) -> bytes:
    """Raw DEFLATE of zlib."""
    stream = zlib.compressobj(level, zlib.DEFLATED, -15)
    return stream.compress(data) + stream.flush()


def inflate(data: bytes) -> bytes:
    """What zlib makes of a complete stream with nothing behind it."""
    stream = zlib.decompressobj(-15)
    result = stream.decompress(data)
    assert stream.eof and not stream.unused_data
    return result


def ipcomp(packet: bytes, cpi: int = CPI_DEFLATE, compressed: Optional[bytes] = None) -> bytes:
    """A packet behind an IPComp header."""
    if compressed is None:
        compressed = deflate(packet)
    return struct.pack("!BBH", next_header(packet), 0, cpi) + compressed


class Peer:
    """The other end of a tunnel, which protects with scapy."""

    def __init__(self, tunnel: Tunnel):
        self.tunnel = tunnel
        self.seq = 0
        # scapy takes its own number in place of 0.
        self._in = SecurityAssociation(ESP, spi=tunnel.in_spi, seq_num=0, crypt_algo="AES-GCM",
                                       crypt_key=tunnel.in_key)
        self._out = SecurityAssociation(ESP, spi=tunnel.out_spi, crypt_algo="AES-GCM",
                                        crypt_key=tunnel.out_key)
        self._tunnel = SecurityAssociation(ESP, spi=tunnel.in_spi, crypt_algo="AES-GCM",
                                           crypt_key=tunnel.in_key, tunnel_header=self.outer())

    def outer(self, **fields):
        """The header of packets to the gateway."""
        layer = IPv6 if ":" in self.tunnel.local else IP
        return layer(src=self.tunnel.remote, dst=self.tunnel.local, **fields)

    def esp(self, proto: int, payload: bytes, seq: Optional[int] = None) -> bytes:
        """A packet with any payload, as in transport mode."""
        if seq is None:
            self.seq += 1
            seq = self.seq
        field = "nh" if ":" in self.tunnel.local else "proto"
        return bytes(self._in.encrypt(self.outer(**{field: proto}) / Raw(payload), seq_num=seq))

    def esp_of(self, trailed: bytes) -> bytes:
        """A packet with any bytes in place of payload and trailer."""
        self.seq += 1
        key, salt = self.tunnel.in_key[:-4], self.tunnel.in_key[-4:]
        aad, iv = struct.pack("!II", self.tunnel.in_spi, self.seq), struct.pack("!Q", self.seq)
        data = aad + iv + AESGCM(key).encrypt(salt + iv, trailed, aad)
        return bytes(self.outer(proto=50) / Raw(data))

    def protect(self, packet: bytes) -> bytes:
        """A packet in tunnel mode, with IPComp if that makes it shorter."""
        body = ipcomp(packet)
        if len(body) < len(packet):
            return self.esp(PROTO_IPCOMP, body)
        self.seq += 1
        layer = IP if version(packet) == 4 else IPv6
        return bytes(self._tunnel.encrypt(layer(packet), seq_num=self.seq))

    def unprotect(self, packet: bytes) -> tuple[int, int, bytes]:
        """Sequence number, next header and payload of a packet that the gateway sent."""
        layer = IP if version(packet) == 4 else IPv6
        encrypted = layer(packet)
        assert (encrypted.src, encrypted.dst) == (self.tunnel.local, self.tunnel.remote)
        if layer is IP:
            assert encrypted.chksum == IP(bytes(IP(packet[:20], chksum=None))[:20]).chksum
            assert encrypted.len == len(packet) and encrypted.flags == "DF"
            assert encrypted.proto == 50
        else:
            assert encrypted.plen == len(packet) - 40 and encrypted.nh == 50
        seq = encrypted[ESP].seq
        clear = self._out.decrypt(encrypted)
        proto = clear.proto if layer is IP else clear.nh
        return seq, proto, bytes(clear.payload)
