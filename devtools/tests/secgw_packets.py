# SPDX-License-Identifier: BSD-3-Clause
# Copyright(c) 2026 The uacce PMD authors

"""Packets for ipsec-secgw, made and judged by scapy."""

import random
import struct
from dataclasses import dataclass, field
from typing import Iterable, Iterator, Mapping, Sequence

from scapy.layers.inet import IP, UDP
from scapy.layers.inet6 import IPv6
from scapy.layers.ipsec import ESP, AuthAlgo, SecurityAssociation
from scapy.packet import Packet, Raw, raw

from secgw_sas import Sa

ETHER = 14
ETHER_TYPE = {4: 0x0800, 6: 0x86dd}
# Sizes of IP packets as they occur in the Internet, and how often.
IMIX = {40: 7, 576: 4, 1500: 1}
TTL = 64


def frame(packet: bytes) -> bytes:
    """A packet with a header of Ethernet."""
    return bytes(12) + struct.pack("!H", ETHER_TYPE[packet[0] >> 4]) + packet


def unframe(data: bytes) -> bytes:
    """The packet behind the header of Ethernet, whose type is right."""
    packet = data[ETHER:]
    assert struct.unpack_from("!H", data, 12)[0] == ETHER_TYPE[packet[0] >> 4]
    return packet


def parse(packet: bytes) -> Packet:
    """A packet of IPv4 or IPv6."""
    return (IP if packet[0] >> 4 == 4 else IPv6)(packet)


def plain_packet(rand: random.Random, sa: Sa, size: int) -> bytes:
    """A packet of random data for an SA, as long as wanted, or a little longer if it has to be."""
    if sa.shape.inner == 4:
        head = IP(src="192.0.2.1", dst=str(sa.address), ttl=TTL, id=rand.getrandbits(16))
    else:
        head = IPv6(src="2001:db8::1", dst=str(sa.address), hlim=TTL)
    head /= UDP(sport=60001, dport=60002)
    return raw(head / Raw(rand.randbytes(max(size - len(head), 8))))


def forwarded(packet: bytes, sa: Sa, library: bool) -> bytes:
    """What ipsec-secgw makes of a plain packet: in tunnels, only without librte_ipsec, it counts
    as a hop."""
    if library or not sa.shape.tunnel:
        return packet
    changed = parse(packet)
    if sa.shape.inner == 4:
        changed.ttl -= 1
        del changed.chksum
    else:
        changed.hlim -= 1
    return raw(changed)


@dataclass
class Traffic:
    """Frames into both ports, and plain packets that have to come out for each SPI."""

    plain_in: list[bytes] = field(default_factory=list)
    esp_in: list[bytes] = field(default_factory=list)
    expected: dict[int, list[bytes]] = field(default_factory=dict)
    dropped: int = 0

    def frames(self) -> int:
        """How many frames go in."""
        return len(self.plain_in) + len(self.esp_in)


def split_sequence(number: int) -> tuple[int, int]:
    """The high and the low half of a sequence number."""
    return number >> 32, number & 0xffffffff


class EsnAuth(AuthAlgo):
    """Authentication with the high half of the sequence number behind the packet.

    RFC 4303 wants it there for algorithms that are no AEAD; scapy leaves it out.
    """

    def __init__(self, algorithm: AuthAlgo):
        super().__init__(algorithm.name, algorithm.mac, algorithm.digestmod, algorithm.icv_size)
        self.high = 0

    def new_mac(self, key: bytes) -> object:
        """A MAC that takes the high half last."""
        mac = super().new_mac(key)
        finalize = mac.finalize
        high = struct.pack("!I", self.high)

        class Mac:
            """What scapy uses of a MAC."""
            update = mac.update

            @staticmethod
            def finalize() -> bytes:
                """The digest."""
                mac.update(high)
                return finalize()
        return Mac


