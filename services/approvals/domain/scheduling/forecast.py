"""开工预测: by when, and how surely, going by how long the same took before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.approvals.domain.scheduling.network import needed_for, network_of
from services.approvals.domain.scheduling.sampling import Pool, Samples, Source, pools_for
from services.approvals.domain.scheduling.simulation import Trials, run_through
from services.approvals.domain.scheduling.terms import Ahead, Task
from services.approvals.domain.scheduling.timetable import Timetable, days_of
from shared.kernel.clock import HalfDay

RUNS = 10_000
SHARES = (50, 80, 95)


@dataclass(frozen=True, kw_only=True)
class Quantile:
    """分位: in so many of a hundred runs the target is reached by then."""

    share: int
    days: Decimal
    on: HalfDay


@dataclass(frozen=True, kw_only=True)
class TaskForecast:
    """事项预测: in what part of all runs a task decided, and on how many samples that rests.

    Few: the department's own are not enough, and something else stands in.
    """

    task: Task
    criticality: Decimal
    source: Source
    own_samples: int
    samples_in_all_departments: int

    @property
    def few(self) -> bool:
        """Whether the department's own samples were too few."""
        return self.source in (Source.ITEM, Source.ASSUMED)


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """开工预测: by when the target is reached, how surely, and what makes it late.

    Only what the target may wait for is in it.
    """

    target: str
    today: date
    runs: int
    quantiles: tuple[Quantile, ...]
    tasks: tuple[TaskForecast, ...]
    calendar_version: str
    provisional: bool

    @property
    def few(self) -> bool:
        """Whether anything in it rests on too few samples."""
        return any(task.few for task in self.tasks)


def forecast(ahead: Ahead, samples: Samples, draws: Iterable[float], runs: int = RUNS) -> Forecast:
    """Forecast a target from net durations by item and department.

    `draws` are numbers from 0 up to 1, as many as `runs` for each task that a department holds:
    batch by batch, and in a batch task by task in the order in which the tasks are given.
    """
    timetable = Timetable(ahead.calendar, ahead.today)
    network = needed_for(network_of(ahead, timetable), ahead.target)
    tasks = [task for task in ahead.tasks if task.code in network]
    pools = pools_for(tasks, samples)
    outcome = run_through(Trials(network, pools, ahead.target), iter(draws), runs)
    quantiles = tuple(_quantile(outcome.ends, share, timetable) for share in SHARES)
    return Forecast(
        target=ahead.target,
        today=ahead.today,
        runs=runs,
        quantiles=quantiles,
        tasks=tuple(
            _task(task, pools[task.code], Decimal(outcome.decided[task.code]) / runs)
            for task in tasks
        ),
        calendar_version=ahead.calendar.version,
        provisional=timetable.is_provisional(quantiles[-1].on.day),
    )


def _quantile(ends: Sequence[int], share: int, timetable: Timetable) -> Quantile:
    """Return the earliest end that so many of a hundred runs keep to."""
    end = ends[-(-share * len(ends) // 100) - 1]
    return Quantile(share=share, days=days_of(end), on=timetable.ending(end))


def _task(task: Task, pool: Pool, criticality: Decimal) -> TaskForecast:
    return TaskForecast(
        task=task,
        criticality=criticality,
        source=pool.source,
        own_samples=pool.own,
        samples_in_all_departments=pool.all_departments,
    )
