"""From what the lengths of a forecast are drawn: a department's own history, or what stands in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from itertools import chain
from math import ceil, sqrt

from services.approvals.domain.scheduling.terms import Task
from services.approvals.domain.scheduling.timetable import halves_of
from shared.kernel.identifiers import DepartmentId
from shared.kernel.working_days import HALF

ENOUGH = 5
_SPREAD = 100

Samples = Mapping[tuple[str, DepartmentId], Sequence[Decimal]]


class Source(StrEnum):
    """取样来源: the department's own history, the item's in all departments, or an assumption.

    What is assumed lies between half and double of the promised time, most likely at it. What no
    department holds, such as a milestone, is fixed: it takes the time it is said to take.
    """

    OWN = "own"
    ITEM = "item"
    ASSUMED = "assumed"
    FIXED = "fixed"


@dataclass(frozen=True, kw_only=True)
class Pool:
    """样本池: the lengths in half days, each as likely as the others, and how they were found.

    `own` and `all_departments` are how many samples there were of either kind.
    """

    lengths: tuple[int, ...]
    source: Source
    own: int = 0
    all_departments: int = 0


def pools_for(tasks: Iterable[Task], samples: Samples) -> Mapping[str, Pool]:
    """Return what the length of each task is drawn from."""
    of_item: dict[str, list[Sequence[Decimal]]] = {}
    for (code, _), durations in samples.items():
        of_item.setdefault(code, []).append(durations)
    return {task.code: _pool(task, samples, of_item.get(task.code, [])) for task in tasks}


def _pool(task: Task, samples: Samples, everywhere: Sequence[Sequence[Decimal]]) -> Pool:
    if task.held_by is None:
        return Pool(lengths=(halves_of(task.remaining),), source=Source.FIXED)
    own = _left(task, samples.get((task.code, task.held_by), ()))
    anybody = _left(task, chain.from_iterable(everywhere))
    source, lengths = next(
        (source, lengths)
        for source, lengths in (
            (Source.OWN, own),
            (Source.ITEM, anybody),
            (Source.ASSUMED, _assumed(task)),
        )
        if len(lengths) >= ENOUGH
    )
    return Pool(lengths=lengths, source=source, own=len(own), all_departments=len(anybody))


def _left(task: Task, durations: Iterable[Decimal]) -> tuple[int, ...]:
    """Return what was left, where a task has begun only of those that took longer than it has."""
    if task.begun:
        durations = (one - task.used for one in durations if one > task.used)
    return tuple(int((one / HALF).to_integral_value(ROUND_CEILING)) for one in durations)


def _assumed(task: Task) -> tuple[int, ...]:
    """Spread the promised time as a triangle; what has begun takes half a day more at least."""
    promised = max(halves_of(task.remaining), int(task.begun))
    low, high = promised / 2, promised * 2
    shares = ((n + 0.5) / _SPREAD for n in range(_SPREAD))
    return tuple(ceil(_at(share, low, promised, high)) for share in shares)


def _at(share: float, low: float, mode: float, high: float) -> float:
    """Return the value of a triangular distribution that this share of all does not exceed."""
    if share * (high - low) < mode - low:
        return low + sqrt(share * (high - low) * (mode - low))
    return high - sqrt((1 - share) * (high - low) * (high - mode))
