"""试算: what would be if, without writing anything."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from typing import assert_never

from services.approvals.domain.scheduling.terms import Ahead, Edge, Schedule, Task
from shared.kernel.clock import HalfDay
from shared.kernel.rejected import Rejected
from shared.kernel.working_days import HALF


class Ground(StrEnum):
    """视为满足的理由: 容缺, 免于办理, or 区域评估 done by the park."""

    OMISSION = "omission"
    EXEMPTION = "exemption"
    AREA_ASSESSMENT = "area-assessment"


@dataclass(frozen=True, kw_only=True)
class Satisfied:
    """视为满足: as of today nothing waits for this item any more."""

    code: str
    ground: Ground


@dataclass(frozen=True, kw_only=True)
class Halved:
    """时限减半: what is left of this item takes half as long, rounded up to half a day."""

    code: str


@dataclass(frozen=True, kw_only=True)
class Remaining:
    """剩余时限: what is left of this item takes so many working days."""

    code: str
    days: Decimal


@dataclass(frozen=True, kw_only=True)
class Added:
    """增加事项: one more item, what it waits for and what waits for it."""

    task: Task
    edges: tuple[Edge, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Removed:
    """取消事项: this item does not apply; what waited for it no longer does."""

    code: str


Change = Satisfied | Halved | Remaining | Added | Removed


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """试算对比: the day and the chain before and after; `earlier_by` working days, or later."""

    before: HalfDay
    after: HalfDay
    earlier_by: Decimal
    chain_before: tuple[str, ...]
    chain_after: tuple[str, ...]


def apply(changes: Sequence[Change], ahead: Ahead) -> Ahead:
    """Return what would be ahead if the changes were made, one after the other."""
    for change in changes:
        ahead = _changed(change, ahead)
    return ahead


def compare(before: Schedule, after: Schedule) -> Comparison:
    """Set two schedules of the same day side by side."""
    return Comparison(
        before=before.on,
        after=after.on,
        earlier_by=before.days - after.days,
        chain_before=before.chain_codes,
        chain_after=after.chain_codes,
    )


def _changed(change: Change, ahead: Ahead) -> Ahead:
    match change:
        case Satisfied():
            return _with(ahead, replace(_task(ahead, change.code), done=True))
        case Halved():
            task = _task(ahead, change.code)
            return _with(ahead, replace(task, remaining=_half(task.remaining)))
        case Remaining():
            return _with(ahead, replace(_task(ahead, change.code), remaining=change.days))
        case Added():
            return _added(change, ahead)
        case Removed():
            gone = _task(ahead, change.code)
            return replace(ahead, tasks=tuple(task for task in ahead.tasks if task != gone))
        case _:
            assert_never(change)


def _added(change: Added, ahead: Ahead) -> Ahead:
    code = change.task.code
    if any(task.code == code for task in ahead.tasks):
        raise Rejected("item-already-in-plan", f"{code} is in the plan", item_code=code)
    return replace(ahead, tasks=(*ahead.tasks, change.task), edges=(*ahead.edges, *change.edges))


def _task(ahead: Ahead, code: str) -> Task:
    task = next((task for task in ahead.tasks if task.code == code), None)
    if task is None:
        detail = f"{code} is not among what is to be done"
        raise Rejected("item-not-in-plan", detail, item_code=code)
    return task


def _with(ahead: Ahead, task: Task) -> Ahead:
    tasks = tuple(task if one.code == task.code else one for one in ahead.tasks)
    return replace(ahead, tasks=tasks)


def _half(days: Decimal) -> Decimal:
    return (days / 2 / HALF).to_integral_value(ROUND_CEILING) * HALF
