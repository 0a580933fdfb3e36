"""期限说明: every clock of a case, read at a moment, with each day counted or skipped and why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from services.approvals.domain import events as said
from services.approvals.domain.case.state import Case, evolve
from services.approvals.domain.catalogue import Binds, Item, Limit
from services.approvals.domain.clocks.duties import BY_VALIDITY, clock_of
from services.approvals.domain.clocks.timekeeping import (
    ClockFacts,
    Stop,
    begun_anew_on,
    binds_of,
    clocks_of,
    in_other_unit,
    limits_of,
    moment_of,
)
from services.approvals.domain.terms import ClockKind, Deadline
from shared.kernel.asked import Actor
from shared.kernel.clock import Clock, HalfDay, Light, Reckoning, reckon
from shared.kernel.effective import Effective
from shared.kernel.recorded import Recorded
from shared.kernel.working_days import Calendar

LICENSING_LAW_44 = "《行政许可法》第四十四条"
LICENSING_LAW_32 = "《行政许可法》第三十二条"
_COUNTED = frozenset(ClockKind) - BY_VALIDITY
_GRAVITY = (Light.NORMAL, Light.DUE_SOON, Light.OVERDUE)


@dataclass(frozen=True, kw_only=True)
class ClockReading:
    """时钟读数: a clock, the limit it is set to, and what it shows.

    `other` is what it would show if 日 meant the other kind of day, where the law does not say.
    `begun_anew_on` is the day of the supplement with which it began anew.
    """

    kind: ClockKind
    clock: Clock
    limit: Limit | None
    binds: Binds
    begun_anew_on: date | None
    source: str
    verified: bool
    reckoning: Reckoning
    other: Reckoning | None


def readings(facts: ClockFacts, calendar: Calendar, at: HalfDay) -> Sequence[ClockReading]:
    """Read all clocks at a half day; once the case has ended they show how it ended."""
    moment = at if facts.ended_on is None else min(at, HalfDay(facts.ended_on))
    return [
        _reading(facts, kind, clock, calendar, moment)
        for kind, clock in clocks_of(facts, calendar).items()
    ]


def _reading(
    facts: ClockFacts, kind: ClockKind, clock: Clock, calendar: Calendar, at: HalfDay
) -> ClockReading:
    limit = None if facts.item is None else limits_of(facts.item).get(kind)
    unsure = limit is not None and not limit.unit_verified
    return ClockReading(
        kind=kind,
        clock=clock,
        limit=limit,
        binds=binds_of(limit),
        begun_anew_on=begun_anew_on(facts) if kind is ClockKind.PROMISED else None,
        source=LICENSING_LAW_32 if limit is None else limit.source.text,
        verified=limit is None or limit.source.verified,
        reckoning=reckon(clock, calendar, at),
        other=reckon(in_other_unit(clock), calendar, at) if unsure else None,
    )


def duty_readings(
    duties: Sequence[Deadline], item: Item, calendar: Calendar, at: HalfDay
) -> Sequence[ClockReading]:
    """Read what is due after the decision; a validity is a day and not a count of days."""
    return [_duty_reading(one, item, calendar, at) for one in duties if one.clock in _COUNTED]


def _duty_reading(one: Deadline, item: Item, calendar: Calendar, at: HalfDay) -> ClockReading:
    clock = clock_of(one.clock, one.start, item, calendar)
    rule = {ClockKind.OMISSIONS: item.omission, ClockKind.COMMITMENT_CHECK: item.commitment}
    promised = rule.get(one.clock)
    return ClockReading(
        kind=one.clock,
        clock=clock,
        limit=None,
        binds=one.binds,
        begun_anew_on=None,
        source=LICENSING_LAW_44 if promised is None else promised.source.text,
        verified=promised is None or promised.source.verified,
        reckoning=reckon(clock, calendar, at),
        other=None,
    )


def gravest(reads: Sequence[ClockReading]) -> Light | None:
    """Return the worst light of the authority's clocks, None where none runs."""
    lights = [read.reckoning.light for read in reads if read.binds is Binds.AUTHORITY]
    return max(lights, key=_GRAVITY.index) if lights else None


def counted(reading: ClockReading) -> Decimal:
    """Return the sum of what the days shown have counted."""
    return sum((day.counted for day in reading.reckoning.days), Decimal(0))


def calendar_version_at_end(events: Sequence[Recorded[said.CaseEvent]]) -> str | None:
    """Return the calendar that a case ended with; None while it is open.

    What is due after the decision counts on with whatever the calendar becomes.
    """
    case = Case()
    for recorded in sorted(events, key=lambda one: one.version):
        case = evolve(case, recorded.event)
        if case.clock.ended_on is not None:
            return case.calendar_version
    return None


@dataclass(frozen=True, kw_only=True)
class Entered:
    """录入: when something was so, when it was entered, and by whom."""

    effective: Effective
    recorded_at: datetime
    by: Actor


@dataclass(frozen=True, kw_only=True)
class StopEntry:
    """停计记录: a stop, how its beginning and its end were entered.

    `after` names the limits it stops that had passed when it was entered: it was entered late.
    """

    stop: Stop
    begun: Entered
    ended: Entered | None = None
    after: tuple[ClockKind, ...] = ()


def stop_entries(events: Sequence[Recorded[said.CaseEvent]]) -> Sequence[StopEntry]:
    """Return all that stopped the clocks of a case, in the order in which it was entered."""
    case, entries = Case(), list[StopEntry]()
    for recorded in sorted(events, key=lambda one: one.version):
        before, case = case, evolve(case, recorded.event)
        if case.clock.stops != before.clock.stops:
            entries = _entered(entries, case.clock.stops, recorded, before.deadlines)
    return entries


def _entered(
    entries: list[StopEntry],
    stops: Sequence[Stop],
    recorded: Recorded[said.CaseEvent],
    deadlines: Sequence[Deadline],
) -> list[StopEntry]:
    """Note how the event just taken in began a stop, or ended one."""
    meta = recorded.meta
    entered = Entered(effective=meta.effective, recorded_at=recorded.recorded_at, by=meta.actor)
    known = [
        entry
        if entry.stop == stop
        else replace(entry, stop=stop, ended=None if stop.until is None else entered)
        for entry, stop in zip(entries, stops, strict=False)
    ]
    begun = [
        StopEntry(stop=stop, begun=entered, after=_passed(stop, deadlines, recorded.recorded_at))
        for stop in stops[len(entries) :]
    ]
    return known + begun


def _passed(stop: Stop, deadlines: Sequence[Deadline], at: datetime) -> tuple[ClockKind, ...]:
    """Return the limits that a stop concerns and that had been exceeded by a moment."""
    return tuple(
        one.clock
        for one in deadlines
        if (stop.article is not None or one.clock is not ClockKind.STATUTORY)
        and one.overdue_from is not None
        and moment_of(one.overdue_from) <= at
    )
