"""The chain: every event's hash covers the one before it, so that nothing changes unseen.

The bytes are laid out as docs/hash-chain.md says; the database writes the same ones. Nothing here
knows where events come from: whoever verifies feeds the stored bytes in, in the order stored.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from struct import Struct
from typing import NamedTuple

_BEGINNING = Struct(">iq16si")  # part, position, event id, length of the stream's name
_POSITION = Struct(">4xq16xi")  # of the same bytes only the position and the length


class Entry(NamedTuple):
    """One event as it is hashed. `event_id` is 16 bytes, `recorded_us` counts from 1970 in UTC."""

    part: int
    position: int
    event_id: bytes
    stream: str
    version: int
    type: str
    schema: int
    recorded_us: int
    data: bytes
    meta: bytes


def genesis(service: str, part: int) -> bytes:
    """Return what stands in for the hash before the first event."""
    return sha256(f"luodi/v1/{service}/{part}".encode()).digest()


def laid_out(entry: Entry) -> bytes:
    """Return the bytes of an event that its hash covers, after the hash before it."""
    stream, name = entry.stream.encode(), entry.type.encode()
    return b"".join(
        (
            _BEGINNING.pack(entry.part, entry.position, entry.event_id, len(stream)),
            stream,
            entry.version.to_bytes(4, "big"),
            len(name).to_bytes(4, "big"),
            name,
            entry.schema.to_bytes(2, "big"),
            entry.recorded_us.to_bytes(8, "big"),
            len(entry.data).to_bytes(4, "big"),
            entry.data,
            len(entry.meta).to_bytes(4, "big"),
            entry.meta,
        )
    )


def link(previous: bytes, body: bytes) -> bytes:
    """Return an event's hash from the hash before it and its own bytes as laid out."""
    return sha256(previous + body).digest()


def signed_bytes(service: str, part: int, position: int, head: bytes) -> bytes:
    """Return the bytes that an anchor's signature covers."""
    name = service.encode()
    return (
        b"luodi-anchor-1"
        + len(name).to_bytes(4, "big")
        + name
        + part.to_bytes(4, "big")
        + position.to_bytes(8, "big")
        + head
    )


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """存证锚点: what was signed as the head at a position, and whether the signature holds."""

    position: int
    head: bytes
    signature_holds: bool
    found_in: str


class Kind(StrEnum):
    """What can be wrong with a history."""

    CHANGED = "changed"  # the event does not give its hash: it or the one before was altered
    MISSING = "missing"  # positions without an event; what follows them cannot be linked
    MISSING_IN_STREAM = "missing-in-stream"  # a stream lacks versions
    MISSING_STREAMS = "missing-streams"  # so many are missing whose streams end or are gone whole
    MISPLACED = "misplaced"  # a position or a version came before already
    REWRITTEN = "rewritten"  # since the last anchor that agrees, all hashes were made anew
    TRUNCATED = "truncated"  # what an anchor has seen is no longer there
    FORGED_ANCHOR = "forged-anchor"  # its signature does not hold


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, from `first` to `last`: positions; versions or a count for streams.

    `where` is the stream, or where the anchor was found.
    """

    kind: Kind
    first: int
    last: int
    where: str = ""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What became of the verification of one chain.

    Without fault up to `proven`, a position that was anchored; `agreed` is the newest anchor that
    fits what is stored: between the two nothing but the named faults has happened.
    """

    events: int
    streams: int
    newest: int
    head: bytes
    proven: int
    agreed: int
    faults: tuple[Fault, ...]


