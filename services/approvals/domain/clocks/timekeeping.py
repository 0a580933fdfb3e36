"""时限: the clocks of a case, from the events that start, stop, lengthen and end them.

The same fold serves the rules and the readers, so that what a deadline explains is what was decided
with. Each limit has a clock: the promised one stops for every pause, the statutory one only where
an article is named. The promise may begin anew with a supplement, as the item says; the law never
does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, assert_never

from services.approvals.domain import events as said
from services.approvals.domain.catalogue import (
    AfterSupplement,
    Binds,
    Item,
    ItemKind,
    Limit,
    StartsOn,
)
from services.approvals.domain.terms import ClockKind, Deadline
from shared.kernel.clock import (
    Clock,
    Counting,
    Extension,
    Half,
    HalfDay,
    LimitUnit,
    Pause,
    Turns,
    turns,
)
from shared.kernel.effective import BUSINESS_ZONE
from shared.kernel.texts.deadlines import PAUSES
from shared.kernel.values import replace
from shared.kernel.working_days import Calendar

SUPPLEMENT = "supplement"
_NOON = time(12)
_OTHER_UNIT = {
    LimitUnit.WORKING_DAYS: LimitUnit.NATURAL_DAYS,
    LimitUnit.NATURAL_DAYS: LimitUnit.WORKING_DAYS,
    LimitUnit.WORKING_HOURS: LimitUnit.NATURAL_HOURS,
    LimitUnit.NATURAL_HOURS: LimitUnit.WORKING_HOURS,
}


@dataclass(frozen=True, kw_only=True)
class Stop:
    """停计: what a case waits, or waited, for; by `article` the statutory clock stands too.

    `what` is `supplement` or the name of a special procedure. One that is `answered` and has no
    end yet waits for nobody, and still does not count: a study that is reviewed again (复审). A
    supplement is `overdue` that has not come in by its day, or came in after it.
    """

    what: str
    reason: str
    since: HalfDay
    until: HalfDay | None = None
    article: str | None = None
    answered: bool = False
    reply_by: date | None = None
    overdue: bool = False


@dataclass(frozen=True, kw_only=True)
class ClockFacts:
    """计时事实: all that the clocks of one case follow from, besides the calendar."""

    item: Item | None = None
    received_on: date | None = None
    complete_on: date | None = None
    notified: bool = False
    accepted_on: date | None = None
    deemed: bool = False
    stops: tuple[Stop, ...] = ()
    extension: Extension | None = None
    ended_on: date | None = None

    @property
    def open_stop(self) -> Stop | None:
        """What the case waits for now."""
        return next((stop for stop in self.stops if stop.until is None), None)


_Ending = (
    said.DecisionEvent
    | said.CaseDeclined
    | said.CaseNotRequired
    | said.ApplicationLapsed
    | said.CaseWithdrawn
)


def evolve_clock(facts: ClockFacts, event: said.ActEvent) -> ClockFacts:
    """Take in one act; most leave the clocks alone."""
    match event:
        case _ if isinstance(event, _Ending):
            return replace(facts, ended_on=event.on)
        case _ if isinstance(event, said.IntakeEvent):
            return _taken_in(facts, event)
        case said.CaseAccepted() | said.CaseDeemedAccepted():
            deemed = isinstance(event, said.CaseDeemedAccepted)
            return replace(facts, accepted_on=event.on, deemed=deemed)
        case _ if isinstance(event, said.StopEvent):
            return replace(facts, stops=_stops(facts, event))
        case said.LimitExtended():
            return replace(facts, extension=_extension(event))
        case _:
            return facts


def _taken_in(facts: ClockFacts, event: said.IntakeEvent) -> ClockFacts:
    if isinstance(event, said.CaseReceived):
        return ClockFacts(item=event.item, received_on=event.on, complete_on=event.on)
    if isinstance(event, said.DeficienciesNotified):
        return replace(facts, notified=True, accepted_on=None, deemed=False)
    return replace(facts, complete_on=event.on)


def _stops(facts: ClockFacts, event: said.StopEvent) -> tuple[Stop, ...]:
    stops = facts.stops
    match event:
        case said.SupplementRequested():
            reason = "；".join(event.missing)
            stop = Stop(
                what=SUPPLEMENT,
                reason=reason,
                since=event.since,
                article=event.article,
                reply_by=event.reply_by,
            )
            return (*_ended(stops, event.since), stop)
        case said.SupplementOverdue():
            return _of_open(stops, overdue=True)
        case said.SpecialProcedureStarted():
            what, reason = event.procedure.value, event.reason
            stop = Stop(what=what, reason=reason, since=event.since, article=event.article)
            return (*stops, stop)
        case said.SupplementReceived():
            return _received(facts, event.until)
        case said.SpecialProcedureEnded():
            return _ended(stops, event.until)
        case _:
            assert_never(event)


def _received(facts: ClockFacts, until: HalfDay) -> tuple[Stop, ...]:
    """Say whether it came in by its day; what is entered late may have come in time."""
    awaited = facts.open_stop
    by = None if awaited is None else awaited.reply_by
    told = _of_open(facts.stops, overdue=by is not None and until.day > by)
    return _of_open(told, answered=True) if _reviews_again(facts) else _ended(told, until)


def _ended(stops: tuple[Stop, ...], until: HalfDay) -> tuple[Stop, ...]:
    return _of_open(stops, until=until)


def _of_open(stops: tuple[Stop, ...], **changes: Any) -> tuple[Stop, ...]:
    return tuple(replace(stop, **changes) if stop.until is None else stop for stop in stops)


def _reviews_again(facts: ClockFacts) -> bool:
    """Tell whether by an article neither 修改 nor 复审 counts: the clocks stand up to the end."""
    of_study = facts.item is not None and facts.item.kind is ItemKind.INTERMEDIARY
    return of_study and facts.open_stop is not None and facts.open_stop.article is not None


def _extension(event: said.LimitExtended) -> Extension:
    return Extension(days=event.days, approved_by=event.approved_by, reason=event.reason)


def clocks_of(facts: ClockFacts, calendar: Calendar) -> Mapping[ClockKind, Clock]:
    """Return the clocks that run, stand or ran, each with all that bears on it."""
    if facts.item is None or facts.received_on is None:
        return {}
    clocks: dict[ClockKind, Clock] = {}
    if _notice_runs(facts):
        days = Decimal(facts.item.notice_days or 0)
        clocks[ClockKind.NOTICE] = Clock(start=facts.received_on, limit=days)
    limits = limits_of(facts.item)
    for kind, limit in limits.items():
        start = _start(facts, facts.item, limit)
        if start is not None:
            clocks[kind] = _clock(facts, kind, limit, start)
    return {kind: _counted_in(calendar, clock, limits.get(kind)) for kind, clock in clocks.items()}


def _counted_in(calendar: Calendar, clock: Clock, limit: Limit | None) -> Clock:
    """Return a clock that warns as its limit says, or else as is usual in the park."""
    own = None if limit is None else limit.warn_days
    warn_days = calendar.warn_days if own is None else own
    return replace(clock, warn_days=warn_days, hours_in_day=calendar.hours_in_day)


def limits_of(item: Item) -> Mapping[ClockKind, Limit]:
    """Return the limits an item has."""
    limits = {ClockKind.STATUTORY: item.statutory, ClockKind.PROMISED: item.promised}
    return {kind: limit for kind, limit in limits.items() if limit is not None}


def _notice_runs(facts: ClockFacts) -> bool:
    open_still = facts.accepted_on is None and facts.ended_on is None and not facts.notified
    return facts.item is not None and facts.item.notice_days is not None and open_still


def _start(facts: ClockFacts, item: Item, limit: Limit) -> date | None:
    """Before acceptance no clock runs; what is never accepted runs from its receipt."""
    if item.kind is not ItemKind.LICENCE:
        return facts.received_on
    if facts.accepted_on is None:
        return None
    if limit.starts_on is StartsOn.ACCEPTED:
        return facts.accepted_on
    return facts.complete_on


def _clock(facts: ClockFacts, kind: ClockKind, limit: Limit, start: date) -> Clock:
    statutory = kind is ClockKind.STATUTORY
    anew = None if statutory else begun_anew_on(facts)
    return Clock(
        start=anew or start,
        limit=limit.days,
        unit=limit.unit,
        pauses=tuple(
            Pause(reason=PAUSES[stop.what], start=stop.since, end=stop.until)
            for stop in facts.stops
            if stop.article is not None or not statutory
        ),
        extensions=(facts.extension,) if facts.extension is not None and statutory else (),
    )


def begun_anew_on(facts: ClockFacts) -> date | None:
    """Return the day of the last supplement, where the promise begins anew with it."""
    if facts.item is None or facts.item.after_supplement is not AfterSupplement.RESTART:
        return None
    came_in = (stop.until for stop in facts.stops if stop.what == SUPPLEMENT)
    return max((until.day for until in came_in if until is not None), default=None)


def deadlines_of(
    facts: ClockFacts, calendar: Calendar, counting: Counting = turns
) -> tuple[Deadline, ...]:
    """Return where every clock will end if nothing else happens; none once the case has ended."""
    if facts.item is None or facts.ended_on is not None:
        return ()
    limits = limits_of(facts.item)
    return tuple(
        _deadline(kind, clock, limits.get(kind), lambda one: counting(one, calendar))
        for kind, clock in clocks_of(facts, calendar).items()
    )


def binds_of(limit: Limit | None) -> Binds:
    """Return whom a limit binds; the time for the notice binds the authority."""
    return Binds.AUTHORITY if limit is None else limit.binds


def in_other_unit(clock: Clock) -> Clock:
    """Return the clock as it would be if the law meant the other kind of day."""
    return replace(clock, unit=_OTHER_UNIT[clock.unit])


def _deadline(
    kind: ClockKind, clock: Clock, limit: Limit | None, count: Callable[[Clock], Turns]
) -> Deadline:
    turning = count(clock)
    unsure = limit is not None and not limit.unit_verified
    soon = turning.due_soon_from
    return Deadline(
        clock=kind,
        start=clock.start,
        due=turning.due,
        due_soon_from=None if soon == HalfDay(clock.start) else soon,
        overdue_from=turning.overdue_from,
        other_unit_due=count(in_other_unit(clock)).due if unsure else None,
        binds=binds_of(limit),
    )


def moment_of(half_day: HalfDay) -> datetime:
    """Return the first moment of a half day."""
    return datetime.combine(
        half_day.day, time() if half_day.half is Half.MORNING else _NOON, BUSINESS_ZONE
    )


def end_of(half_day: HalfDay) -> datetime:
    """Return the moment after which a half day is over."""
    return moment_of(half_day) + timedelta(hours=12)
