"""`python -m benchmarks [name …] [--write]`: measure, print the table, write it down."""

import argparse
import gc
import sys
from collections.abc import Awaitable, Callable, Mapping
from time import monotonic

import uvloop

from benchmarks import (
    appending,
    commanding,
    effecting,
    folding,
    listing,
    rebuilding,
    relaying,
    telling,
)
from benchmarks.site import Site, opened
from benchmarks.table import Row, as_text

BENCHMARKS: Mapping[str, Callable[[Site], Awaitable[list[Row]]]] = {
    "append": appending.rows,
    "command": commanding.command_rows,
    "record": commanding.record_rows,
    "fold": folding.rows,
    "relay": relaying.rows,
    "effect": effecting.rows,
    "rebuild": rebuilding.rows,
    "list": listing.rows,
    "webhook": telling.rows,
}


async def _measure(names: list[str], *, is_full: bool) -> list[Row]:
    made: list[Row] = []
    async with opened(is_full=is_full) as site:
        for name in names:
            began = monotonic()
            gc.collect()
            gc.freeze()
            made += await BENCHMARKS[name](site)
            await site.cluster.drop_all()
            print(f"{name}: {monotonic() - began:.0f} s", file=sys.stderr)
    return made


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(BENCHMARKS))
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    parser.add_argument("--full", action="store_true", help="larger sizes, and a fresh clone")
    given = parser.parse_args()
    unknown = sorted(set(given.names) - set(BENCHMARKS))
    if unknown:
        parser.error(f"no such benchmark: {', '.join(unknown)}")
    names = given.names or list(BENCHMARKS)
    print(as_text(uvloop.run(_measure(names, is_full=given.full))))


if __name__ == "__main__":
    main()
