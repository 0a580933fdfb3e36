"""重算: what a change of the calendar does to the cases that are open, foreseen or carried out.

Cases are read many at a time, and only those that a change moves are asked. Whatever is decided
after the change was decided with the calendar as it then was, so that one look at each is enough.
"""

from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from services.approvals.domain import together
from services.approvals.domain.calendar.recomputation import DIGEST, RECOMPUTATION
from services.approvals.domain.calendar.working_calendar import CALENDAR, REGION, CalendarState
from services.approvals.domain.case import CASE
from services.approvals.domain.case.state import Case
from services.approvals.domain.case.ticking import recompute
from services.approvals.domain.commands import (
    CalendarCommand,
    FinishRecomputation,
    OnCalendar,
    RecomputeDeadlines,
    SendDigest,
)
from services.approvals.domain.events import DeadlineRecomputed, MovedDeadline, OpinionGiven
from services.approvals.views import open_cases_known_at
from shared.adapters.command_handler import Act, Part
from shared.adapters.reacting import Ask
from shared.adapters.runtime import Runtime
from shared.kernel.asked import SYSTEM
from shared.kernel.clock import HalfDay
from shared.kernel.effective import Effective
from shared.kernel.identifiers import (
    AccountId,
    CaseId,
    EventId,
    ParkId,
    ProjectId,
    StreamKey,
    split_stream_key,
)
from shared.kernel.policy import Role
from shared.kernel.recorded import Recorded

TOGETHER = 200
PAGE = 1000
NAMED = 100
DIGESTS = UUID("5f3d8a52-2a0f-4a58-9d0e-5b9a7c0c7e41")
CALENDAR_PART = Part(CALENDAR, REGION)
_NO_END = HalfDay(date.max)


@dataclass(frozen=True, kw_only=True)
class Change:
    """变更: what happened to the calendar, where in our history, and why."""

    cause: EventId
    position: int
    reason: str
    why: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """预演: which deadlines a change would move."""

    before: CalendarState
    after: CalendarState
    open_cases: int
    moved: Sequence[tuple[CaseId, DeadlineRecomputed]]


async def foresee(runtime: Runtime[Any], command: CalendarCommand) -> Foreseen:
    """Say what a change of the calendar would move, and write nothing."""
    before = await _calendar(runtime)
    after = before
    for event in CALENDAR.decide(command, before):
        after = CALENDAR.evolve(after, event)
    cases = await _open_cases(runtime, 0)
    counting = RecomputeDeadlines(
        by=command.by, at=command.at, effective=command.effective, reason="foreseen"
    )
    moved = [(case, event) async for case, event in _moved(runtime, cases, after, counting)]
    return Foreseen(before=before, after=after, open_cases=len(cases), moved=moved)


async def recount(runtime: Runtime[Any], change: Change) -> Sequence[Ask]:
    """Ask every open case that a change moves to count again, and say so when all have."""
    cases = await _open_cases(runtime, change.position)
    if not cases:
        return []
    facts: dict[str, Any] = {
        "by": SYSTEM,
        "at": change.at,
        "effective": Effective.at_instant(change.at),
    }
    counting = RecomputeDeadlines(**facts, reason=change.reason, why=change.why)
    moving = _moved(runtime, cases, await _calendar(runtime), counting)
    asks = {case: _count_beside(case, counting) async for case, _ in moving}
    finish = FinishRecomputation(
        **facts,
        cause=change.cause,
        since=change.position,
        reason=change.reason,
        why=change.why,
        open_cases=len(cases),
    )
    part = Part(RECOMPUTATION, change.cause)
    return [*asks.values(), Ask.of(part, finish, creates=True, name="finish")]


def count(case: CaseId, command: OnCalendar) -> Act:
    """Ask a case with the calendar as it is stored when the case is asked."""

    def decide(states: Sequence[Any]) -> together.Indexed:
        return together.count(command, *states)

    return Act(parts=[Part(CASE, case), CALENDAR_PART], asked=command, decide=decide)


def _count_beside(case: CaseId, command: OnCalendar) -> Ask:
    return Ask(act=count(case, command), name=f"case-{case}", beside=True)


@dataclass(frozen=True, kw_only=True)
class Aftermath:
    """善后: whom to tell what of a change, and the projects in which it has moved something."""

    digests: Sequence[Ask]
    projects: Collection[ProjectId]