class Scapy:
    """SAs as scapy has them."""

    def __init__(self, sas: Iterable[Sa]):
        self.sas = {sa.spi: sa for sa in sas}
        self._scapy = {spi: sa.scapy() for spi, sa in self.sas.items()}
        for spi, association in self._scapy.items():
            if self.sas[spi].esn and self.sas[spi].algorithm.auth:
                association.auth_algo = EsnAuth(association.auth_algo)

    def _association(self, sa: Sa, high: int) -> SecurityAssociation:
        association = self._scapy[sa.spi]
        if isinstance(association.auth_algo, EsnAuth):
            association.auth_algo.high = high
        return association

    def seal(self, rand: random.Random, sa: Sa, packet: bytes, number: int) -> bytes:
        """A packet of ESP with this sequence number."""
        high, low = split_sequence(number)
        association = self._association(sa, high)
        # It takes a number of 0 for none, and its own one then.
        association.seq_num = 0
        return raw(association.encrypt(parse(packet), seq_num=low,
                                       iv=rand.randbytes(sa.algorithm.iv),
                                       esn_en=sa.esn, esn=high))

    def open(self, packet: bytes, number: int) -> bytes:
        """The plain packet that is in a packet of ESP with this sequence number."""
        high, low = split_sequence(number)
        outer = parse(packet)
        sa = self.sas[outer[ESP].spi]
        assert outer[ESP].seq == low, f"SPI {sa.spi}: number {outer[ESP].seq}, not {low}"
        if sa.shape.tunnel:
            assert (outer.src, outer.dst) == tuple(map(str, sa.ends))
        check_lengths(packet)
        return raw(self._association(sa, high).decrypt(outer, esn_en=sa.esn, esn=high))


def check_lengths(packet: bytes) -> None:
    """Check length and checksum of an IP header."""
    again = parse(packet)
    if again.version == 4:
        del again.len, again.chksum
    else:
        del again.plen
    assert raw(again) == packet, f"{parse(packet)!r} is not consistent"


def in_turn(rand: random.Random, sas: Sequence[Sa], each: int) -> Iterator[Sa]:
    """Each SA so many times, in random order."""
    order = [sa for sa in sas for _ in range(each)]
    rand.shuffle(order)
    return iter(order)


def sizes(rand: random.Random, mix: Mapping[int, int]) -> Iterator[int]:
    """Sizes of a mix."""
    while True:
        yield from rand.choices(list(mix), list(mix.values()), k=64)


