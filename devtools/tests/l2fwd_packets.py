#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Packets for l2fwd-crypto, its arguments, and what OpenSSL says has to come out of it."""

import random
import struct
from pathlib import Path

import oracle
import pcap

PACKETS = 600
ETHER = 14
IPV4 = 20
DIGEST = 16

KEY = bytes(range(0x10, 0x20))
IV = bytes(range(0x40, 0x50))
AUTH_KEY = bytes(range(0x80, 0x94))
AAD = bytes(range(0xa0, 0xac))

CASES = ("cbc-encrypt", "cbc-decrypt", "gcm-encrypt", "gcm-decrypt", "cbc-twice")


def colons(data: bytes) -> str:
    """Bytes as l2fwd-crypto takes them."""
    return ":".join("%02x" % byte for byte in data)


def is_gcm(case: str) -> bool:
    """Whether a case is of AES-GCM; the others are of AES-CBC and HMAC-SHA1."""
    return case.startswith("gcm")


def is_decrypt(case: str) -> bool:
    """Whether the packets that go in are encrypted."""
    return case.endswith("decrypt")


def l2fwd_args(case: str) -> list[str]:
    """The arguments of l2fwd-crypto for a case."""
    decrypt = is_decrypt(case)
    if is_gcm(case):
        return ["--chain", "AEAD", "--aead_algo", "aes-gcm",
                "--aead_op", "DECRYPT" if decrypt else "ENCRYPT",
                "--aead_key", colons(KEY), "--aead_iv", colons(IV[:12]),
                "--aad", colons(AAD), "--digest_size", str(DIGEST)]
    return ["--chain", "HASH_CIPHER" if decrypt else "CIPHER_HASH",
            "--cipher_algo", "aes-cbc", "--cipher_op", "DECRYPT" if decrypt else "ENCRYPT",
            "--cipher_key", colons(KEY), "--cipher_iv", colons(IV),
            "--auth_algo", "sha1-hmac", "--auth_op", "VERIFY" if decrypt else "GENERATE",
            "--auth_key", colons(AUTH_KEY), "--digest_size", str(DIGEST)]


def encrypt(case: str, packet: bytes) -> bytes:
    """As l2fwd-crypto does it: pad with zeros, cipher behind the IP header, append a digest."""
    head, data = packet[:ETHER + IPV4], packet[ETHER + IPV4:]
    if is_gcm(case):
        out, tag = oracle.aes("gcm", KEY, IV[:12], data, aad=AAD)
        return head + out + tag[:DIGEST]
    out, _ = oracle.aes("cbc", KEY, IV, data + bytes(-len(data) % 16))
    return head + out + oracle.sha1_hmac(AUTH_KEY, out)[:DIGEST]


def plain_packet(rand: random.Random, size: int) -> bytes:
    """A packet of random data with headers of Ethernet and IPv4."""
    head = rand.randbytes(12) + b"\x08\x00"
    ip = struct.pack("!BBHHHBBHII", 0x45, 0, size - ETHER, rand.getrandbits(16), 0, 64, 17, 0,
                     rand.getrandbits(32), rand.getrandbits(32))
    return head + ip + rand.randbytes(size - ETHER - IPV4)


def plain_packets() -> list[bytes]:
    """The packets of all cases, before they are encrypted."""
    rand = random.Random(1)
    sizes = [60, 64, 65, 100, 128, 256, 512, 1000, 1400, 1500]
    return [plain_packet(rand, sizes[i] if i < len(sizes) else rand.randrange(60, 1501))
            for i in range(PACKETS)]


def expected(case: str, plain: bytes) -> bytes:
    """What l2fwd-crypto has to make of a packet."""
    if case == "cbc-twice":
        return encrypt(case, encrypt(case, plain))
    if case == "gcm-decrypt":
        # It leaves the tag where it is.
        return plain + encrypt(case, plain)[-DIGEST:]
    return plain if is_decrypt(case) else encrypt(case, plain)


def write_input(case: str, path: Path) -> None:
    """Write the packets that l2fwd-crypto reads."""
    packets = plain_packets()
    if is_decrypt(case):
        packets = [encrypt(case, packet) for packet in packets]
    pcap.write(path, packets)


def check_output(case: str, path: Path) -> None:
    """Compare what l2fwd-crypto wrote with what OpenSSL makes, packet by packet."""
    want = [expected(case, plain) for plain in plain_packets()]
    got = list(pcap.read(path))
    for i, (a, b) in enumerate(zip(got, want)):
        assert a == b, f"packet {i} differs:\n got  {a.hex()}\n want {b.hex()}"
    assert len(got) == len(want), f"{len(got)} packets came out, {len(want)} went in"
