"""展望: what a plan still has ahead of it, from its items, its open cases and the calendar.

An item not yet applied for takes what is promised, else what the law allows; one under way takes
what its clock has left. What has no limit at all takes no time here and is named as such.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import assert_never

from services.approvals.domain.case.explaining import ClockReading, readings
from services.approvals.domain.case.state import Case
from services.approvals.domain.catalogue import Item, Limit, Milestone, Need, NeedKind
from services.approvals.domain.plan.state import Entry, Plan
from services.approvals.domain.scheduling import Ahead, Edge, Rests, Task
from services.approvals.domain.terms import SATISFIED, ClockKind, Standing
from shared.kernel.clock import HalfDay
from shared.kernel.identifiers import CaseId
from shared.kernel.texts.approvals import MILESTONES
from shared.kernel.timing import LimitUnit
from shared.kernel.working_days import HALF, Calendar, working_days_between

_HOURS_IN_DAY = 24
_LIMITS = (ClockKind.PROMISED, ClockKind.STATUTORY)


@dataclass(frozen=True, kw_only=True)
class Look:
    """展望设定: towards which milestone of the works, from which day, by which calendar.

    With `only_law` nothing waits but for what an act would be refused without.
    """

    target: Milestone
    today: date
    calendar: Calendar
    only_law: bool = False


def ahead_of(plan: Plan, cases: Mapping[CaseId, Case], look: Look) -> Ahead:
    """Return what is still to be done before a milestone of the works."""
    today, calendar = look.today, look.calendar
    items = tuple(_task(entry, cases, today, calendar) for entry in plan.entries.values())
    milestones = tuple(_milestone(plan, code) for code in _milestones(plan, look.target))
    return Ahead(
        tasks=(*items, *milestones),
        edges=tuple(_edges(plan, only_law=look.only_law)),
        target=look.target.value,
        today=today,
        calendar=calendar,
    )


def without_time(plan: Plan) -> tuple[Item, ...]:
    """Return the items still to be done that nobody has set a time for."""
    return tuple(
        entry.item
        for entry in plan.entries.values()
        if entry.standing not in SATISFIED and usual_limit(entry.item) is None
    )


def usual_limit(item: Item) -> Limit | None:
    """Return how long an item usually takes: what is promised, else what the law allows."""
    return item.promised or item.statutory


def _task(entry: Entry, cases: Mapping[CaseId, Case], today: date, calendar: Calendar) -> Task:
    item = entry.item
    reading = _reading(entry, cases, today, calendar)
    limit = usual_limit(item)
    if reading is not None:
        left = max(reading.reckoning.remaining, HALF)
        remaining = in_working_days(left, reading.clock.unit, today, calendar)
    else:
        remaining = _whole(limit, today, calendar)
    return Task(
        code=item.code,
        name=item.name,
        held_by=item.department,
        remaining=remaining,
        begun=entry.standing is Standing.IN_HANDLING,
        done=entry.standing in SATISFIED,
        used=_used(reading, today, calendar),
        rests_on=_rests_on(item, reading),
    )


def _rests_on(item: Item, reading: ClockReading | None) -> Rests:
    """Return what says how long it takes: the clock that runs, else the limit it would have."""
    if item.promised is None and item.statutory is None:
        return Rests.NOTHING
    by_law = item.promised is None if reading is None else reading.kind is ClockKind.STATUTORY
    return Rests.STATUTORY if by_law else Rests.PROMISED


def _reading(
    entry: Entry, cases: Mapping[CaseId, Case], today: date, calendar: Calendar
) -> ClockReading | None:
    """Return the clock that says how long an open case has left; None before it runs."""
    case = cases.get(entry.case) if entry.case is not None else None
    if case is None or entry.standing is not Standing.IN_HANDLING:
        return None
    reads = {read.kind: read for read in readings(case.clock, calendar, HalfDay(today))}
    return next((reads[kind] for kind in _LIMITS if kind in reads), None)


def _whole(limit: Limit | None, today: date, calendar: Calendar) -> Decimal:
    if limit is None:
        return Decimal(0)
    return in_working_days(limit.days, limit.unit, today, calendar)


def _used(reading: ClockReading | None, today: date, calendar: Calendar) -> Decimal:
    if reading is None or reading.reckoning.used == 0:
        return Decimal(0)
    return in_working_days(reading.reckoning.used, reading.clock.unit, today, calendar)


def in_working_days(amount: Decimal, unit: LimitUnit, today: date, calendar: Calendar) -> Decimal:
    """Return a length of time as working days, half a day at least, counted from today on."""
    match unit:
        case LimitUnit.WORKING_DAYS:
            days = amount
        case LimitUnit.WORKING_HOURS:
            days = amount / calendar.hours_in_day
        case LimitUnit.NATURAL_DAYS:
            days = _worked(amount, today, calendar)
        case LimitUnit.NATURAL_HOURS:
            days = _worked(amount / _HOURS_IN_DAY, today, calendar)
        case _:
            assert_never(unit)
    return max(HALF, (days / HALF).to_integral_value(ROUND_CEILING) * HALF)


def _worked(days: Decimal, today: date, calendar: Calendar) -> Decimal:
    until = today + timedelta(days=int(days.to_integral_value(ROUND_CEILING)))
    return Decimal(working_days_between(calendar, today, until))


def _milestones(plan: Plan, target: Milestone) -> list[str]:
    """Return the milestones that something waits for, and the one that is asked for."""
    waited_for = {code for need in _all_needs(plan) for code in need.any_of}
    told = {one.milestone.value for one in plan.composed.milestones}
    return [code for code in MILESTONES if code in waited_for | told | {target.value}]


def _milestone(plan: Plan, code: str) -> Task:
    return Task(
        code=code,
        name=MILESTONES[code],
        held_by=None,
        remaining=Decimal(0),
        done=code in plan.reached,
    )


def _all_needs(plan: Plan) -> Iterator[Need]:
    for entry in plan.entries.values():
        yield from entry.item.needs
    for one in plan.composed.milestones:
        yield from one.needs


def _edges(plan: Plan, *, only_law: bool) -> Iterator[Edge]:
    ends = [(entry.item.code, entry.item.needs) for entry in plan.entries.values()]
    ends += [(one.milestone.value, one.needs) for one in plan.composed.milestones]
    for code, needs in ends:
        for need in needs:
            kind = _kind(plan, code, need)
            if kind is not None and (need.refuses or not only_law):
                yield Edge(before=need.any_of, after=code, kind=kind)


def _kind(plan: Plan, code: str, need: Need) -> NeedKind | None:
    """Return what a need keeps from happening; one that is promised, the end alone, if the law."""
    if need.kind is not NeedKind.MAY_START or not plan.is_promised(code, need):
        return need.kind
    return NeedKind.MAY_ISSUE if need.refuses else None
