"""计时: what the passing of time and a change of the calendar do to a case."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar, assert_never

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.case.acts import require_received
from services.approvals.domain.case.certificates import lapse
from services.approvals.domain.case.lifecycles import HANDLED
from services.approvals.domain.case.opinions import opinions_overdue
from services.approvals.domain.case.promises import omissions_overdue
from services.approvals.domain.case.state import Case, alarm_of, clock_after
from services.approvals.domain.case.validity import CLOCK_OF, Held, held_from
from services.approvals.domain.catalogue import Item
from services.approvals.domain.clocks.duties import after_grant, recounted
from services.approvals.domain.clocks.timekeeping import deadlines_of, end_of, moment_of
from services.approvals.domain.terms import ClockKind, Deadline
from shared.kernel.clock import Counting, turns, turns_if_known
from shared.kernel.half_days import HalfDay
from shared.kernel.rejected import Rejected
from shared.kernel.working_days import Calendar

T = TypeVar("T", bound=said.TimedEvent)
_Brought = (
    said.ClockEvent
    | said.PromiseEvent
    | said.CertificateEvent
    | said.OpinionEvent
    | said.SupplementOverdue
    | said.ApprovalDeemedGranted
)
_Told = said.PromiseEvent | said.CertificateEvent | said.OpinionEvent | said.SupplementOverdue
DEEMED_ACCEPTANCE = "deemed-acceptance"
DUE_SOON = "due-soon"
EXCEEDED = "exceeded"


def timed(event: T, command: asked.OnCalendar, case: Case, counting: Counting = turns) -> T:
    """Write into an event where the clocks end after it, and by which calendar."""
    return replace(
        event,
        deadlines=deadlines_of(clock_after(case.clock, event), command.calendar, counting),
        calendar_version=command.calendar.version,
    )


def decide_ticking(command: asked.Ticking, case: Case) -> Sequence[_Brought]:
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


def exceed(command: asked.ExceedLimit, case: Case) -> Sequence[_Brought]:
    """时限逾期: when the limit has run out and nobody was told of it yet."""
    deadline = case.deadline(command.clock)
    if case.item is None or deadline is None or deadline.due is None:
        return []
    turned = deadline.overdue_from
    if turned is None or moment_of(turned) > command.at:
        return []
    told = _told_otherwise(deadline, case, case.item, turned.day)
    if told is not None:
        return told
    overrun = said.LimitExceeded(
        item=case.item.ref,
        clock=command.clock,
        due=deadline.due,
        turned=turned,
        binds=deadline.binds,
    )
    if alarm_of(overrun) in case.raised:
        return []
    return [overrun, *deem_granted(command, case, case.item, deadline.due)]


def _told_otherwise(deadline: Deadline, case: Case, item: Item, on: date) -> Sequence[_Told] | None:
    """Return what the end of this limit is told by, where that is more than an alarm."""
    clock = deadline.clock
    if clock is ClockKind.SUPPLEMENT and deadline.due is not None:
        return [said.SupplementOverdue(item=item.ref, reply_by=deadline.due.day, on=on)]
    if clock is ClockKind.OMISSIONS and deadline.due is not None:
        return omissions_overdue(item, case.outstanding, deadline.due, on)
    if clock is ClockKind.OPINIONS:
        return opinions_overdue(item, case.opinions, on)
    if clock in CLOCK_OF.values() and case.certificate is not None:
        return lapse(item, case.certificate, case.document_number)
    return None


def deem_granted(
    command: asked.ExceedLimit, case: Case, item: Item, due: HalfDay
) -> list[said.ApprovalDeemedGranted]:
    """视为批准: where a local rule has it, silence past the limit of the law is consent.

    The promised limit stands in where the law sets none. A case that waits is not silence.
    """
    limit = ClockKind.STATUTORY if item.statutory is not None else ClockKind.PROMISED
    if item.tacit is None or command.clock is not limit or case.stage not in HANDLED:
        return []
    granted = said.ApprovalDeemedGranted(
        item=item.ref,
        document_number="",
        valid_until=None,
        on=due.day,
        warnings=(),
        basis=item.tacit.text,
        outstanding=case.outstanding,
    )
    return [_with_what_follows(granted, item, command.calendar)]


def _with_what_follows(
    granted: said.ApprovalDeemedGranted, item: Item, calendar: Calendar
) -> said.ApprovalDeemedGranted:
    """Write into a grant what any grant brings.

    Silence is consent also where it leads beyond the last year known: what is due has no end then
    until that year is published, and nothing is guessed of a validity.
    """
    day, with_omissions = granted.on, bool(granted.outstanding)
    due = after_grant(item, day, calendar, with_omissions=with_omissions, counting=turns_if_known)
    try:
        held = held_from(item, day, calendar)
    except Rejected:
        held = Held(valid_until=None)
    return replace(
        granted,
        valid_until=held.valid_until,
        duties=(*due, *held.duties),
        calendar_version=calendar.version,
        meaning=held.meaning,
    )


def recompute(command: asked.RecomputeDeadlines, case: Case) -> list[said.DeadlineRecomputed]:
    """重算期限: one event for every limit that now ends, or turns its light, at another time."""
    item = require_received(case)
    before = {deadline.clock: deadline for deadline in (*case.deadlines, *case.duties)}
    after = (
        *deadlines_of(case.clock, command.calendar, turns_if_known),
        *recounted(case.duties, item, case.procedure_days, command.calendar),
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
