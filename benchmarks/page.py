"""The page docs/performance.md: made of what was measured, and of nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.every import EVERY
from benchmarks.table import Row, as_markdown

_HEAD = """\
# Performance

Written by the run it tells of (`make bench WRITE=1`); not by hand.

Every figure stands beside the plain way of doing the same, taken in the same run and in turns, for
such machines differ and other work disturbs them: read the ratios. A ratio is ours by the
baseline's: of rates more is better, of times and memory less. Percentiles are over all
repetitions, rates the median of them. What is not met says so.
"""
_NOT_MEASURED = """\
## Not measured

The library `eventsourcing` is no dependency of this project, so there is no row beside it.
"""


@dataclass(kw_only=True)
class Measurement:
    """One run: under what conditions, which rows, and how long each benchmark took."""

    conditions: Mapping[str, str]
    rows: dict[str, list[Row]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def judged(self) -> Sequence[Row]:
        """The rows that have a target."""
        return [row for rows in self.rows.values() for row in rows if row.met is not None]


def worded(made: Measurement, arguments: Sequence[str]) -> str:
    """Put a run into words."""
    asked = " ".join(["python -m benchmarks", *arguments])
    parts = [
        _HEAD,
        _conditions(made, asked),
        _summary(made),
        *(_benchmark(name, rows, made.seconds[name]) for name, rows in made.rows.items()),
        _NOT_MEASURED,
    ]
    return "\n".join(parts)


def _conditions(made: Measurement, asked: str) -> str:
    told = {"command": f"`{asked}`, {sum(made.seconds.values()):.0f} s", **made.conditions}
    lines = ["## Conditions", "", "| | |", "| --- | --- |"]
    lines += [f"| {name} | {words} |" for name, words in told.items()]
    return "\n".join([*lines, ""])


def _summary(made: Measurement) -> str:
    missed = [row for row in made.judged if not row.met]
    met = len(made.judged) - len(missed)
    lines = ["## Targets", "", f"{met} of {len(made.judged)} judged rows meet their target."]
    if missed:
        lines += ["Not met:", ""]
        lines += [f"- {row.what}, {row.at}: {_figure(row)}, target {row.target}" for row in missed]
    return "\n".join([*lines, ""])


def _figure(row: Row) -> str:
    ratio = "" if row.ratio is None else f", {row.ratio:.2f} ×"
    spread = f" ({row.spread})" if row.spread else ""
    return f"{row.ours}{spread}{ratio}"


def _benchmark(name: str, rows: Sequence[Row], seconds: float) -> str:
    benchmark = EVERY[name]
    how = f"{benchmark.how}\n\n`python -m benchmarks {name}` ({seconds:.0f} s)"
    return f"## {benchmark.title}\n\n{how}\n\n{as_markdown(rows)}\n"