class Verifier:
    """Follows one chain from its beginning. Feed it with `take`, then ask for the `verdict`."""

    def __init__(self, service: str, part: int, anchors: Iterable[Anchor]) -> None:
        self._head = genesis(service, part)
        self._other = (0, b"")  # a changed event's position, and the hash its bytes do give
        self._next = 1
        self._events = 0
        self._versions: dict[bytes, int] = {}
        self._missing = self._missing_in_streams = 0
        self._agreed = self._proven = 0
        self._broken = False
        self._faults: list[Fault] = []
        self._anchors: dict[int, set[bytes]] = {}
        for anchor in anchors:
            if anchor.signature_holds:
                self._anchors.setdefault(anchor.position, set()).add(anchor.head)
            else:
                at = anchor.position
                self._faults.append(Fault(Kind.FORGED_ANCHOR, at, at, anchor.found_in))
        self._due = sorted(self._anchors, reverse=True)

    def take(self, rows: Iterable[tuple[bytes, bytes]]) -> None:
        """Take events in the order stored, each as laid out with the hash stored beside it."""
        head, expected, versions = self._head, self._next, self._versions
        due = self._due[-1] if self._due else 0
        position_of, number, version_of = _POSITION.unpack_from, int.from_bytes, versions.get
        for body, stored in rows:
            position, length = position_of(body)
            end = _BEGINNING.size + length
            stream = body[_BEGINNING.size : end]
            version = number(body[end : end + 4], "big")
            if (
                position == expected != due
                and sha256(head + body).digest() == stored
                and version_of(stream, 0) + 1 == version
            ):
                versions[stream] = version
                head = stored
                expected += 1
                continue
            self._head, self._next = head, expected
            self._examine(position, body, stored, (stream, version))
            head, expected = self._head, self._next
            due = self._due[-1] if self._due else 0
        self._head, self._next = head, expected

    def verdict(self) -> Verdict:
        """Say what was found, once everything was taken."""
        faults = list(self._faults)
        beyond = max(self._anchors, default=0)
        if (lost := self._missing - self._missing_in_streams) > 0:
            faults.append(Fault(Kind.MISSING_STREAMS, lost, lost))
        if beyond >= self._next:
            faults.append(Fault(Kind.TRUNCATED, self._next, beyond))
        return Verdict(
            events=self._next - 1 - self._missing,
            streams=len(self._versions),
            newest=self._next - 1,
            head=self._head,
            proven=self._proven,
            agreed=self._agreed,
            faults=tuple(faults),
        )

    def _examine(self, position: int, body: bytes, stored: bytes, place: tuple[bytes, int]) -> None:
        """Take one event that is anchored or does not fit."""
        if position < self._next:
            self._found(Kind.MISPLACED, position, position)
            return
        fits = self._links(position, body, stored)
        self._follow(*place, position=position, fits=fits)
        self._head, self._next = stored, position + 1
        while self._due and self._due[-1] <= position:
            at = self._due.pop()
            if at == position:
                self._compare(at, stored)

    def _links(self, position: int, body: bytes, stored: bytes) -> bool:
        """Whether an event may be believed; none after missing ones, whose hash is not known."""
        if position > self._next:
            self._missing += position - self._next
            self._found(Kind.MISSING, self._next, position - 1)
            return True
        given = link(self._head, body)
        changed_at, other_head = self._other
        only_hash_changed = changed_at == position - 1 and link(other_head, body) == stored
        if given == stored or only_hash_changed:
            return True
        self._found(Kind.CHANGED, position, position)
        self._other = (position, given)
        return False

    def _follow(self, stream: bytes, version: int, *, position: int, fits: bool) -> None:
        """Count the versions of a stream; a changed event says nothing reliable about them."""
        before = self._versions.get(stream, 0)
        if version == before + 1:
            self._versions[stream] = version
        elif fits and version <= before:
            self._found(Kind.MISPLACED, position, position)
        elif fits:
            self._missing_in_streams += version - before - 1
            name = stream.decode(errors="replace")
            self._found(Kind.MISSING_IN_STREAM, before + 1, version - 1, name)
            self._versions[stream] = version

    def _compare(self, position: int, stored: bytes) -> None:
        if self._anchors[position] != {stored}:
            self._found(Kind.REWRITTEN, self._agreed + 1, position)
            return
        self._agreed = position
        if not self._broken:
            self._proven = position

    def _found(self, kind: Kind, first: int, last: int, where: str = "") -> None:
        """Note a fault, drawn together with the one before when they touch."""
        self._broken = True
        for before in self._faults[-1:]:
            touches = first in (before.first, before.last + 1)
            if touches and (before.kind, before.where) == (kind, where):
                self._faults[-1] = Fault(kind, before.first, last, where)
                return
        self._faults.append(Fault(kind, first, last, where))
