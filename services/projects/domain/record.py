"""What people read about a project; folded from recorded events.

The fold also runs in the world's order (`valid_at`), where what was seen or granted may precede the
project itself: such a record is hollow until `stage` says that the project was created.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never

from services.projects.domain import events as said
from services.projects.domain.gate import Gate, evolve_gate
from services.projects.domain.milestone import (
    RECOGNISED,
    Milestones,
    Recognition,
    evolve_milestones,
    milestones_at_creation,
    milestones_corrected,
    milestones_recognised,
)
from services.projects.domain.terms import (
    Flag,
    ImportedRow,
    Investment,
    Lacking,
    MilestoneKind,
    Origin,
    Stage,
)
from shared.kernel.effective import Effective
from shared.kernel.identifiers import AccountId, EventId, LeadId, ParkId
from shared.kernel.recorded import Recorded
from shared.kernel.values import replace

NOT_YET_STATED = Investment(name="", park=ParkId(""))


@dataclass(frozen=True, kw_only=True)
class Charge:
    """责任人: who answers for the project, since when."""

    account: AccountId
    since: Effective


@dataclass(frozen=True, kw_only=True)
class BorneCode:
    """项目代码: the code borne, and the event that gave it, which a correction names."""

    code: str
    since: Effective
    event_id: EventId


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """动工记录: works that somebody saw; `lacking` is None when they were allowed."""

    seen_on: Effective
    seen: str
    lacking: tuple[Lacking, ...] | None
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class Suspension:
    """停缓建记录: from when to when works stood still, and why."""

    since: Effective
    reason: str
    until: Effective | None = None


@dataclass(frozen=True, kw_only=True)
class ProjectRecord:
    """项目档案: one project as people see it."""

    origin: Origin = Origin.LEAD
    lead_id: LeadId | None = None
    row: ImportedRow | None = None
    investment: Investment = NOT_YET_STATED
    stage: Stage = Stage.NOT_CREATED
    stage_since: Effective | None = None
    stage_words: str = ""
    stage_by: MilestoneKind | None = None
    code: BorneCode | None = None
    officer: Charge | None = None
    leader: Charge | None = None
    milestones: Milestones = field(default_factory=dict)
    gate: Gate = field(default_factory=Gate)
    gate_was_lost: bool = False
    recognised_at: datetime | None = None
    sightings: tuple[Sighting, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    created_at: datetime | None = None
    changed_at: datetime | None = None

    @property
    def unapproved_start(self) -> bool:
        """Tell of works seen unallowed, unless the commencement was recognised knowing of them."""
        return any(
            sighting.lacking is not None
            and (self.recognised_at is None or self.recognised_at < sighting.recorded_at)
            for sighting in self.sightings
        )

    @property
    def gate_lost(self) -> bool:
        """Tell whether a grant was lost and not yet made good."""
        return self.gate_was_lost and not self.gate.open

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What somebody has to look into."""
        raised: Mapping[Flag, bool] = {
            Flag.UNAPPROVED_START: self.unapproved_start,
            Flag.GATE_LOST: self.gate_lost,
            Flag.SLIPPED: any(milestone.slipped for milestone in self.milestones.values()),
        }
        return tuple(flag for flag, up in raised.items() if up)


def evolve_record(record: ProjectRecord | None, recorded: Recorded[said.Event]) -> ProjectRecord:
    """Take in one event with what was recorded beside it."""
    before = record or ProjectRecord()
    after = _evolved(before, recorded.event, recorded)
    return replace(
        after,
        created_at=before.created_at or recorded.recorded_at,
        changed_at=max(before.changed_at or recorded.recorded_at, recorded.recorded_at),
    )


def _evolved(
    record: ProjectRecord, event: said.Event, recorded: Recorded[said.Event]
) -> ProjectRecord:
    match event:
        case (
            said.ProjectCreated()
            | said.AgreedTermsCorrected()
            | said.ImportedProjectWithdrawn()
            | said.ImportedProjectWithdrawalRefused()
        ):
            return _creation(record, event)
        case (
            said.CommencementGateSet()
            | said.GateItemProgressed()
            | said.GateItemGranted()
            | said.GateItemExempted()
            | said.GateItemLost()
            | said.CommencementGateOpened()
            | said.CommencementGateLost()
        ):
            return _gate(record, event)
        case (
            said.ProjectCoded()
            | said.ProjectCodeCorrected()
            | said.OfficerAssigned()
            | said.OfficerHandedOver()
            | said.LeaderAssigned()
            | said.LeaderReplaced()
        ):
            return _assignment(record, event, recorded)
        case (
            said.MilestonePlanned()
            | said.MilestoneForecast()
            | said.MilestoneSlipped()
            | said.MilestoneReached()
            | said.MilestoneCorrected()
        ):
            return _milestone(record, event)
        case (
            said.WorkCommenced()
            | said.StartObserved()
            | said.UnapprovedStartObserved()
            | said.WorkSuspended()
            | said.WorkResumed()
        ):
            return _on_site(record, event, recorded.recorded_at)
        case said.WorksCompleted() | said.ProductionStarted() | said.ProjectTerminated():
            return _outcome(record, event)
        case _:
            assert_never(event)


