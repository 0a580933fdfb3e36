"""What people read of a record of another system: its versions, what it is about, what differs."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import assert_never

from services.approvals.domain.events.report import (
    CaseReported,
    DisagreementEnded,
    DisagreementFound,
    RecordEvent,
    ReportLinked,
)
from services.approvals.domain.exchange_codes import StateCode, Unplaced, WhyEnded
from services.approvals.domain.reports.report import gaps
from services.approvals.domain.terms import Stage
from shared.kernel.asked import Actor
from shared.kernel.effective import Effective
from shared.kernel.identifiers import CaseId, DepartmentId, ParkId, ProjectId, split_stream_key
from shared.kernel.recorded import Recorded
from shared.kernel.values import replace


@dataclass(frozen=True, kw_only=True)
class Version:
    """报送版本: what was pushed, when it was so, when it was read there and recorded here."""

    number: int
    state_code: StateCode
    effective: Effective
    document_number: str | None
    note: str | None
    retrieved_at: datetime
    recorded_at: datetime
    by: Actor
    late: bool
    unplaced: Unplaced | None


@dataclass(frozen=True, kw_only=True)
class Dispute:
    """不一致经过: with which case, since when, what both said then, and when it was seen to end."""

    case: CaseId
    since: date
    own_stage: Stage
    state_code: StateCode
    found_at: datetime
    ended_at: datetime | None = None
    why_ended: WhyEnded | None = None


@dataclass(frozen=True, kw_only=True)
class ReportRecord:
    """外部报送: one record of another system, as people read it."""

    report_id: str
    source: str
    record: str
    project: ProjectId
    item_code: str | None
    source_item: str | None
    park: ParkId | None = None
    linked_to: str | None = None
    department: DepartmentId | None = None
    versions: tuple[Version, ...] = ()
    disputes: tuple[Dispute, ...] = ()

    @property
    def newest(self) -> Version:
        """The newest version, whichever came last."""
        return max(self.versions, key=lambda one: one.number)

    @property
    def gaps(self) -> tuple[tuple[int, int], ...]:
        """Which versions between those that came have not: from and to."""
        return gaps(one.number for one in self.versions)

    @property
    def unplaced(self) -> Unplaced | None:
        """Why it is about no item of ours; None where it is about one."""
        if self.linked_to is not None:
            return None
        waits = Unplaced.ITEM_NOT_MAPPED if self.source_item is not None else None
        return self.versions[-1].unplaced or waits

    @property
    def dispute(self) -> Dispute | None:
        """What it differs in from our case now."""
        return next((one for one in self.disputes if one.ended_at is None), None)


def evolve_report(record: ReportRecord | None, recorded: Recorded[RecordEvent]) -> ReportRecord:
    """Take in one stored event; the first of a record is a version of it."""
    event = recorded.event
    if isinstance(event, CaseReported):
        return _told(record, event, recorded)
    if record is None:
        raise ValueError("a record begins with what was reported")
    match event:
        case ReportLinked():
            return replace(record, linked_to=event.item_code, department=event.department)
        case DisagreementFound():
            found = Dispute(
                case=event.case,
                since=event.since,
                own_stage=event.own_stage,
                state_code=event.state_code,
                found_at=recorded.recorded_at,
            )
            return replace(record, disputes=(*record.disputes, found))
        case DisagreementEnded():
            *earlier, last = record.disputes
            ended = replace(last, ended_at=recorded.recorded_at, why_ended=_why(event))
            return replace(record, disputes=(*earlier, ended))
        case _:
            assert_never(event)


def _why(event: DisagreementEnded) -> WhyEnded:
    """Return why it ended; before that was told, there were two reasons."""
    before = WhyEnded.ITEM_ELSEWHERE if event.own_stage is None else WhyEnded.SAME_SAID
    return event.why or before


def _told(
    record: ReportRecord | None, event: CaseReported, recorded: Recorded[RecordEvent]
) -> ReportRecord:
    before = record or ReportRecord(
        report_id=split_stream_key(recorded.stream)[1],
        source=event.source,
        record=event.record,
        project=event.project,
        park=event.park,
        item_code=event.item_code,
        source_item=event.source_item,
    )
    version = Version(
        number=event.record_version,
        state_code=event.state_code,
        effective=recorded.meta.effective,
        document_number=event.document_number,
        note=event.note,
        retrieved_at=event.retrieved_at,
        recorded_at=recorded.recorded_at,
        by=recorded.meta.actor,
        late=event.late,
        unplaced=event.unplaced,
    )
    return replace(before, versions=(*before.versions, version))
