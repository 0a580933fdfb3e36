"""试算: what would be if, without writing anything."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from typing import assert_never

from services.approvals.domain.catalogue import NeedKind
from services.approvals.domain.scheduling.terms import Ahead, Edge, Rests, Schedule, Task
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
    """视为满足: as of today nothing waits for this item any more.

    By 容缺 it is only promised: what waits for it may begin, and may not end before it.
    """

    code: str
    ground: Ground


@dataclass(frozen=True, kw_only=True)
class Promised:
    """容缺受理: this item begins before what it needs, all of it or the one that is named."""

    code: str
    needed: str | None = None


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


Change = Satisfied | Promised | Halved | Remaining | Added | Removed


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
            return _satisfied(change, ahead)
        case Promised():
            return _promised(change, ahead)
        case Halved():
            task = _task(ahead, change.code)
            half = _half(task.remaining)
            return _with(ahead, replace(task, remaining=half, rests_on=Rests.TRIED))
        case Remaining():
            task = _task(ahead, change.code)
            return _with(ahead, replace(task, remaining=change.days, rests_on=Rests.TRIED))
        case Added():
            return _added(change, ahead)
        case Removed():
            gone = _task(ahead, change.code)
            return replace(ahead, tasks=tuple(task for task in ahead.tasks if task != gone))
        case _:
            assert_never(change)


def _satisfied(change: Satisfied, ahead: Ahead) -> Ahead:
    task = _task(ahead, change.code)
    if change.ground is not Ground.OMISSION:
        return _with(ahead, replace(task, done=True))
    edges = (_beside(edge) if change.code in edge.before else edge for edge in ahead.edges)
    return replace(ahead, edges=tuple(edges))


def _promised(change: Promised, ahead: Ahead) -> Ahead:
    _task(ahead, change.code)
    needs = [edge for edge in ahead.edges if edge.after == change.code]
    early = [edge for edge in needs if change.needed is None or change.needed in edge.before]
    if not early and change.needed is not None:
        detail = f"{change.code} does not need {change.needed}"
        raise Rejected("prerequisite-not-needed", detail, item_code=change.code)
    edges = (_beside(edge) if edge in early else edge for edge in ahead.edges)
    return replace(ahead, edges=tuple(edges))


def _beside(edge: Edge) -> Edge:
    """Return an edge that lets both run side by side where it kept one from beginning."""
    return replace(edge, kind=NeedKind.MAY_ISSUE) if edge.kind is NeedKind.MAY_START else edge


def _added(change: Added, ahead: Ahead) -> Ahead:
    code = change.task.code
    if any(task.code == code for task in ahead.tasks):
        raise Rejected("item-already-in-plan", f"{code} is in the plan", item_code=code)
    more = replace(ahead, tasks=(*ahead.tasks, change.task), edges=(*ahead.edges, *change.edges))
    for edge in change.edges:
        for end in (*edge.before, edge.after):
            _task(more, end)
    return more


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
