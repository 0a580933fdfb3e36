"""`luodi verify`: whether the histories are what they were, and up to where that is proven.

Against the running databases; or, with `--from`, against a dump on a machine that has nothing but
Python and the cryptography package: this module loads the rest only when it asks the servers.
"""

import argparse
import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from luodi import chain_dump
from luodi.anchors import Found, Notaries, anchored, in_folder
from luodi.chain_dump import Chain, Row, Rows
from luodi.texts import text
from luodi.verify_published import Published
from shared.kernel.hash_chain import Fault, Kind, Verdict, Verifier

SERVICES: "tuple[Service, ...]" = ("leads", "projects", "approvals", "notifications", "access")

if TYPE_CHECKING:
    from shared.adapters.settings import Service

Say = Callable[[str], None]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to verify, and against which anchors."""
    parser.add_argument("services", nargs="*", metavar="SERVICE", help=text("verify-services-help"))
    parser.add_argument("--home", type=Path, default=Path(".luodi"), help=text("home-help"))
    parser.add_argument("--anchors", type=Path, metavar="DIR", help=text("anchors-help"))
    parser.add_argument("--key", action="append", default=[], help=text("key-help"))
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--dump", type=Path, metavar="FILE", help=text("dump-help"))
    way.add_argument("--from", type=Path, metavar="FILE", dest="source", help=text("from-help"))


def run(args: argparse.Namespace) -> int:
    """Verify, or write a dump; 0 when nothing is wrong."""
    unknown = [name for name in args.services if name not in SERVICES]
    if unknown:
        print(text("service-unknown", name="、".join(unknown)))
        return 1
    report = Report(args.key)
    if args.source is not None:
        return verify_dump(args.source, args.anchors, report, args.services)
    from luodi.verify_online import dump, verify  # noqa: PLC0415 - needs the drivers

    services = args.services or SERVICES
    if args.dump is not None:
        return asyncio.run(dump(services, args.home, args.dump))
    return asyncio.run(verify(services, args.home, args.anchors, report))


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


def verify_dump(
    path: Path, anchors: Path | None, report: Report, services: Iterable[str] = ()
) -> int:
    """Verify what lies in a dump; anchors made after it say nothing about it.

    The dump must hold these services; without any named, those that there are anchors of.
    """
    absent = set(services) or (anchored(anchors) if anchors else set())
    try:
        with chain_dump.opened(path) as dump:
            for chain, rows in dump.chains():
                outside = in_folder(anchors, chain.service, dump.taken_at) if anchors else ()
                following = report.follow(chain, outside)
                for some in rows:
                    following.take(some)
                report.close(chain, following)
                absent.discard(chain.service)
        for service in sorted(absent):
            report.problem(text("dump-lacks", service=service))
    except FileNotFoundError:
        report.problem(text("file-missing", path=path))
    except chain_dump.Unreadable:
        report.problem(text("dump-unreadable", path=path))
    return report.result()


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
