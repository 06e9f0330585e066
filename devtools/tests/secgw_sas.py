# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Security associations: the file that configures ipsec-secgw, and the same for scapy.

Port 0 of the gateway is protected: plain packets go in and come out there. Port 1 is not: that
is the one of ESP.
"""

import ipaddress
import random
from dataclasses import dataclass
from typing import Iterable, Optional, Sequence, Union

from scapy.layers.inet import IP
from scapy.layers.inet6 import IPv6
from scapy.layers.ipsec import ESP, SecurityAssociation

Address = Union[ipaddress.IPv4Address, ipaddress.IPv6Address]

# Networks of plain packets out of the gateway's network and into it. Each SA has an address there.
PLAIN = {
    False: {4: ipaddress.ip_network("10.64.0.0/10"), 6: ipaddress.ip_network("2001:db8:1::/48")},
    True: {4: ipaddress.ip_network("10.128.0.0/10"), 6: ipaddress.ip_network("2001:db8:2::/48")},
}
# Ends of tunnels: this gateway, and the other one.
HERE = {4: ipaddress.ip_address("172.16.0.1"), 6: ipaddress.ip_address("2001:db8:f::1")}
THERE = {4: ipaddress.ip_address("172.16.0.2"), 6: ipaddress.ip_address("2001:db8:f::2")}


@dataclass(frozen=True)
class Algorithm:
    """An algorithm as ipsec-secgw and as scapy name it, with lengths of keys in bytes."""

    crypt: str
    scapy_crypt: str
    key: int                    # with the salt
    iv: int
    icv: int
    align: int                  # what the payload with its trailer is a multiple of
    auth: Optional[str] = None
    scapy_auth: Optional[str] = None
    auth_key: int = 0
    library: bool = False       # only the path of librte_ipsec has it
    qm3: bool = False           # QM v2 does not have it
    since: str = ""             # version of DPDK whose ipsec-secgw is right


ALGORITHMS = {
    "aes-128-gcm": Algorithm("aes-128-gcm", "AES-GCM", 20, 8, 16, 4),
    "aes-256-gcm": Algorithm("aes-256-gcm", "AES-GCM", 36, 8, 16, 4),
    "aes-128-ccm": Algorithm("aes-128-ccm", "AES-CCM", 20, 8, 16, 4, library=True),
    "aes-256-ccm": Algorithm("aes-256-ccm", "AES-CCM", 36, 8, 16, 4, library=True),
    "aes-128-cbc-sha1": Algorithm("aes-128-cbc", "AES-CBC", 16, 16, 12, 16,
                                  "sha1-hmac", "HMAC-SHA1-96", 20),
    "aes-256-cbc-sha256": Algorithm("aes-256-cbc", "AES-CBC", 32, 16, 16, 16,
                                    "sha256-hmac", "SHA2-256-128", 32),
    "aes-128-cbc-sha512": Algorithm("aes-128-cbc", "AES-CBC", 16, 16, 32, 16,
                                    "sha512-hmac", "SHA2-512-256", 64, library=True),
    "aes-128-ctr-sha1": Algorithm("aes-128-ctr", "AES-CTR", 20, 8, 12, 4,
                                  "sha1-hmac", "HMAC-SHA1-96", 20, qm3=True, since="23.07"),
    "3des-cbc-sha1": Algorithm("3des-cbc", "3DES", 24, 8, 12, 8,
                               "sha1-hmac", "HMAC-SHA1-96", 20),
}


@dataclass(frozen=True)
class Shape:
    """How a packet is wrapped: in a tunnel of an IP version, or not, and its own IP version."""

    inner: int
    tunnel: Optional[int] = None


SHAPE_OF = {
    "tunnel4": Shape(4, 4),
    "tunnel6": Shape(6, 6),
    "transport4": Shape(4),
    "transport6": Shape(6),
    "4-in-6": Shape(4, 6),
    "6-in-4": Shape(6, 4),
}
SHAPES = list(SHAPE_OF.values())


@dataclass
class Sa:
    """A security association of the gateway."""

    inbound: bool
    index: int
    algorithm: Algorithm
    shape: Shape
    key: bytes
    auth_key: bytes
    first: int = 1              # the first sequence number, 64 bits
    esn: bool = False

    @property
    def spi(self) -> int:
        """A number that no other SA has."""
        return (2000000 if self.inbound else 1000000) + self.index

    @property
    def address(self) -> Address:
        """Where packets of this SA go."""
        return PLAIN[self.inbound][self.shape.inner][1 + self.index]

    @property
    def ends(self) -> tuple[Address, Address]:
        """Source and destination of the tunnel."""
        version = self.shape.tunnel
        return (THERE[version], HERE[version]) if self.inbound else \
            (HERE[version], THERE[version])

    def scapy(self) -> SecurityAssociation:
        """The same for scapy."""
        algorithm, tunnel = self.algorithm, None
        if self.shape.tunnel:
            source, target = self.ends
            tunnel = (IP if self.shape.tunnel == 4 else IPv6)(src=str(source), dst=str(target))
        # AES-CCM has a salt of 3 bytes, for which ipsec-secgw takes the first 3 of 4.
        key = self.key[:-1] if algorithm.scapy_crypt == "AES-CCM" else self.key
        return SecurityAssociation(
            ESP, spi=self.spi, crypt_algo=algorithm.scapy_crypt, crypt_key=key,
            auth_algo=algorithm.scapy_auth, auth_key=self.auth_key or None,
            tunnel_header=tunnel, esn_en=self.esn)

    def config(self) -> list[str]:
        """Lines that tell the gateway of this SA, and which packets are for it."""
        way = "in" if self.inbound else "out"
        policy = (f"sp ipv{self.shape.inner} {way} esp protect {self.spi} pri 1 "
                  f"dst {self.address.exploded}/{self.address.max_prefixlen} "
                  "sport 0:65535 dport 0:65535")
        words = ["sa", way, str(self.spi)]
        if self.algorithm.auth is None:
            words += ["aead_algo", self.algorithm.crypt, "aead_key", self.key.hex(":")]
        else:
            words += ["cipher_algo", self.algorithm.crypt, "cipher_key", self.key.hex(":"),
                      "auth_algo", self.algorithm.auth, "auth_key", self.auth_key.hex(":")]
        if self.shape.tunnel:
            source, target = self.ends
            words += ["mode", f"ipv{self.shape.tunnel}-tunnel",
                      "src", source.exploded, "dst", target.exploded]
        else:
            words += ["mode", "transport"]
        if self.first > 1:
            words += ["esn", str(self.first)]
        return [policy, " ".join(words)]


def make_sa(rand: random.Random, inbound: bool, index: int, algorithm: Algorithm,
            shape: Shape, first: int = 1, esn: bool = False) -> Sa:
    """An SA with random keys."""
    key = rand.randbytes(algorithm.key)
    if algorithm.scapy_crypt == "AES-CCM":
        # It has no use for the last byte, and wants a zero there.
        key = key[:-1] + b"\0"
    return Sa(inbound, index, algorithm, shape, key, rand.randbytes(algorithm.auth_key),
              first, esn)


def make_sas(rand: random.Random, count: int, algorithms: Sequence[Algorithm],
             shapes: Sequence[Shape], first: int = 1, esn: bool = False) -> list[Sa]:
    """SAs in each direction, which take the algorithms in turn, each with another shape then."""
    result = []
    for inbound in (False, True):
        for index in range(count):
            turn, kind = divmod(index, len(algorithms))
            result.append(make_sa(rand, inbound, index, algorithms[kind],
                                  shapes[(turn + kind) % len(shapes)], first, esn))
    return result


def config_text(sas: Iterable[Sa]) -> str:
    """The file that configures ipsec-secgw: policies, SAs and routes."""
    lines = [line for sa in sas for line in sa.config()]
    for port, networks in ((1, PLAIN[False]), (0, PLAIN[True])):
        lines += [f"rt ipv{version} dst {network.network_address.exploded}/{network.prefixlen} "
                  f"port {port}" for version, network in networks.items()]
    lines += [f"rt ipv{version} dst {end.exploded}/{end.max_prefixlen} port 1"
              for version, end in THERE.items()]
    return "\n".join(lines) + "\n"
