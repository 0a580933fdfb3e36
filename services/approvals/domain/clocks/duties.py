"""办件限期: what is due beside the limits of the case, and when.

Serving the decision within ten working days (行政许可法第四十四条), supplying what was left out,
checking what was promised, and the end of a certificate. They end with what fulfils them, or with
the approval itself.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from services.approvals.domain import events as said
from services.approvals.domain.catalogue import Binds, Item
from services.approvals.domain.terms import ClockKind, Deadline
from shared.kernel.clock import Clock, Counting, HalfDay, turns, turns_if_known
from shared.kernel.values import replace
from shared.kernel.working_days import Calendar

SERVING_DAYS = Decimal(10)
_BINDS = {
    ClockKind.OMISSIONS: Binds.APPLICANT,
    ClockKind.REMEDY: Binds.APPLICANT,
    ClockKind.SUPPLEMENT: Binds.APPLICANT,
    ClockKind.PROCEDURE: Binds.PROCEDURE,
    ClockKind.SUSPENSION_REPORT: Binds.APPLICANT,
    ClockKind.VERIFICATION: Binds.APPLICANT,
}
_FULFILLED_BY: Sequence[tuple[type[Any], ClockKind]] = (
    (said.DecisionServed, ClockKind.SERVING),
    (said.OmissionsOverdue, ClockKind.OMISSIONS),
    (said.CommitmentCheckPassed, ClockKind.COMMITMENT_CHECK),
    (said.CommitmentCheckFailed, ClockKind.COMMITMENT_CHECK),
    (said.BeginningRecorded, ClockKind.BEGINNING),
    (said.OpinionOverdue, ClockKind.OPINIONS),
    (said.SpecialProcedureEnded, ClockKind.PROCEDURE),
    (said.DeficienciesRemedied, ClockKind.REMEDY),
    (said.SupplementOverdue, ClockKind.SUPPLEMENT),
    (said.SupplementReceived, ClockKind.SUPPLEMENT),
    (said.SuspensionReported, ClockKind.SUSPENSION_REPORT),
    (said.ResumptionNoted, ClockKind.SUSPENSION_REPORT),
    (said.ResumptionNoted, ClockKind.VERIFICATION),
    (said.CertificateVerified, ClockKind.VERIFICATION),
)
_REFUSAL = said.CaseDeclined | said.CaseNotRequired | said.ApplicationLapsed
_ENDING = (
    said.DecisionEvent
    | said.UndoingEvent
    | said.StudyVoided
    | said.CertificateLapsed
    | said.CaseWithdrawn
    | _REFUSAL
)
_BRINGING = (
    said.SpecialProcedureStarted
    | said.OpinionRequested
    | said.DeficienciesNotified
    | said.SupplementRequested
    | said.SuspensionNoted
)
_OF_CERTIFICATES = frozenset({ClockKind.BEGINNING, ClockKind.EXPIRY})
_OF_STANDSTILLS = frozenset({ClockKind.SUSPENSION_REPORT, ClockKind.VERIFICATION})
_OF_ANSWERS = frozenset({ClockKind.OPINIONS, ClockKind.REMEDY, ClockKind.SUPPLEMENT})
_ON_ITS_DAY = _OF_CERTIFICATES | _OF_STANDSTILLS | _OF_ANSWERS
# What no rule of the item counts from the decision: it ends on a day that was named, or asked.
BY_VALIDITY = _ON_ITS_DAY | {ClockKind.PROCEDURE}


def after_delivery(item: Item, day: date, calendar: Calendar) -> tuple[Deadline, ...]:
    """Return what a study makes due: the check of what it was delivered on, where it was."""
    if item.commitment is None:
        return ()
    kind = ClockKind.COMMITMENT_CHECK
    return (_duty(kind, clock_of(kind, day, item, calendar), calendar),)


def on_named_day(clock: ClockKind, start: date, by: date) -> Deadline:
    """Return what is due by a day that was named: over with that day, and not warned of."""
    due = HalfDay(by)
    return Deadline(
        clock=clock,
        start=start,
        due=due,
        due_soon_from=None,
        overdue_from=due.next(),
        binds=_BINDS.get(clock, Binds.AUTHORITY),
    )


def after_grant(
    item: Item, day: date, calendar: Calendar, *, with_omissions: bool, counting: Counting = turns
) -> tuple[Deadline, ...]:
    """Return what a grant makes due: serving it, and what was promised for it."""
    kinds = [ClockKind.SERVING]
    kinds += [ClockKind.OMISSIONS] if with_omissions else []
    kinds += [ClockKind.COMMITMENT_CHECK] if item.commitment is not None else []
    return tuple(
        _duty(kind, clock_of(kind, day, item, calendar), calendar, counting) for kind in kinds
    )


def clock_of(kind: ClockKind, start: date, item: Item, calendar: Calendar) -> Clock:
    """Return the clock of what is due so many working days after a day, which is not counted."""
    return Clock(start=start, limit=_days(kind, item), warn_days=calendar.warn_days)


def _days(kind: ClockKind, item: Item) -> Decimal:
    if kind is ClockKind.OMISSIONS and item.omission is not None:
        return item.omission.days
    if kind is ClockKind.COMMITMENT_CHECK and item.commitment is not None:
        return item.commitment.check_days
    return SERVING_DAYS


def _duty(
    kind: ClockKind, clock: Clock, calendar: Calendar, counting: Counting = turns
) -> Deadline:
    turning = counting(clock, calendar)
    soon = turning.due_soon_from
    return Deadline(
        clock=kind,
        start=clock.start,
        due=turning.due,
        due_soon_from=None if soon == HalfDay(clock.start) else soon,
        overdue_from=turning.overdue_from,
        binds=_BINDS.get(kind, Binds.AUTHORITY),
    )


def recounted(
    duties: Sequence[Deadline], item: Item, procedure_days: Decimal, calendar: Calendar
) -> tuple[Deadline, ...]:
    """Return them as this calendar has them; what ends on a day that was named stays so."""
    return tuple(_recounted(one, item, procedure_days, calendar) for one in duties)


def _recounted(one: Deadline, item: Item, procedure_days: Decimal, calendar: Calendar) -> Deadline:
    if one.clock in _ON_ITS_DAY:
        return one
    if one.clock is ClockKind.PROCEDURE:
        return of_procedure(one.start, procedure_days, calendar, turns_if_known)
    return _duty(
        one.clock, clock_of(one.clock, one.start, item, calendar), calendar, turns_if_known
    )


def of_procedure(
    start: date, days: Decimal, calendar: Calendar, counting: Counting = turns
) -> Deadline:
    """Return where a special procedure's own limit ends, in working days."""
    clock = Clock(start=start, limit=days, warn_days=calendar.warn_days)
    return _duty(ClockKind.PROCEDURE, clock, calendar, counting)


