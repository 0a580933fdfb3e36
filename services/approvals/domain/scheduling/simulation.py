"""逐次推演: many runs through a plan at once.

A column is one figure in every run of a batch. Whole columns are compared and added at once, which
makes ten thousand runs cheap; going batch by batch, few columns are held at a time.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import add

from services.approvals.domain.scheduling.network import Network, Node, Unmet
from services.approvals.domain.scheduling.sampling import Pool, Source

BATCH = 1_000

Column = list[int]


@dataclass(frozen=True)
class Trials:
    """推演: what is run through, what lengths are drawn from, and what it is about."""

    network: Network
    pools: Mapping[str, Pool]
    target: str


@dataclass(frozen=True)
class Outcome:
    """推演结果: when each run reached the target, earliest first; how often each task decided."""

    ends: Sequence[int]
    decided: Counter[str]


def run_through(trials: Trials, draws: Iterator[float], runs: int) -> Outcome:
    """Run through a plan so many times."""
    ends: Column = []
    decided: Counter[str] = Counter()
    for done in range(0, runs, BATCH):
        size = min(BATCH, runs - done)
        lengths = {code: _drawn(pool, draws, size) for code, pool in trials.pools.items()}
        batch = _Batch(size)
        for code, node in trials.network.items():
            batch.run(node, lengths[code])
        ends += batch.ends[trials.target]
        decided.update(batch.deciding(trials))
    return Outcome(sorted(ends), decided)


def _drawn(pool: Pool, draws: Iterator[float], size: int) -> Column:
    if pool.source is Source.FIXED:
        return list(pool.lengths) * size
    lengths, count = pool.lengths, len(pool.lengths)
    column = [lengths[int(draw * count)] for draw in islice(draws, size)]
    if len(column) < size:
        raise ValueError("every run needs a draw for every task")
    return column


@dataclass(frozen=True)
class _Batch:
    """Of every task the columns where it begins, where its own work is over, where it ends."""

    size: int
    begins: dict[str, Column] = field(default_factory=dict)
    worked: dict[str, Column] = field(default_factory=dict)
    ends: dict[str, Column] = field(default_factory=dict)
    first: dict[tuple[str, ...], Column] = field(default_factory=dict)

    def run(self, node: Node, lengths: Column) -> None:
        """Work out one task after those that it waits for."""
        code = node.task.code
        self.begins[code] = _latest([node.floor] * self.size, self._met(node.to_begin))
        self.worked[code] = list(map(add, self.begins[code], lengths))
        self.ends[code] = _latest(self.worked[code], self._met(node.to_end))

    def deciding(self, trials: Trials) -> Mapping[str, int]:
        """Follow the chain of every run back from the target; count where own work decides."""
        decided: dict[str, int] = {}
        on_chain: dict[str, Column] = {trials.target: list(range(self.size))}
        for code, node in reversed(list(trials.network.items())):
            runs = on_chain.get(code, [])
            worked, ends = self.worked[code], self.ends[code]
            own = [run for run in runs if worked[run] == ends[run]]
            late = [run for run in runs if worked[run] < ends[run]]
            decided[code] = len(own)
            for before, by in (
                *self._held_up(own, self.begins[code], node.to_begin),
                *self._held_up(late, ends, node.to_end),
            ):
                on_chain.setdefault(before, []).extend(by)
        return decided

    def _met(self, needs: Sequence[Unmet]) -> list[Column]:
        """Return when each need is met: by whichever alternative is first."""
        for need in needs:
            if need.any_of not in self.first:
                columns = [self.ends[code] for code in need.any_of]
                self.first[need.any_of] = (
                    columns[0] if len(columns) == 1 else list(map(min, *columns))
                )
        return [self.first[need.any_of] for need in needs]

    def _held_up(
        self, runs: Column, until: Column, needs: Sequence[Unmet]
    ) -> Iterator[tuple[str, Column]]:
        """Part runs by what they waited for: the first need met just then, and who met it."""
        for need, met in zip(needs, self._met(needs), strict=True):
            held_up = [run for run in runs if met[run] == until[run]]
            runs = [run for run in runs if met[run] < until[run]]
            for code in need.any_of:
                ends = self.ends[code]
                yield code, [run for run in held_up if ends[run] == met[run]]
                held_up = [run for run in held_up if ends[run] > met[run]]


def _latest(column: Column, others: Sequence[Column]) -> Column:
    return list(map(max, column, *others)) if others else column
