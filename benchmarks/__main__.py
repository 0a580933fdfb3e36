"""`python -m benchmarks [name …] [--full] [--write [FILE]]`: measure, print, write it down."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

import uvloop

from benchmarks.conditions import taken
from benchmarks.every import EVERY, Benchmark
from benchmarks.page import Measurement, worded
from benchmarks.site import ROOT, opened
from benchmarks.table import as_text
from shared.adapters.garbage import collect_rarely

PAGE = ROOT / "docs" / "performance.md"


async def _measure(benchmarks: Sequence[Benchmark], *, is_full: bool) -> Measurement:
    stop = asyncio.current_task()
    if stop is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.cancel)
    async with opened(is_full=is_full) as site:
        made = Measurement(conditions=await taken(site))
        for benchmark in benchmarks:
            began = monotonic()
            collect_rarely()
            made.rows[benchmark.name] = await benchmark.rows(site)
            await site.cluster.drop_all()
            made.seconds[benchmark.name] = monotonic() - began
            print(as_text(made.rows[benchmark.name]), flush=True)
            print(f"{benchmark.name}: {monotonic() - began:.0f} s\n", file=sys.stderr, flush=True)
    return made


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(EVERY))
    parser.add_argument("--full", action="store_true", help="a million as well, and a fresh clone")
    parser.add_argument("--write", nargs="?", type=Path, const=PAGE, help="write the page")
    given = parser.parse_args()
    unknown = sorted(set(given.names) - set(EVERY))
    if unknown:
        parser.error(f"no such benchmark: {', '.join(unknown)}")
    if given.write == PAGE and given.names:
        parser.error("the page holds every benchmark: name none, or name another file")
    benchmarks = [EVERY[name] for name in given.names or EVERY]
    made = uvloop.run(_measure(benchmarks, is_full=given.full))
    if given.write is not None:
        given.write.write_text(worded(made, sys.argv[1:]), encoding="utf-8")


if __name__ == "__main__":
    main()
