"""办理时长: how long a case that has ended really took, and what the time went into.

Counted in half working days, the day it was received or begun on left out, as the clocks count.
Net is what is left once all is taken out that the case waited for, whether or not there is a limit,
and though a promise may have begun anew meanwhile: so net and lost together are the whole time.
What the calendar does not hold is not known, and nothing stands for it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from services.approvals.domain import events as said
from services.approvals.domain.case.explaining import readings
from services.approvals.domain.case.lifecycles import LIFECYCLES, Act
from services.approvals.domain.case.record import CaseRecord, evolve_record
from services.approvals.domain.case.state import PROGRESS
from services.approvals.domain.catalogue import AfterSupplement, Binds, Item
from services.approvals.domain.clocks.timekeeping import ClockFacts, clocks_of, moment_of
from services.approvals.domain.terms import OPEN_STAGES, ClockKind, Stage
from shared.kernel.clock import Half, HalfDay, Pause
from shared.kernel.identifiers import AccountId
from shared.kernel.recorded import Recorded
from shared.kernel.rejected import Rejected
from shared.kernel.values import replace
from shared.kernel.working_days import HALF, Calendar, is_working, working_days_between

T = TypeVar("T")
_LIMITS = (ClockKind.PROMISED, ClockKind.STATUTORY)
_ONE_DAY = timedelta(days=1)

# What says how long an item takes until it is there: not what was refused, given back or failed.
CARRIED_THROUGH = frozenset(
    {
        Stage.GRANTED,
        Stage.GRANTED_WITH_OMISSIONS,
        Stage.FILED,
        Stage.REGISTERED,
        Stage.PROVIDED,
        Stage.REPORTED,
        Stage.CONCLUDED,
        Stage.DELIVERED,
        Stage.DECIDED,
        Stage.MET,
    }
)


@dataclass(frozen=True, kw_only=True)
class Ending:
    """办结: how a case ended, where that stands in the history, and who served it then."""

    outcome: Stage | None
    position: int
    officer: AccountId | None


@dataclass(frozen=True, kw_only=True)
class Trail:
    """办件经过: a case as it stands, and of its past what the record does not keep.

    Pauses count as entered late once a limit of the authority that they stop had passed; those
    back-dated are said to have begun before it had.
    """

    record: CaseRecord
    ending: Ending | None = None
    entered_late: int = 0
    back_dated: int = 0


@dataclass(frozen=True, kw_only=True)
class Counted:
    """净用时: the half working days that counted, and those lost, by what the case waited for."""

    net: Decimal
    lost: Mapping[str, Decimal]


@dataclass(frozen=True, kw_only=True)
class Duration:
    """办理时长: from receipt to the end, net of all pauses, net of those that the law knows.

    `on_time` says for each limit of the authority whether it was kept. None is what is not known,
    or what there never was: a case that was never taken on has no net time.
    """

    gross: Decimal | None = None
    counted: Counted | None = None
    net_statutory: Decimal | None = None
    on_time: Mapping[ClockKind, bool] = field(default_factory=dict)


def closes(event: said.CaseEvent) -> bool:
    """Tell whether a case can have ended with this event: most are looked at no further."""
    return PROGRESS.get(type(event), Stage.RECEIVED) not in OPEN_STAGES


def evolve_trail(trail: Trail | None, recorded: Recorded[said.CaseEvent]) -> Trail:
    """Take in one stored event."""
    record = evolve_record(trail.record if trail else None, recorded)
    past = trail or Trail(record=record)
    passed = _passed(past.record, recorded)
    return Trail(
        record=record,
        ending=_ending(past.ending, record, recorded.position),
        entered_late=past.entered_late + bool(passed),
        back_dated=past.back_dated + any(since < end for since, end in passed),
    )


def trails_of(history: Iterable[Recorded[said.CaseEvent]]) -> Iterator[Trail]:
    """Return how a case stood after each of its events."""
    trail = None
    for recorded in history:
        trail = evolve_trail(trail, recorded)
        yield trail


def _ending(before: Ending | None, record: CaseRecord, position: int) -> Ending | None:
    """Return the end a case has come to; one that goes on again has come to none."""
    if record.clock.ended_on is None:
        return None
    return before or Ending(
        outcome=record.progress, position=position, officer=record.readers.officer
    )


def _passed(
    before: CaseRecord, recorded: Recorded[said.CaseEvent]
) -> Sequence[tuple[HalfDay, HalfDay]]:
    """Return since when a pause is said to run, with each limit it stops that had passed by then.

    What the event itself leaves of the limits is not asked: they are as they were before it.
    """
    event = recorded.event
    if not isinstance(event, said.SupplementRequested | said.SpecialProcedureStarted):
        return ()
    stopped = _LIMITS if event.article is not None else (ClockKind.PROMISED,)
    return [
        (event.since, one.overdue_from)
        for one in before.deadlines
        if one.clock in stopped and one.binds is Binds.AUTHORITY
        if one.overdue_from is not None and moment_of(one.overdue_from) <= recorded.recorded_at
    ]


def duration_of(facts: ClockFacts, calendar: Calendar) -> Duration:
    """Count how long a case took, by the calendar known when it ended; nothing before its end."""
    item, received_on, ended_on = facts.item, facts.received_on, facts.ended_on
    if item is None or received_on is None or ended_on is None:
        return Duration()
    begun_on = _begun_on(item, facts, calendar)
    return Duration(
        gross=_known(lambda: Decimal(working_days_between(calendar, received_on, ended_on))),
        counted=_known(lambda: _counted(facts, calendar, begun_on)),
        net_statutory=_known(lambda: _net_statutory(facts, calendar)),
        on_time=_known(lambda: _on_time(facts, calendar, ended_on)) or {},
    )


def _known(count: Callable[[], T]) -> T | None:
    """Return what can be counted; None where the calendar does not reach."""
    try:
        return count()
    except Rejected:
        return None


def _begun_on(item: Item, facts: ClockFacts, calendar: Calendar) -> date | None:
    """Return the day the clocks began on for the first time, None if they never did."""
    once = replace(facts, item=replace(item, after_supplement=AfterSupplement.SUSPEND))
    clocks = clocks_of(once, calendar)
    started = (clocks[kind].start for kind in _LIMITS if kind in clocks)
    is_taken_on = Act.ACCEPT in LIFECYCLES[item.kind]
    return next(started, facts.accepted_on if is_taken_on else facts.received_on)


def _counted(facts: ClockFacts, calendar: Calendar, begun_on: date | None) -> Counted | None:
    if begun_on is None or facts.ended_on is None:
        return None
    pauses = [Pause(reason=stop.what, start=stop.since, end=stop.until) for stop in facts.stops]
    return _count(calendar, begun_on, facts.ended_on, pauses)


def _net_statutory(facts: ClockFacts, calendar: Calendar) -> Decimal | None:
    clock = clocks_of(facts, calendar).get(ClockKind.STATUTORY)
    if clock is None or facts.ended_on is None:
        return None
    return _count(calendar, clock.start, facts.ended_on, clock.pauses).net


def _count(calendar: Calendar, start: date, end: date, pauses: Sequence[Pause]) -> Counted:
    """Part the half working days after a day; one that lies in several pauses is lost once."""
    halves: Counter[str | None] = Counter()
    for half_day in _worked(calendar, start, end):
        pause = next((one for one in pauses if one.covers(half_day)), None)
        halves[None if pause is None else pause.reason] += 1
    lost = {what: HALF * number for what, number in halves.items() if what is not None}
    return Counted(net=HALF * halves[None], lost=lost)


def _worked(calendar: Calendar, start: date, end: date) -> Iterator[HalfDay]:
    day = start
    while day < end:
        day += _ONE_DAY
        if is_working(calendar, day):
            yield from (HalfDay(day, half) for half in Half)


def _on_time(facts: ClockFacts, calendar: Calendar, ended_on: date) -> Mapping[ClockKind, bool]:
    return {
        reading.kind: reading.reckoning.remaining >= 0
        for reading in readings(facts, calendar, HalfDay(ended_on))
        if reading.kind in _LIMITS and reading.binds is Binds.AUTHORITY
    }
