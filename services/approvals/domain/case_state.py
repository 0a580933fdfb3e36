"""What the rules of a case ask about, folded from its events; never stored."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from services.approvals.domain.catalogue import Item
from services.approvals.domain.events import (
    ApprovalGranted,
    ApprovalRefused,
    ApprovalRetracted,
    ApprovalRevoked,
    CaseAccepted,
    CaseDeclined,
    CaseDeemedAccepted,
    CaseEvent,
    CaseNotRequired,
    CaseReceived,
    CaseWithdrawalRefused,
    CaseWithdrawalRequested,
    CaseWithdrawn,
    ClockEvent,
    DeadlineRecomputed,
    DecisionEvent,
    DecisionServed,
    DeficienciesNotified,
    DeficienciesRemedied,
    ExaminationObjected,
    ExaminationPassed,
    ExtensionRequested,
    FilingRecorded,
    FilingReturned,
    HandlingEvent,
    LeaderNoted,
    LimitDueSoon,
    LimitExceeded,
    LimitExtended,
    OfficerNoted,
    ReceptionEvent,
    SpecialProcedureEnded,
    SpecialProcedureStarted,
    SupplementReceived,
    SupplementRequested,
)
from services.approvals.domain.terms import OPEN_STAGES, ClockKind, Deadline, Readers, Stage
from services.approvals.domain.timekeeping import SUPPLEMENT, ClockFacts, evolve_clock
from shared.kernel.clock import HalfDay
from shared.kernel.identifiers import LeadId, ParkId, ProjectId

Raised = tuple[type[LimitDueSoon] | type[LimitExceeded], ClockKind, HalfDay]


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
    calendar_version: str = ""
    withdrawal_pending: bool = False
    extension_request: ExtensionRequested | None = None
    examination_passed: bool = False
    document_number: str = ""
    served: bool = False
    raised: frozenset[Raised] = frozenset()
    latest_on: date | None = None
    last: CaseEvent | None = None

    @property
    def stage(self) -> Stage | None:
        """Where the case is, or what it waits for there."""
        return stage_of(self.progress, self.clock, withdrawal_pending=self.withdrawal_pending)

    def deadline(self, clock: ClockKind) -> Deadline | None:
        """Return the deadline of one clock, if it runs."""
        return next((one for one in self.deadlines if one.clock is clock), None)

    def repeats(self, event: type[CaseEvent], **asked: object) -> bool:
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
    if clock.open_stop is None:
        return progress
    waits_for_applicant = clock.open_stop.what == SUPPLEMENT
    return Stage.SUPPLEMENT_REQUESTED if waits_for_applicant else Stage.SPECIAL_PROCEDURE


def evolve(case: Case, event: CaseEvent) -> Case:
    """Take in one event. No rules here: what happened, happened."""
    if isinstance(event, OfficerNoted):
        return replace(case, readers=replace(case.readers, officer=event.to_officer))
    if isinstance(event, LeaderNoted):
        return replace(case, readers=replace(case.readers, leader=event.to_leader))
    if isinstance(event, ClockEvent):
        return _ticked(case, event)
    acted = replace(case, clock=evolve_clock(case.clock, event), last=event)
    if isinstance(event, DecisionEvent):
        return _decided(acted, event)
    if isinstance(event, HandlingEvent):
        return _handled(acted, event)
    return _in_reception(acted, event)


def _in_reception(case: Case, event: ReceptionEvent) -> Case:
    match event:
        case CaseReceived():
            return _received(case, event)
        case DeficienciesNotified():
            return replace(
                case,
                progress=Stage.DEFICIENCIES_NOTIFIED,
                deadlines=(),
                latest_on=event.notified_on,
            )
        case DeficienciesRemedied():
            return replace(case, progress=Stage.RECEIVED, latest_on=event.remedied_on)
        case CaseAccepted() | CaseDeemedAccepted():
            accepted = replace(case, progress=Stage.ACCEPTED, latest_on=event.accepted_on)
            return _timed(accepted, event.deadlines, event.calendar_version)
        case CaseDeclined():
            return _closed(case, Stage.DECLINED, event.declined_on)
        case CaseNotRequired():
            return _closed(case, Stage.NOT_REQUIRED, event.found_on)
        case _:
            assert_never(event)


def _received(case: Case, event: CaseReceived) -> Case:
    received = replace(
        case,
        progress=Stage.RECEIVED,
        item=event.item,
        project=event.project,
        lead=event.lead,
        park=event.park,
        readers=event.readers,
        latest_on=event.received_on,
    )
    return _timed(received, event.deadlines, event.calendar_version)


def _handled(case: Case, event: HandlingEvent) -> Case:
    match event:
        case SupplementRequested() | SpecialProcedureStarted():
            stopped = replace(case, examination_passed=False, latest_on=event.since.day)
            return _timed(stopped, event.deadlines, event.calendar_version)
        case SupplementReceived() | SpecialProcedureEnded():
            resumed = replace(case, latest_on=event.until.day)
            return _timed(resumed, event.deadlines, event.calendar_version)
        case ExtensionRequested():
            return replace(case, extension_request=event)
        case LimitExtended():
            extended = replace(case, extension_request=None)
            return _timed(extended, event.deadlines, event.calendar_version)
        case ExaminationPassed() | ExaminationObjected():
            return replace(
                case,
                progress=Stage.UNDER_EXAMINATION,
                examination_passed=isinstance(event, ExaminationPassed),
                latest_on=event.examined_on,
            )
        case CaseWithdrawalRequested():
            return replace(case, withdrawal_pending=True, latest_on=event.requested_on)
        case CaseWithdrawalRefused():
            return replace(case, withdrawal_pending=False, latest_on=event.answered_on)
        case CaseWithdrawn():
            return _closed(case, Stage.WITHDRAWN, event.withdrawn_on)
        case _:
            assert_never(event)


def _decided(case: Case, event: DecisionEvent) -> Case:
    match event:
        case ApprovalGranted():
            granted = replace(case, document_number=event.document_number)
            return _closed(granted, Stage.GRANTED, event.granted_on)
        case FilingRecorded():
            filed = replace(case, document_number=event.document_number)
            return _closed(filed, Stage.FILED, event.filed_on)
        case ApprovalRefused():
            return _closed(case, Stage.REFUSED, event.refused_on)
        case FilingReturned():
            return _closed(case, Stage.RETURNED, event.returned_on)
        case ApprovalRetracted():
            return _closed(case, Stage.RETRACTED, event.retracted_on)
        case ApprovalRevoked():
            return _closed(case, Stage.REVOKED, event.revoked_on)
        case DecisionServed():
            return replace(case, served=True, latest_on=event.served_on)
        case _:
            assert_never(event)


def _ticked(case: Case, event: ClockEvent) -> Case:
    match event:
        case LimitDueSoon() | LimitExceeded():
            return replace(case, raised=case.raised | {(type(event), event.clock, event.turned)})
        case DeadlineRecomputed():
            others = tuple(one for one in case.deadlines if one.clock is not event.clock)
            return _timed(case, (*others, recomputed(event)), event.calendar_version)
        case _:
            assert_never(event)


def recomputed(event: DeadlineRecomputed) -> Deadline:
    """Return the deadline as the new calendar has it."""
    return Deadline(
        clock=event.clock,
        due=event.to_due,
        due_soon_from=event.to_due_soon,
        overdue_from=event.to_overdue,
        other_unit_due=event.other_unit_due,
    )


def _timed(case: Case, deadlines: tuple[Deadline, ...], calendar_version: str) -> Case:
    return replace(case, deadlines=deadlines, calendar_version=calendar_version)


def _closed(case: Case, stage: Stage, on: date) -> Case:
    return replace(case, progress=stage, withdrawal_pending=False, deadlines=(), latest_on=on)
