"""`luodi verify`: whether the histories are what they were, and up to where that is proven.

Against the running databases; or, with `--from`, against a dump on a machine that has nothing but
Python and the cryptography package: this module loads the rest only when it asks the servers.
"""

import argparse
import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from luodi import chain_dump
from luodi.anchors import anchored, in_folder
from luodi.texts import text
from luodi.verify_report import Report

SERVICES: "tuple[Service, ...]" = ("leads", "projects", "approvals", "notifications", "access")

if TYPE_CHECKING:
    from shared.adapters.settings import Service


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
