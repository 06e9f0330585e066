# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Packets for dpdk-ipcomp-esp that are odd, or that it must drop."""

import random
import struct
from dataclasses import dataclass
from typing import Iterator, Optional

from ipcomp_esp import Tunnel
from ipcomp_esp_packets import (PROTO_IPCOMP, PROTO_IPIP, PROTO_IPV6, TEXT, Peer, deflate, frame,
                                ipcomp, plain)

# The device decides whether it notices the end that is missing, or the length of the packet tells.
DEFLATE_OR_INNER = "dropped_deflate or dropped_inner"
REPLAYED = "dropped_replayed"
# Devices may refuse to encrypt nothing.
NOTHING_ENCRYPTED = "dropped_icv or dropped_esp"


@dataclass
class Case:
    """A frame, and the counter of why it is dropped or the packet that comes out of it."""

    frame: bytes
    why: str = ""
    plain: Optional[bytes] = None


def on_clear_side(rand: random.Random, mtu: int) -> Iterator[Case]:
    """Frames that have no packet for the tunnel."""
    good, good6 = plain(rand, 200), plain(rand, 200, ip=6)
    for size in (1, 13, 14, 15, 33):
        yield Case(frame(good)[:size], "dropped_frame")
    ether = frame(good)[:12]
    for bad in (ether + b"\x08\x06" + bytes(46),                # ARP
                ether + b"\x81\0\0\1\x08\0" + good,             # a VLAN
                ether + b"\x86\xdd" + good,                     # another version than IPv6
                frame(good)[:-1], frame(good6)[:-1],            # not whole
                frame(good[:2] + b"\0\x13" + good[4:]),         # shorter than its header
                frame(plain(rand, mtu + 1)),
                frame(plain(rand, 5000))):                      # in several buffers
        yield Case(bad, "dropped_frame")


def flip(data: bytes, at: int) -> bytes:
    """Data with another bit at some place."""
    return data[:at] + bytes([data[at] ^ 1]) + data[at:][1:]


def cut(packet: bytes, size: int) -> bytes:
    """A packet of IPv4 with only so many bytes behind its header."""
    return packet[:2] + struct.pack("!H", 20 + size) + packet[4:20 + size]


def without_key(rand: random.Random, peer: Peer) -> Iterator[Case]:
    """What somebody can send who does not know the key."""
    whole = peer.protect(plain(rand, 300, rand.randbytes(300)))
    for at in (24, 28, 36, 100, -16, -1):           # sequence number, IV, data, ICV
        yield Case(frame(flip(whole, at)), "dropped_icv")
    for size in (36, 200):
        yield Case(frame(cut(whole, size)), "dropped_icv")
    yield Case(frame(cut(whole, 32)), NOTHING_ENCRYPTED)
    for size in (8, 15, 16, 17, 31, 33, 34, 35, 201):
        yield Case(frame(cut(whole, size)), "dropped_esp")
    other_end = Tunnel("2001:db8::1", "2001:db8::2")
    for bad in (cut(whole, 0), cut(whole, 7), plain(rand, 100),
                flip(whole, 23),                    # SPI
                flip(whole, 9),                     # protocol
                Peer(other_end).protect(plain(rand, 100))):
        yield Case(frame(bad), "dropped_no_sa")
    yield Case(frame(whole)[:-1], "dropped_frame")


def of_sequence(rand: random.Random, peer: Peer) -> Iterator[Case]:
    """Sequence numbers in and out of a window of 64, from the next number on."""
    def case(seq: int, why: str = "") -> Case:
        inner = plain(rand, 100)
        return Case(frame(peer.esp(PROTO_IPIP, inner, seq)), why, None if why else inner)

    first, top = peer.seq + 1, peer.seq + 1000
    twice = case(first)
    yield twice
    yield Case(twice.frame, REPLAYED)
    yield case(0, REPLAYED)
    for seq in (top, top - 63, top - 1, top - 30):
        yield case(seq)
    for seq in (top, top - 64, top - 63, top - 30, first):
        yield case(seq, REPLAYED)
    yield case(top + 1)
    # Any bit of the number.
    for bit in range(32):
        yield case(top + 64 + bit)
    for bit in range(32):
        yield case(top + 64 + bit, REPLAYED)
    peer.seq = top + 100


def inside(rand: random.Random, peer: Peer, mtu: int) -> Iterator[Case]:
    """What only a peer that has the key can send; behind it a good packet each."""
    good = plain(rand, 400, TEXT * 9)
    stream = deflate(good)

    def case(why: str, proto: int, payload: bytes) -> Case:
        return Case(frame(peer.esp(proto, payload)), why)

    for broken in (b"\x07", b"\xff" * 20, b"\1\5\0\0\0hello", deflate(bytes(10 ** 6)),
                   deflate(good + bytes(60000))):
        yield case("dropped_deflate", PROTO_IPCOMP, ipcomp(good, compressed=broken))
    for size in (1, len(stream) // 2, len(stream) - 10):
        yield case(DEFLATE_OR_INNER, PROTO_IPCOMP, ipcomp(good, compressed=stream[:size]))
    for cpi in (0, 1, 3, 0x200):
        yield case("dropped_ipcomp", PROTO_IPCOMP, ipcomp(good, cpi))
    for size in (0, 3, 4):
        yield case("dropped_ipcomp", PROTO_IPCOMP, ipcomp(good)[:size])
    for proto in (PROTO_IPV6, 17, 59, 0):
        yield case("dropped_inner", proto, good)
    for bad in (b"", good[:1], good[:19], good[:-1], bytes(100), plain(rand, mtu + 1)):
        yield case("dropped_inner", PROTO_IPIP, bad)
        yield case("dropped_inner", PROTO_IPCOMP, b"\4\0\0\2" + deflate(bad))
    for pad in (7, 255):                        # more padding than there is
        yield Case(frame(peer.esp_of(bytes(6) + bytes([pad, PROTO_IPIP]))), "dropped_esp")


def odd(rand: random.Random, peer: Peer, mtu: int) -> Iterator[Case]:
    """What a receiver must take."""
    good, longest = plain(rand, 400, TEXT * 9), plain(rand, mtu, bytes(mtu))
    for inner, proto, payload in (
            (good, PROTO_IPIP, good + bytes(100)),                      # padding of RFC 4303, 2.7
            (good, PROTO_IPCOMP, b"\4\xff\0\2" + deflate(good)),        # flags of RFC 3173, 3.1
            (good, PROTO_IPCOMP, b"\4\0\0\2" + deflate(good, 0)),       # longer than the packet
            (longest, PROTO_IPCOMP, ipcomp(longest)),
            (longest, PROTO_IPIP, longest)):
        yield Case(frame(peer.esp(proto, payload)), plain=inner)