def _creation(record: ProjectRecord, event: said.CreationEvent) -> ProjectRecord:
    match event:
        case said.ProjectCreated():
            return replace(
                record,
                origin=event.origin,
                lead_id=event.lead_id,
                row=event.row,
                investment=event.investment,
                stage=event.stage,
                stage_since=event.since,
                milestones=milestones_at_creation(record.milestones, event),
            )
        case said.AgreedTermsCorrected():
            return replace(
                record,
                investment=event.after,
                milestones=milestones_corrected(record.milestones, event),
            )
        case said.ImportedProjectWithdrawn():
            return replace(record, stage=Stage.WITHDRAWN)
        case said.ImportedProjectWithdrawalRefused():
            return record
        case _:
            assert_never(event)


def _gate(record: ProjectRecord, event: said.GateEvent) -> ProjectRecord:
    lost = record.gate_was_lost or isinstance(event, said.CommencementGateLost)
    return replace(record, gate=evolve_gate(record.gate, event), gate_was_lost=lost)


def _assignment(
    record: ProjectRecord, event: said.AssignmentEvent, recorded: Recorded[said.Event]
) -> ProjectRecord:
    since = recorded.meta.effective
    match event:
        case said.ProjectCoded():
            code = BorneCode(code=event.code, since=since, event_id=recorded.event_id)
            return replace(record, code=code)
        case said.ProjectCodeCorrected():
            code = BorneCode(code=event.to_code, since=since, event_id=recorded.event_id)
            return replace(record, code=code)
        case said.OfficerAssigned():
            return replace(record, officer=Charge(account=event.officer, since=since))
        case said.OfficerHandedOver():
            return replace(record, officer=Charge(account=event.to_officer, since=since))
        case said.LeaderAssigned():
            return replace(record, leader=Charge(account=event.leader, since=since))
        case said.LeaderReplaced():
            return replace(record, leader=Charge(account=event.to_leader, since=since))
        case _:
            assert_never(event)


def _on_site(record: ProjectRecord, event: said.SiteEvent, at: datetime) -> ProjectRecord:
    match event:
        case said.WorkCommenced():
            begun = _moved(record, event, Stage.UNDER_CONSTRUCTION, event.evidence)
            milestones = milestones_recognised(record.milestones, event)
            return replace(begun, milestones=milestones, recognised_at=at)
        case said.StartObserved():
            seen = Sighting(seen_on=event.seen_on, seen=event.seen, lacking=None, recorded_at=at)
            return replace(record, sightings=(*record.sightings, seen))
        case said.UnapprovedStartObserved():
            seen = Sighting(
                seen_on=event.seen_on, seen=event.seen, lacking=event.lacking, recorded_at=at
            )
            return replace(record, sightings=(*record.sightings, seen))
        case said.WorkSuspended():
            stopped = Suspension(since=event.since, reason=event.reason)
            moved = _moved(record, event, Stage.SUSPENDED, event.reason)
            return replace(moved, suspensions=(*record.suspensions, stopped))
        case said.WorkResumed():
            *earlier, last = record.suspensions
            moved = _moved(record, event, event.to_stage, event.note)
            return replace(moved, suspensions=(*earlier, replace(last, until=event.since)))
        case _:
            assert_never(event)


def _outcome(record: ProjectRecord, event: said.OutcomeEvent) -> ProjectRecord:
    match event:
        case said.WorksCompleted():
            done = _moved(record, event, Stage.COMPLETED, event.evidence)
            return replace(done, milestones=milestones_recognised(record.milestones, event))
        case said.ProductionStarted():
            done = _moved(record, event, Stage.IN_PRODUCTION, event.evidence)
            return replace(done, milestones=milestones_recognised(record.milestones, event))
        case said.ProjectTerminated():
            return _moved(record, event, Stage.TERMINATED, event.reason)
        case _:
            assert_never(event)


def _moved(record: ProjectRecord, event: said.StageMove, stage: Stage, words: str) -> ProjectRecord:
    return replace(
        record,
        stage=stage,
        stage_since=event.since,
        stage_words=words,
        stage_by=RECOGNISED[type(event)] if isinstance(event, Recognition) else None,
    )


def _milestone(record: ProjectRecord, event: said.MilestoneEvent) -> ProjectRecord:
    after = replace(record, milestones=evolve_milestones(record.milestones, event))
    if isinstance(event, said.MilestoneCorrected) and record.stage_by is event.milestone:
        return replace(after, stage_since=event.to_reached)
    return after
