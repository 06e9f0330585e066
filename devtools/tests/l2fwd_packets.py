#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Packets for l2fwd-crypto, its arguments, and what OpenSSL says has to come out of it.

    l2fwd_packets.py args CASE              print the arguments of l2fwd-crypto
    l2fwd_packets.py make CASE IN           write the packets it is to read
    l2fwd_packets.py check CASE OUT         compare what it wrote, packet by packet
"""

import random
import struct
import sys

import oracle

PACKETS = 600
ETHER = 14
IPV4 = 20
DIGEST = 16

KEY = bytes(range(0x10, 0x20))
IV = bytes(range(0x40, 0x50))
AUTH_KEY = bytes(range(0x80, 0x94))
AAD = bytes(range(0xa0, 0xac))

CASES = ("cbc-encrypt", "cbc-decrypt", "gcm-encrypt", "gcm-decrypt", "cbc-twice")


def colons(data):
    return ":".join("%02x" % byte for byte in data)


def is_gcm(case):
    return case.startswith("gcm")


def is_decrypt(case):
    return case.endswith("decrypt")


def l2fwd_args(case):
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


def encrypt(case, packet):
    """As l2fwd-crypto does it: pad with zeros, cipher behind the IP header, append a digest."""
    head, data = packet[:ETHER + IPV4], packet[ETHER + IPV4:]
    if is_gcm(case):
        out, tag = oracle.aes("gcm", KEY, IV[:12], data, aad=AAD)
        return head + out + tag[:DIGEST]
    out, _ = oracle.aes("cbc", KEY, IV, data + bytes(-len(data) % 16))
    return head + out + oracle.sha1_hmac(AUTH_KEY, out)[:DIGEST]


def plain_packet(rand, size):
    head = rand.randbytes(12) + b"\x08\x00"
    ip = struct.pack("!BBHHHBBHII", 0x45, 0, size - ETHER, rand.getrandbits(16), 0, 64, 17, 0,
                     rand.getrandbits(32), rand.getrandbits(32))
    return head + ip + rand.randbytes(size - ETHER - IPV4)


def plain_packets():
    rand = random.Random(1)
    sizes = [60, 64, 65, 100, 128, 256, 512, 1000, 1400, 1500]
    return [plain_packet(rand, sizes[i] if i < len(sizes) else rand.randrange(60, 1501))
            for i in range(PACKETS)]


def expected(case, plain):
    if case == "cbc-twice":
        return encrypt(case, encrypt(case, plain))
    if case == "gcm-decrypt":
        # It leaves the tag where it is.
        return plain + encrypt(case, plain)[-DIGEST:]
    return plain if is_decrypt(case) else encrypt(case, plain)


def write_pcap(name, packets):
    with open(name, "wb") as f:
        f.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
        for packet in packets:
            f.write(struct.pack("<IIII", 0, 0, len(packet), len(packet)) + packet)


def read_pcap(name):
    with open(name, "rb") as f:
        data = f.read()
    if struct.unpack_from("<I", data)[0] not in (0xa1b2c3d4, 0xa1b23c4d):
        sys.exit(name + " is no pcap file")
    packets, at = [], 24
    while at < len(data):
        caplen, length = struct.unpack_from("<II", data, at + 8)
        if caplen != length or at + 16 + caplen > len(data):
            sys.exit("%s is cut short" % name)
        packets.append(data[at + 16:at + 16 + caplen])
        at += 16 + caplen
    return packets


def check(case, out_name):
    want = [expected(case, plain) for plain in plain_packets()]
    got = read_pcap(out_name)
    for i, (a, b) in enumerate(zip(got, want)):
        if a != b:
            sys.exit("packet %d differs:\n got  %s\n want %s" % (i, a.hex(), b.hex()))
    if len(got) != len(want):
        sys.exit("%d packets, %d sent" % (len(got), len(want)))
    print("%s: %d packets are as OpenSSL makes them" % (case, len(got)))


def main():
    if len(sys.argv) < 3 or sys.argv[2] not in CASES:
        sys.exit(__doc__)
    command, case = sys.argv[1:3]
    if command == "args":
        print("\n".join(l2fwd_args(case)))
    elif command == "make":
        packets = plain_packets()
        if is_decrypt(case):
            packets = [encrypt(case, packet) for packet in packets]
        write_pcap(sys.argv[3], packets)
    elif command == "check":
        check(case, sys.argv[3])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
