"""计时: what the passing of time and a change of the calendar do to a case."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar, assert_never

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.acts import require_received
from services.approvals.domain.case_state import Case, alarm_of, clock_after
from services.approvals.domain.certificates import lapse
from services.approvals.domain.duties import recounted
from services.approvals.domain.promises import omissions_overdue
from services.approvals.domain.terms import ClockKind, Deadline
from services.approvals.domain.timekeeping import deadlines_of, end_of, moment_of
from services.approvals.domain.validity import CLOCK_OF

T = TypeVar("T", bound=said.TimedEvent)
DEEMED_ACCEPTANCE = "deemed-acceptance"
DUE_SOON = "due-soon"
EXCEEDED = "exceeded"


def timed(event: T, command: asked.OnCalendar, case: Case) -> T:
    """Write into an event where the clocks end after it, and by which calendar."""
    return replace(
        event,
        deadlines=deadlines_of(clock_after(case.clock, event), command.calendar),
        calendar_version=command.calendar.version,
    )


def decide_ticking(
    command: asked.Ticking, case: Case
) -> Sequence[said.ClockEvent | said.PromiseEvent | said.CertificateEvent]:
    """Answer what time brings."""
    match command:
        case asked.WarnOfLimit():
            return warn(command, case)
        case asked.ExceedLimit():
            return exceed(command, case)
        case asked.RecomputeDeadlines():
            return recompute(command, case)
        case _:
            assert_never(command)


def timers(case: Case) -> Mapping[str, datetime]:
    """Return when time will have something to say to this case, by name.

    The deadlines are in the events, counted with the calendar of their day and counted again when
    it changes, so that the same history always sets the same timers.
    """
    due: dict[str, datetime] = {}
    for deadline in (*case.deadlines, *case.duties):
        due |= _timers(deadline)
    if case.certificate is not None and case.certificate.extension_requested:
        due.pop(f"{EXCEEDED}.{ClockKind.EXPIRY}", None)
        due.pop(f"{EXCEEDED}.{ClockKind.BEGINNING}", None)
    return due


def _timers(deadline: Deadline) -> Mapping[str, datetime]:
    if deadline.clock is ClockKind.NOTICE:
        return {DEEMED_ACCEPTANCE: end_of(deadline.due)} if deadline.due else {}
    turns = {DUE_SOON: deadline.due_soon_from, EXCEEDED: deadline.overdue_from}
    return {
        f"{name}.{deadline.clock}": moment_of(half_day)
        for name, half_day in turns.items()
        if half_day is not None
    }


def warn(command: asked.WarnOfLimit, case: Case) -> list[said.LimitDueSoon]:
    """时限预警: when the light has turned and nobody was told of this turn yet."""
    deadline = case.deadline(command.clock)
    if case.item is None or deadline is None or deadline.due is None:
        return []
    turned = deadline.due_soon_from
    if turned is None or moment_of(turned) > command.at:
        return []
    warning = said.LimitDueSoon(
        item=case.item.ref,
        clock=command.clock,
        due=deadline.due,
        turned=turned,
        binds=deadline.binds,
    )
    return [] if alarm_of(warning) in case.raised else [warning]


def exceed(
    command: asked.ExceedLimit, case: Case
) -> Sequence[said.LimitExceeded | said.PromiseEvent | said.CertificateEvent]:
    """时限逾期: when the limit has run out and nobody was told of it yet."""
    deadline = case.deadline(command.clock)
    if case.item is None or deadline is None or deadline.due is None:
        return []
    turned = deadline.overdue_from
    if turned is None or moment_of(turned) > command.at:
        return []
    if command.clock is ClockKind.OMISSIONS:
        return omissions_overdue(case.item, case.outstanding, deadline.due, turned.day)
    if command.clock in CLOCK_OF.values() and case.certificate is not None:
        return lapse(case.item, case.certificate, case.document_number)
    overrun = said.LimitExceeded(
        item=case.item.ref,
        clock=command.clock,
        due=deadline.due,
        turned=turned,
        binds=deadline.binds,
    )
    return [] if alarm_of(overrun) in case.raised else [overrun]


def recompute(command: asked.RecomputeDeadlines, case: Case) -> list[said.DeadlineRecomputed]:
    """重算期限: one event for every limit that now ends, or turns its light, at another time."""
    item = require_received(case)
    before = {deadline.clock: deadline for deadline in (*case.deadlines, *case.duties)}
    after = (
        *deadlines_of(case.clock, command.calendar),
        *recounted(case.duties, item, command.calendar),
    )
    moved = [(before[now.clock], now) for now in after if now.clock in before]
    return [
        said.DeadlineRecomputed(
            item=item.ref,
            clock=now.clock,
            from_due=then.due,
            to_due=now.due,
            from_due_soon=then.due_soon_from,
            to_due_soon=now.due_soon_from,
            from_overdue=then.overdue_from,
            to_overdue=now.overdue_from,
            other_unit_due=now.other_unit_due,
            reason=command.reason,
            from_calendar_version=case.calendar_version,
            calendar_version=command.calendar.version,
            why=command.why,
        )
        for then, now in moved
        if now != then
    ]
