"""What is said of the chains that were verified, and who follows them event by event."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from luodi.anchors import Found, Notaries
from luodi.chain_dump import Chain, Row, Rows
from luodi.texts import text
from luodi.verify_published import Published
from shared.kernel.hash_chain import Fault, Kind, Verdict, Verifier

Say = Callable[[str], None]


@dataclass(frozen=True)
class Following:
    """One chain that is being verified: against itself and its anchors, and what was published."""

    verifier: Verifier
    published: Published

    def take(self, rows: Sequence[Row]) -> None:
        """Take events in the order stored."""
        self.verifier.take(rows)
        self.published.take(rows)


class Report:
    """Says what became of each chain, and keeps count."""

    def __init__(self, keys: Sequence[str] = (), say: Say = print) -> None:
        self._checked = bool(keys)
        self._notaries = Notaries(keys)
        self._sound = True
        self.say = say

    def follow(self, chain: Chain, outside: Iterable[Found]) -> Following:
        """Begin with a chain: its own anchors, and those held outside."""
        own = [(text(f"anchor-in-{c.get('found_in', 'event')}"), c) for c in chain.anchors]
        anchors = [
            self._notaries.read(content, chain.service, chain.part, found_in)
            for found_in, content in (*own, *outside)
            if content.get("part", chain.part) == chain.part
        ]
        return Following(Verifier(chain.service, chain.part, anchors), Published(chain))

    def close(self, chain: Chain, following: Following) -> None:
        """Say what a chain has come to."""
        verdict, findings = following.verifier.verdict(), following.published.findings()
        self._sound = self._sound and not verdict.faults and not findings
        name = chain.service if chain.part == 1 else f"{chain.service}/{chain.part}"
        for line in worded(name, verdict, findings):
            self.say(line)

    def problem(self, line: str) -> None:
        """Say that something could not be verified at all."""
        self._sound = False
        self.say(line)

    def result(self) -> int:
        """Say what concerns all chains; return the exit status."""
        for key in sorted(self._notaries.met):
            self.say(text("verify-key" if self._checked else "verify-key-unchecked", key=key))
        self.say(text("verify-sound" if self._sound else "verify-unsound"))
        return 0 if self._sound else 1


class Takes(Protocol):
    """What takes the events of a chain."""

    def take(self, rows: list[Row]) -> None:
        """Take events in the order stored."""


def taking(follower: Takes) -> Callable[[bytes], None]:
    """Return what takes binary COPY in and has it verified."""
    rows = Rows()

    def take(data: bytes) -> None:
        follower.take(rows.feed(data))

    return take


def worded(name: str, verdict: Verdict, findings: Sequence[str] = ()) -> list[str]:
    """Put a verdict into words: the result first, then every fault, and what else was found."""
    numbers = {"events": f"{verdict.events:,}", "streams": f"{verdict.streams:,}"}
    faults = [*(_fault(fault) for fault in verdict.faults), *findings]
    if faults:
        first = text("chain-broken", name=name, count=len(faults), **numbers)
    else:
        first = text("chain-unbroken", name=name, **numbers)
    return [first + _proof(verdict), *(f"  - {fault}" for fault in faults)]


def _proof(verdict: Verdict) -> str:
    if verdict.agreed == 0:
        return text("proof-none")
    code = "proof" if verdict.proven else "proof-not-even-first"
    said = text(code, position=f"{verdict.proven:,}")
    if verdict.agreed > verdict.proven:
        return said + text("proof-but-for", position=f"{verdict.agreed:,}")
    if verdict.newest > verdict.proven:
        return said + text("proof-not-yet", count=f"{verdict.newest - verdict.proven:,}")
    return said


def _fault(fault: Fault) -> str:
    span = f"{fault.first}" if fault.first == fault.last else f"{fault.first}—{fault.last}"
    if fault.kind is Kind.FORGED_ANCHOR and fault.first == 0:
        return text("fault-unreadable-anchor", where=fault.where)
    return text(f"fault-{fault.kind}", span=span, where=fault.where)
