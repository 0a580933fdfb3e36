"""What people read of a case: everything about it, with the times beside every act."""

from dataclasses import dataclass, field
from datetime import datetime

from services.approvals.domain import events as said
from services.approvals.domain.case.certificate_state import Certificate, certificate_after
from services.approvals.domain.case.opinion_state import Opinions, opinions_after
from services.approvals.domain.case.outcome import Examination, Outcome, outcome_after
from services.approvals.domain.case.promised import Promises, promises_after
from services.approvals.domain.case.state import (
    clock_after,
    deadlines_after,
    progress_after,
    read_by,
    stage_of,
)
from services.approvals.domain.catalogue import Binds, Item
from services.approvals.domain.clocks.duties import duties_after, moved
from services.approvals.domain.clocks.timekeeping import ClockFacts, Stop
from services.approvals.domain.terms import (
    OPEN_STAGES,
    Awaiting,
    ClockKind,
    Deadline,
    Missing,
    Readers,
    Stage,
)
from shared.kernel.asked import Actor
from shared.kernel.clock import HalfDay
from shared.kernel.effective import Effective
from shared.kernel.identifiers import CaseId, EventId, LeadId, ParkId, ProjectId, split_stream_key
from shared.kernel.recorded import Recorded
from shared.kernel.values import replace

_AWAITED = {
    Stage.DEFICIENCIES_NOTIFIED: Awaiting.APPLICANT,
    Stage.SUPPLEMENT_REQUESTED: Awaiting.APPLICANT,
    Stage.PLANNED: Awaiting.APPLICANT,
    Stage.COMMISSIONED: Awaiting.APPLICANT,
    Stage.OUTSTANDING: Awaiting.APPLICANT,
    Stage.SPECIAL_PROCEDURE: Awaiting.PROCEDURE,
    Stage.ANNOUNCED: Awaiting.PROCEDURE,
}


@dataclass(frozen=True, kw_only=True)
class Moment:
    """办理时点: when an act was so, when it was entered, and by whom."""

    event_id: EventId
    effective: Effective
    recorded_at: datetime
    by: Actor


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """时限警示: a limit due soon, or exceeded, whom it binds, and whether it was noticed late."""

    clock: ClockKind
    exceeded: bool
    due: HalfDay
    late: bool
    binds: Binds = Binds.AUTHORITY


@dataclass(frozen=True, kw_only=True)
class CaseRecord:
    """办件: one application for one item, as people read it."""

    case_id: CaseId
    progress: Stage | None = None
    withdrawal_pending: bool = False
    item: Item | None = None
    project: ProjectId | None = None
    lead: LeadId | None = None
    project_name: str = ""
    application: str | None = None
    park: ParkId | None = None
    readers: Readers = field(default_factory=Readers)
    materials: tuple[str, ...] = ()
    warnings: tuple[Missing, ...] = ()
    deficiencies: tuple[str, ...] = ()
    clock: ClockFacts = field(default_factory=ClockFacts)
    deadlines: tuple[Deadline, ...] = ()
    duties: tuple[Deadline, ...] = ()
    promises: Promises = field(default_factory=Promises)
    certificate: Certificate | None = None
    opinions: Opinions = ()
    calendar_version: str = ""
    examination: Examination | None = None
    extension_request: said.ExtensionRequested | None = None
    extension: said.LimitExtended | None = None
    outcome: Outcome = field(default_factory=Outcome)
    alarms: tuple[Alarm, ...] = ()
    received: Moment | None = None
    decided: Moment | None = None

    @property
    def stage(self) -> Stage | None:
        """Where the case is, or what it waits for there."""
        return stage_of(self.progress, self.clock, withdrawal_pending=self.withdrawal_pending)

    @property
    def open(self) -> bool:
        """Tell whether something is still to be decided."""
        return self.stage in OPEN_STAGES

    @property
    def deemed(self) -> bool:
        """Tell whether the law, not the authority, accepted it."""
        return self.clock.deemed

    @property
    def awaiting(self) -> Awaiting:
        """Whose move it is."""
        if self.stage is None or not self.open:
            return Awaiting.NOBODY
        return _AWAITED.get(self.stage, Awaiting.AUTHORITY)

    @property
    def stops(self) -> tuple[Stop, ...]:
        """All that stopped its clocks."""
        return self.clock.stops

    def deadline(self, clock: ClockKind) -> Deadline | None:
        """Return the deadline of one clock, if it runs."""
        return next((one for one in self.deadlines if one.clock is clock), None)


