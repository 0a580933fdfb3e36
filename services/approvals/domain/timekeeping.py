"""时限: the clocks of a case, from the events that start, stop, lengthen and end them.

The same fold serves the rules and the readers, so that what a deadline explains is what was decided
with. Each limit has a clock: the promised one stops for every pause, the statutory one only where
an article is named.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import assert_never

from services.approvals.domain.catalogue import Item, ItemKind, Limit, Procedure, StartsOn
from services.approvals.domain.events import (
    ApprovalGranted,
    ApprovalRefused,
    ApprovalRetracted,
    ApprovalRevoked,
    CaseAccepted,
    CaseDeclined,
    CaseDeemedAccepted,
    CaseEvent,
    CaseNotRequired,
    CaseReceived,
    CaseWithdrawalRefused,
    CaseWithdrawalRequested,
    CaseWithdrawn,
    DeadlineRecomputed,
    DecisionServed,
    DeficienciesNotified,
    DeficienciesRemedied,
    ExaminationObjected,
    ExaminationPassed,
    ExtensionRequested,
    FilingRecorded,
    FilingReturned,
    LeaderNoted,
    LimitDueSoon,
    LimitExceeded,
    LimitExtended,
    OfficerNoted,
    SpecialProcedureEnded,
    SpecialProcedureStarted,
    SupplementReceived,
    SupplementRequested,
)
from services.approvals.domain.terms import ClockKind, Deadline
from shared.kernel.clock import (
    BUSINESS_ZONE,
    Clock,
    Extension,
    Half,
    HalfDay,
    LimitUnit,
    Pause,
    reckon,
    turns,
)
from shared.kernel.texts.approvals import PAUSES
from shared.kernel.working_days import Calendar

SUPPLEMENT = "supplement"
_NOON = time(12)
_OTHER_UNIT = {
    LimitUnit.WORKING_DAYS: LimitUnit.NATURAL_DAYS,
    LimitUnit.NATURAL_DAYS: LimitUnit.WORKING_DAYS,
}


@dataclass(frozen=True, kw_only=True)
class Stop:
    """停计: what the case waits, or waited, for; `article` is why the statutory clock stands too."""

    what: str
    reason: str
    since: HalfDay
    until: HalfDay | None = None
    article: str | None = None


@dataclass(frozen=True, kw_only=True)
class ClockFacts:
    """计时事实: all that the clocks of one case follow from, besides the calendar."""

    item: Item | None = None
    received_on: date | None = None
    complete_on: date | None = None
    notified: bool = False
    accepted_on: date | None = None
    stops: tuple[Stop, ...] = ()
    extension: Extension | None = None
    ended_on: date | None = None

    @property
    def open_stop(self) -> Stop | None:
        """What the case waits for now."""
        return next((stop for stop in self.stops if stop.until is None), None)


def evolve_clock(facts: ClockFacts, event: CaseEvent) -> ClockFacts:
    """Take in one event of a case."""
    match event:
        case CaseReceived() | DeficienciesNotified() | DeficienciesRemedied():
            return _in_reception(facts, event)
        case CaseAccepted() | CaseDeemedAccepted():
            return replace(facts, accepted_on=event.accepted_on)
        case SupplementRequested() | SpecialProcedureStarted():
            return replace(facts, stops=(*facts.stops, _stop(event)))
        case SupplementReceived() | SpecialProcedureEnded():
            return replace(facts, stops=_ended(facts.stops, event.until))
        case LimitExtended():
            return replace(facts, extension=_extension(event))
        case LimitDueSoon() | LimitExceeded() | DeadlineRecomputed():
            return facts
        case ExtensionRequested() | ExaminationPassed() | ExaminationObjected():
            return facts
        case CaseWithdrawalRequested() | CaseWithdrawalRefused() | OfficerNoted() | LeaderNoted():
            return facts
        case _:
            return _at_the_end(facts, event)


def _in_reception(
    facts: ClockFacts, event: CaseReceived | DeficienciesNotified | DeficienciesRemedied
) -> ClockFacts:
    match event:
        case CaseReceived():
            return ClockFacts(
                item=event.item, received_on=event.received_on, complete_on=event.received_on
            )
        case DeficienciesNotified():
            return replace(facts, notified=True)
        case DeficienciesRemedied():
            return replace(facts, complete_on=event.remedied_on)
        case _:
            assert_never(event)


def _at_the_end(
    facts: ClockFacts,
    event: CaseDeclined
    | CaseNotRequired
    | CaseWithdrawn
    | ApprovalGranted
    | ApprovalRefused
    | FilingRecorded
    | FilingReturned
    | ApprovalRetracted
    | ApprovalRevoked
    | DecisionServed,
) -> ClockFacts:
    match event:
        case CaseDeclined():
            return replace(facts, ended_on=event.declined_on)
        case CaseNotRequired():
            return replace(facts, ended_on=event.found_on)
        case CaseWithdrawn():
            return replace(facts, ended_on=event.withdrawn_on)
        case ApprovalGranted():
            return replace(facts, ended_on=event.granted_on)
        case ApprovalRefused():
            return replace(facts, ended_on=event.refused_on)
        case FilingRecorded():
            return replace(facts, ended_on=event.filed_on)
        case FilingReturned():
            return replace(facts, ended_on=event.returned_on)
        case ApprovalRetracted() | ApprovalRevoked() | DecisionServed():
            return facts
        case _:
            assert_never(event)


def _stop(event: SupplementRequested | SpecialProcedureStarted) -> Stop:
    if isinstance(event, SupplementRequested):
        reason = "；".join(event.missing)
        return Stop(what=SUPPLEMENT, reason=reason, since=event.since, article=event.article)
    return Stop(
        what=event.procedure.value, reason=event.reason, since=event.since, article=event.article
    )


def _ended(stops: tuple[Stop, ...], until: HalfDay) -> tuple[Stop, ...]:
    return tuple(replace(stop, until=until) if stop.until is None else stop for stop in stops)


def _extension(event: LimitExtended) -> Extension:
    return Extension(days=event.days, approved_by=event.approved_by, reason=event.reason)


def clocks_of(facts: ClockFacts) -> Mapping[ClockKind, Clock]:
    """Return the clocks that run, stand or ran, each with all that bears on it."""
    if facts.item is None or facts.received_on is None:
        return {}
    clocks: dict[ClockKind, Clock] = {}
    if _notice_runs(facts):
        days = Decimal(facts.item.notice_days or 0)
        clocks[ClockKind.NOTICE] = Clock(start=facts.received_on, limit=days)
    for kind, limit in limits_of(facts.item).items():
        start = _start(facts, facts.item, limit)
        if start is not None:
            clocks[kind] = _clock(facts, kind, limit, start)
    return clocks


def limits_of(item: Item) -> Mapping[ClockKind, Limit]:
    """Return the limits an item has."""
    limits = {ClockKind.STATUTORY: item.statutory, ClockKind.PROMISED: item.promised}
    return {kind: limit for kind, limit in limits.items() if limit is not None}


def _notice_runs(facts: ClockFacts) -> bool:
    open_still = facts.accepted_on is None and facts.ended_on is None and not facts.notified
    return facts.item is not None and facts.item.notice_days is not None and open_still


def _start(facts: ClockFacts, item: Item, limit: Limit) -> date | None:
    """Before acceptance no clock runs; a filing is never accepted and runs from its receipt."""
    if item.kind is ItemKind.FILING:
        return facts.received_on
    if facts.accepted_on is None:
        return None
    if limit.starts_on is StartsOn.ACCEPTED:
        return facts.accepted_on
    return facts.complete_on


def _clock(facts: ClockFacts, kind: ClockKind, limit: Limit, start: date) -> Clock:
    statutory = kind is ClockKind.STATUTORY
    return Clock(
        start=start,
        limit=limit.days,
        unit=limit.unit,
        pauses=tuple(
            Pause(reason=PAUSES[stop.what], start=stop.since, end=stop.until)
            for stop in facts.stops
            if stop.article is not None or not statutory
        ),
        extensions=(facts.extension,) if facts.extension is not None and statutory else (),
    )


def deadlines_of(facts: ClockFacts, calendar: Calendar) -> tuple[Deadline, ...]:
    """Return where every clock will end if nothing else happens; none once the case has ended."""
    if facts.item is None or facts.ended_on is not None:
        return ()
    limits = limits_of(facts.item)
    return tuple(
        _deadline(kind, clock, calendar, unsure=_unsure(limits.get(kind)))
        for kind, clock in clocks_of(facts).items()
    )


def _unsure(limit: Limit | None) -> bool:
    return limit is not None and not limit.unit_verified


def in_other_unit(clock: Clock) -> Clock:
    """Return the clock as it would be if the law meant the other kind of day."""
    return replace(clock, unit=_OTHER_UNIT[clock.unit])


def _deadline(kind: ClockKind, clock: Clock, calendar: Calendar, *, unsure: bool) -> Deadline:
    turning = turns(clock, calendar)
    start = HalfDay(clock.start)
    other = in_other_unit(clock)
    soon = turning.due_soon_from
    return Deadline(
        clock=kind,
        due=reckon(clock, calendar, start).due,
        due_soon_from=None if soon == start else soon,
        overdue_from=turning.overdue_from,
        other_unit_due=reckon(other, calendar, start).due if unsure else None,
    )


def moment_of(half_day: HalfDay) -> datetime:
    """Return the first moment of a half day."""
    return datetime.combine(
        half_day.day, time() if half_day.half is Half.MORNING else _NOON, BUSINESS_ZONE
    )


def end_of(half_day: HalfDay) -> datetime:
    """Return the moment after which a half day is over."""
    return moment_of(half_day) + timedelta(hours=12)
