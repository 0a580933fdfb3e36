"""收件到受理: taking in, what is missing, taking on or not."""

from dataclasses import replace
from typing import TypeVar

from services.approvals.domain.acts import Act, day_of, require
from services.approvals.domain.case_state import Case
from services.approvals.domain.commands import (
    AcceptCase,
    DeclineCase,
    DeemAccepted,
    FindNotRequired,
    NotifyDeficiencies,
    OnCalendar,
    ReceiveCase,
    RemedyDeficiencies,
)
from services.approvals.domain.events import (
    CaseAccepted,
    CaseDeclined,
    CaseDeemedAccepted,
    CaseNotRequired,
    CaseReceived,
    DeficienciesNotified,
    DeficienciesRemedied,
    LimitExtended,
    SpecialProcedureEnded,
    SpecialProcedureStarted,
    SupplementReceived,
    SupplementRequested,
)
from services.approvals.domain.terms import ClockKind, Stage
from services.approvals.domain.timekeeping import deadlines_of, evolve_clock, moment_of
from shared.kernel.asked import require_not_future
from shared.kernel.rejected import Rejected

T = TypeVar(
    "T",
    CaseReceived,
    CaseAccepted,
    CaseDeemedAccepted,
    SupplementRequested,
    SupplementReceived,
    SpecialProcedureStarted,
    SpecialProcedureEnded,
    LimitExtended,
)


def timed(event: T, command: OnCalendar, case: Case) -> T:
    """Write into an event where the clocks end after it, and by which calendar."""
    return replace(
        event,
        deadlines=deadlines_of(evolve_clock(case.clock, event), command.calendar),
        calendar_version=command.calendar.version,
    )


def receive(command: ReceiveCase, case: Case) -> list[CaseReceived]:
    """收件: once per case; on what day is the applicant's proof."""
    day = day_of(command)
    asked = {"item": command.item, "materials": command.materials, "received_on": day}
    if case.repeats(CaseReceived, project=command.project, **asked):
        return []
    if case.item is not None:
        raise Rejected("case-already-received", "this case was received before")
    require_not_future(command)
    received = CaseReceived(
        item=command.item,
        project=command.project,
        lead=command.lead,
        project_name=command.project_name,
        park=command.park,
        readers=command.readers,
        materials=command.materials,
        received_on=day,
        warnings=command.warnings,
        deadlines=(),
        calendar_version="",
    )
    return [timed(received, command, case)]


def notify_deficiencies(command: NotifyDeficiencies, case: Case) -> list[DeficienciesNotified]:
    """一次性告知: once, and all at once."""
    day = day_of(command)
    asked = {"deficiencies": command.deficiencies, "notified_on": day}
    if case.repeats(DeficienciesNotified, **asked):
        return []
    item = require(Act.NOTIFY_DEFICIENCIES, command, case)
    if case.clock.notified:
        raise Rejected("deficiencies-already-notified", "what is missing is told once, all of it")
    return [
        DeficienciesNotified(item=item.ref, deficiencies=command.deficiencies, notified_on=day)
    ]


def remedy_deficiencies(command: RemedyDeficiencies, case: Case) -> list[DeficienciesRemedied]:
    """受理前补正: the materials are complete from that day on."""
    day = day_of(command)
    if case.repeats(DeficienciesRemedied, materials=command.materials, remedied_on=day):
        return []
    item = require(Act.REMEDY_DEFICIENCIES, command, case)
    return [DeficienciesRemedied(item=item.ref, materials=command.materials, remedied_on=day)]


def accept(command: AcceptCase, case: Case) -> list[CaseAccepted]:
    """受理: the clocks begin to run."""
    day = day_of(command)
    if case.repeats(CaseAccepted, accepted_on=day):
        return []
    item = require(Act.ACCEPT, command, case)
    accepted = CaseAccepted(item=item.ref, accepted_on=day, deadlines=(), calendar_version="")
    return [timed(accepted, command, case)]


def deem_accepted(command: DeemAccepted, case: Case) -> list[CaseDeemedAccepted]:
    """视为受理: when the time for the notice is over and nobody has said anything."""
    notice = case.deadline(ClockKind.NOTICE)
    silent = case.progress is Stage.RECEIVED and not case.clock.notified
    if notice is None or case.item is None or case.clock.received_on is None or not silent:
        return []
    if notice.due is None or notice.overdue_from is None:
        return []
    if moment_of(notice.overdue_from) > command.at:
        return []
    deemed = CaseDeemedAccepted(
        item=case.item.ref,
        accepted_on=case.clock.received_on,
        notice_due=notice.due,
        deadlines=(),
        calendar_version="",
    )
    return [timed(deemed, command, case)]


def decline(command: DeclineCase, case: Case) -> list[CaseDeclined]:
    """不予受理: with its reason."""
    day = day_of(command)
    if case.repeats(CaseDeclined, reason=command.reason, declined_on=day):
        return []
    item = require(Act.DECLINE, command, case)
    return [CaseDeclined(item=item.ref, reason=command.reason, declined_on=day)]


def find_not_required(command: FindNotRequired, case: Case) -> list[CaseNotRequired]:
    """不受理: with the reason why no approval is needed."""
    day = day_of(command)
    if case.repeats(CaseNotRequired, reason=command.reason, found_on=day):
        return []
    item = require(Act.FIND_NOT_REQUIRED, command, case)
    return [CaseNotRequired(item=item.ref, reason=command.reason, found_on=day)]