async def aftermath(runtime: Runtime[Any], change: Change, until: int) -> Aftermath:
    """Tell everybody concerned, once each, of all that a change has moved."""
    moved = await _recomputed(runtime, change, until)
    shares: dict[AccountId, _Share] = {}
    projects: set[ProjectId] = set()
    for keys in _chunks(list(moved)):
        for stream, events in (await runtime.store.streams(keys)).items():
            case = CASE.fold(recorded.event for recorded in events)
            projects |= set() if case.project is None else {case.project}
            for person in _concerned(case, events):
                shares.setdefault(person, _Share()).add(stream, case, moved[stream])
    digests = [_digest(change, person, share) for person, share in sorted(shares.items())]
    return Aftermath(digests=digests, projects=projects)


@dataclass
class _Share:
    """What one person is to be told."""

    cases: int = 0
    parks: set[ParkId | None] = field(default_factory=set)
    deadlines: list[MovedDeadline] = field(default_factory=list)

    def add(self, stream: StreamKey, case: Case, events: Sequence[DeadlineRecomputed]) -> None:
        """Add one case."""
        self.cases += 1
        self.parks.add(case.park)
        self.deadlines += [
            MovedDeadline(
                case=CaseId(split_stream_key(stream)[1]),
                project=case.project,
                item_code=event.item.code,
                item_name=event.item.name,
                clock=event.clock,
                from_due=event.from_due,
                to_due=event.to_due,
            )
            for event in events
        ]


def _digest(change: Change, person: AccountId, share: _Share) -> Ask:
    named = sorted(share.deadlines, key=lambda one: (one.to_due or _NO_END, one.case, one.clock))
    command = SendDigest(
        by=SYSTEM,
        at=change.at,
        effective=Effective.at_instant(change.at),
        recipient=person,
        park=next(iter(share.parks)) if len(share.parks) == 1 else None,
        cause=change.cause,
        reason=change.reason,
        why=change.why,
        cases=share.cases,
        deadlines=tuple(named[:NAMED]),
        left_off=max(len(named) - NAMED, 0),
    )
    part = Part(DIGEST, str(uuid5(DIGESTS, f"{change.cause}/{person}")))
    return Ask.of(part, command, creates=True, name=f"digest-{person}")


def _concerned(case: Case, events: Sequence[Recorded[Any]]) -> list[AccountId]:
    """Return the officer of the project, and the approver who has handled the case last."""
    handled = (one for one in events if not isinstance(one.event, OpinionGiven))
    approvers = [one.meta.actor.id for one in handled if one.meta.actor.role == Role.APPROVER]
    people = [case.readers.officer, *approvers[-1:]]
    return list(dict.fromkeys(person for person in people if person is not None))


async def _recomputed(
    runtime: Runtime[Any], change: Change, until: int
) -> Mapping[StreamKey, list[DeadlineRecomputed]]:
    """Return what this change has moved: it stands behind the change and up to its end."""
    found: dict[StreamKey, list[DeadlineRecomputed]] = {}
    position = change.position
    while position < until:
        for recorded in await runtime.store.after(position, PAGE):
            position = recorded.position
            if _was_moved_by(change, recorded):
                found.setdefault(recorded.stream, []).append(recorded.event)
    return found


def _was_moved_by(change: Change, recorded: Recorded[Any]) -> bool:
    return (
        isinstance(recorded.event, DeadlineRecomputed) and recorded.meta.causation == change.cause
    )


async def _moved(
    runtime: Runtime[Any],
    cases: Sequence[CaseId],
    calendar: CalendarState,
    command: RecomputeDeadlines,
) -> AsyncIterator[tuple[CaseId, DeadlineRecomputed]]:
    """Go through what a calendar moves, reading many cases at a time."""
    for keys in _chunks([Part(CASE, case).key for case in cases]):
        for stream, events in (await runtime.store.streams(keys)).items():
            case = CASE.fold(recorded.event for recorded in events)
            counting = replace(command, calendar=calendar.in_park(case.park))
            for event in recompute(counting, case):
                yield CaseId(split_stream_key(stream)[1]), event


async def _open_cases(runtime: Runtime[Any], position: int) -> list[CaseId]:
    return await open_cases_known_at(runtime.pool, runtime.views.positions, runtime.name, position)


async def _calendar(runtime: Runtime[Any]) -> CalendarState:
    stream = await runtime.store.stream(CALENDAR_PART.key)
    return CALENDAR.fold(recorded.event for recorded in stream)


def _chunks(keys: Sequence[StreamKey]) -> Iterator[Sequence[StreamKey]]:
    return (keys[start : start + TOGETHER] for start in range(0, len(keys), TOGETHER))
