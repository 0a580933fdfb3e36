"""Clocks and counts: closed loops, interleaved repetitions, medians and percentiles."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter

Step = Callable[[int], Awaitable[object]]
Round = Callable[[], Awaitable["Sample"]]


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One repetition: how much a second, and how long each took (seconds)."""

    rate: float
    latencies: Sequence[float] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Measured:
    """All repetitions of one way."""

    samples: Sequence[Sample]

    @property
    def rate(self) -> float:
        """The median of the repetitions."""
        return median(sample.rate for sample in self.samples)

    def milliseconds(self, share: float) -> float:
        """A percentile over all repetitions."""
        times = [time for sample in self.samples for time in sample.latencies]
        return percentile(times, share) * 1000


def percentile(times: Sequence[float], share: float) -> float:
    """The value that this share of all values does not exceed."""
    ordered = sorted(times)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


async def closed_loop(step: Step, clients: int, seconds: float) -> Sample:
    """Let so many clients each do one step after the other for a while."""
    latencies: list[float] = []
    began = perf_counter()
    until = began + seconds

    async def client(number: int) -> None:
        while (start := perf_counter()) < until:
            await step(number)
            latencies.append(perf_counter() - start)

    await asyncio.gather(*(client(number) for number in range(clients)))
    return Sample(rate=len(latencies) / (perf_counter() - began), latencies=latencies)


async def counted(work: Callable[[], Awaitable[int]]) -> Sample:
    """Time one piece of work that says how much it did."""
    began = perf_counter()
    done = await work()
    return Sample(rate=done / (perf_counter() - began))


async def interleaved(repetitions: int, ways: Mapping[str, Round]) -> dict[str, Measured]:
    """Take turns, so that whatever else the machine does disturbs every way alike."""
    taken: dict[str, list[Sample]] = {name: [] for name in ways}
    for _ in range(repetitions):
        for name, way in ways.items():
            taken[name].append(await way())
    return {name: Measured(samples=samples) for name, samples in taken.items()}