def duties_after(before: tuple[Deadline, ...], event: said.ActEvent) -> tuple[Deadline, ...]:
    """Return what is due after an act: what it brings, without what it fulfils."""
    if isinstance(event, _ENDING):
        return event.duties if isinstance(event, said.ApprovalGranted | said.StudyDelivered) else ()
    if isinstance(event, _BRINGING):
        return (*_without(before, *(one.clock for one in event.duties)), *event.duties)
    if isinstance(event, said.CertificateIssued | said.ValidityExtended):
        return (*_without(before, *_OF_CERTIFICATES), *event.duties)
    if isinstance(event, said.OmissionsSupplied | said.OpinionGiven) and not event.outstanding:
        supplied = isinstance(event, said.OmissionsSupplied)
        return _without(before, ClockKind.OMISSIONS if supplied else ClockKind.OPINIONS)
    fulfilled = [kind for fulfilling, kind in _FULFILLED_BY if isinstance(event, fulfilling)]
    return _without(before, *fulfilled)


def _without(duties: tuple[Deadline, ...], *kinds: ClockKind) -> tuple[Deadline, ...]:
    return tuple(one for one in duties if one.clock not in kinds)


def moved(duties: tuple[Deadline, ...], event: said.DeadlineRecomputed) -> tuple[Deadline, ...]:
    """Return deadlines of any sort with the one that was counted again."""
    return tuple(
        replace(
            one,
            due=event.to_due,
            due_soon_from=event.to_due_soon,
            overdue_from=event.to_overdue,
            other_unit_due=event.other_unit_due,
        )
        if one.clock is event.clock
        else one
        for one in duties
    )