def evolve_record(record: CaseRecord | None, recorded: Recorded[said.CaseEvent]) -> CaseRecord:
    """Take in one stored event."""
    case_id = CaseId(split_stream_key(recorded.stream)[1])
    record = record or CaseRecord(case_id=case_id)
    event = recorded.event
    if isinstance(event, said.ReaderEvent):
        return replace(record, readers=read_by(record.readers, event))
    if isinstance(event, said.ClockEvent):
        return _ticked(record, event, late=bool(recorded.meta.late))
    acted = replace(
        record,
        progress=progress_after(record.progress, event),
        clock=clock_after(record.clock, event),
        deadlines=deadlines_after(record.deadlines, event),
        duties=duties_after(record.duties, event),
        promises=promises_after(record.promises, event),
        certificate=certificate_after(record.certificate, event),
        opinions=opinions_after(record.opinions, event),
    )
    if isinstance(event, said.CountedEvent):
        acted = replace(acted, calendar_version=event.calendar_version or acted.calendar_version)
    if isinstance(event, said.PromiseEvent | said.CertificateEvent | said.OpinionEvent):
        return acted
    if isinstance(event, said.DecisionEvent | said.AftermathEvent):
        return _decided(acted, event, _moment(recorded))
    if isinstance(event, said.IntakeEvent | said.OtherOpeningEvent):
        return _taken_in(acted, event, _moment(recorded))
    return _handled(acted, event, _moment(recorded))


def _moment(recorded: Recorded[said.CaseEvent]) -> Moment:
    return Moment(
        event_id=recorded.event_id,
        effective=recorded.meta.effective,
        recorded_at=recorded.recorded_at,
        by=recorded.meta.actor,
    )


def _taken_in(
    record: CaseRecord, event: said.IntakeEvent | said.OtherOpeningEvent, moment: Moment
) -> CaseRecord:
    if isinstance(event, said.DeficienciesNotified):
        return replace(record, deficiencies=event.deficiencies)
    if isinstance(event, said.DeficienciesRemedied):
        return replace(record, materials=(*record.materials, *event.materials))
    return replace(
        record,
        item=event.item,
        project=event.project,
        lead=event.lead,
        project_name=event.project_name,
        park=event.park,
        readers=event.readers,
        materials=event.materials,
        application=event.application,
        warnings=event.warnings,
        received=moment,
    )


_Between = said.AcceptanceEvent | said.StopEvent | said.ExaminationEvent | said.WithdrawalEvent


def _handled(record: CaseRecord, event: _Between, moment: Moment) -> CaseRecord:
    match event:
        case said.ExaminationPassed() | said.ExaminationObjected():
            passed = isinstance(event, said.ExaminationPassed)
            opinion = Examination(passed=passed, opinion=event.opinion, on=event.on)
            return replace(record, examination=opinion)
        case said.ExtensionRequested():
            return replace(record, extension_request=event)
        case said.ExtensionRefused():
            return replace(record, extension_request=None)
        case said.LimitExtended():
            return replace(record, extension_request=None, extension=event)
        case said.CaseWithdrawalRequested() | said.CaseWithdrawalRefused():
            asking = isinstance(event, said.CaseWithdrawalRequested)
            return replace(record, withdrawal_pending=asking)
        case _:
            return _ended(record, event, moment)


def _ended(record: CaseRecord, event: _Between, moment: Moment) -> CaseRecord:
    match event:
        case said.CaseDeclined() | said.CaseNotRequired() | said.ApplicationLapsed():
            outcome = replace(record.outcome, reason=event.reason)
            return replace(record, outcome=outcome, decided=moment)
        case said.CaseWithdrawn():
            return replace(record, withdrawal_pending=False, decided=moment)
        case said.SupplementReceived():
            return replace(record, materials=(*record.materials, *event.materials))
        case _:
            return record


def _decided(
    record: CaseRecord, event: said.DecisionEvent | said.AftermathEvent, moment: Moment
) -> CaseRecord:
    outcome = outcome_after(record.outcome, event)
    if isinstance(event, said.AftermathEvent):
        return replace(record, outcome=outcome)
    if isinstance(event, said.ApprovalGranted | said.FilingRecorded | said.RegistrationMade):
        warnings = (*record.warnings, *event.warnings)
        return replace(record, outcome=outcome, decided=moment, warnings=warnings)
    return replace(record, outcome=outcome, decided=moment)


def _ticked(record: CaseRecord, event: said.ClockEvent, *, late: bool) -> CaseRecord:
    if isinstance(event, said.DeadlineRecomputed):
        return replace(
            record,
            deadlines=moved(record.deadlines, event),
            duties=moved(record.duties, event),
            calendar_version=event.calendar_version,
        )
    exceeded = isinstance(event, said.LimitExceeded)
    alarm = Alarm(clock=event.clock, exceeded=exceeded, due=event.due, late=late, binds=event.binds)
    return replace(record, alarms=(*record.alarms, alarm))
