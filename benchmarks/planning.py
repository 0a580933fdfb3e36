"""When can I break ground: the chain that decides, and the forecast, for plans of several sizes."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from random import Random
from time import perf_counter

from benchmarks.measuring import Measured, Sample, interleaved
from benchmarks.site import Site
from benchmarks.table import Row, ms, per_second, spread
from services.approvals.domain.catalogue import NeedKind
from services.approvals.domain.scheduling import Ahead, Edge, Samples, Task, forecast, schedule
from services.approvals.domain.scheduling.forecast import RUNS
from shared.adapters.calendar_source import provisional_year, published_year
from shared.kernel.identifiers import DepartmentId
from shared.kernel.working_days import Calendar

SIZES = (15, 45, 135)
JUDGED = 45
REPETITIONS = 3
PATHS = 40
PLAIN_RUNS = 100
TARGET = "commencement"
_DEPARTMENTS = tuple(DepartmentId(f"department-{n}") for n in range(8))
_CALENDAR = Calendar(
    version="CN-2026.1", years={2026: published_year(2026), 2027: provisional_year(2027)}
)


async def rows(site: Site) -> list[Row]:  # noqa: ARG001 - needs no servers
    """Plans of items that each wait for two or three earlier ones, every fifth with a choice.

    The critical path is all that `schedule` answers: dates, slack, latest days, the chain. Beside
    it the bare length of the longest path, remembered per item, without any of these. A forecast is
    10,000 runs with 30 samples per item, drawing included. Beside it one schedule per run.
    """
    measured = {size: await _measured(plan(size)) for size in SIZES}
    return [
        *(_path_row(size, of["path"], of["plain path"]) for size, of in measured.items()),
        *(_forecast_row(size, of["forecast"], of["one by one"]) for size, of in measured.items()),
    ]


def plan(size: int) -> Ahead:
    """Make a plan that is the same every time."""
    random = Random(size)
    names = [f"item-{n}" for n in range(size)]
    tasks = [_item(name, Decimal(random.randint(1, 10)) / 2, random) for name in names]
    edges = [edge for n in range(1, size) for edge in _edges(names, n, random)]
    gates = [_edge(name, TARGET, NeedKind.MAY_COMMENCE) for name in names[::3]]
    ground = Task(code=TARGET, name="开工", held_by=None, remaining=Decimal(0))
    return Ahead(
        tasks=(*tasks, ground),
        edges=(*edges, *gates, _edge(names[-1], TARGET, NeedKind.MAY_COMMENCE)),
        target=TARGET,
        today=date(2026, 3, 2),
        calendar=_CALENDAR,
    )


def _item(name: str, days: Decimal, random: Random) -> Task:
    return Task(code=name, name=name, held_by=random.choice(_DEPARTMENTS), remaining=days)


def _edges(names: list[str], after: int, random: Random) -> list[Edge]:
    near = names[max(0, after - 10) : after]
    count = 2 if after % 5 == 0 and len(near) > 1 else 1
    return [
        Edge(
            before=tuple(random.sample(near, count)),
            after=names[after],
            kind=random.choice([NeedKind.MAY_START, NeedKind.MAY_ISSUE]),
        )
        for _ in range(random.randint(2, 3))
    ]


def _edge(before: str, after: str, kind: NeedKind) -> Edge:
    return Edge(before=(before,), after=after, kind=kind)


def _history(ahead: Ahead) -> Samples:
    random = Random(len(ahead.tasks))
    return {
        (task.code, task.held_by): [
            max(Decimal("0.5"), task.remaining + Decimal(random.randint(-4, 6)) / 2)
            for _ in range(30)
        ]
        for task in ahead.tasks
        if task.held_by
    }


async def _measured(ahead: Ahead) -> Mapping[str, Measured]:
    history, random = _history(ahead), Random(7)
    return await interleaved(
        REPETITIONS,
        {
            "path": lambda: _timed(lambda: schedule(ahead), PATHS),
            "plain path": lambda: _timed(lambda: _longest(ahead), PATHS),
            "forecast": lambda: _timed(lambda: _forecast(ahead, history), 1, counts=RUNS),
            "one by one": lambda: _timed(lambda: _one_run(ahead, history, random), PLAIN_RUNS),
        },
    )


async def _timed(work: Callable[[], object], times: int, counts: int = 1) -> Sample:
    latencies = []
    for _ in range(times):
        began = perf_counter()
        work()
        latencies.append(perf_counter() - began)
    return Sample(rate=times * counts / sum(latencies), latencies=latencies)


def _forecast(ahead: Ahead, history: Samples) -> object:
    return forecast(ahead, history, iter(Random(7).random, None))


def _one_run(ahead: Ahead, history: Samples, random: Random) -> object:
    drawn = tuple(
        replace(task, remaining=random.choice(history[task.code, task.held_by]))
        if task.held_by
        else task
        for task in ahead.tasks
    )
    return schedule(replace(ahead, tasks=drawn))


def _longest(ahead: Ahead) -> Decimal:
    days = {task.code: task.remaining for task in ahead.tasks}
    into: dict[str, list[Edge]] = {code: [] for code in days}
    for edge in ahead.edges:
        into[edge.after].append(edge)

    @cache
    def end(code: str) -> Decimal:
        met = [(edge.kind, min(map(end, edge.before))) for edge in into[code]]
        begin = [by for kind, by in met if kind is not NeedKind.MAY_ISSUE]
        return max([max(begin, default=Decimal(0)) + days[code], *(by for _, by in met)])

    return end(ahead.target)


def _path_row(size: int, ours: Measured, plain: Measured) -> Row:
    middle = ours.milliseconds(0.5)
    return Row(
        what="critical path: dates, slack, chain",
        at=f"{size} items",
        ours=ms(middle),
        spread=spread(middle, ours.milliseconds(0.99)),
        baseline=f"{ms(plain.milliseconds(0.5))} longest path alone",
        ratio=middle / plain.milliseconds(0.5),
        target="< 5 ms" if size == JUDGED else "",
        met=middle < 5 if size == JUDGED else None,
    )


def _forecast_row(size: int, ours: Measured, plain: Measured) -> Row:
    seconds = RUNS / ours.rate
    return Row(
        what=f"forecast of {RUNS:,} runs",
        at=f"{size} items",
        ours=f"{seconds:.2f} s ({per_second(ours.rate)})",
        baseline=f"{per_second(plain.rate)} one by one",
        ratio=ours.rate / plain.rate,
        target="< 1 s" if size == JUDGED else "",
        met=seconds < 1 if size == JUDGED else None,
    )
