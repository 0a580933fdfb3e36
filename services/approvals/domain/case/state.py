"""What the rules of a case ask about, folded from its events; never stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import assert_never

from services.approvals.domain import events as said
from services.approvals.domain.case.certificate_state import Certificate, certificate_after
from services.approvals.domain.case.opinion_state import Opinions, opinions_after
from services.approvals.domain.catalogue import Item
from services.approvals.domain.clocks.duties import duties_after, moved
from services.approvals.domain.clocks.timekeeping import SUPPLEMENT, ClockFacts, evolve_clock
from services.approvals.domain.terms import (
    OPEN_STAGES,
    ClockKind,
    Commitment,
    Deadline,
    Readers,
    Stage,
)
from shared.kernel.clock import HalfDay
from shared.kernel.identifiers import LeadId, ParkId, ProjectId
from shared.kernel.values import replace

# Where each act brings a case; an act that is not here leaves it where it is.
PROGRESS: Mapping[type[said.CaseEvent], Stage] = {
    said.CaseReceived: Stage.RECEIVED,
    said.DeficienciesNotified: Stage.DEFICIENCIES_NOTIFIED,
    said.DeficienciesRemedied: Stage.RECEIVED,
    said.CaseAccepted: Stage.ACCEPTED,
    said.CaseDeemedAccepted: Stage.ACCEPTED,
    said.ExaminationPassed: Stage.UNDER_EXAMINATION,
    said.ExaminationObjected: Stage.UNDER_EXAMINATION,
    said.CaseDeclined: Stage.DECLINED,
    said.CaseNotRequired: Stage.NOT_REQUIRED,
    said.ApplicationLapsed: Stage.APPLICATION_LAPSED,
    said.CaseWithdrawn: Stage.WITHDRAWN,
    said.CaseAcceptedWithOmissions: Stage.ACCEPTED,
    said.ApprovalGranted: Stage.GRANTED,
    said.ApprovalGrantedWithOmissions: Stage.GRANTED_WITH_OMISSIONS,
    said.ApprovalDeregistered: Stage.DEREGISTERED,
    said.ApprovalForfeited: Stage.FORFEITED,
    said.CertificateLapsed: Stage.LAPSED,
    said.ApprovalDeemedGranted: Stage.GRANTED,
    said.ApprovalRefused: Stage.REFUSED,
    said.FilingRecorded: Stage.FILED,
    said.FilingReturned: Stage.RETURNED,
    said.ApprovalRetracted: Stage.RETRACTED,
    said.ApprovalRevoked: Stage.REVOKED,
    said.RegistrationMade: Stage.REGISTERED,
    said.RegistrationRefused: Stage.REGISTRATION_REFUSED,
    said.ServiceProvided: Stage.PROVIDED,
    said.ServiceNotProvided: Stage.NOT_PROVIDED,
    said.SelfReportPlanned: Stage.PLANNED,
    said.SelfReportMade: Stage.REPORTED,
    said.TransactionAnnounced: Stage.ANNOUNCED,
    said.TransactionConcluded: Stage.CONCLUDED,
    said.TransactionFailed: Stage.FAILED,
    said.StudyCommissioned: Stage.COMMISSIONED,
    said.StudyDelivered: Stage.DELIVERED,
    said.StudyVoided: Stage.VOIDED,
    said.InternalDecisionMade: Stage.DECIDED,
    said.ConditionRaised: Stage.OUTSTANDING,
    said.ConditionMet: Stage.MET,
}

_NOTED_BY_TIME = (
    said.OpinionOverdue | said.OmissionsOverdue | said.SupplementOverdue | said.RevocationProposed
)
Alarm = tuple[type[said.LimitDueSoon] | type[said.LimitExceeded], ClockKind, HalfDay]


@dataclass(frozen=True, kw_only=True)
class Case:
    """办件: one application for one item of one project, up to its decision and beyond.

    `progress` is how far it has come whatever it waits for; `stage` also says what it waits for.
    `last` is the latest act, by which a repeat is known.
    """

    progress: Stage | None = None
    item: Item | None = None
    project: ProjectId | None = None
    lead: LeadId | None = None
    park: ParkId | None = None
    readers: Readers = field(default_factory=Readers)
    clock: ClockFacts = field(default_factory=ClockFacts)
    deadlines: tuple[Deadline, ...] = ()
    duties: tuple[Deadline, ...] = ()
    calendar_version: str = ""
    withdrawal_pending: bool = False
    extension_request: said.ExtensionRequested | None = None
    examination_passed: bool = False
    document_number: str = ""
    served: bool = False
    outstanding: tuple[str, ...] = ()
    commitment: Commitment | None = None
    deregistration_wished: bool = False
    certificate: Certificate | None = None
    opinions: Opinions = ()
    procedure_days: Decimal = Decimal(0)
    raised: frozenset[Alarm] = frozenset()
    latest_on: date | None = None
    last: said.ActEvent | None = None

    @property
    def stage(self) -> Stage | None:
        """Where the case is, or what it waits for there."""
        return stage_of(self.progress, self.clock, withdrawal_pending=self.withdrawal_pending)

    def deadline(self, clock: ClockKind) -> Deadline | None:
        """Return the deadline of one clock, if it runs."""
        due = (*self.deadlines, *self.duties)
        return next((one for one in due if one.clock is clock), None)

    def repeats(self, event: type[said.ActEvent], **asked: object) -> bool:
        """Tell whether the latest act was this one, with the same content."""
        same = all(getattr(self.last, name, None) == value for name, value in asked.items())
        return isinstance(self.last, event) and same


def stage_of(
    progress: Stage | None, clock: ClockFacts, *, withdrawal_pending: bool
) -> Stage | None:
    """Return the stage that follows from how far a case is and what it waits for."""
    if progress not in OPEN_STAGES:
        return progress
    if withdrawal_pending:
        return Stage.WITHDRAWAL_REQUESTED
    if clock.open_stop is None or clock.open_stop.answered:
        return progress
    waits_for_applicant = clock.open_stop.what == SUPPLEMENT
    return Stage.SUPPLEMENT_REQUESTED if waits_for_applicant else Stage.SPECIAL_PROCEDURE


def evolve(case: Case, event: said.CaseEvent) -> Case:
    """Take in one event. No rules here: what happened, happened."""
    if isinstance(event, said.ReaderEvent):
        return replace(case, readers=read_by(case.readers, event))
    if isinstance(event, said.ClockEvent):
        return _ticked(case, event)
    acted = replace(
        case,
        progress=progress_after(case.progress, event),
        clock=clock_after(case.clock, event),
        deadlines=deadlines_after(case.deadlines, event),
        duties=duties_after(case.duties, event),
        certificate=certificate_after(case.certificate, event),
        opinions=opinions_after(case.opinions, event),
        latest_on=_latest_on(case.latest_on, event),
        last=event,
    )
    if isinstance(event, said.SpecialProcedureStarted):
        acted = replace(acted, procedure_days=event.limit_days or Decimal(0))
    if isinstance(event, said.CountedEvent):
        acted = replace(acted, calendar_version=event.calendar_version or acted.calendar_version)
    if isinstance(event, said.CaseReceived | said.OtherOpeningEvent):
        return _opened(acted, event)
    if isinstance(event, said.PromiseEvent):
        return _promised(acted, event)
    return _noted(acted, event)


def _latest_on(before: date | None, event: said.ActEvent) -> date:
    """Return the day of the latest act; time noting that nothing came is none.

    What did come, and is entered when its day has passed, may still be dated by its day.
    """
    if before is not None and isinstance(event, _NOTED_BY_TIME):
        return before
    return max(event.on, before or event.on)


def progress_after(before: Stage | None, event: said.ActEvent) -> Stage | None:
    """Return how far a case is after an act; a grant is whole once nothing is outstanding."""
    if isinstance(event, said.ApprovalDeemedGranted) and event.outstanding:
        return Stage.GRANTED_WITH_OMISSIONS
    if isinstance(event, said.OmissionsSupplied) and before is Stage.GRANTED_WITH_OMISSIONS:
        return before if event.outstanding else Stage.GRANTED
    return PROGRESS.get(type(event), before)


def read_by(readers: Readers, event: said.ReaderEvent) -> Readers:
    """Return who serves the project now."""
    if isinstance(event, said.OfficerNoted):
        return replace(readers, officer=event.to_officer)
    return replace(readers, leader=event.to_leader)


def deadlines_after(
    before: tuple[Deadline, ...], event: said.ActEvent | said.DeadlineRecomputed
) -> tuple[Deadline, ...]:
    """Return the deadlines an event leaves: its own, none at the end, else those before."""
    match event:
        case said.DeadlineRecomputed():
            return moved(before, event)
        case said.DeficienciesNotified():
            return ()
        case _ if isinstance(event, said.TimedEvent):
            return event.deadlines
        case _:
            return before if PROGRESS.get(type(event)) in (None, *OPEN_STAGES) else ()


def clock_after(facts: ClockFacts, event: said.ActEvent) -> ClockFacts:
    """Return what the clocks follow from after an act; a case of any kind begins on a day."""
    if isinstance(event, said.OtherOpeningEvent):
        return ClockFacts(item=event.item, received_on=event.on, complete_on=event.on)
    return evolve_clock(facts, event)


def _opened(case: Case, event: said.CaseReceived | said.OtherOpeningEvent) -> Case:
    return replace(
        case,
        item=event.item,
        project=event.project,
        lead=event.lead,
        park=event.park,
        readers=event.readers,
    )


def _promised(case: Case, event: said.PromiseEvent) -> Case:
    match event:
        case said.OmissionsPromised():
            return replace(case, outstanding=event.materials)
        case said.OmissionsSupplied():
            return replace(case, outstanding=event.outstanding)
        case said.CommitmentMade():
            return replace(case, commitment=Commitment.MADE)
        case said.CommitmentCheckPassed():
            return replace(case, commitment=Commitment.KEPT)
        case said.CommitmentCheckFailed():
            return replace(case, commitment=Commitment.BROKEN)
        case _:
            return case


def _noted(case: Case, event: said.ActEvent) -> Case:
    """Take in what only one kind of act changes."""
    match event:
        case said.ApprovalGranted() | said.FilingRecorded() | said.RegistrationMade():
            return replace(case, document_number=event.document_number)
        case said.DecisionServed() | said.DeregistrationRequested():
            wished = isinstance(event, said.DeregistrationRequested)
            return replace(
                case,
                served=case.served or not wished,
                deregistration_wished=case.deregistration_wished or wished,
            )
        case said.ExtensionRequested() | said.ExtensionRefused() | said.LimitExtended():
            request = event if isinstance(event, said.ExtensionRequested) else None
            return replace(case, extension_request=request)
        case said.CaseWithdrawalRequested() | said.CaseWithdrawalRefused():
            asking = isinstance(event, said.CaseWithdrawalRequested)
            return replace(case, withdrawal_pending=asking)
        case said.ExaminationPassed() | said.ExaminationObjected() | said.SupplementRequested():
            passed = isinstance(event, said.ExaminationPassed)
            return replace(case, examination_passed=passed)
        case _:
            return case


def _ticked(case: Case, event: said.ClockEvent) -> Case:
    match event:
        case said.LimitDueSoon() | said.LimitExceeded():
            return replace(case, raised=case.raised | {alarm_of(event)})
        case said.DeadlineRecomputed():
            return replace(
                case,
                deadlines=deadlines_after(case.deadlines, event),
                duties=moved(case.duties, event),
                calendar_version=event.calendar_version,
            )
        case _:
            assert_never(event)


def alarm_of(event: said.LimitDueSoon | said.LimitExceeded) -> Alarm:
    """Name an alarm: a warning belongs to a turn of the light, an overrun to the end of a limit."""
    if isinstance(event, said.LimitDueSoon):
        return said.LimitDueSoon, event.clock, event.turned
    return said.LimitExceeded, event.clock, event.due
