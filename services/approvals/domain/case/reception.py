"""收件到受理: taking in, what is missing, taking on or not."""

from collections.abc import Sequence
from typing import assert_never

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.case.acts import day_of, require
from services.approvals.domain.case.lifecycles import OPENED_AS, Act
from services.approvals.domain.case.state import Case
from services.approvals.domain.case.ticking import timed
from services.approvals.domain.clocks.duties import on_named_day
from services.approvals.domain.clocks.timekeeping import end_of
from services.approvals.domain.terms import ClockKind
from shared.kernel.asked import require_not_future
from shared.kernel.clock import turns_if_known
from shared.kernel.rejected import Rejected


def decide_intake(
    command: asked.Intake, case: Case
) -> Sequence[said.IntakeEvent | said.OtherOpeningEvent]:
    """Answer what comes in and what is found missing."""
    match command:
        case asked.ReceiveCase():
            return receive(command, case)
        case asked.NotifyDeficiencies():
            return notify_deficiencies(command, case)
        case asked.RemedyDeficiencies():
            return remedy_deficiencies(command, case)
        case _:
            assert_never(command)


def decide_acceptance(command: asked.Acceptance, case: Case) -> Sequence[said.AcceptanceEvent]:
    """Answer whether the case is taken on."""
    match command:
        case asked.AcceptCase():
            return accept(command, case)
        case asked.DeemAccepted():
            return deem_accepted(command, case)
        case asked.DeclineCase():
            return decline(command, case)
        case asked.FindNotRequired():
            return find_not_required(command, case)
        case asked.LapseApplication():
            return lapse_application(command, case)
        case _:
            assert_never(command)


def receive(
    command: asked.ReceiveCase, case: Case
) -> list[said.CaseReceived | said.OtherOpeningEvent]:
    """收件: once per case; on what day is the applicant's proof. Each kind begins in its words."""
    day, opened_as = day_of(command), OPENED_AS[command.item.kind]
    content = {"item": command.item, "materials": command.materials, "on": day}
    if case.repeats(opened_as, project=command.project, **content):
        return []
    if case.item is not None:
        raise Rejected("case-already-received", "this case was received before")
    require_not_future(command)
    opened = opened_as(
        item=command.item,
        project=command.project,
        lead=command.lead,
        project_name=command.project_name,
        park=command.park,
        readers=command.readers,
        materials=command.materials,
        on=day,
        warnings=command.warnings,
        application=command.application,
        deadlines=(),
        calendar_version="",
    )
    return [timed(opened, command, case)]


def notify_deficiencies(
    command: asked.NotifyDeficiencies, case: Case
) -> list[said.DeficienciesNotified]:
    """一次性告知: once, and all at once."""
    day = day_of(command)
    remedy_by = command.remedy_by
    content = {"deficiencies": command.deficiencies, "remedy_by": remedy_by, "on": day}
    if case.repeats(said.DeficienciesNotified, **content):
        return []
    item = require(Act.NOTIFY_DEFICIENCIES, command, case)
    if case.clock.notified:
        raise Rejected("deficiencies-already-notified", "what is missing is told once, all of it")
    if remedy_by is not None and remedy_by < day:
        raise Rejected("expected-before-start", "the day expected lies before the beginning")
    duties = (on_named_day(ClockKind.REMEDY, day, remedy_by),) if remedy_by else ()
    return [
        said.DeficienciesNotified(
            item=item.ref,
            deficiencies=command.deficiencies,
            on=day,
            remedy_by=remedy_by,
            duties=duties,
        )
    ]


def remedy_deficiencies(
    command: asked.RemedyDeficiencies, case: Case
) -> list[said.DeficienciesRemedied]:
    """受理前补正: the materials are complete from that day on."""
    day = day_of(command)
    if case.repeats(said.DeficienciesRemedied, materials=command.materials, on=day):
        return []
    item = require(Act.REMEDY_DEFICIENCIES, command, case)
    return [said.DeficienciesRemedied(item=item.ref, materials=command.materials, on=day)]


def accept(command: asked.AcceptCase, case: Case) -> list[said.CaseAccepted]:
    """受理: the clocks begin to run."""
    day = day_of(command)
    if case.repeats(said.CaseAccepted, on=day):
        return []
    item = require(Act.ACCEPT, command, case)
    accepted = said.CaseAccepted(item=item.ref, on=day, deadlines=(), calendar_version="")
    if case.outstanding:
        with_omissions = said.CaseAcceptedWithOmissions(
            **vars(accepted), outstanding=case.outstanding
        )
        return [timed(with_omissions, command, case)]
    return [timed(accepted, command, case)]


def deem_accepted(command: asked.DeemAccepted, case: Case) -> list[said.CaseDeemedAccepted]:
    """视为受理: when the time for the notice is over and nobody has said anything."""
    notice, since = case.deadline(ClockKind.NOTICE), case.clock.received_on
    if case.item is None or notice is None or notice.due is None or since is None:
        return []
    if end_of(notice.due) > command.at:
        return []
    deemed = said.CaseDeemedAccepted(
        item=case.item.ref,
        on=since,
        notice_due=notice.due,
        deadlines=(),
        calendar_version="",
    )
    return [timed(deemed, command, case, turns_if_known)]  # nobody can ask again


def decline(command: asked.DeclineCase, case: Case) -> list[said.CaseDeclined]:
    """不予受理: with its reason."""
    day = day_of(command)
    if case.repeats(said.CaseDeclined, reason=command.reason, on=day):
        return []
    item = require(Act.DECLINE, command, case)
    return [said.CaseDeclined(item=item.ref, reason=command.reason, on=day)]


def find_not_required(command: asked.FindNotRequired, case: Case) -> list[said.CaseNotRequired]:
    """不受理: with the reason why no approval is needed."""
    day = day_of(command)
    if case.repeats(said.CaseNotRequired, reason=command.reason, on=day):
        return []
    item = require(Act.FIND_NOT_REQUIRED, command, case)
    return [said.CaseNotRequired(item=item.ref, reason=command.reason, on=day)]


def lapse_application(command: asked.LapseApplication, case: Case) -> list[said.ApplicationLapsed]:
    """逾期未补正: where a day to remedy it by was told, and is over."""
    day = day_of(command)
    if case.repeats(said.ApplicationLapsed, reason=command.reason, on=day):
        return []
    item = require(Act.LAPSE_APPLICATION, command, case)
    remedy = case.deadline(ClockKind.REMEDY)
    if remedy is None or remedy.due is None:
        raise Rejected("remedy-day-not-told", "no day was told by which to remedy it")
    if day <= remedy.due.day:
        due_on = str(remedy.due.day)
        raise Rejected("remedy-day-not-over", "it may still come in", remedy_by=due_on)
    return [said.ApplicationLapsed(item=item.ref, reason=command.reason, on=day)]
