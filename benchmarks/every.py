"""Every benchmark there is, in the order in which they are run and told."""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from benchmarks import (
    appending,
    commanding,
    effecting,
    folding,
    listing,
    overseeing,
    planning,
    rebuilding,
    recounting,
    relaying,
    resting,
    telling,
)
from benchmarks.site import Site
from benchmarks.table import Row


@dataclass(frozen=True, kw_only=True)
class Benchmark:
    """One benchmark; how it measures is told by the function that does."""

    name: str
    title: str
    rows: Callable[[Site], Awaitable[list[Row]]]

    @property
    def how(self) -> str:
        """What is measured, and beside what."""
        return inspect.getdoc(self.rows) or ""


_ALL = (
    Benchmark(name="append", title="Append", rows=appending.rows),
    Benchmark(name="command", title="A whole command over HTTP", rows=commanding.command_rows),
    Benchmark(name="record", title="One record over HTTP", rows=commanding.record_rows),
    Benchmark(name="fold", title="Fold streams, verify the chain", rows=folding.rows),
    Benchmark(name="plan", title="When ground can be broken", rows=planning.rows),
    Benchmark(name="recount", title="A change of the calendar", rows=recounting.rows),
    Benchmark(name="relay", title="Publish to the bus", rows=relaying.rows),
    Benchmark(name="effect", title="From service to service", rows=effecting.rows),
    Benchmark(name="rebuild", title="Rebuild the views", rows=rebuilding.rows),
    Benchmark(name="list", title="A page of a list", rows=listing.rows),
    Benchmark(name="cases", title="Cases: the list and the figures", rows=overseeing.rows),
    Benchmark(name="webhook", title="From command to webhook", rows=telling.rows),
    Benchmark(name="idle", title="At rest", rows=resting.idle_rows),
    Benchmark(name="up", title="Start", rows=resting.up_rows),
)
EVERY = {benchmark.name: benchmark for benchmark in _ALL}