def tamper(rand: random.Random, esp: bytes, header: int) -> bytes:
    """A packet of ESP with one bit changed behind the header of IP and the SPI."""
    bit = rand.randrange((header + 4) * 8, len(esp) * 8)
    return esp[:bit // 8] + bytes([esp[bit // 8] ^ 1 << bit % 8]) + esp[bit // 8 + 1:]


def unknown(esp: bytes, header: int) -> bytes:
    """A packet of ESP with an SPI that no SA has."""
    return esp[:header] + struct.pack("!I", 77) + esp[header + 4:]


def renumber(esp: bytes, header: int, number: int) -> bytes:
    """A packet of ESP with another sequence number than was authenticated."""
    return esp[:header + 4] + struct.pack("!I", number) + esp[header + 8:]


def may_be_repeated(number: int) -> bool:
    """Whether librte_ipsec notices that a number in its window was there before.

    It keeps a window in words of 64 bits, and loses the upper half of each. Another defect is in
    ipsec-secgw: if one of several packets of an SA in a burst has such a number, the gateway
    frees a packet whose memory has the operation of another one.
    """
    return number % 64 < 32


def delays(sa: Sa, window: int) -> list[int]:
    """How much later than in order a packet may come, up to just too late.

    With an extended number, librte_ipsec takes what is too late for one that is 2^32 ahead, and
    relies on the ICV to be wrong. If such a packet was in time when the gateway received it, and
    is too late when the device has decrypted it, its ICV is right and no other packet of the SA is
    in the window any more. So those that are too late are so by far.
    """
    if sa.esn:
        return [1, 2, window // 2, window - 1, window + 100]
    return [1, 2, window // 2, window - 1, window, window + 1, window + 2]


def arrivals(rand: random.Random, first: int, count: int, late: Sequence[int]) -> Iterator[int]:
    """Numbers as they arrive: most in order, some late, some again."""
    later: list[tuple[int, int]] = []
    for number in range(first, first + count):
        kind = rand.randrange(8)
        if kind == 0:
            later.append((number + rand.choice(late), number))
        else:
            yield number
        if kind == 1:
            later.append((number + rand.choice([0, *late]), number))
        for entry in [entry for entry in later if entry[0] <= number]:
            later.remove(entry)
            yield entry[1]


def header_length(packet: bytes) -> int:
    """Length of an IP header without options."""
    return 20 if packet[0] >> 4 == 4 else 40


class TrafficMaker:
    """Makes packets for SAs, which have to come out, and a few that have to be dropped."""

    def __init__(self, rand: random.Random, sas: Sequence[Sa], library: bool,
                 mix: Mapping[int, int] = IMIX):
        self.rand = rand
        self.sas = sas
        self.library = library
        self.scapy = Scapy(sas)
        self.traffic = Traffic()
        self._sizes = sizes(rand, mix)

    def _expect(self, sa: Sa, packet: bytes) -> None:
        self.traffic.expected.setdefault(sa.spi, []).append(forwarded(packet, sa, self.library))

    def _plain(self, sa: Sa) -> bytes:
        packet = plain_packet(self.rand, sa, next(self._sizes))
        self._expect(sa, packet)
        return packet

    def outbound(self, each: int) -> None:
        """Plain packets, so many for each SA."""
        for sa in in_turn(self.rand, [sa for sa in self.sas if not sa.inbound], each):
            self.traffic.plain_in.append(frame(self._plain(sa)))

    def rogue(self, esp: bytes) -> None:
        """A packet that has to be dropped."""
        self.traffic.esp_in.append(frame(esp))
        self.traffic.dropped += 1

    def inbound(self, each: int) -> None:
        """Packets of ESP, so many for each SA, and some that are tampered with."""
        numbers = {sa.spi: sa.first for sa in self.sas}
        for sa in in_turn(self.rand, [sa for sa in self.sas if sa.inbound], each):
            esp = self.scapy.seal(self.rand, sa, self._plain(sa), numbers[sa.spi])
            numbers[sa.spi] += 1
            if self.rand.randrange(8) == 0:
                self.rogue(tamper(self.rand, esp, header_length(esp)))
            if self.rand.randrange(64) == 0:
                self.rogue(unknown(esp, header_length(esp)))
            self.traffic.esp_in.append(frame(esp))

    def window(self, each: int, window: int) -> None:
        """Packets of ESP for each SA, some of them late, repeated, or with a wrong number.

        Packets that follow each other are of different SAs, and few numbers are repeated: see
        may_be_repeated().
        """
        streams = [self._window_of(sa, each, window) for sa in self.sas if sa.inbound]
        while len(streams) > 1:
            for stream in list(streams):
                if next(stream, None) is None:
                    streams.remove(stream)

    def _window_of(self, sa: Sa, each: int, window: int) -> Iterator[bool]:
        """Do this for one SA, and stop after each packet."""
        sealed: dict[int, tuple[bytes, bytes]] = {}
        accepted: set[int] = set()
        top = sa.first
        for number in arrivals(self.rand, sa.first, each, delays(sa, window)):
            top = max(top, number)
            too_late = top - number > window
            if number in accepted and not too_late and not may_be_repeated(number):
                continue
            if number not in sealed:
                plain = plain_packet(self.rand, sa, next(self._sizes))
                sealed[number] = plain, self.scapy.seal(self.rand, sa, plain, number)
            plain, esp = sealed[number]
            if number in accepted or too_late:
                self.rogue(esp)
            else:
                accepted.add(number)
                self._expect(sa, plain)
                self.traffic.esp_in.append(frame(esp))
            yield True
            if self.rand.randrange(16) == 0:
                # A number that is far ahead, or of which only the high half differs.
                wrong = self.scapy.seal(self.rand, sa, plain, top + (2 << 32)) if sa.esn else \
                    renumber(esp, header_length(esp), top + 5 * window)
                self.rogue(wrong)
                yield True

    def check(self, plain_out: Iterable[bytes], esp_out: Iterable[bytes]) -> None:
        """Compare what came out with what has to: all of it, in order for each SA."""
        came: dict[int, int] = {}
        spi_of = {str(sa.address): sa.spi for sa in self.sas if sa.inbound}
        for data in esp_out:
            packet = unframe(data)
            spi = parse(packet)[ESP].spi
            number = came.get(spi, 0) + self.scapy.sas[spi].first
            self._compare(came, spi, self.scapy.open(packet, number))
        for data in plain_out:
            packet = unframe(data)
            self._compare(came, spi_of[parse(packet).dst], packet)
        expected = {spi: len(packets) for spi, packets in self.traffic.expected.items()}
        assert came == expected, "packets are missing"

    def _compare(self, came: dict[int, int], spi: int, packet: bytes) -> None:
        number = came.get(spi, 0)
        expected = self.traffic.expected[spi]
        assert number < len(expected), f"SPI {spi}: more packets than went in"
        assert packet == expected[number], \
            f"SPI {spi}, packet {number}:\n got  {packet.hex()}\n want {expected[number].hex()}"
        came[spi] = number + 1
